"""What a locality's figure is, held against the superior's: too low, or out of all proportion (目标值核对)."""

from __future__ import annotations

import re

from draftkit.drafting.holes import OpenPoint
from draftkit.lexicon.text import normal
from draftkit.localities import TargetValue
from draftkit.model import Target

_TIMES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_UNIT = re.compile(r"(?P<times>万亿|千万|百万|亿|万|千(?!瓦|米|克|伏|卡)|百(?!分))?(?P<of>.*)")
_PERCENT = frozenset({"%", "％"})
_BEYOND = 10.0
"""From which multiple of the superior's value a figure is rather a slip of unit or decimal point."""


def told(
    target: Target, local: TargetValue, words: str, measure: str | None, *, total: bool
) -> OpenPoint | None:
    """The open point of a value of our own that is less than the superior asks (TGT-06) or cannot be right.

    total: whether the superior's figure is what all its places come to; ours is a part of it, and more
    than it is a slip. None when nothing is to be said.
    """
    amounts = _amounts(target, local)
    if amounts is None:
        return None
    ours, theirs = amounts
    is_most = target.comparator in ("<", "<=")
    asked = normal(target.text)
    if total and not is_most:
        reason = _of_part(words, asked, ours, theirs)
    elif ours > theirs if is_most else ours < theirs:
        reason = f"本地目标{words}低于上级要求（{asked}），请核定或说明理由"
    else:
        beyond = _is_beyond(ours, theirs, target.unit or "", is_most)
        reason = f"本地目标{words}与上级要求（{asked}）相差太大，请核对数值和单位" if beyond else ""
    return OpenPoint("target", words, reason, None, measure) if reason else None


def _of_part(words: str, asked: str, ours: float, theirs: float) -> str:
    if ours == theirs:
        return ""
    if ours > theirs:
        return f"本地目标{words}比上级的总数还多（{asked}），请核对数值和单位"
    return f"本地目标{words}，上级的总数是“{asked}”，请核对本地承担的份额是否够"


def _is_beyond(ours: float, theirs: float, unit: str, is_most: bool) -> bool:
    if is_most or theirs <= 0:
        return False
    return ours >= _BEYOND * theirs or (unit in _PERCENT and ours > 100 >= theirs)


def _amounts(target: Target, local: TargetValue) -> tuple[float, float] | None:
    """Ours and the superior's in one unit (万人 and 人); None when they cannot be held together."""
    theirs = normal(target.unit or "")
    ours = normal(local.unit or "") or theirs
    mine, other = _parted(ours), _parted(theirs)
    try:
        value = float(local.value or "")
    except ValueError:
        return None
    if target.value is None or mine[1] != other[1]:
        return None
    # Of one unit nothing is multiplied: 0.1 % stays 0.1.
    return (value, target.value) if ours == theirs else (value * mine[0], target.value * other[0])


def _parted(unit: str) -> tuple[float, str]:
    found = _UNIT.fullmatch(unit)
    if found is None:
        return 1.0, unit
    return _TIMES[found["times"] or ""], found["of"]
