"""Which measure answers which: scores from wording, titles, headings and single sentences."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from draftkit.comparing.ground import Matrix, Pairs, answers_only
from draftkit.comparing.passages import Passage, Sentence, everyday_terms
from draftkit.comparing.tuning import thresholds

_GENERAL = re.compile("总体要求|总体思路|指导思想|基本原则|(?:总体|工作|主要|发展|行动|建设)目标|目标任务")


_MANY, _EVERY = 16, 25  # a term in more than 16 sentences and each 25th one brings no two together


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence of the parent and one of the child that share words.

    score: likeness both ways (cosine). inside: share of the parent's sentence found in the child's;
    around: share of the child's sentence found in the parent's.
    """

    parent: Sentence
    child: Sentence
    score: float
    inside: float
    around: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of passages (by index) with their score, and the matches of their sentences.

    by_parent: matches of each parent sentence (passage, number), best first.
    """

    pairs: Mapping[tuple[int, int], float]
    by_parent: Mapping[tuple[int, int], Sequence[Match]]
    by_child: Mapping[tuple[int, int], Sequence[Match]]
    weight: Mapping[str, float]


def align(parent: Sequence[Passage], child: Sequence[Passage]) -> Alignment:
    """Pair the passages of two documents, many to many."""
    weight = _weights([*parent, *child])
    matches = _sentence_matches(parent, child, weight)
    by_parent, by_child = _grouped(matches)
    raw = _scores(parent, child, weight)
    pairs = answers_only(_decide(raw), raw, parent, child, weight)
    pairs.update(_takeovers(by_parent, by_child, raw, pairs))
    return Alignment(_not_taken(pairs, raw, by_parent, by_child), by_parent, by_child, weight)


def _weights(all_passages: Sequence[Passage]) -> dict[str, float]:
    """Term → how much it tells: the rarer among the passages, the more; everyday words less."""
    seen: Counter[str] = Counter()
    for passage in all_passages:
        seen.update({*passage.terms, *passage.title_terms, *passage.heading_terms})
    number, everyday = len(all_passages) + 1, everyday_terms()
    factor = thresholds()["terms"]["everyday"]
    worth = {
        count: max(0.05, math.log(number / (count + 0.5)))
        for count in range(1, max(seen.values(), default=0) + 1)
    }
    return {term: worth[count] * factor if term in everyday else worth[count] for term, count in seen.items()}


def _sentence_matches(
    parent: Sequence[Passage], child: Sequence[Passage], weight: Mapping[str, float]
) -> list[Match]:
    """All pairs of sentences that share enough to be looked at."""
    ours = [s for p in parent for s in p.sentences]
    theirs = [s for p in child for s in p.sentences]
    mass = [sum([weight[t] for t in s.terms]) or 1.0 for s in theirs]
    where = _places(theirs)
    usual = _usual(where, len(theirs))
    often = [s.terms & usual for s in theirs]
    out: list[Match] = []
    for sentence in ours:
        shared: defaultdict[int, float] = defaultdict(float)
        own = sum([weight[t] for t in sentence.terms]) or 1.0
        for term in sentence.terms - usual:
            heavy = weight[term]
            for index in where.get(term, ()):
                shared[index] += heavy
        mine = sentence.terms & usual
        more = sum([weight[t] for t in mine])
        least = 0.3 * own
        for index, telling in shared.items():
            most = telling + more
            if most < least and most * most < 0.01 * own * mass[index]:
                continue
            value = telling + sum([weight[t] for t in mine & often[index]])
            if value >= least or value * value >= 0.01 * own * mass[index]:
                score = value / math.sqrt(own * mass[index])
                out.append(Match(sentence, theirs[index], score, value / own, value / mass[index]))
    return out


def _places(side: Sequence[Sentence]) -> Mapping[str, list[int]]:
    where: defaultdict[str, list[int]] = defaultdict(list)
    for index, sentence in enumerate(side):
        for term in sentence.terms:
            where[term].append(index)
    return where


def _usual(where: Mapping[str, Sequence[int]], sentences: int) -> frozenset[str]:
    """Terms that stand in so many sentences that alone they bring none together."""
    most = max(_MANY, sentences // _EVERY)
    return frozenset(term for term, places in where.items() if len(places) > most)


_Groups = dict[tuple[int, int], list[Match]]


def _grouped(matches: Sequence[Match]) -> tuple[_Groups, _Groups]:
    by_parent: defaultdict[tuple[int, int], list[Match]] = defaultdict(list)
    by_child: defaultdict[tuple[int, int], list[Match]] = defaultdict(list)
    for match in sorted(matches, key=lambda m: -m.score):
        by_parent[match.parent.passage, match.parent.number].append(match)
        by_child[match.child.passage, match.child.number].append(match)
    return dict(by_parent), dict(by_child)


def _scores(parent: Sequence[Passage], child: Sequence[Passage], weight: Mapping[str, float]) -> Matrix:
    """Score of every pair of passages, 0 to 1, before rivals are looked at."""
    numbers = thresholds()["measure"]
    bodies = _cosines([_vector(p, weight) for p in parent], [_vector(c, weight) for c in child])
    titles = _cosines(
        [_unit(p.title_terms, weight) for p in parent], [_unit(c.title_terms, weight) for c in child]
    )
    general = [is_general(p) for p in parent], [is_general(c) for c in child]
    titled = [numbers["title"] if c.title else 0.0 for c in child]
    other = numbers["other_role"]
    out: Matrix = []
    for i, p in enumerate(parent):
        share = titled if p.title else [0.0] * len(titled)
        role = [1.0 if general[0][i] == g else other for g in general[1]]
        cells = zip(bodies[i], titles[i], share, role, strict=True)
        out.append([(b + w * t) / (1 + w) * r if b or t else 0.0 for b, t, w, r in cells])
    return out


def is_general(passage: Passage) -> bool:
    """Whether the passage states aims and principles instead of a task."""
    return any(_GENERAL.search(title) for title in (passage.title, *passage.headings))


def _vector(passage: Passage, weight: Mapping[str, float]) -> dict[str, float]:
    numbers = thresholds()["terms"]
    counts: dict[str, float] = dict(passage.terms)
    for terms, factor in (
        (passage.title_terms, numbers["title"]),
        (passage.heading_terms, numbers["heading"]),
    ):
        for term, count in terms.items():
            counts[term] = counts.get(term, 0.0) + factor * count
    return _unit(counts, weight)


def _unit(counts: Mapping[str, float], weight: Mapping[str, float]) -> dict[str, float]:
    """The counted terms as a vector of length 1. What a measure keeps repeating is its topic."""
    values = [n * weight[term] for term, n in counts.items()]
    length = math.sqrt(math.fsum([x * x for x in values])) or 1.0
    return dict(zip(counts, [x / length for x in values], strict=True))


def _cosines(ours: Sequence[Mapping[str, float]], theirs: Sequence[Mapping[str, float]]) -> Matrix:
    met = set().union(*ours)
    where: dict[str, list[tuple[int, float]]] = {term: [] for term in met}
    for j, vector in enumerate(theirs):
        for term, x in vector.items():
            if term in where:
                where[term].append((j, x))
    out: Matrix = []
    for vector in ours:
        row = [0.0] * len(theirs)
        for term, x in vector.items():
            for j, y in where[term]:
                row[j] += x * y
        out.append(row)
    return out


def _decide(raw: Matrix) -> Pairs:
    """The pairs that stand out from the noise, seen beside their rivals in row and column."""
    numbers = thresholds()["measure"]
    columns = [list(column) for column in zip(*raw, strict=True)]
    row_noise, column_noise = [_noise(row) for row in raw], [_noise(column) for column in columns]
    row_best = [max(row, default=0.0) for row in raw]
    column_best = [max(column) for column in columns]
    link = numbers["link"]
    out = {}
    for i, row in enumerate(raw):
        for j, score in enumerate(row):
            if score < link:
                continue
            clear = score - numbers["noise"] * max(row_noise[i], column_noise[j])
            if clear < link:
                continue
            near = max(score / row_best[i], score / column_best[j])
            if clear * near >= link:
                out[i, j] = score
    return out


def _not_taken(pairs: Pairs, raw: Matrix, by_parent: _Groups, by_child: _Groups) -> Pairs:
    """The pairs without those in which one side is wholly taken by another, and no sentence is shared.

    A child measure that says what its own parent measure says does not answer that one's neighbour too.
    """
    whole, shared = thresholds()["measure"]["whole"], thresholds()["sentence"]["pair"]
    taken = {pair for pair in pairs if raw[pair[0]][pair[1]] >= whole}
    rows, columns = {i for i, _ in taken}, {j for _, j in taken}
    told = {
        (match.parent.passage, match.child.passage)
        for matches in by_parent.values()
        for match in matches[:1]
        if match.score >= shared and _free(match, by_child, whole)
    }
    return {
        (i, j): score
        for (i, j), score in pairs.items()
        if (i, j) in taken or (i, j) in told or not (i in rows or j in columns)
    }


def _free(match: Match, by_child: _Groups, whole: float) -> bool:
    """Whether the child's sentence is not taken over from another sentence of the parent."""
    best = by_child[match.child.passage, match.child.number][0]
    return best.parent.passage == match.parent.passage or best.score < whole


def _noise(scores: Sequence[float]) -> float:
    """The usual score with what is no counterpart: the mean without the two best."""
    usual = sorted(scores)[:-2]
    return sum(usual) / len(usual) if usual else 0.0


def _takeovers(by_parent: _Groups, by_child: _Groups, raw: Matrix, known: Pairs) -> Pairs:
    """Pairs in which the child takes over a whole sentence, each the other's best match."""
    numbers = thresholds()["measure"]
    out = {}
    for matches in by_parent.values():
        match = matches[0]
        key = match.parent.passage, match.child.passage
        enough = min(len(match.parent.terms), len(match.child.terms)) >= numbers["takeover_terms"]
        mutual = by_child[match.child.passage, match.child.number][0] is match
        if key not in known and enough and mutual and match.score >= numbers["takeover"]:
            out[key] = raw[key[0]][key[1]]
    return out
