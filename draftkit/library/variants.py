"""Clauses of different documents that state the same task (同一举措的不同写法), set side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from draftkit.lexicon.text import bare
from draftkit.library.clauses import Clause, Origin
from draftkit.library.facets import ANY, leads
from draftkit.library.index import Index
from draftkit.library.law import pieces
from draftkit.library.likeness import alike

SAME_TASK = 0.25  # likeness from which two clauses state the same task, measured (docs/library.md)
_LOOKED_AT = 40
_CUT = re.compile(r"[，,；;。、：:\s]")
_DUE = re.compile(r"^(?:年?(?:底|末)?(?:之?前|以前)?)")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of stating a task. likeness: to the clause asked for, 1 for itself. targets: figures with
    the words before them. leads: keys of the bodies in the lead. best: in what it excels among all
    variants, of 最完整, 最新, 力度最强."""

    clause: Clause
    likeness: float
    targets: tuple[str, ...]
    deadlines: tuple[str, ...]
    leads: tuple[str, ...]
    best: tuple[str, ...] = ()


def variants(index: Index, clause: Clause) -> list[Variant]:
    """The clause and its variants in other documents, nearest first; one of each document.

    Clauses that somebody has put together (`variant_of`) come whatever they say.
    """
    found: dict[str, tuple[float, Clause]] = {clause.id: (1.0, clause)}
    for other in index.variants_of([clause.id, *([clause.variant_of] if clause.variant_of else [])]):
        found.setdefault(other.id, (1.0, other))
    documents = {_document(c.origin) for _, c in found.values()}
    asked = f"{clause.heading or ''}。{clause.original}"
    for score, other in alike(index, asked, _LOOKED_AT, ANY):
        document = _document(other.origin)
        if score >= SAME_TASK and other.status == "active" and document not in documents:
            documents.add(document)
            found[other.id] = (score, other)
    return _marked([_variant(score, one) for score, one in found.values()])


def _document(origin: Origin) -> tuple[str, ...]:
    return (origin.doc_number or "", origin.title or "", *origin.issuers)


def _variant(score: float, clause: Clause) -> Variant:
    targets, deadlines = figures(clause)
    return Variant(clause, score, targets, deadlines, tuple(leads(clause)))


def figures(clause: Clause) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The targets of a clause with the words before them, and its deadlines."""
    from draftkit.parsing.targets import find_targets

    stated = find_targets(clause.original, clause.origin.issued_on)
    targets: list[str] = []
    deadlines: dict[str, None] = {}
    before, due = "", 0  # what stands before, and where the last deadline ends in it
    for piece in pieces(clause.template) or ():
        value = clause.slots.get(piece.words, "") if piece.slot else piece.words
        if piece.slot and piece.words.startswith("target."):
            at = len(before)
            starts = [t.start for t in stated if t.start <= at < t.end]
            targets.append((before[starts[0] :] if starts else _phrase(before, due)) + value)
        elif piece.slot and piece.words.startswith("deadline."):
            deadlines[value] = None
            due = len(before) + len(value)
        before += value
    return tuple(targets), tuple(deadlines)


def _phrase(before: str, due: int) -> str:
    """The words since the last mark or deadline."""
    return _DUE.sub("", _CUT.split(before[due:])[-1])


def _marked(found: Sequence[Variant]) -> list[Variant]:
    """The same with marks on the best; without marks when there is nothing to compare."""
    from dataclasses import replace

    if len(found) < 2:
        return list(found)
    most = max(len(bare(v.clause.original)) for v in found)
    newest = max(v.clause.origin.issued_on or "" for v in found)
    strongest = max(v.clause.strength or 0 for v in found)
    marked = []
    for one in found:
        c = one.clause
        best = [
            name
            for name, is_best in (
                ("最完整", len(bare(c.original)) == most),
                ("最新", newest and c.origin.issued_on == newest),
                ("力度最强", strongest and c.strength == strongest),
            )
            if is_best
        ]
        marked.append(replace(one, best=tuple(best)))
    return marked
