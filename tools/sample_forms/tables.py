"""The tables of localities (samples/localities.csv, .xlsx) from one YAML list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def write(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every table."""
    return iter(())
