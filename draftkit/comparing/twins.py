"""Which clause answers which in sentences that answer each other, however shortened (分句对应).

Short plans keep the words of a task and leave out the rest: 食堂从业人员必须持有效健康证明上岗 becomes
从业人员持健康证上岗. Few pairs of neighbouring characters survive that, their order does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from draftkit.comparing.align import Match
from draftkit.comparing.echo import Spread
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Sentence, everyday_terms
from draftkit.comparing.sentences import clauses
from draftkit.comparing.tuning import thresholds

_DIGIT = re.compile(r"\d")
_OFTEN = 3  # sentences in which a word of one matter stands at most
_MARKS = "，,；;。：:"
_ANSWERS = 2  # child sentences in which the clauses of one parent sentence are looked for
_SILENT = re.compile(r"(?:[\d_A-Za-z的了和与及等将把对为在其并各个]|[^\w\ue000-\uf8ff])+")


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
    numbers = thresholds()["twin"]
    near = _chosen(pairing, _candidates(pairing, numbers["least"]))
    return _ordered([*near, *_chosen(pairing, _further(pairing, near))])


def _further(pairing: Pairing, near: Sequence[Twin]) -> Iterator[Twin]:
    """Clauses left over in linked measures, whatever their sentences are like."""
    ours, theirs = {place(t.ours) for t in near}, {place(t.theirs) for t in near}
    kept = {id(m.child) for found in pairing.answers.values() for m in found[:1] if _same(m)}
    left: dict[int, list[Clause]] = {}
    for index, children in pairing.children_of.items():
        for child in children:
            if child not in left:
                said = (s for s in pairing.theirs[child].sentences if id(s) not in kept)
                left[child] = [c for s in said for c in clauses_of(s) if place(c) not in theirs]
        where = _by_word([c for child in children for c in left[child]])
        for sentence in pairing.ours[index].sentences if where else ():
            answers = pairing.answers.get((index, sentence.number), ())
            if answers and _same(answers[0]):
                continue
            for clause in clauses_of(sentence):
                if place(clause) not in ours:
                    yield from _nearest(clause, where)


def _by_word(found: Sequence[Clause]) -> Mapping[str, list[Clause]]:
    """Pairs of characters, everyday ones aside, → the clauses that have them."""
    where: dict[str, list[Clause]] = {}
    for clause in found:
        for word in _core(clause.text).words:
            where.setdefault(word, []).append(clause)
    return where


def _nearest(clause: Clause, where: Mapping[str, list[Clause]]) -> Iterator[Twin]:
    others = {id(c): c for word in _core(clause.text).words for c in where.get(word, ())}
    for other in others.values():
        bar = _bar(clause, other)
        likeness = alike(clause.text, other.text, bar)
        if likeness >= bar:
            yield Twin(clause, other, likeness)


def _bar(ours: Clause, theirs: Clause) -> float:
    """How alike two clauses of other sentences must be; a figure on both sides brings them nearer."""
    both = _DIGIT.search(ours.text) and _DIGIT.search(theirs.text)
    numbers = thresholds()["twin"]
    return numbers["figures"] if both else numbers["linked"]


def _candidates(pairing: Pairing, least: float) -> Iterator[Twin]:
    kept = {id(m.child) for matches in pairing.answers.values() for m in matches[:1] if _same(m)}
    known: dict[int, list[Clause]] = {}
    for matches in pairing.answers.values():
        if _same(matches[0]):
            continue
        left = clauses_of(matches[0].parent)
        for match in matches[:_ANSWERS]:
            if id(match.child) in kept:
                continue
            theirs = known.get(id(match.child))
            if theirs is None:
                theirs = known[id(match.child)] = clauses_of(match.child)
            found = list(_of_sentences(left, theirs, least))
            yield from found
            left = [c for c in left if not any(t.ours is c and t.likeness == 1.0 for t in found)]
            if not left:
                break


def _of_sentences(ours: Sequence[Clause], theirs: Sequence[Clause], least: float) -> Iterator[Twin]:
    """The pairs of clauses of two sentences; a clause that stands in both answers itself."""
    where = {other.text.rstrip(_MARKS): other for other in theirs}
    left = []
    for clause in ours:
        same = where.pop(clause.text.rstrip(_MARKS), None)
        if same is None:
            left.append(clause)
        else:
            yield Twin(clause, same, 1.0)
    for clause in left:
        for other in where.values():
            likeness = alike(clause.text, other.text, least)
            if likeness >= least:
                yield Twin(clause, other, likeness)


def _same(match: Match) -> bool:
    return match.parent.form == match.child.form


def clauses_of(sentence: Sentence) -> list[Clause]:
    """The clauses of a sentence."""
    form = sentence.form
    return [Clause(sentence, i, form[a:b]) for i, (a, b) in enumerate(clauses(form))]


def _chosen(pairing: Pairing, found: Iterator[Twin]) -> list[Twin]:
    """The closest first, each clause once; those that only share what the whole plan is about are left out."""
    taken: set[tuple[int, int, int, int]] = set()
    out = []
    for twin in sorted(found, key=lambda t: (-t.likeness, place(t.ours), place(t.theirs))):
        keys = {(0, *place(twin.ours)), (1, *place(twin.theirs))}
        if not keys & taken and (twin.likeness == 1.0 or _of_matter(pairing.spread, twin)):
            taken |= keys
            out.append(twin)
    return out


def _of_matter(spread: Spread, twin: Twin) -> bool:
    """Whether two clauses share words of their matter, and not of the topic alone."""
    left = thresholds()["twin"]["worth"]
    for word in _core(twin.ours.text).words & _core(twin.theirs.text).words:
        often = max(spread.parent.get(word, 0), spread.child.get(word, 0), 1)
        left -= min(1.0, _OFTEN / often)
        if left <= 0:
            return True
    return False


def _ordered(found: Sequence[Twin]) -> tuple[Twin, ...]:
    return tuple(sorted(found, key=lambda t: place(t.ours)))


def place(clause: Clause) -> tuple[int, int, int]:
    """Where a clause stands: passage, sentence, number."""
    return clause.sentence.passage, clause.sentence.number, clause.number


def alike(a: str, b: str, least: float = 0.0) -> float:
    """How much of the shorter clause stands in the other one, in the same order; 0 without a word in common.

    least: what is surely less may be told as 0.
    """
    ours, theirs = _core(a), _core(b)
    if ours.text == theirs.text:
        return 1.0
    sizes = len(ours.text), len(theirs.text)
    if min(sizes) < 2 or ours.words.isdisjoint(theirs.words):
        return 0.0
    worth = (1 / math.sqrt(sizes[0] * sizes[1]) + 1 / max(min(sizes), 4)) / 2
    signs = {*ours.text}, {*theirs.text}
    most = len(signs[0] & signs[1]) + min(sizes[0] - len(signs[0]), sizes[1] - len(signs[1]))
    return in_order(ours.text, theirs.text) * worth if most * worth >= least else 0.0


@dataclass(frozen=True, slots=True)
class _Core:
    """What a clause tells. words: its pairs of characters, everyday ones aside."""

    text: str
    words: Set[str]


@lru_cache(maxsize=4096)
def _core(clause: str) -> _Core:
    """The ideographs of a clause that tell something."""
    core = _SILENT.sub("", clause)
    words = {core[i : i + 2] for i in range(len(core) - 1)}
    return _Core(core, words - everyday_terms())


def in_order(a: str, b: str) -> int:
    """How many characters two texts have in common in the same order (longest common subsequence)."""
    places: dict[str, int] = {}
    for i, sign in enumerate(a):
        places[sign] = places.get(sign, 0) | 1 << i
    whole = free = (1 << len(a)) - 1
    for sign in b:
        if at := places.get(sign):
            hit = free & at
            free = ((free + hit) | (free - hit)) & whole
    return len(a) - free.bit_count()
