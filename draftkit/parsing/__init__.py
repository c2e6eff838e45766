"""Source -> Document: repair of lines, numbering, head and signature, responsibility, targets.

The way of a text: lines -> rows (what a line is by itself) -> blocks (hard breaks taken back) ->
zones (front, numbered part, tail, attachments) -> the elements of the document.
"""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from draftkit.lexicon.text import bare, squeeze
from draftkit.model import Attachment, Citation, Document, Paragraph, Role, SourceInfo, Text
from draftkit.parsing.citations import find_citations
from draftkit.parsing.dates import find_date, validity
from draftkit.parsing.front import FrontReader, Head
from draftkit.parsing.join import Block, blocks_of
from draftkit.parsing.layers import (
    SEVERAL,
    end_of_first,
    first_heading,
    first_table,
    forwarded,
    plan_in_attachment,
)
from draftkit.parsing.names import issuers_of_title, same_body
from draftkit.parsing.outline import Outline, OutlineReader
from draftkit.parsing.rows import is_orgs, rows_of, text_of
from draftkit.parsing.tables import settle_tables
from draftkit.parsing.tail import find_zones, read_attachments, read_tail
from draftkit.parsing.titles import inner_title
from draftkit.readers import open_source
from draftkit.readers.source import Source

__all__ = ["parse", "parse_text", "read"]

_NO_NUMBERS = "文中没有“一、”“（一）”这样的编号，只读出了标题和段落，没有拆出举措"
_NO_TITLE = "没有认出标题"


def read(path: str | Path) -> Document:
    """Read any supported file into a `Document`; ``-`` is standard input.

    Raises InputError and its kinds when the file cannot be read.
    """
    return parse(open_source(path))


def parse_text(text: str, *, path: str = "") -> Document:
    """The document that a plain text states, as `read` would give it for a .txt file."""
    from draftkit.readers import text as text_reader

    digest = hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
    return parse(Source(path, "text", digest, text_reader.split(text)))


def parse(source: Source) -> Document:
    """Find the parts of a document in the lines of a source. Never refuses words."""
    # Values without cycles are made by the thousand: to look for cycles meanwhile takes a fifth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _parse(source)
    finally:
        if collecting:
            gc.enable()


def _parse(source: Source) -> Document:
    blocks = blocks_of(settle_tables(rows_of(source.lines)))
    if (cut := forwarded(blocks)) is not None:
        return _forwarding(source, blocks[:cut], blocks[cut:])
    return _one_document(source, blocks, [])


def _forwarding(source: Source, notice: list[Block], blocks: list[Block]) -> Document:
    """A notice that forwards a document: head and signature are the notice's, the rest is the document's."""
    head = Head()
    zones = find_zones(notice, 0)
    front = FrontReader(notice[: zones.tail], head, notice[1:])
    paragraphs = [replace(p, role=_OF_NOTICE.get(p.role, p.role)) for p in front.read()]
    paragraphs += read_tail(notice[zones.tail : zones.attachments], head)[0]
    paragraphs += read_attachments(notice[zones.attachments :], head, len(paragraphs))[0]
    inner = _one_document(source, blocks, paragraphs)
    _fill_from_metadata(head)
    return replace(
        inner,
        notice_title=head.notice_title or head.title,
        doc_number=head.doc_number,
        issuers=_issuers(head),
        addressees=head.addressees,
        issued_on=head.issued_on,
        disclosure=head.disclosure or inner.disclosure,
        signature=tuple(head.signature),
    )


_OF_NOTICE: dict[Role, Role] = {"title": "notice_title", "preamble": "notice_body"}


def _one_document(source: Source, blocks: list[Block], before: list[Paragraph]) -> Document:
    """A document whose paragraphs follow those that stand `before` it."""
    start = first_heading(blocks)
    if start is None or any(b.table for b in blocks[:start]):
        start = first_table(blocks[:start]) or start
    head = Head()
    if start is None:
        return _unnumbered(source, blocks, head, before)
    rest = blocks[end_of_first(blocks, start) :]
    if rest:
        blocks = blocks[: -len(rest)]
        source = replace(source, warnings=(*source.warnings, SEVERAL))
    zones = find_zones(blocks, start)
    if (plan := plan_in_attachment(blocks, start, zones.attachments)) is not None:
        start = plan
        zones = find_zones(blocks, start)
    front = FrontReader(blocks[:start], head, blocks[1:])
    paragraphs = front.read()
    notes = [b for b, q in zip(blocks, paragraphs, strict=False) if q.role == "attachment_note"]
    paragraphs = before + paragraphs
    _, announced = read_tail(notes, Head())
    tail, tail_announced = read_tail(blocks[zones.tail : zones.attachments], head)
    reader = OutlineReader(blocks[start : zones.tail], len(paragraphs), _issued(head, blocks))
    outline = reader.read()
    paragraphs += reader.paragraphs + tail
    behind, attachments = read_attachments(blocks[zones.attachments :], head, len(paragraphs))
    paragraphs += behind
    paragraphs += [Paragraph("residue", block.text) for block in rest]
    merged = _merge(announced + tail_announced, attachments)
    return _document(source, paragraphs, head, outline, merged)


def _issued(head: Head, blocks: list[Block]) -> str | None:
    """Date or at least year of the document, before its tail has been read."""
    if head.issued_on:
        return head.issued_on
    for block in reversed(blocks):
        if block.kind in ("date", "printed") and (found := find_date(block.words)):
            return found
    match = re.search(r"\d{4}", head.doc_number or "")
    return match.group() if match else None


def _merge(announced: list[Attachment], found: list[Attachment]) -> tuple[Attachment, ...]:
    """Attachments that were only announced, and those that are really there."""
    if not found:
        return tuple(announced)
    titles = {a.label: a.title for a in announced}
    return tuple(replace(a, title=a.title or titles.get(a.label)) for a in found)


def _unnumbered(source: Source, blocks: list[Block], head: Head, before: list[Paragraph]) -> Document:
    """A document without numbering: title, paragraphs, signature, and a warning."""
    cut = find_zones(blocks, 0)
    front = FrontReader(blocks[: cut.tail], head, blocks[1:])
    paragraphs = before + [replace(p, role="body") if p.role == "preamble" else p for p in front.read()]
    tail, announced = read_tail(blocks[cut.tail : cut.attachments], head)
    paragraphs += tail
    behind, attachments = read_attachments(blocks[cut.attachments :], head, len(paragraphs))
    document = _document(source, paragraphs + behind, head, Outline(), _merge(announced, attachments))
    return replace(document, warnings=(*document.warnings, _NO_NUMBERS))


def _document(
    source: Source,
    paragraphs: list[Paragraph],
    head: Head,
    outline: Outline,
    attachments: tuple[Attachment, ...],
) -> Document:
    _fill_from_metadata(head)
    title = head.title
    inner = inner_title(title) if title and _carries_plan(title) else None
    if head.notice_title is None and inner and not head.bare_notice:
        head.notice_title, title = title, squeeze(inner)
    start, until = _validity(outline, head.issued_on)
    warnings = source.warnings if title else (*source.warnings, _NO_TITLE)
    return Document(
        source=SourceInfo(source.path, source.kind, source.sha256),
        paragraphs=(*paragraphs, *(Paragraph("footnote", text_of(line)) for line in source.notes)),
        doc_number=head.doc_number,
        title=title,
        notice_title=head.notice_title,
        issuers=_issuers(head),
        addressees=head.addressees,
        issued_on=head.issued_on,
        printed_by=head.printed_by,
        printed_on=head.printed_on,
        copied_to=head.copied_to,
        disclosure=head.disclosure,
        effective_from=start,
        valid_until=until,
        basis=tuple(_basis(head.preamble, inner or title)),
        standing_responsibility=outline.standing,
        closing=outline.closing,
        sections=outline.sections,
        measures=outline.measures,
        attachments=attachments,
        signature=tuple(head.signature),
        warnings=warnings,
        doubts=source.doubts,
    )


def _carries_plan(title: str) -> bool:
    """…印发《…方案》的通知, or the headline 中共…办公厅印发《…方案》."""
    return title.endswith("通知") or (title.endswith("》") and "印发《" in title)


def _basis(preamble: list[Text], plan: str | None) -> Iterator[Citation]:
    """What the preamble cites, the plan that is being issued left out."""
    for text in preamble:
        for citation in find_citations(text.text):
            own = plan and bare(plan) == bare(citation.title)
            if citation.number is not None or not own:
                yield citation


def _fill_from_metadata(head: Head) -> None:
    """What a portal's metadata states, where the document itself does not."""
    for name, value in head.meta.items():
        if (
            name in ("发文字号", "文号", "文件编号", "文件字号", "发文文号")
            and head.doc_number is None
            and "号" in value
        ):
            head.doc_number = squeeze(value)
        elif (
            name in ("公开方式", "公开类型", "公开属性", "公开形式")
            and head.disclosure is None
            and value.endswith("公开")
        ):
            head.disclosure = squeeze(value)
        elif name in ("成文日期", "发文日期") and head.issued_on is None:
            head.issued_on = find_date(value)
        elif name in ("标题", "名称", "信息名称", "发文标题") and head.title is None and value:
            head.title = squeeze(value)


def _issuers(head: Head) -> tuple[str, ...]:
    """发文机关: of the head, else of the signature, else of the title; each body once."""
    issuers = [name for name in head.mark if len(name) > 2]
    for name in head.signature:
        if name not in issuers and not any(same_body(name, known) for known in issuers):
            issuers.append(name)
    if not issuers:
        issuers = issuers_of_title(head.notice_title or head.title or "")
    if not issuers and (stated := head.meta.get("发文机关") or head.meta.get("发文机构")):
        issuers = [squeeze(stated)] if is_orgs(stated) else []
    return tuple(issuers)


_IN_FORCE = re.compile(
    r"本[^\W\d_]{2,8}[自从]?[^。]*。?|[自从][^。]{0,20}起[^。]*。?|有效期[^。]*。?|政策(?:执行|实施)期[^。]*。?"
)


def _validity(outline: Outline, issued_on: str | None) -> tuple[str | None, str | None]:
    own = len(outline.validity)
    texts = outline.validity + [m.text for m in outline.measures[-3:]]
    for number, text in enumerate(texts):
        for sentence in _IN_FORCE.findall(text):
            if number >= own and "有效期" not in sentence and re.search("[补奖贷]", sentence):
                continue  # until when somebody is paid
            start, until = validity(sentence, issued_on)
            if start or until:
                return start, until
    return None, None
