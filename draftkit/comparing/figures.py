"""Figures that are no targets: standards of a subsidy (补助标准), rents, terms, limits of a loan.

They are compared only in clauses that are the same but for the figure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from draftkit.comparing.align import Match
from draftkit.comparing.finding import Finding
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, Sentence, terms
from draftkit.comparing.quantities import change, changed, comparable, direction_known
from draftkit.comparing.sentences import clauses
from draftkit.comparing.spots import triggers
from draftkit.comparing.tuning import thresholds
from draftkit.lexicon.text import normal
from draftkit.model import Target
from draftkit.parsing.amounts import candidate

_DIGIT = re.compile(r"\d")
_NAMED = re.compile(r"《[^》]*》|[（(][^（）()]*[）)]|〔[^〕]*〕")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A clause with one figure. words: its terms without the figure."""

    target: Target
    words: frozenset[str]


def figure_deviations(pairing: Pairing) -> Iterator[Finding]:
    """Standards that the child lowers or raises."""
    bar = thresholds()["sentence"]["same_task"]
    for index, passage in enumerate(pairing.ours):
        for sentence in passage.sentences:
            matches = pairing.answers.get((index, sentence.number), ())
            if matches and matches[0].score >= bar and matches[0].parent.form != matches[0].child.form:
                yield from _compared(pairing, passage, matches[0])


def _compared(pairing: Pairing, passage: Passage, match: Match) -> Iterator[Finding]:
    child = pairing.theirs[match.child.passage]
    if not (_DIGIT.search(match.parent.form) and _DIGIT.search(match.child.form)):
        return
    figures = _figures(passage, match.parent)
    theirs = _figures(child, match.child) if figures else []
    for ours in figures:
        twin = _twin(ours, theirs)
        if twin is None or not direction_known(ours.target):
            continue
        if not comparable(ours.target, twin.target, pairing.same_place):
            continue
        step = change(ours.target, twin.target)
        if step:
            yield Finding(
                "target_lowered" if step < 0 else "target_raised",
                passage.id,
                child.id,
                passage.quote(ours.target.start, ours.target.end),
                child.quote(twin.target.start, twin.target.end),
                changed("标准", ours.target, twin.target, step),
            )


def _twin(ours: _Figure, others: Sequence[_Figure]) -> _Figure | None:
    """The clause of the other side that says the same of a figure in the same unit."""
    of_unit = [f for f in others if f.target.unit == ours.target.unit]
    # The only figure of its unit may stand in a clause that is reworded a little more.
    bar = thresholds()["sentence"]["same_clause" if len(of_unit) == 1 else "near_clause"]
    near = [f for f in of_unit if _likeness(ours, f) >= bar]
    return near[0] if len(near) == 1 else None


def _likeness(a: _Figure, b: _Figure) -> float:
    size = math.sqrt(len(a.words) * len(b.words))
    return len(a.words & b.words) / size if size else 0.0


def _figures(passage: Passage, sentence: Sentence) -> list[_Figure]:
    """The clauses of a sentence that hold exactly one figure, which is no target."""
    text = passage.content.text[sentence.start : sentence.end]
    targets = passage.measure.targets if passage.measure else ()
    out = []
    for a, b in clauses(text):
        if not _DIGIT.search(text, a, b):
            continue
        start, clause = sentence.start + a, text[a:b].rstrip("，,；;。：:")
        found = list(candidate().finditer(_NAMED.sub(lambda m: "　" * len(m.group()), clause)))
        read = any(t.start < start + len(clause) and start < t.end for t in targets)
        if len(found) != 1 or read or triggers(clause):
            continue
        if target := _as_target(clause, found[0], start):
            words = frozenset(terms(normal(clause.replace(found[0].group(), " "))))
            out.append(_Figure(target, words))
    return out


def _as_target(clause: str, found: re.Match[str], start: int) -> Target | None:
    """The clause as a target, so that it can be compared like one. None for a number in words."""
    number = found["pn"] or found["tn"] or found["cn"]
    unit = found["pu"] or found["tu"] or found["cu"]
    if not number or not unit or not number[0].isdigit():
        return None
    metric = clause.replace(found.group(), "")
    value = float(number.replace(",", ""))
    return Target(clause, metric, "=", value, normal(unit), start=start, end=start + len(clause))
