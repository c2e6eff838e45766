"""LVL: what a copied superior's document leaves behind (层级改写)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.checking.context import Context, Hit, hidden
from draftkit.checking.engine import rule
from draftkit.lexicon import levels, places
from draftkit.localities import Locality
from draftkit.model import Level

_ALLOWED = re.compile(
    r"要求|部署|规定|统一|按照|根据|依据|平均|前列|排名|位次|争取|申报|示范|率先|走在|领先|先进|推广|复制|通报|会议|试点"
)


@rule("LVL-01")
def superior_self(context: Context) -> Iterator[Hit]:
    """我省, 全省各地 in a city's or county's document; 我市 in that of a 县 or 旗."""
    pattern = _self_words(context.locality)
    if pattern is None:
        return
    for view in (*context.plan, *context.of("title")):
        text = hidden(view.text)
        for match in pattern.finditer(text):
            low = max(text.rfind(mark, 0, match.start()) for mark in "，。；：") + 1
            stops = [at for mark in "，。；" if (at := text.find(mark, match.end())) >= 0]
            clause = text[low : min(stops, default=len(text))]
            if match.group()[0] == "我" or not _ALLOWED.search(clause):
                yield view.hit(match.start(), match.end())


def _self_words(locality: Locality) -> re.Pattern[str] | None:
    if not locality.certain or locality.level not in ("city", "county", "township"):
        return None
    words = r"我省(?!委|人民政府|政府)|我自治区|全省(?=各地|各级|上下|范围内|各市|各县|各有关|各类|各相关|有条件)|推动全省(?!平均)|省级(?=各有关部门|各部门|有关部门要)"
    if locality.level == "county" and locality.name.endswith(("县", "旗")):
        words += r"|我市(?!委|人民政府|政府|场)|全市(?=各地|各级|上下|范围内|各县|各区|各有关)"
    return re.compile(words)


@rule("LVL-02")
def superior_addressees(context: Context) -> Iterator[Hit]:
    """各市、县（市、区）人民政府 in a county's document, 各市州 in a city's."""
    locality = context.locality
    if not locality.certain or locality.level not in ("city", "county"):
        return
    if locality.level == "county" and not locality.name.endswith(("县", "旗", "区", "市")):
        return
    for view in (*context.plan, *context.of("addressee")):
        if "各" not in view.text:
            continue
        text = hidden(view.text)
        for match in levels.LOWER.finditer(text):
            named = levels.highest_named(match)
            if named is None or levels.rank(named) > levels.rank(locality.level):
                continue
            if (
                locality.level == "city"
                and named == "city"
                and not match.group("county")
                and match.group("government") is None
            ):
                continue
            clause = text[max(text.rfind(mark, 0, match.start()) for mark in "，。；") + 1 : match.end()]
            if not re.search(r"要求|部署|[省市](?:委|政府|级)|与|和周边|兄弟|其他", clause):
                yield view.hit(match.start(), match.end())


# Of the tasks that a draft must rewrite, those that a reader would call beyond a county's or city's powers.
_POWERS = frozenset(
    "医疗服务价格 定价目录 政府指导价 电价水价气价 价格收费办法 医保目录 医保支付标准 养老金标准 税收优惠 税收政策制定 行政事业性收费 "
    "编制 行政许可设定 政府债券 公务员招录 地方立法 政府规章 药品审批 职业资格".split()
)


_ABOUT_POWERS = re.compile("价|费|税|编制|许可|目录|支付标准|养老金|债券|招录|法规|条例|规章|资格")


@rule("LVL-03")
def beyond_powers(context: Context) -> Iterator[Hit]:
    """What only a superior level may decide: prices, permits, staff, taxes."""
    locality = context.locality
    if not locality.certain or locality.level not in ("city", "county", "township"):
        return
    above: Level = "province" if locality.level == "city" else "city"
    for view in context.plan:
        if _ABOUT_POWERS.search(view.text) is None:
            continue
        for task in levels.superior_tasks(view.text, above, locality.level):
            low = max(view.text.rfind(mark, 0, task.start) for mark in "，。；") + 1
            if task.pattern in _POWERS and "上级" not in view.text[low : task.end + 12]:
                yield view.hit(task.start, task.end, f"{task.reason}。", fix=task.proposal or None)


# Letters that no city or county uses for itself.
_SURE = frozenset("鄂闽豫冀鲁皖浙湘粤琼渝黔滇陇陕沪赣苏蒙桂蜀")


@rule("LVL-06")
def letter_of_province(context: Context) -> Iterator[Hit]:
    """A county's number that begins with the province's letter."""
    locality = context.locality
    number = context.document.doc_number or ""
    if not number or not locality.certain or locality.level not in ("city", "county"):
        return
    letter = number[0]
    if letter not in _SURE or letter in locality.name or places.province_by_abbr(letter) is None:
        return
    view = next(context.of("doc_number"), None)
    if view is not None:
        yield view.hit(0, len(view.text))
