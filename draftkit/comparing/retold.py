"""What of a parent measure the child may say in other words: clauses of its own that answer nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from draftkit.comparing.echo import words_said
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import terms
from draftkit.comparing.twins import Clause, Twin, clauses_of, place

_FORBIDS = re.compile("严禁|禁止|不得|不准|杜绝")
_NEGATES = re.compile("[不严禁勿无]|杜绝|一律|取消")
# 省水利厅负责组织实施。省教育厅牵头，省财政厅配合。
_WHO = re.compile(
    r"^[\ue000-\uf8ff、，和及等市县区省各有关部门按职责分工会同由]*(?:负责|牵头|配合|参与)(?:组织实施|落实)?[，、\ue000-\uf8ff和及等按职责分工负责配合参与落实市县区省各]*。?$"
)


@dataclass(frozen=True, slots=True)
class Retold:
    """Clauses that are said again, and those of the child that are free to say something else.

    again: (passage, sentence) of the parent → numbers of its clauses that the child has. taken: places of
    child clauses that answer one. kept: sentences of the child that stand in the parent as they are.
    """

    pairing: Pairing
    again: Mapping[tuple[int, int], frozenset[int]]
    taken: Set[tuple[int, int, int]]
    kept: Set[int]

    @classmethod
    def of(cls, pairing: Pairing, twins: Sequence[Twin]) -> Retold:
        """Sort the clauses of both sides."""
        again: dict[tuple[int, int], set[int]] = {}
        for twin in twins:
            key = twin.ours.sentence.passage, twin.ours.sentence.number
            again.setdefault(key, set()).add(twin.ours.number)
        taken = {place(twin.theirs) for twin in twins}
        found = (m for matches in pairing.answers.values() for m in matches)
        kept = {id(m.child) for m in found if m.parent.form == m.child.form}
        return cls(pairing, {key: frozenset(numbers) for key, numbers in again.items()}, taken, kept)

    def clauses(self, sentence: object) -> frozenset[int]:
        """The clauses of a parent sentence that the child says again."""
        return self.again.get((sentence.passage, sentence.number), frozenset())  # type: ignore[attr-defined]

    def instead(self, index: int, form: str) -> Clause | None:
        """The free clause of the child that shares most rare words with some words of the parent."""
        spread = self.pairing.spread
        rare = {term for term in terms(form) if spread.rare(term)}
        best, found = 0, None
        for clause in self._free(index) if rare else ():
            said = frozenset(terms(clause.text))
            if rare.isdisjoint(said) or (_FORBIDS.search(form) and not _NEGATES.search(clause.text)):
                continue
            value = words_said(form, said, spread)
            if value > best:
                best, found = value, clause
        return found

    def _free(self, index: int) -> Iterator[Clause]:
        """The clauses of the measures that answer a passage, those without a counterpart."""
        for child in self.pairing.children_of[index]:
            for sentence in self.pairing.theirs[child].sentences:
                if id(sentence) not in self.kept:
                    yield from (c for c in clauses_of(sentence) if place(c) not in self.taken)


def only_who(form: str) -> bool:
    """Whether a sentence only says who is responsible."""
    return _WHO.match(form) is not None
