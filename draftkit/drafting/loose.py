"""Lower places that a parent names without 各, and bodies of all lower levels, in local words (下级各地)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from draftkit.drafting.edits import Edit
from draftkit.drafting.holes import OpenPoint
from draftkit.lexicon import departments, levels
from draftkit.lexicon.mentions import scan
from draftkit.localities import Locality
from draftkit.localities import OpenPoint as Asked
from draftkit.model import Level

_CITIES = re.compile("设区的?市|市[（(]州[）)]|州[（(]市[）)]|市州|盟市")
_COUNTIES = re.compile("旗?县（[^（）]*）|区县（市）|旗县市（区）|旗县|区县|县区|县市区")
_TITLED = re.compile("(?:示范|试点|先进|强|各|个|名|部分|经|报|请|副|[省市州盟][、和与及])$")
_ACTS = re.compile("可|要|应|人民政府|级|以上|以下|[田河湖林路]长|长(?![一-龥])|审核|批准|审定")
# Cities are spoken of as those below when something is done to them.
_DONE_TO = re.compile(
    r"(?:[对向给入谈促导和与]|(?:严峻|滞后|靠后|突出|不力|落后|缓慢|较好|靠前)的|纳入|联系|约谈|鼓励有条件的)$"
)
_AT_START = re.compile("(?:^|[，。；])$")
_GOVERNMENT = re.compile("(?:人民)?政府(?=主要|分管|负责)")
_TOWN_TOO = re.compile("[，、；](?:苏木)?乡?镇?(?:乡镇|街道|苏木)")
_TOWNS = re.compile(
    r"(?<=[对向入谈促导给和与])(?:(?:有关|相关)的?)?(?P<who>苏木乡镇（街道）|乡镇（街道）|镇（街道）|乡镇|街道(?=和|进行|实行|考核|予以|年度|综合))(?![政党财])"
)
_LAGGING = re.compile(
    r"(?:严峻|滞后|靠后|突出|不力|落后|缓慢|较好|靠前)的(?P<who>乡镇（街道）|镇（街道）|乡镇|街道)(?=，|进行|实行|予以|给予)"
)
_SOME = re.compile(
    r"(?:有关|相关)(?:苏木)?(?:乡镇（街道）|乡镇|镇街|县（[^（）]*）|区县|县区|市县)(?=$|[、，。；）〕])"
)
_OWN_TOWN = re.compile("乡镇(?=财政|党委|政府(?!驻地)|人大)")
_ALL_BODIES = re.compile(
    r"各(?:地区?|级|省级|市级|县级|省|设区的?市|市)(?=[一-龥]{2,12}部门(?:要|应|须|会同|负责|于|牵头|每|将|在))"
)


def loose_edits(
    text: str, asked: Sequence[Asked], source: Locality, here: Locality, measure: str | None
) -> Iterator[Edit]:
    """进度滞后的县（市、区） of a city are 乡镇（街道） of a county; titles (示范县) are left.

    asked: what `localise` found. Nothing is said when we stand as high as the source.
    """
    if levels.rank(here.level) <= levels.rank(source.level):
        return
    below = here.lower_places().removeprefix("各")
    yield from _all_bodies(text, here, measure)
    for found in asked:
        if found.kind != "subordinate" or found.proposal or not _is_shifted(found, here):
            continue
        before = text[: found.start]
        if _TITLED.search(before) or _ACTS.match(text, found.end):
            continue
        listed = text.startswith("、", found.end) and _AT_START.search(before)
        if _CITIES.fullmatch(found.text) and not (listed or _DONE_TO.search(before)):
            continue
        if _COUNTIES.fullmatch(found.text) and _TOWN_TOO.search(text[found.end :].partition("。")[0]):
            continue  # 县级达到100%、乡镇达到90%: each level is told its own
        government = _GOVERNMENT.match(text, found.end)
        yield Edit(found.start, government.end() if government else found.end, below)
    if here.level in ("county", "township"):
        for match in _SOME.finditer(text):
            yield Edit(*match.span(), match.group()[:2] + below)
    if here.level == "township":
        for match in _LAGGING.finditer(text):
            yield Edit(*match.span("who"), below)
        for match in _TOWNS.finditer(text):
            yield Edit(*match.span("who"), below)
        for match in _OWN_TOWN.finditer(text):
            yield Edit(*match.span(), here.word)


def _is_shifted(found: Asked, here: Locality) -> bool:
    return bool(_CITIES.fullmatch(found.text)) or (
        here.level in ("county", "township") and _COUNTIES.fullmatch(found.text) is not None
    )


def _all_bodies(text: str, here: Locality, measure: str | None) -> Iterator[Edit]:
    """各地人社部门, 各省级人社部门: at the level that has such a body and none below, it is our own."""
    for match in _ALL_BODIES.finditer(text):
        mention = next(iter(scan(text[match.end() : match.end() + 14])), None)
        if mention is None or mention.start or not mention.generic:
            continue
        name = _department(mention.key, here)
        if name is None:
            continue
        rest = text[match.end() + mention.end :].partition("。")[0]
        if here.level == "county" and any(m.key == mention.key for m in scan(rest)):
            name = here.lower_places()  # who reports to our own bureau is not that bureau
        words = match.group() + mention.text
        reason = (
            f"上级对“{words}”的要求，已写成{'本级部门' if here.level == 'county' else '下级部门'}承担，请核对"
        )
        yield Edit(
            match.start(), match.end() + mention.end, name, OpenPoint("check", name, reason, None, measure)
        )


def _department(key: str, here: Locality) -> str | None:
    """Our own body where nothing below has one, else the bodies of those below."""
    if here.level == "county":
        return here.unit(key)
    below: Level | None = levels.below(here.level)
    if below is None or below == "township":
        return None
    name = departments.name_of(key, below)
    return here.lower_places() + name[1:] if name else None
