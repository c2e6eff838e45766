"""The numbers by which measures and sentences are paired (data/thresholds.toml)."""

from __future__ import annotations

from collections.abc import Mapping

from draftkit.comparing.tables import table


def thresholds() -> Mapping[str, Mapping[str, float]]:
    """The numbers of data/thresholds.toml. docs/deviations.md says how they were found."""
    return table("thresholds")
