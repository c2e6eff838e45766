"""The part behind the last numbered paragraph: attachments, signature, date, imprint."""

from __future__ import annotations

import re
from dataclasses import dataclass

from draftkit.lexicon.text import squeeze
from draftkit.model import Attachment, Paragraph, Role
from draftkit.parsing.front import Head, note_element
from draftkit.parsing.join import Block
from draftkit.parsing.labels import find_label
from draftkit.parsing.names import names_of
from draftkit.parsing.titles import ends_with_genre

_SPECIAL = {
    "orgs",
    "date",
    "no_body",
    "disclosure",
    "printed",
    "copy_to",
    "attachment_note",
    "contact",
    "meta",
}
_LIST_ITEM = re.compile(r"^(?:\d{1,2}\s*[.．、]\s*)\S")
_BELOW_DATE, _SHORT_LINE = 12, 40  # blocks, characters
_MARK_NUMBER = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Zones:
    """Indices into the blocks: text runs to `tail`, signature and so on to `attachments`."""

    tail: int
    attachments: int


def find_zones(blocks: list[Block], start: int) -> Zones:
    """Where tail and attachments begin, looking from block `start` (the first heading) on."""
    attachments = len(blocks)
    for i in range(start + 1, len(blocks)):
        if blocks[i].kind == "attachment_mark":
            attachments = i
            break
        if start and _unmarked_attachment(blocks, i):
            attachments = i
            break
    tail = attachments
    while tail > start + 1 and _is_tail(blocks, tail - 1, attachments):
        tail -= 1
    if not any(b.kind in ("orgs", "date") for b in blocks[tail:attachments]):
        signed = _signed_above(blocks, start, attachments)
        tail = tail if signed is None else _is_tail_from(blocks, start, signed)
    return Zones(tail, attachments)


def _is_tail_from(blocks: list[Block], start: int, tail: int) -> int:
    while tail > start + 1 and _is_tail(blocks, tail - 1, tail):
        tail -= 1
    return tail


def _signed_above(blocks: list[Block], start: int, end: int) -> int | None:
    """Index of 署名 and 成文日期 below which a web page has put some words of its own, None without them."""
    for i in range(end - 1, max(start + 1, end - _BELOW_DATE), -1):
        words = blocks[i].words
        if blocks[i].kind == "date" and blocks[i - 1].kind == "orgs":
            return i - 1
        if blocks[i].kind not in _SPECIAL and (len(words) > _SHORT_LINE or words.endswith(("。", "；"))):
            return None
    return None


def _unmarked_attachment(blocks: list[Block], i: int) -> bool:
    """A title or a table right behind 署名 and 成文日期: an attachment that has lost its mark."""
    block = blocks[i]
    titled = block.kind == "text" and len(block.words) <= 60 and ends_with_genre(block.words)
    if not (titled or block.table):
        return False
    j = i - 1
    while j > 1 and blocks[j].kind in ("disclosure", "contact", "no_body", "copy_to", "printed"):
        j -= 1
    return blocks[j].kind == "date" and blocks[j - 1].kind == "orgs"


def _is_tail(blocks: list[Block], i: int, end: int) -> bool:
    block = blocks[i]
    if block.kind in _SPECIAL:
        return True
    words = block.words
    if block.kind == "label" and len(words) < 60:  # a further item of the attachment list
        return _in_attachment_list(blocks, i)
    # A fragment of a signature column between names, or a line of the attachment list.
    between = i + 1 < end and blocks[i + 1].kind in ("orgs", "date")
    short = len(squeeze(words)) <= 14 and not re.search(r"[，。；：]", words)
    return block.kind == "text" and between and short and i > 0 and blocks[i - 1].kind in ("orgs", "no_body")


def _in_attachment_list(blocks: list[Block], i: int) -> bool:
    j = i
    while (
        j > max(0, i - 20)
        and blocks[j].kind == "label"
        and len(blocks[j].words) < 60
        and not blocks[j].words.endswith("。")
    ):
        j -= 1
    return blocks[j].kind == "attachment_note"


def read_tail(blocks: list[Block], head: Head) -> tuple[list[Paragraph], list[Attachment]]:
    """Signature, date, notes and imprint; announced attachments. Fills `head`."""
    paragraphs: list[Paragraph] = []
    lines: list[str] = []
    announced: list[Attachment] = []
    in_list = False
    last = max((i for i, b in enumerate(blocks) if b.kind in ("orgs", "date")), default=len(blocks))
    for i, block in enumerate(blocks):
        role = note_element(block, head)
        if role is None and i > last and block.kind == "text":
            role = "residue"
        if role == "attachment_note" or (in_list and block.kind == "label"):
            announced += _announced(block.words)
            role = "attachment_note"
        in_list = role == "attachment_note"
        if role is None:
            role = "signature"
            lines += [row.words for row in block.rows]
        elif (
            role == "printed"
            and head.printed_by is None
            and paragraphs
            and paragraphs[-1].role == "signature"
        ):
            # 印发机关 and 印发日期 on two lines
            head.printed_by = squeeze(lines.pop())
            paragraphs[-1] = Paragraph("printed", paragraphs[-1].content)
        paragraphs.append(Paragraph(role, block.text))
    if names := names_of(lines):
        head.signature = head.signature + [n for n in names if n not in head.signature]
    return paragraphs, announced


def _announced(words: str) -> list[Attachment]:
    """附件：1.任务分工表 2.目标表 -> two attachments."""
    body = re.sub(r"^附\s*件\s*\d*\s*[:：]\s*", "", words)
    parts = [p.strip() for p in re.split(r"(?:^|(?<=\S)\s*)(?=\d{1,2}\s*[.．、]\s*\D)", body) if p.strip()]
    out = []
    for part in parts:
        label = find_label(part)
        number = label.number if label else None
        title = squeeze(part[label.end :] if label else part)
        if title:
            out.append(Attachment(f"附件{number}" if number else "附件", title))
    return out


def read_attachments(
    blocks: list[Block], head: Head, offset: int
) -> tuple[list[Paragraph], list[Attachment]]:
    """Attachments behind the signature, and the imprint at the very end. Fills `head`."""
    end = len(blocks)
    while end > 0 and blocks[end - 1].kind in ("printed", "copy_to", "meta", "disclosure"):
        end -= 1
    if end > 1 and end < len(blocks) and blocks[end - 1].kind == "orgs":
        end -= 1
    paragraphs: list[Paragraph] = []
    found: list[Attachment] = []
    indices: list[int] = []
    label = "" if not end or blocks[0].kind == "attachment_mark" else "附件"
    title: str | None = None
    for i, block in enumerate(blocks[:end]):
        if block.kind == "attachment_mark":
            if label:
                found.append(Attachment(label, title, tuple(indices)))
            label, title, indices = _MARK_NUMBER.sub("", block.words).rstrip("：:"), None, []
            role: Role = "attachment_mark"
        elif title is None and block.kind in ("text", "orgs") and len(block.words) < 80:
            title, role = squeeze(block.words), "attachment_title"
        else:
            role = "table" if block.kind == "table" else "attachment_body"
        indices.append(offset + i)
        paragraphs.append(Paragraph(role, block.text, table=block.table, cells=block.rows[0].cells))
    if label:
        found.append(Attachment(label, title, tuple(indices)))
    tail, _ = read_tail(blocks[end:], head)
    return paragraphs + tail, found
