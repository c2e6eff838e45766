"""Deviations of binding force (约束力): a weaker or stronger verb, a hedge or a condition for the same task."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from draftkit.comparing.align import Match
from draftkit.comparing.finding import Finding
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage
from draftkit.comparing.quantities import soft_words
from draftkit.comparing.sentences import clauses
from draftkit.comparing.tasks import Task, bare_clause, is_whom, states_condition, tasks_of
from draftkit.comparing.tuning import thresholds
from draftkit.lexicon.strength import Force

_SOUGHT = ("争取", "争创", "配合上级")
_DUTY = 4
_CHOICE = 2
_FULL = re.compile("全部|一律|全面|全覆盖|逐一|所有|一并|[配备建]齐")
_EVERY = re.compile("全部|一律|逐一|所有")
_SOME = re.compile(
    "部分(?![门委队署])|个别|少数|重点(?=路段|区域|地区|部位|单位|行业|场所|企业|人群|村|乡镇|小区|项目)"
)
_FIGURE = re.compile(r"\d[\d.]*")
_PILOT = re.compile(r"试点|先行先试")
# Words whose loss or gain alone changes what is asked, without another word in their place.
_BINDING = frozenset({"modal_prohibit", "modal_must", "modal_should"})
# Between acts of the same sort one step is a choice of words: 建立 and 健全, 组织 and 开展.
_ACTS = frozenset({"verb_commit", "verb_push"})
_PLAIN = "将"  # 将…纳入…: a task without another word of force
_MEANS = "verb_means"  # 依托, 通过: how, not how firmly
_PRIORITY = "优先"  # 优先安排 says when or for whom, and is no lesser duty
_RIGHT = re.compile(r"(?:家长|群众|居民|市民|农民|企业|个人|职工|劳动者|用户|老年人|家庭|患者)(?:都|均|也)?$")
_LOOSE = frozenset({"verb_support", "verb_explore"})


def force_deviations(pairing: Pairing) -> Iterator[Finding]:
    """All deviations of force, clause by clause in sentences that answer each other."""
    bar = thresholds()["sentence"]["same_task"]
    for index, passage in enumerate(pairing.ours):
        for sentence in passage.sentences:
            matches = pairing.answers.get((index, sentence.number), ())
            close = [m for m in matches if max(m.score, m.inside, m.around) >= bar]
            if close and close[0].parent.form != close[0].child.form:
                yield from _sentence(pairing, passage, close[0])


def _sentence(pairing: Pairing, passage: Passage, match: Match) -> Iterator[Finding]:
    child = pairing.theirs[match.child.passage]
    ours, theirs = _changed(match.parent.form, match.child.form)
    if not ours or not theirs:
        return
    theirs_tasks = tasks_of(theirs)
    facing = _facing(match.parent.form, match.child.form)
    ids = passage.id, child.id
    quotes = passage.sentence_quote(match.parent), child.sentence_quote(match.child)
    for task in tasks_of(ours):
        likeness, twin = _same_task(task, theirs_tasks, facing.get(bare_clause(task.text)))
        if twin is None or (task.text, task.conditions) == (twin.text, twin.conditions):
            continue
        if not pairing.same_place and _asks_above(task, twin):
            continue
        for kind, text, facts in _changes(task, twin, likeness, match):
            yield Finding(kind, *ids, *quotes, text, facts=facts)  # type: ignore[arg-type]


def _changed(parent: str, child: str) -> tuple[str, str]:
    """Both sentences without the clauses that they have in common.

    A clause after a changed one stays: a condition put before the comma is a condition on it.
    """
    ours = [parent[a:b] for a, b in clauses(parent)]
    theirs = [child[a:b] for a, b in clauses(child)]
    known = {bare_clause(c) for c in ours} & {bare_clause(c) for c in theirs}
    return _kept(ours, known), _kept(theirs, known)


def _kept(side: Sequence[str], known: set[str]) -> str:
    changed = [bare_clause(clause) not in known for clause in side]
    return "".join(c for i, c in enumerate(side) if changed[i] or (i and changed[i - 1]))


def _facing(parent: str, child: str) -> dict[str, str]:
    """Clauses that stand alone between the same neighbours on both sides: one took the other's place."""
    ours = [bare_clause(parent[a:b]) for a, b in clauses(parent)]
    theirs = [bare_clause(child[a:b]) for a, b in clauses(child)]
    out = {}
    for i, clause in enumerate(ours[1:-1], 1):
        before, after = ours[i - 1], ours[i + 1]
        for j in range(1, len(theirs) - 1):
            if clause != theirs[j] and (before, after) == (theirs[j - 1], theirs[j + 1]):
                out[clause] = theirs[j]
    return out


def _asks_above(task: Task, twin: Task) -> bool:
    """Whether the child seeks what only its superior can give (省财政补助 → 争取省财政补助)."""
    return any(word in twin.text and word not in task.text for word in _SOUGHT)


def _same_task(task: Task, others: Sequence[Task], facing: str | None) -> tuple[float, Task | None]:
    """The clause of the other side that sets the same task; None when none surely does.

    facing: the clause that stands in the same place, which needs to be less alike.
    """
    numbers = thresholds()["sentence"]
    best, found = 0.0, None
    for other in others:
        size = math.sqrt(len(task.rest) * len(other.rest))
        likeness = len(task.rest & other.rest) / size if size else 0.0
        if facing == bare_clause(other.text) and likeness >= numbers["facing"]:
            likeness = max(likeness, numbers["narrowed"])
        if likeness > best:
            best, found = likeness, other
    return (best, found) if best >= numbers["narrowed"] else (0.0, None)


_Change = tuple[str, str, frozenset[str]]


def _changes(task: Task, twin: Task, likeness: float, match: Match) -> Iterator[_Change]:
    """What changed between two clauses of the same task: kind, explanation, facts."""
    numbers = thresholds()["sentence"]
    parent, child = match.parent.form, match.child.form
    narrower = [c for c in twin.conditions if not _known(c, parent) and not c.startswith(("按", "依"))]
    pilot = _PILOT.search(twin.text)
    if narrower:
        yield "conditioned", f"同一任务加上了“{narrower[0]}”这一限定", frozenset()
    elif pilot and not _PILOT.search(task.text):
        yield "conditioned", f"同一任务改为“{pilot.group()}”，范围缩小", frozenset()
        return  # 试点 is a weak verb as well; one change is told once
    if likeness < numbers["same_clause"]:
        return
    near = likeness >= numbers["near_clause"]
    # In a sentence of which little else was taken over, 支持 may belong to another task than the parent's.
    kept = match.score >= numbers["same_task"] or match.inside >= numbers["shortened"]
    step = _step(task, twin, near, kept)
    if step is not None:
        yield step
        return
    hedged = [h for h in (*twin.hedges, *_softened(twin)) if h not in parent]
    freed = [h for h in task.hedges if h not in child]
    if hedged:
        full = _FULL.search(task.text)
        change = f"由“{full.group()}”变为" if full and full.group() not in child else "加上了"
        forbids = any(word.family == "modal_prohibit" for word in task.words)
        facts = frozenset({"far"}) if forbids and hedged[0] == "原则上" else frozenset()
        yield "weakened", f"同一任务{change}“{hedged[0]}”，约束力降低", facts
    elif freed:
        yield "strengthened", f"同一任务去掉了“{freed[0]}”，约束力提高", frozenset()
    else:
        yield from _narrowed(task, twin, parent, child)


def _narrowed(task: Task, twin: Task, parent: str, child: str) -> Iterator[_Change]:
    """All became some: 全部安装 → 部分安装, 所有学校一律设置 → 学校设置."""
    some, every = _SOME.search(twin.text), _EVERY.search(task.text)
    if some and some.group() not in parent:
        yield "conditioned", f"同一任务的范围缩小为“{some.group()}”", frozenset()
    elif every and not _FULL.search(child) and not _FIGURE.search(twin.text):
        yield "weakened", f"同一任务去掉了“{every.group()}”，约束力降低", frozenset()


def _softened(clause: Task) -> tuple[str, ...]:
    """逐步, 原则上 and the like without a governing verb; before a figure they are told with the target."""
    return () if _figures(clause) else soft_words(clause.text)


def _figures(clause: Task) -> int:
    return len(_FIGURE.findall(clause.text))


def _known(condition: str, text: str) -> bool:
    """Whether the parent states the condition as well, whatever noun follows it.

    有需求的, 有需要的 say whom a service is for; they narrow nothing.
    """
    head = re.split("的", condition)[0]
    return head in text or is_whom(head) or states_condition(text)


def _step(task: Task, twin: Task, near: bool, kept: bool) -> _Change | None:
    """The change of the acting words that only one side has."""
    ours, theirs = _only(task.words, twin.words), _only(twin.words, task.words)
    if ours and theirs:
        a, b = ours[0], theirs[0]
        step = b.base - a.base
        least = 2 if not near or {a.family, b.family} <= _ACTS else 1
        if _still(a, b, twin) or _still(b, a, task) or abs(step) < least or _no_matter(a, b, twin):
            return None
        if step < 0 and b.base > _CHOICE and _figures(task) > _figures(twin):
            return None  # 建成120个 and 形成: the missing figure is told
        return _worded(step, a.base, b.base, f"用语由“{a.term}”变为“{b.term}”")
    if theirs and not ours:
        if theirs[0].term.startswith(_PRIORITY):
            return None  # who comes first; no lesser duty
        return _gained(task, theirs[0]) if near and kept else None
    if ours and not theirs:
        return _lost(twin, ours[0]) if near else None
    return None


def _no_matter(a: Force, b: Force, twin: Task) -> bool:
    """Whether two words differ in something else than force."""
    if _MEANS in (a.family, b.family) or a.term.startswith(_PRIORITY) or b.term.startswith(_PRIORITY):
        return True
    # 家长可以在平台上查到: what somebody is granted is no duty made optional
    return b.term == "可以" and _RIGHT.search(twin.text[: twin.text.find("可以")]) is not None


def _still(word: Force, other: Force, clause: Task) -> bool:
    """Whether a word stands on the other side as well, read as part of something else."""
    return word.term in clause.text and word.term not in other.term


def _only(words: Sequence[Force], others: Sequence[Force]) -> list[Force]:
    """The words that the other side does not have, in order."""
    left = Counter(other.term for other in others)
    out = []
    for word in words:
        if left[word.term]:
            left[word.term] -= 1
        else:
            out.append(word)
    return out


def _gained(task: Task, word: Force) -> _Change | None:
    """A word put before an unchanged task: 鼓励, 探索, 应当."""
    if not task.words and not task.text.startswith(_PLAIN):
        return None  # a topic, or a clause whose force cannot be told
    base = max((w.base for w in task.words), default=_CHOICE + 1)
    if word.family in _LOOSE and word.base < base:
        return _worded(word.base - base, base, word.base, f"加上了“{word.term}”")
    if word.family in _BINDING and word.base > base:
        return _worded(word.base - base, base, word.base, f"加上了“{word.term}”")
    return None


def _lost(twin: Task, word: Force) -> _Change | None:
    """A word taken away before an unchanged task: 必须, 确保, 鼓励.

    Without 应当 a plan still states a duty, and a figure binds by itself.
    """
    base = max((w.base for w in twin.words), default=_CHOICE + 1)
    if word.term.startswith(_PRIORITY):
        return None  # told as the one spot that changed
    if word.family == "modal_prohibit" and "不" in twin.text:
        return None  # 不得销售 and 不销售
    if word.base > _DUTY and word.base > base and not _FIGURE.search(twin.text):
        return _worded(base - word.base, word.base, base, f"去掉了“{word.term}”")
    if word.family in _LOOSE and word.base < base:
        return _worded(base - word.base, word.base, base, f"去掉了“{word.term}”")
    return None


def _worded(step: int, before: int, after: int, what: str) -> _Change:
    facts = set()
    if abs(step) >= 2:
        facts.add("far")
    if before >= _DUTY and after <= _CHOICE:
        facts.add("duty_lost")
    kind, verb = ("weakened", "减弱") if step < 0 else ("strengthened", "增强")
    return kind, f"同一任务{what}，约束力{verb}", frozenset(facts)
