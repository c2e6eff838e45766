"""Tables of indicators (主要指标表) that a text has flattened: each row states a target.

The lines stay text of the measure; a row is known by the header above it: 指标, 单位, 2022年, 2025年. Cells
stand in one line between bars, tabs or gaps, or each in a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.text import squeeze
from draftkit.model import Comparator, Target, Text
from draftkit.parsing.body import Body
from draftkit.parsing.targets import find_targets, targets_of_parts
from draftkit.precompiled import fixed

_SEPARATOR = re.compile(r"[ \u3000]*[|｜\t][ \u3000]*|[ \u3000]{2,}")
_YEAR = re.compile(r"(20\d{2})\s*年?")
_AIM = re.compile(r"目标|规划|预期值|计划")
_PAST = re.compile(r"现状|基期|基数|实际|完成|基础|现值")
_VALUE = re.compile(
    r"(?P<sign>[≥≧>＞≤≦<＜〉〈]|不低于|不少于|大于|达到|不高于|不超过|小于|控制在)?\s*[\[［（(]?\s*(?P<n>\d+(?:\.\d+)?)\s*[\]］）)]?\s*"
    r"(?P<unit>[%％‰]|(?!以|左右)[^\W\d_]{1,4}?)?\s*(?P<post>以上|以下|以内|左右)?$"
)
_WORDS_OF: dict[Comparator, tuple[str, ...]] = {
    ">=": ("≥", "≧", "不低于", "不少于", "达到", "以上"),
    "<=": ("≤", "≦", "不高于", "不超过", "控制在", "以下", "以内"),
    ">": (">", "＞", "〉", "大于"),
    "<": ("<", "＜", "〈", "小于"),
    "~": ("左右",),
}
_SIGNS = {word: comparator for comparator, words in _WORDS_OF.items() for word in words}
_UNIT_IN_NAME = re.compile(r"[（(]\s*(?P<u>[%％‰]|[^（）()\d，。]{1,10})\s*[）)]\s*$")
_NUMBER = re.compile(r"\d{1,3}[.．、]?$")
_EMPTY = frozenset("—-–－/／")
_FEWEST, _MOST_CELLS, _LONGEST_NAME = 3, 12, 40

Cell = tuple[int, int]  # start and end in the text


class Columns(NamedTuple):
    """What the columns of a table hold. years: column and deadline of each value that is aimed at."""

    indicator: int
    unit: int | None
    years: tuple[tuple[int, str], ...]
    width: int


def targets_of_body(body: Body, issued: int | str | None) -> tuple[Target, ...]:
    """The targets of a measure: those of its sentences, and those of tables among its lines."""
    words = body.text.text
    told = targets_of_parts(words, body.seams, issued) if body.seams else find_targets(words, issued)
    if "指标" not in words or not (rows := indicator_targets(body.text, issued)):
        return told
    start, end = rows[0].start, rows[-1].end
    kept = [t for t in told if t.end <= start or t.start >= end]
    return tuple(sorted((*kept, *rows), key=lambda t: t.start))


def indicator_targets(body: Text, issued: int | str | None) -> list[Target]:
    """The targets that the rows of indicator tables state, in reading order. issued: as for `find_targets`."""
    if len(body.anchors) < _FEWEST or _YEAR.search(body.text) is None:
        return []
    rows = list(_lines(body))
    found: list[Target] = []
    at = 0
    while at < len(rows):
        header = rows[at]
        step = 1
        if len(header) == 1:
            header = _stacked_header(body.text, rows, at)
            step = max(1, len(header))
        columns = _columns([body.text[a:b] for a, b in header], issued) if len(header) >= _FEWEST else None
        at += step
        if columns is None:
            at -= step - 1
            continue
        for cells in _rows_below(body.text, rows, at, columns):
            found += _of_row(body.text, cells, columns)
            at += 1 if len(rows[at]) > 1 else columns.width
    return found


def _lines(body: Text) -> Iterator[list[Cell]]:
    """The cells of each line of the source."""
    starts = [a.offset for a, b in zip(body.anchors[1:], body.anchors, strict=False) if a.line != b.line]
    for start, end in pairwise([0, *starts, len(body.text)]):
        cells = []
        at = start
        for match in (*_SEPARATOR.finditer(body.text, start, end), None):
            stop = match.start() if match else end
            if stop > at or (match and match.start() > start and "|" in match.group()):
                cells.append((at, stop))
            at = match.end() if match else end
        if cells:
            yield cells


def _stacked_header(text: str, rows: Sequence[list[Cell]], at: int) -> list[Cell]:
    """Names of columns that stand one below the other, from 序号 or 指标 on."""
    header: list[Cell] = []
    for cells in rows[at : at + _MOST_CELLS]:
        if len(cells) != 1 or not _is_name(text[slice(*cells[0])]):
            break
        header.append(cells[0])
    return header


def _is_name(words: str) -> bool:
    return len(words) <= 14 and _column_name().match(squeeze(words)) is not None


@cache
def _column_name() -> re.Pattern[str]:
    names = "|".join(map(alternation, ("column_indicator", "column_unit", "column_number", "column_sort")))
    return fixed(
        rf"(?:{names})$|(?:[^\W\d_]{{0,6}}[（(]?)?20\d{{2}}年?[^\W\d_]{{0,6}}[）)]?$|目标值?$|现状值?$"
    )


@cache
def _named(kind: str) -> re.Pattern[str]:
    return fixed(rf"(?:{alternation(f'column_{kind}')})$")


def _columns(names: Sequence[str], issued: int | str | None) -> Columns | None:
    """The columns of a table of indicators, None when the words are no header of one."""
    plain = [squeeze(name) for name in names]
    indicator = next((i for i, name in enumerate(plain) if _named("indicator").match(name)), None)
    if indicator is None or len(plain) > _MOST_CELLS:
        return None
    dated = [(i, found[1], name) for i, name in enumerate(plain) if (found := _YEAR.search(name))]
    aims = [(i, year) for i, year, name in dated if _AIM.search(name) and not _PAST.search(name)]
    if not aims:
        now = int(str(issued)[:4]) if issued is not None else None
        later = [(i, year) for i, year, name in dated if not _PAST.search(name)]
        aims = [(i, year) for i, year in later if now is None or int(year) >= now]
        if now is None and len(aims) > 1:
            aims = aims[1:]  # the first is what there is
    if not aims:
        return None
    unit = next((i for i, name in enumerate(plain) if _named("unit").match(name)), None)
    return Columns(indicator, unit, tuple(aims), len(plain))


def _rows_below(text: str, rows: Sequence[list[Cell]], at: int, columns: Columns) -> Iterator[list[Cell]]:
    """The rows of the table, as many as fit its columns."""
    while at < len(rows):
        stacked = len(rows[at]) == 1
        chunk = [c[0] for c in rows[at : at + columns.width] if len(c) == 1] if stacked else rows[at]
        if not stacked and len(chunk) == columns.width - 1 and columns.indicator:
            chunk = [(chunk[0][0], chunk[0][0]), *chunk]  # 序号 or a merged cell is missing
        if len(chunk) < columns.width or not _fits(text, chunk, columns):
            return
        yield chunk
        at += columns.width if stacked else 1


def _fits(text: str, cells: Sequence[Cell], columns: Columns) -> bool:
    name = text[slice(*cells[columns.indicator])]
    if not 2 <= len(name) <= _LONGEST_NAME or "。" in name or not re.search(r"[^\W\d_]", name):
        return False
    values = [text[slice(*cells[i])].strip() for i, _ in columns.years]
    return all(_VALUE.match(value) or len(value) <= 12 for value in values)


def _of_row(text: str, cells: Sequence[Cell], columns: Columns) -> Iterator[Target]:
    start, end = cells[columns.indicator]
    name = squeeze(text[start:end])
    in_name = _UNIT_IN_NAME.search(name)
    stated = text[slice(*cells[columns.unit])].strip() if columns.unit is not None else ""
    for column, year in columns.years:
        behind = cells[column][1]
        match = _VALUE.match(text[slice(*cells[column])].strip())
        if match is None:
            continue  # 完成上级下达任务, —
        unit = match["unit"] or (in_name["u"] if in_name else stated)
        comparator = _SIGNS.get(match["sign"] or match["post"] or "", "=")
        yield Target(
            text[start:behind],
            name[: in_name.start()] if in_name else name,
            comparator,
            float(match["n"]),
            None if unit in ("", *_EMPTY) else unit.replace("％", "%"),
            year,
            None,
            None,
            start,
            behind,
        )
