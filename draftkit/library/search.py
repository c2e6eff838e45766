"""Searching clauses: terms, filters, ranking, and the places to highlight."""

from __future__ import annotations

import re
from dataclasses import dataclass

from draftkit.errors import LibraryError
from draftkit.library.bigrams import fold, fold_with_places, key
from draftkit.library.clauses import Clause
from draftkit.library.facets import ACTIVE, Filter
from draftkit.library.index import Index
from draftkit.library.ranking import COUNTED, Asked, ranked
from draftkit.model import Level

_TERM = re.compile(r'"([^"]+)"|“([^”]+)”|(\S+)')
_AROUND = 24  # characters shown before the first hit


@dataclass(frozen=True, slots=True)
class Snippet:
    """Some words with the hits in them (摘录). marks: (start, end) offsets in `text`, sorted."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def marked(self, before: str = "【", after: str = "】") -> str:
        """The words with every hit between `before` and `after`."""
        out: list[str] = []
        at = 0
        for start, end in self.marks:
            out += self.text[at:start], before, self.text[start:end], after
            at = end
        return "".join(out) + self.text[at:]


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that answers a query (检索结果). score: higher is better, only comparable in one search."""

    clause: Clause
    score: float
    heading: Snippet
    body: Snippet


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits of a search, best first. query: as asked.

    count: how many there are in all. complete: False when there are more than `count`, because only
    the best were looked for.
    """

    query: str
    count: int
    hits: tuple[Hit, ...]
    complete: bool = True


def terms(query: str) -> list[str]:
    """The terms of a query: words between spaces, or whole phrases between quotation marks."""
    found = (next(g for g in m.groups() if g) for m in _TERM.finditer(query))
    return [t for t in found if fold(t)]


def search(
    index: Index, query: str, limit: int = 20, only: Filter = ACTIVE, near: Level | None = None
) -> Found:
    """The clauses that contain every term of the query. Raises LibraryError for an empty query.

    First those with the terms in the heading; then those of the level `near`, and of levels near to
    it; then the newer ones.
    """
    wanted = terms(query)
    if not wanted:
        raise LibraryError("检索词是空的", remedy="请写上要找的字词，例如 家庭医生")
    ask = Asked(tuple(dict.fromkeys(map(key, wanted))), only, near)
    count, best = ranked(index, ask, limit)
    clauses = index.numbered(number for number, _ in best)
    hits = tuple(_hit(clause, score, wanted) for clause, (_, score) in zip(clauses, best, strict=True))
    return Found(query, count, hits, complete=count <= max(COUNTED, limit))


def _hit(clause: Clause, score: float, wanted: list[str]) -> Hit:
    heading = Snippet(clause.heading or "", marks(clause.heading or "", wanted))
    body = marks(clause.original, wanted)
    note = clause.responsibility.original if clause.responsibility else ""
    if body or heading.marks or not marks(note, wanted):
        return Hit(clause, score, heading, excerpt(clause.original, body))
    return Hit(clause, score, heading, excerpt(note, marks(note, wanted)))


def marks(text: str, wanted: list[str]) -> tuple[tuple[int, int], ...]:
    """Where the terms stand in a text, overlapping places joined."""
    folded, places = fold_with_places(text)
    found: list[tuple[int, int]] = []
    for term in map(fold, wanted):
        at = folded.find(term)
        while at >= 0:
            found.append((places[at], places[at + len(term) - 1] + 1))
            at = folded.find(term, at + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def excerpt(text: str, places: tuple[tuple[int, int], ...], length: int = 80) -> Snippet:
    """Some `length` characters of a text around its first hit, cut ends shown as …"""
    flat = re.sub(r"\s", " ", text)
    start = max(0, places[0][0] - _AROUND) if places else 0
    # Begin with a clause of the sentence when one begins near by.
    opening = max(flat.rfind(mark, 0, places[0][0]) for mark in "，。；：、,;") + 1 if places else 0
    start = opening if start < opening else start
    start += len(flat[start:]) - len(flat[start:].lstrip())
    end = min(len(flat), max(start + length, places[0][1] if places else 0))
    head, tail = "…" if start else "", "…" if end < len(flat) else ""
    shift = len(head) - start
    kept = tuple((max(a, start) + shift, min(b, end) + shift) for a, b in places if a < end and b > start)
    return Snippet(head + flat[start:end] + tail, kept)
