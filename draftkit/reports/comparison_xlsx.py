"""A comparison as an Excel workbook: 概况, 偏离清单 and 条款对照."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from draftkit.comparing import KINDS, SEVERITIES, Comparison
from draftkit.comparing.labels import label
from draftkit.lexicon.text import normal
from draftkit.model import Document
from draftkit.reports.comparison_rows import Card, Noted, Row, noted, rows
from draftkit.reports.workbook import Table, Value, workbook

SEVERITY_COLOURS = {"high": "F8CBAD", "medium": "FFE699", "low": "DDEBF7", "info": "EDEDED"}


def comparison_xlsx(comparison: Comparison) -> bytes:
    """The bytes of the workbook."""
    notes = noted(comparison)
    fills = {label("severity", s): colour for s, colour in SEVERITY_COLOURS.items()}
    return workbook(
        (
            Table("概况", ("项目", "内容"), overview(comparison), (26, 80), filters=False, landscape=False),
            Table(
                "偏离清单",
                ("序号", "程度", "偏离", "上级条款", "上级原文", "本级条款", "本级原文", "说明"),
                map(_deviation, notes),
                (6, 8, 12, 14, 46, 14, 46, 40),
                fills=fills,
            ),
            Table(
                "条款对照",
                ("部分", "上级条款", "本级条款", "偏离", "说明"),
                list(side_by_side(rows(comparison, notes))),
                (20, 60, 60, 14, 44),
            ),
        )
    )


def overview(comparison: Comparison) -> Iterator[Sequence[Value]]:
    """What was compared and what came out, one line each (概况)."""
    for side, document in (("上级文件", comparison.parent), ("本级文件", comparison.child)):
        yield side, document_name(document)
    for other in comparison.others:
        yield "另据的上级文件", document_name(other.document)
    yield "上级举措有对应条款的比例", f"{comparison.coverage.measures:.0%}"
    yield "上级语句有体现的比例", f"{comparison.coverage.sentences:.0%}"
    for section in comparison.coverage.sections:
        title = f"{section.label}{section.title or ''}"
        yield f"　其中：{title}", f"{section.measures} 条中有 {section.carried} 条有对应"
    severities = Counter(d.severity for d in comparison.deviations)
    kinds = Counter(d.kind for d in comparison.deviations)
    yield "偏离合计", len(comparison.deviations)
    for severity in SEVERITIES:
        yield f"　程度{label('severity', severity)}", severities[severity]
    for kind in KINDS:
        if kinds[kind]:
            yield f"　{label('kind', kind)}", kinds[kind]


def document_name(document: Document) -> str:
    """《Title》（number）, the file's name when there is no title."""
    if not document.title:
        return document.source.path or "（无标题）"
    number = f"（{document.doc_number}）" if document.doc_number else ""
    return f"《{normal(document.title)}》{number}"


def _deviation(note: Noted) -> Sequence[Value]:
    d = note.deviation
    return (
        note.number,
        label("severity", d.severity),
        d.label,
        note.parent_name,
        d.parent_quote.text if d.parent_quote else "",
        note.child_name,
        d.child_quote.text if d.child_quote else "",
        d.explanation,
    )


def side_by_side(
    all_rows: Sequence[Row], *, numbered: bool = True
) -> Iterator[tuple[str, str, str, str, str]]:
    """The 对照表: section, parent clause, child clauses, kinds of deviation, what they are.

    numbered: whether an explanation carries its number in the list of deviations.
    """
    for row in all_rows:
        children = [card_text(card) for card, _ in row.own]
        children += [f"（见本级{name}）" for _, name, _ in row.elsewhere]
        missing = "（本级没有对应条款）" if row.parent else ""
        beside = "、".join(f"《{name}》" for name in row.based_on)
        extra = f"（上级没有这一条；依据{beside}）" if beside else "（上级没有这一条）"
        yield (
            row.section,
            card_text(row.parent) if row.parent else extra,
            "\n".join(children) or missing,
            "、".join(dict.fromkeys(n.deviation.label for n in row.noted)),
            "\n".join(f"{n.number}. " * numbered + n.deviation.explanation for n in row.noted),
        )


def card_text(card: Card) -> str:
    """A measure as one would read it out: label, title, body, note."""
    title = f"{card.title.rstrip('。')}。" if card.title else ""
    note = card.note.strip() if card.note else ""
    if note and note[0] not in "（(〔【":
        note = f"（{note}）"
    return f"{card.label}{title}{''.join(p.text for p in card.pieces)}{note}"
