"""One number of a sentence: is it a quantitative target, how much of what, and which way.

What counts: rates, counts with a verb of achievement, time limits. What does not: ages and sizes
that only qualify (65岁以上, 入住100人以上的), grades, rates and sums of a subsidy, what is already there.
The words stand in ``lexicon/data/amounts.json``. Sentences come without white space.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from draftkit.lexicon.genre import alternation, gated, grouped, one_of, table, words
from draftkit.lexicon.text import chinese_number
from draftkit.model import Comparator, Target
from draftkit.precompiled import fixed

_CN = "一二三四五六七八九十百千两"


def _any(name: str) -> str:
    return alternation(name, "amounts")


_REACH = rf"达到|增[长加](?![值率点速极量])|(?<![可直抵通表到])达(?![标产效峰成])|{_any('reach')}"
# Right before what is passed: 淘汰超标车辆3万辆, 超限检测站5个, 超市20家 are words of their own.
_ABOVE = r"(?<!治)超出?(?=$|全[国省市县区州盟]|上年|同期|本级)"
_PRE = re.compile(
    gated(
        rf"(?P<max>{_any('at_most')})|(?P<below>(?<!不)低于|不足|少于|小于|[<＜])|(?P<min>{_any('at_least')})"
        rf"|(?P<more>(?<!不)(?<!不得)超过|突破|{_ABOVE}|[>＞])|(?P<about>{_any('about')})|(?P<reach>{_REACH})",
        [word for name in ("at_most", "at_least", "about", "reach") for word in words(name, "amounts")]
        + list("低少小<＜超突>＞达增"),
    )
)
_PRE_LONGEST = 16  # characters before the number in which such a word is looked for
_POST = re.compile(
    r"(?:(?P<min>及以上|以上|及其以上)|(?P<max>及以下|以下|以内|之内|内)|(?P<about>左右|上下))"
)
_ACHIEVE = re.compile(one_of("achieve", "amounts"))
_STRONG = re.compile(one_of("strong", "amounts"))
_QUALIFIES = re.compile(
    r"(?:及以上|以上|及以下|以下|以内)?[^，,。；;、]{0,10}?的(?:[^，,。；;]{0,6}$|[^\W\d_]{2,16}$)"
)
# 100张床位以上养老机构: how large each of them is
_SIZE_OF = re.compile(
    r"(?:床位?|座位|人口|职工|员工|从业人员|学生|学位)及?以[上下内](?=[^\W\d_])|及?以上[^，,。；;、：:\d]{2,20}\d"
)
_TIME_LIMIT = ("不得超过", "不超过", "控制在", "压缩至", "压缩到", "缩短至", "缩短到", "压减至", "不得晚于")
_TIME_LEAST = ("不得少于", "不少于", "不低于", "至少", "不短于")
_STRONG_VERB = re.compile(
    r"(?:少于|低于|至少|超过|多于|最低)(?:有|配备|建设|建成|设置|设立|开展|组织|举办|完成|建立|培育|召开|巡访|上门|研究)?$"
)
_BOUNDED = ("及以上", "以上", "以下", "左右")
_ACHIEVE_SIZE = re.compile(one_of("achieve_size", "amounts"))
_IF = ("对", "凡", "若", "如", "已", "当", "针对")
_FROM = re.compile(r"(?:由|从)(?:[^，,]{0,8}的)?$")  # 由65%提高到80%: only what is reached
_RATE_OF = re.compile(
    r"(?=[返按费税利裁减给补奖上下])(?:返还[^，,]{0,24}$|按(?:照)?[^，,。；;]{0,24}$|(?:费率|税率|利率|裁员率)(?:放宽到|放宽至|下调)?(?:不超过)?[^，,]{0,8}$|减按[^，,]{0,4}$|减征$|给予[^，,]{0,16}$|补助[^，,]{0,12}$|奖励[^，,]{0,12}$|上浮$|下浮$|补贴[^，,]{0,12}$)"
)
_RATE_REACHED = re.compile(
    r"(?:率|比例|比重|占比|面)(?:要|应|力争|均)?(?:达到?|稳定在|保持在|提高到|提升到|提高至|提升至)$"
)
_VOLUME = re.compile(r"(?:收入|产值|营收|成交额|交易额|销售额|增加值|总额|零售额|进出口额)$")
_SUBSIDY = re.compile(one_of("subsidy", "amounts"))
_POLICY_OF = re.compile(
    r"(?:以内|以上)?的(?:政策|标准|比例(?!达)|部分|资金|费用|额度|奖励|补贴|补助|幅度|优惠)"
)
_TERM_OF_LOAN = re.compile(one_of("term_of_loan", "amounts"))
_LISTED = re.compile(r"(?:列入|纳入|入选|作为)[^，,]{0,10}$")
# What is already there is no target.
_FACT = re.compile(
    r"(?:全市|全省|全县|全区|总|共|现|已)(?:共|现|已)?有[^，]{0,16}$|(?:现有|共有|已有|目前|截至目前|已(?:经)?(?:建成|完成|达到|实现|投入|培育|创建|形成|累计))[^，]{0,20}$"
)
_ASPECTS = re.compile(
    "|".join(
        f"{unit}(?:{'|'.join(re.escape(word) for word in things)})"
        for unit, things in table("amounts")["aspects"].items()
    )
)
# 每增加1人奖励1000元: the step of a scale
_FOR_EACH = re.compile(
    r"每(?:再)?(?:增加|新增|增长|提高|降低|下降|减少|多|招用|吸纳|引进|培育|培训|新建|建成|超过|满)[^，,]{0,8}$"
)
_AGE_OF = ("毕业", "离校", "退役", "成立", "注册", "登记", "创办", "运营", "投产")
_NEAR_YEARS = ("近", "过去", "最近", "前", "已", "满", "每", "连续")
_BASE = re.compile(r"(?:由|从)[\d.]+[%％]?\S{0,3}$")
_HEAD_VERBS = re.compile(rf"(?:{_any('verbs_before_metric')}|基本(?=实现|形成|建成|完成|达到|消除|普及))+")
_HEAD_VERBS_END = words("verbs_behind_metric", "amounts")
_VERB_ENDS = {verb[-1] for verb in _HEAD_VERBS_END}
_ACHIEVED_BEHIND = words("achieved_behind", "amounts")
_GROW = frozenset(words("grow", "amounts"))
ONLY_VERBS = re.compile(rf"(?:{_any('only_verbs')})+")  # 力争达到8个: what was named before
_YEARLY = re.compile("[数入值额量率]年$")
_PERIOD = re.compile(r"每(?:半年|季度|年度|[一二两三四五]年|年|月|周|学期|季)")
_CIRCLE_VERBS = re.compile(r"(?:打造|建成|建设|构建|形成|完善|加快|推进)+")


@cache
def candidate() -> re.Pattern[str]:
    """A number with its unit: a rate, a stretch of time or a count."""
    no_units = words("no_units", "amounts")
    units = [u for u in words("count_units") if u not in no_units]
    alternatives = f"部(?!委|门|分)|{grouped((*words('more_units', 'amounts'), *units))}"
    return fixed(
        rf"(?P<pct>(?:(?P<plow>\d+(?:\.\d+)?)\s*(?:%|％|‰)?\s*[—–\-~～]\s*)?(?P<pn>\d+(?:\.\d+)?)\s*(?P<pu>%|％|‰|个百分点|百分点)|百分之(?P<pc>[{_CN}]+)|(?P<fb>[{_CN}])分之(?P<fa>[{_CN}])(?!一?[主体])|(?P<cheng>[{_CN}])成(?=以|左右|的|$|[，,。；;]))"
        rf"|(?P<time>(?<![\d.年月])(?P<tn>\d+(?:\.\d+)?|[{_CN}]{{1,3}})\s*(?P<tu>{_any('time_units')})(?P<tin>以?内|之内)?(?P<circle>[^，,。；;、]{{0,12}}?圈)?)"
        rf"|(?P<count>(?<![\d.—–\-~～/])(?:(?P<low>\d+(?:\.\d+)?)\s*(?:—|–|-|~|～|至|到)\s*)?(?P<cn>\d+(?:,\d{{3}})*(?:\.\d+)?|[{_CN}]{{1,3}})\s*(?P<scale>余|多)?\s*(?P<cu>(?:{alternatives})(?:/(?:{_any('per')})(?:·年)?)?))"
    )


@cache
def number_start() -> re.Pattern[str]:
    """Where a `candidate` can begin, told by the characters behind the number; years are passed over."""
    units = {u[0] for u in (*words("count_units"), *words("more_units", "amounts"))}
    units |= {u[0] for u in words("time_units", "amounts")} | set("余多")
    digits = re.escape("".join(sorted(units | set("%％‰百.,—–-~～至到"))))
    letters = "".join(sorted(units | set(f"{_CN}分成")))
    return fixed(
        rf"[0-9０-９{_CN}](?:(?<=\d)[0-9０-９]*+(?:(?<!19\d\d)(?<!20\d\d)|(?!年))(?=[{digits}])"
        rf"|(?<=[{_CN}])(?=[{re.escape(letters)}]))"
    )


class Piece(NamedTuple):
    """The part of a clause that belongs to one number."""

    sentence: str
    start: int
    end: int
    before: str  # words of the piece in front of the number
    after: str  # words of the piece behind it
    context: str  # the whole clause in front of the number
    due: bool = False  # a deadline or another target stands before it in its sentence
    listed: bool = False  # it follows a target in a list, whose verb it shares


def judge(
    match: re.Match[str],
    sentence: str,
    start: int,
    end: int,
    clause: int,
    due: bool = False,
    listed: bool = False,
) -> Target | None:
    """The target that a number states, None when it is none.

    start, end: the piece of the sentence that belongs to the number; clause: where its clause starts.
    due: a deadline or another target stands before the number in its sentence. listed: as in `Piece`.
    """
    at, behind = match.span()
    before = sentence[start:at]
    if ("有" in before or "前" in before or "已" in before) and _is_fact(before):
        return None
    if "每" in before and _FOR_EACH.search(before):
        return None
    piece = Piece(sentence, start, end, before, sentence[behind:end], sentence[clause:at], due, listed)
    if match["pct"]:
        return _percent(match, piece)
    return _time(match, piece) if match["time"] else _count(match, piece)


def _is_fact(before: str) -> bool:
    return _FACT.search(before) is not None and _STRONG.search(before) is None


def _percent(m: re.Match[str], p: Piece) -> Target | None:
    if number := m["plow"] or m["pn"]:
        value, unit = float(number), {"％": "%", "百分点": "个百分点"}.get(m["pu"], m["pu"])
    else:
        unit = "%"
        share = _share(m)
        if share is None:
            return None
        value = share
    before, after = p.before, p.after
    if after.endswith("的") and (before.startswith(_IF) or not re.search(r"以上的[^\W\d_]", after)):
        return None
    if _FROM.search(before) or ("的" in after and _POLICY_OF.match(after)):
        return None
    if _RATE_OF.search(before) and not (_STRONG.search(before[-8:]) or _RATE_REACHED.search(before)):
        return None
    return make_target(p, value, unit, low=m["plow"])


def _share(m: re.Match[str]) -> float | None:
    """百分之八十, 三分之二, 八成 in per cent."""
    if m["fb"]:
        below, above = chinese_number(m["fb"]), chinese_number(m["fa"])
        return round(above * 100 / below, 2) if below and above else None
    number = chinese_number(m["pc"] or m["cheng"])
    if number is None:
        return None
    return float(number if m["pc"] else number * 10)


def _time(m: re.Match[str], p: Piece) -> Target | None:
    raw, unit, before = m["tn"], m["tu"], p.before
    number = float(raw) if raw[0].isdigit() else chinese_number(raw)
    if number is None or (unit == "年" and float(number) > 100):
        return None
    within, circle = m["tin"], m["circle"]
    if within and (before.endswith(_NEAR_YEARS) or p.after.startswith("的") or not (before or p.after)):
        return None  # 近三年内; 毕业五年内的…; 三年内，建成…: a deadline for what follows
    if within and before.endswith(_AGE_OF):
        return None  # 毕业5年以内高校毕业生
    at_least = before.endswith(_TIME_LEAST)
    if not (within or circle or at_least or before.endswith(_TIME_LIMIT)):
        return None
    if unit in ("年", "个月") and "期限" in before and _TERM_OF_LOAN.search(p.sentence):
        return None
    metric = None
    if circle:
        # 15分钟可达的托育服务圈120个: what is reached in time is the circle, however many there are
        verbs = _CIRCLE_VERBS.match(before)
        metric = f"{before[verbs.end() :] if verbs else before}{circle}"
    return make_target(p, float(number), unit, ">=" if at_least else "<=", metric=metric)


def _count(m: re.Match[str], p: Piece) -> Target | None:
    raw, unit, before, after = (m["low"] or m["cn"]).replace(",", ""), m["cu"], p.before, p.after
    digits = raw[0].isdigit()
    strong = _STRONG.search(before[-10:]) is not None
    if not digits and not (strong and _STRONG_VERB.search(before)):
        return None
    number = float(raw) if digits else chinese_number(raw)
    if number is None or _ASPECTS.match(p.sentence, m.start("cu")):
        return None
    if not strong and "以" in after and _SIZE_OF.match(after):
        return None
    if not strong and (("的" in after and _QUALIFIES.match(after)) or before.startswith(_IF)):
        return None
    if _LISTED.search(before) or ("元" in unit and not _money_target(p, strong)):
        return None
    if not _is_stated_by(p):
        return None
    return make_target(p, float(number), unit, low=m["low"], count=True)


def _is_stated_by(p: Piece) -> bool:
    """Whether the words around a count say that it is to be reached.

    A count that ends its clause (实施项目30个以上，) asks for less than one that goes on (30张以上床位的机构):
    a deadline before it, or any verb of achievement where nobody is paid for it.
    """
    after = p.after
    if p.listed and not pays(p.sentence):
        return True
    if (
        after in _NOTHING_BEHIND
        and (p.due or (after and _ACHIEVE.search(p.context[-26:])))
        and not pays(p.sentence)
    ):
        return True
    if after.startswith("左右"):
        return True
    if after.startswith(_BOUNDED):
        return _ACHIEVE_SIZE.search(p.context) is not None
    return after.endswith(_ACHIEVED_BEHIND) or _ACHIEVE.search(p.context[-26:]) is not None


_NOTHING_BEHIND = ("", "以上", "及以上", "左右", "以内", "以下")


def pays(sentence: str) -> bool:
    """Whether a sentence says what somebody is paid (补贴, 奖励)."""
    return _SUBSIDY.search(sentence) is not None


def _money_target(p: Piece, strong: bool) -> bool:
    """Sums of money are targets when something reaches them, not when they are paid out."""
    if strong:  # a floor that lower levels must keep (补助不低于2400元), not a ceiling for those who are paid
        floor = re.search(r"(?:低于|少于|至少)[^，,]{0,6}$", p.before) is not None
        return "最高" not in p.context and (floor or _SUBSIDY.search(p.context) is None)
    reached = re.search(rf"达|突破|超过|{_ABOVE}|完成|力争", p.before) or (p.due and _VOLUME.search(p.before))
    return bool(reached) and not pays(p.sentence)


def _limits(before: str) -> list[re.Match[str]]:
    """The words of direction (不低于, 达到 …) near the number."""
    return list(_PRE.finditer(before, max(0, len(before) - _PRE_LONGEST)))


def _comparator(
    p: Piece, last: re.Match[str] | None, post: re.Match[str] | None, hundred: bool
) -> Comparator:
    if post is not None and post["about"]:
        return "~"
    group = last.lastgroup if last is not None else None
    if group == "max":
        return "<="
    if group == "below":
        return "<"
    if group == "about":
        return "~"
    if group == "more":
        return ">=" if post and post["min"] else ">"
    if group == "min":
        return ">="
    if post is not None:
        return ">=" if post["min"] else "<="
    if hundred or last is None or last.group() in _GROW:
        return "="
    return ">="


def _far_limit(before: str) -> re.Match[str] | None:
    """不超过……的35%: a limit stands before what it is a share of."""
    if not before.endswith(("的", "总数的", "收入的")):
        return None
    found = [p for p in _PRE.finditer(before) if p.lastgroup in ("max", "min", "more", "below")]
    return found[-1] if found else None


_ASIDE = " —–-●·"


def make_target(
    p: Piece,
    value: float | None,
    unit: str | None,
    comparator: Comparator | None = None,
    *,
    low: str | None = None,
    count: bool = False,
    metric: str | None = None,
    benchmark: str | None = None,
) -> Target:
    """The target that a piece of a sentence states.

    comparator: None when the words around the number say it. low: the lower end of a range (3—5家),
    which counts. count: of things, not a rate. metric: None when the words before the number say it.
    """
    words_ = p.sentence[p.start : p.end].lstrip(_ASIDE)
    start = p.end - len(words_)
    before = p.before
    near = _limits(before)
    last = near[-1] if near else None
    size = len(before)
    far = None if last is not None and size - last.end() <= 8 else _far_limit(before)
    post = _POST.match(p.after)
    if comparator is None:
        close = last if last is not None and size - last.end() <= (8 if count else 3) else _far_limit(before)
        comparator = _comparator(p, close, post, value == 100 and unit == "%")
        if low and comparator == "=":
            comparator = ">="
    period = _PERIOD.search(before) if "每" in before else None
    if metric is None:
        limit = last if far is None and last is not None and size - last.end() <= 8 else far
        metric = _metric(before, limit, p.after, post)
    return Target(
        words_,
        metric,
        comparator,
        value,
        unit,
        None,
        period.group() if period else None,
        benchmark,
        start,
        start + len(words_),
    )


def _metric(before: str, limit: re.Match[str] | None, after: str, post: re.Match[str] | None) -> str:
    """What is measured: the words before the comparator, or behind the number when none stand there."""
    head, between = before, ""
    if limit is not None:
        head, between = head[: limit.start()], head[limit.end() :]
    head = head.lstrip(_ASIDE)
    if head.endswith("年") and _YEARLY.search(head):
        head = head[:-1]  # 接待人数年增长25%
    if "由" in head or "从" in head:
        head = _BASE.sub("", head)
    head = _without_verbs(head)
    tail = after[post.end() :].removeprefix("的") if post is not None else after
    behind = between + (tail if len(tail) <= 40 else "")
    return f"{head}{behind}" if len(head) >= 2 else behind.removeprefix("的") or head or before


def _without_verbs(head: str) -> str:
    """力争…率均 -> …率."""
    stripped = True
    while stripped and head[-1:] in _VERB_ENDS:
        stripped = False
        for verb in _HEAD_VERBS_END:
            if head.endswith(verb):
                head, stripped = head[: -len(verb)], True
                break
    opening = _HEAD_VERBS.match(head)
    return head[opening.end() :] if opening else head
