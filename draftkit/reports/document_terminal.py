"""`inspect` for people: head elements, outline, and what each measure states."""

from __future__ import annotations

from collections.abc import Iterator

from draftkit.lexicon.text import squeeze
from draftkit.model import Document, Doubt, Measure, Target

_SIGN = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "=": "＝", "~": "约"}


def document_terminal(document: Document) -> str:
    """The structure that was read, as lines of text."""
    return "\n".join([*_elements(document), "", *_outline(document), *_rest(document)])


def _elements(d: Document) -> Iterator[str]:
    rows = [
        ("标题", d.title),
        ("印发通知", d.notice_title),
        ("发文字号", d.doc_number),
        ("发文机关", "、".join(d.issuers)),
        ("主送机关", "，".join(d.addressees)),
        ("成文日期", d.issued_on),
        ("施行日期", d.effective_from),
        ("有效期至", d.valid_until),
        ("公开属性", d.disclosure),
        ("抄送机关", "，".join(d.copied_to)),
        ("印发", " ".join(filter(None, (d.printed_by, d.printed_on)))),
        ("依据", "；".join(f"《{c.title}》" + (f"（{c.number}）" if c.number else "") for c in d.basis)),
    ]
    for name, value in rows:
        if value:
            yield f"{name}：{value}"


def _outline(d: Document) -> Iterator[str]:
    targets = sum(len(m.targets) for m in d.measures)
    yield f"共 {len(d.measures)} 条举措，{targets} 个量化目标。"
    measures = {m.id: m for m in d.measures}
    for section in d.headings():
        indent = "  " * (section.level - 1)
        name = section.title or "（无标题）"
        mark = f"  [{section.measure}]" if section.measure else ""
        yield f"{indent}{section.label}{name}{mark}"
        if section.measure:
            yield from (f"{indent}    {line}" for line in _measure(measures[section.measure]))


def _measure(m: Measure) -> Iterator[str]:
    if m.title is None:
        yield squeeze(m.text)[:40] + ("…" if len(m.text) > 40 else "")
    if m.lead:
        yield f"牵头：{'、'.join(m.lead)}"
    others = [u for u in m.units if u not in m.lead]
    if others:
        yield f"{'配合' if m.lead else '责任'}：{'、'.join(others)}"
    for target in m.targets:
        yield f"目标：{_target(target)}"
    for citation in m.citations:
        yield f"引用：《{citation.title}》" + (f"（{citation.number}）" if citation.number else "")


def _target(t: Target) -> str:
    value = t.benchmark if t.value is None else f"{t.value:g}{t.unit or ''}"
    due = f"（{t.deadline}）" if t.deadline else ""
    return f"{squeeze(t.metric)} {_SIGN[t.comparator]} {value}{due}"


def _rest(d: Document) -> Iterator[str]:
    if d.standing_responsibility:
        yield f"统括责任：{'、'.join(d.standing_responsibility.units)}（见 {d.standing_responsibility.declared_in}）"
    for text in d.closing:
        words = squeeze(text.text)
        yield f"结尾段：{words[:40]}{'…' if len(words) > 40 else ''}"
    for attachment in d.attachments:
        yield f"{attachment.label}：{attachment.title or '（无标题）'}"
    if d.signature:
        yield f"署名：{'、'.join(d.signature)}"
    if d.doubts:
        yield f"存疑文字（共 {len(d.doubts)} 处，识别把握不大，请对照原件）："
        yield from (f"  {_doubt(doubt)}" for doubt in d.doubts)


def _doubt(doubt: Doubt) -> str:
    """The place of a doubtful word, and the words around it with the doubtful ones in 【】."""
    start = doubt.span.column[0] - 1
    end = start + len(doubt.text)
    before, behind = doubt.line[max(start - 10, 0) : start], doubt.line[end : end + 10]
    page = f"第{doubt.span.page[0]}页" if doubt.span.page else ""
    return f"{page}第{doubt.span.line[0]}行：{before}【{doubt.text}】{behind}（把握 {doubt.confidence:.0%}）"
