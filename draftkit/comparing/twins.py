"""Which clause answers which in sentences that answer each other, however shortened (分句对应).

Short plans keep the words of a task and leave out the rest: 食堂从业人员必须持有效健康证明上岗 becomes
从业人员持健康证上岗. Few pairs of neighbouring characters survive that, their order does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from draftkit.comparing.align import Match
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Sentence, everyday_terms, terms
from draftkit.comparing.sentences import clauses
from draftkit.comparing.tuning import thresholds

_ANSWERS = 3  # child sentences in which the clauses of one parent sentence are looked for
_TELLING = re.compile(r"[^\W\d_A-Za-z的了和与及等将把对为在其并各个]|[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence. number: its place in the sentence; text: its neutral form."""

    sentence: Sentence
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Twin:
    """Two clauses that set the same task. likeness: 0 to 1."""

    ours: Clause
    theirs: Clause
    likeness: float


def twins(pairing: Pairing) -> tuple[Twin, ...]:
    """The clauses that answer each other, each one once, in the parent's order."""
    return _chosen(_candidates(pairing, thresholds()["twin"]["least"]))


def _candidates(pairing: Pairing, least: float) -> Iterator[Twin]:
    kept = {id(m.child) for matches in pairing.answers.values() for m in matches[:1] if _same(m)}
    for matches in pairing.answers.values():
        if _same(matches[0]):
            continue
        for match in matches[:_ANSWERS]:
            if id(match.child) in kept:
                continue
            theirs = _clauses(match.child)
            for ours in _clauses(match.parent):
                for other in theirs:
                    likeness = alike(ours.text, other.text)
                    if likeness >= least:
                        yield Twin(ours, other, likeness)


def _same(match: Match) -> bool:
    return match.parent.form == match.child.form


def _clauses(sentence: Sentence) -> list[Clause]:
    form = sentence.form
    return [Clause(sentence, i, form[a:b]) for i, (a, b) in enumerate(clauses(form))]


def _chosen(found: Iterator[Twin]) -> tuple[Twin, ...]:
    """The closest first, each clause once."""
    taken: set[tuple[int, int, int, int]] = set()
    out = []
    for twin in sorted(found, key=lambda t: (-t.likeness, _place(t.ours), _place(t.theirs))):
        keys = {(0, *_place(twin.ours)), (1, *_place(twin.theirs))}
        if not keys & taken:
            taken |= keys
            out.append(twin)
    return tuple(sorted(out, key=lambda t: _place(t.ours)))


def _place(clause: Clause) -> tuple[int, int, int]:
    return clause.sentence.passage, clause.sentence.number, clause.number


@lru_cache(maxsize=8192)
def alike(a: str, b: str) -> float:
    """How much of the shorter clause stands in the other one, in the same order; 0 without a word in common."""
    ours, theirs = _core(a), _core(b)
    if ours == theirs:
        return 1.0
    if len(ours) < 2 or len(theirs) < 2:
        return 0.0
    shared = {*terms(ours)} & {*terms(theirs)}
    if not shared - everyday_terms():
        return 0.0
    common = in_order(ours, theirs)
    short = min(len(ours), len(theirs))
    return (common / math.sqrt(len(ours) * len(theirs)) + common / max(short, 4)) / 2


@lru_cache(maxsize=4096)
def _core(clause: str) -> str:
    """The ideographs of a clause that tell something; no figures, no marks."""
    return "".join(_TELLING.findall(clause))


def in_order(a: str, b: str) -> int:
    """How many characters two texts have in common in the same order (longest common subsequence)."""
    places: dict[str, int] = {}
    for i, sign in enumerate(a):
        places[sign] = places.get(sign, 0) | 1 << i
    whole = (1 << len(a)) - 1
    free = whole
    for sign in b:
        hit = free & places.get(sign, 0)
        free = ((free + hit) | (free - hit)) & whole
    return len(a) - free.bit_count()


def by_sentence(found: tuple[Twin, ...]) -> Mapping[tuple[int, int], list[Twin]]:
    """The pairs of clauses of each parent sentence."""
    out: dict[tuple[int, int], list[Twin]] = {}
    for twin in found:
        out.setdefault((twin.ours.sentence.passage, twin.ours.sentence.number), []).append(twin)
    return out
