"""On what two passages meet: enough words of their own, and not one word of the topic alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from draftkit.comparing.passages import Passage, everyday_terms
from draftkit.comparing.tuning import thresholds

Matrix = list[list[float]]
Pairs = dict[tuple[int, int], float]

_REACH = 2  # pairs of characters to each side: 医务 brings in 务人 and 人员


def answers_only(
    pairs: Pairs,
    raw: Matrix,
    parent: Sequence[Passage],
    child: Sequence[Passage],
    weight: Mapping[str, float],
) -> Pairs:
    """The pairs without those that only speak of the same thing."""
    own = [_own_words(p) for p in parent], [_own_words(c) for c in child]
    met = {pair: score for pair, score in pairs.items() if _meet(own[0][pair[0]], own[1][pair[1]])}
    topical = {pair for pair in met if _one_word(own[0][pair[0]], own[1][pair[1]])}
    topical |= set(_told_better(met, raw, parent, child, weight))
    sure = met.keys() - topical
    kept = {pair for pair in topical if _completes_section(pair, met.keys(), sure, parent, child)}
    return {pair: score for pair, score in met.items() if pair in sure or pair in kept}


def _meet(ours: Set[str], theirs: Set[str]) -> bool:
    """Whether two passages share enough words of their own; 规划, 责任, 领导 alone make no pair."""
    return len(ours & theirs) >= min(thresholds()["measure"]["own_terms"], len(ours), len(theirs))


def _one_word(ours: Set[str], theirs: Set[str]) -> bool:
    """Whether all that two passages share, everyday words aside, is one word (冰雪运动)."""
    shared = ours & theirs
    several = min(len(ours), len(theirs)) >= thresholds()["measure"]["own_terms"]
    return several and shared <= _word_around(min(shared), shared)


def _own_words(passage: Passage) -> set[str]:
    return {*passage.terms, *passage.title_terms} - everyday_terms()


def _told_better(
    pairs: Pairs,
    raw: Matrix,
    parent: Sequence[Passage],
    child: Sequence[Passage],
    weight: Mapping[str, float],
) -> Iterator[tuple[int, int]]:
    """Pairs that rest on one word which a better rival shares as well: it names the topic of both.

    家庭托育点 is answered by 家庭托育点管理; that 楼宇托育点 has 托育点 too makes it no second answer.
    """
    columns = [list(column) for column in zip(*raw, strict=True)]
    share = thresholds()["measure"]["one_word"]
    for i, j in pairs:
        rivals = []
        if (best := _best(raw[i])) != j:
            rivals.append(child[best])
        if (best := _best(columns[j])) != i:
            rivals.append(parent[best])
        if not rivals:
            continue
        word, strength = _strongest_word(parent[i], child[j], weight)
        if strength >= share and any(word in rival.terms for rival in rivals):
            yield i, j


def _best(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=scores.__getitem__)


def _strongest_word(ours: Passage, theirs: Passage, weight: Mapping[str, float]) -> tuple[str, float]:
    """The core of the word that two passages share most strongly, and its share of all they have in common."""
    common = ours.terms.keys() & theirs.terms.keys()
    shared = {t: ours.terms[t] * theirs.terms[t] * weight[t] ** 2 for t in sorted(common)}
    if not shared:
        return "", 0.0
    term = max(shared, key=lambda t: (shared[t], t))
    word = _word_around(term, shared.keys())
    return term, sum(shared[t] for t in word) / sum(shared.values())


def _word_around(term: str, terms: Set[str]) -> set[str]:
    """The terms that together are one word with `term`: what overlaps it, step by step to both sides."""
    word = {term}
    left = right = {term}
    for _ in range(_REACH):
        firsts, lasts = {t[0] for t in left}, {t[-1] for t in right}
        left = {t for t in terms if t[-1] in firsts}
        right = {t for t in terms if t[0] in lasts}
        word |= left | right
    return word


def _completes_section(
    pair: tuple[int, int],
    met: Set[tuple[int, int]],
    sure: Set[tuple[int, int]],
    parent: Sequence[Passage],
    child: Sequence[Passage],
) -> bool:
    """Whether the whole section of one side answers the other side: then the section is about it."""
    i, j = pair
    below = [(i, k) for k in _section(child, j)]
    above = [(k, j) for k in _section(parent, i)]
    return any(
        len(section) > 2 and all(p in met for p in section) and any(p in sure for p in section)
        for section in (below, above)
    )


def _section(side: Sequence[Passage], index: int) -> list[int]:
    measure = side[index].measure
    if measure is None or len(measure.path) < 2:
        return []
    return [k for k, p in enumerate(side) if p.measure and p.measure.path[:-1] == measure.path[:-1]]
