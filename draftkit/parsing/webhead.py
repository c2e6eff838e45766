"""What a portal has set above a document: metadata over two lines, metadata in the line of the title."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from draftkit.lexicon.genre import alternation
from draftkit.model import Text
from draftkit.parsing.titles import is_title_like
from draftkit.precompiled import fixed

if TYPE_CHECKING:
    from draftkit.parsing.rows import Row

_NAME_ALONE = re.compile(r"^[•·●\-*]\s*\S{2,8}\s*[:：]?$|^\S{2,8}\s*[:：]$")
# > 政务公开 > 政策文件; 2020-08-26 阅读：12
_CRUMBS = re.compile(
    r"(?:[>＞»]+\s*\S|\S{2,12}\s*[>＞»]+\s*\S{2,16}\s*[>＞»]"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+(?:\d{1,2}:\d{2}(?::\d{2})?\s*)?(?:阅读|浏览|来源|点击|作者|字号|字体|访问|发布|打印|分享|[【\[]))"
)
_CRUMB_STARTS = frozenset(">＞»0123456789")
_VALUES = ("text", "date", "doc_number", "disclosure", "serial", "orgs")
_LONGEST_TITLE = 160  # characters, with what stands behind it


def settle_web_head(rows: list[Row]) -> None:
    """The rows above the first label: a value joins its name, what stands behind a title leaves it."""
    at = 0
    while at < len(rows):
        row = rows[at]
        kind, words = row.kind, row.words
        if kind == "label":
            return
        if kind == "text":
            if (words[0] in _CRUMB_STARTS or ">" in words or "＞" in words) and _CRUMBS.match(words):
                row.kind = "meta"
            elif (":" in words or "：" in words) and len(words) <= _LONGEST_TITLE:
                _leave_title(rows, at)
        elif kind == "meta" and at + 1 < len(rows) and _NAME_ALONE.match(words):
            _join_value(rows, at)
        at += 1


def _join_value(rows: list[Row], at: int) -> None:
    """A value that stands on the line below its name (发文字号：⏎镇政发〔2024〕7号) joins it."""
    row, below = rows[at], rows[at + 1]
    if (
        below.kind in _VALUES
        and len(below.words) <= 40
        and not is_title_like(below.words)
        and not re.search(r"[，。；：,;]", below.words)
    ):
        row.text = Text.concat((row.text, below.text))
        row.words = row.text.text
        del rows[at + 1]


def _leave_title(rows: list[Row], at: int) -> None:
    """…实施方案 发布时间：2022-10-10: two lines, not one."""
    row = rows[at]
    found = _behind_title().search(row.words)
    if found is None or not is_title_like(row.words[: found.start()]):
        return
    title, behind = row.text.cut(0, found.start()), row.text.cut(found.start()).strip()
    rows[at : at + 1] = [replace(row, text=title, width=0.0), replace(row, text=behind, kind="meta", gap=0)]


@cache
def _behind_title() -> re.Pattern[str]:
    return fixed(rf"\s+[【\[]?(?:时间|日期|{alternation('metadata')})\s*[:：]")
