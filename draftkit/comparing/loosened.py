"""Force in clauses that answer each other though their sentences are reworded (放宽、附加限定).

`force_deviations` needs sentences that are close; here the clauses are known to be the same task, so
only what surely loosens it is told: a prohibition that forbids no longer, a duty left to choice, 必须 or
全部 left out, 原则上 put in, a condition or an exception made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from draftkit.comparing.duties import proviso
from draftkit.comparing.finding import Finding
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.result import Kind
from draftkit.comparing.superior import superiors_own
from draftkit.comparing.tasks import Task, is_whom, states_condition, tasks_of
from draftkit.comparing.tuning import thresholds
from draftkit.comparing.twins import Twin
from draftkit.comparing.words import any_degree, degrees

_LOOSE = frozenset({"verb_support", "verb_explore"})
_ASSISTS = re.compile("^(?:积极|主动)?(?:配合|协助)")
_LEFT_TO_CHOICE = re.compile("鼓励|引导|倡导|提倡|探索|研究(?!生|院|所|中心|机构|开发)|尝试|试点")
_BINDING = frozenset({"modal_must", "modal_should", "modal_prohibit"})
_FORBIDS = re.compile("严禁|禁止|不得(?![低少高多小大晚]于|超过|早于)|不准|不允许|严格禁止|杜绝|不许|不再")
_NEGATES = re.compile(
    "[不无未免禁勿]|杜绝|取消|停止|暂停|防止|避免|清零|零|拒绝|制止|撤销|关停|专款专用|一票否决|查处|处罚|打击"
)
_AVOIDS = re.compile("(?<!坚决)(?<!严格)(?:防止|避免|减少)")
_FULL = re.compile(r"全部|一律|所有|逐一|逐项|必须|应(?P<all>[\u4e00-\u9fff])尽(?P=all)")
_STILL_FULL = re.compile(
    "全[部面覆]|一律|所有|[均都皆]|逐|每|各|应|须|必|要|确保|100%|严|一并|齐|人人|到位|覆盖"
)
_HEDGE = re.compile("原则上|力争|争取|尽量|逐步|有条件的")
_EVERY = re.compile("全部|一律|必须|全覆盖|应当")
# 争取 is said of money that only the superior has; 基本医疗, 签约 are no hedges.
_SOFTENS = re.compile(
    "力争|力求|尽量|尽可能|原则上|逐步|预计|稳步|分步|分批|适度|酌情|视情"
    "|基本(?=完成|建成|清零|消除|实现|形成|达到|建立|普及|满足|解决|覆盖|摸清|稳定|健全|完善)"
)
_FREE_ANYWAY = re.compile("鼓励|支持|引导|倡导|提倡|探索|研究|试点|允许|可以|原则上")
_NEEDED = re.compile(r"(?:确需|确有需要|确有必要|确因|因特殊情况)[^，。；]{0,16}的")
_MEANS = re.compile(
    r"(?:根据|结合|视|依据|量力而行)[^，。；]{0,4}(?:财力|财政状况|财政承受能力|资金情况|承受能力)[^，。；]{0,4}"
)
_CONDITION = re.compile("(?:有|具备|符合)(?:相应|一定)?条件的|条件(?:成熟|允许|具备)的|有能力的|有实力的")
# Only those above a bar: 年研发投入超过100万元的
_THRESHOLD = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:超过|达到|不低于|不少于|满)\d[\d.]*[^，。；\d]{1,4}(?:以上)?的(?=[\u4e00-\u9fff]{2})"
)
_FIGURE = re.compile(r"\d(?![\d年月日]*[年月日])")
_NEW_ONLY = re.compile(r"^(?:对)?新(?:建|入驻|增|开工|出让|开办)的?(?P<what>[\u4e00-\u9fff]{3,})")
_BEFORE = 30  # characters in front of a clause in which a condition on it may stand
_OBJECT = 3  # characters of what is left to choice
# Only clauses with such words are looked into.
_BOUND = re.compile("原则上|严禁|禁止|不得|不准|不允许|杜绝|不许|不再|必须|一律|全部|所有|逐[一项]|应.尽")
_LOOSENS = re.compile(
    "配合|协助|鼓励|引导|倡导|提倡|探索|研究|尝试|试点|除.{1,20}外|确[需有因]|视情|财力|承受能力|量力|条件|情况|新[建入增开出]|力[争求]|原则"
    "|逐步|基本|尽[量可力]|争取|左右|上下|大约|预计|适[当度]|酌情|分[步批]|稳步|成熟|能力的|意愿的|基础较|经批准|额度"
    r"|(?:超过|达到|不低于|不少于|满)\d"
)
_PLAIN = 3  # what a clause without a word of force asks for: a plan's plain statement is a task


def loosened_deviations(
    pairing: Pairing, twins: Sequence[Twin], told: Sequence[Finding]
) -> Iterator[Finding]:
    """What surely loosens a task, in sentences of which nothing such is told yet."""
    bar = thresholds()["twin"]["same_task"]
    known = {(f.parent_quote.measure, f.parent_quote.start) for f in told if f.parent_quote and _of_force(f)}
    for twin in twins:
        ours = pairing.ours[twin.ours.sentence.passage]
        theirs = pairing.theirs[twin.theirs.sentence.passage]
        at = ours.id, twin.ours.sentence.start
        if twin.likeness < bar or at in known or twin.ours.text == twin.theirs.text:
            continue
        change = _change(twin)
        if change is not None and not _left_to_superior(pairing, twin):
            kind, text, facts = change
            quotes = ours.sentence_quote(twin.ours.sentence), theirs.sentence_quote(twin.theirs.sentence)
            yield Finding(kind, ours.id, theirs.id, *quotes, text, facts=facts)
            known.add(at)


# 建设全省统一的平台, 修订《某省条例》, 完善国家标准: one thing for the superior's whole territory.
_WITH_THOSE_ABOVE = re.compile("^(?:积极|主动)?配合(?:上级|国家|省级|市级|自治区)")
_OF_THE_WHOLE = re.compile(
    r"统一|一体化|平台|系统|数据库|资源库|电网|(?:修订|制定|清理)[^，。；]*(?:《|法|条例|规章)|国家标准|行业标准|[省市]属"
)


def _left_to_superior(pairing: Pairing, twin: Twin) -> bool:
    """配合上级制定地方标准: with what only the superior may do, one below can but help."""
    if _ASSISTS.match(twin.theirs.text) is None or pairing.same_place:
        return False
    whole = _WITH_THOSE_ABOVE.match(twin.theirs.text) and _OF_THE_WHOLE.search(twin.ours.text)
    return whole is not None or superiors_own(pairing, twin.ours.text)


def _of_force(finding: Finding) -> bool:
    return finding.kind in ("weakened", "conditioned", "strengthened") and "soft_target" not in finding.facts


_Change = tuple[Kind, str, frozenset[str]]


def _change(twin: Twin) -> _Change | None:
    form = twin.theirs.sentence.form
    start = max(0, form.find(twin.theirs.text))
    before = form[max(0, start - _BEFORE) : start]
    parent = twin.ours.sentence.form
    bound = any(m.group() not in form for m in _BOUND.finditer(twin.ours.text))
    bound = bound or any(m.group() not in form for m in any_degree().finditer(twin.ours.text))
    if not bound and all(m.group() in parent for m in _LOOSENS.finditer(before + twin.theirs.text)):
        return None
    task, other = tasks_of(twin.ours.text)[0], tasks_of(twin.theirs.text)[0]
    before = before.rstrip("，").rpartition("，")[2] if before.endswith("，") else ""
    return (
        _limited(task, other, before, parent)
        or _forbidden(task, other)
        or _freed(task, other, parent)
        or _assisting(task, other, parent)
        or _hedged(task, other, parent)
        or _less(task, other, form)
        or _no_longer_full(task, other, form)
        or _unhedged(task, other)
    )


def _limited(task: Task, other: Task, before: str, parent: str) -> _Change | None:
    """A condition, an exception or a proviso on means; one that stands in the clause before counts as well."""
    said = before + other.text
    if (found_proviso := proviso(said)) and not proviso(parent):
        return "conditioned", f"同一任务加上了“{found_proviso}”这一限定", frozenset()
    for pattern in (_NEEDED, _MEANS, _THRESHOLD):
        found = pattern.search(said)
        if found and not pattern.search(parent) and not (pattern is _THRESHOLD and _FIGURE.search(task.text)):
            return "conditioned", f"同一任务加上了“{found.group()}”这一限定", frozenset()
    plain = _CONDITION.search(other.text)  # 有条件的学校配…: a clause without a word of force
    for condition in other.conditions or ((plain.group(),) if plain else ()):
        head = condition.split("的")[0]
        if condition.startswith(("按", "依")) or is_whom(head) or states_condition(parent):
            continue
        if head not in parent:
            return "conditioned", f"同一任务加上了“{condition}”这一限定", frozenset()
    new = _NEW_ONLY.match(other.text)
    if new and task.text.removeprefix("对").startswith(new["what"][:3]):
        return "conditioned", f"同一任务的范围缩小为“{new.group()[:8].strip('对')}”", frozenset()
    return None


def _forbidden(task: Task, other: Task) -> _Change | None:
    """不得新建 that became 严格控制新建."""
    found = _FORBIDS.search(task.text)
    if found is None:
        return None
    if (only := _AVOIDS.search(other.text)) and not _NEGATES.search(other.text[: only.start()]):
        if _AVOIDS.search(task.text):
            return None
        text = f"同一任务用语由“{found.group()}”变为“{only.group()}”，约束力减弱"
        return "weakened", text, frozenset({"far"})
    if _NEGATES.search(other.text):
        return None
    now = other.words[0].term if other.words else ""
    text = f"用语由“{found.group()}”变为“{now}”" if now else f"去掉了“{found.group()}”"
    return "weakened", f"同一任务{text}，约束力减弱", frozenset({"far"})


def _freed(task: Task, other: Task, parent: str) -> _Change | None:
    """A task left to choice: 鼓励, 引导, 探索 in front of what the parent asks for."""
    for word in other.words:
        free = _LEFT_TO_CHOICE.match(word.term)
        object_ = other.text.partition(word.term)[2].rstrip("，,；;。")
        if word.family not in _LOOSE or free is None or free.group() in parent or len(object_) < _OBJECT:
            continue  # 开展协作研究 is an act, 研究建立… is none yet
        if any(w.family in _LOOSE for w in task.words) or _FREE_ANYWAY.search(_up_to(task, parent)):
            return None
        base = max((w.base for w in task.words), default=_PLAIN)
        facts = {"far"} if base - word.base >= 2 else set()
        if any(w.family in _BINDING for w in task.words):
            facts |= {"duty_lost"}
        return "weakened", f"同一任务加上了“{word.term}”，约束力减弱", frozenset(facts)
    return None


def _up_to(task: Task, parent: str) -> str:
    """The parent's sentence up to the end of a clause: 鼓励 governs the clauses behind it."""
    return parent[: parent.find(task.text) + len(task.text)]


def _assisting(task: Task, other: Task, parent: str) -> _Change | None:
    """What the parent asks to be done is only helped with: 要纳入规划 that became 配合编制规划."""
    found = _ASSISTS.match(other.text)
    if (
        found is None
        or "配合" in parent
        or "协助" in parent
        or not task.words
        or "可" in task.text
        or "本级" in task.text
    ):
        return None
    was = max(task.words, key=lambda w: w.base)
    if was.base <= _PLAIN:
        return None
    return "weakened", f"同一任务由“{was.term}”变为“{found.group()}”，不再由本级主责", frozenset({"far"})


def _unhedged(task: Task, other: Task) -> _Change | None:
    """原则上都要 that became 全部."""
    hedge, full = _HEDGE.search(task.text), _EVERY.search(other.text)
    if hedge is None or full is None or _HEDGE.search(other.text):
        return None
    return "strengthened", f"同一任务由“{hedge.group()}”变为“{full.group()}”，约束力增强", frozenset()


def _hedged(task: Task, other: Task, parent: str) -> _Change | None:
    """原则上, 逐步, 基本 put in; 稳步 where the parent says 全面."""
    if _FIGURE.search(other.text) and _FIGURE.search(task.text):
        return None  # told with the figure
    found = _SOFTENS.search(other.text)
    if found is None or found.group() in parent or _FREE_ANYWAY.search(_up_to(task, parent)):
        return None
    forbade = _FORBIDS.search(task.text)
    facts = frozenset({"far"}) if forbade and found.group() == "原则上" else frozenset()
    return "weakened", f"同一任务加上了“{found.group()}”，约束力降低", facts


def _less(task: Task, other: Task, child: str) -> _Change | None:
    """A lower degree of the same act: 严厉打击 that became 查处."""
    for steps in degrees() if any_degree().search(task.text) else ():
        was = next((i for i, words in enumerate(steps) if any(w in task.text for w in words)), None)
        now = next((i for i, words in enumerate(steps) if any(w in other.text for w in words)), None)
        if was is not None and now is not None and now > was:
            before = next(w for w in steps[was] if w in task.text)
            after = next(w for w in steps[now] if w in other.text)
            if before not in child:
                far = frozenset({"far"} if [] in map(list, steps[was:now]) else ())
                return "weakened", f"同一任务用语由“{before}”变为“{after}”，约束力减弱", far
    return None


def _no_longer_full(task: Task, other: Task, child: str) -> _Change | None:
    """必须, 一律, 全部 left out where no figure binds by itself."""
    found = _FULL.search(task.text)
    if found is None or _FIGURE.search(other.text) or _STILL_FULL.search(other.text) or _EVERY.search(child):
        return None
    return "weakened", f"同一任务去掉了“{found.group()}”，约束力降低", frozenset()
