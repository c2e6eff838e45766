"""Markdown: the words without their marks, every character knowing its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from draftkit.readers.source import PLAIN, Line, Style

Span = tuple[int, int]

_START = re.compile(r"^\s{0,12}(?:[-*+]\s+(?=\S)|>+\s?)+(?:\[[ xX]\]\s+)?")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+|^\s{0,3}(#{1,6})(?=[\u4e00-\u9fff（(])")
_RULE = re.compile(r"^\s*([-*_])(\s*\1){2,}\s*$|^\s*=+\s*$|^\s*(?:```|~~~)[\w+-]*\s*$")
_TABLE_RULE = re.compile(r"^\s*+(?:\|\s*+)?:?-{2,}:?\s*+(?:\|\s*+:?-{2,}:?\s*+)*+\|?\s*$")
_HEADINGS = re.compile(r"^#{1,6}[ \t]++\S", re.M)
_TABLES = re.compile(r"^[ \t]*+\|[ \t]*+:?-{3,}[-:| \t]*+$", re.M)
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_NOTE = re.compile(r"^\[\^[^\]\s]{1,20}\]:\s*")
_BOLD = r"\*\*(?P<bold>[^*\s][^*]{1,}?)\*\*|__(?P<under>[^_\s][^_]{1,}?)__"
# Bounds keep the search linear on marks that never close.
_INLINE = re.compile(
    r"(?P<escape>\\)[\\`*_{}\[\]()#+\-.!|>~<]|!\[[^\]\n]{0,200}\]\([^()\n]{0,500}\)"
    r"|\[(?P<link>[^\[\]\n]{1,200})\]\((?:[^()\n]|\([^()\n]{0,100}\)){0,500}\)|\[\^[^\]\s]{1,20}\]"
    r"|`(?P<code>[^`\n]+)`|"
    + _BOLD
    + r"|(?<![*0-9A-Za-z])\*(?P<italic>[^*\s][^*\n]{1,500}?)\*(?![*0-9A-Za-z])|~~[^~\n]{1,500}~~"
    r"|<!--[^>]{0,500}-->|</?(?:b|i|u|strong|em|font|span|p|div|center|sup|sub)(?:\s[^<>]{0,200})?>",
    re.IGNORECASE,
)
_PLAIN_BOLD = re.compile(_BOLD)
_MARKS = re.compile(r"[\\`*_\[<~]")
_LEADS = frozenset("#>-*+`~=_")  # what a mark at the start of a line begins with
_KEPT = ("link", "code", "bold", "under", "italic")


def looks_so(text: str) -> bool:
    """Whether a text without a telling name is Markdown: two headings, or the rule below a table's head."""
    head = text[:100_000]
    return len(_HEADINGS.findall(head)) > 1 or _TABLES.search(head) is not None


def split(text: str) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of a text, and those of its notes (``[^1]: …``)."""
    lines: list[Line] = []
    notes: list[Line] = []
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begin = _behind_front_matter(rows)
    table = row = 0
    for number, raw in enumerate(rows[begin:], begin + 1):
        part = raw.replace("\f", "")
        following = rows[number] if number < len(rows) else ""
        if _is_row(part, following, row):
            table += row == 0
            if not _TABLE_RULE.match(part):
                row += 1
                lines.extend(_cells(part, number, (table, row)))
            continue
        row = 0
        if part.startswith("[^") and (note := _NOTE.match(part)):
            notes.append(_words(part, number, note.end(), len(part), Style(whole=True)))
        else:
            lines.extend(_line(part, number))
    return tuple(lines), tuple(notes)


def _behind_front_matter(rows: list[str]) -> int:
    """How many lines the properties at the top take (``---`` … ``---``)."""
    if rows[0].strip() != "---":
        return 0
    for at, row in enumerate(rows[1:40], 1):
        if row.strip() == "---":
            return at + 1
        if row.strip() and not re.match(r"\s*(?:[\w-]+\s*:|-\s)", row):
            break
    return 0


def _is_row(part: str, following: str, row: int) -> bool:
    if part.lstrip().startswith("|"):
        return True
    return "|" in part and (row > 0 or ("|" in following and _TABLE_RULE.match(following) is not None))


def _line(part: str, number: int) -> Iterator[Line]:
    if part.lstrip()[:1] not in _LEADS and "\\" not in part and "<" not in part and not part.endswith("  "):
        yield _words(part, number, 0, len(part), PLAIN)  # most lines
        return
    if _RULE.match(part):
        yield Line("", number)
        return
    start, end, style = 0, len(part), PLAIN
    if marks := _START.match(part):
        start = marks.end()
    if heading := _HEADING.match(part[start:]):
        # It says that the line is a heading of its own.
        style = Style(outline=len(heading[1] or heading[2]), whole=True)
        start += heading.end()
        end = _end_of_heading(part)
    pieces = list(_pieces(part, start, end))
    for index, (a, b) in enumerate(pieces):
        soft = index < len(pieces) - 1 or part.endswith(("  ", "\\"))
        b -= part[a:b].endswith("\\") and b == len(part)
        yield _words(part, number, a, b, Style(soft=True) if soft and style is PLAIN else style)


def _end_of_heading(part: str) -> int:
    """Where a heading ends: before marks that close it (``# 标题 #``)."""
    words = part.rstrip()
    core = words.rstrip("#")
    return len(core.rstrip()) if core != words and core.endswith((" ", "\t")) else len(part)


def _pieces(part: str, start: int, end: int) -> Iterator[Span]:
    """Between the breaks that are set by hand (``<br>``)."""
    at = start
    for match in _BREAK.finditer(part, start, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def _cells(part: str, number: int, place: tuple[int, int]) -> Iterator[Line]:
    borders = [(-1, 0), *(match.span() for match in _BAR.finditer(part)), (len(part), len(part))]
    spans = [(a[1], b[0]) for a, b in pairwise(borders)]
    if not part[: spans[0][1]].strip() and len(spans) > 1:
        spans = spans[1:]
    if len(spans) > 1 and not part[spans[-1][0] :].strip():
        spans = spans[:-1]
    for column, (start, end) in enumerate(spans, 1):
        for a, b in _pieces(part, start, end):
            cell = part[a:b]
            b = a + len(cell.rstrip())
            a = min(a + len(cell) - len(cell.lstrip()), b)
            yield _words(part, number, a, b, Style(whole=True, table=(*place, column)))


def _words(part: str, number: int, start: int, end: int, style: Style) -> Line:
    keep = list(_kept(part, start, end, _INLINE)) if _MARKS.search(part, start, end) else [(start, end)]
    return line_of(part, number, keep, style)


def without_bold(part: str, start: int) -> list[Span]:
    """What is left of a line of plain text when the marks of bold words are taken out."""
    return list(_kept(part, start, len(part), _PLAIN_BOLD))


def line_of(
    part: str, number: int, keep: list[Span], style: Style, page: int | None = None, offset: int = 0
) -> Line:
    """A line of the stretches that are kept. offset: what stands before `part` in the line."""
    text = "".join(part[a:b] for a, b in keep)
    columns: list[tuple[int, int]] = []
    at = 0
    for a, b in keep:
        columns.append((at, offset + a + 1))
        at += b - a
    first = columns[0][1] if columns else offset + 1
    return Line(text, number, first, page, style, columns=tuple(columns[1:]))


def _kept(part: str, start: int, end: int, marks: re.Pattern[str]) -> Iterator[Span]:
    """The stretches between the marks, and those inside them that are words."""
    at = start
    for match in marks.finditer(part, start, end):
        if at < match.start():
            yield at, match.start()
        at = match.end()
        found = match.groupdict()
        if found.get("escape"):
            at = match.start() + 1
        for name in _KEPT:
            if found.get(name):
                a, b = match.span(name)
                yield from [(a, b)] if name == "code" else _kept(part, a, b, marks)
    if at < end:
        yield at, end
