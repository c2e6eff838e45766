"""Pages of a PDF -> runs: stretches of words on one baseline, with their place on the page.

A call into pdfium for every character costs more than pdfium's own reading of the page, so only
the ends of a stretch and the sides of its spaces are asked for.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from draftkit.lexicon.text import CJK

_RADICALS = Path(__file__).with_name("data") / "radicals.txt"
_BREAK = re.compile(r"[^\s\x0b\x0c\u2028](?:[^\r\n\x0b\x0c\u2028]*[^\s\x0b\x0c\u2028])?")
_GAPS = re.compile(r"[ \t\u00a0\u3000]+")
_MARKS = re.compile(r"[\d\[①-⑳*]+")
_WIDE = re.compile(rf"[{CJK}\u2e80-\u2fdf\u3000-\u303f\uff01-\uff60]")
_ASIDE = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
_INVISIBLE = re.compile("[\x00\x02\xad\u200b-\u200d\ufeff\ufffe\uffff]")
_HALF = re.compile("[\ud800-\udfff]")
_UNTIDY = re.compile(f"{_ASIDE.pattern}|{_INVISIBLE.pattern}|{_HALF.pattern}")
_TIGHT = 0.6  # a generated space narrower than this (in em) is only the air beside a number
_THIN = 0.2  # and between two ideographs, where justified lines are a little loose
_LOOSE = 0.7
_FIGURE = 0.55  # width of a figure or a Latin letter
_BESIDE = 0.7  # the air around a number in a line, for each gap that pdfium sees, at most
_NO_AIR = 0.06  # a space that takes no room is none, made up or not
_SPREAD = 0.7  # share of letters with a gap behind them in words that are set wide
_PALE = (0x88, 0xEC)  # shades of grey
_ONE_GAP = 1.5  # justified lines are loose: all of it at one number is still no column
_ALL_AIR = 2.0
COLUMN = 1.6  # a gap wider than this (in em) separates columns


@dataclass(slots=True)
class Run:
    """Words on one baseline. Points from the top left corner; `size` is that of the font."""

    text: str
    left: float
    right: float
    base: float
    size: float
    first: int = 0  # indices of pdfium
    end: int = 0


class Placer:
    """Page space of pdfium -> points from the top left corner of the page as it is shown."""

    def __init__(self, box: tuple[float, float, float, float], turn: int) -> None:
        left, bottom, right, top = box
        self._turn = turn % 4
        self._box = (left, bottom, right, top)
        # A broken box has no sides to speak of; a page of A4 then does for measure.
        across = right - left if 1 < right - left < 1e5 else 595.0
        down = top - bottom if 1 < top - bottom < 1e5 else 842.0
        self.sideways = self._turn % 2 == 1
        self.corner = (left, top) if self._turn == 0 else None
        self.width, self.height = (down, across) if self.sideways else (across, down)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The point as one sees it, y downwards."""
        left, bottom, right, top = self._box
        if self._turn == 0:
            return x - left, top - y
        if self._turn == 1:
            return y - bottom, x - left
        if self._turn == 2:
            return right - x, y - bottom
        return top - y, right - x

    def upright(self, a: float, b: float) -> bool:
        """Whether a text of direction (a, b) runs from left to right on the page."""
        if self._turn == 0:
            return a > 0 and abs(b) < a * 0.1
        turned = ((a, b), (b, -a), (-a, -b), (-b, a))[self._turn]
        return turned[0] > 0 and abs(turned[1]) < turned[0] * 0.1


def placer_of(page: Any) -> Placer:
    """How the page lies: its visible box and its turn."""
    return Placer(page.get_bbox(), page.get_rotation() // 90)


class Reader:
    """Reads the runs of one page. tilted: characters left out because they do not stand upright."""

    def __init__(self, raw: Any, placer: Placer) -> None:
        import pypdfium2.raw as pdfium

        self._c = pdfium
        self._raw = raw
        self._place = placer
        self._corner = placer.corner
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._rect, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        # Bound once: these are called for every line and every gap.
        self._get_origin, self._get_matrix = pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetMatrix
        self._get_size, self._is_made = pdfium.FPDFText_GetFontSize, pdfium.FPDFText_IsGenerated
        self._at_x, self._at_y = ctypes.byref(self._x), ctypes.byref(self._y)
        self._at_matrix = ctypes.byref(self._matrix)
        self._set_in = 0.0  # size of the font of the last character asked for, not scaled
        self._tidy: Callable[[str], str] = clean
        self.tilted = 0
        self.words = ""
        self.loose = False  # whether words stand so far apart that they may be cells

    def runs(self) -> Iterator[Run]:
        """The runs of the page in the order of the file."""
        words = self.words = self._words()
        if not _UNTIDY.search(words):
            self._tidy = str  # nothing on the page to set right
        for match in _BREAK.finditer(words):
            yield from self._line(words, *match.span())

    def rest(self, run: Run, index: int) -> list[Run]:
        """The runs that are left of a run from a character on."""
        return list(self._line(self.words, index, run.end))

    def _line(self, words: str, start: int, end: int) -> Iterator[Run]:
        """The runs of what pdfium takes for a line: cut at gaps, checked to be one line."""
        size = self._size(start)
        if not size:
            self.tilted += end - start
            return
        x, base = self._origin(start)
        last_x, last_base = self._origin(end - 1)
        if abs(last_base - base) > 0.1 * size or last_x < x or self._raised(words, start, end):
            yield from self._crooked(words, start, end)
        elif _GAPS.search(words, start, end) is None:
            right = self._right(end - 1, words[end - 1], last_x, size)
            yield Run(self._tidy(words[start:end]), x, right, base, size, start, end)
        else:
            yield from self._parts(words, start, end, (x, last_x, base, size))

    def _words(self) -> str:
        """All characters of the page, one for each index of pdfium."""
        count = max(self._c.FPDFText_CountChars(self._raw), 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        got = self._c.FPDFText_GetText(self._raw, 0, count, buffer) - 1
        if got == count:
            words = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
            if len(words) == count:
                return words
        codes = (self._c.FPDFText_GetUnicode(self._raw, i) for i in range(count))
        return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)  # halves: see clean

    def _origin(self, index: int) -> tuple[float, float]:
        self._get_origin(self._raw, index, self._at_x, self._at_y)
        if self._corner is not None:  # the usual page, without a further call
            return self._x.value - self._corner[0], self._corner[1] - self._y.value
        return self._place.point(self._x.value, self._y.value)

    def _right(self, index: int, char: str, x: float, size: float) -> float:
        if _WIDE.match(char):
            return x + size
        self._c.FPDFText_GetLooseCharBox(self._raw, index, self._rect)
        box = self._rect
        one, two = self._place.point(box.left, box.top), self._place.point(box.right, box.bottom)
        return max(one[0], two[0], x)

    def _size(self, index: int) -> float:
        """Size of the font as it is shown; 0 for text that does not stand upright."""
        self._get_matrix(self._raw, index, self._at_matrix)
        m = self._matrix
        a, b, c = m.a, m.b, m.c
        if (b or a <= 0 or self._corner is None) and not self._place.upright(a, b):
            return 0.0
        size: float = abs(self._get_size(self._raw, index))
        self._set_in = size
        return size * (math.hypot(c, m.d) if c else abs(m.d))

    def _parts(
        self, words: str, start: int, end: int, place: tuple[float, float, float, float]
    ) -> Iterator[Run]:
        """The runs of one line with gaps. place: its first and last origin, its baseline and size."""
        x, last_x, base, size = place
        parts: list[str] = []
        left, at, first = x, start, start
        beyond, known = x, start  # the place of the character behind the last gap
        gaps = list(_GAPS.finditer(words, start, end))
        spread = len(gaps) > _SPREAD * (end - start - len(gaps) - 1)
        tight = _tight(words[start : end - 1], len(gaps), (last_x - x) / size)
        for gap in gaps:
            a, b = gap.span()
            if tight and b - a == 1 and self._made_up(words, a):
                parts.append(words[at:a])
                at = b
                continue
            before = beyond if known == a - 1 else self._origin(a - 1)[0]
            beyond, known = self._origin(b)[0], b
            right = self._right(a - 1, words[a - 1], before, size)
            air = (beyond - right) / size
            parts.append(words[at:a])
            at = b
            self.loose = self.loose or air > _LOOSE
            if air > COLUMN:
                yield Run(self._tidy("".join(parts)), left, right, base, size, first, a)
                parts, left, first = [], beyond, b
            elif (
                air > _NO_AIR
                and not (spread and self._in_number(words, a, b))
                and not self._only_air(words, a, b, air)
            ):
                parts.append(self._spaces(words, a, b, beyond - right))
        parts.append(words[at:end])
        right = self._right(end - 1, words[end - 1], last_x, size)
        yield Run(self._tidy("".join(parts)), left, right, base, size, first, end)

    def _raised(self, words: str, start: int, end: int) -> bool:
        """Whether a number or mark inside the line is smaller than its first character (m², note 1)."""
        mark = _MARKS.search(words, start + 1, end)
        while mark is not None:
            if self._get_size(self._raw, mark.start()) < 0.8 * self._set_in:
                return True
            mark = _MARKS.search(words, mark.end(), end)
        return False

    def _made_up(self, words: str, at: int) -> bool:
        """A space beside a number, with hardly any room for it: pdfium made it up."""
        wide = (_WIDE.match(words[at - 1]) is not None) + (_WIDE.match(words[at + 1]) is not None)
        return wide == 1 and self._is_made(self._raw, at) == 1

    def _in_number(self, words: str, a: int, b: int) -> bool:
        """A space that pdfium made up inside a number or a word that is set wide."""
        narrow = not _WIDE.match(words[a - 1]) and not _WIDE.match(words[b])
        return narrow and b - a == 1 and self._is_made(self._raw, a) == 1

    def _only_air(self, words: str, a: int, b: int, air: float) -> bool:
        """A space that pdfium made up from the air between an ideograph and a number."""
        wide = (_WIDE.match(words[a - 1]) is not None) + (_WIDE.match(words[b]) is not None)
        if not wide or air > (_TIGHT if wide == 1 else _THIN):
            return False
        return all(self._is_made(self._raw, i) == 1 for i in range(a, b))

    def _spaces(self, words: str, a: int, b: int, air: float) -> str:
        """The spaces of a gap; pdfium gives one for several, which in a signature part columns."""
        ideographs = _WIDE.match(words[a - 1]) and _WIDE.match(words[b])
        if b - a > 1 or words[a] != " " or not ideographs:
            return words[a:b]
        if self._is_made(self._raw, a) == 1:
            return " "
        self._c.FPDFText_GetLooseCharBox(self._raw, a, self._rect)
        box = self._rect
        width: float = box.top - box.bottom if self._place.sideways else box.right - box.left
        if width <= 0:
            return " "
        return " " * min(max(round(air / width), 1), 4)

    def _crooked(self, words: str, start: int, end: int) -> Iterator[Run]:
        """Characters of several baselines or sizes in what pdfium takes for one line."""
        run: Run | None = None
        for index in range(start, end):
            char = words[index]
            if char.isspace():
                continue
            size = self._size(index)
            if not size:
                self.tilted += 1
                continue
            x, base = self._origin(index)
            right = self._right(index, char, x, size)
            near = run is not None and -0.3 * size < x - run.right < COLUMN * size
            if run is not None and near and abs(base - run.base) < 0.05 * size and abs(size - run.size) < 0.5:
                wide = _WIDE.match(char) or _WIDE.match(run.text[-1:])
                if words[index - 1].isspace() and not (wide and x - run.right < _TIGHT * size):
                    run.text += " "
                run.text += clean(char)
                run.right, run.end = right, index + 1
                continue
            if run is not None:
                yield run
            run = Run(clean(char), x, right, base, size, index, index + 1)
        if run is not None:
            yield run

    def is_pale(self, run: Run) -> bool:
        """Whether a run is printed in a light grey or lets what is below show through; not white."""
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not self._c.FPDFText_GetFillColor(self._raw, run.first, red, green, blue, alpha):
            return False
        shades = (red.value, green.value, blue.value)
        light = _PALE[0] <= min(shades) and max(shades) <= _PALE[1]
        return light or alpha.value < _PALE[0]

    def right_of(self, index: int, run: Run) -> float:
        """The right edge of a character of a run."""
        return self._right(index, self.words[index], self._origin(index)[0], run.size)

    def split(self, run: Run, borders: list[float]) -> list[Run]:
        """A run cut at the lines down of a table: cells may stand closer than words of a text."""
        out: list[Run] = []
        last = -1
        for index in range(run.first, run.end):
            char = self.words[index]
            if char.isspace():
                continue
            x = self._origin(index)[0]
            right = self._right(index, char, x, run.size)
            cell = sum(border < (x + right) / 2 for border in borders)
            if cell != last:
                out.append(Run("", x, right, run.base, run.size, index, index + 1))
            gap = x - out[-1].right
            out[-1].text += (" " if gap > _TIGHT * run.size else "") + clean(char)
            out[-1].right, out[-1].end, last = right, index + 1, cell
        return out


def _tight(words: str, gaps: int, width: float) -> bool:
    """Whether the gaps of a line together hold no more than the air beside its numbers (in em)."""
    # In GBK ideographs and Chinese marks have two bytes, everything else has one.
    wide = len(words.encode("gbk", "replace")) - len(words)
    air = width - wide - _FIGURE * (len(words) - wide - gaps)
    return air < min(_ALL_AIR, max(_BESIDE * gaps, _ONE_GAP))


def clean(words: str) -> str:
    """Radicals that some producers write for ideographs (⽂ for 文) set right, invisible marks dropped.

    Rare ideographs come as two halves; a half alone becomes U+FFFD.
    """
    if _HALF.search(words):
        words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if _INVISIBLE.search(words):
        words = _INVISIBLE.sub("", words)
    if _ASIDE.search(words):
        words = _ASIDE.sub(lambda m: _ideograph(m.group()), words)
    return words


@cache
def _ideograph(char: str) -> str:
    return _radicals().get(char) or unicodedata.normalize("NFKC", char)


@cache
def _radicals() -> dict[str, str]:
    """Radicals whose ideograph Unicode does not name (CJK Radicals Supplement)."""
    lines = _RADICALS.read_text(encoding="utf-8").splitlines()
    return {line[0]: line[2] for line in lines}
