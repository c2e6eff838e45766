"""Deadlines of a sentence (时限): 到2025年, 2025年6月底前, “十四五”末, 年底前, 三年内, 印发之日起30日内."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from draftkit.lexicon.text import chinese_number

_POST = r"(?P<post>年?年底之?前|年?底之?前|年?底以前|年?末之?前|年?底|年?末|之?前|以前|期间)?"
_ABSOLUTE = re.compile(
    r"20\d{2}(?:\s*[—–\-－~～至]\s*(?P<y2>20\d{2}))?\s*年(?!度|以来|起|版|第[^一二三四1-4]|的?基[础数]|水平|同期|之前的)"
    r"(?:\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*[日号])?)?"
    rf"(?:\s*(?P<part>上半年|第?[一二三四1-4]季度))?\s*{_POST}"
)
_PLAN = re.compile(rf"(?P<p>十[三四五六]五)[”\"]?(?:规划)?(?P<end>期末|末期|末|期间|时期|期)\s*{_POST}")
_PLAN_ENDS = {"十三五": "2020", "十四五": "2025", "十五五": "2030", "十六五": "2035"}
_PART_ENDS = {"上": 6, "一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
# What may stand before a year that is a deadline; longest first.
_PRE = ("力争到", "争取到", "其中", "截至", "截止", "力争", "争取", "到", "至", "和", "、", "及", "在", "于")
_AND = ("和", "、", "及")
_BEGINS = "，,；;：:。"
_NOT_DEADLINE = re.compile(r"(?:较|比|自|从|以|与|相比|相较|《[^》]*)$")
_BY_THE_END = ("底前", "底之前", "底以前", "末前", "末之前")

_N = r"(?P<n>[1-9]\d?|[一二两三四五六七八九十]{1,2})"
# counted from the document's date; the letters before the number say so where no 内 follows
_YEARS = re.compile(
    rf"(?<![\d.年月近去第每满前来]){_N}年(?P<in>以内|之内|内|(?:左右)?时间|的?努力)"
    rf"|(?:未来|今后){_N.replace('<n>', '<n2>')}年(?![前来])"
)
_LIMITED = re.compile(rf"{_N}年(?:以内|之内|内)")
_THIS_YEAR = re.compile(
    r"(?:(?P<which>今年|本年度?|当年|明年)(?:年?底之?前|年?末之?前|年?底|年?末|年?内|度?内|(?=[，,]|力争|计划|要|完成|新增|新建|建成))"
    r"|(?<![\d年上去每近半度两今本当明一二三四五六七八九十])年(?:底之?前|末之?前|(?<![^\W\d_]年)[底内]|(?<=[到至在于争取保计划将要须部]年)[底内]))"
)
_MONTH = re.compile(
    r"(?<![\d—–\-至到])(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>\d{1,2})[日号]|底|末|上旬|中旬|下旬)?(?:之前|以前|前)"
)
_OTHER_YEAR = re.compile(r"(?:每年|次年|翌年|下一?年|逐年|每|年)(?:的|度)?$")
# Looks for the letter 年 first: nearly every sentence is passed over by it.
_MAY_BE_YEARS = re.compile(r"年(?<=[\d一二两三四五六七八九十]年)(?:[以之]?内|(?:左右)?时间|的?努力)")
_MAY_BE_THIS_YEAR = re.compile(
    r"年(?:(?<=[今本当明]年)|(?<![\d年上去每近半度两今本当明一二三四五六七八九十]年)[底末内])"
)
_SINCE = re.compile(
    r"自?[^，。；]{0,10}?(?:印发|发布|公布|下发|发文|施行|实施)(?:之日)?起[，]?"
    rf"(?P<half>半年|{_N}(?P<u>年|个月|日|天|周))(?:以内|之内|内)"
)
_HALF = re.compile(r"(?<![上下\d一二两三四五])半年(?:以内|之内|内)")


class Deadline(NamedTuple):
    """A deadline at text[start:end]; value ``2025``, ``2025-06`` or ``2025-06-30``.

    limit: its number is a limit of time by itself (三年内翻一番), not only the time of what follows.
    """

    start: int
    end: int
    value: str
    limit: bool = False


def find_deadlines(sentence: str, issued: int | str | None = None) -> Iterator[Deadline]:
    """Deadlines of a sentence: 到2025年, 2025年底前, “十四五”末, 年底前, 三年内.

    issued: year or ISO date of the document, by which 年底前 and 三年内 are resolved; None leaves
    them out. A deadline in days or months is left out when only the year is known.
    """
    if "20" in sentence or "五" in sentence:
        yield from _stated(sentence)
    if issued is not None and ("年" in sentence or "月" in sentence or "起" in sentence):
        yield from _counted(sentence, str(issued))


def _stated(sentence: str) -> Iterator[Deadline]:
    """Deadlines that name their year or plan period."""
    last = -1
    found = list(_ABSOLUTE.finditer(sentence)) if "20" in sentence else []
    if "五" in sentence:
        found += _PLAN.finditer(sentence)
    if len(found) > 1:
        found.sort(key=_begin)
    for match in found:
        at = match.start()
        if match.re is _PLAN and at and sentence[at - 1] in '“"':
            at -= 1
        start = _opening(sentence, at)
        if start is None and _says_by(match):
            start = at
        if start is None or (start != last and sentence[start : start + 1] in _AND):
            continue  # 和2027年 is a deadline only behind another one: 到2025年和2027年
        if _NOT_DEADLINE.search(sentence, max(0, start - 12), start):
            continue
        last = match.end()
        yield Deadline(start, last, _value(match))


def _begin(match: re.Match[str]) -> int:
    return match.start()


def _opening(sentence: str, at: int) -> int | None:
    """Where a deadline begins whose year stands at `at`, None when no word before it makes it one."""
    while at and sentence[at - 1].isspace():
        at -= 1
    if at == 0 or sentence[at - 1] in _BEGINS:
        return at
    for word in _PRE:
        if sentence.endswith(word, 0, at):
            return at - len(word)
    return None


def _says_by(match: re.Match[str]) -> bool:
    """确保2025年底前, 确保“十四五”末: a deadline whatever stands before it."""
    if match.re is _PLAN:
        return match["end"] in ("期末", "末期", "末")
    return (match["post"] or "").endswith(_BY_THE_END)


def _value(match: re.Match[str]) -> str:
    if match.re is _PLAN:
        return _PLAN_ENDS[match["p"]]
    value = match["y2"] or match.group()[:4]
    if month := match["m"]:
        value += f"-{int(month):02d}"
        return f"{value}-{int(match['d']):02d}" if match["d"] else value
    if part := match["part"]:
        return f"{value}-{_PART_ENDS[part.removeprefix('第')[0]]:02d}"
    return value


def _counted(sentence: str, issued: str) -> Iterator[Deadline]:
    """Deadlines that count from the document's date."""
    year = int(issued[:4])
    month = int(issued[5:7]) if len(issued) >= 7 else None
    if _MAY_BE_YEARS.search(sentence) or "未来" in sentence or "今后" in sentence:
        for match in _YEARS.finditer(sentence):
            number = _number(match["n"] or match["n2"])
            limit = _LIMITED.match(sentence, match.start()) is not None
            alone = limit and sentence[match.end() : match.end() + 1] in ("，", ",")
            if number and (not limit or _counts_years(sentence, match.start(), alone)):
                yield Deadline(match.start(), match.end(), str(year + number), limit and not alone)
    if _MAY_BE_THIS_YEAR.search(sentence):
        for match in _THIS_YEAR.finditer(sentence):
            yield Deadline(match.start(), match.end(), str(year + (match["which"] == "明年")))
    if "月" in sentence and "前" in sentence:
        for match in _MONTH.finditer(sentence):
            number = _number(match["m"])
            before = sentence[max(0, match.start() - 4) : match.start()]
            if _OTHER_YEAR.search(before) and not before.endswith(("今年", "本年", "明年")):
                continue
            later = before.endswith("明年") or (month is not None and number < month)
            value = f"{year + later}-{number:02d}"
            yield Deadline(
                match.start(), match.end(), f"{value}-{int(match['d']):02d}" if match["d"] else value
            )
    if "内" in sentence and len(issued) == 10 and ("起" in sentence or "半年" in sentence):
        yield from _since(sentence, date.fromisoformat(issued))


def _counts_years(sentence: str, at: int, alone: bool) -> bool:
    """三年内 opens its clause; inside a clause it may be anybody's term (毕业五年内的)."""
    before = sentence[:at]
    if alone:
        return not before or before.endswith((*_BEGINS, "力争", "争取", "用", "在"))
    return not before or before.endswith(("，", "；", "：", "力争", "争取"))


def _since(sentence: str, day: date) -> Iterator[Deadline]:
    """自印发之日起30日内, 半年内."""
    for match in _SINCE.finditer(sentence):
        months = {"年": 12, "个月": 1}
        if match["half"] == "半年":
            value = _months_later(day, 6)
        else:
            number, unit = _number(match["n"]), match["u"]
            if unit in months:
                value = _months_later(day, number * months[unit])
            else:
                value = (day + timedelta(days=number * (7 if unit == "周" else 1))).isoformat()
        yield Deadline(match.start(), match.end(), value)
    for match in _HALF.finditer(sentence):
        if not match.start() or sentence[match.start() - 1] in _BEGINS + "争取":
            yield Deadline(match.start(), match.end(), _months_later(day, 6)[:7])


def _months_later(day: date, months: int) -> str:
    years, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + years, month + 1, last).isoformat()
        except ValueError:  # 31 June
            continue
    return date(day.year + years, month + 1, day.day).isoformat()


def _number(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text) or 0
