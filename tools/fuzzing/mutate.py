"""Faults put into files: anywhere in the bytes, and inside the parts of packages and packed streams."""

from __future__ import annotations

import contextlib
import copy
import io
import itertools
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from lxml import etree

from .texts import filled, some

if TYPE_CHECKING:
    from lxml.etree import _Element

_NUMBER = re.compile(rb"\d+")
_TAG = re.compile(rb"<[^<>]{1,400}>")
_VALUE = re.compile(rb'"[^"<>]{0,200}"')
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(rb"\d+ 0 R")
_EXTREMES = (b"0", b"1", b"-1", b"2", b"255", b"65535", b"2147483647", b"4294967295", b"99999999999999999999",
             b"1e308", b"NaN", b"", b"0.0000001", b"-0")  # fmt: skip
_WORDS = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFD,
    0xFFFFFFFE,
    0xFFFFFFFF,
)
_INSERTS = (b"\x00", b"\xff", b"&#0;", b"&lt;", b"&x;", b"]]>", b"<!--", b"<!DOCTYPE a>", b"\xed\xa0\x80", "一、".encode(),
            "（责任单位：".encode(), "\u2028".encode(), "\u202e".encode(), b"<w:p/>", b"<td>", b"<table>", b"\n", b"\r", b"\x0c")  # fmt: skip


def flip(data: bytes, dice: random.Random) -> bytes:
    """Single bits, few or many, everywhere or near the head, where formats keep their tables."""
    out = bytearray(data)
    most = dice.choice((len(out), len(out), min(len(out), 2048)))
    for _ in range(dice.choice((1, 4, 16, 128, 1024))):
        out[dice.randrange(most)] ^= 1 << dice.randrange(8)
    return bytes(out)


def overwrite(data: bytes, dice: random.Random) -> bytes:
    """Aligned words set to values that sizes, counts and offsets fear."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 2, 8, 32))):
        size = dice.choice((1, 2, 4))
        at = dice.randrange(max(len(out) - size, 1)) // size * size
        value = dice.choice(_WORDS) & (256**size - 1)
        out[at : at + size] = value.to_bytes(size, dice.choice(("little", "big")))
    return bytes(out)


def cut(data: bytes, dice: random.Random) -> bytes:
    """The file ends early, or lacks its head or a piece in the middle."""
    a, b = sorted((dice.randrange(len(data)), dice.randrange(len(data) + 1)))
    return dice.choice((data[:b], data[:b], data[a:], data[:a] + data[b:]))


def repeat(data: bytes, dice: random.Random) -> bytes:
    """A piece many times over."""
    at = dice.randrange(len(data))
    piece = data[at : at + dice.choice((1, 4, 30, 500))]
    return data[:at] + piece * dice.choice((2, 10, 300)) + data[at:]


def numbers(data: bytes, dice: random.Random) -> bytes:
    """Numbers in the text of the format replaced by extreme ones."""
    return _replace(_NUMBER, data, dice, lambda _: dice.choice(_EXTREMES))


def values(data: bytes, dice: random.Random) -> bytes:
    """Values of attributes exchanged."""
    found = _VALUE.findall(data[:200_000])
    return _replace(_VALUE, data, dice, lambda _: dice.choice(found))


def references(data: bytes, dice: random.Random) -> bytes:
    """Objects that point at others than they should, also at themselves."""
    found = _REFERENCE.findall(data)
    return _replace(_REFERENCE, data, dice, lambda _: dice.choice(found))


def tags(data: bytes, dice: random.Random) -> bytes:
    """Tags lost, doubled, exchanged or nested deeply."""
    found = _TAG.findall(data[:200_000])
    choice = dice.randrange(4)
    if choice == 0:
        return _replace(_TAG, data, dice, lambda _: b"")
    if choice == 1:
        return _replace(_TAG, data, dice, lambda old: old + old)
    if choice == 2:
        return _replace(_TAG, data, dice, lambda _: dice.choice(found))
    deep = dice.choice((3, 50, 2000))
    return _replace(_TAG, data, dice, lambda old: old * deep, most=1)


def insert(data: bytes, dice: random.Random) -> bytes:
    """Odd bytes somewhere."""
    for _ in range(dice.choice((1, 3, 10))):
        at = dice.randrange(len(data) + 1)
        data = data[:at] + dice.choice(_INSERTS) + data[at:]
    return data


def _replace(
    pattern: re.Pattern[bytes],
    data: bytes,
    dice: random.Random,
    new: Callable[[bytes], bytes],
    most: int = 12,
) -> bytes:
    places = [match.span() for match in pattern.finditer(data)]
    if not places:
        return data
    chosen = sorted(dice.sample(places, min(len(places), dice.randint(1, most))), reverse=True)
    for a, b in chosen:
        data = data[:a] + new(data[a:b]) + data[b:]
    return data


ANY = (flip, flip, overwrite, cut, repeat, insert)
MARKUP = (tags, tags, values, numbers, insert, repeat, cut)


def mutated(data: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """A file with faults; `others` are files of any kind to splice with."""
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        if not data:
            return data
        data = _once(data, others, dice)
    return data


def _once(data: bytes, others: list[bytes], dice: random.Random) -> bytes:
    way = dice.random()
    if way < 0.06:
        other = dice.choice(others)
        return data[: dice.randrange(len(data))] + other[dice.randrange(len(other)) :]
    if data[:4] == b"PK\x03\x04" and way < 0.85:
        return inside_package(data, dice)
    if b"%PDF" in data[:1024] and way < 0.75:
        return dice.choice((numbers, references, references, inside_stream, inside_stream))(data, dice)
    if data.lstrip()[:1] == b"<" and way < 0.8:
        return dice.choice(MARKUP)(data, dice)
    return dice.choice(ANY)(data, dice)


def inside_package(data: bytes, dice: random.Random) -> bytes:
    """Faults inside a part of a zip package, its check sum made right again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {info.filename: package.read(info) for info in package.infolist()[:400]}
    except Exception:  # broken by an earlier fault
        return dice.choice(ANY)(data, dice)
    names = sorted(name for name in parts if parts[name])
    if not names:
        return data
    main = [name for name in names if re.search(r"document|numbering|styles|Content\.xml", name)] or names
    for _ in range(dice.choice((1, 1, 2))):
        name = dice.choice(main if dice.random() < 0.8 else names)
        way = dice.random()
        if way < 0.05:
            parts[name] = b""
        elif way < 0.1:
            parts[name] = parts[dice.choice(names)]
        elif parts[name]:
            parts[name] = (tree if dice.random() < 0.75 else dice.choice(MARKUP))(parts[name], dice)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def tree(data: bytes, dice: random.Random) -> bytes:
    """Faults that leave the XML well-formed: elements lost, doubled, moved, nested; odd values and words."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return flip(data, dice)
    for _ in range(dice.choice((1, 2, 5, 20))):
        nodes = [node for node in itertools.islice(root.iter(), 5000) if isinstance(node.tag, str)]
        with contextlib.suppress(ValueError):  # a name that an earlier fault has made impossible
            _change(dice.choice(nodes), dice.choice(nodes), dice)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _change(node: _Element, other: _Element, dice: random.Random) -> None:
    """One fault at one element."""
    parent = node.getparent()
    way = dice.randrange(7)
    if way == 0 and parent is not None:
        parent.remove(node)
    elif way == 1 and parent is not None:
        for _ in range(dice.choice((1, 1, 5, 40))):
            parent.append(copy.deepcopy(node))
    elif way == 2 and len(list(itertools.islice(node.iter(), 300))) < 300:
        other.append(copy.deepcopy(node))
    elif way == 3:
        for _ in range(dice.choice((2, 30, 200))):
            node = etree.SubElement(node, other.tag, dict(other.attrib))
        node.text = other.text
    elif way == 4:
        node.tag = other.tag
    elif way == 5 and node.attrib:
        name = dice.choice(sorted(map(str, node.attrib)))
        values = [*map(str, other.attrib.values()), *(value.decode() for value in _EXTREMES)]
        node.set(name, dice.choice(values))
    else:
        words = "".join(filled(f, 1) for f in some(dice, dice.choice((1, 3, 30))))
        node.text = _CONTROL.sub("", words) if node.text or dice.random() < 0.1 else node.text


def inside_stream(data: bytes, dice: random.Random) -> bytes:
    """Faults inside a stream of a PDF; a packed one is unpacked and packed again."""
    places = [match.span(1) for match in _STREAM.finditer(data)]
    if not places:
        return flip(data, dice)
    a, b = dice.choice(places)
    try:
        words, packed = zlib.decompress(data[a:b]), True
    except zlib.error:
        words, packed = data[a:b], False
    if words:
        words = dice.choice((numbers, numbers, flip, repeat, cut, insert))(words, dice)
    return data[:a] + (zlib.compress(words, 1) if packed else words) + data[b:]
