"""What stands in a docx as far as tracked changes see it: paragraphs and tables, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftkit.parsing.labels import find_label

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P, TBL, TR, TC, R, T, RPR, PPR = (f"{W}{n}" for n in ("p", "tbl", "tr", "tc", "r", "t", "rPr", "pPr"))
BOX = f"{W}txbxContent"
# Children of a run that show as one character.
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
_AROUND_RUNS = frozenset(
    f"{W}{n}" for n in ("hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple")
)
_AROUND_BLOCKS = frozenset(f"{W}{n}" for n in ("sdt", "sdtContent", "customXml"))


@dataclass(frozen=True)
class Para:
    """A paragraph. text: its words, tabs and breaks, automatic numbers not. element: None for plain text."""

    text: str
    element: _Element | None = field(default=None, compare=False)

    @property
    def label_end(self) -> int:
        """Where a typed number (（一）, 1.) ends; 0 without one."""
        label = find_label(self.text)
        return label.end if label is not None else 0

    @property
    def bare(self) -> str:
        """The words without a typed number."""
        return self.text[self.label_end :]


@dataclass(frozen=True)
class Row:
    """A row of a table. cells: the blocks of each cell."""

    cells: tuple[tuple[Block, ...], ...]
    element: _Element | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """All words of the row."""
        return "\t".join(text_of(cell) for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """A table (表格)."""

    rows: tuple[Row, ...]
    element: _Element | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """All words of the table."""
        return "\n".join(row.text for row in self.rows)


Block = Para | Table


def text_of(blocks: tuple[Block, ...]) -> str:
    """The words of a cell."""
    return "\n".join(block.text for block in blocks)


def blocks_of(container: _Element) -> tuple[Block, ...]:
    """The paragraphs and tables of a body or a cell, content controls opened."""
    return tuple(_blocks(container))


def _blocks(container: _Element) -> Iterator[Block]:
    for child in container:
        if child.tag == P:
            yield Para("".join(character for _, character in signs(child)), child)
        elif child.tag == TBL:
            yield Table(tuple(_row(tr) for tr in _inside(child, TR)), child)
        elif child.tag in _AROUND_BLOCKS:
            yield from _blocks(child)


def _row(tr: _Element) -> Row:
    return Row(tuple(blocks_of(tc) for tc in _inside(tr, TC)), tr)


def _inside(parent: _Element, tag: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, content controls opened, nested tables not."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND_BLOCKS:
            yield from _inside(child, tag)


def runs_of(paragraph: _Element) -> Iterator[_Element]:
    """The runs of a paragraph in order, those in links and content controls included."""
    for child in paragraph:
        if child.tag == R:
            yield child
        elif child.tag in _AROUND_RUNS:
            yield from runs_of(child)


def signs(paragraph: _Element) -> Iterator[tuple[_Element, str]]:
    """Each piece of text with the element that holds it."""
    for run in runs_of(paragraph):
        for child in run:
            if child.tag == T:
                yield child, child.text or ""
            elif child.tag in SIGNS:
                yield child, SIGNS[child.tag]
