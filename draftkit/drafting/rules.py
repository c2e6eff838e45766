"""The rules of drafting that are data: data/*.yaml (起草规则)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "data"


@cache
def rules(name: str) -> dict[str, Any]:
    """The contents of data/<name>.yaml, read once."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (_FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        loaded: dict[str, Any] = yaml.load(file, loader)
    return loaded
