"""Levels of government: their names, the words for what lies below them, and what only they may do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from draftkit.lexicon import tables
from draftkit.lexicon.patterns import LazyPattern
from draftkit.model import LEVELS, Level
from draftkit.precompiled import fixed

# --- names -----------------------------------------------------------------------------------


@cache
def _names() -> Mapping[str, Level]:
    known = {str(level): level for level in LEVELS}
    return known | {row["name"]: known[row["level"]] for row in tables.rows("levels")}


def level_of(name: str) -> Level | None:
    """The level named by ``county``, ``县``, ``县级``, ``乡镇`` …; None when it is no level (层级)."""
    return _names().get(name.strip())


def rank(level: Level) -> int:
    """0 for the nation, 4 for a township."""
    return LEVELS.index(level)


def below(level: Level) -> Level | None:
    """The next level down, None below a township."""
    at = rank(level) + 1
    return LEVELS[at] if at < len(LEVELS) else None


# --- what lies below -------------------------------------------------------------------------

_O, _C = "[（(]", "[）)]"
_PROVINCES = rf"省、?自治区、?直辖市|省{_O}自?治?区、?直?辖?市{_C}|省区市|省市区|省份|省(?!份)"
_CITIES = rf"地级以上市|盟市|盟、?市|盟|设区的?市|市{_O}州(?:、地)?{_C}|市州|市、州|州市|州、市|地级市|地市|市地|市|州{_O}市{_C}|州"
_COUNTIES = (
    rf"县{_O}(?:自治县、)?(?:市、?区、?旗|市、?区|区、?市|区|市){_C}|区{_O}市、?县{_C}|区{_O}县(?:、?市)?{_C}|市{_O}县、?区{_C}|市{_O}区{_C}"
    rf"|区县{_O}市{_C}|旗县市{_O}区{_C}|区{_O}市{_C}县|旗县市区?|县、市、区|县市区|区县市|区市县|区、市、县|旗县{_O}市、?区{_C}|旗县区|旗县|县、?区|区、?县|县|区|旗"
)
_TOWNSHIPS = (
    rf"乡{_O}镇{_C}、?(?:人民政府、)?街道|乡镇{_O}(?:涉农)?街道(?:办事处)?{_C}|镇{_O}(?:乡、?)?街道(?:办事处)?{_C}|乡{_O}镇、?街道{_C}"
    rf"|街道{_O}(?:乡、?)?镇{_C}|街道{_O}乡镇{_C}|镇{_O}乡{_C}|乡{_O}镇{_C}|乡镇、?街道|乡镇办|街道、?乡镇|镇、?街道|街道、?镇|街乡镇?|街镇|乡街"
    rf"|镇街|镇办|镇乡|镇、乡|乡、镇|苏木、?乡?镇|乡镇|街道|镇|乡"
)
_VILLAGES = (
    rf"嘎查村?(?:{_O}社区{_C}|、社区)?|村{_O}社区{_C}|村{_O}居{_C}|村、?社区|社区、?村|社区{_O}村{_C}|村居|村"
)
_WHO = (
    rf"(?>(?P<province>{_PROVINCES})|(?:(?P<with_city>{_CITIES})[、和]?)?(?P<county>{_COUNTIES})"
    rf"|(?P<city>{_CITIES})|(?P<township>{_TOWNSHIPS})|(?P<village>{_VILLAGES}))"
)
_OFFICE = rf"(?:、?{_O}?街道办事处{_C}?|{_O}办事处{_C}|、?街道办|、办事处|和街道办事处)"
_GOVERNMENT = (
    rf"(?:党委{_O}党工委{_C}、?(?:人民)?政府{_O}办事处{_C}|党委{_O}党工委{_C}|党工?委、?(?:人民)?政府|委、?(?:人民)?政府|人民政府|政府|行政公署、市?人民政府|行政公署|办事处)"
    rf"(?:{_OFFICE})?(?:{_O}管委会{_C})?"
)
_NOT_AFTER = "(?![场域级直属民情内外辖块间份城村方形籍带貌容委办志])"

# 各县（市、区）人民政府: a government, named as one of the responsible bodies.
LOWER_BODIES = LazyPattern(
    rf"(?:各(?:有关|相关)?(?:{_WHO})(?:{_GOVERNMENT})"
    rf"|各(?P<units>(?:{_TOWNSHIPS})|(?:{_VILLAGES})|县{_O}市、?区{_C}|区县|县区|市州)(?=$|[、，,；;：:）)〕。]|负责|按|落实))"
)

# The same words anywhere in a text, with or without 人民政府.
LOWER = LazyPattern(
    rf"各(?:有关|相关)?(?:{_WHO})(?:(?P<government>{_GOVERNMENT})|{_NOT_AFTER})"
    r"|(?<!世界)(?<!全国)(?<!国内)(?P<anywhere>各地(?:区|方)?(?!级|块|形|籍|带|貌|区别|级市|理|下|铁|道))"
)

# Lower places spoken of without 各 (70%的区县, 市县财政): no name to replace, but a point to decide.
LOWER_LOOSE = LazyPattern(
    rf"(?<![各范全我本])(?P<county>旗?县{_O}(?:市、?区、?旗|市、?区|区、?市|区|市){_C}|区县{_O}市{_C}|旗县市{_O}区{_C}|区{_O}县{_C}|县市区|旗县(?![级域])|区县(?![级域])|市、?县(?=政府|财政|可|要|医保|卫生|应)|县、?区(?=政府|财政|可|要))"
    rf"|(?<![各全我本])(?P<city>设区的?市|市{_O}州{_C}|州{_O}市{_C}|市州|盟市)"
)


def lower_key(match: re.Match[str]) -> str:
    """The key in departments.csv of a match of `LOWER_BODIES`."""
    town = match.group("township") or match.group("village")
    units = match.group("units")
    if units:
        town = None if re.match("县|区|市", units) else units
    return "subdistrict" if town else "lower_gov"


def highest_named(match: re.Match[str]) -> Level | None:
    """The highest level that a match of `LOWER` names; None for 各地 and for villages."""
    if match.group("with_city"):
        return "city"
    for level in ("province", "city", "county", "township"):
        if match.group(level):
            return level_of(level)
    return None


@cache
def _lower() -> Mapping[str, Mapping[str, str]]:
    return {row["level"]: row for row in tables.rows("lower")}


def lower_places(level: Level, suffix: str = "") -> str:
    """What lies below a level, as places: 各乡镇（街道）. suffix: of the place, where its kind has its own."""
    return (_lower().get(suffix) or _lower()[level])["places"]


def lower_governments(level: Level, suffix: str = "") -> str:
    """The governments below a level: 各乡镇人民政府、街道办事处. suffix: as in `lower_places`."""
    return (_lower().get(suffix) or _lower()[level])["governments"]


# --- what only a superior level may do -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SuperiorTask:
    """A task in a sentence that the lower level may not take on (上级事权).

    start, end: offsets of the words that show it. pattern: name of the rule. proposal: the form
    it should take below (按照省级统一部署…). reason: one short Chinese clause.
    """

    start: int
    end: int
    pattern: str
    proposal: str
    reason: str


@dataclass(frozen=True, slots=True)
class _TaskRule:
    name: str
    lowest: Level
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    proposal: str
    reason: str


@cache
def _task_rules() -> tuple[_TaskRule, ...]:
    return tuple(
        _TaskRule(
            row["name"],
            level_of(row["lowest"]) or "province",
            fixed(row["pattern"]),
            fixed(row["unless"]) if row["unless"] else None,
            row["proposal"],
            row["reason"],
        )
        for row in tables.rows("superior_tasks")
    )


@cache
def _rules_for(level: Level) -> tuple[_TaskRule, ...]:
    """The rules of what this level may not do."""
    return tuple(rule for rule in _task_rules() if rank(level) > rank(rule.lowest))


def _excused(rule: _TaskRule, text: str, match: re.Match[str]) -> bool:
    """Whether the sentence up to the end of the clause already only carries out (落实, 按照 …)."""
    if rule.unless is None:
        return False
    start = max(text.rfind(mark, 0, match.start()) for mark in "。；;") + 1
    ends = [at for mark in "，。；,;" if (at := text.find(mark, match.end())) >= 0]
    return rule.unless.search(text, start, min(ends, default=len(text))) is not None


def superior_tasks(sentence: str, source_level: Level, target_level: Level) -> list[SuperiorTask]:
    """The tasks of a superior's sentence that the target level may not take on (超出本级事权的任务).

    Empty when the target stands no lower than the source. Names in 《》 are not looked at.
    """
    if rank(target_level) <= rank(source_level):
        return []
    text = re.sub(r"《[^《》]*》", lambda m: "　" * len(m.group()), sentence)
    found: list[SuperiorTask] = []
    for rule in _rules_for(target_level):
        found.extend(
            SuperiorTask(m.start(), m.end(), rule.name, rule.proposal, rule.reason)
            for m in rule.pattern.finditer(text)
            if not _excused(rule, text, m)
        )
    return sorted(found, key=lambda task: (task.start, -task.end))
