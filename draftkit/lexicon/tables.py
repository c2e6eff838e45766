"""Reading the lexicon's own CSV files."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of ``data/<name>.csv`` as column → cell; an empty cell is an empty string."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def parts(cell: str) -> tuple[str, ...]:
    """The items of a cell written with ``|``."""
    return tuple(item for item in cell.split("|") if item)
