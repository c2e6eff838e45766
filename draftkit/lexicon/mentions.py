"""Finding the bodies that a text names: the longest spelling, then the prefix before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from draftkit.lexicon import levels
from draftkit.lexicon.bodies import HAN, LEVEL_WORDS, Spelling, guards, index, table
from draftkit.precompiled import fixed

Relation = Literal["own", "subordinate", "series", "bare", "nation"]

# These need a level word in front: 政府 and 委 alone are ordinary words.
_NEEDS_PREFIX = frozenset({"gov"})
# These are written with a place name instead of a level word (临澜银保监分局, 滨湖开发区管委会).
_NAMED_BY_PLACE = frozenset({"vertical", "area", "enterprise"})
# Two-letter names (工会, 农办) occur inside ordinary words; they count only with a level word in
# front or alone in a list.
_WEAK_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """One body named in a text (机构提及).

    start, end: offsets, prefix and place included. key: row of departments.csv. prefix: what stands
    before the stem (``市``, ``沙埠市``, ``省级``), ``""`` when it is shared along a list. stem: the
    name without prefix. word: the level word in the prefix (``市``), ``""`` without one. place: the
    place in the prefix, None without one. generic: 卫生健康部门 and the like, which name no single
    body. relation: own (本级), subordinate (各市…), series (省、市…), nation or bare (no prefix).
    branch: place of a 派出分局 (…沙埠分局), None otherwise.
    """

    start: int
    end: int
    key: str
    prefix: str
    text: str
    stem: str = ""
    word: str = ""
    place: str | None = None
    generic: bool = False
    relation: Relation = "own"
    branch: str | None = None


# --- what stands before a name ---------------------------------------------------------------

_LEVEL_WORD = re.compile(rf"({LEVEL_WORDS})(级)?$")
_LOWER_SERIES = re.compile(
    r"(?:各|有关|相关|设区的?)?(?:设区)?(?:[市州]、?)?"
    r"(?:县[（(](?:自治县、)?市?[、]?区?[）)]|区[（(]县[）)]|市[（(]州[）)]|各级)$"
)
_SERIES = re.compile(r"(?:国家|中央|省|市|县|区)(?:级)?[、和与](?:省|市|县|区)级?$")
# 区县卫生健康局, 市县政府: both levels, and no place; 苏州市 is a place.
_TWO_LEVELS = re.compile(rf"(?:^|[^{HAN}]|[各由及和与经])[市区县](?:县|区)$")
_SELF = "我本"
_NOT_A_LEVEL = frozenset("城都集社辖园片校景郊灾牧库厂街")
_NATION = ("国家", "全国", "中国", "中央", "国务院")
_CUT_FRONT = re.compile(
    r"^.*(?:会同|联合|配合|依托|抄送|报送|牵头|协同|商请|支持|鼓励|引导|组织|推动|要求|指导|督促|动员|吸引|负责|根据|按照|落实"
    r"|单位|部门|[日底月]前(?:向|报|将|由|经)?)|^[已由经报请商及和与并向对在将从以为跟让给]+"
)
_RUN = re.compile(rf"[{HAN}]+$")
_NO_PLACE_END = frozenset("由请与及在将从以对经")
_BAD_PLACE = frozenset("各全我本该原两有其的等是为县市")


@dataclass(frozen=True, slots=True)
class _Prefix:
    start: int
    word: str = ""
    place: str | None = None
    relation: Relation = "bare"


def _prefix(text: str, start: int, places: Sequence[str]) -> _Prefix:
    before = text[max(0, start - 16) : start]
    for place in places:
        if place and before.endswith(place):
            return _known_place(text, start, place)
    lower = _LOWER_SERIES.search(before)
    if lower:
        return _Prefix(start - len(lower.group()), "", None, "subordinate")
    found = _LEVEL_WORD.search(before)
    if found is None:
        return _nation_prefix(before, start)
    word, at = found.group(1), start - len(found.group())
    left = text[at - 1] if at else ""
    if left in _SELF and left:
        return _Prefix(at - 1, word, None, "own")
    if left == "全" or left in _NOT_A_LEVEL:
        return _Prefix(start)
    if left in "各两" and left:
        return _Prefix(at - 1, word, None, "subordinate")
    if _TWO_LEVELS.search(text[max(0, at - 2) : at + 1]):
        return _Prefix(at - 1, word, None, "series")
    if _SERIES.search(before):
        return _Prefix(at, word, None, "series")
    named = _place(before[: found.end(1)])
    if named:
        return _Prefix(at + len(word) - len(named), word, named, "own")
    return _Prefix(at, word, None, "own")


def _known_place(text: str, start: int, place: str) -> _Prefix:
    at = start - len(place)
    at = at - 2 if text[max(0, at - 2) : at] == "中共" else at
    word = _LEVEL_WORD.search(place)
    return _Prefix(at, word.group(1) if word else "", place, "own")


def _nation_prefix(before: str, start: int) -> _Prefix:
    for word in _NATION:
        if before.endswith(word):
            return _Prefix(start - len(word), word, None, "nation")
    return _Prefix(start)


def _place(before: str) -> str | None:
    """The place name at the end of `before`, when it fills the words back to the last mark."""
    run = _RUN.search(before)
    if run is None:
        return None
    name = _CUT_FRONT.sub("", run.group()).removeprefix("中共")
    if not 3 <= len(name) <= 11 or name[0] in _BAD_PLACE:
        return None
    word = _LEVEL_WORD.search(name)
    bare = name[: -len(word.group(1))] if word else name
    if bare[-1:] in _NO_PLACE_END:
        return None  # 建立由市卫生健康局牵头的机制: 由 is no part of a name
    # One place (兰溪) or a chain of them (云岭省沙埠); anything longer is running text.
    longest = 3 if not re.search(r"[省市州区盟族]", bare[:-1]) else 9
    return name if 2 <= len(bare) <= longest else None


# --- finding ---------------------------------------------------------------------------------


def scan(text: str, *, places: Sequence[str] = (), names: Mapping[str, str] | None = None) -> list[Mention]:
    """All bodies named in `text`, in reading order, the longest name at each place (机构识别).

    places: place names known to the caller (``沙埠市``), so that they are found in running text too.
    names: further spellings to keys, for a locality whose bodies are called otherwise.
    """
    mentions: list[Mention] = []
    floor = 0
    for start, end, key in _hits(text, names or {}):
        if start < floor:
            continue
        mention = _mention(text, start, end, key, floor, places)
        if mention is not None:
            mentions.append(mention)
            floor = mention.end
    return mentions


def _hits(text: str, names: Mapping[str, str]) -> Iterator[tuple[int, int, str | None]]:
    """Places where a spelling begins: (start, end, key), key None for an ordinary stem."""
    fixed = _fixed(text, names)
    stems, lengths, starts = index().stems, index().lengths, _starts()
    waiting = sorted(fixed, reverse=True)
    at, size = 0, len(text)
    while at < size:
        while waiting and waiting[-1] < at:
            waiting.pop()
        found = starts.search(text, at)
        begin = found.start() if found else size
        if waiting and waiting[-1] <= begin:
            at = waiting.pop()
            end, key = fixed[at]
            yield at, end, key
            at = end
            continue
        at = begin
        for length in lengths.get(text[at : at + 2], lengths.get(text[at : at + 1], ())):
            if at + length <= size and text[at : at + length] in stems:
                yield at, at + length, None
                at += length - 1
                break
        at += 1


@cache
def _starts() -> re.Pattern[str]:
    """The first two letters of all spellings: nearly every place of a text is passed over by it."""
    seconds: dict[str, str] = {}
    for start in index().lengths:
        seconds[start[0]] = seconds.get(start[0], "") + start[1:]
    single = "".join(re.escape(start) for start in index().lengths if len(start) == 1)
    pairs = [f"{first}[{re.escape(rest)}]" for first, rest in seconds.items() if rest]
    return fixed("|".join([*([f"[{single}]"] if single else []), *pairs]))


def _fixed(text: str, names: Mapping[str, str]) -> dict[int, tuple[int, str]]:
    """Names that are found whole: lower governments, names with the place inside, own names."""
    fixed = {m.start(): (m.end(), levels.lower_key(m)) for m in levels.LOWER_BODIES.finditer(text)}
    for match in index().inner.finditer(text):
        key = index().inner_keys[(match.lastindex or 1) - 1]
        fixed.setdefault(match.start(), (match.end(), key))
    for name, key in names.items():
        at = text.find(name)
        while at >= 0:
            fixed[at] = (at + len(name), key)
            at = text.find(name, at + len(name))
    return fixed


def _mention(
    text: str, start: int, end: int, key: str | None, floor: int, places: Sequence[str]
) -> Mention | None:
    stem = text[start:end]
    if key is not None:
        return _whole_mention(start, end, key, stem)
    following = text[end : end + 1]
    if following and following in guards().get(stem[-1], ()):
        return None
    spelling = index().stems[stem]
    kind = table()[spelling.key]["kind"]
    prefix = _prefix(text, start, places)
    if prefix.relation == "bare" and kind in _NAMED_BY_PLACE:
        prefix = _run_prefix(text, start)
    if prefix.start < floor:
        prefix = _Prefix(start)
    if (
        prefix.relation == "bare"
        and not (spelling.nation or spelling.generic)
        and _inside(text, start, floor)
    ):
        return None
    if spelling.nation and prefix.relation == "bare":
        prefix = _Prefix(start, "", None, "nation")
    if not _plausible(text, stem, start, end, prefix, spelling, kind):
        return None
    branch, end = _branch(text, stem, end)
    return Mention(
        prefix.start, end, spelling.key, text[prefix.start : start], text[prefix.start : end],
        stem=stem, word=prefix.word, place=prefix.place, generic=spelling.generic,
        relation=prefix.relation, branch=branch,
    )  # fmt: skip


def _inside(text: str, start: int, floor: int) -> bool:
    """Whether a name without prefix is the tail of a longer, unknown name (科技和|经信局)."""
    before = text[start - 1 : start]
    if before == "和":
        return floor != start - 1
    return "\u4e00" <= before <= "\u9fff" and before not in _FREE_LEFT


def _plausible(
    text: str, stem: str, start: int, end: int, prefix: _Prefix, spelling: Spelling, kind: str
) -> bool:
    if kind in _NEEDS_PREFIX and not spelling.nation:
        return prefix.relation != "bare"
    if len(stem) > _WEAK_LENGTH or prefix.relation != "bare":
        return True
    before, after = text[start - 1 : start] or "、", text[end : end + 1] or "、"
    return before in _LIST_LEFT and after in _LIST_RIGHT


_FREE_LEFT = "由经报请商及与向对在将从以为同的各给并等至到位级直属"
_LIST_LEFT = "、，,；;（(〔：: 　\n"
_LIST_RIGHT = "、，,；;）)〕。等牵配负落参协按 　\n"
_BRANCH = re.compile(rf"[{HAN}]{{2,6}}?分局")


def _branch(text: str, stem: str, end: int) -> tuple[str | None, int]:
    found = _BRANCH.match(text, end) if stem.endswith("局") else None
    if found is None or found.group().startswith(("各", "和", "及", "与", "等", "或")):
        return None, end
    return found.group()[:-2], found.end()


def _run_prefix(text: str, start: int) -> _Prefix:
    """The name of a place or firm before the stem, back to the last mark (滨湖开发区管委会)."""
    run = _RUN.search(text[max(0, start - 12) : start])
    if run is None:
        return _Prefix(start)
    name = _CUT_FRONT.sub("", run.group())
    if not 2 <= len(name) <= 8 or name[0] in _BAD_PLACE:
        return _Prefix(start)
    return _Prefix(start - len(name), "", name, "own")


def _whole_mention(start: int, end: int, key: str, name: str) -> Mention:
    word = _INNER_WORD.search(name)
    place = _INNER_PLACE.search(name)
    relation: Relation = "subordinate" if table()[key]["kind"] == "local" else "own"
    return Mention(
        start, end, key, "", name, stem=name, word=word.group(1) if word else "",
        place=place.group(1) if place else None, relation=relation,
    )  # fmt: skip


_INNER_WORD = re.compile(rf"({LEVEL_WORDS})(?:委|委员会|分行|税务局|监管)")
_INNER_PLACE = re.compile(
    rf"(?:税务总局|人民银行|共青团|管理总局|管理委员会|会议)([{HAN}]{{2,10}}?)(?:税务局|分行|委员会|监管)"
)
