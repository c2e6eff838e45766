"""An independent reader of tracked changes: what a docx says when all are accepted, or all refused.

Written against ECMA-376 (17.13.5) and with nothing of draftkit, so that it can disagree.
"""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from lxml import etree

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NS = {"w": _W}
Side = Literal["new", "old"]
_GONE = {"new": {"del", "moveFrom"}, "old": {"ins", "moveTo"}}


def lines(data: bytes, side: Side) -> list[str]:
    """The paragraphs of the body in order, those in tables included, rows by tabs."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    body = root.find("w:body", _NS)
    assert body is not None
    return _blocks(body, side)


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _blocks(holder: etree._Element, side: Side) -> list[str]:
    out: list[str] = []
    open_text: str | None = None  # a paragraph whose end is gone runs on into the next one
    for child in holder:
        name = _name(child)
        if name == "p":
            text = (open_text or "") + _text(child, side)
            if _end_gone(child, side):
                open_text = text
                continue
            out.append(text)
            open_text = None
        elif name == "tbl":
            if open_text:
                out.append(open_text)
            open_text = None
            out += _rows(child, side)
        elif name in ("sdt", "sdtContent", "customXml"):
            out += _blocks(child, side)
    if open_text:
        out.append(open_text)
    return out


def _rows(table: etree._Element, side: Side) -> list[str]:
    out = []
    for row in table.iterfind("w:tr", _NS):
        marks = {_name(m) for m in row.iterfind("w:trPr/*", _NS)}
        if marks & _GONE[side]:
            continue
        cells = ["/".join(_blocks(cell, side)) for cell in row.iterfind("w:tc", _NS)]
        out.append("\t".join(cells))
    return out


def _end_gone(paragraph: etree._Element, side: Side) -> bool:
    return any(_name(mark) in _GONE[side] for mark in paragraph.iterfind("w:pPr/w:rPr/*", _NS))


def _text(node: etree._Element, side: Side) -> str:
    out = ""
    for child in node:
        name = _name(child)
        if name in _GONE[side] or name in ("pPr", "rPr"):
            continue
        if name in ("t", "delText"):
            out += child.text or ""
        elif name == "tab":
            out += "\t"
        elif name in ("br", "cr"):
            out += "\n"
        elif name == "noBreakHyphen":
            out += "\u2011"
        else:
            out += _text(child, side)
    return out


def marked(data: bytes) -> int:
    """How many characters are marked as inserted, deleted or moved."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    query = "//w:ins//w:t|//w:moveTo//w:t|//w:del//w:delText|//w:moveFrom//w:delText"
    return sum(len(t.text or "") for t in root.xpath(query, namespaces=_NS))
