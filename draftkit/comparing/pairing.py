"""Two documents laid side by side: everything that the search for deviations asks for."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftkit.comparing.align import Alignment, Match, align
from draftkit.comparing.echo import Spread, counted, echoes
from draftkit.comparing.neutral import Neutral, neutral_of
from draftkit.comparing.passages import Passage, Sentence, passages
from draftkit.comparing.tuning import thresholds
from draftkit.model import Document, Level

if TYPE_CHECKING:
    from draftkit.localities import Locality

_Key = tuple[int, int]  # index of the passage, number of the sentence in it


@dataclass(frozen=True, slots=True)
class Pairing:
    """Parent and child with their links and the sentences that answer each other.

    children_of, parents_of: index of a passage → its linked passages, closest first. answers: each
    parent sentence → the child sentences that carry it, closest first; answered: the other way.
    same_place: both documents speak of the same place, so that counts can be compared as they are.
    neutrals: how the texts of each side are made neutral. parent_level, child_level: None when it cannot be told.
    """

    parent: Document
    child: Document
    ours: tuple[Passage, ...]
    theirs: tuple[Passage, ...]
    alignment: Alignment
    children_of: Mapping[int, tuple[int, ...]]
    parents_of: Mapping[int, tuple[int, ...]]
    answers: Mapping[_Key, tuple[Match, ...]]
    answered: Mapping[_Key, tuple[Match, ...]]
    same_place: bool
    neutrals: tuple[Neutral, Neutral]
    parent_level: Level | None
    child_level: Level | None
    spread: Spread
    _echoes: dict[_Key, Sentence | None] = field(default_factory=dict, repr=False, compare=False)
    _said: dict[frozenset[int], frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def linked(self, parent: int, child: int) -> bool:
        """Whether two passages answer each other."""
        return (parent, child) in self.alignment.pairs

    def strength(self, parent: int, child: int) -> float:
        """The score of two linked passages."""
        return self.alignment.pairs[parent, child]

    def echo(self, sentence: Sentence) -> Sentence | None:
        """The sentence of a linked child measure that says a parent sentence in other words, if one does."""
        key = sentence.passage, sentence.number
        if key not in self._echoes:
            self._echoes[key] = self._echo(sentence)
        return self._echoes[key]

    def said(self, children: Iterable[int]) -> frozenset[str]:
        """All terms of some measures of the child, titles included."""
        key = frozenset(children)
        if key not in self._said:
            found: set[str] = set()
            for index in key:
                found.update(self.theirs[index].terms, self.theirs[index].title_terms)
            self._said[key] = frozenset(found)
        return self._said[key]

    def _echo(self, sentence: Sentence) -> Sentence | None:
        numbers = thresholds()["echo"]
        best, found = 0, None
        rare = {term for term in sentence.terms if self.spread.rare(term)}
        for index in self.children_of.get(sentence.passage, ()) if rare else ():
            for answer in self.theirs[index].sentences:
                if rare.isdisjoint(answer.terms):
                    continue
                count = echoes(sentence, answer, self.spread)
                if count > best and (count >= numbers["words"] or self._only_echo(sentence, answer, count)):
                    best, found = count, answer
        return found

    def _only_echo(self, sentence: Sentence, answer: Sentence, count: int) -> bool:
        """Whether a child sentence that answers nobody else is nearest to this one."""
        if count < thresholds()["echo"]["alone"] or (answer.passage, answer.number) in self.answered:
            return False
        rivals = (s for i in self.parents_of[answer.passage] for s in self.ours[i].sentences)
        return all(s is sentence or echoes(s, answer, self.spread) < count for s in rivals)

    def mass(self, sentence: Sentence) -> float:
        """How much a sentence says, as the weight of its terms."""
        return sum(self.alignment.weight[term] for term in sentence.terms)


def pair(parent: Document, child: Document) -> Pairing:
    """Lay two documents side by side."""
    places = places_of(parent), places_of(child)
    neutrals = neutral_of(places[0]), neutral_of(places[1])
    (ours, often), theirs = _known_side(parent, neutrals[0]), passages(child, neutrals[1])
    alignment = align(ours, theirs)
    answers, answered = _answers(alignment)
    return Pairing(
        parent,
        child,
        ours,
        theirs,
        alignment,
        _ranked((p, c, score) for (p, c), score in alignment.pairs.items()),
        _ranked((c, p, score) for (p, c), score in alignment.pairs.items()),
        answers,
        answered,
        not places[0] or places[0][:1] == places[1][:1],
        neutrals,
        _level_of(parent),
        _level_of(child),
        Spread(often, counted(theirs)),
    )


_Side = tuple[tuple[Passage, ...], Mapping[str, int]]
_sides: OrderedDict[tuple[int, Neutral], tuple[Document, _Side]] = OrderedDict()
_KEPT_SIDES = 4  # superior documents that are remembered in pieces: one is compared with many children


def _known_side(document: Document, neutral: Neutral) -> _Side:
    """The passages of a superior document and the spread of their terms, remembered by identity."""
    key = id(document), neutral
    known = _sides.get(key)
    if known is None or known[0] is not document:
        found = passages(document, neutral)
        known = _sides[key] = document, (found, counted(found))
        while len(_sides) > _KEPT_SIDES:
            _sides.popitem(last=False)
    return known[1]


def _level_of(document: Document) -> Level | None:
    here = locality_of(document)
    return here.level if here else None


def places_of(document: Document) -> tuple[str, ...]:
    """Names of the place whose document it is, the full name first; empty when unknown."""
    here = locality_of(document)
    return tuple(name for name in (here.name, here.short) if name) if here else ()


_inferred: OrderedDict[int, tuple[Document, Locality | None]] = OrderedDict()
_KEPT = 32  # documents whose place is remembered: one parent is compared with many children


def locality_of(document: Document) -> Locality | None:
    """Whose document it is, None when it cannot be told. Remembered by identity: a document is too large to be hashed each time."""
    known = _inferred.get(id(document))
    if known is None or known[0] is not document:
        known = _inferred[id(document)] = document, _infer(document)
        while len(_inferred) > _KEPT:
            _inferred.popitem(last=False)
    return known[1]


def _infer(document: Document) -> Locality | None:
    from draftkit.errors import LocalityError
    from draftkit.localities import infer

    try:
        return infer(document)
    except LocalityError:
        return None


def _ranked(rows: Iterable[tuple[int, int, float]]) -> dict[int, tuple[int, ...]]:
    grouped: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for key, other, score in rows:
        grouped[key].append((-score, other))
    return {key: tuple(other for _, other in sorted(found)) for key, found in grouped.items()}


def _answers(
    alignment: Alignment,
) -> tuple[Mapping[_Key, tuple[Match, ...]], Mapping[_Key, tuple[Match, ...]]]:
    """The matches that count: of linked passages, or so close that they need no link."""
    numbers = thresholds()["sentence"]

    def counts(match: Match) -> bool:
        if match.score >= numbers["anywhere"]:
            return True
        if (match.parent.passage, match.child.passage) not in alignment.pairs:
            return False
        if match.score >= numbers["pair"] or match.inside >= numbers["carried"]:
            return True
        mine = alignment.by_parent[match.parent.passage, match.parent.number]
        theirs = alignment.by_child[match.child.passage, match.child.number]
        return match.score >= numbers["mutual"] and mine[0] is match and theirs[0] is match

    def kept(groups: Mapping[_Key, Sequence[Match]]) -> Mapping[_Key, tuple[Match, ...]]:
        filtered = {key: tuple(filter(counts, matches)) for key, matches in groups.items()}
        return {key: matches for key, matches in filtered.items() if matches}

    return kept(alignment.by_parent), kept(alignment.by_child)
