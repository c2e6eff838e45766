"""Names of places: suffix, short name, level words, and the provinces with their abbreviations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from draftkit.lexicon import tables
from draftkit.model import LEVELS, Level


@dataclass(frozen=True, slots=True)
class Name:
    """A place name in its parts (地名). short: 兰溪 of 兰溪县; the whole name when only one letter
    would remain (沛县). suffix: 县, 自治州 …, ``""`` when there is none. word: what stands after
    全 and 我 (县, 州, 区). prefix: what stands before a body (县, 自治区). levels: levels such a
    place can have.
    """

    short: str
    suffix: str
    word: str
    prefix: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 34 provinces (省级行政区). abbr: abbreviations, the usual one first (苏)."""

    name: str
    short: str
    abbr: tuple[str, ...]


@cache
def _suffixes() -> tuple[tuple[str, str, str, tuple[Level, ...]], ...]:
    levels = {str(level): level for level in LEVELS}
    return tuple(
        (r["suffix"], r["word"], r["prefix"], tuple(levels[name] for name in tables.parts(r["levels"])))
        for r in tables.rows("suffixes")
    )


@cache
def _peoples() -> re.Pattern[str]:
    names = sorted((r["name"] for r in tables.rows("peoples")), key=len, reverse=True)
    return re.compile("(?:" + "|".join(names) + ")+$")


@lru_cache(maxsize=4096)
def parse(name: str) -> Name:
    """The parts of a place name. Suffix, word and prefix are empty when no suffix is known."""
    for suffix, word, prefix, levels in _suffixes():
        if name.endswith(suffix) and len(name) > len(suffix):
            return Name(_short(name, suffix), suffix, word, prefix, levels)
    return Name(name, "", "", "", ())


@cache
def by_suffix(suffix: str) -> Name:
    """Words and levels of a suffix without a name; all empty for an unknown suffix."""
    for known, word, prefix, levels in _suffixes():
        if known == suffix:
            return Name("", suffix, word, prefix, levels)
    return Name("", suffix, "", "", ())


def _short(name: str, suffix: str) -> str:
    stem = name[: -len(suffix)]
    if suffix.startswith(("自治", "民族", "壮族")):
        stem = _peoples().sub("", stem) or stem
    return stem if len(stem) > 1 else name


@cache
def provinces() -> tuple[Province, ...]:
    """The 34 provinces, autonomous regions and cities of that rank."""
    return tuple(Province(r["name"], r["short"], tables.parts(r["abbr"])) for r in tables.rows("provinces"))


@cache
def _by_name() -> Mapping[str, Province]:
    return {p.name: p for p in provinces()} | {p.short: p for p in provinces()}


def province_of(text: str) -> Province | None:
    """The province whose full or short name `text` begins with; None when there is none."""
    for length in (8, 7, 6, 5, 4, 3, 2):
        found = _by_name().get(text[:length]) if len(text) >= length else None
        if found:
            return found
    return None


def province_by_abbr(letter: str) -> Province | None:
    """The province with this one-letter abbreviation (苏 → 江苏省); None when there is none."""
    return next((p for p in provinces() if letter in p.abbr), None)


def is_municipality(name: str) -> bool:
    """Whether the name is one of the four 直辖市."""
    found = _by_name().get(name)
    return found is not None and found.name.endswith("市")
