"""VAL: force and validity (效力)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from draftkit.checking.context import Context, Hit, View, as_date
from draftkit.checking.engine import rule

_RULING = re.compile(r"(?:方案|意见|办法|措施|细则|规定|计划|政策)(?:[（(][^（）()]*[）)])*$")
_IN_FORCE = re.compile(
    r"起(?:施行|实施|执行|生效)|之日(?:起)?(?:施行|实施)|有效期|实施期限|执行期|施行期|试行期"
)
_PERIOD = re.compile(
    r"(?:19|20)\d\d\s*年?\s*[—–\-－~～至]\s*(?:19|20)\d\d|(?:19|20)\d\d年|三年行动|“?十[四五六]五”?"
)
_UNTIL = re.compile(r"有效期(?:限)?(?:至|到|为|：|截止|\d|[一二两三四五六七八九十])")


def _clause(context: Context, pattern: re.Pattern[str]) -> tuple[View, re.Match[str]] | None:
    for view in (*reversed(context.plan), *context.of("notice_body")):
        if match := pattern.search(view.text):
            return view, match
    return None


@rule("VAL-01")
def no_validity(context: Context) -> Iterator[Hit]:
    """Neither 施行日期 nor 有效期; a plan for certain years has its period in its title."""
    document = context.document
    title = document.title or ""
    if (
        not _RULING.search(title)
        or not document.measures
        or _PERIOD.search(f"{title}{document.notice_title or ''}")
    ):
        return
    if document.effective_from or document.valid_until or _clause(context, _IN_FORCE):
        return
    yield Hit(None)


@rule("VAL-02")
def ends_before_it_begins(context: Context) -> Iterator[Hit]:
    """Valid until a day before it comes into force."""
    start, until = as_date(context.document.effective_from), as_date(context.document.valid_until)
    if start and until and until < start and (found := _clause(context, re.compile(r"有效期[^。；]{0,24}"))):
        view, match = found
        yield view.hit(match.start(), match.end())


_YEARS = re.compile(r"有效期(?:限)?(?:为|：)?\s*(\d{1,2}|[一二两三四五六七八九十]{1,2})年")


@rule("VAL-03")
def valid_too_long(context: Context) -> Iterator[Hit]:
    """Longer than five years; two for 试行 and 暂行."""
    trial = (
        re.search("试行|暂行", f"{context.document.title or ''}{context.document.notice_title or ''}")
        is not None
    )
    most = 2 if trial else 5
    if found := _clause(context, _YEARS):
        view, match = found
        number = _number(match.group(1))
        if number > most and not re.search(
            "合同|证|许可|资格|认定", view.text[max(0, match.start() - 12) : match.start()]
        ):
            yield view.hit(match.start(), match.end())
        return
    start, until = as_date(context.document.effective_from), as_date(context.document.valid_until)
    if start and until and until > _after(start, most) and (found := _clause(context, _UNTIL)):
        view, match = found
        yield view.hit(match.start(), min(len(view.text), match.end() + 11))


def _number(text: str) -> int:
    from draftkit.lexicon.text import chinese_number

    return int(text) if text.isdigit() else chinese_number(text) or 0


def _after(start: date, years: int) -> date:
    """The same day years later, with a month of grace for periods that end with a year or month."""
    return date(start.year + years + (start.month == 12), start.month % 12 + 1, 28)


_STRICT = (
    re.compile(r"罚款|处罚款|吊销|没收违法|责令停业|责令停产|行政处罚(?!信息|决定书)"),
    re.compile(r"(?:设定|新设|实行)[^，。]{0,6}(?:行政许可|准入许可|审批事项)"),
    re.compile(r"(?:补贴|补助|奖励|奖补|资助|补偿|给予)[^，。；]{0,16}\d{1,9}(?:\.\d{1,4})?\s*(?:万元|元)|(?<!\d)\d{1,9}(?:\.\d{1,4})?\s*(?:万元|元)[^，。；]{0,10}(?:补贴|补助|奖励|奖补|资助)"),
)  # fmt: skip


@rule("VAL-05")
def needs_review(context: Context) -> Iterator[Hit]:
    """Penalties, permits or rates of subsidies, and no word of a review. One hint a document."""
    if any(re.search("合法性审[查核]|公平竞争审查", w) for w in context.words):
        return
    for view in context.plan:
        for pattern in _STRICT:
            if match := pattern.search(view.text):
                yield view.hit(match.start(), match.end())
                return
