"""Targets of the parent with the locality's values, or with a visible hole (目标值).

A rate of the parent binds the local paper as it stands (TGT-06: not below the superior's value).
A count (30家) is the superior's own total: nobody but the locality knows its share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from draftkit.drafting.holes import OpenPoint, hole
from draftkit.lexicon.text import normal
from draftkit.localities import TargetValue
from draftkit.model import Target

_RATES = frozenset({"%", "‰", "个百分点", "百分点", "倍"})
_NUMBER = r"\d+(?:\.\d+)?"
_YEAR = re.compile(r"(?:到|至|力争到?|力争|于)?(20\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?)?(底|末|年底)?")
_EACH_BELOW = re.compile(
    r"^(?:各|每个?|每)(?:(?:设区的?)?市|县|区|旗|乡|镇|街道|[（(][^（）()]*[）)]|、|级)+"
)
_SHARE_OF_BELOW = re.compile(r"(?:的|以上)(?:县|区|市|乡镇|街道|县（市、区）|县区|区县|市县|乡镇（街道）)")
_ALIKE = 78


@dataclass(frozen=True, slots=True)
class Fill:
    """What takes the place of text[start:end]. point: what is open about it, or None."""

    start: int
    end: int
    text: str
    point: OpenPoint | None = None


def fills_of(
    text: str, targets: tuple[Target, ...], given: Mapping[str, TargetValue], measure: str | None
) -> list[Fill]:
    """The replacements that put local values into a text in reading form, in reading order.

    given: the locality's targets by metric. measure: id for the open points.
    """
    fills: list[Fill] = []
    at = 0
    for target in sorted(targets, key=lambda t: t.start):
        words = normal(target.text)
        start = text.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        fills += _of_target(text, target, start, at, given, measure)
    return fills


def _of_target(
    text: str, target: Target, start: int, end: int, given: Mapping[str, TargetValue], measure: str | None
) -> list[Fill]:
    local = match(target.metric, given)
    number = _number_at(text, target, start, end)
    if number is None:
        return []
    if local is not None:
        return _local(text, target, number, start, local)
    wanted = f"上级要求：{normal(target.text)}"
    if target.unit in _RATES and not _SHARE_OF_BELOW.search(text[start:end]):
        reason = f"本地没有给出这项目标值，沿用上级的“{normal(target.text)}”，请核定，一般不低于上级"
        return [Fill(start, start, "", OpenPoint("target", normal(target.text), reason, None, measure))]
    if _each_below(text, start) or target.unit in {"年", "个月", "月", "日", "天", "个工作日", "工作日", "小时"}:
        return []
    name = target.metric.strip() or "本地目标值"
    words = hole(name, wanted)
    point = OpenPoint("target", words, f"上级的数量目标不能照搬，请填写本地的数值（{wanted}）", None, measure)
    return [Fill(*number, words, point)]


def _each_below(text: str, start: int) -> bool:
    head = re.split(r"[，。；]", text[:start])[-1] + text[start:]
    return _EACH_BELOW.match(head) is not None


def _number_at(text: str, target: Target, start: int, end: int) -> tuple[int, int] | None:
    """Where number and unit of the target stand; None for a relative target."""
    if target.value is None:
        return None
    unit = re.escape(normal(target.unit)) if target.unit else ""
    for found in re.finditer(rf"({_NUMBER}){unit}", text[start:end]):
        if abs(float(found[1]) - target.value) < 1e-9:
            return start + found.start(), start + found.end()
    return None


def _local(
    text: str, target: Target, number: tuple[int, int], start: int, local: TargetValue
) -> list[Fill]:
    fills = []
    year = _deadline_near(text, start, number[1]) if local.deadline else None
    if local.deadline and year:
        fills.append(Fill(*year, _deadline(local.deadline)))
    if local.value is not None:
        fills.append(Fill(*number, f"{local.value}{local.unit or target.unit or ''}"))
    return sorted(fills, key=lambda fill: fill.start)


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
    found = process.extractOne(wanted, keys, scorer=fuzz.token_set_ratio, processor=normal, score_cutoff=_ALIKE)
    best = process.extractOne(wanted, keys, scorer=fuzz.ratio, processor=normal, score_cutoff=_ALIKE)
    chosen = best or (found if found and found[1] == 100 else None)
    return str(chosen[0]) if chosen else None
