"""What the views of proofreading share: quotations with their marks, places in words (校对结果)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from draftkit.checking.problems import LABELS, SEVERITIES, Place, Problem
from draftkit.model import Document

_AROUND = 40  # characters of a paragraph shown on either side of a place


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a quotation. mark: whether they are what the finding is about."""

    text: str
    mark: bool = False


def summary(problems: Sequence[Problem]) -> str:
    """16 个问题（错误 2，警告 14），共 55 处: findings and their places, said alike in every view."""
    if not problems:
        return "没有发现问题。"
    counts = Counter(p.severity for p in problems)
    said = "，".join(f"{LABELS[s]} {counts[s]}" for s in SEVERITIES if counts[s])
    places = sum(p.count for p in problems)
    return f"{len(problems)} 个问题（{said}）" + (f"，共 {places} 处" if places > len(problems) else "")


def quotation(document: Document, place: Place, *, around: int | None = _AROUND) -> tuple[Piece, ...]:
    """The words of a place marked in what stands around them; ``around=None`` for the whole paragraph."""
    if place.paragraph is None:
        return (Piece(place.quote, True),) if place.quote else ()
    text = document.paragraphs[place.paragraph].text
    start, end = place.start, max(place.end, place.start)
    if around is None:
        low, high = 0, len(text)
    else:
        low, high = max(0, start - around), min(len(text), end + around)
    if end - start > 4 * _AROUND and around is not None:
        return tuple(_pieces([(text[start : start + 2 * _AROUND] + "…", True)]))
    parts = [("…" if low else "", False), (text[low:start], False), (text[start:end] or "▏", True)]
    return tuple(_pieces([*parts, (text[end:high], False), ("…" if high < len(text) else "", False)]))


def marked(document: Document, index: int, places: list[Place]) -> tuple[Piece, ...]:
    """A whole paragraph with all its places marked."""
    text = document.paragraphs[index].text
    whole = all(p.start == 0 and p.end >= len(text) for p in places)
    covered = [False] * len(text)
    for place in places:
        if whole or place.end - place.start < len(text):
            covered[place.start : place.end] = [True] * (min(place.end, len(text)) - place.start)
    out: list[tuple[str, bool]] = []
    for character, mark in zip(text, covered, strict=True):
        if out and out[-1][1] == mark:
            out[-1] = (out[-1][0] + character, mark)
        else:
            out.append((character, mark))
    return tuple(_pieces(out))


def _pieces(parts: list[tuple[str, bool]]) -> Iterator[Piece]:
    return (Piece(" ".join(text.split("\n")), mark) for text, mark in parts if text)


def where(place: Place, kind: str = "") -> str:
    """A place as a person says it: ``第12行，第3页``; empty for the document as a whole.

    kind: of the source; what a Word file calls a line is a paragraph.
    """
    unit = "段" if kind in ("docx", "doc") else "行"
    said = [f"第{place.line}{unit}"] if place.line is not None else []
    if place.page is not None:
        said.append(f"第{place.page}页")
    return "，".join(said)
