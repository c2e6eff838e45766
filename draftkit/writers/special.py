"""Heads of 命令（令） and 纪要, and the names of those present (特定格式). GB/T 9704—2012 10.2, 10.3."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import takewhile

from draftkit.model import Paragraph, Role
from draftkit.writers.blocks import Block, Setting, blank, flexible, indent, paragraph, plain
from draftkit.writers.geometry import MARK_TOP, ORDER_TOP, Page
from draftkit.writers.head import OVER, RED_LINE, over_line, single_mark, stacked_mark
from draftkit.writers.looks import joined
from draftkit.writers.runs import BODY, HEI, TAB, run

_MINUTES = re.compile(r"纪\s*要$")
_HEAD_ROLES: tuple[Role, ...] = ("serial", "secrecy", "urgency", "issuer_mark", "doc_number", "signer")
_TITLES: tuple[Role, ...] = ("title", "notice_title")
_STACK = 250.0  # pt, the highest stack of names
_PITCH = 42.0
# 出席、请假、列席 with what offices put behind them; 缺席 and 记录 are set alike.
_PRESENT = re.compile(r"^((?:出席|列席|请假|缺席|参加|旁听|主持|记录)(?:人员|单位|人|领导)?\s*[:：])\s*")


def special_head(paragraphs: list[Paragraph], setting: Setting) -> tuple[list[Block], list[Paragraph]]:
    """The head of a 命令 or 纪要 with the empty lines under it, and the paragraphs that follow.

    Nothing for the other formats, and for a document that does not begin with such a mark.
    """
    if setting.profile.layout not in _HEADS:
        return [], paragraphs
    roles, marked, build = _HEADS[setting.profile.layout]
    lead = list(takewhile(lambda p: p.role in roles, paragraphs))
    mark = [p for p in lead if marked(p)]
    if not mark:
        return [], paragraphs
    return [joined([*build(lead, mark, setting), blank(2)])], paragraphs[len(lead) :]


def _order(lead: Sequence[Paragraph], mark: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """命令: the mark 20 mm under the top, two lines below it the 令号, two lines below that the text."""
    over = [p for p in lead if p.role in OVER]
    yield from map(over_line, over)
    above = max(0, ORDER_TOP - len(over) * setting.page.line)
    texts = [plain(p) for p in mark]
    suffix = texts.pop() if len(texts) > 2 and texts[-1] in ("令", "命令") else ""
    if suffix:
        build = partial(_stacked, suffix=suffix, above=above, page=setting.page)
        yield flexible(build, tuple(texts))
    else:
        yield flexible(partial(_single, above=above, page=setting.page), tuple(texts))
    number = " ".join(plain(p) for p in lead if p.role == "doc_number")
    if number:
        yield blank(2)
        yield paragraph("GwNumber", run(number))


def _minutes(lead: Sequence[Paragraph], mark: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """纪要: the mark 35 mm under the top; its number, who has made it out and when, and a red line, as offices do."""
    over = [p for p in lead if p.role in OVER]
    yield from map(over_line, over)
    above = max(0, MARK_TOP - len(over) * setting.page.line)
    yield flexible(partial(_single, above=above, page=setting.page), tuple(plain(p) for p in mark))
    number = " ".join(plain(p) for p in lead if p.role == "doc_number")
    issuer = "　".join(
        plain(p) for p in lead if p.role in ("signature", "issuer_mark") and all(p is not m for m in mark)
    )
    date = "　".join(plain(p) for p in lead if p.role == "date")
    sent = issuer + date
    yield blank(2)
    if number:
        yield paragraph("GwNumber", run(number), "" if sent else RED_LINE)
    if sent:
        right = setting.page.width - setting.page.size
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs>'
        place = f'<w:ind w:firstLineChars="100" w:firstLine="{setting.page.size}"/><w:jc w:val="left"/>'
        yield paragraph("GwNumber", run(issuer) + TAB + run(date), f"{RED_LINE}{tab}{place}")


def _single(texts: tuple[str, ...], *, above: int, page: Page) -> str:
    return single_mark("".join(texts), above, page)


def _stacked(texts: tuple[str, ...], *, suffix: str, above: int, page: Page) -> str:
    return stacked_mark(texts, suffix, above, min(_STACK, _PITCH * len(texts)), page)


def _is_order_mark(p: Paragraph) -> bool:
    return p.role == "issuer_mark"


def _is_minutes_mark(p: Paragraph) -> bool:
    return p.role in ("issuer_mark", *_TITLES) and _MINUTES.search(plain(p)) is not None


_Head = Callable[[Sequence[Paragraph], Sequence[Paragraph], Setting], Iterator[Block]]
_HEADS: Mapping[str, tuple[tuple[Role, ...], Callable[[Paragraph], bool], _Head]] = {
    "order": (_HEAD_ROLES, _is_order_mark, _order),
    "minutes": ((*_HEAD_ROLES, *_TITLES, "signature", "date"), _is_minutes_mark, _minutes),
}


def present(p: Paragraph, setting: Setting) -> str | None:
    """出席, 请假 or 列席 of a 纪要: the label in 黑体, further lines under the first name; None for other text."""
    found = _PRESENT.match(plain(p)) if setting.profile.layout == "minutes" and not p.label else None
    if found is None:
        return None
    page = setting.page
    label = found[1]
    hang = page.measure(label)
    place = indent(left=2 * page.size + hang, first=-hang)
    return paragraph("Normal", run(label, HEI) + run(plain(p)[found.end() :], BODY), place)
