"""DAT: dates (日期)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from draftkit.checking.context import Context, Hit, as_date
from draftkit.checking.engine import rule

_CHINESE_YEAR = re.compile(
    r"[二一][〇○零Ｏ0九][〇○零一二三四五六七八九]{2}年(?:[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?)?"
)


@rule("DAT-03")
def chinese_digits(context: Context) -> Iterator[Hit]:
    """成文日期 and 印发日期 in Chinese digits."""
    for view in context.of("date", "printed"):
        for match in _CHINESE_YEAR.finditer(view.text):
            yield view.hit(match.start(), match.end())


_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*(?:--|[—–\-－~～至])\s*((?:19|20)\d\d)(?=\s*年|[）)])")


@rule("DAT-05")
def years_in_order(context: Context) -> Iterator[Hit]:
    """The first year is not before the last."""
    for view in context.text:
        for match in _YEARS.finditer(view.text):
            if int(match.group(1)) >= int(match.group(2)):
                yield view.hit(match.start(), match.end())


_DAY = re.compile(r"(?<!\d)(?:((?:19|20)\d\d)年)?(\d{1,2})月(\d{1,2})[日号]")
_MONTH = re.compile(r"(?<!\d)(?:19|20)\d\d年(\d{1,2})月")


@rule("DAT-06")
def impossible(context: Context) -> Iterator[Hit]:
    """Days and months that do not exist."""
    for view in context.text:
        if "月" not in view.text:
            continue
        for match in _DAY.finditer(view.text):
            if not _exists(int(match.group(1) or 2024), int(match.group(2)), int(match.group(3))):
                yield view.hit(match.start(), match.end())
        for match in _MONTH.finditer(view.text):
            if not 1 <= int(match.group(1)) <= 12 and not _DAY.match(view.text, match.start()):
                yield view.hit(match.start(), match.end(), "没有这个月份，请核对。")


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@rule("DAT-07")
def printed_before_issued(context: Context) -> Iterator[Hit]:
    """印发日期 before 成文日期."""
    issued, printed = as_date(context.document.issued_on), as_date(context.document.printed_on)
    if issued and printed and printed < issued:
        view = next(context.of("printed"), None)
        if view is not None:
            yield view.hit(0, len(view.text))


@rule("DAT-08")
def retroactive(context: Context) -> Iterator[Hit]:
    """In force before it was signed."""
    start = as_date(context.document.effective_from)
    if start is None or context.issued_on is None or start >= context.issued_on:
        return
    for view in (*context.plan, *context.of("notice_body")):
        match = re.search(r"自[^。；]{4,24}起(?:施行|实施|执行|生效)", view.text)
        if match:
            yield view.hit(match.start(), match.end())
            return
