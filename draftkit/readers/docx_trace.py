"""Which element of a docx a character came from, told by the reader itself (回到原文件的位置).

Every character of the document is replaced by one of its own, from planes of Unicode that are not in
use; the reader reads that, and wherever one of them turns up in a line, its element is known. So the
trace can never disagree with the reader, whatever it skips, joins or numbers.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftkit.model import Text
from draftkit.readers.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_FIRST, _LAST = 0x40000, 0xDFFFD  # planes 4 to 13: none is assigned


@dataclass(frozen=True, slots=True)
class Cell:
    """A character where it stands: the w:t that holds it, None for a tab or break, and its index there.

    p: the paragraph of the docx.
    """

    p: _Element
    t: _Element | None
    index: int
    character: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Columns [start, end) of a line that stand in one w:t from `index` on; t is None for a tab or break."""

    start: int
    end: int
    p: _Element
    t: _Element | None
    index: int
    words: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A docx with the way back from lines (回溯). part: name of the main part, root: its tree.

    lines: number of a line as in `draftkit.readers.source.Line` -> its stretches in order. Automatic
    numbering is not there: nobody typed it.
    """

    part: str
    root: _Element
    lines: dict[int, list[Stretch]]

    def at(self, line: int | None, column: int) -> Cell | None:
        """The character at a place, None when nothing was typed there."""
        for stretch in self.lines.get(line or 0, ()):
            if stretch.start <= column < stretch.end:
                inner = column - stretch.start
                return Cell(stretch.p, stretch.t, stretch.index + inner, stretch.words[inner])
        return None


def trace(data: bytes, name: str = "") -> Trace:
    """The trace of a docx. Raises InputError and its kinds like the reader."""
    package = Package(data, name)
    part = main_part(package)
    root, marked = package.xml(part), package.xml(part)
    origin = _mark(root, marked)
    return Trace(part, root, _lines(_with(data, part, marked), name, origin))


def main_part(package: Package) -> str:
    """The part that holds the document: usually in its place, else where the package says."""
    if _DOCUMENT not in package and "_rels/.rels" in package:
        for relation in package.xml("_rels/.rels"):
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith("/officeDocument") and target in package:
                return target
    return _DOCUMENT


def part_beside(main: str, name: str) -> str:
    """The name of a part that stands in the folder of the main part (styles.xml …)."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(main), name)).lstrip("/")


def place_of(content: Text, offset: int) -> tuple[int, int] | None:
    """(line, column) of a character; None for automatic numbering, which nobody typed."""
    if not content.anchors:
        return None
    index = max(0, bisect_right(content.anchors, offset, key=lambda a: a.offset) - 1)
    anchor = content.anchors[index]
    after = content.anchors[index + 1] if index + 1 < len(content.anchors) else None
    if after is not None and after.line == anchor.line and after.column <= anchor.column:
        return None
    return anchor.line, anchor.column + offset - anchor.offset


@dataclass(frozen=True, slots=True)
class _Marked:
    """A w:t of the original and the marks that stand for its words."""

    t: _Element
    marks: str


def _mark(root: _Element, marked: _Element) -> list[_Marked]:
    """Give every character of `marked` one of its own; tells which words each row of marks stands for."""
    origin: list[_Marked] = []
    mark = _FIRST
    for t, other in zip(root.iter(f"{_W}t"), marked.iter(f"{_W}t"), strict=True):
        text = t.text or ""
        if not text or "\n" in text or mark + len(text) > _LAST:
            continue  # line ends in the XML are not words; and nobody writes 600,000 characters
        other.text = "".join(map(chr, range(mark, mark + len(text))))
        origin.append(_Marked(t, other.text))
        mark += len(text)
    return origin


def _with(data: bytes, part: str, root: _Element) -> bytes:
    from lxml import etree

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for info in old.infolist():
            if info.filename == part:
                new.writestr(part, etree.tostring(root, encoding="UTF-8", xml_declaration=True))
            elif info.filename.endswith((".xml", ".rels")):
                new.writestr(info.filename, old.read(info))
    return out.getvalue()


def _lines(data: bytes, name: str, origin: list[_Marked]) -> dict[int, list[Stretch]]:
    from draftkit.readers import docx

    lines: dict[int, list[Stretch]] = {}
    for line in docx.read(data, name, "").lines:
        found = _stretches(line.text[line.label :], line.column, origin)
        if found:
            lines.setdefault(line.number, []).extend(found)
    return lines


def _stretches(text: str, column: int, origin: list[_Marked]) -> list[Stretch]:
    """The words of a line by the elements they stand in."""
    out: list[Stretch] = []
    loose: list[tuple[int, str]] = []
    here: _Element | None = None
    at = 0
    while at < len(text):
        found = _origin(text[at], origin)
        if found is None:
            loose.append((column + at, text[at]))
            at += 1
            continue
        index = ord(text[at]) - ord(found.marks[0])
        length = _same(text, at, found.marks, index)
        here = next(found.t.iterancestors(f"{_W}p"))
        out += [Stretch(c, c + 1, here, None, 0, sign) for c, sign in loose]
        loose.clear()
        words = (found.t.text or "")[index : index + length]
        out.append(Stretch(column + at, column + at + length, here, found.t, index, words))
        at += length
    if here is not None:
        out += [Stretch(c, c + 1, here, None, 0, sign) for c, sign in loose]
    return out


def _origin(mark: str, origin: list[_Marked]) -> _Marked | None:
    if not origin or mark < origin[0].marks[0] or mark > origin[-1].marks[-1]:
        return None
    found = origin[bisect_right(origin, mark, key=lambda m: m.marks[0]) - 1]
    return found if mark <= found.marks[-1] else None


def _same(text: str, at: int, marks: str, index: int) -> int:
    """How many characters of a line are a row of marks."""
    if text.startswith(marks[index:], at):
        return len(marks) - index
    length = 1
    while (
        at + length < len(text) and index + length < len(marks) and text[at + length] == marks[index + length]
    ):
        length += 1
    return length
