"""compare(parent, child): links, deviations and coverage as one value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from draftkit.comparing.align import Match
from draftkit.comparing.citations import citation_deviations
from draftkit.comparing.deadlines import deadline_deviations
from draftkit.comparing.duties import duty_deviations
from draftkit.comparing.ends import end_deviations
from draftkit.comparing.figures import figure_deviations
from draftkit.comparing.finding import Finding
from draftkit.comparing.force import force_deviations
from draftkit.comparing.loosened import loosened_deviations
from draftkit.comparing.omission import carried, omission_deviations
from draftkit.comparing.pairing import Pairing, pair
from draftkit.comparing.passages import Passage
from draftkit.comparing.restated import restated
from draftkit.comparing.result import (
    KINDS,
    Comparison,
    Coverage,
    Deviation,
    Kind,
    Link,
    Relation,
    SectionCoverage,
    SentencePair,
)
from draftkit.comparing.severity import STANDARD, Weights, severity
from draftkit.comparing.spots import lost_acts, spot_deviations
from draftkit.comparing.structure import structural
from draftkit.comparing.targets import target_deviations, targets_of
from draftkit.comparing.twins import twins
from draftkit.comparing.units import unit_deviations
from draftkit.lexicon.text import bare
from draftkit.model import Document


def compare(parent: Document, child: Document, weights: Weights = STANDARD) -> Comparison:
    """How `child` deviates from `parent` (下级文件对照上级文件的偏离).

    Works between any two levels and for two versions of one document. weights: an office's own
    severities. Never raises for readable documents; a document without measures gives no links.
    """
    pairing = pair(parent, child)
    links = [_link(pairing, p, c) for p, c in sorted(pairing.alignment.pairs)]
    measures = {m.id for m in parent.measures}, {m.id for m in child.measures}
    between = tuple(x for x in links if x.parent in measures[0] and x.child in measures[1])
    grounds = tuple(x for x in links if not (x.parent in measures[0] and x.child in measures[1]))
    return Comparison(parent, child, between, _deviations(pairing, weights), _coverage(pairing), grounds)


def _link(pairing: Pairing, parent: int, child: int) -> Link:
    ours, theirs = pairing.ours[parent], pairing.theirs[child]
    relation = _relation(ours, theirs)
    score = 1.0 if relation == "verbatim" else min(1.0, pairing.strength(parent, child) ** 0.5)
    return Link(ours.id, theirs.id, round(score, 3), relation, tuple(_sentence_pairs(pairing, parent, child)))


def _relation(ours: Passage, theirs: Passage) -> Relation:
    if bare(ours.content.text) == bare(theirs.content.text):
        return "verbatim"
    return "localised" if ours.form == theirs.form else "adapted"


def _sentence_pairs(pairing: Pairing, parent: int, child: int) -> Iterator[SentencePair]:
    """Sentences of two linked passages that answer each other: the best answer of each, both ways."""
    ours, theirs = pairing.ours[parent], pairing.theirs[child]
    found: dict[tuple[int, int], Match] = {}
    for sentence in ours.sentences:
        inside = (m for m in pairing.answers.get((parent, sentence.number), ()) if m.child.passage == child)
        if match := next(inside, None):
            found[match.parent.number, match.child.number] = match
    for sentence in theirs.sentences:
        back = (m for m in pairing.answered.get((child, sentence.number), ()) if m.parent.passage == parent)
        if match := next(back, None):
            found[match.parent.number, match.child.number] = match
    for _, match in sorted(found.items()):
        quotes = ours.sentence_quote(match.parent), theirs.sentence_quote(match.child)
        yield SentencePair(*quotes, round(min(1.0, match.score), 3))


def _deviations(pairing: Pairing, weights: Weights) -> tuple[Deviation, ...]:
    clauses, targets = twins(pairing), targets_of(pairing)
    answered = restated(pairing, clauses, [(p.ours, p.theirs) for p in targets.pairs])
    found = [
        *structural(pairing),
        *omission_deviations(pairing, clauses),
        *force_deviations(pairing),
        *target_deviations(pairing, targets, answered),
        *figure_deviations(pairing),
        *deadline_deviations(pairing),
        *unit_deviations(pairing),
        *citation_deviations(pairing),
    ]
    found += [f for f in duty_deviations(pairing) if not _conditioned_twice(f, found)]
    found += loosened_deviations(pairing, clauses, found)
    found += [*spot_deviations(pairing, clauses), *end_deviations(pairing, clauses)]
    found += [f for f in lost_acts(pairing) if not _told_missing(f, found)]
    found += [f for f in answered.findings if not _told_as_target(f, found)]
    order = {p.id: i for i, p in enumerate(pairing.ours)}
    rank = {kind: i for i, kind in enumerate(KINDS)}
    last = len(order)
    children = {p.id: i for i, p in enumerate(pairing.theirs)}
    unique = {_told(f): f for f in reversed(found) if not _told_otherwise(f, found)}
    placed = sorted(
        unique.values(),
        key=lambda f: (order.get(f.parent or "", last), _rank(f, rank), children.get(f.child or "", -1)),
    )
    return tuple(_weighed(finding, weights) for finding in placed)


# Kinds that hold words of a parent sentence against words of the child: so the child says the sentence.
_ANSWERED: frozenset[Kind] = frozenset(
    {
        *("weakened", "strengthened", "conditioned", "citation_changed"),
        *("target_lowered", "target_raised", "deadline_delayed", "deadline_advanced"),
    }
)


def _told_otherwise(f: Finding, found: Sequence[Finding]) -> bool:
    """Whether a missing part is told already as what it became: another document, a weaker duty, a later date.

    A clause is when another document is cited in its place; a whole sentence when any of its words are answered.
    """
    ours = f.parent_quote
    if f.kind != "partly_omitted" or ours is None or "several" in f.facts:
        return False
    for other in found:
        quote = other.parent_quote
        if quote is None or other.kind not in _ANSWERED or quote.measure != ours.measure:
            continue
        if "clause" in f.facts:
            inside = ours.start <= quote.start and quote.end <= ours.end
            if other.kind == "citation_changed" and inside:
                return True
            if "burden" in other.facts and quote.start <= ours.start and ours.end <= quote.end:
                return True
        elif quote.part == ours.part and quote.start < ours.end and ours.start < quote.end:
            return True
    return False


def _told_missing(f: Finding, found: Sequence[Finding]) -> bool:
    """Whether words of the parent are told as missing, or changed, already."""
    ours = f.parent_quote
    return ours is not None and any(
        x.kind in ("partly_omitted", "target_lowered")
        and (q := x.parent_quote) is not None
        and (q.measure, q.part) == (ours.measure, ours.part)
        and q.start < ours.end
        and ours.start < q.end
        for x in found
    )


def _conditioned_twice(f: Finding, found: Sequence[Finding]) -> bool:
    """Whether a condition in the same sentence of the child is told already."""
    return f.kind == "conditioned" and any(
        x.kind == "conditioned" and x.child_quote == f.child_quote for x in found
    )


def _told_as_target(f: Finding, found: Sequence[Finding]) -> bool:
    """Whether a change of a figure is told of a target already."""
    ours = f.parent_quote
    return ours is not None and any(
        (x.kind.startswith("target_") or "soft_target" in x.facts)
        and (q := x.parent_quote) is not None
        and q.measure == ours.measure
        and q.part == ours.part
        and q.start < ours.end
        and ours.start < q.end
        for x in found
    )


def _rank(f: Finding, rank: dict[Kind, int]) -> int:
    """What the child adds stands in its own order, everything else by kind."""
    return rank[f.kind] if f.parent else 0


def _told(f: Finding) -> tuple[object, ...]:
    """What makes two findings the same to a reader: one deadline is told once, whatever figures it governs."""
    quotes = () if f.kind.startswith("deadline") else (f.parent_quote, f.child_quote)
    return f.kind, f.parent, f.child, f.explanation, *quotes


def _weighed(f: Finding, weights: Weights) -> Deviation:
    return Deviation(
        f.kind,
        severity(f.kind, f.facts, weights),
        f.parent,
        f.child,
        f.parent_quote,
        f.child_quote,
        f.explanation,
        f.also,
    )


def _coverage(pairing: Pairing) -> Coverage:
    tasks = [(i, p) for i, p in enumerate(pairing.ours) if p.measure]
    done = [i for i, _ in tasks if i in pairing.children_of]
    lines = [s for _, p in tasks for s in p.sentences]
    kept = sum(carried(pairing, s) for s in lines)
    return Coverage(
        _share(len(done), len(tasks)), _share(kept, len(lines)), tuple(_sections(pairing, frozenset(done)))
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def _sections(pairing: Pairing, done: frozenset[int]) -> Iterator[SectionCoverage]:
    titles = {section.label: section.title for section in pairing.parent.sections}
    groups: dict[str, list[int]] = {}
    for index, passage in enumerate(pairing.ours):
        if passage.measure:
            groups.setdefault(passage.measure.path[0] if passage.measure.path else "", []).append(index)
    for label, members in groups.items():
        yield SectionCoverage(label, titles.get(label), len(members), sum(i in done for i in members))
