"""Tables that a text has flattened: rows with tabs, bars or spaces, or one cell a line.

Only a table of tasks is looked for, by its header (序号 | 任务 | 责任单位 | 完成时限). Its lines become the
lines of cells that a reader of Word would have given; bars and tabs between them are no words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.genre import words as words_of
from draftkit.parsing.columns import ends_as_body, kind_of_column, kinds_of_header
from draftkit.parsing.labels import find_label
from draftkit.precompiled import fixed
from draftkit.readers.source import Line, Style

Cell = tuple[int, int]  # start and end in the line
_SEPARATORS = (
    re.compile(r"\t"),
    re.compile(r"[|｜]"),
    re.compile(r"[ \u3000]{2,}"),
    re.compile(r"[ \u3000]"),
)
_NUMBER = re.compile(r"\d{1,3}[.．、]?$")
_HEADER_LIMIT = 90
_GAP = re.compile(r"[\s|｜]")
_NAME_LIMIT = 24  # characters; a longer line without any gap is no name of a column
_LONGEST_TABLE, _LONGEST_ROW = 2000, 40  # rows, lines
_MOST_CELLS = 63  # of a row, as in Word
_EDGES = "|｜ \t\u3000"
_BODY = re.compile(r"局|委|厅|部|办|院|会|政府|单位|部门|科|处|中心|公司|队|各|组|站|社|所|馆|团")
_TIME = re.compile(r"\d{4}|\d月|年|月底|季度|长期|持续|常态|全年|\d+日")


def unflatten(lines: Sequence[Line]) -> list[Line]:
    """The lines with every flattened table of tasks as lines of cells."""
    if not (heads := _heads(lines)):
        return list(lines)
    out: list[Line] = []
    at, tables = 0, max((line.style.table[0] for line in lines if line.style.table), default=0)
    for head in heads:
        if head < at or (found := _table_at(lines, head, tables + 1)) is None:
            continue
        out += lines[at:head]
        cells, at = found
        out += cells
        tables += 1
    return [*out, *lines[at:]]


def _heads(lines: Sequence[Line]) -> list[int]:
    """Lines that may be the header of a flattened table; most texts have none."""
    names, gap, ends = _column_name().match, _GAP.search, _last_letters()
    return [
        at
        for at, line in enumerate(lines)
        if (text := line.text)
        and (size := len(text)) <= _HEADER_LIMIT
        and ((size <= _NAME_LIMIT and text[-1] in ends) or gap(text))
        and names(text)
        and line.style.table is None
    ]


_NAMES = ("column_task", "column_lead", "column_units", "column_number")


@cache
def _last_letters() -> frozenset[str]:
    """With which a line ends that is nothing but the name of a column."""
    return frozenset(word[-1] for names in _NAMES for word in words_of(names))


@cache
def _column_name() -> re.Pattern[str]:
    names = "|".join(map(alternation, _NAMES))
    return fixed(rf"[\s|｜]*[^\s|｜]{{0,8}}(?:{names})[\s|｜]*(?:[\s|｜]|$)")


def _table_at(lines: Sequence[Line], at: int, table: int) -> tuple[list[Line], int] | None:
    """The cells of the table whose header stands at line `at`, and the index behind the table."""
    for separator in _SEPARATORS:
        cells = _split(lines[at].text, separator)
        if len(cells) > 1 and (kinds := kinds_of_header([lines[at].text[a:b] for a, b in cells])):
            return _rows_below(lines, at, table, separator, kinds)
    return _cell_a_line(lines, at, table)


def _split(text: str, separator: re.Pattern[str]) -> list[Cell]:
    """The cells of a line; a bar at either end of it is no separator."""
    first, last = len(text) - len(text.lstrip(" |｜")), len(text.rstrip(" \t"))
    if text[:last].endswith(("|", "｜")):
        last -= 1
    cells: list[Cell] = []
    start = first
    for match in separator.finditer(text, first, last):
        cells.append((start, match.start()))
        start = match.end()
    return [*cells, (start, max(start, last))]


def _rows_below(
    lines: Sequence[Line], at: int, table: int, separator: re.Pattern[str], kinds: tuple[str | None, ...]
) -> tuple[list[Line], int] | None:
    out = _cells(lines[at], _split(lines[at].text, separator), table, 1, range(1, len(kinds) + 1))
    row, end, i = 1, at + 1, at + 1
    single = separator is _SEPARATORS[-1]
    while i < len(lines) and row < _LONGEST_TABLE:
        text = lines[i].text
        cells = _split(text, separator) if text.strip() else []
        if single and cells:
            cells = _by_the_end(text, cells, kinds)
        if len(cells) > _MOST_CELLS:
            break
        if len(cells) > 1:
            row += 1
            out += _cells(lines[i], cells, table, row, _places(text, cells, kinds))
        elif text.strip() and _is_section(text) and _goes_on(lines, i + 1, separator):
            row += 1
            out += _cells(lines[i], [(0, len(text))], table, row, [1])
        elif text.strip():
            break
        i += 1
        end = i if text.strip() else end
    return (out, end) if row > 1 else None


def _goes_on(lines: Sequence[Line], at: int, separator: re.Pattern[str]) -> bool:
    """Whether the next line with words is a row of the table."""
    below = next((line.text for line in lines[at : at + 6] if line.text.strip()), "")
    return separator is not _SEPARATORS[-1] and len(_split(below, separator)) > 1


def _is_section(text: str) -> bool:
    label = find_label(text)
    return label is not None and label.level <= 2 and len(text) < 40 and "。" not in text


def _by_the_end(text: str, cells: list[Cell], kinds: tuple[str | None, ...]) -> list[Cell]:
    """Cells between single spaces: those behind the task are counted from the end, the task is the rest."""
    last = max(i for i, kind in enumerate(kinds) if kind == "task")
    behind = len(kinds) - 1 - last
    if not _NUMBER.match(text[slice(*cells[0])]) or len(cells) < behind + 2:
        return []
    if len(cells) == len(kinds):
        return cells
    tail = cells[len(cells) - behind :]
    fits = all(_fits(text[a:b], kind) for (a, b), kind in zip(tail, kinds[last + 1 :], strict=True))
    empty = [(cells[1][0], cells[1][0])] * (last - 1)
    return [cells[0], *empty, (cells[1][0], cells[len(cells) - behind - 1][1]), *tail] if fits else []


def _fits(words: str, kind: str | None) -> bool:
    if kind in ("lead", "units"):
        return _BODY.search(words) is not None and "。" not in words
    return _TIME.search(words) is not None if kind == "limit" else True


def _places(text: str, cells: list[Cell], kinds: tuple[str | None, ...]) -> list[int]:
    """The columns of the cells of a row; merged cells on the left may be missing in it."""
    filled = len(cells)
    while filled > 1 and not text[slice(*cells[filled - 1])].strip():
        filled -= 1
    numbered = kinds[0] == "number" and _NUMBER.match(text[slice(*cells[0])].strip()) is not None
    if filled >= len(kinds) or numbered:
        return list(range(1, len(cells) + 1))

    def score(shift: int) -> int:
        pairs = zip(cells[:filled], kinds[shift:], strict=False)
        return sum(kind in ("lead", "units", "limit") and _fits(text[a:b], kind) for (a, b), kind in pairs)

    shift = max(range(len(kinds) - filled + 1), key=lambda s: (score(s), -s))
    return list(range(1 + shift, 1 + shift + len(cells)))


def _cells(line: Line, cells: Sequence[Cell], table: int, row: int, places: Sequence[int]) -> list[Line]:
    out = []
    for (start, end), place in zip(cells, places, strict=False):
        words = line.text[start:end]
        if bare := words.strip():
            start += len(words) - len(words.lstrip()) if len(bare) < len(words) else 0
            out.append(_part(line, start, bare, Style(whole=True, table=(table, row, place))))
    return out


def _part(line: Line, start: int, words: str, style: Style) -> Line:
    if start == 0 or not (line.columns or line.label):
        return Line(words, line.number, line.column + start, line.page, style, line.label, line.columns)
    return Line(words, line.number, line.column, line.page, style)


def _cell_a_line(lines: Sequence[Line], at: int, table: int) -> tuple[list[Line], int] | None:
    """A table with one cell a line, bars perhaps between them; its rows are known by 序号."""
    header: list[int] = []
    kinds: list[str | None] = []
    for i in range(at, min(len(lines), at + 40)):
        words = lines[i].text.strip(_EDGES)
        kind = kind_of_column(words) if len(words) <= 14 else None
        if words and (kind is None or len(header) == 10):
            break
        if words:
            header.append(i)
            kinds.append(kind)
    if "number" not in kinds or "task" not in kinds or not {"lead", "units"} & set(kinds):
        return None
    return _stacked(lines, header, table, tuple(kinds))


def _stacked(
    lines: Sequence[Line], header: list[int], table: int, kinds: tuple[str | None, ...]
) -> tuple[list[Line], int] | None:
    number, width = kinds.index("number"), len(kinds)
    filled: list[int] = []  # lines with words
    starts: list[int] = []  # of the rows, as indices into `filled`
    for i in range(header[-1] + 1, len(lines)):
        words = lines[i].text.strip(_EDGES)
        if not words:
            continue
        if words.isdecimal() and len(words) < 5 and int(words) == len(starts) + 1:
            starts.append(len(filled))
        filled.append(i)
        if (
            len(filled) > (starts[-1] + _LONGEST_ROW if starts else number + 1)
            or len(starts) > _LONGEST_TABLE
        ):
            break
    if len(starts) < 2:
        return None
    out = _stack(lines, header, table, 1, 1)
    behind = width - number - 1
    for row, k in enumerate(starts):
        stop = starts[row + 1] if row + 1 < len(starts) else min(len(filled), k + behind + 1)
        last_row = row + 1 == len(starts)
        own = filled[k + 1 : stop if last_row else max(k + 1, stop - number)]
        before = filled[max(k - number, starts[row - 1] + 1 if row else 0) : k]
        out += _stack(lines, [*before, filled[k]], table, row + 2, number + 1 - len(before))
        for place, cell in enumerate(_dealt(lines, own, kinds[number + 1 :]), number + 2):
            for i in cell:
                out += _stack(lines, [i], table, row + 2, place)
        last = own[-1] if own else filled[k]
    return out, _behind_bars(lines, last + 1)


def _dealt(lines: Sequence[Line], own: list[int], kinds: tuple[str | None, ...]) -> list[list[int]]:
    """The lines of a row dealt out to its columns: a cell may run over several lines, the task's above all."""
    cells: list[list[int]] = [[] for _ in kinds]
    end = len(own)
    for place in range(len(kinds) - 1, -1, -1):
        if kinds[place] == "task" or end <= place:
            break
        cells[place] = own[end - 1 : end]
        end -= 1
        while kinds[place] in ("lead", "units") and end > place and _is_body(lines[own[end - 1]].text):
            cells[place] = [own[end - 1], *cells[place]]
            end -= 1
    place = next((i for i in range(len(kinds) - 1, -1, -1) if kinds[i] == "task" and not cells[i]), 0)
    for i in range(min(place, end)):
        cells[i] = own[i : i + 1]
    cells[place] = own[min(place, end) : end] + cells[place]
    return cells


def _is_body(words: str) -> bool:
    return ends_as_body(words) and not any(mark in words for mark in "，。；") and len(words) <= 40


def _stack(lines: Sequence[Line], indices: Sequence[int], table: int, row: int, place: int) -> list[Line]:
    out: list[Line] = []
    for offset, i in enumerate(indices):
        text = lines[i].text
        words = text.strip(_EDGES)
        out += _cells(
            lines[i], [(text.index(words), text.index(words) + len(words))], table, row, [place + offset]
        )
    return out


def _behind_bars(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and not lines[at].text.strip(_EDGES):
        at += 1
    return at
