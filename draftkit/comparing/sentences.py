"""Sentences and clauses of a text as stretches of the words as they stand."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r"[（(〔《“]|[）)〕》”]|[。；！？;!?]|\.(?=\s*[\u4e00-\u9fff]|$)|\n")
_OPEN = "（(〔《“"
_CLOSE = "）)〕》”"
_CLAUSE = re.compile(r"[，,；;：:。！？!?]")
_DEEPEST = 120  # an opened bracket that is not closed within so many characters is a slip, no bracket


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end), end marks included, white space at the edges not.

    A semicolon ends a sentence as well: measures string whole tasks together with it. Marks inside
    brackets and quotation marks do not.
    """
    cuts: list[int] = []
    opened: list[int] = []
    for match in _TOKEN.finditer(text):
        mark, at = match.group(), match.start()
        if mark in _OPEN:
            opened.append(at)
        elif mark in _CLOSE:
            if opened:
                opened.pop()
            if not opened and at and text[at - 1] in "。！？":
                cuts.append(match.end())
        elif not opened or at - opened[0] > _DEEPEST:
            opened.clear()
            cuts.append(match.end())
    return _stretches(text, cuts)


@lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[tuple[int, int], ...]:
    """The parts of a sentence between commas as (start, end), the mark included."""
    return tuple(
        _stretches(text, [m.end() for m in _CLAUSE.finditer(text) if not _inside_number(text, m.start())])
    )


def _inside_number(text: str, at: int) -> bool:
    return text[at] in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _stretches(text: str, cuts: list[int]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    start = 0
    for end in [*cuts, len(text)]:
        piece = text[start:end]
        bare = piece.strip()
        if bare and any(c.isalnum() for c in bare):
            first = start + len(piece) - len(piece.lstrip())
            out.append((first, first + len(bare)))
        start = end
    return out
