"""A comparison as a Word file for the records: 偏离情况报告, and behind it the 条款对照表 in landscape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count, groupby
from typing import TYPE_CHECKING

from draftkit.comparing import KINDS, SEVERITIES, Comparison
from draftkit.comparing.labels import label
from draftkit.lexicon.text import normal, to_chinese
from draftkit.model import Document, Paragraph, Role, SourceInfo, Text
from draftkit.reports.comparison_rows import Noted, noted, rows, spoken_place
from draftkit.reports.comparison_xlsx import document_name, side_by_side
from draftkit.reports.safe import printable

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table, _Cell

_HEAD = ("上级条款", "本级条款", "偏离", "说明")
_WIDTHS = (80, 80, 22, 55)  # millimetres; together the type area of a landscape page
_LONG = 220  # characters of a quotation in the report; the table behind it has everything


def comparison_docx(comparison: Comparison) -> bytes:
    """The bytes of the report, set by GB/T 9704—2012 like any other paper."""
    import docx

    from draftkit.writers.docx import to_docx

    notes = noted(comparison)
    word = docx.Document(BytesIO(to_docx(_report(comparison, notes))))
    _landscape_table(word, list(side_by_side(rows(comparison, notes), numbered=False)))
    out = BytesIO()
    word.save(out)
    return out.getvalue()


# --- the report ---------------------------------------------------------------------------------


def _report(comparison: Comparison, notes: Sequence[Noted]) -> Document:
    child = normal(comparison.child.title or "本级文件")
    title = f"{child}偏离情况报告"
    paragraphs = tuple(_paragraphs(comparison, notes, title))
    return Document(SourceInfo("", "report", ""), paragraphs, title=title)


def _paragraphs(comparison: Comparison, notes: Sequence[Noted], title: str) -> Iterator[Paragraph]:
    parent, child = document_name(comparison.parent), document_name(comparison.child)
    yield _said("title", title)
    beside = "、".join(document_name(other.document) for other in comparison.others)
    also = f"（同时参照{beside}）" if beside else ""
    yield _said("body", f"将{child}与{parent}逐条对照{also}，情况如下。")
    yield _headed(1, 1, "总体情况")
    yield _said("body", _overall(comparison, notes))
    for section in _sections(comparison):
        yield _said("body", section)
    loud = [n for n in notes if n.deviation.severity in ("high", "medium")]
    quiet = [n for n in notes if n.deviation.severity == "low"]
    chapters = count(2)
    for name, group in (("需要重点核实的偏离", loud), ("其他偏离", quiet)):
        if group:
            yield _headed(1, next(chapters), name)
            yield from _by_kind(comparison, group)
    yield _headed(1, next(chapters), "供参考的变化")
    yield _said("body", _for_the_record(notes))


def _overall(comparison: Comparison, notes: Sequence[Noted]) -> str:
    coverage = comparison.coverage
    total = len(comparison.parent.measures)
    counts = [
        f"程度{label('severity', s)}的{n}处"
        for s in SEVERITIES
        if (n := sum(x.deviation.severity == s for x in notes))
    ]
    found = f"共发现偏离{len(notes)}处，其中{'、'.join(counts)}。" if notes else "没有发现偏离。"
    return (
        f"上级文件共有举措{total}条，{coverage.measures:.0%}在本级文件中有对应条款，"
        f"{coverage.sentences:.0%}的语句有体现。{found}"
        "以上由程序逐条比对得出，请起草单位核实后修改，或者说明理由。"
    )


def _sections(comparison: Comparison) -> Iterator[str]:
    lacking = [s for s in comparison.coverage.sections if s.carried < s.measures]
    if lacking:
        named = "；".join(
            f"“{s.label}{normal(s.title or '')}”{s.measures}条中有{s.measures - s.carried}条" for s in lacking
        )
        yield f"没有对应条款的，按部分看：{named}。"


def _by_kind(comparison: Comparison, group: Sequence[Noted]) -> Iterator[Paragraph]:
    ranked = sorted(group, key=lambda n: KINDS.index(n.deviation.kind))
    for number, (kind, members) in enumerate(groupby(ranked, key=lambda n: n.deviation.kind), 1):
        listed = list(members)
        yield _headed(2, number, f"{label('kind', kind)}（{len(listed)}处）")
        for place, note in enumerate(listed, 1):
            said = note.deviation.explanation.rstrip("。")
            yield _said("body", f"{place}.{said}。{_quotations(comparison, note)}")


def _quotations(comparison: Comparison, note: Noted) -> str:
    d = note.deviation
    said = []
    for side, document, quote in (
        ("上级", comparison.parent, d.parent_quote),
        ("本级", comparison.child, d.child_quote),
    ):
        if quote is not None and quote.text.strip():
            said.append(f"{side}{spoken_place(document, quote.measure)}：“{_short(quote.text)}”")
    return "。".join(said) + "。" if said else ""


def _short(text: str) -> str:
    """A quotation that can stand inside quotation marks and in a line."""
    plain = " ".join(text.split()).rstrip("。；，").replace("“", "‘").replace("”", "’")
    return plain if len(plain) <= _LONG else plain[:_LONG] + "……"


def _for_the_record(notes: Sequence[Noted]) -> str:
    quiet = [n.deviation for n in notes if n.deviation.severity == "info"]
    if not quiet:
        return "没有。"
    parts = [f"{label('kind', kind)}{n}处" for kind in KINDS if (n := sum(d.kind == kind for d in quiet))]
    return f"{'、'.join(parts)}。这些变化一般不影响落实，逐条情况见后附条款对照表。"


def _said(role: Role, text: str) -> Paragraph:
    return Paragraph(role, Text(printable(text)))


def _headed(level: int, number: int, title: str) -> Paragraph:
    mark = f"{to_chinese(number)}、" if level == 1 else f"（{to_chinese(number)}）"
    text = printable(mark + title)
    return Paragraph(
        "heading", Text(text), label=mark, level=level, title=title, label_end=len(mark), body_at=len(text)
    )


# --- the table -----------------------------------------------------------------------------------


def _landscape_table(word: WordDocument, lines: Sequence[tuple[str, str, str, str, str]]) -> None:
    """The 条款对照表 on landscape pages of its own; its head row is repeated on every page."""
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Mm

    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(26), Mm(26)
    section.left_margin = section.right_margin = Mm(30)
    word.add_paragraph("条款对照表", style="Title")
    table = word.add_table(rows=1, cols=len(_HEAD))
    table.autofit = False
    _bordered(table)
    for cell, text in zip(table.rows[0].cells, _HEAD, strict=True):
        _fill(cell, text, bold=True, shade="E7ECF3")
    _repeat(table)
    for name, members in groupby(lines, key=lambda line: line[0]):
        cells = table.add_row().cells
        _fill(cells[0].merge(cells[-1]), name, bold=True, shade="F5F5F5")
        for _, *texts in members:
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                _fill(cell, text)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)


def _fill(cell: _Cell, text: str, *, bold: bool = False, shade: str | None = None) -> None:
    from docx.shared import Pt

    for number, line in enumerate(printable(text).split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.style = "公文表格"
        paragraph.paragraph_format.line_spacing = Pt(15)
        run = paragraph.add_run(line)
        run.font.size, run.font.bold = Pt(10.5), bold or None
    if shade:
        _element(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=shade)


def _bordered(table: Table) -> None:
    borders = _element(table._tbl.tblPr, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _element(borders, f"w:{side}", val="single", sz="4", space="0", color="808080")


def _repeat(table: Table) -> None:
    _element(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")


def _element(parent: object, tag: str, **values: str) -> object:
    """A new child element with w: attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)  # type: ignore[attr-defined]
    return element
