"""Searching clauses: terms, filters, ranking, and the places to highlight."""

from __future__ import annotations

import re
from dataclasses import dataclass

from draftkit.errors import LibraryError
from draftkit.library.bigrams import fold, fold_with_places, phrase
from draftkit.library.clauses import Clause
from draftkit.library.index import Index

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
    """The best hits of a search, best first, and how many there are in all. query: as asked."""

    query: str
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which clauses are meant (筛选). None means any; topic and domain are whole names."""

    status: str | None = "active"
    level: str | None = None
    topic: str | None = None
    domain: str | None = None

    def sql(self) -> tuple[str, list[object]]:
        """A condition on ``c`` (clause) and ``s`` (shelf), and its values."""
        parts = ["1"]
        values: list[object] = []
        for column, value in (("c.status", self.status), ("s.level", self.level), ("s.domain", self.domain)):
            if value is not None:
                parts.append(f"{column} = ?")
                values.append(value)
        if self.topic is not None:
            parts.append("instr(c.topics, ?) > 0")
            values.append(f"\n{self.topic}\n")
        return " AND ".join(parts), values


def terms(query: str) -> list[str]:
    """The terms of a query: words between spaces, or whole phrases between quotation marks."""
    found = (next(g for g in m.groups() if g) for m in _TERM.finditer(query))
    return [t for t in found if fold(t)]


def search(index: Index, query: str, limit: int = 20, only: Filter = Filter()) -> Found:
    """The clauses that contain every term of the query. Raises LibraryError for an empty query."""
    wanted = terms(query)
    if not wanted:
        raise LibraryError("检索词是空的", remedy="请写上要找的字词，例如 家庭医生")
    where, values = only.sql()
    count, best = index.matching(" AND ".join(map(phrase, wanted)), where, values, limit)
    hits = tuple(_hit(clause, score, wanted) for score, clause in best)
    return Found(query, count, hits)


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
