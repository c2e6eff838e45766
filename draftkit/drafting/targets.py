"""Targets of the parent with the locality's values, or with a visible hole (目标值).

A rate of the parent binds the local paper as it stands (TGT-06: not below the superior's value).
A count (30家) is the superior's own total: nobody but the locality knows its share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import cast

from draftkit.drafting.edits import Edit
from draftkit.drafting.holes import OpenPoint, hole
from draftkit.drafting.measured import told
from draftkit.lexicon import levels
from draftkit.lexicon.text import normal
from draftkit.localities import Locality, TargetValue
from draftkit.model import Level, Target

_RATES = frozenset({"%", "‰", "个百分点", "百分点", "倍"})
# Measured in these, a number says how something is to be done, not how much of it there is to be.
_NORMS = frozenset(
    "年 个月 月 日 天 个工作日 工作日 小时 分钟 周 次 学时 课时 岁 元 级 米 公里 平方米 度 元/人".split()
)
_SIZES = frozenset({"公里", "米", "平方米"})
_DONE = re.compile(
    "改造|新建|新改建|改建|扩建|建设|建成|新增|整治|治理|修复|绿化|完成|铺设|敷设|架设|修建|改扩建|疏浚|清淤|硬化|拓宽|提升|加固|养护|划定|退还|腾退"
)
# What has to be there wherever something is done, a few of each: 日检指标不少于9项, 配备专职人员不少于2人.
_POSTED = re.compile("日检|周检|月检|年检|检[测验](?:指标|项目)|配备|配足|配齐|配置|设有|学时|课时")
_FEW = 20
_EACH = re.compile("每(?!年|半年|季度|个?月|周|天|日)|人均|户均|平均|各类?")
_NUMBER = r"\d+(?:\.\d+)?"
_YEAR = re.compile(r"(?:到|至|力争到?|力争|于)?(20\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?)?(底|末|年底)?")
_DUE = re.compile(
    r"(?:(?P<to>到|至|力争|于|在)?)(?P<year>20\d\d)年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?"
    r"(?P<by>底前?|末|年底|前)?(?!以来|度|以前已)"
)
_MONTH_ALONE = re.compile(r"(?<![\d年])(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?(?P<by>底前|底|前)(?!后)")
_BELOW = r"(?:(?:设区的?)?市|县|区|旗|盟|苏木|乡|镇|街道|[（(][^（）()]*[）)]|、|级(?!及?以上)|地)+"
_SHARE_OF_BELOW = re.compile(
    rf"(?:\d+(?:\.\d+)?%(?:以?上)?|[一二三四五六七八九十]+分之[一二三四五六七八九十]+(?:以?上)?)的{_BELOW}(?!级?及?以上)"
)
_EACH_BELOW = re.compile(
    r"(?<![对向把给])(?:各|每个?)(?:(?P<city>设区的?市|地级市|市[（(]州[）)]|市州|盟市|市)"
    r"|(?:市、)?(?P<county>旗?县（[^（）]*）|旗县市（区）|区县（市）|市（县、区）|区（[^（）]*）|县市区|旗县|县区|区县|县|区|旗)"
    r"|(?P<township>苏木乡镇（街道）|乡镇（街道）|镇（街道）|街道（乡镇）|乡镇|镇|街道))(?![级域辖（]|奖|补助|给予|安排|下达)"
)
_OTHER_SCOPE = re.compile(
    r"[，；](?:力争|到20\d\d年，?)?(?:全[省市县区州旗盟国]|我[省市县区州旗盟]|(?:省|市|县|区|旗|乡镇?)级|乡镇|苏木|街道|村)"
)
_PLACES_COUNTED = re.compile(
    r"盟市|旗县|设区的?市|地市|市州|市（州）|旗?县（[^（）]*）|县市区|区县|乡镇|苏木"
)
_LEVEL_SAID = re.compile(
    r"(?P<who>(?:省|市|县|区|旗|乡镇?|村)级|(?:苏木)?乡镇（街道）|乡镇|街道|村（社区）|行政村)(?!以上|及以上|以下)"
)
_VERBS = re.compile(
    r"^(?:选取|评选|认定|争创|开通|设置|安装|改扩建|改建|全国|累计|选择|遴选|确定|建成|建设|新建|新增|改造|培育|培养|培训|完成|实现|打造|创建|开展|组织|举办|达到"
    r"|力争|全[省市县区州]|每年|至少)+"
)
_UP_TO_PERIOD = re.compile("^.*(?:每年|每季度|每月)")
_FIGURE = re.compile("(?:数|量|额|率|比|规模|面积|里程|长度|装机|收入|投资|产值|资金|经费|费用)$")
# How often something is done, and what is paid for one case: standards that hold everywhere.
_OFTEN = re.compile(r"每(?:半年|季度|个?月|周|旬|天|日|学期)")
_YEARLY_FEW = re.compile(r"每年[^，。；]{0,16}?[1-4](?:批|期|次|场|场次|轮|轮次|届|遍)")
_RATE_OF_PAY = re.compile("奖励|补助|补贴|奖补|给予|资助|津贴|标准|额度|最高|返还|贴息|按每")
_KINDS: Mapping[str, tuple[str, ...]] = {
    "money": ("元",), "length": ("公里", "米"), "area": ("亩", "公顷", "平方米", "平方公里"),
    "power": ("千瓦", "千瓦时"), "time": ("年", "月", "日", "天", "小时", "分钟"), "people": ("人", "人次", "名"),
}  # fmt: skip
_LONG = 24  # a demand of the superior longer than that is told by its figure alone
_ALIKE = 78


def target_edits(
    text: str,
    targets: tuple[Target, ...],
    here: Locality,
    measure: str | None,
    goals: Mapping[int, str] | None = None,
) -> list[Edit]:
    """The edits that put local values into a text in reading form, in reading order.

    measure: id for the open points. goals: what `goals_of` finds for the whole paper, None when only
    these targets are known.
    """
    known = goals_of(targets, here.targets) if goals is None else goals
    edits: list[Edit] = []
    at = 0
    for target in sorted(targets, key=lambda t: t.start):
        words = normal(target.text)
        start = text.find(words, at)
        if start < 0:
            continue
        # A target can stand inside the words of the one before it.
        at = start
        local = here.targets.get(known.get(id(target), ""))
        edits += _of_target(text, target, start, start + len(words), here, local, measure)
    return edits


def _of_target(
    text: str,
    target: Target,
    start: int,
    end: int,
    here: Locality,
    local: TargetValue | None,
    measure: str | None,
) -> list[Edit]:
    number = _number_at(text, target, start, end)
    if number is None:
        return []
    if local is not None:
        return _local(text, target, number, start, local, measure)
    words = text[start:end]
    if share := _SHARE_OF_BELOW.search(text, start, end):
        return [_of_share(share, start, words, here, measure)]
    if each := _each_below(text, start, end):
        return [_of_each(text, each, words, here, measure)]
    if target.unit in _RATES:
        return [Edit(start, start, "", _kept(words, measure))]
    if places := _PLACES_COUNTED.match(text, number[1]):
        counted = text[number[0] : places.end()]
        reason = "上级写的是它所辖的地方，请改为本地的"
        return [Edit(number[0], number[0], "", OpenPoint("target", counted, reason, None, measure))]
    level = _LEVEL_SAID.match(text, _clause_start(text, number[0]))
    if level and _is_ours_or_below(level["who"], here):
        reason = f"上级给“{level['who']}”定的标准，没有改动，请核对"
        return [Edit(start, start, "", OpenPoint("target", words, reason, None, measure))]
    if not _is_total(target, words):
        return []
    name = _counted(text, target, number)
    return [_open(*number, name, words, text[number[0] : number[1]], measure)]


def _is_ours_or_below(who: str, here: Locality) -> bool:
    level = levels.level_of(who.removeprefix("苏木"))
    return level is None or levels.rank(level) >= levels.rank(here.level)


def _clause_start(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in "，。；：") + 1


def _of_share(share: re.Match[str], start: int, words: str, here: Locality, measure: str | None) -> Edit:
    """70%以上的区县建有护理院: this one is to be among them, or not."""
    reason = f"上级要求“{words}”，已写成本级也要做到，请核对本级是否列入"
    point = OpenPoint("decision", words[share.end() - start :], reason, None, measure)
    return Edit(share.start(), share.end(), here.whole, point)


def _counted(text: str, target: Target, number: tuple[int, int]) -> str:
    """What is counted: the metric's name, else the noun in front of the number."""
    name = _VERBS.sub("", _UP_TO_PERIOD.sub("", normal(target.metric)))
    if name and not re.fullmatch("不少于|不低于|至少|达到?|超过", name):
        return _named(name, target)
    before = re.sub("(?:不少于|不低于|至少|达到?|超过)$", "", text[: number[0]])
    noun = re.search(r"[一-龥]{2,10}$", before)
    words = _VERBS.sub("", noun[0].rpartition("的")[2]) if noun else ""
    return _named(words, target) if len(words) > 1 else f"完成{'人数' if target.unit == '人' else '数量'}"


def _named(name: str, target: Target) -> str:
    """The name of a figure: 托位 is counted (托位数量), 森林蓄积量 or 专项资金 is a figure already."""
    if _FIGURE.search(name):
        return name
    return name + ("金额" if (target.unit or "").endswith("元") else "数量")


def _is_total(target: Target, words: str) -> bool:
    """Whether a count is what the superior's whole territory is to have (全省200家)."""
    if target.comparator in ("<", "<=") or _EACH.search(words):
        return False
    if _OFTEN.search(words) or _YEARLY_FEW.search(words) or _is_posted(target, words):
        return False
    if (target.unit or "").endswith("元") and _RATE_OF_PAY.search(words):
        return False
    # 全省每年改造管网3000公里 is a sum too, although a length can also be a norm (间距不少于3米).
    return target.unit not in _NORMS or (target.unit in _SIZES and _DONE.search(words) is not None)


def _is_posted(target: Target, words: str) -> bool:
    """Whether a small count says how each is to be fitted out, and not what the whole territory has."""
    few = target.value is not None and target.value <= _FEW and target.comparator == ">="
    return few and _POSTED.search(words) is not None and not _OF_ALL.search(words)


_OF_ALL = re.compile("全[省市县区州旗盟]|累计|总|共")


def is_sum(target: Target) -> bool:
    """Whether the superior's figure is what all its places come to, of which one place has a share."""
    return target.unit not in _RATES and _is_total(target, normal(target.text))


def is_own(target: Target) -> bool:
    """Whether a locality sets this figure for itself: a rate or a sum, no norm (本地自定的指标)."""
    if target.value is None:
        return False
    words = normal(target.text)
    return (
        target.unit in _RATES or _is_total(target, words) or re.search("每[百千万]|人均", words) is not None
    )


def _each_below(text: str, start: int, end: int) -> re.Match[str] | None:
    """Who is to reach the target, when the superior says 各县（市、区） or 每个设区的市 in the sentence."""
    opening = max(text.rfind(mark, 0, start) for mark in "。；") + 1
    found = list(_EACH_BELOW.finditer(text, opening, end))
    if found and _OTHER_SCOPE.search(text, found[-1].end(), end):
        return None  # 支持各县建设…，力争全市达到60家: the sum is the superior's
    return found[-1] if found and "人民政府" not in text[found[-1].end() : found[-1].end() + 4] else None


def _of_each(text: str, each: re.Match[str], words: str, here: Locality, measure: str | None) -> Edit:
    if each.lastgroup == here.level:
        # What every county is to reach, this county is to reach.
        before = re.search("全[省市县区州国]$", text[: each.start()])
        start = before.start() if before else each.start()
        point = _kept(words.partition(each.group())[2] or words, measure)
        return Edit(start, each.end(), here.whole, point)
    who = each.group()
    if levels.rank(cast(Level, each.lastgroup)) < levels.rank(here.level):
        # What every city is to reach, a county reaches in part: nobody knows how much but itself.
        reason = f"上级对“{who}”的要求（{words}），请核定本级的数量"
        said = words.partition(who)[2] or words
        return Edit(each.start(), each.end(), here.whole, OpenPoint("target", said, reason, None, measure))
    reason = f"上级对“{who}”的要求，请核对是否属于本级的任务"
    return Edit(each.start(), each.start(), "", OpenPoint("decision", words, reason, None, measure))


def _kept(words: str, measure: str | None) -> OpenPoint:
    reason = "本地没有给出这项目标值，沿用上级的数值，请核定，一般不低于上级"
    return OpenPoint("target", words, reason, None, measure)


def _open(start: int, end: int, name: str, words: str, figure: str, measure: str | None) -> Edit:
    text = hole(name, f"上级要求：{words if len(words) <= _LONG else figure}")
    reason = "上级的这项目标不能照搬，请填写本地的目标"
    return Edit(start, end, text, OpenPoint("target", text, reason, None, measure))


def _measured(target: Target) -> str:
    return _VERBS.sub("", normal(target.metric)) or "本地目标"


def _number_at(text: str, target: Target, start: int, end: int) -> tuple[int, int] | None:
    """Where number and unit of the target stand; None for a target without a number."""
    if target.value is None:
        return None
    unit = re.escape(normal(target.unit)) if target.unit else ""
    for found in re.finditer(rf"({_NUMBER}){unit}", text[start:end]):
        if abs(float(found[1]) - target.value) < 1e-9:
            return start + found.start(), start + found.end()
    return None


def _local(
    text: str, target: Target, number: tuple[int, int], start: int, local: TargetValue, measure: str | None
) -> list[Edit]:
    edits = []
    year = _deadline_near(text, start, number[1]) if local.deadline else None
    if local.deadline and year:
        edits.append(Edit(*year, _deadline(local.deadline)))
    if local.value is not None:
        words = f"{local.value}{local.unit or target.unit or ''}"
        total = is_sum(target) and not _each_below(text, start, number[1])
        edits.append(Edit(*number, words, told(target, local, words, measure, total=total)))
    return edits


def _deadline_near(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The year nearest before the number in the same sentence (到2025年，…达到75%)."""
    opening = max(text.rfind(mark, 0, start) for mark in "。；") + 1
    found = list(_YEAR.finditer(text, opening, end))
    if not found:
        return None
    last = found[-1]
    return last.start(1), last.end(0) - len(last[4] or "")


def _deadline(deadline: str) -> str:
    """2026, 2026-06 or 2026-06-30 as 2026年6月30日."""
    year, *rest = deadline.split("-")
    month = f"{int(rest[0])}月" if rest else ""
    day = f"{int(rest[1])}日" if len(rest) > 1 else ""
    return f"{year}年{month}{day}"


def low_targets(targets: Iterable[Target], given: Mapping[str, TargetValue]) -> frozenset[str]:
    """The names of the locality's targets of which something may have to be said (see `told`).

    Whether a figure is the superior's total is also a matter of its sentence, so both are tried.
    """
    all_targets = tuple(targets)
    goals = goals_of(all_targets, given)
    matched = ((target, goals.get(id(target))) for target in all_targets)
    return frozenset(
        key
        for target, key in matched
        if key and any(told(target, given[key], "", None, total=t) for t in {False, is_sum(target)})
    )


def overdue(text: str, issued_on: str | None, measure: str | None) -> Iterator[Edit]:
    """Holes for years that are past when the local paper is issued (TGT-02). issued_on: ISO date."""
    if not issued_on:
        return
    for found in _DUE.finditer(text):
        if not (found["to"] or found["by"] not in (None, "前") or (found["by"] and found["month"])):
            continue
        if not _is_past(found["year"], found["month"], found["day"], issued_on):
            continue
        asked = found.group().removeprefix(found["to"] or "").removesuffix(found["by"] or "")
        name = "完成时限" if found["month"] else "完成年份"
        # 年 stays outside of the hole, so that filling in a number is enough.
        stop = (
            found.end("day") + 1
            if found["day"]
            else found.end("month") + 1
            if found["month"]
            else found.end("year")
        )
        yield _late(found.start("year"), stop, name, asked, measure)
    for found in _MONTH_ALONE.finditer(text):
        year = _year_before(text, found.start())
        if year and _is_past(year, found["month"], found["day"], issued_on):
            stop = found.start("by")
            yield _late(found.start(), stop, "完成时限", text[found.start() : stop], measure)


def _year_before(text: str, at: int) -> str | None:
    """The year that a month without one belongs to, None when the sentence names none."""
    found = re.findall(r"(20\d\d)年(?:\d{1,2}月|底)", text[text.rfind("。", 0, at) + 1 : at])
    return str(found[-1]) if found else None


def _is_past(year: str, month: str | None, day: str | None, issued_on: str) -> bool:
    if month and day:
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}" < issued_on
    return f"{year}-{month.zfill(2) if month else '12'}" < issued_on[:7]


def _late(start: int, stop: int, name: str, asked: str, measure: str | None) -> Edit:
    words = hole(name, f"上级要求：{asked}")
    reason = f"上级的时限{asked}已早于本文成文日期，请重新确定"
    return Edit(start, stop, words, OpenPoint("target", words, reason, None, measure))


def goals_of(targets: Iterable[Target], given: Mapping[str, TargetValue]) -> dict[int, str]:
    """Which of the locality's targets answers which of the parent's: identity of the target -> name.

    The unit has to be of one kind (a sum is no growth rate). A name that some target bears is not
    lent to one that is merely alike. Of one figure for several years, the locality's own year counts,
    else the first.
    """
    keys = tuple(given)
    pairs = [(t, key) for t in targets if (key := best_key(t.metric, keys)) and _alike(t, given[key])]
    borne = {key for t, key in pairs if _bears(t, key)}
    pairs = [(t, key) for t, key in pairs if _bears(t, key) or key not in borne]
    years = {key: _year_of([t for t, k in pairs if k == key], given[key]) for key in borne}
    return {
        id(t): key for t, key in pairs if not t.deadline or t.deadline[:4] == years.get(key, t.deadline[:4])
    }


def _bears(target: Target, key: str) -> bool:
    return normal(key) in normal(target.metric) or normal(target.metric) in normal(key)


def _year_of(targets: Sequence[Target], local: TargetValue) -> str:
    """The year of the parent's figure that a local value stands for."""
    years = [t.deadline[:4] for t in targets if t.deadline]
    wanted = (local.deadline or "")[:4]
    return wanted if wanted in years else (years[0] if years else "")


def _alike(target: Target, local: TargetValue) -> bool:
    """Whether two figures are of one kind by their units; a unit that is not given says nothing."""
    theirs, ours = normal(target.unit or ""), normal(local.unit or "")
    return not theirs or not ours or theirs == ours or _kind(theirs) == _kind(ours)


def _kind(unit: str) -> str:
    if unit in _RATES:
        return "rate"
    return next((kind for kind, last in _KINDS.items() if unit.endswith(last)), "count")


@lru_cache(maxsize=4096)
def best_key(metric: str, keys: tuple[str, ...]) -> str | None:
    """The name most alike to a metric, None when none is alike enough.

    A short name that stands whole inside the metric (签约率 in 家庭医生签约率) counts as alike.
    """
    if not keys or not metric:
        return None
    wanted = normal(metric)
    inside = [key for key in keys if normal(key) in wanted or wanted in normal(key)]
    if len(inside) == 1:
        return inside[0]
    if not inside and not any(_may_be_alike(normal(key), wanted) for key in keys):
        return None
    from rapidfuzz import fuzz, process

    if inside:
        return max(inside, key=lambda key: (min(len(key), len(wanted)), fuzz.ratio(key, wanted)))
    best = process.extractOne(wanted, keys, scorer=fuzz.ratio, processor=normal, score_cutoff=_ALIKE)
    return str(best[0]) if best else None


def _may_be_alike(key: str, metric: str) -> bool:
    """Whether two names share so many letters that their likeness is worth measuring."""
    shared = sum((Counter(key) & Counter(metric)).values())
    return 200 * shared >= _ALIKE * (len(key) + len(metric))
