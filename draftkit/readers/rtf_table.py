"""Tables of an RTF file, whose rows only become a table by following each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftkit.readers.doc_lists import element

if TYPE_CHECKING:
    from lxml.etree import _Element

_MERGES = {"clvmrg": "vMerge", "clmrg": "hMerge"}
_STARTS = {"clvmgf": "vMerge", "clmgf": "hMerge"}


class Rows:
    """Puts paragraphs into `place`, those of a table into its cells."""

    def __init__(self, place: _Element) -> None:
        self._place = place
        self._table: _Element | None = None
        self._cells: list[_Element] = []
        self._cell: _Element | None = None
        self._defined: list[dict[str, str]] = []
        self._next: dict[str, str] = {}

    def define(self, word: str) -> None:
        """A word of control that may belong to the definition of a row (trowd … cellx)."""
        if word == "trowd":
            self._defined, self._next = [], {}
        elif word in _MERGES:
            self._next[_MERGES[word]] = "continue"
        elif word in _STARTS:
            self._next[_STARTS[word]] = "restart"
        elif word == "cellx":
            self._defined.append(self._next)
            self._next = {}

    def add(self, paragraph: _Element, *, inside: bool, ends_cell: bool) -> None:
        """A paragraph that is complete, inside a table or behind it."""
        if not inside:
            self.close()
            self._place.append(paragraph)
            return
        if self._cell is None:
            self._cell = element(None, "tc")
        self._cell.append(paragraph)
        if ends_cell:
            self._cells.append(self._cell)
            self._cell = None

    def end_row(self) -> None:
        """The cells so far are a row."""
        if not self._cells:
            return
        if self._table is None:
            self._table = element(self._place, "tbl")
        row = element(self._table, "tr")
        for index, cell in enumerate(self._cells):
            merges = self._defined[index] if index < len(self._defined) else {}
            if merges:
                properties = element(None, "tcPr")
                for tag, value in merges.items():
                    element(properties, tag, value)
                cell.insert(0, properties)
            row.append(cell)
        self._cells = []

    def close(self) -> None:
        """The table is at its end; cells without the end of their row are paragraphs after all."""
        for cell in [*self._cells, *([self._cell] if self._cell is not None else [])]:
            self._place.extend(list(cell))
        self._cells, self._cell, self._table = [], None, None
