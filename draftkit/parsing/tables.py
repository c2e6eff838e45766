"""Tables: a table of names is layout, a table of one column is text, the rest are rows of cells."""

from __future__ import annotations

from itertools import groupby

from draftkit.model import Text
from draftkit.parsing.labels import find_label
from draftkit.parsing.rows import Row, is_orgs, kind_of
from draftkit.readers.source import PLAIN


def settle_tables(rows: list[Row]) -> list[Row]:
    """Rows of kind ``table`` stay only where a table really says something in columns."""
    out: list[Row] = []
    for number, group in groupby(rows, key=lambda r: r.style.table[0] if r.style.table else None):
        members = list(group)
        out += members if number is None else _settle(members)
    return out


def _settle(cells: list[Row]) -> list[Row]:
    columns = {cell.style.table[2] for cell in cells if cell.style.table}
    layout = all(is_orgs(cell.words) or kind_of(cell.words) in ("date", "printed") for cell in cells)
    if len(columns) > 1 and not layout:
        return cells
    for cell in cells:
        cell.kind = kind_of(cell.words)
        cell.label = find_label(cell.words) if cell.kind == "text" else None
        if cell.label is not None:
            cell.kind = "label"
        cell.style = PLAIN
    if layout and len(columns) > 1:
        return cells
    return cells


def row_text(cells: list[Text]) -> Text:
    """The cells of a row as one text, a tab between them."""
    parts: list[Text] = []
    for index, cell in enumerate(cells):
        if index:
            parts.append(Text("\t"))
        parts.append(cell)
    return Text.concat(parts)
