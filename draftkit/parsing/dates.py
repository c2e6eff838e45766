"""Dates in all spellings (日期), as ISO strings."""

from __future__ import annotations

import re
from datetime import date, timedelta

from draftkit.lexicon.text import chinese_number

_D = r"[0-9０-９]"
_CN = "〇○零一二三四五六七八九十"
DATE = re.compile(
    rf"(?P<y>{_D}{{4}}|[{_CN}0０OＯ]{{4}})\s*年\s*(?P<m>{_D}{{1,2}}|[{_CN}]{{1,3}})\s*月\s*(?P<d>{_D}{{1,2}}|[{_CN}]{{1,3}})\s*(?:日|号(?![文楼令线公]))"
)
_ZEROS = str.maketrans("0０OＯ", "〇〇〇〇")  # 二0一五年
_ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})")
_START = re.compile(
    r"[自从]\s*(?P<when>发布|印发|公布|下发|发文)?(?P<rest>[^。；]{0,24}?)(?:之日)?(?:起|(?<=日))\s*"
    r"(?:(?P<days>\d{1,3})日(?:后|起))?(?:开始)?(?:正式)?(?:施行|实施|执行|生效|试行)"
)
_TERM = r"(?:有效期|(?:政策)?(?:执行|实施|适用)期|试行期|试点期)限?(?:暂定|暂)?"
_UNTIL = re.compile(rf"{_TERM}\s*(?:为)?(?:截止|截至|至|到)")
_TILL = re.compile(r"[至到](?=\s*20\d{2}\s*年[^，。；]{2,10}止)")
_RANGE = re.compile(
    rf"{_TERM}\s*(?:为|：|:)?\s*自?\s*(?P<from>20\d{{2}}[^。；至到—]{{2,9}})\s*(?:起)?\s*(?:至|到|—)\s*(?=20\d{{2}})"
)
_FOR_YEARS = re.compile(rf"{_TERM}\s*(?:为|：|:)?\s*(?P<n>\d{{1,2}}|[一二三四五六七八九十两]{{1,2}})\s*年")


def ends_like_date(words: str) -> bool:
    """Whether a line ends as 成文日期 does; 号 is the 日 of speech, and the end of every 发文字号."""
    last = words[-1:]
    return last == "日" or (last == "号" and "月" in words[-5:])


def iso(match: re.Match[str]) -> str | None:
    """ISO date of a match, None when no such day exists (2月30日)."""
    try:
        return date(_number(match["y"]), _number(match["m"]), _number(match["d"])).isoformat()
    except ValueError:
        return None


def find_date(text: str) -> str | None:
    """The first full date in a text, None when there is none."""
    match = DATE.search(text) or _ISO.search(text)
    return iso(match) if match else None


def _number(text: str) -> int:
    value = int(text) if text.isdigit() else chinese_number(text.translate(_ZEROS))
    if value is None:
        raise ValueError(text)
    return value


def validity(text: str, issued_on: str | None) -> tuple[str | None, str | None]:
    """(施行日期, 有效期截止) stated in a text. 自印发之日起 counts from `issued_on`; None when not stated.

    A period of N years ends on the day before its last anniversary.
    """
    start = until = None
    if match := _START.search(text):
        start = issued_on if match["when"] else find_date(match["rest"])
        if start and match["days"]:
            start = (date.fromisoformat(start) + timedelta(days=int(match["days"]))).isoformat()
    if match := _RANGE.search(text):
        start = start or find_date(match["from"])
        until = find_date(text[match.end() : match.end() + 24])
    elif match := _UNTIL.search(text) or _TILL.search(text):
        until = find_date(text[match.end() : match.end() + 24])
    elif (match := _FOR_YEARS.search(text)) and start:
        begin = date.fromisoformat(start)
        years = _number(match["n"])
        try:
            end = begin.replace(year=begin.year + years)
        except ValueError:  # 29 February
            end = begin.replace(year=begin.year + years, day=28)
        until = (end - timedelta(days=1)).isoformat()
    return start, until
