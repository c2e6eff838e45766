"""The clauses of a sentence as tasks: acting words, hedges, conditions, and what is left of the matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from draftkit.comparing.passages import terms
from draftkit.comparing.sentences import clauses
from draftkit.lexicon.strength import Force, acting, governed, softens

_OWN = re.compile("(?:具备|具有|有)[^，。]{0,12}条件的|条件(?:成熟|具备|允许)|符合[^，。]{0,8}的")
_WHOM = re.compile("有需求|有需要|有意愿|需要$")


@dataclass(frozen=True, slots=True)
class Task:
    """A clause with its acting words, hedges and conditions. rest: its terms without the acting words."""

    text: str
    words: tuple[Force, ...]
    hedges: tuple[str, ...]
    conditions: tuple[str, ...]
    rest: frozenset[str]


@lru_cache(maxsize=1024)
def tasks_of(form: str) -> tuple[Task, ...]:
    """The clauses of a sentence, in order. form: neutral, so that bodies are marks already."""
    bounds = clauses(form)
    words: dict[int, list[Force]] = {}
    hedges: dict[int, list[str]] = {}
    conditions: dict[int, list[str]] = {}
    for word in acting(form, bodies=False):
        words.setdefault(_clause_at(bounds, word.start), []).append(word)
    for force in governed(form, bodies=False) if softens(form, bodies=False) else ():
        at = _clause_at(bounds, force.start)
        hedges.setdefault(at, []).extend(force.hedges)
        conditions.setdefault(at, []).extend(force.conditions)
    return tuple(
        _task(form, bounds[i], words.get(i, ()), hedges.get(i, ()), conditions.get(i, ()))
        for i in range(len(bounds))
    )


def _clause_at(bounds: Sequence[tuple[int, int]], place: int) -> int:
    return next((i for i, (a, b) in enumerate(bounds) if a <= place < b), 0)


def _task(
    form: str, at: tuple[int, int], words: Sequence[Force], hedges: Sequence[str], conditions: Sequence[str]
) -> Task:
    cut = list(form[at[0] : at[1]])
    for word in words:
        cut[word.start - at[0] : word.end - at[0]] = " " * (word.end - word.start)
    rest = frozenset(terms("".join(cut)))
    return Task(form[at[0] : at[1]], tuple(words), tuple(hedges), tuple(conditions), rest)


def bare_clause(clause: str) -> str:
    """A clause without the mark at its end."""
    return clause.rstrip("，,；;。")


def is_whom(condition: str) -> bool:
    """Whether a condition says whom a service is for (有需求的), and so narrows nothing."""
    return _WHOM.search(condition) is not None


def states_condition(form: str) -> bool:
    """Whether a sentence makes a condition of means or standing itself (具备再生水条件的, 符合要求的)."""
    return _OWN.search(form) is not None
