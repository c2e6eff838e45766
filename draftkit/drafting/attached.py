"""The parent's attachments and tables, carried over in local words (附件、表格)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from draftkit.drafting.content import tables_below
from draftkit.drafting.holes import OpenPoint, hole
from draftkit.drafting.inlaid import row_line
from draftkit.drafting.measures import Worder
from draftkit.lexicon import places
from draftkit.lexicon.text import normal
from draftkit.localities import Locality
from draftkit.model import Attachment, Document, Paragraph

_NUMBERS = frozenset({"序号", "编号", "备注"})
_TOTALS = frozenset({"合计", "总计", "小计", "全市", "全省", "全县", "全区"})
_MOST_LETTERS = 9  # of the name of a jurisdiction in a cell
_MARKS = ("attachment_mark", "attachment_title")
_TASKS = re.compile("^(?!.*项目).*(?:任务|举措|措施|事项|工作内容|要点)")
_WHO_ANSWERS = ("牵头", "责任单位", "责任部门")


@dataclass(frozen=True, slots=True)
class Appendix:
    """An attachment of the local paper (附件). lines: paragraphs and rows (see `inlaid`), each with the
    number of the parent's row it came from, 0 for a paragraph or the head.

    point: what is to be decided about it. points: what is open in its words. assigns: whether it is a
    table of who does what, which a 任务分工表 of our own takes the place of.
    """

    title: str
    lines: tuple[tuple[str, int], ...]
    point: OpenPoint
    points: tuple[OpenPoint, ...] = ()
    assigns: bool = False


def appendices_of(parent: Document, worder: Worder) -> Iterator[tuple[int, Appendix]]:
    """The attachments of the parent whose words are there, in local words, with their numbers (1-based)."""
    for number, attachment in enumerate(parent.attachments, 1):
        if _content(parent, attachment):
            yield number, _appendix(parent, attachment, worder)


def _content(parent: Document, attachment: Attachment) -> list[Paragraph]:
    return [p for i in attachment.paragraphs if (p := parent.paragraphs[i]).role not in _MARKS]


def _appendix(parent: Document, attachment: Attachment, worder: Worder) -> Appendix:
    said = normal(attachment.title or "")
    lines: list[tuple[str, int]] = []
    points: list[OpenPoint] = []
    reasons: list[str] = []
    for rows in _runs(_content(parent, attachment)):
        if rows[0].role != "table":
            worded = worder.words(rows[0].text)
            lines.append((worded.text, 0))
            points += worded.points
            continue
        table = _table(rows, worder)
        lines += table.lines
        points += table.points
        reasons.append(table.reason)
    name = f"上级附件“{said}”" if said else "上级附件"
    reason = f"已换成本地说法列入附件，{'；'.join(reasons) or '请逐项核对，不需要的删去'}"
    head = " ".join(c.text for p in _content(parent, attachment)[:1] for c in p.cells)
    return Appendix(
        worder.title(said) if said else hole("附件标题"),
        tuple(lines),
        OpenPoint("decision", name, reason),
        tuple(points),
        any(word in head for word in _WHO_ANSWERS) and _TASKS.search(head) is not None,
    )


def _runs(paragraphs: Iterable[Paragraph]) -> Iterator[list[Paragraph]]:
    """Rows of one table together, every other paragraph alone."""
    run: list[Paragraph] = []
    for p in paragraphs:
        if run and (p.role != "table" or p.table != run[0].table):
            yield run
            run = []
        if p.role == "table":
            run.append(p)
        else:
            yield [p]
    if run:
        yield run


@dataclass(frozen=True, slots=True)
class _Table:
    lines: tuple[tuple[str, int], ...]
    points: tuple[OpenPoint, ...]
    reason: str


def _table(rows: Sequence[Paragraph], worder: Worder) -> _Table:
    here = worder.target
    column = _places_column(rows)
    if column is None or len(rows) < 2:
        return _whole(rows, worder)
    head = [normal(cell.text) for cell in rows[0].cells]
    ours = next((n for n, row in enumerate(rows) if n and _is_about(row, here)), None)
    if ours is None:
        empty = [here.name if i == column else _empty(name) for i, name in enumerate(head)]
        columns = "、".join(name for name in head if name)
        reason = f"其中没有下达本级的一行（表格{len(rows) - 1}行：{columns}），已留出本级一行，请填写或删去"
        return _Table(((row_line(head), 0), (row_line(empty), 0)), (), reason)
    cells = [normal(cell.text) for cell in rows[ours].cells]
    reason = f"其中下达本级的是：{_values(head, cells, here)}；请与正文核对，并决定是否分解下去"
    cells = ["1" if head[i] in ("序号", "编号") else cell for i, cell in enumerate(cells)]
    return _Table(((row_line(head), 0), (row_line(cells), ours)), (), reason)


def _whole(rows: Sequence[Paragraph], worder: Worder) -> _Table:
    worded = [worder.cells([cell.text for cell in row.cells] or [row.text]) for row in rows]
    lines = tuple((row_line(row.paragraphs), n) for n, row in enumerate(worded))
    points = tuple(p for row in worded for p in row.points)
    return _Table(lines, points, f"表格{max(1, len(rows) - 1)}行，数值未动，请逐项核对")


def _empty(name: str) -> str:
    return "1" if name in ("序号", "编号") else "" if name == "备注" else hole(name or "数值")


def _places_column(rows: Sequence[Paragraph]) -> int | None:
    """The column that names one lower jurisdiction after the other, None when there is none."""
    width = max(len(row.cells) for row in rows)
    for column in range(min(width, 3)):
        names = [normal(r.cells[column].text) for r in rows[1:] if column < len(r.cells)]
        named = [name for name in names if name and name not in _TOTALS]
        if len(named) > 1 and len(set(named)) == len(named) and all(map(_is_place, named)):
            return column
    return None


def _is_place(name: str) -> bool:
    return len(name) <= _MOST_LETTERS and bool(places.parse(name).suffix)


def _values(head: Sequence[str], cells: Sequence[str], here: Locality) -> str:
    return "，".join(
        f"{name}{value}"
        for name, value in zip(head, cells, strict=False)
        if value and value != here.name and name not in _NUMBERS
    )


def _is_about(row: Paragraph, here: Locality) -> bool:
    return any(normal(cell.text) in (here.name, here.short) for cell in row.cells if here.name)


def table_points(parent: Document) -> Iterator[OpenPoint]:
    """A point for each table of the parent outside its attachments: carried with the text, or not."""
    inside = {i for attachment in parent.attachments for i in attachment.paragraphs}
    carried = _carried(parent)
    place = "正文"
    tables: dict[int | None, tuple[str, list[Paragraph]]] = {}
    for index, p in enumerate(parent.paragraphs):
        if p.role == "table" and index not in inside:
            tables.setdefault(p.table, (place, []))[1].append(p)
        elif p.label:
            place = f"{p.label}{p.title or ''}"
    for where, rows in tables.values():
        with_text = all(id(row) in carried for row in rows)
        said = "已随正文列入，请逐项核对" if with_text else "没有列入，请编一份本级的，或不用"
        yield OpenPoint("decision", f"上级“{where}”里的表格", f"{said}（表格{max(1, len(rows) - 1)}行）")


def _carried(parent: Document) -> frozenset[int]:
    """Identities of the rows that go with the text."""
    order = [section for top in parent.sections for section in top.walk()]
    starts = [section.paragraph for section in order] + [len(parent.paragraphs)]
    parts = [parent.paragraphs[a:b] for a, b in pairwise(starts)]
    return frozenset(id(row) for part in parts for row in tables_below(part))


def announced_points(parent: Document) -> Iterator[OpenPoint]:
    """A point for each attachment of the parent that is only named: its words are not there."""
    for attachment in parent.attachments:
        if not _content(parent, attachment):
            title = f"上级附件“{normal(attachment.title or '')}”" if attachment.title else "上级附件"
            yield OpenPoint(
                "decision", title, "上级文件里没有这份附件的内容，没有列入；请编一份本级的，或不用"
            )
