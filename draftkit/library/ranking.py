"""Which hits are the best, without looking at all of them.

The order is fixed (docs/library.md): terms in the heading first, then the levels near the drafting
level, then the newest. Clauses are numbered newest first, so a hundred thousand hits need not be
sorted: each step of the order is asked for separately and answered by its first few clauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from draftkit.library.bigrams import facet, is_exact, query
from draftkit.library.facets import Filter
from draftkit.library.index import Index
from draftkit.library.indexing import SHELF
from draftkit.model import Level

COUNTED = 500  # hits up to which all are counted and put in order
_FROM = "FROM words JOIN text t ON t.id = words.rowid WHERE words MATCH ?"
_ALONE = "FROM words WHERE words MATCH ?"
_LEVELS: tuple[Level | None, ...] = (*get_args(Level), None)

Best = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: folded words (by way of `bigrams.key`), a filter, the drafting level."""

    words: tuple[str, ...]
    only: Filter
    near: Level | None

    @property
    def match(self) -> str:
        """The question in SQLite's full-text language."""
        return " AND ".join(filter(None, (*(f"({query(w)})" for w in self.words), self.only.query())))

    @property
    def check(self) -> tuple[str, tuple[str, ...]]:
        """The condition that a text with all pairs of a word has the word itself, and its values."""
        long = [w for w in self.words if not is_exact(w)]
        return "".join(_HAS for _ in long), tuple(w for word in long for w in (word, word))

    @property
    def levels(self) -> list[Level | None]:
        """All levels, the one that is drafted for first, then the nearest, higher before lower."""
        if self.near is None:
            return []
        own = _LEVELS.index(self.near)
        return sorted(_LEVELS, key=lambda level: (level is None, abs(_LEVELS.index(level) - own)))


_HAS = " AND (instr(t.body, ?) OR instr(t.heading, ?))"


def ranked(index: Index, asked: Asked, limit: int) -> tuple[int, Best]:
    """How many hits there are (one more than looked for when there are more), and the best of them."""
    most = max(COUNTED, limit)
    check, values = asked.check
    headings = " + ".join("(instr(t.heading, ?) > 0)" for _ in asked.words)
    numbers = index.numbers(
        f"SELECT words.rowid {_FROM if check else _ALONE}{check} ORDER BY words.rowid LIMIT ?",
        (asked.match, *values, most + 1),
    )
    if len(numbers) > most:
        return len(numbers), list(_by_steps(index, asked, limit))
    marks = ",".join(map(str, numbers))
    rows = index.rows(f"SELECT t.id, {headings} FROM text t WHERE t.id IN ({marks})", asked.words)
    found = [(int(str(number)), int(str(in_heading))) for number, in_heading in rows]
    levels = _level_of(index, [n for n, _ in found]) if asked.near else {}
    place = {level: at for at, level in enumerate(asked.levels)}
    hits = [(_step(in_heading, len(asked.words)), place.get(levels.get(n), 0), n) for n, in_heading in found]
    return len(hits), [(n, _score(step, at, n)) for step, at, n in sorted(hits)[:limit]]


def _step(in_heading: int, words: int) -> int:
    """0 all words in the heading, 1 some, 2 none."""
    return 0 if in_heading == words else 1 if in_heading else 2


def _score(step: int, level: int, number: int) -> float:
    """Falls along the order."""
    return round(30 - step * 10 - level - number / (1 << 62), 9)


def _level_of(index: Index, numbers: list[int]) -> dict[int, Level | None]:
    marks = ",".join(map(str, numbers))
    rows = index.rows(
        f"SELECT c.id, s.level FROM clause c JOIN shelf s ON s.id = {SHELF} WHERE c.id IN ({marks})"
    )
    known = {level: level for level in _LEVELS}
    return {int(str(number)): known.get(level) for number, level in rows}  # type: ignore[call-overload]


def _by_steps(index: Index, asked: Asked, limit: int) -> Iterator[tuple[int, float]]:
    """The best hits step by step, each step in the order of the clauses' numbers."""
    seen: set[int] = set()
    check, values = asked.check
    for step, condition, more in _steps(asked):
        for at, level in enumerate(asked.levels or [None]):
            match = f"{asked.match} AND {condition}" if condition else asked.match
            if asked.levels and level is not None:
                match += f' AND "{facet("level", level)}"'
            numbers = index.numbers(
                f"SELECT words.rowid {_FROM if check or more[0] else _ALONE}{check}{more[0]} ORDER BY words.rowid LIMIT ?",
                (match, *values, *more[1], limit + len(seen)),
            )
            for number in numbers:
                if number not in seen:
                    seen.add(number)
                    yield number, _score(step, at, number)
                    if len(seen) >= limit:
                        return


def _steps(asked: Asked) -> Iterator[tuple[int, str, tuple[str, tuple[str, ...]]]]:
    """The steps of the order: number, full-text condition, and condition on the heading itself."""
    in_heading = [f"({query(w, heading=True)})" for w in asked.words]
    short = all(map(is_exact, asked.words))
    every = "".join(" AND instr(t.heading, ?)" for _ in asked.words)
    yield 0, " AND ".join(in_heading), ("", ()) if short else (every, asked.words)
    if len(asked.words) > 1:
        some = " AND (" + " OR ".join("instr(t.heading, ?)" for _ in asked.words) + ")"
        yield 1, f"({' OR '.join(in_heading)})", ("", ()) if short else (some, asked.words)
    yield 2, "", ("", ())
