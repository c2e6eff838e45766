"""The table of deviations in samples/README.md, written from samples/deviations.yaml."""

from __future__ import annotations

from typing import Any

MARK = "<!-- 偏离表 -->"
NAMES = {"province": "省", "city": "望川市", "xikou": "溪口县", "yunling": "云岭市", "liuquan": "柳泉区"}
LABELS = {
    "omitted": "缺失",
    "partly_omitted": "部分缺失",
    "added": "新增",
    "merged": "合并",
    "split": "拆分",
    "moved": "调序",
    "weakened": "弱化",
    "strengthened": "强化",
    "conditioned": "附加条件",
    "target_lowered": "指标降低",
    "target_raised": "指标提高",
    "target_dropped": "指标缺失",
    "target_added": "指标新增",
    "deadline_delayed": "时限推迟",
    "deadline_advanced": "时限提前",
    "deadline_dropped": "时限缺失",
    "lead_changed": "牵头单位变更",
    "unit_dropped": "责任单位减少",
    "unit_added": "责任单位增加",
    "citation_changed": "依据变更",
}


def write(text: str, pairs: list[dict[str, Any]]) -> str:
    """`text` with everything behind the mark written anew."""
    head = text.split(MARK)[0].rstrip()
    return head + f"\n\n{MARK}\n" + "".join(_section(pair) for pair in pairs)


def _section(pair: dict[str, Any]) -> str:
    title = f"\n### {NAMES[pair['child']]}对{NAMES[pair['parent']]}\n\n"
    head = "| 类型 | 上级条目 | 上级原文 | 下级条目 | 下级原文 | 说明 |\n|---|---|---|---|---|---|\n"
    return title + head + "".join(row(d) for d in pair["deviations"])


def row(deviation: dict[str, Any]) -> str:
    """One line of the table."""
    cells = (
        LABELS[deviation["kind"]],
        "；".join(deviation["parent"]) or "（无）",
        deviation["parent_quote"] or "（无）",
        "；".join(deviation["child"]) or "（无）",
        deviation["child_quote"] or "（无）",
        deviation["note"],
    )
    return "| " + " | ".join(cells) + " |\n"
