"""Deviations of targets (指标) and of their deadlines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from draftkit.comparing.deadlines import compare_dates
from draftkit.comparing.finding import Finding, heading_quote, in_quotes, name
from draftkit.comparing.kept_targets import met_otherwise, number_stands_in
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, everyday_terms
from draftkit.comparing.quantities import (
    change,
    changed,
    comparable,
    is_rate,
    soft_words,
    softer_words,
)
from draftkit.comparing.restated import Restated
from draftkit.comparing.result import Quote
from draftkit.comparing.stated import (
    Stated,
    metric_likeness,
    of_matter,
    stated_targets,
    target_quote,
    unit_of,
)
from draftkit.comparing.superior import superiors_own
from draftkit.lexicon.text import normal

_SAME_WORDS = 0.85  # metrics so alike are the same even when the rate is named otherwise
_SAME_METRIC = 0.45  # likeness of what is measured, for targets of sentences that answer each other
_LINKED_METRIC = 0.6  # … of linked measures
_ANY_METRIC = 0.8  # … of any two measures


@dataclass(frozen=True, slots=True)
class TargetPair:
    """A target of the parent and the child's target for the same metric."""

    ours: Stated
    theirs: Stated


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of both sides. pairs: those of the same metric."""

    ours: list[Stated]
    theirs: list[Stated]
    pairs: list[TargetPair]


def targets_of(pairing: Pairing) -> Targets:
    """The targets of both sides, laid side by side."""
    ours, theirs = stated_targets(pairing.ours), stated_targets(pairing.theirs)
    return Targets(ours, theirs, _paired(pairing, ours, theirs))


def target_deviations(pairing: Pairing, targets: Targets, answered: Restated) -> Iterator[Finding]:
    """All deviations of targets. answered: figures that answer a target without being read as one."""
    for pair in targets.pairs:
        yield from _compared(pairing, pair)
    met = {id(pair.ours) for pair in targets.pairs}
    known = {id(pair.theirs) for pair in targets.pairs}
    missing = [s for s in targets.ours if id(s) not in met and not answered.answers(s)]
    lost = [f for stated in missing for f in _dropped(pairing, stated)]
    yield from _joined(pairing, lost)
    for stated in targets.theirs:
        if id(stated) not in known and not answered.states(stated):
            yield from _added(pairing, stated)


def _paired(pairing: Pairing, ours: list[Stated], theirs: list[Stated]) -> list[TargetPair]:
    """The best pairs first, each target once."""
    candidates = []
    by_unit: dict[str | None, list[Stated]] = {}
    for b in theirs:
        by_unit.setdefault(unit_of(b), []).append(b)
    for a in ours:
        for b in by_unit.get(unit_of(a), ()):
            if (score := _affinity(pairing, a, b)) > 0:
                candidates.append((score, a, b))
    taken: set[int] = set()
    sure = _best_first(candidates, taken)
    left = [a for a in ours if id(a) not in taken], [b for b in theirs if id(b) not in taken]
    return [*sure, *_best_first(list(_reworded(pairing, *left)), taken)]


_Candidate = tuple[float, Stated, Stated]


def _best_first(candidates: list[_Candidate], taken: set[int]) -> list[TargetPair]:
    candidates.sort(key=lambda c: (-c[0], c[1].index, c[1].target.start, c[2].index, c[2].target.start))
    out = []
    for _, a, b in candidates:
        if id(a) not in taken and id(b) not in taken:
            taken |= {id(a), id(b)}
            out.append(TargetPair(a, b))
    return out


def _reworded(pairing: Pairing, ours: list[Stated], theirs: list[Stated]) -> Iterator[_Candidate]:
    """Targets of linked measures that measure the same in other words: in one unit, by a word of the matter."""
    for a in ours:
        for b in theirs:
            if not pairing.linked(a.index, b.index) or unit_of(a) != unit_of(b) or a.amount is None:
                continue
            if a.grades and b.grades and not a.grades & b.grades:
                continue
            if a.rate and b.rate and a.rate != b.rate:
                continue
            same = b.amount is not None and a.amount.value == b.amount.value
            words = a.metric & b.metric
            if of_matter(pairing, words) or (same and words - everyday_terms()):
                yield metric_likeness(a, b) + same, a, b


def _affinity(pairing: Pairing, a: Stated, b: Stated) -> float:
    """How surely two targets are of the same metric; 0 when they are not."""
    if a.metric.isdisjoint(b.metric):
        return 0.0
    x, y = a.amount, b.amount
    if a.grades and b.grades and not a.grades & b.grades:
        return 0.0  # 市级中心 and 县级中心 are two things
    likeness = metric_likeness(a, b)
    if likeness < _SAME_METRIC:
        return 0.0
    if a.rate != b.rate and likeness < _SAME_WORDS:
        return 0.0  # 健康管理率 and 签约率 of the same people are two metrics
    answering = _answering(pairing, a, b)
    linked = pairing.linked(a.index, b.index)
    bar = _SAME_METRIC if answering else _LINKED_METRIC if linked else _ANY_METRIC
    if likeness < bar:
        return 0.0
    same_value = x is not None and y is not None and x.value == y.value
    return likeness + 0.3 * answering + 0.2 * linked + 0.05 * same_value


def _answering(pairing: Pairing, a: Stated, b: Stated) -> bool:
    if a.sentence is None or b.sentence is None:
        return False
    matches = pairing.answers.get((a.sentence.passage, a.sentence.number), ())
    return any(m.child is b.sentence for m in matches)


def _compared(pairing: Pairing, pair: TargetPair) -> Iterator[Finding]:
    ours, theirs = pair.ours, pair.theirs
    ids = ours.passage.id, theirs.passage.id
    quotes = target_quote(ours), target_quote(theirs)
    if comparable(ours.target, theirs.target, pairing.same_place):
        step = change(ours.target, theirs.target)
        softer = softer_words(pairing.same_place, ours.target.text, theirs.target.text)
        if step:
            kind = "target_lowered" if step < 0 else "target_raised"
            text = changed("指标", ours.target, theirs.target, step)
            yield Finding(kind, *ids, *quotes, text)  # type: ignore[arg-type]
        if softer and (not step or not _answering(pairing, ours, theirs)):
            text = f"同一指标前加了“{softer[0]}”，由硬指标变为软指标"
            yield Finding("weakened", *ids, *quotes, text, facts=frozenset({"soft_target"}))
        elif not step and (
            firmer := [w for w in soft_words(ours.target.text) if w not in theirs.target.text]
        ):
            text = f"同一指标前去掉了“{firmer[0]}”，由软指标变为硬指标"
            yield Finding("strengthened", *ids, *quotes, text)
    if ours.target.deadline or theirs.target.deadline:
        around = (
            theirs.passage.content.text[theirs.sentence.start : theirs.sentence.end]
            if theirs.sentence
            else ""
        )
        said = _said(ours), _said(theirs)
        yield from compare_dates(pairing, ours.target.deadline, theirs.target.deadline, ids, said, around)


def _said(stated: Stated) -> Quote:
    """The sentence of a target: there its deadline stands."""
    return stated.passage.sentence_quote(stated.sentence) if stated.sentence else target_quote(stated)


def _dropped(pairing: Pairing, stated: Stated) -> Iterator[Finding]:
    children = pairing.children_of.get(stated.index, ())
    linked = [pairing.theirs[c] for c in children]
    if not linked or met_otherwise(pairing, stated, linked):
        return
    within = _within(pairing, stated)
    if within is not None:
        yield from within
        return
    apportioned = not pairing.same_place and not is_rate(stated.target)
    child = pairing.theirs[_answer_of(pairing, stated, children)]
    yield Finding(
        "target_dropped",
        stated.passage.id,
        child.id,
        target_quote(stated),
        _context(pairing, stated, child),
        _missing_text(stated.passage, target_quote(stated)),
        facts=_weight(pairing, stated, apportioned),
    )


def _weight(pairing: Pairing, stated: Stated, apportioned: bool) -> frozenset[str]:
    facts = {"total"} if apportioned else set()
    if superiors_own(pairing, target_quote(stated).text):
        facts.add("superior")
    return frozenset(facts)


def _missing_text(passage: Passage, quote: Quote) -> str:
    return f"上级{name(passage)}的指标{in_quotes(normal(quote.text))}，本级没有提出"


def _joined(pairing: Pairing, lost: Sequence[Finding]) -> Iterator[Finding]:
    """Missing targets of one sentence are told in one breath."""
    of = {passage.id: passage for passage in pairing.ours}
    groups: dict[object, list[Finding]] = {}
    for finding in lost:
        quote = finding.parent_quote
        known = [s for s in of[finding.parent or ""].sentences if quote and s.start <= quote.start < s.end]
        alone = finding.kind != "target_dropped" or not known
        key: object = id(finding) if alone else (finding.parent, finding.child, known[0].number)
        groups.setdefault(key, []).append(finding)
    for group in groups.values():
        yield _one(of[group[0].parent or ""], group) if len(group) > 1 else group[0]


def _one(passage: Passage, group: Sequence[Finding]) -> Finding:
    quotes = [f.parent_quote for f in group if f.parent_quote]
    quote = passage.quote(min(q.start for q in quotes), max(q.end for q in quotes))
    every = frozenset.intersection(*(f.facts for f in group))
    return replace(group[0], parent_quote=quote, explanation=_missing_text(passage, quote), facts=every)


def _within(pairing: Pairing, stated: Stated) -> list[Finding] | None:
    """A figure of the same unit in the answering sentence that was not read as a target.

    Empty when it keeps to the parent's target, a lowering when it does not, None without a figure.
    """
    target, sentence = stated.target, stated.sentence
    if sentence is None or target.value is None or not target.unit:
        return None
    if not comparable(target, target, pairing.same_place):
        return None
    for match in pairing.answers.get((sentence.passage, sentence.number), ())[:1]:
        child = pairing.theirs[match.child.passage]
        read = [t for t in child.measure.targets if t.unit == target.unit] if child.measure else []
        figures = re.findall(rf"(\d+(?:\.\d+)?)\s*{re.escape(target.unit)}", match.child.form)
        if read or len(figures) != 1:
            continue
        if change(target, replace(target, value=float(figures[0]))) >= 0:
            return []
        text = changed("指标", target, replace(target, value=float(figures[0])), -1)
        quotes = target_quote(stated), child.sentence_quote(match.child)
        return [Finding("target_lowered", stated.passage.id, child.id, *quotes, text)]
    return None


def _answer_of(pairing: Pairing, stated: Stated, children: Sequence[int]) -> int:
    """The linked child measure in which the target would be expected."""
    if stated.sentence is not None:
        for match in pairing.answers.get((stated.sentence.passage, stated.sentence.number), ()):
            if match.child.passage in children:
                return match.child.passage
    return children[0]


def _context(pairing: Pairing, stated: Stated, child: Passage) -> Quote:
    if stated.sentence is not None:
        for match in pairing.answers.get((stated.sentence.passage, stated.sentence.number), ()):
            if pairing.theirs[match.child.passage] is child:
                return child.sentence_quote(match.child)
    return heading_quote(child)


def _added(pairing: Pairing, stated: Stated) -> Iterator[Finding]:
    parents = pairing.parents_of.get(stated.index, ())
    if not parents or number_stands_in(stated.target, (pairing.ours[p] for p in parents)):
        return
    parent = pairing.ours[parents[0]]
    yield Finding(
        "target_added",
        parent.id,
        stated.passage.id,
        heading_quote(parent),
        target_quote(stated),
        f"本级{name(stated.passage)}增加了指标{in_quotes(normal(target_quote(stated).text))}",
    )
