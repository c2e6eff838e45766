"""Saved web pages (网页): the document that a portal's page shows, without the page around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from draftkit.errors import EmptyDocument, InputError, UnsafeFile, UnsupportedFormat
from draftkit.readers import docx, html_blocks, html_main
from draftkit.readers.html_blocks import Block
from draftkit.readers.source import Line, Source, Style

if TYPE_CHECKING:
    from lxml.etree import _Element

_SAVE_TEXT = "请在浏览器里打开网页，全选正文复制，另存为 .txt 再读"
_CHARSET = re.compile(
    rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{3,20})|encoding=["']([A-Za-z0-9_\-]{3,20})"""
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_LONG_TAG = re.compile(r"<[^<>]{20000,}")
_MOST_VALUES = 5000  # values of one tag: the parser compares each with all others
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """Text of a page by mark, UTF-8, the charset it declares, GB18030. Raises InputError.

    declared: a charset from outside the page (MIME header), None when there is none. Valid UTF-8
    goes before the declaration: a browser that saves a page often leaves the old one in it.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for codec in (_codec(declared), _codec(_declared_inside(data)), "gb18030"):
        if codec is None:
            continue
        text = data.decode(codec, errors="replace")
        if text.count("\ufffd") * 50 <= len(_CHINESE.findall(text)):
            return text
    raise InputError("网页的文字编码读不出来", where=name, remedy=_SAVE_TEXT)


def _declared_inside(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    return (match[1] or match[2]).decode("ascii") if match else None


def _codec(charset: str | None) -> str | None:
    """A codec for a declared charset; GB names all mean GB18030, its superset. None when unknown."""
    name = (charset or "").lower()
    if name.startswith(("gb", "x-gbk", "cp936", "euc-cn", "hz")):
        return "gb18030"
    return name if name in ("utf-8", "utf8", "big5", "utf-16", "utf-16le", "utf-16be") else None


def read(data: bytes, name: str, digest: str) -> Source:
    """A saved page as lines. Raises InputError, UnsupportedFormat, EmptyDocument."""
    return source_of(decode(data, name), name, digest, "html")


def source_of(text: str, name: str, digest: str, kind: str) -> Source:
    """The same for a page that has been decoded. kind: html or mhtml."""
    root = _tree(text, name)
    blocks = html_blocks.blocks_of(root)
    notes = [block for block in blocks if block.note]
    found = html_main.main_blocks([b for b in blocks if not b.note], html_main.stated_title(root))
    if not found:
        _refuse(root, name)
    warnings = []
    if lost := sum(part.count("\ufffd") for block in found for part in block.parts):
        warnings.append(f"网页里有 {lost} 个字的编码已损坏，读不出来")
    if root.find(".//del") is not None:
        warnings.append(docx.TOLD["changes"])
    return Source(name, kind, digest, tuple(_lines(found)), tuple(warnings), tuple(_lines(notes)))


def _tree(text: str, name: str) -> _Element:
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    if any(len(tag.group().split(None, _MOST_VALUES)) > _MOST_VALUES for tag in _LONG_TAG.finditer(text)):
        raise UnsafeFile("网页里的标记大得不正常，没有打开", where=name, remedy=_SAVE_TEXT)
    try:
        raw = _CONTROL.sub("", text).encode("utf-8", errors="replace")
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise InputError("网页已损坏，读不出来", where=name, remedy="请重新保存网页，或把正文另存为 .txt")
    return root


def _refuse(root: _Element, name: str) -> None:
    """No text was found: say whether it never was in the file."""
    if root.find(".//script") is not None or root.find(".//iframe") is not None:
        raise UnsupportedFormat(
            "这个网页的正文要靠脚本或框架另外加载，文件里没有", where=name, remedy=_SAVE_TEXT
        )
    if root.find(".//frame") is not None:
        raise UnsupportedFormat("这个网页由框架组成，正文不在这个文件里", where=name, remedy=_SAVE_TEXT)
    raise EmptyDocument("网页里没有正文", where=name, remedy="请检查是否存错了网页")


def _lines(blocks: list[Block]) -> list[Line]:
    out: list[Line] = []
    for block in blocks:
        column = block.column
        for index, part in enumerate(block.parts):
            last = index == len(block.parts) - 1
            label = block.label if index == 0 else 0
            style = Style(whole=last, table=block.cell, centred=block.centred, soft=not last)
            out.append(Line(part, block.number, column, None, style, label))
            column += len(part) + 1 - label
    return out
