"""Targets of the parent with the locality's values, or with a visible hole (目标值).

A rate of the parent binds the local paper as it stands (TGT-06: not below the superior's value).
A count (30家) is the superior's own total: nobody but the locality knows its share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from draftkit.drafting.edits import Edit
from draftkit.drafting.holes import OpenPoint, hole
from draftkit.lexicon.text import normal
from draftkit.localities import Locality, TargetValue
from draftkit.model import Target

_RATES = frozenset({"%", "‰", "个百分点", "百分点", "倍"})
_TIMES = frozenset({"年", "个月", "月", "日", "天", "个工作日", "工作日", "小时"})
_NUMBER = r"\d+(?:\.\d+)?"
_YEAR = re.compile(r"(?:到|至|力争到?|力争|于)?(20\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?)?(底|末|年底)?")
_DUE = re.compile(r"(?:到|至|力争|于|在)(20\d\d)年(?!以来|度|以前已)|(20\d\d)年(?:底|末|年底)")
_BELOW = r"(?:(?:设区的?)?市|县|区|旗|乡|镇|街道|[（(][^（）()]*[）)]|、|级|地)+"
_EACH_BELOW = re.compile(rf"^(?:各|每个?){_BELOW}")
_SHARE_OF_BELOW = re.compile(rf"(?:%以?上?|分之[一二三四五六七八九十]以?上?)的{_BELOW}")
_VERBS = re.compile(
    r"^(?:选取|选择|遴选|确定|建成|建设|新建|新增|改造|培育|培养|培训|完成|实现|打造|创建|开展|组织|举办|达到"
    r"|力争|全[省市县区州]|每年|至少)+"
)
_ALIKE = 78


def target_edits(
    text: str, targets: tuple[Target, ...], here: Locality, measure: str | None
) -> list[Edit]:
    """The edits that put local values into a text in reading form, in reading order.

    measure: id for the open points.
    """
    edits: list[Edit] = []
    at = 0
    for target in sorted(targets, key=lambda t: t.start):
        words = normal(target.text)
        start = text.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        edits += _of_target(text, target, start, at, here, measure)
    return edits


def _of_target(
    text: str, target: Target, start: int, end: int, here: Locality, measure: str | None
) -> list[Edit]:
    number = _number_at(text, target, start, end)
    if number is None:
        return []
    local = match(target.metric, here.targets)
    if local is not None:
        return _local(text, target, number, start, local)
    words = text[start:end]
    if _SHARE_OF_BELOW.search(words):
        return [_open(start, end, _measured(target), words, measure)]
    if (each := _EACH_BELOW.match(words)) is not None:
        # What every county is to reach, this county is to reach.
        return [Edit(start, start + each.end(), here.whole, _kept(words, measure))]
    if target.unit in _RATES:
        return [Edit(start, start, "", _kept(words, measure))]
    if target.unit in _TIMES:
        return []
    return [_open(*number, f"{_measured(target)}数量", words, measure)]


def _kept(words: str, measure: str | None) -> OpenPoint:
    reason = "本地没有给出这项目标值，沿用上级的数值，请核定，一般不低于上级"
    return OpenPoint("target", words, reason, None, measure)


def _open(start: int, end: int, name: str, words: str, measure: str | None) -> Edit:
    text = hole(name, f"上级要求：{words}")
    reason = "上级的这项目标不能照搬，请填写本地的目标"
    return Edit(start, end, text, OpenPoint("target", text, reason, None, measure))


def _measured(target: Target) -> str:
    return _VERBS.sub("", normal(target.metric)) or "本地目标"


def _number_at(text: str, target: Target, start: int, end: int) -> tuple[int, int] | None:
    """Where number and unit of the target stand; None for a target without a number."""
    if target.value is None:
        return None
    unit = re.escape(normal(target.unit)) if target.unit else ""
    for found in re.finditer(rf"({_NUMBER}){unit}", text[start:end]):
        if abs(float(found[1]) - target.value) < 1e-9:
            return start + found.start(), start + found.end()
    return None


def _local(
    text: str, target: Target, number: tuple[int, int], start: int, local: TargetValue
) -> list[Edit]:
    edits = []
    year = _deadline_near(text, start, number[1]) if local.deadline else None
    if local.deadline and year:
        edits.append(Edit(*year, _deadline(local.deadline)))
    if local.value is not None:
        edits.append(Edit(*number, f"{local.value}{local.unit or target.unit or ''}"))
    return edits


def _deadline_near(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The year nearest before the number in the same sentence (到2025年，…达到75%)."""
    opening = max(text.rfind(mark, 0, start) for mark in "。；") + 1
    found = list(_YEAR.finditer(text, opening, end))
    if not found:
        return None
    last = found[-1]
    return last.start(1), last.end(0) - len(last[4] or "")


def _deadline(deadline: str) -> str:
    """2026, 2026-06 or 2026-06-30 as 2026年6月30日."""
    year, *rest = deadline.split("-")
    month = f"{int(rest[0])}月" if rest else ""
    day = f"{int(rest[1])}日" if len(rest) > 1 else ""
    return f"{year}年{month}{day}"


def overdue(text: str, issued_on: str | None, measure: str | None) -> Iterator[Edit]:
    """Holes for years that are past when the local paper is issued (TGT-02). issued_on: ISO date."""
    if not issued_on:
        return
    for found in _DUE.finditer(text):
        group = 1 if found[1] else 2
        if int(found[group]) < int(issued_on[:4]):
            words = hole("完成年份", f"上级要求：{found[group]}年")
            reason = f"上级的时限{found[group]}年已早于本文成文日期，请重新确定"
            point = OpenPoint("target", words, reason, None, measure)
            # 年 stays outside of the hole, so that filling in a number is enough.
            yield Edit(*found.span(group), words, point)


def match(metric: str, given: Mapping[str, TargetValue]) -> TargetValue | None:
    """The locality's target for a metric, by name; None when none is alike enough."""
    key = best_key(metric, tuple(given))
    return given[key] if key is not None else None


def best_key(metric: str, keys: tuple[str, ...]) -> str | None:
    """The name most alike to a metric, None when none is alike enough.

    A short name that stands whole inside the metric (签约率 in 家庭医生签约率) counts as alike.
    """
    if not keys or not metric:
        return None
    from rapidfuzz import fuzz, process

    wanted = normal(metric)
    inside = [key for key in keys if normal(key) in wanted or wanted in normal(key)]
    if inside:
        return max(inside, key=lambda key: (min(len(key), len(wanted)), fuzz.ratio(key, wanted)))
    best = process.extractOne(wanted, keys, scorer=fuzz.ratio, processor=normal, score_cutoff=_ALIKE)
    return str(best[0]) if best else None
