"""The parts of a Word 97–2003 file that matter for its words ([MS-DOC]): text, properties by place.

Offsets in comments are those of the FIB. A CP counts characters, an FC counts bytes of the
WordDocument stream.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from draftkit.readers.ole import BrokenFile

_PAIRS = 0x9A  # fibRgFcLcb: pairs of place and length in the table stream
_STYLES, _CHARACTERS, _PARAGRAPHS, _CLX, _LISTS, _OVERRIDES = 1, 12, 13, 33, 73, 74
_ANCHORS, _BOXES = 40, 56  # PlcfspaMom, PlcftxbxTxt
_PAGE = 512
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_DEFINITION = 0xD608
_TABS = 0xC615

MOST_CHARACTERS = 3_000_000
_MOST_BOXES = 500
_MOST_NOTES = 2_000
_MOST_PAGES = 8_000  # of properties; a page holds those of 29 paragraphs or 101 stretches of letters

Properties = dict[int, bytes]  # sprm -> operand


@dataclass(frozen=True, slots=True)
class Notes:
    """Where a kind of notes is kept. references, texts: parts with their places; length: in fibRgLw."""

    name: str
    references: int
    texts: int
    length: int


FOOTNOTES, ENDNOTES = Notes("footnote", 2, 3, 1), Notes("endnote", 46, 47, 5)


class TooLarge(Exception):
    """More than any document has: a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: characters from `start` to `end`, at byte `place`, one or two bytes each."""

    start: int
    end: int
    place: int
    wide: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Words with the same properties. start: of the first character; place: of its first byte."""

    text: str
    start: int
    place: int
    size: int
    properties: Properties


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes from `start` to `end` that have the same properties. style: number of a paragraph style."""

    start: int
    end: int
    style: int
    properties: Properties


class WordFile:
    """A WordDocument stream with its table stream. Raises BrokenFile, TooLarge, struct.error."""

    def __init__(self, main: bytes, table: bytes) -> None:
        self.main = main
        self.table = table
        # fibRgLw: lengths of main text, footnotes, headers, macros, comments, endnotes, text boxes
        lengths = [u32(main, 0x4C + 4 * i) for i in range(7)]
        self.length = lengths[0]
        self._lengths = lengths
        self._boxes_at = sum(lengths[:6])
        self._end = self._boxes_at + lengths[6]
        if self._end > MOST_CHARACTERS:
            raise TooLarge
        self._references: dict[Notes, dict[int, int]] = {}
        self._pieces = list(self._read_pieces())
        self._starts = [piece.start for piece in self._pieces]
        self._paragraphs = _Places(self._stretches(_PARAGRAPHS))
        self._characters = _Places(self._stretches(_CHARACTERS))

    def part(self, index: int) -> tuple[int, int]:
        """(place, length) of a part of the table stream."""
        at = _PAIRS + 8 * index
        place, length = u32(self.main, at), u32(self.main, at + 4)
        if place + length > len(self.table):
            raise BrokenFile("part outside the table stream")
        return place, length

    def styles(self) -> bytes:
        """The style sheet (STSH)."""
        place, length = self.part(_STYLES)
        return self.table[place : place + length]

    def lists(self) -> bytes:
        """The list definitions; their levels stand behind the stated length."""
        place, length = self.part(_LISTS)
        return self.table[place:] if length else b""

    def overrides(self) -> bytes:
        """The lists as used (LFO)."""
        place, length = self.part(_OVERRIDES)
        return self.table[place : place + length]

    def boxes(self) -> dict[int, tuple[int, int]]:
        """Text boxes: the character that holds one in place -> where its words start and end."""
        place, length = self.part(_ANCHORS)
        count = max((length - 4) // 30, 0)
        anchors = {
            u32(self.table, place + 4 * (count + 1) + 26 * i): u32(self.table, place + 4 * i)
            for i in range(count)
        }
        place, length = self.part(_BOXES)
        count = max((length - 4) // 26, 0)
        out: dict[int, tuple[int, int]] = {}
        done = 0
        for i in range(min(count, _MOST_BOXES)):
            shape = u32(self.table, place + 4 * (count + 1) + 22 * i + 14)
            start, end = u32(self.table, place + 4 * i), u32(self.table, place + 4 * (i + 1))
            if shape in anchors and done <= start < end:
                done = end
                out[anchors[shape]] = (self._boxes_at + start, self._boxes_at + end)
        return out

    def references(self, kind: Notes) -> dict[int, int]:
        """The characters that footnotes or endnotes are tied to -> their numbers, from 0."""
        if kind not in self._references:
            place, length = self.part(kind.references)
            count = min(max((length - 4) // 6, 0), _MOST_NOTES)
            anchors = (u32(self.table, place + 4 * i) for i in range(count))
            self._references[kind] = {anchor: number for number, anchor in enumerate(anchors)}
        return self._references[kind]

    def notes(self, kind: Notes) -> list[tuple[int, int]]:
        """Where the words of each footnote or endnote start and end, among all characters."""
        count = len(self.references(kind))
        place, length = self.part(kind.texts)
        base = sum(self._lengths[: kind.length])
        out: list[tuple[int, int]] = []
        for i in range(min(count, max(length // 4 - 1, 0))):
            first, last = u32(self.table, place + 4 * i), u32(self.table, place + 4 * (i + 1))
            last = min(last, self._lengths[kind.length])
            out.append((base + first, base + max(first, last)))
        return out

    def runs(self, first: int, last: int) -> Iterator[Run]:
        """The text from one character to another, cut where properties change."""
        for piece in self._pieces[max(bisect_right(self._starts, first) - 1, 0) :]:
            if piece.start >= last:
                break
            size = 2 if piece.wide else 1
            at = piece.place + (max(piece.start, first) - piece.start) * size
            end = piece.place + (min(piece.end, last) - piece.start) * size
            while at < end:
                found = self._characters.at(at)
                stop = min(end, found.end if found else end)
                stop = max(stop - (stop - piece.place) % size, at + size)
                raw = self.main[at:stop]
                text = raw.decode("utf-16-le" if piece.wide else "cp1252", errors="replace")
                start = piece.start + (at - piece.place) // size
                yield Run(text, start, at, size, found.properties if found else {})
                at = stop

    def paragraph(self, place: int) -> Stretch | None:
        """The properties of the paragraph that a byte belongs to; None when none are stored."""
        return self._paragraphs.at(place)

    def _read_pieces(self) -> Iterator[Piece]:
        place, length = self.part(_CLX)
        clx, at = self.table[place : place + length], 0
        while at < len(clx) and clx[at] == 1:
            at += 3 + u16(clx, at + 1)
        if at >= len(clx) or clx[at] != 2:
            raise BrokenFile("no piece table")
        size = u32(clx, at + 1)
        plc = clx[at + 5 : at + 5 + size]
        count = (len(plc) - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", plc)
        for i in range(count):
            stored = u32(plc, 4 * (count + 1) + 8 * i + 2)
            wide = not stored & 0x40000000
            place = stored & 0x3FFFFFFF if wide else (stored & 0x3FFFFFFF) // 2
            if ends[i + 1] <= ends[i]:
                raise BrokenFile("pieces out of order")
            if ends[i] >= self._end:
                break
            last = min(ends[i + 1], self._end)
            if place + (last - ends[i]) * (2 if wide else 1) > len(self.main):
                raise BrokenFile("text outside the file")
            yield Piece(ends[i], last, place, wide)

    def _stretches(self, index: int) -> Iterator[Stretch]:
        place, length = self.part(index)
        count = (length - 4) // 8
        pages = struct.unpack_from(f"<{count}I", self.table, place + 4 * (count + 1)) if count > 0 else ()
        count = 0
        for number in pages:
            start = (number & 0x3FFFFF) * _PAGE
            page = self.main[start : start + _PAGE]
            if len(page) == _PAGE:
                count += 1
                if count > _MOST_PAGES:
                    raise TooLarge
                yield from _paragraph_page(page) if index == _PARAGRAPHS else _character_page(page)


class _Places:
    """Stretches found by the place of a byte."""

    def __init__(self, stretches: Iterator[Stretch]) -> None:
        self._all = sorted(stretches, key=lambda s: s.start)
        self._starts = [s.start for s in self._all]

    def at(self, place: int) -> Stretch | None:
        index = bisect_right(self._starts, place) - 1
        found = self._all[index] if index >= 0 else None
        return found if found is not None and place < found.end else None


def _paragraph_page(page: bytes) -> Iterator[Stretch]:
    """A page of paragraph properties (PapxFkp)."""
    count = min(page[-1], 29)
    places = struct.unpack_from(f"<{count + 1}I", page)
    for i in range(count):
        at = page[4 * (count + 1) + 13 * i] * 2
        style, raw = 0, b""
        if 0 < at < _PAGE - 3:
            first = page[at]
            start, size = (at + 2, 2 * page[at + 1]) if first == 0 else (at + 1, 2 * first - 1)
            style, raw = u16(page, start), page[start + 2 : min(start + size, _PAGE - 1)]
        yield Stretch(places[i], places[i + 1], style, dict(sprms(raw)))


def _character_page(page: bytes) -> Iterator[Stretch]:
    """A page of character properties (ChpxFkp)."""
    count = min(page[-1], 101)
    places = struct.unpack_from(f"<{count + 1}I", page)
    for i in range(count):
        at = page[4 * (count + 1) + i] * 2
        raw = page[at + 1 : at + 1 + page[at]] if at else b""
        yield Stretch(places[i], places[i + 1], 0, dict(sprms(raw)))


def sprms(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Single property modifiers of a list: (code, operand)."""
    at = 0
    while at + 2 < len(raw):
        code = u16(raw, at)
        at += 2
        size = _OPERAND.get(code >> 13)
        if size is None:
            if code == _TABLE_DEFINITION:
                size, at = u16(raw, at) - 1, at + 2
            elif code == _TABS and raw[at] == 255:
                return  # a list of tabs of unstated length ends what can be read
            else:
                size, at = raw[at], at + 1
        if size < 0 or at + size > len(raw):
            return
        yield code, raw[at : at + size]
        at += size


def u16(data: bytes, at: int) -> int:
    """Two bytes; BrokenFile behind the end."""
    if at + 2 > len(data):
        raise BrokenFile("cut off")
    return int.from_bytes(data[at : at + 2], "little")


def u32(data: bytes, at: int) -> int:
    """Four bytes; BrokenFile behind the end."""
    if at + 4 > len(data):
        raise BrokenFile("cut off")
    return int.from_bytes(data[at : at + 4], "little")
