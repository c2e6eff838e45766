"""Names in a parent's text that belong to its place alone: its districts, its parks (外地地名)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from draftkit.drafting.edits import Edit
from draftkit.drafting.holes import OpenPoint, hole
from draftkit.drafting.rules import rules

_NAME = r"(?!依托|通过|利用|接入|对接|用好|融入)(?![在于以选托持取和及由从对串联支推鼓把将等为是与])[一-龥]{2,3}?(?:自治县|区|县|市|旗|盟|镇|乡)"
_LIST = re.compile(
    rf"(?:^|(?<=[在于以选托持取和及由从对、，。；联进动励成]))({_NAME}(?:[、和]{_NAME})*)"
    r"(?=等|开展|先行|试点|实施|设立|建设|率先|，|。|、|区域|推广|进行|的|文旅|资源|要|应|申[建报创]|整|先|创建|打造|推进|连片|污水|政府|人民政府)"
)
"""Names of places in a row: who is meant, where it is tried, what is linked up."""
_AT_START = re.compile("(?:^|[。；，])$")
_SHARE = r"[一-龥]{2,4}(?:自治县|区|县|市|旗|镇|乡|街道)\d[\d.]*[万亿]?[一-龥]{1,5}"
_ALLOTTED = re.compile(rf"{_SHARE}(?:[、，]{_SHARE})+")
"""东关街道9个小区、西关街道12个小区: what the superior gives to each of those below it."""
_NAMED_ZONE = re.compile(
    r"(?<=支持|推动|推进|依托|鼓励)((?:[一-龥]{2,5}(?:新区|开发区|高新区|高新技术产业开发区|经济技术开发区|保税区|度假区))"
    r"(?:[、和][一-龥]{2,5}(?:新区|开发区|高新区|高新技术产业开发区|经济技术开发区|保税区|度假区))*)"
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
        known_names = sum(map(_is_name, names))
        if known_names * 2 < len(names) or (len(names) == 1 and not known_names):
            continue  # of 古城区、青石县 one is surely a name, and so is the other then
        alone = len(names) == 1 and text[found.start(1) - 1 : found.start(1)] in ("", *"，。；、及和由")
        if alone and not text.startswith(("要", "应", "率先"), found.end(1)):
            continue  # ，建立区、街道、社区三级机制: a word between commas is no name yet
        own = [name for name in names if name in ours]
        told = text.startswith(("要", "应"), found.end(1)) and _AT_START.search(text[: found.start(1)])
        if not own and (len(names) > 1 or told or not names[0].endswith(("镇", "乡"))):
            yield _hole(found.start(1), found.end(1), found[1], "地点", measure)
        elif own and len(names) > 1:
            # 完成甲镇、乙镇污水处理厂改造: of a row, ours is what the paper of our place speaks of.
            reason = f"上级点名“{found[1]}”，只留下本地，请核对"
            yield Edit(*found.span(1), own[0], OpenPoint("decision", own[0], reason, None, measure))
    yield from _allotted(text, ours, measure)
    for found in _NAMED_ZONE.finditer(text):
        if not any(found[1].startswith(word) for word in rules("foreign")["parks_general"]):
            yield _hole(*found.span(1), found[1], "园区", measure)
    for found in _PARK.finditer(text):
        if not found.group().startswith(tuple(rules("foreign")["parks_general"])):
            yield _hole(found.start(), found.end(), found.group(), "园区", measure)


def _allotted(text: str, ours: tuple[str, ...], measure: str | None) -> Iterator[Edit]:
    for found in _ALLOTTED.finditer(text):
        shares = re.split("[、，]", found.group())
        own = next((share for share in shares if share.startswith(ours)), None)
        if own is None:
            reason = "上级分解到各地的数量里没有本地，请填写本地的或删去"
            yield Edit(
                found.start(), found.start(), "", OpenPoint("target", found.group(), reason, None, measure)
            )
        else:
            reason = f"上级分解到本地的数量（原文：{found.group()}），请与目标核对"
            yield Edit(*found.span(), own, OpenPoint("target", own, reason, None, measure))


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
