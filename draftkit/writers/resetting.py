"""Set any readable document again by GB/T 9704, and say what did not come along (重新排版)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from draftkit.errors import EmptyDocument
from draftkit.model import Document, Role
from draftkit.parsing import parse
from draftkit.readers import open_source, source_of_bytes
from draftkit.writers.docx import to_docx
from draftkit.writers.profile import Profile

_LABEL = re.compile(r"\s*(?:发文字号|文\s*号|字\s*号)\s*[:：]")
_FEW = 24  # characters of a quotation
# Lines of these are put together or taken apart when they are set: names in rows, parts of a title.
_LOOSE: frozenset[Role] = frozenset(("signature", "issuer_mark", "date"))
_TITLES: tuple[Role, ...] = ("title", "notice_title", "subtitle")
_FULL_NUMBER = re.compile(r"[^\W\d_]{2,12}\s*[〔\[［【（(]\s*\d{4}\s*[〕\]］】）)]\s*第?\s*\d+\s*号$")
# 签发人 stands in the line of the number.
_SAME: dict[Role, Role] = {"signer": "doc_number"}
_NAMES = {
    "doc_number": "发文字号", "title": "标题", "notice_title": "通知标题", "issuers": "发文机关", "addressees": "主送机关",
    "issued_on": "成文日期", "signature": "署名", "printed_by": "印发机关", "printed_on": "印发日期",
    "copied_to": "抄送机关", "disclosure": "附注",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetAgain:
    """A document set again (排好的文件). left_out: what is not in it, a Chinese phrase each. differences:
    elements that read back otherwise than they were read; empty when nothing was lost."""

    document: Document
    data: bytes
    left_out: tuple[str, ...]
    differences: tuple[str, ...]


def set_again(path: str | Path, profile: Profile | None = None, frame: bytes | None = None) -> SetAgain:
    """Read a file and set it by `profile`, inside a letterhead when there is one. Raises InputError and its kinds, and OutputError."""
    source = open_source(path)
    document = _number_in_head(_without_labels(parse(source)))
    if all(p.role == "residue" for p in document.paragraphs):
        raise EmptyDocument("没有读出公文的正文", where=str(path), remedy="请检查是否选错了文件")
    left_out = [
        f"“{_quoted(p.text)}”（网页、打印留下的字，不属于公文）"
        for p in document.paragraphs
        if p.role == "residue"
    ]
    left_out += [f"注释“{_quoted(line.text)}”" for line in getattr(source, "notes", ())]
    if source.kind == "docx" and str(path) != "-":
        from draftkit.writers.leftovers import leftovers

        left_out += leftovers(Path(path).read_bytes())
    data = to_docx(document, profile or Profile(), frame=frame)
    return SetAgain(document, data, tuple(left_out), tuple(differences(document, data)))


def _without_labels(document: Document) -> Document:
    """A number that a portal prints above the document (发文字号：…) is no second number of it."""
    numbers = [p for p in document.paragraphs if p.role == "doc_number"]
    labelled = [p for p in numbers if _LABEL.match(p.text)]
    if len(labelled) in (0, len(numbers)):
        return document
    told = [replace(p, role="residue") if p in labelled else p for p in document.paragraphs]
    return replace(document, paragraphs=tuple(told))


def _number_in_head(document: Document) -> Document:
    """A number that a portal prints below the title stands where it belongs, above it (7.2.5).

    One in brackets is part of the title (题注), and a number without 机关代字 that of 命令 or 纪要.
    """
    paragraphs = list(document.paragraphs)
    numbers = [i for i, p in enumerate(paragraphs) if p.role == "doc_number"]
    titles = [i for i, p in enumerate(paragraphs) if p.role in _TITLES]
    if len(numbers) != 1 or not titles or numbers[0] < titles[0]:
        return document
    between = {p.role for p in paragraphs[titles[0] : numbers[0]]}
    if between - {*_TITLES, "residue"} or not _FULL_NUMBER.match(paragraphs[numbers[0]].text.strip()):
        return document
    signers = [i for i, p in enumerate(paragraphs[: titles[0]]) if p.role == "signer"]
    paragraphs.insert(signers[0] if signers else titles[0], paragraphs.pop(numbers[0]))
    return replace(document, paragraphs=tuple(paragraphs))


def differences(document: Document, data: bytes) -> Iterator[str]:
    """What a set document says otherwise than the one it was made from, element by element.

    White space and line breaks do not count: setting makes them anew.
    """
    back = parse(source_of_bytes(data, "a.docx"))
    for name, label in _NAMES.items():
        old, new = _plain(getattr(document, name)), _plain(getattr(back, name))
        if old != new:
            yield f"{label}：原来是“{old or '无'}”，排出来是“{new or '无'}”"
    before, after = _by_role(document), _by_role(back)
    for role in dict.fromkeys((*before, *after)):
        old_parts, new_parts = before[role], after[role]
        if _joined(role, old_parts) != _joined(role, new_parts):
            yield _told(role, old_parts, new_parts)


def _by_role(document: Document) -> dict[Role, list[str]]:
    words: dict[Role, list[str]] = defaultdict(list)
    for p in document.paragraphs:
        text = "".join((p.text or "".join(c.text for c in p.cells)).split())
        if p.role != "residue" and text:
            words[_SAME.get(p.role, p.role)].append(text)
    return words


def _joined(role: Role, parts: list[str]) -> str:
    """The words to compare: of names in rows which letters there are, whatever their order."""
    text = "".join(parts)
    return "".join(sorted(text)) if role in _LOOSE else text


def _told(role: Role, old: list[str], new: list[str]) -> str:
    """One sentence about words that are not the same, quoted as they stand."""
    if role in _LOOSE:
        return f"“{'、'.join(old) or '无'}”排出来是“{'、'.join(new) or '无'}”，文字前后不一致"
    before, after = "".join(old), "".join(new)
    pairs = zip(before, after, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))
    start, end = max(0, at - 6), at + 18
    return f"“{(before or after)[start:end]}”一处的文字前后不一致"


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(sorted(_plain(v) for v in value))
    return "".join(str(value).split()) if value else ""


def _quoted(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _FEW else f"{plain[:_FEW]}…"
