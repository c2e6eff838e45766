"""What kinds, severities, relations and states are called in Chinese (data/labels.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Table = Literal["kind", "severity", "relation", "state"]


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((Path(__file__).parent / "data" / "labels.toml").read_text(encoding="utf-8"))


def label(table: Table, key: str) -> str:
    """The Chinese word for a kind, severity, relation or state of a matrix. Raises KeyError for an unknown one."""
    return _tables()[table][key]
