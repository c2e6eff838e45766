"""How many pages a set document will take (估算页数), told from its XML without a word processor.

Word, WPS and LibreOffice break lines a little differently, so every height is a range: the shortest
that is likely and the longest. Whoever asks must be right for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from draftkit.writers.blocks import Block, Flexible
from draftkit.writers.geometry import SMALL, Page
from draftkit.writers.runs import TOKEN

_PIECE = re.compile(r"<w:tbl>.*?</w:tbl>|<w:p>.*?</w:p>|<w:p/>", re.DOTALL)
_PARAGRAPH = re.compile(r"<w:p>.*?</w:p>|<w:p/>", re.DOTALL)
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_CELL = re.compile(r'<w:tcW w:w="(\d+)".*?</w:tc>', re.DOTALL)
_FIXED = re.compile(r'<w:trHeight w:val="(\d+)"')
_MARGIN = re.compile(r'<w:tblCellMar><w:left w:w="(\d+)"')
_WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(<w:br/>)")
_ENTITY = re.compile(r"&\w+;")
_STYLE = re.compile(r'<w:pStyle w:val="(\w+)"')
_INDENT = re.compile(r'<w:ind [^>]*?w:(left|right|firstLine|hanging)="(\d+)"')
_NUMBER = {name: re.compile(rf'<w:spacing[^>]* w:{name}="(\d+)"') for name in ("line", "before")}
_NEW_PAGE = "<w:pageBreakBefore/>"
# Least and most: marks pressed together make a line hold more, the rule that no line begins with a mark
# less; digits of a face that stands in for a missing one are wider than half a character.
_TIGHT, _LOOSE = 0.99, 1.015
_LEFT_EMPTY = 0.25  # lines a page
_NARROW, _WIDE = 0.5, 0.6
_INDENTED = ("GwBody", "Heading1", "Heading2", "Heading3", "Heading4")
_LETTER_HEAD = 760  # twips of the type area that the framed name of a letter takes


@dataclass(frozen=True, slots=True)
class Open:
    """A paragraph whose length depends on values. words: the fixed ones. tokens: each as often as it stands."""

    words: str
    character: int
    line: int
    first: int
    room: int
    tokens: tuple[str, ...]

    def heights(self, value: Callable[[str], str]) -> tuple[int, int]:
        """Shortest and longest height when the values are known."""
        words = self.words + "".join(value(t) for t in self.tokens)
        low, high = _lines(words, self.character, self.first, self.room)
        return low * self.line, high * self.line


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two page breaks (一段连续的版面). low, high: height in twips, without `open`."""

    low: int
    high: int
    open: tuple[Open, ...] = ()

    def heights(self, value: Callable[[str], str]) -> tuple[int, int]:
        """Shortest and longest height when the values are known."""
        own = [o.heights(value) for o in self.open]
        return self.low + sum(low for low, _ in own), self.high + sum(high for _, high in own)


def stretches(blocks: Sequence[Block], page: Page) -> tuple[Stretch, ...]:
    """The document cut at its page breaks."""
    low, high = [0], [0]
    waiting: list[list[Open]] = [[]]
    for block in blocks:
        unsure = page.line if isinstance(block, Flexible) else 0
        xml = block.build(block.texts) if isinstance(block, Flexible) else block
        for piece in _PIECE.findall(xml):
            if _NEW_PAGE in piece and (low[-1] or waiting[-1]):
                low.append(0)
                high.append(0)
                waiting.append([])
            found = _piece(piece, page)
            if isinstance(found, Open):
                waiting[-1].append(found)
            else:
                low[-1] += found[0]
                high[-1] += found[1]
        high[-1] += unsure
    return tuple(Stretch(a, b, tuple(c)) for a, b, c in zip(low, high, waiting, strict=True))


def pages(
    parts: Sequence[Stretch], page: Page, value: Callable[[str], str], more: int = 0
) -> tuple[int, int]:
    """Fewest and most pages. more: height that must have room at the end of the last one."""
    fewest = most = 0
    full = page.lines * page.line
    for at, part in enumerate(parts):
        low, high = part.heights(value)
        last = at == len(parts) - 1
        fewest += max(1, ceil(low / full))
        # A heading that would stand alone at the foot of a page goes to the next one.
        spare = high // full * page.line * _LEFT_EMPTY
        most += max(1, ceil((high + spare + (more if last else 0)) / full))
    return fewest, most


def _piece(xml: str, page: Page) -> tuple[int, int] | Open:
    if not xml.startswith("<w:tbl>"):
        height = _paragraph(xml, page, page.width)
        return _on_grid(height, page) if isinstance(height, tuple) and "GwMark" in xml else height
    if "<w:tblpPr" in xml:
        return 0, 0
    found = _MARGIN.search(xml)
    margin = 2 * int(found[1]) if found else 0
    heights = [_row(row, page, margin) for row in _ROW.findall(xml)]
    height = sum(low for low, _ in heights), sum(high for _, high in heights)
    return _on_grid(height, page) if "GwMark" in xml else height


def _on_grid(height: tuple[int, int], page: Page) -> tuple[int, int]:
    """What follows the 发文机关标志 may begin at the next line of the grid."""
    return height[0], ceil(height[1] / page.line) * page.line + page.line // 4


def _row(xml: str, page: Page, margin: int) -> tuple[int, int]:
    if fixed := _FIXED.search(xml):
        return int(fixed[1]), int(fixed[1])
    cells = [tuple(_cell(c, page, margin)) for c in _CELL.finditer(xml)]
    return max(sum(low for low, _ in c) for c in cells), max(sum(high for _, high in c) for c in cells)


def _cell(found: re.Match[str], page: Page, margin: int) -> Iterator[tuple[int, int]]:
    for p in _PARAGRAPH.findall(found.group()):
        height = _paragraph(p, page, int(found[1]) - margin)
        if isinstance(height, Open):  # a hole in a table: a guess of four characters is good enough
            low, high = height.heights(lambda _: "四个字长")
            yield low, high
        else:
            yield height


def _paragraph(xml: str, page: Page, width: int) -> tuple[int, int] | Open:
    style = found[1] if (found := _STYLE.search(xml)) else "Normal"
    if "<w:framePr" in xml:
        return _LETTER_HEAD, _LETTER_HEAD
    line = int(found[1]) if (found := _NUMBER["line"].search(xml)) else _pitch(style, page)
    before = int(found[1]) if (found := _NUMBER["before"].search(xml)) else 0
    texts = _texts(xml)
    if style == "GwMark" or texts == [""]:
        return before + line * len(texts), before + line * len(texts)
    first, room = _room(xml, style, page, width)
    character = _character(style, page)
    words = "".join(texts)
    if max(words) >= "\ue000" and (tokens := TOKEN.findall(words)):
        return Open(TOKEN.sub("", words), character, line, first, room, tuple(tokens))
    counts = [_lines(t, character, first, room) for t in texts]
    return before + sum(low for low, _ in counts) * line, before + sum(high for _, high in counts) * line


def _texts(xml: str) -> list[str]:
    """The words between forced line breaks."""
    texts = [""]
    for words, forced in _WORDS.findall(xml):
        if forced:
            texts.append("")
        else:
            texts[-1] += _ENTITY.sub("&", words) if "&" in words else words
    return texts


def _room(xml: str, style: str, page: Page, width: int) -> tuple[int, int]:
    """Width of the first line and of the others."""
    sides = {name: int(value) for name, value in _INDENT.findall(xml)}
    room = width - sides.get("left", 0) - sides.get("right", 0)
    first = sides.get("firstLine", 2 * page.size if style in _INDENTED and not sides else 0)
    return max(1, room - first + sides.get("hanging", 0)), max(1, room)


def _pitch(style: str, page: Page) -> int:
    return {"GwImprint": 480, "GwCell": page.cell_line, "GwEnd": 20}.get(style, page.line)


def _character(style: str, page: Page) -> int:
    return {"Title": page.title, "GwCell": page.cell, "GwImprint": SMALL}.get(style, page.character)


def _lines(words: str, character: int, first: int, room: int) -> tuple[int, int]:
    """Fewest and most lines of so many words."""
    half = len(words.encode("ascii", "ignore"))
    full = len(words) - half
    least = (full + _NARROW * half) * _TIGHT * character
    most = (full + _WIDE * half) * _LOOSE * character
    return 1 + max(0, ceil((least - first) / room)), 1 + max(0, ceil((most - first) / room))
