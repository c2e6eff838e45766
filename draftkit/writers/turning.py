"""Attachments whose table is too wide for an upright page lie on their side (横排表格). GB/T 9704—2012 8.

A4纸型的表格横排时，页码位置与公文其他页码保持一致，单页码表头在订口一边，双页码表头在切口一边: seen on the
bound page, the head of the table is at its left edge on odd and on even pages, and the page number stands
where it stands on all other pages. So the page is the same one turned by a quarter, margins included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from draftkit.model import Paragraph
from draftkit.writers.blocks import plain
from draftkit.writers.geometry import Page, ems
from draftkit.writers.tables import column_widths, room_for

_COLUMNS = 6  # from which on long cells are too narrow side by side
_LONG = 12.0  # characters of a cell that takes several lines
_NARROW = 4.0  # characters: in a narrower column words fall apart
_TEXT = 200  # characters of text beside the table; a longer attachment stays upright
_BESIDE = ("attachment_mark", "attachment_title", "title", "subtitle")

Group = tuple[str, list[Paragraph]]


def turned_groups(groups: Sequence[Group], page: Page) -> frozenset[int]:
    """Which groups of paragraphs stand on a page that lies on its side."""
    found: set[int] = set()
    for unit in _units(groups):
        members = [groups[i] for i in unit]
        text = sum(len(p.text) for kind, m in members for p in m if kind != "table" and p.role not in _BESIDE)
        if text <= _TEXT and any(kind == "table" and is_wide(m, page) for kind, m in members):
            found.update(unit)
    return frozenset(found)


def _units(groups: Sequence[Group]) -> Iterable[list[int]]:
    """Stretches that begin on a new page: an attachment, or a title behind a notice."""
    unit: list[int] | None = None
    for i, (kind, members) in enumerate(groups):
        mark = members[0].role == "attachment_mark"
        title = kind == "title" and members[0].role != "attachment_title"
        if mark or (title and i and groups[i - 1][0] not in ("head", "title")):
            if unit:
                yield unit
            unit = [i] if i else None  # the first page bears the head and stays upright
        elif kind not in ("table", "text", "title"):
            if unit:
                yield unit
            unit = None
        elif unit is not None:
            unit.append(i)
    if unit:
        yield unit


def is_wide(rows: Sequence[Paragraph], page: Page) -> bool:
    """Whether a table has six columns or more with long cells, or a column of less than four characters."""
    texts = [tuple(c.text.strip() for c in p.cells) or (plain(p),) for p in rows]
    below = texts[1:] or texts
    columns = max(map(len, texts))
    longest = [max((ems(t[i]) for t in below if i < len(t)), default=0.0) for i in range(columns)]
    if columns >= _COLUMNS and sum(length > _LONG for length in longest) >= 2:
        return True
    widths = column_widths(texts, page)
    return any(room_for(w, page) < min(_NARROW, n / 2) for w, n in zip(widths, longest, strict=True))
