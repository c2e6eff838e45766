"""Names in a parent's text that belong to its place alone: its districts, its parks (外地地名)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from draftkit.drafting.edits import Edit
from draftkit.drafting.holes import OpenPoint, hole
from draftkit.drafting.rules import rules

_NAME = r"[一-龥]{2,3}?(?:自治县|区|县|市|旗)"
_LIST = re.compile(
    rf"(?<=[在于以选托持取和及由从对、])({_NAME}(?:[、和]{_NAME})*)"
    r"(?=等|开展|先行|试点|实施|设立|建设|率先|，|。|、|区域|推广|进行|的)"
)
_ZONE = re.compile(
    r"[一-龥]{2,8}?(?:开发区|高新区|产业园区?|示范区|新区|度假区)(?:管委会|管理委员会)?(?=[、，。）〕]|按|等|落实|负责|$)"
)
_PARK = re.compile(
    r"(?:(?<=依托)[一-龥]{2,12}?|(?<=在)(?!.{0,5}的)[一-龥]{2,5}?)(?:新区|产业园区?|工业园区?|开发区|高新区|科技园区?|物流园区?)"
)


def foreign_places(text: str, known: Iterable[str], measure: str | None) -> Iterator[Edit]:
    """Holes for names of other places. known: places that may stand (our own and those above us)."""
    ours = tuple(name for name in known if name)
    for found in _LIST.finditer(text):
        names = re.split("[、和]", found[1])
        if all(_is_name(name) and name not in ours for name in names):
            yield _hole(found.start(1), found.end(1), found[1], "地点", measure)
    for found in _PARK.finditer(text):
        if not found.group().startswith(tuple(rules("foreign")["parks_general"])):
            yield _hole(found.start(), found.end(), found.group(), "园区", measure)


def zones(text: str, measure: str | None) -> Iterator[Edit]:
    """Points for development zones that answer for a task in the parent's place."""
    for found in _ZONE.finditer(text):
        words = local_hole("单位", found.group())
        yield Edit(*found.span(), words, OpenPoint("name", words, FOREIGN, None, measure))


FOREIGN = "原文地方的名称，请改为本地的；没有的删去"


def local_hole(what: str, words: str) -> str:
    """【待填：本地单位（原文：某市第五人民医院）】."""
    return hole(f"本地{what}", f"原文：{words}")


def _hole(start: int, end: int, words: str, what: str, measure: str | None) -> Edit:
    text = local_hole(what, words)
    return Edit(start, end, text, OpenPoint("name", text, FOREIGN, None, measure))


def _is_name(word: str) -> bool:
    table = rules("foreign")
    return word[0] not in table["heads"] and not word.endswith(tuple(table["tails"]))
