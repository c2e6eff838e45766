"""Rows of tables inside rendered text: cells that survive a template as one line (表格行)."""

from __future__ import annotations

from collections.abc import Sequence

_ROW, _CELL = "\U000ffff0", "\U000ffff1"
"""Private-use characters that no document uses: they open a row, and stand between its cells."""


def row_line(cells: Sequence[str]) -> str:
    """One line for a row of cells."""
    return _ROW + _CELL.join(" ".join(cell.replace(_ROW, "").replace(_CELL, "").split()) for cell in cells)


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return _ROW in line


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of a row, or the line alone when it is none."""
    if not is_row(line):
        return (line,)
    return tuple(cell.strip() for cell in line.replace(_ROW, "").split(_CELL))


def plain(line: str) -> str:
    """The line as a text file has it: a tab between cells."""
    return "\t".join(cells_of(line)) if is_row(line) else line
