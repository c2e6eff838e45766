"""The numbers by which measures and sentences are paired (data/thresholds.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def thresholds() -> Mapping[str, Mapping[str, float]]:
    """The numbers of data/thresholds.toml. docs/deviations.md says how they were found."""
    return tomllib.loads((Path(__file__).parent / "data" / "thresholds.toml").read_text(encoding="utf-8"))
