"""Targets (指标) where they stand, with what is needed to hold them against each other."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, Sentence, everyday_terms, terms
from draftkit.comparing.quantities import Amount, amount
from draftkit.comparing.result import Quote
from draftkit.comparing.sentences import clauses
from draftkit.lexicon.text import normal
from draftkit.model import Target
from draftkit.parsing.targets import find_targets

_SHORTEST = 8  # a target in fewer characters is quoted with its clause
_SOME_WORDS = 3  # terms of the matter that make a reworded metric the same
_RATE = re.compile(r"([\u4e00-\u9fff]{2})率")
_GRADE = re.compile(r"国家级|[省市州县区乡镇]级")
_WHOLE = re.compile(r"[全我本][国省市州盟县区旗乡镇](?:范围内|域内|境内)?")


@dataclass(frozen=True, slots=True)
class Stated:
    """A target where it stands."""

    passage: Passage
    index: int
    target: Target
    sentence: Sentence | None
    metric: frozenset[str]
    amount: Amount | None
    rate: str | None  # what the rate is of: the two characters before 率, None when it is no rate
    grades: frozenset[str]  # 省级, 市级 … in the metric


def stated_targets(side: Sequence[Passage]) -> list[Stated]:
    return [
        Stated(
            passage,
            index,
            target,
            _sentence_of(passage, target),
            _metric_terms(passage, target),
            amount(target),
            _rate_of(target),
            frozenset(_GRADE.findall(target.metric)),
        )
        for index, passage in enumerate(side)
        for target in (passage.measure.targets if passage.measure else find_targets(passage.content.text))
    ]


def _sentence_of(passage: Passage, target: Target) -> Sentence | None:
    return next((s for s in passage.sentences if s.start <= target.start < s.end), None)


def _metric_terms(passage: Passage, target: Target) -> frozenset[str]:
    return frozenset(terms(_WHOLE.sub("", normal(target.metric)))) or frozenset(terms(passage.title))


def metric_likeness(ours: Stated, theirs: Stated) -> float:
    if not ours.metric or not theirs.metric:
        return 0.0
    return len(ours.metric & theirs.metric) / math.sqrt(len(ours.metric) * len(theirs.metric))


def _rate_of(target: Target) -> str | None:
    found = _RATE.findall(normal(target.metric))
    return found[-1] if found else None


def unit_of(stated: Stated) -> str | None:
    """Only targets in the same base unit are compared; None for relative targets."""
    return stated.amount.unit if stated.amount else None


def target_quote(stated: Stated) -> Quote:
    """The words of the target; its whole clause when the figure stands alone (120个)."""
    start, end = stated.target.start, stated.target.end
    if stated.sentence is not None and end - start < _SHORTEST:
        text = stated.passage.content.text[stated.sentence.start : stated.sentence.end]
        for a, b in clauses(text):
            if stated.sentence.start + a <= start < stated.sentence.start + b:
                start, end = stated.sentence.start + a, max(end, stated.sentence.start + b)
    return bare_quote(stated.passage, start, end)


def bare_quote(passage: Passage, start: int, end: int) -> Quote:
    words = passage.content.text[start:end]
    return passage.quote(start, start + len(words.rstrip("，,；;。")))


def of_matter(pairing: Pairing, shared: frozenset[str]) -> bool:
    """Whether shared terms show that two clauses speak of one thing: a rare one, or several."""
    words = shared - everyday_terms()
    return len(words) >= _SOME_WORDS or any(map(pairing.spread.rare, words))
