"""Tables of a page: which hold data, which only lay out the page, which are its metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from draftkit.lexicon import genre
from draftkit.lexicon.text import squeeze

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_SPAN = 200


@cache
def metadata_names() -> frozenset[str]:
    """Names of metadata (索引号, 发文字号 …) without white space."""
    return frozenset(squeeze(name) for name in genre.words("metadata"))


def is_name(text: str) -> bool:
    """Whether a text is nothing but the name of a piece of metadata."""
    return squeeze(text).strip(":：[]【】") in metadata_names()


@dataclass(slots=True)
class Tables:
    """The data tables met so far and the places of their cells."""

    count: int = 0
    _places: dict[_Element, tuple[int, int, int]] = field(default_factory=dict)

    def place(self, cell: _Element) -> tuple[int, int, int] | None:
        """(table, row, column) of a cell, 1-based; None when it only lays out the page."""
        return self._places.get(cell)

    def enter(self, table: _Element) -> list[str]:
        """Look at a table before it is walked. Returns lines 名称：值 when it holds metadata."""
        if table.find(".//table") is not None:
            return []
        rows = _rows(table)
        if pairs := _metadata(rows):
            return pairs
        if _holds_data(rows):
            self.count += 1
            self._number(rows)
        return []

    def _number(self, rows: list[list[_Element]]) -> None:
        """Places in the grid, cells that reach over several rows or columns counted."""
        taken: dict[int, int] = {}  # column -> rows that a cell above still covers
        for r, cells in enumerate(rows, 1):
            column, covered = 1, dict(taken)
            taken = {c: left - 1 for c, left in taken.items() if left > 1}
            for cell in cells:
                while column in covered:
                    column += 1
                self._places[cell] = (self.count, r, column)
                width, height = _span(cell, "colspan"), _span(cell, "rowspan")
                if height > 1:
                    taken |= dict.fromkeys(range(column, column + width), height - 1)
                column += width


def _rows(table: _Element) -> list[list[_Element]]:
    return [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]


def _span(cell: _Element, name: str) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _text(cell: _Element) -> str:
    return re.sub(r"\s+", " ", "".join(str(t) for t in cell.itertext())).strip()


def _holds_data(rows: list[list[_Element]]) -> bool:
    """At least two rows and columns with words, and no cell that holds the page's whole text."""
    sizes = [[len(_text(cell)) for cell in row] for row in rows]
    filled = [sum(size > 0 for size in row) for row in sizes]
    if sum(count >= 2 for count in filled) < 2:
        return False
    total = sum(map(sum, sizes))
    largest = max(max(row, default=0) for row in sizes)
    return not (largest > 1000 and largest > 0.6 * total)


def _metadata(rows: list[list[_Element]]) -> list[str]:
    """名称：值 of a table whose cells are mostly names of metadata and their values."""
    pairs: list[str] = []
    filled = 0
    for row in rows:
        texts = [_text(cell) for cell in row]
        filled += sum(bool(text) for text in texts)
        for name, value in pairwise([*texts, ""]):
            if is_name(name):
                pairs.append(f"{squeeze(name).strip(':：[]【】')}：{'' if is_name(value) else value}")
    named = sum(2 if not pair.endswith("：") else 1 for pair in pairs)
    return pairs if len(pairs) >= 2 and named >= 0.6 * filled else []
