"""A document as Word's body XML: styles, automatic numbering, tables, runs cut as Word cuts them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from .package import pack
from .plain import Block

_STYLE_OF = {"title": "a3", "attachment_title": "a3", "body": "a4", "note": "a4", "attachment_note": "a4"}
_ALIGN = {"number": "center", "date": "right", "signature": "right"}
_FONT_BY_LEVEL = {1: "黑体", 2: "楷体_GB2312", 3: "仿宋_GB2312"}
_BREAK_AFTER = ("关于", "服务", "印发")


@dataclass(frozen=True)
class Recipe:
    """How a Word file is built.

    numbered: levels whose labels are Word's automatic numbering. through: levels that go on through
    the document. numbering: ``paragraph``, ``style`` or ``typed``. format: Word's numeral format.
    signature: ``table`` (two columns) or ``lines``. title_break: a long title is cut by a ``line``
    break, into two ``paragraph``s, or not (``none``).
    """

    numbered: list[int]
    through: list[int]
    numbering: str
    format: str
    signature: str
    title_break: str


def write(blocks: list[Block], recipe: Recipe, seed: str) -> bytes:
    """The Word file."""
    dice = random.Random(seed)
    body = "".join(_parts(blocks, recipe, dice))
    return pack(body, format=recipe.format, through=recipe.through, by_style=recipe.numbering == "style")


def _parts(blocks: list[Block], recipe: Recipe, dice: random.Random) -> Iterator[str]:
    titles = 0
    for kind, group in groupby(blocks, key=lambda b: b.kind):
        run = list(group)
        if kind == "row":
            yield _table([b.text.split("\t") for b in run], borders=True)
        elif kind == "mark" and len(run) > 1:
            yield _joint_mark([b.text for b in run])
        elif kind == "signature" and recipe.signature == "table":
            yield _signature_table([b.text for b in run])
        elif kind in ("title", "attachment_title"):
            titles += kind == "title"
            yield _title(run[0].text, recipe, new_page=titles > 1 and kind == "title")
        else:
            yield from (_paragraph(block, recipe, dice) for block in run)


def _run(text: str, font: str = "", extra: str = "") -> str:
    fonts = f' w:eastAsia="{font}"' if font else ""
    tabs = '</w:t><w:tab/><w:t xml:space="preserve">'
    inner = escape(text).replace("\t", tabs)
    return (
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"{fonts}/>{extra}</w:rPr>'
        f'<w:t xml:space="preserve">{inner}</w:t></w:r>'
    )


def _cut(text: str, dice: random.Random) -> list[str]:
    """Pieces as Word leaves them after editing: figures apart, long stretches cut anywhere."""
    pieces: list[str] = []
    for piece in re.split(r"(\d[\d.]*%?)", text):
        if len(piece) > 60:
            place = dice.randrange(10, len(piece) - 10)
            pieces += [piece[:place], piece[place:]]
        elif piece:
            pieces.append(piece)
    return pieces


# 35 mm below the top of the type area (GB/T 9704 7.2.4)
_HIGH = '<w:spacing w:before="1871"/>'


def _wrap(properties: str, runs: str) -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _paragraph(block: Block, recipe: Recipe, dice: random.Random) -> str:
    if block.kind == "attachment_mark":
        return _wrap("<w:pageBreakBefore/>", _run(block.text, "黑体"))
    if block.kind == "printed":
        return _wrap(
            '<w:pBdr><w:top w:val="single" w:sz="8" w:space="1" w:color="000000"/><w:bottom w:val="single" '
            'w:sz="8" w:space="1" w:color="000000"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="8565"/></w:tabs>',
            _run(block.text.replace("　", "\t"), extra='<w:sz w:val="28"/>'),
        )
    if block.kind == "mark":
        return _wrap(
            f'{_HIGH}<w:jc w:val="center"/>', _run(block.text, "方正小标宋简体", '<w:color w:val="FF0000"/>')
        )
    if block.level:
        return _numbered(block, recipe, dice)
    style = f'<w:pStyle w:val="{_STYLE_OF[block.kind]}"/>' if block.kind in _STYLE_OF else ""
    align = f'<w:jc w:val="{_ALIGN[block.kind]}"/>' if block.kind in _ALIGN else ""
    return _wrap(style + align, "".join(_run(piece) for piece in _cut(block.text, dice)))


def _numbered(block: Block, recipe: Recipe, dice: random.Random) -> str:
    automatic = block.level in recipe.numbered
    number = ""
    if automatic and recipe.numbering == "paragraph":
        number = f'<w:numPr><w:ilvl w:val="{block.level - 1}"/><w:numId w:val="1"/></w:numPr>'
    by_style = automatic and recipe.numbering == "style"
    style = block.level if by_style or not block.rest else "a4"
    opening = block.title if automatic else block.label + block.title
    bold = "<w:b/>" if block.level == 3 else ""
    runs = _run(opening, _FONT_BY_LEVEL[block.level], bold) if opening else ""
    runs += "".join(_run(piece) for piece in _cut(block.rest, dice))
    return _wrap(f'<w:pStyle w:val="{style}"/>{number}', runs)


def _title(text: str, recipe: Recipe, new_page: bool) -> str:
    properties = '<w:pStyle w:val="a3"/>' + ("<w:pageBreakBefore/>" if new_page else "")
    place = _middle(text)
    if recipe.title_break == "none" or not place:
        return _wrap(properties, _run(text))
    first, second = text[:place].rstrip("　"), text[place:].lstrip("　")
    if recipe.title_break == "line":
        return _wrap(properties, _run(first) + "<w:r><w:br/></w:r>" + _run(second))
    return _wrap(properties, _run(first)) + _wrap('<w:pStyle w:val="a3"/>', _run(second))


def _middle(text: str) -> int:
    """Where a long title is cut: behind a word, as near to the middle as can be; 0 for a short one."""
    places = [m.end() for word in _BREAK_AFTER for m in re.finditer(word, text)]
    places = [p for p in places if 6 < p < len(text) - 3]
    return min(places, key=lambda p: abs(p - len(text) / 2)) if len(text) > 20 and places else 0


def _cell(paragraphs: str, width: int, extra: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}</w:tcPr>{paragraphs}</w:tc>'


def _tbl(rows: str, widths: list[int], borders: bool) -> str:
    line = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    edges = f"<w:tblBorders>{line}</w:tblBorders>" if borders else ""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{edges}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _table(rows: list[list[str]], borders: bool) -> str:
    widths = [8845 // len(rows[0])] * len(rows[0])
    lines = [
        "<w:tr>" + "".join(_cell(_wrap("", _run(c)), w) for c, w in zip(row, widths, strict=True)) + "</w:tr>"
        for row in rows
    ]
    return _tbl("".join(lines), widths, borders)


def _signature_table(names: list[str]) -> str:
    rows = [[*names[i : i + 2], ""][:2] for i in range(0, len(names), 2)]
    return _table(rows, borders=False)


def _joint_mark(names: list[str]) -> str:
    """The names stacked in the left cell, 文件 beside them (GB/T 9704 7.2.4)."""
    red = '<w:color w:val="FF0000"/>'
    names = [n for n in names if n != "文件"]
    stacked = "".join(
        _wrap(f'{_HIGH * (i == 0)}<w:jc w:val="distribute"/>', _run(n, "方正小标宋简体", red))
        for i, n in enumerate(names)
    )
    word = _wrap('<w:jc w:val="center"/>', _run("文件", "方正小标宋简体", red))
    middle = '<w:vAlign w:val="center"/>'
    row = f"<w:tr>{_cell(stacked, 6800)}{_cell(word, 2045, middle)}</w:tr>"
    return _tbl(row, [6800, 2045], borders=False)
