"""Lengths of a set page. Unit: twips (1/20 pt, 1/1440 inch) unless said otherwise.

The numbers follow from GB/T 9704—2012 5.1, 5.2: A4, type area 156 mm × 225 mm, 22 lines of 28
characters. 3号 is 16 pt in Word; a spacing of -0.25 pt makes 28 of them fit into 156 mm.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
TOP, RIGHT, BOTTOM, LEFT = 2098, 1474, 1984, 1587
BODY_WIDTH = PAGE_WIDTH - LEFT - RIGHT  # 156 mm
LINE = 579  # the largest pitch that still gives 22 lines
CHARACTER = 315  # 15.75 pt, one character of the text
EM = 320  # 三号, the unit of w:ind in characters
SMALL = 280  # 四号
FOOTER = 1441  # puts the dash of the page number 7 mm below the type area
MARK_TOP = 1984  # 35 mm from the top of the type area to the issuer mark
ORDER_TOP = 1134  # 20 mm: the mark of a 命令 (10.2)


@lru_cache(maxsize=8192)
def em(character: str) -> float:
    """Width of one character: a Chinese one is 1, a digit or Latin letter ½, a combining mark 0."""
    if unicodedata.combining(character):
        return 0.0
    # Ambiguous marks (“ ” — ……) are set in the Chinese font because of the run's hint.
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def ems(text: str) -> float:
    """Width of `text` in characters."""
    return sum(map(em, text), 0.0)


def width(text: str, character: int = CHARACTER) -> int:
    """Width of `text` when one Chinese character is `character` twips wide."""
    return round(ems(text) * character)


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its grid (版面). The defaults are those of the standard; an office may state others.

    top, right, bottom, left: margins. lines, characters: of a full page and a full line. size, title,
    cell: height of the type of text, titles and tables; mark: the largest of the 发文机关标志, in pt.
    """

    paper_width: int = PAGE_WIDTH
    paper_height: int = PAGE_HEIGHT
    top: int = TOP
    right: int = RIGHT
    bottom: int = BOTTOM
    left: int = LEFT
    footer: int = FOOTER
    lines: int = 22
    characters: int = 28
    size: int = EM
    title: int = 440
    cell: int = 240
    mark: float = 60

    @property
    def width(self) -> int:
        """Of the type area (版心宽度)."""
        return self.paper_width - self.left - self.right

    @property
    def height(self) -> int:
        """Of the type area (版心高度)."""
        return self.paper_height - self.top - self.bottom

    @property
    def line(self) -> int:
        """The largest pitch of lines that gives so many of them."""
        return self.height // self.lines

    @property
    def cell_line(self) -> int:
        """Pitch of lines in tables."""
        return self.cell * 5 // 3

    @property
    def character(self) -> int:
        """Width of a character that fills the line with so many of them."""
        return self.width // self.characters

    def turned(self) -> Page:
        """The same page turned by a quarter, its upper edge at the right (A4 横排, GB/T 9704 8)."""
        lying = replace(
            self,
            paper_width=self.paper_height,
            paper_height=self.paper_width,
            top=self.left,
            right=self.top,
            bottom=self.right,
            left=self.bottom,
        )
        return replace(
            lying, lines=lying.height // self.line, characters=max(1, lying.width // self.character)
        )

    def measure(self, text: str) -> int:
        """Width of `text` in the type of the body."""
        return round(ems(text) * self.character)


STANDARD = Page()
