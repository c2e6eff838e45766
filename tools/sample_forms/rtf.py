"""A document in Rich Text Format, as it lies in archives under the name .doc."""

from __future__ import annotations

from itertools import groupby

from .plain import Block

_HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'b7\'c2\'cb\'ce;}}\f0\fs32" + "\n"
_CENTRED = ("mark", "number", "title", "attachment_title")
_RIGHT = ("signature", "date")


def write(blocks: list[Block]) -> bytes:
    """The file; numbers of headings stand apart from them, as an automatic list leaves them."""
    parts = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind == "row":
            parts += [_row(block.text.split("\t")) for block in group]
            parts.append("\\pard\n")
        else:
            parts += [_paragraph(block) for block in group]
    return (_HEAD + "".join(parts) + "}\n").encode("ascii")


def _paragraph(block: Block) -> str:
    align = r"\qc" if block.kind in _CENTRED else r"\qr" if block.kind in _RIGHT else ""
    listed = rf"{{\listtext\pard\plain {_words(block.label)}\tab}}" if block.level else ""
    return rf"\pard{align} {listed}{_words(block.text[len(block.label) :])}\par" + "\n"


def _row(cells: list[str]) -> str:
    edges = "".join(rf"\cellx{2000 * (i + 1)}" for i in range(len(cells)))
    inside = "".join(rf"{_words(cell)}\cell " for cell in cells)
    return rf"\trowd{edges}\pard\intbl {inside}\row" + "\n"


def _words(text: str) -> str:
    out = []
    for char in text:
        if char == "\t":
            out.append("\\tab ")
        elif char in "\\{}":
            out.append("\\" + char)
        elif char.isascii():
            out.append(char)
        else:
            out.extend(f"\\'{byte:02x}" for byte in char.encode("gb18030"))
    return "".join(out)
