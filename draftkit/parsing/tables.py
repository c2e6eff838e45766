"""Tables: a table of names is layout, a table of one column is text, the rest are rows of cells."""

from __future__ import annotations

from itertools import groupby

from draftkit.model import Text
from draftkit.parsing.labels import find_label
from draftkit.parsing.rows import Row, is_orgs, kind_of
from draftkit.readers.source import PLAIN, Style


def settle_tables(rows: list[Row]) -> list[Row]:
    """Cells become rows of a table, or plain rows where the table only lays out names or text."""
    out: list[Row] = []
    for number, group in groupby(rows, key=lambda r: r.style.table[0] if r.style.table else None):
        members = list(group)
        out += members if number is None else _settle(members)
    return out


def _settle(cells: list[Row]) -> list[Row]:
    columns = max(cell.style.table[2] for cell in cells if cell.style.table)
    layout = all(is_orgs(cell.words) or kind_of(cell.words) in ("date", "printed") for cell in cells)
    if columns > 1 and not layout:
        return _rows(cells, columns)
    for cell in cells:
        cell.kind = kind_of(cell.words)
        cell.label = find_label(cell.words) if cell.kind in ("text", "orgs") else None
        if cell.label is not None:
            cell.kind = "label"
        cell.style = PLAIN
    return cells


def _rows(cells: list[Row], columns: int) -> list[Row]:
    """One row for each line of the table; an empty cell is an empty text."""
    out: list[Row] = []
    for place, group in groupby(cells, key=lambda c: c.style.table[:2] if c.style.table else (0, 0)):
        members = list(group)
        parts: dict[int, list[Text]] = {}
        for cell in members:
            parts.setdefault(cell.style.table[2] if cell.style.table else 0, []).append(cell.text)
        texts = [_together(parts.get(column)) for column in range(1, columns + 1)]
        style = Style(whole=True, table=(*place, 0))
        out.append(Row(_tabbed(texts), "table", style, gap=members[0].gap, cells=tuple(texts)))
    return out


_EMPTY, _TAB = Text(""), Text("\t")


def _together(texts: list[Text] | None) -> Text:
    if not texts:
        return _EMPTY
    return texts[0] if len(texts) == 1 else Text.concat(texts)


def _tabbed(cells: list[Text]) -> Text:
    """The cells of a row as one text, a tab between them."""
    parts: list[Text] = []
    for index, cell in enumerate(cells):
        if index:
            parts.append(_TAB)
        parts.append(cell)
    return Text.concat(parts)
