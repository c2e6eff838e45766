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
