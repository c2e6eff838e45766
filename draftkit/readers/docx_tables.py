"""Tables of a Word document: which cell stands where, with merged cells and accepted changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftkit.readers.docx_styles import W, is_on, number_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROW, _CELL, _OF_ROW, _OF_CELL = f"{W}tr", f"{W}tc", f"{W}trPr", f"{W}tcPr"
_WIDTH, _DOWN, _ACROSS, _DELETED = (W + name for name in "gridSpan vMerge hMerge cellDel".split())
_VAL = f"{W}val"
_GONE = frozenset((f"{W}del", f"{W}moveFrom"))
_PROPERTIES = frozenset(W + name for name in "tblPr tblGrid tblPrEx trPr sdtPr sdtEndPr customXmlPr".split())
_MOST_COLUMNS = 200
_DEEPEST = 20


@dataclass(slots=True)
class Cell:
    """A cell that shows words. place: (table, row, column), 1-based. span: rows and columns it covers.

    columns: of the whole table. goes_on: it belongs to the cell above.
    """

    element: _Element
    place: tuple[int, int, int]
    span: tuple[int, int] = (1, 1)
    columns: int = 1
    goes_on: bool = False

    def inside(self, table: int) -> Cell:
        """The same, with the number of its table known."""
        self.place = (table, *self.place[1:])
        return self


def grid(table: _Element, said: set[str]) -> list[list[Cell]]:
    """The cells of a table row by row, rows and cells that were deleted or merged away left out."""
    rows = [list(_cells(row, r, before, said)) for r, (row, before) in enumerate(_rows(table, said), 1)]
    columns = max((cell.place[2] + cell.span[1] - 1 for row in rows for cell in row), default=1)
    for cell in (cell for row in rows for cell in row):
        cell.columns = columns
    if any(cell.goes_on for row in rows for cell in row):
        heights = _heights(rows)
        for row in rows:
            row[:] = [cell for cell in row if cell.place in heights]
            for cell in row:
                cell.span = heights[cell.place], cell.span[1]
    return rows


def _heights(rows: list[list[Cell]]) -> dict[tuple[int, int, int], int]:
    """Rows that each cell covers; one that goes on with nothing above it stands for itself."""
    heights: dict[tuple[int, int, int], int] = {}
    above: dict[int, tuple[int, int, int]] = {}
    for row in rows:
        here: dict[int, tuple[int, int, int]] = {}
        for cell in row:
            column = cell.place[2]
            if cell.goes_on and column in above:
                here[column] = above[column]
                heights[above[column]] += 1
            else:
                here[column] = cell.place
                heights[cell.place] = 1
        above = here
    return heights


def _inner(node: _Element, wanted: str, said: set[str], depth: int = 0) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also inside content controls and accepted changes."""
    for child in node:
        tag = child.tag
        if tag == wanted:
            yield child
        elif tag in _PROPERTIES:
            continue
        elif tag in _GONE:
            said.add("changes")
        elif depth < _DEEPEST and isinstance(tag, str) and tag not in (_ROW, _CELL):
            yield from _inner(child, wanted, said, depth + 1)


def _rows(table: _Element, said: set[str]) -> Iterator[tuple[_Element, int]]:
    """The rows that are there, each with the number of columns that it leaves out at its start."""
    for row in _inner(table, _ROW, said):
        gone, before = False, 0
        for properties in row:
            if properties.tag == _CELL:
                break
            for mark in properties if properties.tag == _OF_ROW else ():
                tag = mark.tag
                if tag in _GONE or tag == f"{W}ins":
                    said.add("changes")
                    gone = gone or tag in _GONE
                elif tag == f"{W}hidden" and is_on(mark):
                    said.add("hidden")
                    gone = True
                elif tag == f"{W}gridBefore":
                    before = min(max(number_of(mark.get(_VAL), 0), 0), _MOST_COLUMNS)
        if not gone:
            yield row, before


def _cells(row: _Element, number: int, before: int, said: set[str]) -> Iterator[Cell]:
    column = 1 + before
    for node in _inner(row, _CELL, said):
        width, goes_on, merged, gone = _facts(node)
        if gone:
            said.add("changes")
        elif not merged:
            yield Cell(node, (0, number, column), (1, width), goes_on=goes_on)
        column += width


def _facts(cell: _Element) -> tuple[int, bool, bool, bool]:
    """Width in columns; belongs to the cell above; to the cell before; was deleted."""
    width, goes_on, merged, gone = 1, False, False, False
    for properties in cell:
        if properties.tag != _OF_CELL:
            break  # it stands first
        for child in properties:
            tag = child.tag
            if tag == _WIDTH:
                width = min(max(number_of(child.get(_VAL), 1), 1), _MOST_COLUMNS)
            elif tag == _DOWN:
                goes_on = child.get(_VAL) != "restart"
            elif tag == _ACROSS:
                merged = child.get(_VAL) != "restart"
            elif tag == _DELETED:
                gone = True
    return width, goes_on, merged, gone
