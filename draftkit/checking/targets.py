"""TGT: targets and deadlines (目标时限)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from draftkit.checking.context import Context, Hit
from draftkit.checking.engine import rule
from draftkit.lexicon.text import squeeze
from draftkit.model import Measure, Target
from draftkit.parsing.deadlines import find_deadlines

_TIME_UNITS = frozenset(
    {
        "年",
        "个月",
        "月",
        "天",
        "日",
        "个工作日",
        "工作日",
        "小时",
        "分钟",
        "周",
        "岁",
        "度",
        "级",
        "期",
        "学时",
        "课时",
    }
)
_MONEY = re.compile("元")
_NO_TARGET = re.compile(
    r"给予|奖励|补助|补贴|补偿|资助|标准|收费|不超过|每[人床户亩家次张名个年季月周]|最高|贷款|罚|减免|免征|按照.{0,6}比例|出资|注册资本|"
    r"条件|符合|具备|满足|的(?:企业|单位|机构|项目|个人|家庭|地区|村|社区|学校|人员)[，、。]|规模(?:以上|企业)|对[^，。]{2,20}(?:以上|以下)的|常态|已|累计|现有|目前|连续|期满|任期|试用|不得|禁止|鼓励|年龄|以上学历"
)
_RELATIVE_TIME = re.compile(
    r"每年|每季|每月|每周|逐年|年内|年底|年度|当年|同步|长期|全年|期间|“十[三四五六]五”|\d{4}\s*年|[一二三四五]年内|\d+年内|\d+个月内|日前|月底|近期|届时|按期|到期"
)


def _place(context: Context, measure: Measure, target: Target) -> tuple[int, int, int] | None:
    """Paragraph and offsets of a target, found by its words."""
    for index in measure.paragraphs:
        text = context.paragraphs[index].text
        at = text.find(target.text)
        if at >= 0:
            return index, at, at + len(target.text)
    words = squeeze(target.text)
    for index in measure.paragraphs:
        at = context.words[index].find(words)
        if at >= 0:
            return index, *context.views[index].span(at, at + len(words))
    return None


def _has_period(context: Context) -> bool:
    """Whether the title says for which years the whole document plans."""
    titles = f"{context.document.title or ''}{context.document.notice_title or ''}"
    return (
        re.search(
            r"(?:19|20)\d\d\s*年?\s*[—–\-－~～至]\s*(?:19|20)\d\d|(?:19|20)\d\d年|三年行动|“?十[四五六]五”?",
            titles,
        )
        is not None
    )


@rule("TGT-01")
def without_deadline(context: Context) -> Iterator[Hit]:
    """A quantity to be reached without a time: neither in its sentence, nor in its item before it."""
    if _has_period(context):
        return
    for measure in context.document.measures:
        for target in measure.targets:
            if (
                target.value is None
                or target.deadline
                or target.period
                or target.comparator not in (">=", "=", ">")
            ):
                continue
            if (
                target.unit in _TIME_UNITS
                or target.unit is None
                or _MONEY.search(target.unit)
                or not re.search(r"\d", target.text)
            ):
                continue
            sentence, before = _around(measure.text, target)
            if _NO_TARGET.search(sentence) or _RELATIVE_TIME.search(sentence) or any(find_deadlines(before)):
                continue
            if found := _place(context, measure, target):
                yield Hit(*found)


def _around(text: str, target: Target) -> tuple[str, str]:
    """The sentence of a target, and what stands before it in the item."""
    low = max(text.rfind(mark, 0, target.start) for mark in "。；") + 1
    stops = [at for mark in "。；" if (at := text.find(mark, target.end)) >= 0]
    return text[low : min(stops, default=len(text))], text[:low]


_PAST = re.compile(r"已|累计|以来|完成了|目前|现有|达到了|截至|截止|统计|基数|审计|考核结果|曾")
_COMPARED = re.compile(r"较|比|同期|数据|水平")  # what was reached is told so where a document looks back
_AS_MEASURE = re.compile(r"^(?:度|的?(?:水平|数据|标准|基[础数])|同期|相比)|^[^，。；]{0,8}相比")
_LOOKS_BACK = re.compile("现状|基础|背景|形势|成效|情况|问题|回顾|进展")


@rule("TGT-02")
def deadline_is_past(context: Context) -> Iterator[Hit]:
    """A target for a time before the document."""
    if context.issued_on is None:
        return
    back = _where_it_looks_back(context)
    for view in context.plan:
        if not re.search(r"20\d\d", view.text):
            continue
        for match in re.finditer(
            r"(?:力争|争取|确保|力争到|争取到|确保到|到|至)(20\d\d)年(?:(\d{1,2})月)?(?:底|末)?(?:前)?，?",
            view.text,
        ):
            low = max(view.text.rfind(mark, 0, match.start()) for mark in "。；") + 1
            stop = view.text.find("。", match.end())
            sentence = view.text[low : stop if stop >= 0 else len(view.text)]
            if (
                context.in_title(view.index, match.start())
                or _PAST.search(sentence)
                or _AS_MEASURE.search(view.text[match.end() :])
                or (view.index in back and _COMPARED.search(sentence))
                or re.search(r"\d\s*年?\s*$", view.text[low : match.start()])
            ):
                continue
            end = _last_day(int(match.group(1)), int(match.group(2) or 12))
            if (
                end is not None
                and end < context.issued_on
                and re.search(r"至$|有效期", view.text[max(0, match.start() - 4) : match.start() + 1]) is None
            ):
                yield view.hit(match.start(), match.end())


def _where_it_looks_back(context: Context) -> frozenset[int]:
    """The paragraphs in front of the first heading, and those below a heading such as 工作基础."""
    found: set[int] = set()
    back = True
    for index, paragraph in enumerate(context.paragraphs):
        if paragraph.role in ("heading", "item") and paragraph.label:
            back = _LOOKS_BACK.search(paragraph.title or "") is not None
        if back:
            found.add(index)
    return frozenset(found)


def _last_day(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    return date(year + month // 12, month % 12 + 1, 1)


_SHORT = 200  # days that are left when a year's target comes out in June


@rule("TGT-03")
def little_time_left(context: Context) -> Iterator[Hit]:
    """A target for the year of the document itself, with about half a year to go."""
    if context.issued_on is None or (date(context.issued_on.year, 12, 31) - context.issued_on).days > _SHORT:
        return
    year = str(context.issued_on.year)
    if year in (context.document.title or "") or "年度" in (context.document.title or ""):
        return
    for measure in context.document.measures:
        for target in measure.targets:
            if target.deadline != year:
                continue
            if found := _place(context, measure, target):
                index, start, end = found
                text = context.paragraphs[index].text
                at = text.rfind(year, 0, end)
                low = text.rfind("力争", max(0, at - 4), at) if at >= 0 else start
                yield Hit(index, low if low >= 0 else max(at, 0), end)


_PLAN = re.compile(r"(?:方案|计划|意见|措施|要点)(?:[（(].*)?$")


@rule("TGT-04")
def nothing_to_measure(context: Context) -> Iterator[Hit]:
    """Neither a target nor a deadline in all the plan."""
    document = context.document
    if not _PLAN.search(document.title or "") or len(document.measures) < 3 or _has_period(context):
        return
    if any(t.unit not in _TIME_UNITS for m in document.measures for t in m.targets):
        return
    for view in context.plan:
        text = re.sub(r"《[^《》]*》(?:（[^（）]*）)?", "", view.text)
        if re.search(
            r"\d+(?:\.\d+)?%|(?:到|前|力争)20\d\d年|20\d\d年(?:底|末|\d{1,2}月底?)前|每年[^。]{0,12}\d|\d+个月内",
            text,
        ):
            return
    yield Hit(None)


_GENERIC = re.compile(r"分别|其中|城市|城镇|农村|市区|各|以上的|分档|阶段|逐步|每")


@rule("TGT-05")
def two_values(context: Context) -> Iterator[Hit]:
    """One metric, one time, two values."""
    known: dict[tuple[str, str | None, str | None], tuple[float, str]] = {}
    for measure in context.document.measures:
        for target in measure.targets:
            metric = squeeze(target.metric)
            if target.value is None or len(metric) < 5 or target.unit != "%" or target.period:
                continue
            sentence, _ = _around(measure.text, target)
            if _GENERIC.search(sentence):
                continue
            key = (metric, target.deadline, target.comparator[0])
            first = known.setdefault(key, (target.value, target.text))
            if first[0] != target.value and (found := _place(context, measure, target)):
                yield Hit(*found, f"“{metric}”前面写的是“{first[1]}”，前后不一致。")


_AVERAGE = re.compile(
    r"(?:超过|高于|达到|不低于|低于|优于|好于)(?:全[国省市县]|本[省市]|同期)?(?:的)?[^，。；、]{0,6}平均(?:水平|值|数|线|增速|增幅)?"
)
_POINTS = re.compile(r"(?:提高|提升|增长|增加|下降|降低|减少)(?:了)?\s*(?:\d+(?:\.\d+)?)\s*个?百分点")
_BASE = re.compile(
    r"(?:较|比|与)(?:\d{4}年|上年|去年|上一年|“?十[三四]五|同期|现有)|以\d{4}年为|\d{4}年(?:的)?(?:基础|基数|水平)|在\d{4}年|从(?:目前|现在|\d)|由(?:目前|现在|\d)|（\d{4}年|目前为|基数|每年"
)


@rule("TGT-10")
def relative_without_base(context: Context) -> Iterator[Hit]:
    """超过全省平均水平, 提高10个百分点 without the figure they start from."""
    for view in context.plan:
        if "平均" not in view.text and "百分点" not in view.text:
            continue
        for pattern in (_AVERAGE, _POINTS):
            for match in pattern.finditer(view.text):
                low = max(view.text.rfind(mark, 0, match.start()) for mark in "。；") + 1
                stops = [at for mark in "。；" if (at := view.text.find(mark, match.end())) >= 0]
                sentence = view.text[low : min(stops, default=len(view.text))]
                behind = view.text[match.end() : match.end() + 2]
                if not _BASE.search(sentence) and not (behind.startswith("的") and pattern is _AVERAGE):
                    yield view.hit(match.start(), match.end())
