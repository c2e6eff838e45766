"""DUP: what is said twice (重复)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from heapq import nsmallest
from zlib import crc32

from draftkit.checking.context import Context, Hit, sentences
from draftkit.checking.engine import rule
from draftkit.parsing.notes import find_notes

_STOP = re.compile(r"[，。；：、“”（）《》！？\s]|进一步|积极|切实|大力|认真|全面|的|和|及|与|等")
_SAME_ITEM = 0.8
_SAME_SENTENCE = 0.7
_SAME_ELSEWHERE = 0.8
_SHORTEST_ITEM = 40
_SHORTEST_SENTENCE = 16
_SHORTEST_ELSEWHERE = 24


def _pairs(text: str) -> frozenset[str]:
    """The letter pairs of a text without marks and stop words."""
    bare = _STOP.sub("", text)
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient, 0 for sets of very unlike size."""
    total = len(one) + len(other)
    if not total or 2 * min(len(one), len(other)) < _SAME_SENTENCE * total * 0.9:
        return 0.0
    return 2 * len(one & other) / total


class _Said:
    """What was said before, found again through a few of its letter pairs, so that time grows with length."""

    def __init__(self) -> None:
        self._by_pair: dict[int, list[tuple[str, frozenset[str]]]] = {}

    def again(self, pairs: frozenset[str], least: float, but: str | None = None) -> str | None:
        """Where nearly the same was said; None when nowhere, or only at `but`."""
        for code in _few(pairs):
            for where, other in self._by_pair.get(code, ()):
                if where != but and _likeness(pairs, other) >= least:
                    return where
        return None

    def add(self, where: str, pairs: frozenset[str]) -> None:
        """Remember that this was said there."""
        for code in _few(pairs):
            known = self._by_pair.setdefault(code, [])
            if len(known) < _MOST_OF_ONE:
                known.append((where, pairs))


_MOST_OF_ONE = 50


@lru_cache(maxsize=20000)
def _code(pair: str) -> int:
    return crc32(pair.encode())


def _few(pairs: frozenset[str]) -> list[int]:
    """The same few pairs of texts that say the same: the smallest by a checksum."""
    return nsmallest(8, map(_code, pairs))


@rule("DUP-01")
def items(context: Context) -> Iterator[Hit]:
    """Two items that say the same, and sentences that another item has already said."""
    said = _Said()
    for measure in context.document.measures:
        if len(measure.text) < _SHORTEST_ITEM or not measure.paragraphs:
            continue
        pairs = _pairs(measure.text)
        twin = said.again(pairs, _SAME_ITEM)
        said.add("".join(measure.path), pairs)
        if twin is not None:
            index = measure.paragraphs[0]
            length = min(24, len(context.paragraphs[index].text))
            yield Hit(index, 0, length, f"这一条与“{twin}”大半相同，可以合并。")
    yield from _sentences_elsewhere(context)


def _sentences_elsewhere(context: Context) -> Iterator[Hit]:
    said = _Said()
    for view in context.plan:
        paragraph = context.paragraphs[view.index]
        if paragraph.role not in ("item", "body"):
            continue
        start = paragraph.body_at if view.at is None else 0
        notes = [(n.start, n.end) for n in find_notes(view.text)]
        for low, high in sentences(view.text[start:]):
            a, b = start + low, start + high
            if b - a < _SHORTEST_ELSEWHERE or any(n < b and a < m for n, m in notes):
                continue
            pairs = _pairs(view.text[a:b])
            if said.again(pairs, _SAME_ELSEWHERE, but=str(view.index)) is not None:
                yield view.hit(a, b, "这句话别的条款里已经说过，可以合并。")
            said.add(str(view.index), pairs)


@rule("DUP-02")
def sentences_of_a_paragraph(context: Context) -> Iterator[Hit]:
    """Two sentences of one paragraph that say the same."""
    for view in context.plan:
        if len(view.text) < 2 * _SHORTEST_SENTENCE:
            continue
        said = _Said()
        for start, end in sentences(view.text):
            if end - start < _SHORTEST_SENTENCE or re.match("（|〔", view.text[start:end]):
                continue
            pairs = _pairs(view.text[start:end])
            if said.again(pairs, _SAME_SENTENCE) is not None:
                yield view.hit(start, end)
            said.add("", pairs)
