"""What stands beside the parent's text and is not carried over: attachments and tables (附件、表格)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from draftkit.drafting.holes import OpenPoint
from draftkit.lexicon.text import normal
from draftkit.localities import Locality
from draftkit.model import Document, Paragraph

_OWN = "请编一份本级的附件，或删去"
_NUMBERS = frozenset({"序号", "编号", "备注"})


def attached_points(parent: Document, here: Locality) -> Iterator[OpenPoint]:
    """A point for each attachment and each table of the parent, with the row that is about us."""
    inside: set[int] = set()
    for attachment in parent.attachments:
        inside |= set(attachment.paragraphs)
        rows = [p for i in attachment.paragraphs if (p := parent.paragraphs[i]).role == "table"]
        title = f"上级附件“{normal(attachment.title or '')}”" if attachment.title else "上级附件"
        yield OpenPoint("decision", title, _reason(rows, here))
    for place, rows in _tables(parent, inside):
        yield OpenPoint("decision", f"上级“{place}”里的表格", _reason(rows, here))


def _tables(parent: Document, inside: set[int]) -> Iterator[tuple[str, list[Paragraph]]]:
    place, number, rows = "正文", None, list[Paragraph]()
    for index, p in enumerate(parent.paragraphs):
        if p.role == "table" and index not in inside:
            if rows and p.table != number:
                yield place, rows
                rows = []
            number = p.table
            rows.append(p)
            continue
        if rows:
            yield place, rows
            rows = []
        place = f"{p.label}{p.title or ''}" if p.label else place
    if rows:
        yield place, rows


def _reason(rows: Sequence[Paragraph], here: Locality) -> str:
    if len(rows) < 2:
        return f"没有列入；{_OWN}"
    head = [normal(cell.text) for cell in rows[0].cells]
    ours = next((row for row in rows[1:] if _is_about(row, here)), None)
    if ours is None:
        columns = "、".join(name for name in head if name)
        return f"没有列入（表格{len(rows) - 1}行：{columns}）；{_OWN}"
    cells = [normal(cell.text) for cell in ours.cells]
    values = [
        f"{name}{value}"
        for name, value in zip(head, cells, strict=False)
        if value and value != here.name and name not in _NUMBERS
    ]
    return f"没有列入，其中下达本级的是：{'，'.join(values)}；请与正文核对，并决定是否分解下去"


def _is_about(row: Paragraph, here: Locality) -> bool:
    return any(normal(cell.text) in (here.name, here.short) for cell in row.cells if here.name)
