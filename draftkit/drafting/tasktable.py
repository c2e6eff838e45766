"""The table of who does what by when, made from the same measures as the text (任务分工表)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from draftkit.drafting.content import Block
from draftkit.drafting.disguise import Disguise, combination
from draftkit.drafting.holes import hole, holes
from draftkit.drafting.inlaid import row_line
from draftkit.drafting.tokens import TOKEN
from draftkit.parsing.deadlines import find_deadlines
from draftkit.parsing.units import take_apart

HEAD = ("序号", "重点任务", "具体举措", "牵头单位", "责任单位", "完成时限")
_LEAD = HEAD.index("牵头单位")
NAME = "重点任务分工表"
Sourced = tuple[tuple[str, ...], str]
"""A line to be printed, with the keys of marks of what it was made of."""
_STANDING = "持续推进"
_EVERY = re.compile(r"每(?:半?年|季度|月)[^，。；]{0,12}?(?:底前|日前|前)")
_HOLE_YEAR = re.compile(r"(【待填：完成(?:年份|时限)[^【】]*】)")


def task_table(blocks: Sequence[Block], *, whole: bool) -> list[Sourced]:
    """The rows of the table, its head first, each with what it was made of. whole: the measures in full, else by their names.

    Numbered measures without responsible bodies (总体要求, 主要目标) state no task of anybody and are
    left out, unless the whole text stands in the table. Where the superior names nobody at all, each
    task is listed with a hole. Where nobody is said to lead, that column is
    left out.
    """
    rows: list[tuple[tuple[str, ...], tuple[str, ...]]] = [((), HEAD)]
    tasks = list(_tasks(blocks))
    nobody = not any(block.note for _, block in tasks)
    for chapter, block in tasks:
        if not (block.note or whole or (nobody and block.measure)):
            continue
        lead, units = bodies_of(block.note) if block.note else ((), (hole("责任单位"),) if nobody else ())
        number = str(len(rows))
        cells = (number, chapter, _said(block, whole), "、".join(lead), "、".join(units), due(block))
        rows.append((block.made_of, cells))
    leads = any(cells[_LEAD] for _, cells in rows[1:])
    return [(keys, row_line(cells if leads else cells[:_LEAD] + cells[_LEAD + 1 :])) for keys, cells in rows]


def _tasks(blocks: Sequence[Block], above: str = "") -> Iterator[tuple[str, Block]]:
    for block in blocks:
        if block.measure or not block.children:
            yield above or block.title or "", block
        yield from _tasks(block.children, block.title or above)


def _said(block: Block, whole: bool) -> str:
    text = "".join(block.paragraphs)
    if whole:
        stop = "。" if block.title and text else ""
        return f"{block.title or ''}{stop}{text}"
    return block.title or re.split("[。；]", text)[0]


def bodies_of(note: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Leading bodies and the others of a printed note; without a leading one all are the others."""
    # Where a name is left open for many places (see `skeleton`), the parser sees a body in its stead.
    tokens = sorted(set(TOKEN.findall(note)))
    mask = Disguise((token, f"{combination(n)}局") for n, token in enumerate(tokens))
    parts = take_apart(mask.hide(note[1:-1]))
    lead, units = (tuple(map(mask.back, names)) for names in (parts.lead, parts.units))
    return lead, tuple(unit for unit in units if unit not in lead)


def due(block: Block) -> str:
    """When the measure is to be done: its last deadline, else every when, else 持续推进."""
    text = "".join(block.paragraphs)
    if holed := _HOLE_YEAR.search(text):
        return f"【待填：完成时限（{_asked(holes(holed[1])[0])}）】"
    found = sorted(d.value for d in find_deadlines(text))
    if found:
        return _words(found[-1])
    every = _EVERY.search(text)
    return every.group() if every else _STANDING


def _asked(name: str) -> str:
    return name.partition("（")[2].removesuffix("）") or name


def _words(value: str) -> str:
    year, *rest = value.split("-")
    month = f"{int(rest[0])}月" if rest else ""
    day = f"{int(rest[1])}日" if len(rest) > 1 else ""
    return f"{year}年{month}{day}{'前' if day else '底前'}"
