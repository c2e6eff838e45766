"""Tables over several pages: one number, rows counted on, the head of the table only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from draftkit.readers.pdf_lines import Leaf, Strip

_NEAR = 4.0  # points between the same line down on two pages


def joined_tables(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The pages with tables numbered through the document; page furniture must be out already."""
    joiner = _Joiner()
    return [joiner.leaf(leaf) if leaf.columns else joiner.plain(leaf) for leaf in leaves]


class _Joiner:
    def __init__(self) -> None:
        self.number = 0
        self.row = 0
        self.columns: tuple[float, ...] = ()
        self.head: list[str] = []
        self.open = False  # whether the page before ended with this table

    def plain(self, leaf: Leaf) -> Leaf:
        self.open = self.open and not leaf.strips
        return leaf

    def leaf(self, leaf: Leaf) -> Leaf:
        out: list[Strip] = []
        for index, (table, group) in enumerate(groupby(leaf.strips, lambda s: s.cell[0] if s.cell else 0)):
            strips = list(group)
            if not table:
                self.open = False
                out += strips
                continue
            columns = leaf.columns[table - 1]
            goes_on = index == 0 and self.open and _same(columns, self.columns)
            out += self._table(strips, columns, goes_on=goes_on)
            self.open = True
        return replace(leaf, strips=tuple(out))

    def _table(self, strips: list[Strip], columns: tuple[float, ...], *, goes_on: bool) -> list[Strip]:
        rows = [list(g) for _, g in groupby(strips, lambda s: s.cell[1] if s.cell else 0)]
        if not goes_on:
            self.number += 1
            self.row = 0
            self.columns, self.head = columns, [s.text for s in rows[0]]
        elif [s.text for s in rows[0]] == self.head and len(rows) > 1:
            rows = rows[1:]
        elif _rest(rows[0]):
            self.row -= 1  # a row that the end of the page has cut
        for row in rows:
            self.row += 1
            for strip in row:
                column = strip.cell[2] if strip.cell else 1
                strip.cell = (self.number, self.row, column)
        return [strip for row in rows for strip in row]


def _same(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return len(a) == len(b) and all(abs(x - y) < _NEAR for x, y in zip(a, b, strict=True))


def _rest(row: list[Strip]) -> bool:
    """Whether a row has nothing in its first column, where the number or the task stands."""
    return all(strip.cell is not None and strip.cell[2] > 1 for strip in row)
