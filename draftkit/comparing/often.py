"""How often something is to be done (频次): 每季度至少召开一次, 每学期2次, 每月参与巡查."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from draftkit.comparing.quantities import tables
from draftkit.lexicon.text import normal

_N = "一二两三四五六七八九十"
_COUNT = rf"(?P<n>\d+(?:\.\d+)?|[{_N}])(?:个)?(?:批次|次(?!会议?纪要|[生产要元])|场次?|轮|遍|批|回)(?![元生])"
# Figures of another kind: 每年培训260人次 and 每人每年80元 are totals and standards.
_OTHER = re.compile(r"\d[\d.]*\s*(?!\d|月|日|时|点|年|次|场|轮|遍|批|回|[.:：—–-])[\u4e00-\u9fff%％]")
_MAY_BE = re.compile("每|全年|按[月季年学]")
_DIGITS = {sign: number for number, sign in enumerate(_N.replace("两", ""), 1)} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Often:
    """How often. yearly: times a year; words: the period as written; counted: whether a number is said."""

    yearly: float
    words: str
    counted: bool


@cache
def _pattern() -> tuple[re.Pattern[str], re.Pattern[str]]:
    periods = "|".join(sorted(map(re.escape, tables()["per_year"]), key=len, reverse=True))
    period = rf"(?<!人)(?P<period>{periods})(?![一二三四五六日末]|\d|年级)"
    return re.compile(period), re.compile(_COUNT)


def often(clause: str) -> Often | None:
    """How often a clause asks for something; None when it does not say, or says a total."""
    if not _MAY_BE.search(clause):
        return None
    text = normal(clause)
    period, count = _pattern()
    found = period.search(text)
    if found is None:
        return None
    number = count.search(text)
    if number is None and (_OTHER.search(text) or found["period"] == "全年"):
        return None
    value = (_DIGITS.get(number["n"]) or float(number["n"])) if number else 1
    return Often(value * tables()["per_year"][found["period"]], found["period"], number is not None)


def each_often(clause: str) -> list[Often]:
    """Every frequency of a clause, in order: 按月调度、按季通报."""
    if not _MAY_BE.search(clause):
        return []
    text = normal(clause)
    starts = [m.start() for m in _pattern()[0].finditer(text)]
    if len(starts) < 2:
        whole = often(clause)
        return [whole] if whole else []
    ends = [*starts[1:], len(text)]
    return [found for a, b in zip(starts, ends, strict=True) if (found := often(text[a:b]))]


def spoken(how: Often) -> str:
    """How often, as a colleague says it: 每季度1次, 按季."""
    times = how.yearly / tables()["per_year"][how.words]
    if how.words.startswith("按") and times == 1:
        return how.words
    return f"{how.words}{times:g}次"
