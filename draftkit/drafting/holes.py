"""What is still missing in a draft, visible in its text (待填空)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

OpenKind = Literal[
    "fact",  # 缺少的事实、数值、日期
    "target",  # 需由本地确定的目标值
    "decision",  # 需要拿主意的事项（上级专属事权、同意机关……）
    "unit",  # 本级没有对应机构的单位
    "name",  # 上级的平台、机构、地名，原样保留待核
    "check",  # 文字需人工核对
]

_HOLE = re.compile(r"【待填：([^【】]*)】")


def hole(name: str, note: str = "") -> str:
    """【待填：name（note）】, as it stands in the draft."""
    inner = f"{name}（{note}）" if note else name
    return f"【待填：{_plain(inner)}】"


def holes(text: str) -> list[str]:
    """The names of all holes of a text, in reading order."""
    return _HOLE.findall(text)


def _plain(text: str) -> str:
    return text.translate(str.maketrans("【】", "［］")).replace("\n", " ")


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something a person still has to decide or to fill in (待办事项).

    text: the words concerned, as they stand in the draft. reason: why, and what to do; a sentence
    for the user. paragraph: index into the draft's paragraphs, None when it concerns the whole.
    measure: id of the parent's measure, None when there is none.
    """

    kind: OpenKind
    text: str
    reason: str
    paragraph: int | None = None
    measure: str | None = None
