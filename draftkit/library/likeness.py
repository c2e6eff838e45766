"""Clauses like a text (相近条款): the pairs of characters they share, rare ones counting most.

Slots, level words and figures say nothing about what a clause is for; they are left out, so that a
province's words find a township's.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from operator import add

from draftkit.library.bigrams import key, query
from draftkit.library.clauses import Clause
from draftkit.library.facets import Filter
from draftkit.library.index import Index
from draftkit.library.law import pieces

_LOOKED_UP = 2000  # clauses looked at for one pair; a pair in more tells little
_TERMS = 60  # rare pairs that look for candidates
_CANDIDATES = 150  # clauses compared in full
NEAR = 0.15  # likeness below which two texts share little but the everyday words of documents
_HEADING = 2.0  # weight of a pair in the heading
_BOTH_WAYS, _INSIDE = 0.5, 0.5  # likeness of the whole texts, share of the asked text found
_RUNS = re.compile(r"[\u3400-\u9fff]+")
_LOCAL = re.compile(r"[全我本各][省市县区镇乡州旗]|[省市县区镇乡]级|人民政府|(?:牵头|责任)(?:单位|部门)")

Terms = Counter[str]


def terms_of(text: str, heading: str = "") -> Terms:
    """The pairs of a text, counted."""
    found: Terms = Counter()
    for words, weight in ((text, 1.0), (heading, _HEADING)):
        for run in _RUNS.findall(_LOCAL.sub(" ", key(words))):
            for pair in map(add, run, run[1:]):
                found[pair] += weight  # type: ignore[assignment]
    return found


def terms_of_clause(clause: Clause) -> Terms:
    """The pairs of a clause without its local words."""
    parts = pieces(clause.template)
    words = clause.original if parts is None else "".join(" " if p.slot else p.words for p in parts)
    return terms_of(words, clause.heading or "")


def alike(index: Index, text: str, limit: int, only: Filter) -> list[tuple[float, Clause]]:
    """The clauses most like a text, best first, with their likeness from 0 to 1."""
    asked = terms_of(text)
    total = index.count()
    found, seen = _candidates(index, asked, only)
    weight = {term: math.log(1 + total / (seen.get(term, 0) + 0.5)) for term in asked}
    best = sorted(found, key=lambda number: (-_mass(found[number], weight), number))[:_CANDIDATES]
    clauses = index.numbered(best)
    terms = [terms_of_clause(c) for c in clauses]
    everyday = math.log(1 + total / (_LOOKED_UP + 0.5)) if total > _LOOKED_UP else 1.0
    scored = [
        (_likeness(asked, other, weight, everyday), clause)
        for other, clause in zip(terms, clauses, strict=True)
    ]
    scored.sort(key=lambda pair: -pair[0])
    return [(round(score, 4), clause) for score, clause in scored[:limit] if score > 0]


def _candidates(index: Index, asked: Terms, only: Filter) -> tuple[dict[int, list[str]], dict[str, int]]:
    """Clauses that share pairs with the text, and in how many clauses each pair was seen."""
    condition = only.query()
    lists: dict[str, list[int]] = {}
    for term in asked:
        match = " AND ".join(filter(None, (query(term), condition)))
        lists[term] = index.numbers(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?", (match, _LOOKED_UP)
        )
    rare = sorted(asked, key=lambda term: (len(lists[term]), term))
    found: dict[int, list[str]] = defaultdict(list)
    for term in [t for t in rare if lists[t]][:_TERMS]:
        for number in lists[term]:
            found[number].append(term)
    return found, {term: len(numbers) for term, numbers in lists.items()}


def _mass(terms: Iterable[str], weight: Mapping[str, float]) -> float:
    return sum(weight[t] for t in terms)


def _likeness(asked: Terms, other: Terms, weight: Mapping[str, float], everyday: float) -> float:
    """Cosine of the two texts, and how much of the asked text the other holds."""
    ours = {t: _damped(n) * weight[t] for t, n in asked.items()}
    theirs = {t: _damped(n) * weight.get(t, everyday) for t, n in other.items()}
    size = math.sqrt(sum(w * w for w in ours.values()) * sum(w * w for w in theirs.values()))
    if not size:
        return 0.0
    both = sum(w * theirs[t] for t, w in ours.items() if t in theirs)
    inside = sum(w * w for t, w in ours.items() if t in theirs) / sum(w * w for w in ours.values())
    return _BOTH_WAYS * both / size + _INSIDE * inside


def _damped(count: float) -> float:
    return 1 + math.log(count) if count >= 1 else count
