"""The names that a template may use, in English and Chinese (模板用语)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from draftkit.drafting.rules import rules


@dataclass(frozen=True, slots=True)
class Word:
    """A name of the vocabulary. meaning: one Chinese phrase for the user."""

    english: str
    chinese: str
    meaning: str


@cache
def words(view: str) -> tuple[Word, ...]:
    """The names that ``root``, ``parent`` or ``block`` offers, in the order of the documentation."""
    return _load()[view]


@cache
def spellings(view: str) -> Mapping[str, str]:
    """Every spelling of a view's names, each with the English name it stands for."""
    pairs = [(spelling, w.english) for w in words(view) for spelling in (w.chinese, w.english)]
    return MappingProxyType(dict(pairs))


@cache
def _load() -> Mapping[str, tuple[Word, ...]]:
    data = rules("vocabulary")
    return {
        view: tuple(Word(english, *(str(part) for part in entry)) for english, entry in names.items())
        for view, names in data.items()
    }
