"""The table of bodies and the index of their spellings. Users of the lexicon want `departments`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from draftkit.lexicon import tables
from draftkit.model import Level
from draftkit.precompiled import fixed

Form = Literal["full", "short"]

HAN = "\u4e00-\u9fff"
LEVEL_WORDS = "自治区|自治州|自治县|自治旗|省|市|县|区|旗|州|盟|镇|乡"
_NAMED_LEVELS: tuple[Level, ...] = ("nation", "province", "city", "county")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a body, without prefix. nation: it names the nation's body by itself."""

    key: str
    generic: bool = False
    nation: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """All spellings. lengths: first two letters → lengths of the spellings that begin so, longest
    first. inner: names with the place inside (国家税务总局…税务局). fields: 卫生健康 → health."""

    stems: Mapping[str, Spelling]
    lengths: Mapping[str, tuple[int, ...]]
    fields: Mapping[str, str]
    inner: re.Pattern[str]
    inner_keys: tuple[str, ...]


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """departments.csv, key → row."""
    return {r["key"]: r for r in tables.rows("departments")}


@cache
def index() -> Index:
    """Built once, when a name is looked up for the first time."""
    stems: dict[str, Spelling] = {}
    inner: dict[str, str] = {}
    # Explicit spellings win over names that two rows share (县市场监管局 carries 药品监管 too).
    for key, row in table().items():
        for alias in _aliases(row):
            stems.setdefault(alias, Spelling(key, nation=_is_nation(alias, row)))
        for name in tables.parts(row["generic"]):
            stems.setdefault(name, Spelling(key, generic=True))
    for key, row in table().items():
        for level in _NAMED_LEVELS:
            for form in ("full", "short"):
                _add_cell(row[f"{level}_{form}"], key, level, stems, inner)
    pattern = fixed("|".join(f"({p})" for p in inner))
    return Index(stems, _lengths(stems), _fields(stems), pattern, tuple(inner.values()))


def _aliases(row: Mapping[str, str]) -> Iterable[str]:
    for alias in tables.parts(row["aliases"]):
        if "{" in alias:
            continue
        yield alias
        if row["kind"] == "party" and not alias.startswith(("委", "中")):
            yield "委" + alias


def _is_nation(alias: str, row: Mapping[str, str]) -> bool:
    """Whether an alias names the nation's body (工信部, 环保总局) and none below it."""
    if alias in (row["nation_full"], row["nation_short"]):
        return True
    return row["kind"] in ("dept", "vertical") and alias.endswith(("部", "总局", "总署"))


def _add_cell(cell: str, key: str, level: Level, stems: dict[str, Spelling], inner: dict[str, str]) -> None:
    if not cell or cell.startswith("="):
        return
    if level == "nation":
        stems.setdefault(cell, Spelling(key, nation=True))
        stems.setdefault(cell.removeprefix("中华人民共和国"), Spelling(key, nation=True))
        return
    stem = cell.removeprefix("中共").removeprefix("{L}").removeprefix("{S}")
    if "{" not in stem:
        stems.setdefault(stem, Spelling(key))
    elif not cell.startswith("{"):
        inner.setdefault(_inner_pattern(cell), key)


def _inner_pattern(cell: str) -> str:
    literal = re.sub(r"\{\w\}", "", cell)
    # A name with few letters of its own (团{L}委) would match anything between them.
    slot = "[省市县区旗州盟]" if len(literal) <= 2 else f"[{HAN}]{{1,10}}?"
    pieces = re.split(r"(\{\w\})", cell)
    return "".join(slot if piece.startswith("{") else re.escape(piece) for piece in pieces if piece)


def _lengths(stems: Mapping[str, Spelling]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for stem in stems:
        lengths.setdefault(stem[:2], set()).add(len(stem))
    for single in (stem for stem in stems if len(stem) == 1):
        for start in lengths:
            if start[0] == single:
                lengths[start].add(1)
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


_FIELD_ENDING = re.compile(r"(?:行政部门|主管部门|部门|委员会|局|厅|委|办公室|办)$")


def _fields(stems: Mapping[str, Spelling]) -> dict[str, str]:
    """Names of a field of work (卫生健康, 民政) to keys: what remains of a name without 部门 or 局."""
    fields: dict[str, str] = {}
    for stem, spelling in stems.items():
        field = _FIELD_ENDING.sub("", stem)
        if field != stem and len(field) > 1 and not field.endswith("政府"):
            fields.setdefault(field, spelling.key)
    return fields


@cache
def guards() -> Mapping[str, frozenset[str]]:
    """Last letter of a name → letters that may not follow it (委 + 托 is no committee)."""
    return {row["ending"]: frozenset(row["not_before"]) for row in tables.rows("guards")}
