"""Replacements on one text, collected first and made together (改动)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from draftkit.drafting.holes import OpenPoint


@dataclass(frozen=True, slots=True)
class Edit:
    """text[start:end] becomes `text`. point: what is open about it, None when nothing is.

    Where two edits overlap, the one that is given first to `settle` stays.
    """

    start: int
    end: int
    text: str
    point: OpenPoint | None = None


def settle(*groups: Iterable[Edit]) -> list[Edit]:
    """The edits of all groups in reading order, of overlapping ones the one of the earlier group.

    A silent edit (a point alone) yields where another group changes the words and has a point.
    """
    kept: list[Edit] = []
    for edit in (e for group in groups for e in group):
        if not any(_overlap(edit, other) or _answered(edit, other) for other in kept):
            kept = [other for other in kept if not _answered(other, edit)]
            kept.append(edit)
    return sorted(kept, key=lambda e: (e.start, e.end))


def _overlap(a: Edit, b: Edit) -> bool:
    silent = any(edit.start == edit.end and not edit.text for edit in (a, b))
    return not silent and a.start < b.end and b.start < a.end


def _answered(a: Edit, b: Edit) -> bool:
    """Whether a point is about words that another edit has changed, and told of."""
    silent = a.start == a.end and not a.text
    return silent and b.point is not None and b.start <= a.start < b.end


def apply(text: str, edits: Sequence[Edit], start: int = 0, end: int | None = None) -> str:
    """The text from start to end with the edits made; edits that reach outside are left out."""
    stop = len(text) if end is None else end
    out, at = [], start
    for edit in edits:
        if edit.start < at or edit.end > stop or (edit.start == edit.end and not edit.text):
            continue
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join(out) + text[at:stop]
