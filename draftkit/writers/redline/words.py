"""What changed between two paragraphs, in whole words, to the last character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from draftkit.comparing.wording import cut

Op = Literal["same", "gone", "new"]
Segment = tuple[Op, str]

_TOKEN = re.compile(
    r"《[^《》]{1,80}》"
    r"|[一-鿿]{1,8}〔\d{4}〕\d+号"
    r"|\d+(?:[.,:]\d+)*(?:%|％|‰)?"
    r"|[A-Za-z][A-Za-z0-9+.-]*"
    r"|[㐀-鿿]+"
    r"|.",
    re.S,
)
_IDEOGRAPHS = re.compile(r"[㐀-鿿]")
_FIRST = 0x10000  # one character of the supplementary planes for each different word


def compare_exactly(old: str, new: str) -> list[Segment]:
    """The edit script from `old` to `new`: the pieces in order, no edge inside a word.

    All pieces but the new ones give `old`, all but the gone ones give `new`. What is gone stands
    before what is new in its place.
    """
    if old == new:
        return [("same", old)] if old else []
    head = _common(old, new)
    tail = _common(old[::-1], new[::-1], min(len(old), len(new)) - head)
    ours, theirs = words(old), words(new)
    before = _whole(ours, theirs, head)
    after = _whole(ours[::-1], theirs[::-1], tail)
    middle = _edits(ours[before : len(ours) - after], theirs[before : len(theirs) - after])
    first: Segment = ("same", "".join(ours[:before]))
    last: Segment = ("same", "".join(ours[len(ours) - after :]))
    return list(_joined([first, *middle, last]))


def words(text: str) -> list[str]:
    """The text in words; every character belongs to one."""
    out: list[str] = []
    for match in _TOKEN.finditer(text):
        piece = match.group()
        out += cut(piece) if _IDEOGRAPHS.match(piece) else [piece]
    return out


def _common(a: str, b: str, most: int | None = None) -> int:
    """Length of the common beginning."""
    top = min(len(a), len(b)) if most is None else max(most, 0)
    low, high = 0, top
    while low < high:
        middle = (low + high + 1) // 2
        if a[:middle] == b[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _whole(ours: list[str], theirs: list[str], characters: int) -> int:
    """How many whole words both have in common within so many characters of the beginning."""
    count = used = 0
    for a, b in zip(ours, theirs, strict=False):
        used += len(a)
        if a != b or used > characters:
            break
        count += 1
    return count


def _edits(ours: list[str], theirs: list[str]) -> Iterator[Segment]:
    from rapidfuzz.distance import Indel

    codes = {word: chr(_FIRST + i) for i, word in enumerate(dict.fromkeys((*ours, *theirs)))}
    left, right = "".join(codes[w] for w in ours), "".join(codes[w] for w in theirs)
    for step in Indel.opcodes(left, right):
        if step.tag == "equal":
            yield "same", "".join(ours[step.src_start : step.src_end])
            continue
        if step.src_end > step.src_start:
            yield "gone", "".join(ours[step.src_start : step.src_end])
        if step.dest_end > step.dest_start:
            yield "new", "".join(theirs[step.dest_start : step.dest_end])


def _joined(segments: list[Segment]) -> Iterator[Segment]:
    """Neighbours in one piece: between two equal stretches first all that is gone, then all that is new."""
    gone = new = ""
    for op, text in segments:
        if op == "gone":
            gone += text
        elif op == "new":
            new += text
        elif text:
            yield from _changed(gone, new)
            gone = new = ""
            yield "same", text
    yield from _changed(gone, new)


def _changed(gone: str, new: str) -> Iterator[Segment]:
    if gone:
        yield "gone", gone
    if new:
        yield "new", new
