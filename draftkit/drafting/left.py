"""What a draft takes over without a change and somebody should look at (照录的数量、时限、两级写法)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from draftkit.drafting.edits import Edit
from draftkit.drafting.holes import OpenPoint
from draftkit.lexicon import levels
from draftkit.lexicon.text import normal
from draftkit.localities import Change, Locality
from draftkit.model import Target
from draftkit.precompiled import fixed

_COUNT = fixed(
    r"(?<![\d.第每—–-])(?P<number>\d+(?:\.\d+)?)(?:[余多])?(?:万|亿)?"
    r"(?:(?:家|条|套|处|座|栋|幢|户|亩|公顷|吨|人次|名|所|台|辆|株|件|场次|场)(?!以内|以下|次)|个(?!月|工作日|百分点|小时|环节|方面|等级|档|层次|阶段|人|行业|领域|部门|一|自然|关键|必须)"
    r"|(?:公里|平方米|立方米|千瓦|亿元|万元)(?!以内|以下)|(?<=[万亿])(?=[，。；、]))"
)
_MAY_BE_NORM = fixed("(?:平方|立方)?(?:公里|米)|.*元")
_LONGEST = 30
_STANDARD = fixed(
    "每(?!年)|人均|户均|平均|标准|奖励|补助|补贴|给予|按照?|不超过|不高于|低于|高于|以内|及以下|最高|额度|“[^”]*$|《[^》]*$|以上的"
)
_REPORT = fixed(
    r"(?P<when>(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|底)?前|每(?:年|月|季度|半年|周)[^，。；]{0,10}?(?:日|底)?前)"
    r"[^。；]{0,40}?(?:报送|上报|(?<![申填情])报(?!名|告|表|考|销|批)[一-龥]{2,12}(?:厅|局|委|办|办公室|政府)(?=备案|[，。；、（]|$))"
)


def counts_left(
    text: str, targets: Sequence[Target], edits: Sequence[Edit], measure: str | None
) -> Iterator[Edit]:
    """Points for the superior's quantities that were read as no target and stand as they are."""
    counted = [normal(t.text) for t in targets if not _is_left(t)]
    spans = [(text.find(words), text.find(words) + len(words)) for words in counted if words in text]
    spans += [(e.start, e.end) for e in edits if e.start < e.end]
    told = -1
    for found in _COUNT.finditer(text):
        if any(start <= found.start() < end for start, end in spans) or float(found["number"]) < 3:
            continue
        opening = max(text.rfind(mark, 0, found.start()) for mark in "，。；：（") + 1
        if opening == told:
            continue
        stop = re.compile("[，。；：]|$").search(text, found.end())
        words = text[opening : stop.start() if stop else found.end()][:_LONGEST]
        clause = max(text.rfind(mark, 0, found.start()) for mark in "，。；") + 1
        if _STANDARD.search(text[clause : found.start()]) or _STANDARD.search(words):
            continue
        told = opening
        reason = "上级写的数量，没有改动，请核对是否适用于本地"
        yield Edit(found.start(), found.start(), "", OpenPoint("target", words, reason, None, measure))


def _is_left(target: Target) -> bool:
    """Whether the words of a target can hold a quantity that nobody was asked about.

    In those of a rate another one can stand (6854座水库100%落实). A length or a sum of money that was
    taken for a norm is listed too, but not 建筑面积不少于500平方米.
    """
    if target.unit in ("%", "‰"):
        return True
    return target.comparator == "=" and _MAY_BE_NORM.fullmatch(target.unit or "") is not None


def reports(text: str, source: Locality, here: Locality, measure: str | None) -> Iterator[Edit]:
    """Points for the days by which the superior wants reports: those below have to be earlier."""
    if levels.rank(here.level) <= levels.rank(source.level):
        return
    for found in _REPORT.finditer(text):
        point = OpenPoint(
            "check", found.group(), "这是上级要的报送时限，下级报本级的应当早一些，请核定", None, measure
        )
        yield Edit(found.start(), found.start(), "", point)


def two_levels(
    text: str, changes: Sequence[Change], source: Locality, here: Locality, measure: str | None
) -> Iterator[Edit]:
    """市级的由…，县级的由…: when both become 县级, somebody has to say which is which."""
    for change in changes:
        if change.old != source.grade or change.new != here.grade:
            continue
        opening = text.rfind("。", 0, change.start) + 1
        stop = text.find("。", change.end)
        sentence = text[opening : stop if stop >= 0 else len(text)]
        if here.grade in sentence:
            words = text[change.start : change.start + 12]
            reason = f"原文分{source.grade}、{here.grade}两级写，换成本级后重复，请改写"
            yield Edit(change.start, change.start, "", OpenPoint("check", words, reason, None, measure))
            return
