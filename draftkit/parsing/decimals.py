"""Decimal numbering (1 总则, 1.1 编制目的, 1.1.1), as plans for emergencies (应急预案) have it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from draftkit.parsing.labels import Label

_TOP = re.compile(r"(?P<n>\d{1,2})(?:[.．、]\s*|[ \u3000]+)(?=[^\d\s.．])")
_BELOW = re.compile(r"(?P<n>\d{1,2}(?:[.．]\d{1,2}){1,3})[.．、]?[ \u3000]*(?=[^\d\s.．%％、，])")
_TOP_LIMIT = 24  # characters of a chapter's line
_NEAR = 4  # rows between a chapter and its first part


class RowLike(Protocol):
    """What is asked of a row here; the row itself stands in `rows`."""

    kind: str
    label: Label | None

    @property
    def words(self) -> str: ...


def number_decimals(rows: Sequence[RowLike]) -> None:
    """Labels for decimal numbers, where 1.1 stands right below 1 and nothing is numbered 一、."""
    ones = (i for i, row in enumerate(rows) if row.words[0] == "1" and row.words[1:3] in (".1", "．1"))
    if (first := next(ones, None)) is None or not _BELOW.match(rows[first].words):
        return
    if any(row.label is not None and (row.label.kind or row.label.level == 1) for row in rows):
        return
    tops = (i for i in range(first - 1, max(-1, first - 1 - _NEAR), -1) if _number_of_top(rows[i].words) == 1)
    if (top := next(tops, None)) is None:
        return
    last: tuple[int, ...] = ()
    for row in rows[top:]:
        if (found := _label(row.words, last)) is not None:
            last, row.label = found
            row.kind = "label"


def _number_of_top(words: str) -> int | None:
    match = _TOP.match(words) if len(words) <= _TOP_LIMIT else None
    return int(match["n"]) if match and not re.search("[。；]", words) else None


def _label(words: str, last: tuple[int, ...]) -> tuple[tuple[int, ...], Label] | None:
    """The number of a line and its label, when it goes on from `last`: deeper, further, or up again."""
    if not words[0].isdigit():
        return None
    if match := _BELOW.match(words):
        number = tuple(int(part) for part in re.split("[.．]", match["n"]))
        if not _goes_on(number, last):
            return None
        text = ".".join(map(str, number))
        return number, Label(text, len(number), number[-1], match.end("n"))
    top = _number_of_top(words)
    if top is None or top != (last[0] if last else 0) + 1:
        return None
    mark = re.match(r"\d{1,2}([.．、]?)", words)
    text = f"{top}." if mark and mark[1] in ".．" and mark[1] else str(top)
    return (top,), Label(text, 1, top, mark.end() if mark else len(text))


def _goes_on(number: tuple[int, ...], last: tuple[int, ...]) -> bool:
    depth = len(number)
    if depth > len(last):
        return number[:-1] == last and number[-1] == 1
    return number[:-1] == last[: depth - 1] and number[-1] == last[depth - 1] + 1
