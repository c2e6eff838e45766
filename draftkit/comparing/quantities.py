"""Comparing quantities: units, direction, periods and dates."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from draftkit.comparing.tables import table
from draftkit.lexicon.text import normal
from draftkit.model import Target


def tables() -> Mapping[str, Mapping[str, Any]]:
    """The tables of data/measures.toml."""
    return table("measures")


@dataclass(frozen=True, slots=True)
class Amount:
    """A value in its base unit (换算后的数量). yearly: how often a year it falls due, None if not said."""

    value: float
    unit: str
    yearly: float | None


def amount(target: Target) -> Amount | None:
    """The target's value in its base unit; None for a relative target."""
    if target.value is None:
        return None
    base, factor = tables()["scale"].get(target.unit or "", (target.unit or "", 1))
    return Amount(target.value * factor, base, tables()["per_year"].get(target.period or ""))


def is_rate(target: Target) -> bool:
    """Whether the figure means the same at every level: a share, a limit, so much for each.

    A plain total is apportioned on its way down.
    """
    table = tables()["kinds"]
    found = amount(target)
    if found is None or not found.unit or found.unit in table["rates"]:  # a coefficient has no unit
        return True
    metric = target.metric
    for period in tables()["per_year"]:
        metric = metric.replace(period, "")  # 每年培养3000人 is a total, 每人每年40学时 is none
    return any(word in metric for word in table["per"])


def comparable(parent: Target, child: Target, same_place: bool) -> bool:
    """Whether two figures can be held against each other: not a whole and a part of it."""
    return same_place or (is_rate(parent) and is_rate(child))


def direction_known(target: Target) -> bool:
    """Whether the words say which way is better: a limit, a floor, or what somebody is given."""
    table = tables()["better"]
    return any(word in target.text for word in (*table["ceiling"], *table["floor"], *table["given"]))


def smaller_is_better(target: Target) -> bool:
    """Whether the target gets harder as the number falls: 不超过, 降至, or a rate of something bad."""
    table = tables()["better"]
    if (target.unit or "").endswith("元") and any(word in target.text for word in table["given"]):
        return False  # 最高不超过300万元 of a grant: more is better
    if target.comparator in ("<=", "<") or any(word in target.text for word in table["ceiling"]):
        return True
    if target.comparator in (">=", ">"):
        return False
    bad = any(word in target.metric for word in table["smaller"])
    return bad and not any(word in target.metric for word in table["reduction"])


def change(parent: Target, child: Target) -> int:
    """-1 when the child asks for less, 1 when for more, 0 when for the same or when it cannot be told."""
    ours, theirs = amount(parent), amount(child)
    if ours is None or theirs is None or ours.unit != theirs.unit:
        return 0
    times = (ours.yearly, theirs.yearly) if ours.yearly and theirs.yearly else (1.0, 1.0)
    before, after = ours.value * times[0], theirs.value * times[1]
    if abs(before - after) > 1e-9 * max(abs(before), abs(after)):
        return (-1 if after > before else 1) if smaller_is_better(parent) else (1 if after > before else -1)
    return _comparator_change(parent, child)


_FLOOR, _CEILING = frozenset({">=", ">", "="}), frozenset({"<=", "<", "="})


def _comparator_change(parent: Target, child: Target) -> int:
    """The same number with another direction: 不低于 to 左右 or 不超过 asks for less."""
    if parent.comparator == child.comparator:
        return 0
    firm = _CEILING if smaller_is_better(parent) else _FLOOR
    was, now = parent.comparator in firm, child.comparator in firm
    return -1 if was and not now else 1 if now and not was else 0


def changed(what: str, parent: Target, child: Target, step: int) -> str:
    """A lowering or raising in words: 指标由85%降低到80%, 指标由5个工作日放宽到10个工作日."""
    period = parent.period != child.period
    often = child if child.period else replace(child, period=parent.period)
    ours, theirs = _figure(parent, period), _figure(often, period)
    if ours == theirs:
        verb = "降低" if step < 0 else "提高"
        return f"{what}{verb}：上级为“{normal(parent.text)}”，本级为“{normal(child.text)}”"
    if smaller_is_better(parent):
        verb = "放宽到" if step < 0 else "收紧到"
    else:
        verb = "降低到" if step < 0 else "提高到"
    return f"{what}{_measured(parent)}由{ours}{verb}{theirs}"


_HERE = re.compile(
    r"^[全我本][国省市州盟县区旗乡镇]|^当地|(?:原则上|应当|要|要求|力争|不少于|不低于|不超过|不得超过|不得低于|不得少于|至少|达到|最高)+的?$"
)
_LONGEST_NAME = 24  # a metric in more ideographs is left to the quotation


def _measured(target: Target) -> str:
    """What is measured, in quotation marks; nothing when the metric is no plain stretch of the words."""
    metric = _HERE.sub("", normal(target.metric)).strip()
    plain = 2 <= len(metric) <= _LONGEST_NAME and metric in normal(target.text)
    return f"“{metric}”" if plain and "“" not in metric else ""


def _figure(target: Target, period: bool) -> str:
    value = f"{target.value:.10g}" if target.value is not None else ""
    return f"{target.period or '' if period else ''}{value}{target.unit or ''}"


def last_day(deadline: str) -> tuple[int, int, int]:
    """The last day of ``2025``, ``2025-06`` or ``2025-06-30``."""
    parts = [int(part) for part in deadline.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return year, month, day


def soft_words(text: str) -> tuple[str, ...]:
    """The words that make a figure soft: 力争, 左右 …"""
    return tuple(word for word in tables()["soft"]["words"] if word in text)


def softer_words(same_place: bool, parent: str, child: str) -> list[str]:
    """The words that make a figure soft on the child's side only; its share of a total may be 40名左右."""
    found = [word for word in soft_words(child) if word not in parent]
    return found if same_place else [word for word in found if word != "争取"]


_TENTHS = re.compile("([一二三四五六七八九])成([一二三四五六七八九半]?)(?![员立果本长熟为功效人份都交品套])")
_HALF = re.compile("过?半数|一半(?![是以])")
_NUMERALS = "零一二三四五六七八九"


def in_figures(text: str) -> str:
    """Shares in words as figures: 八成五 85%, 半数 50%."""
    if "成" in text:
        text = _TENTHS.sub(_percent, text)
    return _HALF.sub("50%", text) if "半" in text else text


def _percent(match: re.Match[str]) -> str:
    rest = "五" if match[2] == "半" else match[2]
    return f"{_NUMERALS.index(match[1])}{_NUMERALS.index(rest) if rest else 0}%"
