"""Finding the local words of a text: one small finder for each kind, all on the words as they stand.

Each finder yields `Found`s; `find` puts them together, earlier kinds first, without overlaps.
Names in 《》 are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from draftkit.model import Level, Target

if TYPE_CHECKING:
    from draftkit.lexicon import departments

HAN = "\u3400-\u9fff"


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words a text uses (本级口径): what the finders need to know of a locality.

    name: in full (某某县). short: without its administrative word. word: what follows 全 and 我 (市 for
    a county-level city). prefix: what stands before a body (自治区). parents: superior places with
    their levels, from the province down. names: own spellings of bodies, by name.
    """

    name: str
    level: Level
    short: str
    word: str
    prefix: str
    parents: tuple[tuple[str, Level], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Local words at an offset. name: dotted slot name without number. shared: equal words of the
    same name in one clause are one slot; otherwise every occurrence is a slot of its own."""

    start: int
    end: int
    name: str
    shared: bool = True


Finder = Callable[[str, Voice | None, Sequence[Target]], Iterable[Found]]


def find(text: str, voice: Voice | None, targets: Sequence[Target] = ()) -> list[Found]:
    """The local words of a text in reading order. Without a voice only figures are found."""
    taken = [(m.start(), m.end()) for m in _TITLES.finditer(text)]
    found: list[Found] = []
    for finder in _FINDERS:
        for one in finder(text, voice, targets):
            if one.start < one.end and not any(one.start < b and a < one.end for a, b in taken):
                taken.append((one.start, one.end))
                found.append(one)
    return sorted(found, key=lambda f: f.start)


_TITLES = re.compile(r"《[^《》]*》")

# --- figures ---------------------------------------------------------------------------------

_NUMBER = r"\d+(?:[,，]\d{3})*(?:\.\d+)?"
_CITE = re.compile(rf"[{HAN}]{{1,9}}\s*[〔\[（(【]\s*\d{{4}}\s*[〕\]）)】]\s*第?\s*\d+\s*号")
_LINK = re.compile(r"(?:按照|根据|依据|依照|参照|执行|落实|以及|和|及|与|以|见)")
_YEAR = r"(?:19|20)\d{2}\s*年"
_PERIOD = re.compile(
    rf"(?:(?:19|20)\d{{2}}\s*年?\s*[—\-–－至~～]+\s*)?{_YEAR}"
    r"(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:年?[底末初中]|上半年|下半年|第?[一二三四]季度)?(?!度)"
)
_MONEY = re.compile(rf"{_NUMBER}\s*(?:[十百千万亿]+)?\s*元")
_PERCENT = re.compile(
    rf"{_NUMBER}\s*(?:[%％‰]|个?百分点)|百分之[零一二三四五六七八九十百点]+|[一二三四五六七八九十]成(?=以|左)"
)
_LEADING_NUMBER = re.compile(rf"{_NUMBER}")


def _cites(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    for match in _CITE.finditer(text):
        link = _LINK.match(match.group())
        yield Found(match.start() + (link.end() if link else 0), match.end(), "cite.n")


def _periods(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    for match in _PERIOD.finditer(text):
        yield Found(match.start(), match.end(), "deadline.d")


def _targets(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    """Stated targets that the parser found, then every other percentage."""
    for target in targets:
        place = _figure(text, target)
        if place is not None:
            yield Found(*place, "target.t", shared=False)
    for match in _PERCENT.finditer(text):
        yield Found(match.start(), match.end(), "target.t", shared=False)


def _figure(text: str, target: Target) -> tuple[int, int] | None:
    """Where the target's number stands, its unit included."""
    stop = min(target.end, len(text))
    for match in _PERCENT.finditer(text, target.start, stop):
        if (target.unit or "").endswith(("%", "％", "‰", "百分点")) and _value(match[0]) in (
            target.value,
            None,
        ):
            return match.start(), match.end()
    for match in _LEADING_NUMBER.finditer(text, target.start, stop):
        if _value(match.group()) == target.value:
            unit = (
                re.compile(rf"\s*(?:[多余])?{re.escape(target.unit)}").match(text, match.end())
                if target.unit
                else None
            )
            return match.start(), unit.end() if unit else match.end()
    return None


def _value(figure: str) -> float | None:
    number = _LEADING_NUMBER.match(figure)
    return float(re.sub("[,，]", "", number.group())) if number else None


def _money(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    for match in _MONEY.finditer(text):
        yield Found(match.start(), match.end(), "money.m", shared=False)


def _counts(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    for match in _count_pattern().finditer(text):
        yield Found(match.start(), match.end(), "count.c", shared=False)


@cache
def _count_pattern() -> re.Pattern[str]:
    """A number with a measure word; ages, lengths of time and 个部门 are no counts."""
    from draftkit.lexicon import genre

    no_counts = {*genre.words("time_units"), "岁", "级", "倍", "度", "种", "类", "部", "对", "期", "位", "个"}
    units = [
        u for u in genre.words("count_units") if u not in no_counts and not u.endswith(("元", "时", "分钟"))
    ]
    words = "|".join(map(re.escape, units))
    return re.compile(
        rf"(?<![\d.第]){_NUMBER}\s*(?:[十百千万亿多余]\s*)?(?:(?:{words})(?![月])|个(?!月|工作日|小时|部|百分|方面))"
    )


# --- places ----------------------------------------------------------------------------------


def _places(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    from draftkit.lexicon import places

    if voice is None:
        return
    yield from _all_of(text, voice.name, "place.name")
    for parent, level in voice.parents:
        yield from _all_of(text, parent, f"upper.{level}")
    if len(voice.short) > 1:
        yield from _all_of(text, voice.short, "place.short")
        yield from _marks(text, voice)
    for parent, level in voice.parents:
        short = places.parse(parent).short
        if short != parent:
            yield from _all_of(text, short, f"upper.{level}_short")


def _marks(text: str, voice: Voice) -> Iterator[Found]:
    """The one-letter name in 驻济医疗机构: a letter of the short name, or the province's abbreviation."""
    from draftkit.lexicon import places

    province = places.province_of(voice.name) if voice.level == "province" else None
    letters = re.escape(voice.short + "".join(province.abbr if province else ()))
    for match in re.finditer(rf"驻([{letters}])(?=[{HAN}])(?![地点村场守扎外在])", text):
        yield Found(match.start(1), match.end(1), "place.mark")


def _all_of(text: str, word: str, name: str) -> Iterator[Found]:
    at = text.find(word) if word else -1
    while at >= 0:
        yield Found(at, at + len(word), name)
        at = text.find(word, at + len(word))


# --- level words -----------------------------------------------------------------------------

_LEVEL_PATTERNS = (
    ("level.all", r"全{w}(?![域场民容面块间位级])"),
    ("level.my", r"我{w}(?![场民])"),
    ("level.this", r"本{w}(?![场民])"),
    ("level.grade", r"(?<![省市县区州地设]、)(?<![省市县区州地设乡])(?:{w}本级|{w}级)(?![市联行])"),
    (
        "level.direct",
        r"(?<![省市县区州地])(?:{w}直)(?=属|各|有关|相关|部门|单位|机关|医|学校|企|事业|[（(、，])",
    ),
    ("level.inside", r"(?:(?<=[在于从跨对由及和与为全、，。；：的])|^){w}[内域](?![容外资])"),
    ("level.mark", r"(?<![省市县区州地各全城、]){w}(?=各?(?:有关|相关)?(?:部门|单位))"),
)


def _levels(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    if voice is None or not voice.word:
        return
    for name, pattern in _level_patterns(voice.word):
        for match in pattern.finditer(text):
            if not (name == "level.inside" and match.group() == "县域"):  # 县域医共体 is a fixed term
                yield Found(match.start(), match.end(), name)


@lru_cache(maxsize=64)
def _level_patterns(word: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern.replace("{w}", word))) for name, pattern in _LEVEL_PATTERNS)


# --- bodies ----------------------------------------------------------------------------------


def _below(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    """Governments and places one level down; 各地 names no level and stays as it is."""
    from draftkit.lexicon import levels

    for match in levels.LOWER.finditer(text):
        if match.group("anywhere") is None:
            yield Found(
                match.start(), match.end(), "sub.governments" if match.group("government") else "sub.places"
            )


_ZONE = "(?:经济(?:技术)?开发区|开发区|高新(?:技术产业)?(?:开发)?区|产业园区?|工业园区?|园区|示范区|度假区|风景名?胜?区|新区)"
_ZONES = re.compile(
    rf"(?:[{HAN}]{{0,8}}?{_ZONE}[、和])*(?:各|[{HAN}]{{0,8}}?){_ZONE}(?:管理委员会|管委会|党工委)"
)


def _zones(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    """Named development zones of the place (某某开发区、经济开发区管委会); 各开发区 stays as it is."""
    for match in _ZONES.finditer(text):
        if not match.group().startswith("各"):
            yield Found(match.start(), match.end(), "sub.zones")


def _units(text: str, voice: Voice | None, targets: Sequence[Target]) -> Iterator[Found]:
    from draftkit.lexicon import departments

    if voice is None:
        return
    known = (voice.name, *(name for name, _ in voice.parents))
    for mention in departments.scan(text, places=known, names=voice.names):
        if _is_own(mention, voice):
            yield Found(mention.start, mention.end, f"unit.{mention.key}")


def _is_own(mention: departments.Mention, voice: Voice) -> bool:
    from draftkit.lexicon import departments

    if mention.relation == "bare":
        return not mention.generic and departments.takes_prefix(mention.key)
    if mention.relation != "own":
        return False
    if mention.branch is not None:
        return mention.branch in (voice.short, voice.name)
    if mention.place is not None:
        return mention.place.endswith(voice.name) or mention.place == voice.short
    return mention.word in ("", voice.word, voice.prefix)


_FINDERS: tuple[Finder, ...] = (
    _cites, _periods, _targets, _money, _counts, _below, _zones, _units, _levels, _places,
)  # fmt: skip
