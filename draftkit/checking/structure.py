"""STR: numbering and structure (结构层次)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from draftkit.checking.context import Context, Hit, View, sentences
from draftkit.checking.engine import rule
from draftkit.lexicon.text import chinese_number, to_chinese
from draftkit.model import Role, Section

_NUMBER = re.compile(r"[一二三四五六七八九十百]+|\d+")
_NUMBERED: tuple[Role, ...] = ("heading", "item")


@cache
def number_of(label: str) -> int | None:
    """The number of a label; None for 第一章, 一是 and the like."""
    if label.startswith("第"):
        return None
    match = _NUMBER.search(label)
    if match is None:
        return None
    return int(match.group()) if match.group().isdigit() else chinese_number(match.group())


def _numbered(context: Context) -> Iterator[tuple[View, str, int, int]]:
    """Every numbered paragraph of the plan: view, label, level, number."""
    for view in context.of(*_NUMBERED):
        paragraph = context.paragraphs[view.index]
        number = number_of(paragraph.label) if paragraph.label else None
        if paragraph.label and number is not None and 1 <= paragraph.level <= 4:
            yield view, paragraph.label, paragraph.level, number


def _label_hit(view: View, context: Context, message: str | None = None, fix: str | None = None) -> Hit:
    paragraph = context.paragraphs[view.index]
    end = paragraph.label_end or len(paragraph.label or "")
    return Hit(view.index, 0, max(1, end), message, fix=fix)


@rule("STR-01")
def order_of_levels(context: Context) -> Iterator[Hit]:
    """一、 below （一）, or （1） where 1. was left out."""
    seen: set[int] = set()
    above = 0
    for view, label, level, number in _numbered(context):
        if level == 1 and number == 1 and 2 in seen and 1 not in seen:
            yield _label_hit(view, context, f"“{label}”出现在“（一）”的下面，层次用倒了。")
        if level == 4 and number == 1 and above in (1, 2) and 3 not in seen:
            yield _label_hit(view, context, f"“{label}”上面缺“1.”这一级，层次跳了级。")
        seen.add(level)
        if level != 4 or number == 1:
            above = level


@rule("STR-02")
def sequence(context: Context) -> Iterator[Hit]:
    """Numbers of one level that jump or repeat. A new parent starts at 1 or goes on with the count.

    Many jumps mean that the numbers are another document's (an extract of its tasks).
    """
    last: dict[int, int] = {}
    fresh: set[int] = set()
    found: dict[int, list[Hit]] = {}
    total: Counter[int] = Counter()
    for view, label, level, number in _numbered(context):
        before = last.get(level, 0)
        begins = (number == 1 and (level in fresh or before == 0 or level >= 3)) or (
            before == 0 and number > 2
        )
        total[level] += 1
        if number != before + 1 and not begins and not (level == 1 and number == 1 and before > 1):
            expected = _like(label, before + 1)
            if not _mentioned(context, expected, view.index):
                hit = _label_hit(view, context, _why(label, number, before), fix=expected)
                found.setdefault(level, []).append(hit)
        last[level] = number
        fresh.discard(level)
        fresh |= set(range(level + 1, 5))
    for level, hits in found.items():
        if len(hits) <= max(2, total[level] // 4) and len(hits) * 2 <= total[level]:
            yield from hits


def _why(label: str, number: int, before: int) -> str:
    if before == 0:
        return f"这一级从“{label}”开始，前面缺了序号。"
    if number == before:
        return f"序号“{label}”重复了。"
    return f"序号不连续：“{_like(label, before)}”后面是“{label}”。"


def _like(label: str, number: int) -> str:
    """The label with another number in it."""
    match = _NUMBER.search(label)
    assert match is not None
    if number < 1:
        return label
    new = str(number) if match.group().isdigit() else to_chinese(number)
    return label[: match.start()] + new + label[match.end() :]


def _mentioned(context: Context, label: str, before: int) -> bool:
    """Whether the missing label stands inside a paragraph, so that it is not missing at all."""
    low = max(0, before - 12)
    return any(label in words for words in context.words[low:before])


@rule("STR-03")
def one_way_of_counting(context: Context) -> Iterator[Hit]:
    """（一） starts again in some chapters and goes on in others."""
    ways: list[tuple[str, View]] = []
    last, fresh, chapters = 0, False, 0
    for view, _, level, number in _numbered(context):
        if level == 1:
            fresh, chapters = True, chapters + 1
        elif level == 2:
            if fresh and last:
                ways.append(("again" if number == 1 else "on", view))
            last, fresh = number, False
    if len({way for way, _ in ways}) == 2:
        odd = next(view for way, view in ways if way != ways[0][0])
        yield _label_hit(odd, context)


@rule("STR-08")
def stop_behind_heading(context: Context) -> Iterator[Hit]:
    """A full stop behind a heading on its own line."""
    for view in context.of("heading"):
        paragraph = context.paragraphs[view.index]
        text = paragraph.text.rstrip()
        if (
            text.endswith("。")
            and paragraph.label
            and text.count("。") == 1
            and len(text) <= 36
            and "，" not in text
        ):
            if _run_in_siblings(context, paragraph.level):
                continue
            yield Hit(view.index, len(text) - 1, len(text), new="", fix="删去句号")


def _run_in_siblings(context: Context, level: int) -> bool:
    """Whether headings of this level mostly stand run-in with a full stop, as items do."""
    same = [p for p in context.paragraphs if p.role in _NUMBERED and p.level == level]
    return sum(p.role == "item" and p.title is not None for p in same) * 2 > len(same)


@rule("STR-09")
def parallel(context: Context) -> Iterator[Hit]:
    """One of several siblings lacks the title that the others have."""
    for section in context.document.headings():
        children = [c for c in section.children if not _is_clause_of_force(context, c)]
        bare = [c for c in children if c.title is None]
        if len(children) >= 4 and len(bare) == 1 and bare[0] is not children[0]:
            index = bare[0].paragraph
            yield Hit(index, 0, max(1, len(bare[0].label)), quote=context.paragraphs[index].text[:20])


_FORCE = re.compile(
    r"^本[^，。]{1,10}自[^。]{0,24}起?(?:施行|实施|执行)|^自[^。]{0,24}起(?:施行|实施|执行)|有效期(?:至|为|限|到|截)?[^。]{0,4}\d|^本[^，。]{1,10}由[^。]{2,24}负责解释"
)
_SUPPLEMENT = re.compile("附则|其他|其它|组织|保障|实施|有关要求|工作要求|附件|施行|生效")


def _is_clause_of_force(context: Context, section: Section) -> bool:
    paragraph = context.paragraphs[section.paragraph]
    return _FORCE.search(paragraph.body.text[:80]) is not None


@rule("STR-10")
def force_among_tasks(context: Context) -> Iterator[Hit]:
    """When it comes into force, numbered as the last task of a chapter."""
    for chapter in context.document.sections:
        if chapter.level != 1 or _SUPPLEMENT.search(chapter.title or ""):
            continue
        below = list(chapter.walk())[1:]
        for section in below[-2:]:
            if section.level >= 2 and _is_clause_of_force(context, section):
                index = section.paragraph
                yield Hit(index, 0, min(20, len(context.paragraphs[index].text)))


@rule("STR-11")
def only_child(context: Context) -> Iterator[Hit]:
    """A part with a single sub-item."""
    for section in context.document.headings():
        if len(section.children) == 1:
            child = section.children[0]
            if number_of(child.label) == 1:
                yield Hit(
                    child.paragraph,
                    0,
                    max(1, len(child.label)),
                    quote=context.paragraphs[child.paragraph].text[:20],
                )


@rule("STR-12")
def no_opening(context: Context) -> Iterator[Hit]:
    """The first numbered part follows the title at once."""
    numbered = next(iter(_numbered(context)), None)
    if numbered is None or numbered[2] != 1:
        return
    front = context.paragraphs[: numbered[0].index]
    if any(p.role in ("preamble", "body", "notice_body", "closing") and len(p.text) > 20 for p in front):
        return
    if any(p.role == "title" for p in front):
        yield _label_hit(numbered[0], context)


_LONGEST = 150
_NOTE = re.compile(r"[（〔(][^（）()〔〕]*(?:（[^（）]*）[^（）()〔〕]*)*[）〕)]")


@rule("STR-13")
def long_sentences(context: Context) -> Iterator[Hit]:
    """A sentence of more than 150 characters; brackets, and items between semicolons, do not count."""
    for view in context.plan:
        if len(view.text) <= _LONGEST:
            continue
        text = _NOTE.sub(lambda m: "\0" * len(m.group()), view.text)
        start = context.paragraphs[view.index].body_at if view.at is None else 0
        for a, b in sentences(text[start:]):
            piece = text[start + a : start + b]
            if max(len(part.replace("\0", "")) for part in piece.split("；")) > _LONGEST:
                length = len(piece.replace("\0", ""))
                low, high = view.span(start + a, start + b)
                quote = view.text[start + a : start + a + 24] + "…"
                yield Hit(view.index, low, high, f"这一句有{length}个字，宜拆开。", quote=quote)
