"""WRD and the abbreviations of ORG-13: words (用词). The lists of words are data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from draftkit.checking.context import Context, Hit, View
from draftkit.checking.engine import rule
from draftkit.lexicon import tables


@cache
def _variants(rule_id: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((r["one"], r["other"], r["prefer"]) for r in tables.rows("variants") if r["rule"] == rule_id)


def _places(context: Context, word: str, without: str = "") -> Iterator[tuple[View, int]]:
    """Where a word stands outside 《》 and not inside a longer word."""
    for view in context.plan:
        at = view.text.find(word)
        while at >= 0:
            inside = without and without != word and _within(view.text, at, word, without)
            if not context.in_title(view.index, at) and not inside:
                yield view, at
            at = view.text.find(word, at + len(word))


def _within(text: str, at: int, word: str, longer: str) -> bool:
    if word not in longer:
        return False
    low = at - longer.index(word)
    return low >= 0 and text.startswith(longer, low)


@rule("WRD-06")
def two_names_of_a_thing(context: Context) -> Iterator[Hit]:
    """中医医院 and 中医院 side by side: the one that is not preferred, else the rarer one."""
    for one, other, prefer in _variants("WRD-06"):
        if one not in context.whole or other not in context.whole:
            continue
        first = list(_places(context, one, other if one in other else ""))
        second = list(_places(context, other, one if other in one else ""))
        if not first or not second:
            continue
        usual = prefer or (one if len(first) >= len(second) else other)
        for view, at in second if usual == one else first:
            word = other if usual == one else one
            yield view.hit(at, at + len(word), f"“{one}”和“{other}”混用，请统一。", fix=usual)


@rule("ORG-13")
def undeclared(context: Context) -> Iterator[Hit]:
    """An abbreviation that is not declared, at its first place."""
    whole = "".join(context.words)
    for full, short, _ in _variants("ORG-13"):
        if short not in whole or re.search(rf"(?:简称|以下称|下称)[为：:]?[“‘]?{re.escape(short)}", whole):
            continue
        for view, at in _places(context, short):
            yield view.hit(
                at,
                at + len(short),
                f"“{short}”没有先用全称“{full}”并声明简称。",
                fix=f"{full}（以下简称{short}）",
            )
            break


_ENDINGS = "。；：！？…）)〕】》”’、"


@rule("WRD-04")
def breaks_off(context: Context) -> Iterator[Hit]:
    """A paragraph of running text whose end has no mark."""
    for view in context.of("item", "body", "closing", "preamble", "notice_body"):
        paragraph = context.paragraphs[view.index]
        text = view.text.rstrip()
        start = paragraph.body_at if view.at is None else len(paragraph.title or "")
        body = text[start:]
        if len(body) < 20 or text[-1] in _ENDINGS or not re.search("[，。]", body) or paragraph.cells:
            continue
        if not re.search(r"[\u4e00-\u9fff，]$", text):
            continue
        yield view.hit(max(0, len(text) - 10), len(text))


_TWICE = re.compile(r"([\u4e00-\u9fff]{2,6}?)\1")
_COUNTED = re.compile("[一二三四五六七八九十百千万亿几逐每挨某来〇零]")
_MEANT = frozenset({"研究", "讨论", "商量", "了解", "反复"})
# Words that nothing can follow or precede which begins or ends alike (社会组织组织开展 is no slip).
_NEVER_TWICE = frozenset(
    "加强 推进 推动 落实 开展 建立 完善 提升 提高 强化 促进 做好 实施 健全 加快 确保 鼓励 支持 统筹 构建 优化 深化 "
    "严格 积极 切实 充分 按照 根据 以及 对于 通过".split()
)
_OPENS = re.compile("[，。；、：（]")
_CLOSES = re.compile("[，。；、）：的]")


@rule("WRD-51")
def twice(context: Context) -> Iterator[Hit]:
    """A word written twice (到位到位); single letters twice are data."""
    for view in context.plan:
        for match in _TWICE.finditer(view.text):
            word = match.group(1)
            if not _is_meant(word, view.text, match.start(), match.end()) and not context.in_title(
                view.index, match.start()
            ):
                yield view.hit(match.start(), match.end(), fix=word)


def _is_meant(word: str, text: str, start: int, end: int) -> bool:
    """Whether 一步一步 and its like, or a word of two letters that may end one word and begin the next."""
    if len(set(word)) == 1 or _COUNTED.match(word) or (len(word) == 2 and _COUNTED.search(word)):
        return True
    if len(word) > 2 or word in _NEVER_TWICE:
        return False
    begins = start == 0 or _OPENS.match(text[start - 1])
    ends = end == len(text) or _CLOSES.match(text[end])
    return word in _MEANT or not (begins or ends)
