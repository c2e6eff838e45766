"""A sentence said again in other words: what is left of it are the rare words of its matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from draftkit.comparing.passages import Passage, Sentence, everyday_terms
from draftkit.comparing.tuning import thresholds

_JOINTS = frozenset("的和与及或等在为对将把以于由向从并且而其该各每到至被让使不要应可了")


@dataclass(frozen=True, slots=True)
class Spread:
    """In how many sentences of each side a term stands (词的散布)."""

    parent: Mapping[str, int]
    child: Mapping[str, int]

    def rare(self, term: str) -> bool:
        """Whether a term belongs to one matter only, on both sides; no everyday word, no figure."""
        most = thresholds()["echo"]["rare"]
        return (
            self.parent.get(term, 0) <= most
            and self.child.get(term, 0) <= most
            and term not in everyday_terms()
            and not term.isascii()
            and not _JOINTS & {*term}
        )

    def usual(self, term: str) -> bool:
        """Whether a term stands everywhere, on one side at least."""
        most = thresholds()["echo"]["rare"]
        often = max(self.parent.get(term, 0), self.child.get(term, 0))
        return often > most or term in everyday_terms()


def counted(side: Sequence[Passage]) -> Mapping[str, int]:
    """In how many sentences of one side each term stands."""
    found: Counter[str] = Counter()
    for passage in side:
        for sentence in passage.sentences:
            found.update(sentence.terms)
    return found


def echoes(ours: Sentence, theirs: Sentence, known: Spread) -> int:
    """How many rare words of one sentence stand in the other one.

    供销网点 is one word however it is cut, and what only comes about where two usual words meet
    (康复|医院 gives 复医) is none.
    """
    shared = ours.terms & theirs.terms
    rare = {term for term in shared if known.rare(term)}
    if not rare:
        return 0
    return min(_words(side.form, shared, rare, known) for side in (ours, theirs))


def words_said(form: str, said: Set[str], known: Spread) -> int:
    """How many rare words of some words of the parent stand anywhere among the terms of the child."""
    shared = {form[i : i + 2] for i in range(len(form) - 1)} & said
    return _words(form, shared, {term for term in shared if known.rare(term)}, known)


def _words(form: str, shared: Set[str], rare: Set[str], known: Spread) -> int:
    """The runs of shared terms that hold a rare one which is not a mere joint between usual ones."""
    found = set()
    at = 0
    while at < len(form) - 1:
        end = at
        while form[end : end + 2] in shared and end < len(form) - 1:
            end += 1
        if end > at and any(_tells(form, i, rare, known) for i in range(at, end)):
            found.add(form[at : end + 1])
        at = max(end, at + 1)
    return len(found)


def _tells(form: str, at: int, rare: Set[str], known: Spread) -> bool:
    if form[at : at + 2] not in rare:
        return False
    beside = form[max(at - 1, 0) : at + 1], form[at + 1 : at + 3]
    return not all(len(term) == 2 and known.usual(term) for term in beside)
