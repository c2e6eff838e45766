"""A document as an office exports it to PDF: set on pages, with furniture, columns and a ruled table.

The file names the font and does not carry it (Adobe-GB1, as old exports do), and nothing in it is
compressed, so that it stays small and is the same bytes on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from .plain import Block

WIDTH, HEIGHT = 595, 842
LEFT, TOP, BOTTOM = 79.5, 126.0, 742.0
EM, LINE, COLUMNS = 16.0, 29.0, 28
_NO_START = "，。、；：！？）〕》”%％"
_UNIT = re.compile(rf"[（〔《“]*(?:[0-9A-Za-z.]+|.)[{re.escape(_NO_START)}]*")
_COLUMN = (125.0, 335.0)
_LONGEST = 11  # characters of a name in a column of the signature
_CELLS = (40.0, 190.0, 130.0, 88.0)


class Paper:
    """Pages to write on. Points from the top left corner of the page as it is shown.

    turn: 90 for pages that are stored lying and shown turned (broad tables).
    """

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, *, turn: int = 0) -> None:
        self.width, self.height, self.turn = width, height, turn
        self.pages: list[list[str]] = [[]]

    def page(self) -> None:
        """Begin a new page."""
        self.pages.append([])

    def text(self, x: float, y: float, size: float, words: str, *, tilted: bool = False) -> None:
        """Words from `x` on, standing on the line `y`; tilted ones are a watermark."""
        code = words.encode("utf-16-be").hex()
        a, b = self._at(x, y)
        matrix = f"0 1 -1 0 {a:g} {b:g} Tm" if self.turn else f"{a:g} {b:g} Td"
        if tilted:
            matrix = f".7 .7 -.7 .7 {a:g} {b:g} Tm"
        self.pages[-1].append(f"BT /F {size:g} Tf {matrix} <{code}> Tj ET")

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (y, x) if self.turn else (x, self.height - y)

    def centred(self, y: float, size: float, words: str) -> None:
        """Words in the middle of the page."""
        self.text((self.width - measure(words) * size) / 2, y, size, words)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin line."""
        (a, b), (c, d) = self._at(x0, y0), self._at(x1, y1)
        self.pages[-1].append(f"0.5 w {a:g} {b:g} m {c:g} {d:g} l S")

    def done(self) -> bytes:
        """The file."""
        count = len(self.pages)
        kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(count))
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
            " /DescendantFonts [4 0 R] >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500]"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R >>",
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
            " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        ]
        across, down = (self.height, self.width) if self.turn else (self.width, self.height)
        for index, content in enumerate(self.pages):
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {across:g} {down:g}]"
                f" /Rotate {self.turn} /Resources << /Font << /F 3 0 R >> >> /Contents {7 + 2 * index} 0 R >>"
            )
            stream = "\n".join(content)
            objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        return _file(objects)


def _file(objects: list[str]) -> bytes:
    out = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")


def measure(words: str) -> float:
    """Width in em: half-width characters count a half."""
    return sum(0.5 if ord(char) < 127 else 1.0 for char in words)


def wrap(words: str, columns: float, first: float) -> list[str]:
    """The lines of a paragraph: no mark at a line's start, no number broken."""
    lines = [""]
    room = columns - first
    for unit in _UNIT.findall(words):
        if measure(unit) > room and lines[-1]:
            lines.append("")
            room = columns
        lines[-1] += unit
        room -= measure(unit)
    return lines


class _Setter:
    """Sets block after block and turns the page when it is full."""

    def __init__(self, head: str) -> None:
        self.paper = Paper()
        self.head = head
        self.y = TOP
        self.number = 1

    def room(self, lines: float = 1) -> None:
        """Turn the page when fewer lines are left."""
        if self.y + (lines - 1) * LINE > BOTTOM:
            self.foot()
            self.paper.page()
            self.number += 1
            self.y = TOP

    def foot(self) -> None:
        """Page number and running head of the page that is done."""
        mark = f"— {self.number} —"
        self.paper.text(462 if self.number % 2 else 93, 766, 14, mark)
        if self.head and self.number > 1:
            self.paper.centred(80, 10.5, self.head)

    def lines(self, words: str, indent: float = 2) -> None:
        """A paragraph."""
        for index, line in enumerate(wrap(words, COLUMNS, indent)):
            self.room()
            self.paper.text(LEFT + (0 if index else indent * EM), self.y, EM, line)
            self.y += LINE

    def title(self, words: str) -> None:
        """A title, balanced over centred lines."""
        rows = wrap(words, 18, 0)
        self.room(len(rows) + 2)
        self.y += LINE
        for row in rows:
            self.paper.centred(self.y, 22, row)
            self.y += LINE
        self.y += LINE

    def mark(self, names: list[str]) -> None:
        """发文机关标志: issuers below each other, 文件 beside them."""
        if len(names) == 1:
            self.paper.centred(self.y, 36, names[0])
        else:
            names = [name for name in names if name != "文件"]
            for name in names:
                gaps = (_LONGEST + 2 - len(name)) * 14 / max(len(name) - 1, 1)
                spread = name if gaps <= 0 else "　".join(name) if gaps >= 13 else name
                self.paper.text(132, self.y, 14, spread)
                self.y += 18
            self.paper.text(360, self.y - 9 * len(names), 60, "文件")
        self.y += 3 * LINE

    def signature(self, names: list[str]) -> None:
        """Names in two columns; a long one goes on below itself."""
        columns = _COLUMN if len(names) > 1 else (300.0,)
        for at in range(0, len(names), len(columns)):
            self.room(3)
            cells = [wrap(name, _LONGEST, 0) for name in names[at : at + len(columns)]]
            for place, cell in zip(columns, cells, strict=False):
                for index, part in enumerate(cell):
                    self.paper.text(place, self.y + index * LINE, EM, part)
            self.y += (max(map(len, cells)) + 0.6) * LINE

    def table(self, rows: list[list[str]]) -> None:
        """A ruled table; its head is set again on every page."""
        self.row(rows[0], open_above=True)
        for row in rows[1:]:
            high = max(len(wrap(c, w / 12 - 1, 0)) for c, w in zip(row, _CELLS, strict=False)) * 18 + 8
            if self.y + high > BOTTOM:
                self.y = BOTTOM + 1
                self.room()
                self.row(rows[0], open_above=True)
            self.row(row)

    def row(self, cells: list[str], *, open_above: bool = False) -> None:
        """One row with the lines around it."""
        wrapped = [wrap(cell, width / 12 - 1, 0) for cell, width in zip(cells, _CELLS, strict=False)]
        high = max(map(len, wrapped)) * 18 + 8
        top, x = self.y - 16, LEFT
        if open_above:
            self.paper.rule(LEFT, top, LEFT + sum(_CELLS), top)
        for parts, width in zip(wrapped, _CELLS, strict=False):
            self.paper.rule(x, top, x, top + high)
            start = self.y + (high - 8 - len(parts) * 18) / 2  # cells are set in the middle of their row
            for index, part in enumerate(parts):
                self.paper.text(x + 5, start + index * 18 + 2, 12, part)
            x += width
        self.paper.rule(x, top, x, top + high)
        self.paper.rule(LEFT, top + high, x, top + high)
        self.y += high


def write(blocks: list[Block], head: str = "") -> bytes:
    """The PDF of a document; `head` stands at the top of every page but the first."""
    setter = _Setter(head)
    for kind, group in groupby(blocks, key=lambda b: b.kind):
        for words in _together(kind, [b.text for b in group]):
            _set(setter, kind, words)
    setter.foot()
    return setter.paper.done()


def _together(kind: str, texts: list[str]) -> Iterator[list[str]]:
    if kind in ("mark", "signature", "row"):
        yield texts
    else:
        yield from ([text] for text in texts)


def _set(setter: _Setter, kind: str, words: list[str]) -> None:
    if kind == "mark":
        setter.mark(words)
    elif kind == "signature":
        setter.y += LINE
        setter.signature(words)
    elif kind == "row":
        setter.table([row.split("\t") for row in words])
    elif kind in ("title", "attachment_title"):
        setter.title(words[0])
    elif kind == "number":
        setter.paper.centred(setter.y, EM, words[0])
        setter.y += 2 * LINE
    elif kind == "date":
        setter.paper.text(350, setter.y, EM, words[0])
        setter.y += LINE
    elif kind == "printed":
        by, on = words[0].split("　")
        setter.room(2)
        setter.paper.rule(LEFT, BOTTOM - 26, LEFT + 448, BOTTOM - 26)
        setter.paper.text(LEFT + 14, BOTTOM - 8, 14, by)
        setter.paper.text(LEFT + 434 - measure(on) * 14, BOTTOM - 8, 14, on)
        setter.paper.rule(LEFT, BOTTOM, LEFT + 448, BOTTOM)
    else:
        setter.lines(words[0], 0 if kind in ("addressee", "attachment_mark") else 2)
