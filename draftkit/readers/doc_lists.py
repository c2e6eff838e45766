"""Styles and automatic numbering of a Word 97–2003 file, said as WordprocessingML says it.

So the counting of draftkit.readers.numbering serves both formats.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from draftkit.readers.doc_format import Properties, sprms, u16, u32
from draftkit.readers.docx_styles import W
from draftkit.readers.ole import BrokenFile

if TYPE_CHECKING:
    from lxml.etree import _Element

JUSTIFY, JUSTIFY_OLD, LIST, LIST_LEVEL = 0x2461, 0x2403, 0x460B, 0x260A
_MAX_LISTS = 4000
_NO_STYLE = 0xFFF

# nfc ([MS-OSHARED] MSONFC) -> w:numFmt, those that the counting knows
_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth", 15: "decimalHalfWidth",
    16: "japaneseLegal", 18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet",
    28: "decimalEnclosedCircleChinese", 33: "taiwaneseCounting", 34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


def element(parent: _Element | None, tag: str, value: object = None, **attributes: object) -> _Element:
    """A w: element below `parent`, with w:val and further w: attributes."""
    from lxml import etree

    node = etree.Element(W + tag) if parent is None else etree.SubElement(parent, W + tag)
    if value is not None:
        node.set(W + "val", str(value))
    for name, stated in attributes.items():
        node.set(W + name, str(stated))
    return node


def add_properties(parent: _Element, found: Properties) -> None:
    """Alignment and numbering of a paragraph or a paragraph style, below its w:pPr."""
    stated = found.get(JUSTIFY) or found.get(JUSTIFY_OLD)
    if stated:
        element(parent, "jc", {1: "center", 2: "right", 3: "both", 4: "distribute"}.get(stated[0], "left"))
    if LIST in found:
        number = element(parent, "numPr")
        element(number, "ilvl", found[LIST_LEVEL][0] if LIST_LEVEL in found else 0)
        element(number, "numId", u16(found[LIST], 0))
    elif LIST_LEVEL in found:
        element(element(parent, "numPr"), "ilvl", found[LIST_LEVEL][0])


def styles(raw: bytes) -> _Element:
    """The style sheet as w:styles; the id of a style is its number."""
    root = element(None, "styles")
    if len(raw) < 6:
        return root
    at = 2 + u16(raw, 0)
    count, base_size = u16(raw, 2), u16(raw, 4)
    for number in range(count):
        if at + 2 > len(raw):
            break
        size = u16(raw, at)
        _style(root, number, raw[at + 2 : at + 2 + size], base_size)
        at += 2 + size + size % 2
    return root


def _style(root: _Element, number: int, std: bytes, base_size: int) -> None:
    if len(std) < base_size + 2 or base_size < 8 or u16(std, 2) & 0xF != 1:
        return
    style = element(root, "style", styleId=number, type="paragraph", default=int(number == 0))
    base = u16(std, 2) >> 4
    if base != _NO_STYLE:
        element(style, "basedOn", base)
    at = base_size + 2 + 2 * u16(std, base_size) + 2
    if at + 2 <= len(std):
        size = u16(std, at)
        add_properties(element(style, "pPr"), dict(sprms(std[at + 4 : at + 2 + size])))


def numbering(lists: bytes, overrides: bytes) -> _Element:
    """List definitions and their uses as w:numbering; the number of a use is its place, from 1."""
    root = element(None, "numbering")
    if len(lists) < 2 or len(overrides) < 4:
        return root
    count = min(u16(lists, 0), _MAX_LISTS)
    heads = [lists[2 + 28 * i : 30 + 28 * i] for i in range(count)]
    at = 2 + 28 * count
    for head in heads:
        abstract = element(root, "abstractNum", abstractNumId=u32(head, 0))
        for level in range(1 if head[26] & 1 else 9):
            linked = u16(head, 8 + 2 * level)
            at = _level(abstract, level, lists, at, linked)
    _uses(root, overrides)
    return root


def _level(parent: _Element, level: int, raw: bytes, at: int, linked: int | None = None) -> int:
    """One level (LVL) as w:lvl; returns where the next one begins."""
    if at + 28 > len(raw):
        raise BrokenFile("list level")
    start, kind, flags, follow = struct.unpack_from("<iBB9xB", raw, at)
    restart, skipped = raw[at + 26], raw[at + 24] + raw[at + 25]
    at += 28 + skipped
    length = u16(raw, at)
    text = raw[at + 2 : at + 2 + 2 * length].decode("utf-16-le", errors="replace")
    node = element(parent, "lvl", ilvl=level)
    element(node, "start", max(start, 0))
    element(node, "numFmt", _FORMATS.get(kind, "decimal"))
    if flags & 0x08:
        element(node, "lvlRestart", restart)
    if linked is not None and linked != _NO_STYLE:
        element(node, "pStyle", linked)
    element(node, "suff", {0: "tab", 1: "space"}.get(follow, "nothing"))
    element(node, "lvlText", "".join(_shown(char) for char in text))
    return at + 2 + 2 * length


def _shown(char: str) -> str:
    """A character of a level's text; the numbers 0 to 8 stand for the counters of the levels."""
    if char <= "\x08":
        return f"%{ord(char) + 1}"
    return char if char >= " " and char not in "\ufffe\uffff" and not "\ud800" <= char <= "\udfff" else ""


def _uses(root: _Element, raw: bytes) -> None:
    count = min(u32(raw, 0), _MAX_LISTS)
    at = 4 + 16 * count
    for i in range(count):
        head = raw[4 + 16 * i : 20 + 16 * i]
        num = element(root, "num", numId=i + 1)
        element(num, "abstractNumId", u32(head, 0))
        at += 4
        for _ in range(head[12]):
            at = _override(num, raw, at)


def _override(num: _Element, raw: bytes, at: int) -> int:
    start, flags = u32(raw, at), u32(raw, at + 4)
    level, at = flags & 0xF, at + 8
    node = element(num, "lvlOverride", ilvl=level)
    if flags & 0x10:
        element(node, "startOverride", start & 0x7FFFFFFF)
    return _level(node, level, raw, at) if flags & 0x20 else at
