"""Writing a plan file: every measure with its choices, explained in comments (生成起草计划)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from draftkit.drafting.content import Block
from draftkit.drafting.fitting import fingerprint, measures_by_key
from draftkit.drafting.inlaid import is_row
from draftkit.drafting.plan import Plan
from draftkit.drafting.planfile import SCHEMA
from draftkit.drafting.targets import goals_of
from draftkit.drafting.tasktable import bodies_of
from draftkit.drafting.trees import walk
from draftkit.localities import Locality, TargetValue
from draftkit.model import Target

_LONGEST = 110
_HEAD = """\
# 起草计划：上级的每一条都列在下面，一条一条地定怎么写。改好以后运行：
#   {command}
# 什么都不改，结果和不用计划完全一样。井号后面的是说明，去掉井号才起作用。
#
# 采用：是 / 否。写“否”的不列入，会记在待办里；标题写“否”，下面各条一并不列。
# 次序：把一项连同下面缩进的各行挪到别处，就改了次序，编号自动重排。整项删掉不等于不采用。
# 措辞：上级            用上级的话，换成本地说法
#       条款库 编号     用条款库的写法（要加 --library）；相近的列在说明里
#       自拟            自己写，文字写在“正文: |”下面，每行比它多缩进两格
# 小标题、牵头单位、责任单位、目标：写了就用写的，不写的照上级。
# 要另加一条，在想加的地方写：
#   - 新增: 小标题
#     层级: 3            # 1 是一、 2 是（一） 3 是1. 4 是（1）；不写就同上一条
#     正文: |
#       自己写的文字。
#     责任单位: [县某局]
"""


@dataclass(frozen=True, slots=True)
class Near:
    """A library clause that says something like a measure. likeness: 0 to 1."""

    id: str
    likeness: float
    source: str
    text: str


Finder = Callable[[str], Sequence[Near]]
_Goal = tuple[Target, TargetValue | None]
"""A target of the superior, and the locality's own value for it."""


def plan_text(
    plan: Plan, here: Locality, near: Finder | None = None, command: str = "draftkit draft --plan 本文件 …"
) -> str:
    """The plan file for a parent, a locality and a template (起草计划文件).

    near: gives the clauses of a library that are like a text. command: how the file is to be used.
    """
    material = plan.material(here)
    known = measures_by_key(plan.documents)
    marks = {key: fingerprint(*known[key]) for key in known}
    lines = [_HEAD.format(command=command), f"格式: {SCHEMA}", "上级文件:"]
    for document in plan.documents:
        title = document.title or document.notice_title or ""
        lines += [
            f"- 文件: {_quoted(document.source.path)}",
            f"  标题: {_quoted(title)}",
            f"  sha256: {document.source.sha256}",
        ]
    lines += [f"地方: {_quoted(here.name)}", f"模板: {_quoted(plan.template.name)}", "", "条目:"]
    goals: dict[int, str] = {}
    for document in plan.documents:
        goals |= goals_of((t for m in document.measures for t in m.targets), here.targets)
    targets = {
        key: [(t, here.targets[goals[id(t)]] if id(t) in goals else None) for t in measure.targets]
        for key, (_, measure) in known.items()
    }
    for block in walk(material.blocks):
        lines += _item(block, marks.get(block.key), targets.get(block.key, ()), near)
    return "\n".join(lines) + "\n"


def _item(block: Block, mark: str | None, targets: Sequence[_Goal], near: Finder | None) -> Iterator[str]:
    if block.level == 1:
        yield ""
        yield f"# ═══ {block.label}{block.title or ''}"
    yield ""
    yield f"- 条: {block.key}  # {block.label}{_short(block.title or '')}"
    if mark:
        yield f"  指纹: {_quoted(mark)}"
    yield "  采用: 是"
    text = " ".join(line for line in block.paragraphs if not is_row(line))
    if not text:
        return
    yield "  措辞: 上级"
    yield f"  # 上级的话：{_short(text)}"
    for found in near(text) if near else ():
        said = f"{_short(found.source)}，相近{found.likeness:.2f}：{_short(found.text)}"
        yield f"  # 措辞: 条款库 {found.id}  # {said}"
    if block.note:
        lead, units = bodies_of(block.note)
        if lead:
            yield f"  # 牵头单位: {_listed(lead)}"
        yield f"  # 责任单位: {_listed(units)}"
    yield from _offered(targets)


def _offered(targets: Sequence[_Goal]) -> Iterator[str]:
    """The targets that may be set: with the locality's own value where it gives one, else the superior's.

    A figure that is stated for several years can be set for one; the remark says for which.
    """
    by_metric: dict[str, list[_Goal]] = {}
    for target, own in targets:
        if target.metric and target.value is not None:  # 年均增长10% after its sum has no name
            by_metric.setdefault(target.metric, []).append((target, own))
    if not by_metric:
        return
    chosen = {name: next((g for g in goals if g[1]), goals[0]) for name, goals in by_metric.items()}
    pairs = ", ".join(f"{_quoted(name)}: {_value(*goal)}" for name, goal in chosen.items())
    remarks = "；".join(filter(None, (_years(n, chosen[n][0], goals) for n, goals in by_metric.items())))
    yield f"  # 目标: {{{pairs}}}{f'  # {remarks}' if remarks else ''}"


def _value(target: Target, own: TargetValue | None) -> str:
    figure = f"{target.value:g}{target.unit or ''}"
    if own is None:
        return _quoted(figure)
    mine = f"{own.value}{own.unit or target.unit or ''}" if own.value is not None else None
    if own.deadline is None:
        return _quoted(mine or figure)
    parts = {"数值": mine, "时限": own.deadline}
    return "{" + ", ".join(f"{name}: {_quoted(words)}" for name, words in parts.items() if words) + "}"


def _years(metric: str, chosen: Target, goals: Sequence[_Goal]) -> str:
    """Which of several years is meant: 签约率是2025年的，2027年的75%照上级; "" for one year."""
    years = {t.deadline[:4]: f"{t.value:g}{t.unit or ''}" for t, _ in goals if t.deadline}
    if not chosen.deadline or len(years) < 2:
        return ""
    year = chosen.deadline[:4]
    others = "、".join(f"{other}年的{figure}" for other, figure in years.items() if other != year)
    return f"{_short(metric)}是{year}年的，{others}照上级"


def _listed(bodies: Sequence[str]) -> str:
    return "[" + ", ".join(_quoted(b) if set(b) & set(",[]{}#：:") else b for b in bodies) + "]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
