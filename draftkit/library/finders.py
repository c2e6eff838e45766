"""Finding the local words of a text: one small finder for each kind, all on the words as they stand.

Each finder yields `Found`s; `find` puts them together, earlier kinds first, without overlaps.
Names in 《》 are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from draftkit.model import Target

if TYPE_CHECKING:
    from draftkit.lexicon.mentions import Mention
    from draftkit.localities import Locality
    from draftkit.localities.words import Word

HAN = "\u3400-\u9fff"


@dataclass(frozen=True, slots=True)
class Found:
    """Local words at an offset. name: dotted slot name without number. shared: equal words of the
    same name in one clause are one slot; otherwise every occurrence is a slot of its own."""

    start: int
    end: int
    name: str
    shared: bool = True


Finder = Callable[[str, "Locality | None", Sequence[Target]], Iterable[Found]]


def find(text: str, source: Locality | None, targets: Sequence[Target] = ()) -> list[Found]:
    """The local words of a text in reading order. Without a source only figures are found."""
    taken = [(m.start(), m.end()) for m in _TITLES.finditer(text)]
    found: list[Found] = []
    for finder in _FINDERS:
        for one in finder(text, source, targets):
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


def _cites(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    for match in _CITE.finditer(text):
        link = _LINK.match(match.group())
        yield Found(match.start() + (link.end() if link else 0), match.end(), "cite.n")


def _periods(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    for match in _PERIOD.finditer(text):
        yield Found(match.start(), match.end(), "deadline.d")


def _targets(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
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


def _money(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    for match in _MONEY.finditer(text):
        yield Found(match.start(), match.end(), "money.m", shared=False)


def _counts(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
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


# --- places and level words --------------------------------------------------------------------

# What localisation says of a place or level word -> the slot; all other level words are the bare
# word (市) with the rest of the phrase left in the text: {{ level.word }}直有关部门.
_LEVEL_SLOTS = {"全{W}": "level.all", "我{W}": "level.my", "本{W}": "level.this"}
_MARK = re.compile(rf"驻([{HAN}])(?=[{HAN}])(?![地点村场守扎外在])")


def _superiors(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    """Names of the places above, in full and short."""
    from draftkit.lexicon import places

    for name, level in source.ancestors if source else ():
        yield from _all_of(text, name, f"upper.{level}")
        short = places.parse(name).short
        if short != name:
            yield from _all_of(text, short, f"upper.{level}_short")


def _local_words(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    """What localisation knows as words of the place itself; rows of levels (市、县两级) are left out."""
    from draftkit.localities import words

    if source is None:
        return
    rows = [m.span() for m in words.LEVEL_SERIES.finditer(text)]
    for word in words.find(text, source):
        if not any(word.start < end and start < word.end for start, end in rows):
            yield _as_found(text, word, source)
    for match in _MARK.finditer(text):
        if match.group(1) in source.short:
            yield Found(match.start(1), match.end(1), "place.mark")


_ENDS_BEFORE = "由在对将向和与及同为到从持托原挥用以把是给请进强设由按报"
_BODY_ENDS = "中心|医院|保健院|公司|集团|学校|学院|大学|党校|电视台|图书馆|文化馆|博物馆|体育馆|福利院|敬老院|研究院|研究所"


def _level_bodies(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    """The level word of an institution that no list knows: 县职业教育中心, 区托育综合服务中心."""
    if source is None or source.level == "nation":
        return
    pattern = (
        rf"(?:(?<![{HAN}])|(?<=[{_ENDS_BEFORE}])){source.word}(?![级直属域内])"
        rf"(?=(?![场民容政区外]|委|各|有关)[{HAN}]{{2,12}}?(?:{_BODY_ENDS}))"
    )
    for match in re.finditer(pattern, text):
        yield Found(match.start(), match.end(), "level.body")


def _as_found(text: str, word: Word, source: Locality) -> Found:
    start, end = word.start, word.end
    if word.kind == "abbr":
        return Found(start, end, "place.mark")
    if word.kind != "level":
        return Found(start, end, "place.name" if text[start:end] == source.name else "place.short")
    if word.new in _LEVEL_SLOTS:
        return Found(start, end, _LEVEL_SLOTS[word.new])
    if word.new == "{W级}" and text[end - 1] == "级":
        return Found(start, end, "level.grade")
    return Found(start, start + len(source.word), "level.word")


def _all_of(text: str, word: str, name: str) -> Iterator[Found]:
    at = text.find(word) if word else -1
    while at >= 0:
        yield Found(at, at + len(word), name)
        at = text.find(word, at + len(word))


# --- bodies ----------------------------------------------------------------------------------


def _below(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    """Governments and places one level down; 各地 names no level and stays as it is."""
    from draftkit.lexicon import levels

    for match in levels.LOWER.finditer(text):
        # 各街道社区卫生服务中心 are the centres, wherever they are.
        if match.group("anywhere") is None and not text.startswith("社区", match.end()):
            yield Found(
                match.start(), match.end(), "sub.governments" if match.group("government") else "sub.places"
            )


_ZONE = "(?:经济(?:技术)?开发区|开发区|高新(?:技术产业)?(?:开发)?区|产业园区?|工业园区?|园区|示范区|度假区|风景名?胜?区|新区)"
_ZONES = re.compile(
    rf"(?:[{HAN}]{{0,8}}?{_ZONE}[、和])*(?:各|[{HAN}]{{0,8}}?){_ZONE}(?:管理委员会|管委会|党工委)"
)
# A zone by its name, where things are done: 依托金湾食品产业园区.
_AT_ZONE = re.compile(
    rf"(?:依托|位于|入驻)(?!各|有条件|现有|国家|省|市|县|区|重点|本地|当地|相关|有关|全|已|一批|特色|优势|主要)"
    rf"(?P<zone>[{HAN}]{{2,12}}?{_ZONE})(?!管|党工)"
)


def _zones(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    """Named development zones of the place (某某开发区、经济开发区管委会); 各开发区 stays as it is."""
    for match in _ZONES.finditer(text):
        if not match.group().startswith("各"):
            yield Found(match.start(), match.end(), "sub.zones")
    for match in _AT_ZONE.finditer(text):
        yield Found(*match.span("zone"), "sub.zones")


# Two or more towns of the place in a row: 南河镇、永阜镇.
_TOWN = (
    rf"(?!各|本|全|有关|相关|其他|重点|中心|城关)[{HAN}]{{2}}(?<![乡城集村建制中心重点特色])(?:镇|乡|街道)"
)
_TOWNS = re.compile(rf"{_TOWN}(?:[、和]{_TOWN})+")


def _named(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    """Places of the source that are called by name: 在河东区、河西区等开展试点; 南河镇、永阜镇."""
    from draftkit.localities import words

    for pattern in (words.PLACE_LIST, _TOWNS):
        for match in pattern.finditer(text):
            name = match.group()
            yield Found(match.start(), match.end() - (name[-1] in "、和"), "sub.named")


def _kinds(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    """The kind of places below, without 各: 70%以上的区县."""
    from draftkit.lexicon import levels

    if source is None:
        return
    for match in levels.LOWER_LOOSE.finditer(text):
        yield Found(match.start(), match.end(), "sub.kind")


def _units(text: str, source: Locality | None, targets: Sequence[Target]) -> Iterator[Found]:
    from draftkit.lexicon import departments

    if source is None:
        return
    known = [p for p in (source.name, source.short, *source.parents) if len(p) > 1]
    own = {name: key for key, name in source.units.items()}
    for mention in departments.scan(text, places=known, names=own):
        start = _start_of_own(mention, source)
        if start is not None:
            yield Found(start, mention.end, f"unit.{mention.key}")
        elif _is_of_a_part(mention, known):
            yield Found(mention.start, mention.end, "sub.units")


def _is_of_a_part(mention: Mention, known: Sequence[str]) -> bool:
    """Whether a body is that of some other place, by name: 沙埠银保监分局 in a plan of the city."""
    where = mention.branch or mention.place
    return mention.relation == "own" and where is not None and where not in known and not mention.generic


# Letters that do not occur in place names: 由市卫生健康局, 已经市政府 are running text.
_RUNNING_TEXT = re.compile("[由经已在与和及为向对将报请让以是并把被]")


def _start_of_own(mention: Mention, source: Locality) -> int | None:
    """Where the name of one of the source's own bodies begins; None for another's and for 卫生健康部门."""
    from draftkit.lexicon import departments

    if mention.relation == "bare":
        shared = not mention.generic and departments.takes_prefix(mention.key)
        return mention.start if shared else None
    if mention.relation != "own":
        return None
    if mention.branch is not None:
        return mention.start if mention.branch in (source.short, source.name) else None
    if mention.place is None:
        return mention.start if mention.word in ("", source.word, source.prefix) else None
    if mention.place in (source.name, source.short) or mention.place.endswith(source.name):
        return mention.start
    if mention.word in (source.word, source.prefix) and _RUNNING_TEXT.search(mention.place):
        return mention.end - len(mention.stem) - len(mention.word)
    return None


_FINDERS: tuple[Finder, ...] = (
    _cites, _periods, _targets, _money, _counts, _below, _zones, _units, _superiors, _local_words, _named, _kinds,
    _level_bodies,
)  # fmt: skip
