"""Deviations of binding force (约束力): a weaker or stronger verb, a hedge or a condition for the same task."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from draftkit.comparing.align import Match, thresholds
from draftkit.comparing.finding import Finding
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, terms
from draftkit.comparing.result import Quote
from draftkit.comparing.sentences import clauses
from draftkit.lexicon.strength import Force, governed

_ACTING = ("modal_", "verb_")
_DUTY = 4
_CHOICE = 2


@dataclass(frozen=True, slots=True)
class _Task:
    """A clause with what governs it. rest: its terms without the governing word."""

    force: Force
    text: str
    rest: frozenset[str]


def force_deviations(pairing: Pairing) -> Iterator[Finding]:
    """All deviations of force, task by task in sentences that answer each other."""
    bar = thresholds()["sentence"]["same_task"]
    for index, passage in enumerate(pairing.ours):
        for sentence in passage.sentences:
            matches = pairing.answers.get((index, sentence.number), ())
            close = [m for m in matches if max(m.score, m.inside, m.around) >= bar]
            if close:
                yield from _sentence(pairing, passage, close[0])


def _sentence(pairing: Pairing, passage: Passage, match: Match) -> Iterator[Finding]:
    if match.parent.form == match.child.form:
        return
    child = pairing.theirs[match.child.passage]
    tasks = _tasks(match.child.form)
    for task in _tasks(match.parent.form):
        twin = _same_task(task, tasks)
        if twin is not None:
            yield from _compared(task, twin, match, passage, child)


def _tasks(form: str) -> list[_Task]:
    bounds = clauses(form)
    out = []
    for force in governed(form):
        if not force.family.startswith(_ACTING):
            continue
        text, at = next(((form[a:b], a) for a, b in bounds if a <= force.start < b), (form, 0))
        cut = text[: force.start - at] + " " + text[force.end - at :]
        out.append(_Task(force, text, frozenset(terms(cut))))
    return out


def _same_task(task: _Task, others: list[_Task]) -> _Task | None:
    """The clause of the other side that sets the same task; None when none surely does."""
    bar = thresholds()["sentence"]["same_clause"]
    best, found = bar, None
    for other in others:
        size = math.sqrt(len(task.rest) * len(other.rest))
        likeness = len(task.rest & other.rest) / size if size else 0.0
        if likeness >= best:
            best, found = likeness, other
    return found


def _compared(task: _Task, twin: _Task, match: Match, ours: Passage, theirs: Passage) -> Iterator[Finding]:
    a, b = task.force, twin.force
    ids = ours.id, theirs.id
    quotes = ours.sentence_quote(match.parent), theirs.sentence_quote(match.child)
    whole_parent, whole_child = match.parent.form, match.child.form
    conditions = [c for c in b.conditions if not _known(c, whole_parent)]
    if conditions:
        yield Finding("conditioned", *ids, *quotes, f"同一任务加上了“{conditions[0]}”的条件或范围")
    step = b.base - a.base
    hedges = [h for h in b.hedges if h not in whole_parent]
    lifted = [h for h in a.hedges if h not in whole_child]
    if step and a.term not in twin.text and b.term not in task.text:
        yield _step(step, a, b, ids, quotes)
    elif hedges:
        yield Finding("weakened", *ids, *quotes, f"“{b.term}”前加了“{hedges[0]}”，约束力降低")
    elif lifted:
        yield Finding("strengthened", *ids, *quotes, f"去掉了“{lifted[0]}”，约束力提高")


def _known(condition: str, text: str) -> bool:
    """Whether the parent states the condition as well, whatever noun follows it."""
    head = re.split("的", condition)[0]
    return head in text


def _step(step: int, a: Force, b: Force, ids: tuple[str, str], quotes: tuple[Quote, Quote]) -> Finding:
    facts = set()
    if abs(step) >= 2:
        facts.add("far")
    if a.base >= _DUTY and b.base <= _CHOICE:
        facts.add("duty_lost")
    kind, verb = ("weakened", "减弱") if step < 0 else ("strengthened", "增强")
    text = f"同一任务的用语由“{a.term}”变为“{b.term}”，约束力{verb}"
    return Finding(kind, *ids, *quotes, text, facts=frozenset(facts))  # type: ignore[arg-type]
