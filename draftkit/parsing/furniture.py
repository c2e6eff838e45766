"""What a page or a printer has put around a document: page numbers, contents, the foot of a web page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Protocol

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.genre import words as words_of
from draftkit.lexicon.text import squeeze
from draftkit.parsing.labels import Label
from draftkit.precompiled import fixed
from draftkit.readers.source import Line

_FURNITURE = re.compile(
    r"^(?:[|｜\s]+|[—\-–－―─_·\s]+\d{1,3}[—\-–－―─_·\s]+|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|\S.{0,60}?[.…·．]{4,}\s*\d{1,3})$"
)
_PAGE_AT_END = re.compile(r"[.…·．]*\d{0,3}$")


_PAGE_LINES, _MOST_SKIPPED = 7, 4  # lines of a page at least; pages whose number is missing


class RowLike(Protocol):
    """What is asked of a row here; the row itself stands in `rows`."""

    kind: str
    label: Label | None

    @property
    def words(self) -> str: ...


def page_numbers(lines: Sequence[Line], stripped: Sequence[str]) -> set[int]:
    """Lines of nothing but a number that count up through the text: page numbers without dashes.

    stripped: the words of the lines, without white space at both ends.
    """
    found = [
        (int(words), line.number)
        for line, words in zip(lines, stripped, strict=True)
        # A column 序号 of a table counts up as well.
        if words and len(words) <= 3 and words.isdecimal() and not line.style.table
    ]
    rising = len(found) >= 2 and all(a[0] < b[0] for a, b in pairwise(found))
    if not rising:
        return set()
    apart = sorted(b[1] - a[1] for a, b in pairwise(found))
    if apart[len(apart) // 2] < _PAGE_LINES or found[-1][0] - found[0][0] > _MOST_SKIPPED * len(found):
        return set()  # figures of a table, a cell a line
    return {number for _, number in found}


def is_furniture(words: str) -> bool:
    """Page numbers, entries of a table of contents with leader dots, bars of a table without cells."""
    if words[0] not in FURNITURE_STARTS and not words[-1].isdigit():
        return False
    return _FURNITURE.match(words) is not None


FURNITURE_STARTS = frozenset("—-–－―─_·第 0123456789|｜")


def drop_contents(rows: Sequence[RowLike]) -> None:
    """A table of contents (目录) is no part of the text: its entries stand again below."""
    start = next((i for i, row in enumerate(rows) if row.words[:1] == "目" and _is_contents(row.words)), None)
    if start is None or start + 2 >= len(rows):
        return
    first = _PAGE_AT_END.sub("", squeeze(rows[start + 1].words))
    for end in range(start + 2, min(len(rows), start + 200)):
        if squeeze(rows[end].words).startswith(first):
            for row in rows[start:end]:
                row.kind, row.label = "meta", None
            return


def _is_contents(words: str) -> bool:
    return squeeze(words) == "目录"


def drop_page_tail(rows: Sequence[RowLike]) -> None:
    """What stands below the text of a web page (扫一扫, 上一篇, 政策解读, 主办：…) is none of it."""
    begun = False
    starts = tail_starts()
    for at, row in enumerate(rows):
        begun = begun or row.label is not None
        if begun and row.words[0] in starts and row.label is None and _begins_page_tail(row.words):
            for below in rows[at:]:
                below.kind, below.label = "meta", None
            return


def _begins_page_tail(words: str) -> bool:
    return len(words) <= 60 and _page_tail().match(words) is not None


@cache
def tail_starts() -> frozenset[str]:
    """The first letters of what can stand below the text of a web page."""
    return frozenset(word[0] for name in ("page_tail", "page_tail_alone") for word in words_of(name)) | {
        "【",
        "[",
    }


@cache
def _page_tail() -> re.Pattern[str]:
    return fixed(rf"[【\[]?\s*(?:{alternation('page_tail')})|(?:{alternation('page_tail_alone')})\s*[:：]?$")
