"""QTY: quantities (数量). Most rules of this group are data."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from draftkit.checking.context import Context, Hit, View
from draftkit.checking.engine import rule

_AGE = re.compile(r"(?<![\d.])(\d{1,3})(周岁|岁)(?:[（(]含[）)])?(及以上|以上|及以下|以下)")


@rule("QTY-02")
def one_way_of_ages(context: Context) -> Iterator[Hit]:
    """65岁以上, 65岁及以上 and 65周岁以上 side by side: the first place of every form."""
    forms: dict[tuple[str, str], dict[str, tuple[View, re.Match[str]]]] = defaultdict(dict)
    for view in context.plan:
        if "岁" not in view.text:
            continue
        for match in _AGE.finditer(view.text):
            key = (match.group(1), match.group(3)[-1])
            forms[key].setdefault(match.group(2) + match.group(3), (view, match))
    for found in forms.values():
        if len(found) > 1:
            names = "、".join(f"“{m.group()}”" for _, m in found.values())
            for view, match in found.values():
                yield view.hit(match.start(), match.end(), f"同一个年龄有{names}几种写法，请统一。")


_NUMBER = (
    r"(\d+(?:\.\d+)?)\s*(%|个百分点|个工作日|个月|万元|亿元|元|万人次|人次|万人|人|万个|个|家|所|张|万亩|亩|公里|"
    r"万吨|吨|万户|户|件|天|小时|分钟)"
)
_CHANGE = re.compile(
    rf"[由从](?:[^，。；、\d]{{0,10}}(?:20\d\d年(?:底|末)?的?)?)(?<!第){_NUMBER}"
    rf"(?P<how>提高|提升|增加|增长|上升|扩大|增至|升至|提至|降低|下降|减少|缩短|压缩|压减|缩减|降至|减至|压至)[了到至为]{{0,2}}"
    rf"(?:20\d\d年(?:底|末)?的?)?{_NUMBER}"
)
_UP = ("提", "增", "上", "扩", "升")


@rule("QTY-52")
def direction(context: Context) -> Iterator[Hit]:
    """由75%提高到70%: the figures go the other way than the word."""
    for view in context.text:
        if "由" not in view.text and "从" not in view.text:
            continue
        for match in _CHANGE.finditer(view.text):
            before, unit, how, after, other = match.groups()
            rises = float(after) > float(before)
            if unit == other and before != after and rises != how.startswith(_UP):
                yield view.hit(
                    match.start(), match.end(), f"从{before}{unit}到{after}{unit}不是“{how}”，请核对。"
                )


_UNIT = r"(?:张|人|名|家|个|户|亩|平方米|万元|元|岁|所|床|吨|万人|公里|件|年)"
_BELOW = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?)({_UNIT})(?:及)?以下(?![（(]不含)")
_ABOVE = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?)({_UNIT})(?:及)?以上(?![（(]不含)")


@rule("QTY-04")
def overlapping_steps(context: Context) -> Iterator[Hit]:
    """N以下 and N以上 in one paragraph: both hold N."""
    for view in context.text:
        if "以下" not in view.text or "以上" not in view.text:
            continue
        above = {(m.group(1), m.group(2)) for m in _ABOVE.finditer(view.text)}
        for match in _BELOW.finditer(view.text):
            if (match.group(1), match.group(2)) in above:
                yield view.hit(match.start(), match.end(), fix=f"不足{match.group(1)}{match.group(2)}")


_NOT_BELOW = re.compile(r"(?:不得?低于|不得?少于)\s*\d+(?:\.\d+)?\s*%")
_METRIC = re.compile(r"[率比重占度额幅增值量分效成例数均]|覆盖|标准|水平|面积|%|提高|提升|下降|降低|减少")


@rule("QTY-07")
def nothing_measured(context: Context) -> Iterator[Hit]:
    """不低于80% without a word that says of what."""
    for view in context.plan:
        if "不" not in view.text or "%" not in view.text:
            continue
        for match in _NOT_BELOW.finditer(view.text):
            low = max(view.text.rfind(mark, 0, match.start()) for mark in "，。；：、")
            clause = view.text[low + 1 : match.start()]
            if view.text[match.end() : match.end() + 1] == "的":
                continue
            if clause and not _METRIC.search(clause) and not re.search(r"按|以", clause[:1]):
                yield view.hit(low + 1, match.end())


_GRADE = re.compile(r"([一二三四五][级星]|[23]A级|三甲|(?<![省市])县级|乡镇级)(及)?以上")


@rule("QTY-08")
def one_way_of_grades(context: Context) -> Iterator[Hit]:
    """二级以上 and 二级及以上 side by side: the rarer form."""
    forms: dict[str, dict[bool, list[tuple[View, re.Match[str]]]]] = defaultdict(lambda: defaultdict(list))
    for view in context.plan:
        if "以上" not in view.text:
            continue
        for match in _GRADE.finditer(view.text):
            if not context.in_title(view.index, match.start()):
                forms[match.group(1)][match.group(2) is not None].append((view, match))
    for grade, found in forms.items():
        if len(found) == 2:
            rare = len(found[False]) > len(found[True])
            for view, match in found[rare]:
                right = grade + ("以上" if rare else "及以上")
                yield view.hit(
                    match.start(), match.end(), f"“{grade}以上”和“{grade}及以上”混用，口径不一。", fix=right
                )
