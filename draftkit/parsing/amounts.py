"""One number of a sentence: is it a quantitative target, how much of what, and which way.

What counts: rates, counts with a verb of achievement, time limits. What does not: ages and sizes
that only qualify (65岁以上, 入住100人以上的), grades, rates and sums of a subsidy, what is already there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from draftkit.lexicon.genre import words
from draftkit.lexicon.text import chinese_number
from draftkit.model import Comparator, Target

_CN = "一二三四五六七八九十百千两"

_PRE = re.compile(
    r"(?P<max>不得超过|不超过|不得多于|不高于|不多于|不大于|不得高于|控制在|压减至|压缩至|压缩到|压减到|缩短至|缩短到|缩减至|降至|降到|下降到|降低到|降低至|下降至|≤|小于等于)"
    r"|(?P<below>(?<!不)低于|不足|少于|小于|[<＜])"
    r"|(?P<min>不得低于|不低于|不得少于|不少于|不小于|不短于|至少|最低|高于|≥)"
    r"|(?P<more>(?<!不)(?<!不得)超过|突破|超|[>＞])"
    r"|(?P<about>约|大约|大体)"
    r"|(?P<reach>达到|(?<![可直抵通表到])达(?![标产效峰成])|提高到|提升到|提高至|提升至|增加到|增加至|增长到|增至|扩大到|扩大至|发展到|稳定在|保持在|保持|维持|提高|提升|增长|增加)"
)
_POST = re.compile(
    r"\s*(?:(?P<min>及以上|以上|及其以上)|(?P<max>及以下|以下|以内|之内|内)|(?P<about>左右|上下))"
)
_ACHIEVE = re.compile(
    r"达到|达|完成|新增|新建|新设|新改扩建|改扩建|改建|扩建|建成|建设|改造|培育|打造|选取|选树|遴选|评选|创建|培训|培养|招募|招聘|认定|发展|引进|实现|增加|扩大|提高|累计|"
    r"配备|设立|设置|建立|举办|组织|覆盖|救助|力争|确保|储备|布局|推出|制定|修订|发布|形成|拥有|开设|孵化|落地|实施|开展|支持|选派|组建|整治|治理|修复|更新|淘汰|投放|供给|筹建|筹集|总量|规模|产值|数量|总数|人数|以上|左右|至少|不少于|不低于|不超过|不得超过|突破|超过|控制在|翻|每年|每季度|每月|每个|每县|每乡|每村|各建|各有|均有|有"
)
_STRONG = re.compile(r"不少于|不低于|至少|不得少于|不超过|不得超过|不得多于|最低")
_QUALIFIES = re.compile(
    r"\s*(?:及以上|以上|及以下|以下|以内)?[^，,。；;、]{0,10}?的(?:[^，,。；;]{0,6}$|[^\W\d_]{2,16}$)"
)
_TIME_LIMIT = re.compile(r"(?:不得超过|不超过|控制在|压缩至|压缩到|缩短至|缩短到|压减至|不得晚于)\s*$")
_TIME_LEAST = re.compile(r"(?:不得少于|不少于|不低于|至少|不短于)\s*$")
_STRONG_VERB = re.compile(
    r"(?:少于|低于|至少|超过|多于|最低)\s*(?:有|配备|建设|建成|设置|设立|开展|组织|举办|完成|建立|培育|召开|巡访|上门|研究)?\s*$"
)
_ACHIEVED_BEHIND = re.compile(r"(?:建成|完成|投用|投入使用|投产|达标|挂牌|开工|竣工|建立|落地|运营)\s*$")
_BOUNDED = re.compile(r"\s*(?:及以上|以上|以下|左右)")
_ACHIEVE_SIZE = re.compile(
    r"达到|完成|不少于|至少|新增|建成|新建|培育|培训|打造|力争|总量|规模|突破|每年|选取|创建|发展|数|稳定在|保持在|提高到|控制在|带动|引进|建设|改造|整治|开展|组织|举办|拥有|每[百千万]"
)
_IF = re.compile(r"^(?:对于?|凡|若|如|已|当|针对)")
_FROM = re.compile(r"(?:由|从)(?:[^，,]{0,8}的)?\s*$")  # 由65%提高到80%: only what is reached
_RATE_OF = re.compile(
    r"返还[^，,]{0,24}$|按(?:照)?[^，,。；;]{0,24}$|(?:费率|税率|利率|裁员率)(?:放宽到|放宽至|下调)?(?:不超过)?[^，,]{0,8}$|减按[^，,]{0,4}$|减征\s*$|给予[^，,]{0,16}$|补助[^，,]{0,12}$|奖励[^，,]{0,12}$|上浮\s*$|下浮\s*$|补贴[^，,]{0,12}$"
)
_SUBSIDY = re.compile(r"补助|补贴|奖励|奖补|罚款|资助|贷款|额度|缴费|收费|扣除|贴息|上限")
_POLICY_OF = re.compile(
    r"\s*(?:以内|以上)?的(?:政策|标准|比例(?!达)|部分|资金|费用|额度|奖励|补贴|补助|幅度|优惠)"
)
_TERM_OF_LOAN = re.compile(r"贷款|补贴|合同|担保|贴息|还款|租期|服务期|任期|处分|追溯")
_LISTED = re.compile(r"(?:列入|纳入|入选|作为)[^，,]{0,10}$")
# What is already there is no target.
_FACT = re.compile(
    r"(?:全市|全省|全县|全区|总|共|现|已)(?:共|现|已)?有[^，]{0,16}$|(?:现有|共有|已有|目前|截至目前|已(?:经)?(?:建成|完成|达到|实现|投入|培育|创建|形成|累计))[^，]{0,20}$"
)
_MONEY = re.compile(r"元")
_ASPECTS = re.compile(
    r"个(?:方面|环节|阶段|部门|单位|层面|维度|要素|允许|必须|坚持|确保|一律|统一|部委|责任|问题|原则|重点|关键|领域|步骤|成员)|项(?:原则|要求|职责|基本)|种(?:情形|方式|模式|类型|形式)|套(?:机制|制度|体系|标准体系|班子)|张(?:清单|网|图|表)|个(?:体系|机制|工作组|专班|专项组|小组)|名成员|人组成"
)
_NEAR_YEARS = re.compile(r"(?:近|过去|最近|前|已|满|每|连续)\s*$")
_BASE = re.compile(r"(?:由|从)[\d.]+\s*[%％]?\S{0,3}$")
_HEAD_VERBS = re.compile(
    r"^(?:力争|争取|确保|实现|努力|推动|全面|使|其中|基本(?=实现|形成|建成|完成|达到|消除|普及))+"
)
_HEAD_VERBS_END = re.compile(r"(?:力争|争取|确保|实现|努力|逐步|均|要|应|应当|分别|总体|年均|累计|原则上)+$")
_PERIOD = re.compile(r"每(?:半年|季度|年度|[一二两三四五]年|年|月|周|学期|季)")


_MORE_UNITS = (
    "场次",
    "班次",
    "户次",
    "家次",
    "台套",
    "台（套）",
    r"台\(套\)",
    "万辆",
    "万台",
    "万公里",
    "万平方公里",
    "万立方米/日",
)


_CIRCLE_VERBS = re.compile(r"^(?:打造|建成|建设|构建|形成|完善|加快|推进)+")


@cache
def candidate() -> re.Pattern[str]:
    units = [
        u
        for u in words("count_units")
        if u not in ("岁", "级", "类", "位", "度", "期", "日", "月", "年", "部")
    ]
    alternatives = "|".join(["部(?!委|门|分)", *_MORE_UNITS, *(re.escape(u) for u in units)])
    times = "|".join(("个工作日", "工作日", "个月", "小时", "分钟", "年", "天", "日", "周"))
    return re.compile(
        rf"(?P<pct>(?P<pn>\d+(?:\.\d+)?)\s*(?P<pu>%|％|‰|个百分点|百分点)|百分之(?P<pc>[{_CN}]+)|(?P<fb>[{_CN}])分之(?P<fa>[{_CN}])(?!一?[主体])|(?P<cheng>[{_CN}])成(?=以|左右|的|$|[，,。；;]))"
        rf"|(?P<time>(?<![\d.年月])(?P<tn>\d+(?:\.\d+)?|[{_CN}]{{1,3}})\s*(?P<tu>{times})(?P<tin>以?内|之内)?(?P<circle>[^，,。；;、]{{0,12}}?圈)?)"
        rf"|(?P<count>(?<![\d.—–\-~～/])(?:(?P<low>\d+(?:\.\d+)?)\s*(?:—|–|-|~|～|至|到)\s*)?(?P<cn>\d+(?:,\d{{3}})*(?:\.\d+)?|[{_CN}]{{1,3}})\s*(?P<scale>余|多)?\s*(?P<cu>{alternatives}))"
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a clause that belongs to one number."""

    sentence: str
    start: int
    end: int
    before: str  # words of the piece in front of the number
    after: str  # words of the piece behind it
    context: str  # the whole clause in front of the number


def judge(match: re.Match[str], sentence: str, start: int, end: int, clause: int) -> Target | None:
    piece = Piece(
        sentence,
        start,
        end,
        sentence[start : match.start()],
        sentence[match.end() : end],
        sentence[clause : match.start()],
    )
    if _FACT.search(piece.before) and not _STRONG.search(piece.before):
        return None
    if match["pct"]:
        return _percent(match, piece)
    return _time(match, piece) if match["time"] else _count(match, piece)


def _percent(m: re.Match[str], p: Piece) -> Target | None:
    if m["fb"]:
        below, above = chinese_number(m["fb"]), chinese_number(m["fa"])
        if not below or not above:
            return None
        value, unit = round(above * 100 / below, 2), "%"
    elif m["pn"]:
        value, unit = float(m["pn"]), {"％": "%", "百分点": "个百分点"}.get(m["pu"], m["pu"])
    else:
        number = chinese_number(m["pc"] or m["cheng"])
        if number is None:
            return None
        value, unit = float(number if m["pc"] else number * 10), "%"
    conditional = re.search(r"的\s*$", p.after) and not re.search(r"以上的[^\W\d_]", p.after)
    if conditional or (_IF.match(p.before.strip()) and p.after.rstrip().endswith("的")):
        return None
    if _FROM.search(p.before) or _POLICY_OF.match(p.after):
        return None
    if _RATE_OF.search(p.before) and not _STRONG.search(p.before[-8:]):
        return None
    return make_target(p, _comparator(p.before, p.after, value, unit), value, unit)


def _time(m: re.Match[str], p: Piece) -> Target | None:
    number = float(m["tn"]) if m["tn"][0].isdigit() else chinese_number(m["tn"])
    if number is None or (m["tu"] == "年" and float(number) > 100):
        return None
    limited = _TIME_LIMIT.search(p.before)
    at_least = _TIME_LEAST.search(p.before)
    if m["tin"] and _NEAR_YEARS.search(p.before):
        return None
    if not (limited or at_least or m["tin"] or m["circle"]):
        return None
    if m["tin"] and not p.before.strip() and not p.after.strip():
        return None  # 三年内，建成…: a deadline for what follows
    if m["tu"] in ("年", "个月") and "期限" in p.before and _TERM_OF_LOAN.search(p.sentence):
        return None
    target = make_target(p, ">=" if at_least else "<=", float(number), m["tu"])
    if not m["circle"]:
        return target
    # 15分钟可达的托育服务圈120个: what is reached in time is the circle, however many there are
    return replace(target, metric=f"{_CIRCLE_VERBS.sub('', p.before.strip())}{m['circle']}")


def _count(m: re.Match[str], p: Piece) -> Target | None:
    raw = (m["low"] or m["cn"]).replace(",", "")
    digits = raw[0].isdigit()
    number = float(raw) if digits else chinese_number(raw)
    if number is None or _ASPECTS.match(p.sentence, m.start("cu")):
        return None
    strong = _STRONG.search(p.before[-10:]) is not None
    if not digits and not (strong and _STRONG_VERB.search(p.before)):
        return None
    if not strong and (_QUALIFIES.match(p.after) or _IF.match(p.before.strip())):
        return None
    if _LISTED.search(p.before) or (_MONEY.search(m["cu"]) and not _money_target(p, strong)):
        return None
    bounded = _BOUNDED.match(p.after) is not None
    if not _ACHIEVE.search(p.context[-26:]) and not bounded and not _ACHIEVED_BEHIND.search(p.after):
        return None
    if bounded and not p.after.lstrip().startswith("左右") and not _ACHIEVE_SIZE.search(p.context):
        return None
    comparator = _comparator(p.before, p.after, float(number), m["cu"], count=True)
    if m["low"] and comparator == "=":
        comparator = ">="  # 3—5家: the lower end counts
    return make_target(p, comparator, float(number), m["cu"], m["low"])


def _money_target(p: Piece, strong: bool) -> bool:
    """Sums of money are targets when something reaches them, not when they are paid out."""
    if strong:  # a floor that lower levels must keep (补助不低于2400元), not a ceiling for those who are paid
        floor = re.search(r"(?:低于|少于|至少)[^，,]{0,6}$", p.before) is not None
        return "最高" not in p.context and (floor or _SUBSIDY.search(p.context) is None)
    reached = re.search(r"达到|达|突破|超过|完成|力争", p.before) is not None
    return reached and _SUBSIDY.search(p.sentence) is None


def _comparator(before: str, after: str, value: float, unit: str, *, count: bool = False) -> Comparator:
    post = _POST.match(after)
    near = [p for p in _PRE.finditer(before) if len(before) - p.end() <= (8 if count else 3)]
    last = near[-1] if near else _far_limit(before)
    if post is not None and post["about"]:
        return "~"
    if last is not None and last.lastgroup in ("max", "min", "below", "more", "about"):
        if last.lastgroup == "max":
            return "<="
        if last.lastgroup == "below":
            return "<"
        if last.lastgroup == "about":
            return "~"
        return ">" if last.lastgroup == "more" and not (post and post["min"]) else ">="
    if post is not None:
        return ">=" if post["min"] else "<="
    if value == 100 and unit == "%":
        return "="
    reached = last is not None and last.group() not in ("提高", "提升", "增长", "增加")
    return ">=" if reached else "="


def _far_limit(before: str) -> re.Match[str] | None:
    """不超过……的35%: a limit stands before what it is a share of."""
    if not before.endswith(("的", "总数的", "收入的")):
        return None
    found = [p for p in _PRE.finditer(before) if p.lastgroup in ("max", "min", "more", "below")]
    return found[-1] if found else None


def make_target(p: Piece, comparator: Comparator, value: float, unit: str, low: str | None = None) -> Target:
    """The target that a piece of a sentence states. low: the lower end of a range (3—5家), if any."""
    raw = p.sentence[p.start : p.end]
    lead = len(raw) - len(raw.lstrip(" —–-●·"))
    words_ = raw[lead:].rstrip()
    start = p.start + lead
    period = _PERIOD.search(p.before)
    before = p.before[: p.before.rfind(low)] if low and low in p.before else p.before
    return Target(
        words_,
        _metric(before.lstrip(" —–-●·"), p.after),
        comparator,
        value,
        unit,
        period=period.group() if period else None,
        start=start,
        end=start + len(words_),
    )


def _metric(before: str, after: str) -> str:
    """What is measured: the words before the comparator, or behind the number when none stand there."""
    head, between = before.strip(), ""
    near = [p for p in _PRE.finditer(head) if len(head) - p.end() <= 8] or [
        m for m in [_far_limit(head)] if m
    ]
    if near:
        head, between = head[: near[-1].start()], head[near[-1].end() :]
    head = _HEAD_VERBS_END.sub("", _BASE.sub("", head.strip()))
    head = _HEAD_VERBS.sub("", head).strip()
    tail = _POST.sub("", after, count=1).strip().removeprefix("的") if _POST.match(after) else after.strip()
    behind = between + (tail if len(tail) <= 40 else "")
    return f"{head}{behind}" if len(head) >= 2 else behind or head or before.strip()
