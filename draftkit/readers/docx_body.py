"""The body of a Word document as lines: one pass over the tree, each kind of element met once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from draftkit.readers.docx_signs import field_words, sign
from draftkit.readers.docx_styles import Styles, W, is_centred, is_on, number_of, value
from draftkit.readers.docx_tables import Cell, grid
from draftkit.readers.numbering import Numbering
from draftkit.readers.source import Line, Style

if TYPE_CHECKING:
    from lxml.etree import _Element

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_VML = "{urn:schemas-microsoft-com:vml}"
_VAL = f"{W}val"
_HIDDEN = f"{W}vanish"

_P, _R, _T, _TBL, _PPR, _RPR = (W + name for name in "p r t tbl pPr rPr".split())
_SDT, _CHUNK, _BOX, _CHOICES = f"{W}sdt", f"{W}altChunk", f"{W}txbxContent", f"{MC}AlternateContent"
_STYLE, _ALIGN, _NUMBER, _BEFORE, _SECTION = (
    W + name for name in "pStyle jc numPr pageBreakBefore sectPr".split()
)
_BREAK, _SYMBOL, _FIELD, _ORDER, _ART = f"{W}br", f"{W}sym", f"{W}fldChar", f"{W}instrText", f"{_VML}textpath"
_TYPE = f"{W}type"
_ADDED = frozenset((f"{W}ins", f"{W}moveTo"))
_GONE = frozenset((f"{W}del", f"{W}moveFrom"))
_SILENT = frozenset(
    W + name
    for name in "pPr rPr tblPr tblGrid tblPrEx trPr tcPr sectPr sdtPr sdtEndPr rt rubyPr customXmlPr smartTagPr".split()
) | {f"{MC}Fallback"}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-", f"{W}cr": "\n", f"{M}t": None}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_NEW_PAGE = "\f"
_TO_HEADING = "PAGEREF _Toc"  # the order of a field that shows the page of a heading
_DEEPEST = 60  # elements inside each other that a paragraph or a table can sensibly have

Place = tuple[int, int, int]
Chunk = Callable[[str], "tuple[Line, ...]"]


@lru_cache(maxsize=4096)
def _style(whole: bool, place: Place | None, span: tuple[int, int], centred: bool, page: bool) -> Style:
    return Style(whole, place, centred, None, page, not whole, span=span)


_PLAIN = _style(True, None, (1, 1), False, False)


@dataclass(slots=True)
class _Form:
    """What the properties of a paragraph say, as far as it matters for its words."""

    style: str | None = None
    centred: bool | None = None
    number: tuple[str | None, int | None] | None = None
    new_page: bool = False
    ends_page: bool = False
    merged: bool = False  # its end was deleted: the next paragraph goes on with it


@dataclass(slots=True)
class Body:
    """Collects the lines of a document. lines: the body. notes: (kind, id) of what it refers to.

    said: keys of what has to be told to the user (docx.TOLD). chunk: reads a part that is put in as
    a whole (w:altChunk) by its relation.
    """

    styles: Styles
    numbering: Numbering
    chunk: Chunk | None = None
    lines: list[Line] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    _may_hide: bool = False
    _counts: bool = True
    _paragraph: int = 0
    _tables: int = 0
    _new_page: bool = False
    _depth: int = 0
    _words: list[str] = field(default_factory=list)
    _boxes: list[_Element | str] = field(default_factory=list)
    _fields: list[bool] = field(default_factory=list)  # of each open field whether its result has begun
    _orders: list[str] = field(default_factory=list)
    _muted: int = 0

    def __post_init__(self) -> None:
        self._may_hide, self._counts = self.styles.may_hide, self.numbering.counts

    def read(self, parent: _Element, cell: Cell | None = None) -> None:
        """Paragraphs and tables in reading order, through content controls and accepted changes."""
        if cell is None:
            self._may_hide = self._may_hide or next(parent.iter(_HIDDEN), None) is not None
        form = self._blocks(parent, cell, None)
        if form is not None:
            self._end(form, cell)

    def _blocks(self, parent: _Element, cell: Cell | None, open_: _Form | None) -> _Form | None:
        """The same; returns the form of a last paragraph whose end was deleted."""
        self._depth += 1
        for child in parent if self._depth < _DEEPEST else ():
            tag = child.tag
            if tag == _P:
                open_ = self._read_paragraph(child, cell)
            elif tag == _TBL:
                if open_ is not None:
                    self._end(open_, cell)
                    open_ = None
                self._table(child, cell)
            elif tag in _GONE:
                self.said.add("changes")
            elif tag == _SDT:
                if self._is_shown(child):
                    open_ = self._blocks(child, cell, open_)
            elif tag == _CHUNK:
                self._chunk(child)
            elif tag == _CHOICES:
                for choice in _chosen(child):
                    open_ = self._blocks(choice, cell, open_)
            elif tag not in _SILENT and isinstance(tag, str) and len(child):
                if tag in _ADDED:
                    self.said.add("changes")
                open_ = self._blocks(child, cell, open_)
        self._depth -= 1
        return open_

    def _is_shown(self, control: _Element) -> bool:
        """Whether a content control holds words of the document: no hint what to fill in, no contents."""
        for properties in control.iterchildren(f"{W}sdtPr"):
            for hint in properties.iterchildren(f"{W}showingPlcHdr"):
                if is_on(hint):
                    self.said.add("unfilled")
                    return False
            for kind in properties.iter(f"{W}docPartGallery"):
                if kind.get(_VAL) == "Table of Contents":
                    return False
        return True

    def _chunk(self, node: _Element) -> None:
        found = self.chunk(node.get(f"{R}id") or "") if self.chunk is not None else ()
        if not found:
            self.said.add("chunk")
        for line in found:
            self._paragraph += line.style.whole
            self.lines.append(Line(line.text, self._paragraph, line.column, None, line.style, line.label))

    def _table(self, table: _Element, outer: Cell | None) -> None:
        rows = grid(table, self.said)
        if outer is not None and outer.columns > 1:
            for cell in (cell for row in rows for cell in row):
                self.read(cell.element, outer)  # a table inside a cell of data is text of that cell
            return
        self._tables += 1
        number = self._tables
        for row in rows:
            for cell in row:
                self.read(cell.element, cell.inside(number))

    def _read_paragraph(self, p: _Element, cell: Cell | None) -> _Form | None:
        """One paragraph. Returns its form when its end was deleted, and keeps its words."""
        self._paragraph += 1
        form = self._inside(p) or _Form()
        if self._muted:
            self._forget_fields()
        if form.merged:
            self.said.add("changes")
            return form
        self._end(form, cell)
        return None

    def _end(self, form: _Form, cell: Cell | None) -> None:
        """Write the lines of a paragraph that is complete, then its text boxes."""
        typed, self._words = "".join(self._words), []
        boxes, self._boxes = self._boxes, []
        orders, self._orders = self._orders, []
        facts = self.styles.facts(form.style)
        if facts.contents or (orders and any(_TO_HEADING in order for order in orders)):
            return  # a line of a table of contents repeats a heading
        if form.centred is None:
            form.centred = facts.centred
        # Word counts an empty paragraph and shows its number, but there is nothing to read in it.
        label = self.numbering.label(form.number, form.style) if self._counts else ""
        self._write(form, label if typed else "", typed, cell)
        for box in boxes:
            if isinstance(box, str):
                self.lines.append(Line(box, self._paragraph, 1, None, _PLAIN))
            else:
                self.read(box, cell)
        self._new_page = self._new_page or form.ends_page

    def _write(self, form: _Form, label: str, typed: str, cell: Cell | None) -> None:
        centred, page = form.centred or False, form.new_page or self._new_page
        self._new_page = False
        place, span = (None, (1, 1)) if cell is None else (cell.place, cell.span)
        if "\n" not in typed and _NEW_PAGE not in typed:
            plain = cell is None and not centred and not page
            style = _PLAIN if plain else _style(True, place, span, centred, page)
            self.lines.append(Line(label + typed, self._paragraph, 1, None, style, len(label)))
            return
        if typed.endswith(_NEW_PAGE):
            typed, self._new_page = typed.rstrip(_NEW_PAGE), True
        while typed.startswith(_NEW_PAGE):
            typed, page = typed[1:], True
        offset = 1
        rest = typed.replace(_NEW_PAGE, "\n\f").split("\n")
        for index, part in enumerate(rest):
            words = part.lstrip(_NEW_PAGE)
            starts = page if index == 0 else words != part
            style = _style(index == len(rest) - 1, place, span, centred, starts)
            shown = label + words if index == 0 else words
            length = len(label) if index == 0 else 0
            self.lines.append(Line(shown, self._paragraph, offset, None, style, length))
            offset += len(words) + 1

    def _inside(self, parent: _Element) -> _Form | None:
        """The words inside a paragraph, with all changes accepted; its form when it states one.

        Runs are gone through here and not in a function of their own: they are most of a document.
        """
        form = None
        add = self._words.append
        for child in parent:
            tag = child.tag
            if tag == _R:
                for node in child:
                    kind = node.tag
                    if kind == _T:
                        if not self._muted:
                            text = node.text or ""
                            add(text if "\n" not in text else _tidy(text))
                    elif kind != _RPR:
                        self._other(node, kind)
                    elif self._may_hide and self._hides(node):
                        self.said.add("hidden")
                        break
            elif tag == _PPR:
                form = self._form(child)
            elif tag == _SDT:
                if self._is_shown(child):
                    self._nested(child)
            else:
                self._other(child, tag)
        return form

    def _hides(self, properties: _Element) -> bool:
        for switch in properties.iterchildren(_HIDDEN):
            return is_on(switch)
        for style in properties.iterchildren(f"{W}rStyle"):
            return self.styles.facts(style.get(_VAL)).hidden
        return False

    def _other(self, node: _Element, tag: object) -> None:
        """What is neither a run nor its words: signs, fields, boxes, changes, and what only wraps."""
        if not isinstance(tag, str) or tag in _SILENT:
            return
        if tag in _GONE:
            self.said.add("changes")
        elif tag == _BOX:
            self._boxes.append(node)
        elif tag == _CHOICES:
            for choice in _chosen(node):
                self._nested(choice)
        elif tag == _FIELD:
            self._field(node.get(f"{W}fldCharType"))
        elif tag == _ORDER:
            self._orders.append(node.text or "")
        elif tag in _NOTES:
            self.notes.append((_NOTES[tag], node.get(f"{W}id") or ""))
        elif not self._muted and self._add_sign(node, tag):
            return
        elif len(node):
            if tag in _ADDED:
                self.said.add("changes")
            self._nested(node)

    def _nested(self, node: _Element) -> None:
        self._depth += 1
        if self._depth < _DEEPEST:
            self._inside(node)
        self._depth -= 1

    def _add_sign(self, node: _Element, tag: str) -> bool:
        """A sign that is an element of its own. Returns whether it was one."""
        if tag == _BREAK:
            kind = node.get(_TYPE)
            if kind != "column":
                self._words.append(_NEW_PAGE if kind == "page" else "\n")
        elif tag == _SYMBOL:
            self._words.append(sign(node.get(f"{W}char") or "", node.get(f"{W}font") or ""))
        elif tag == _ART:
            self._boxes.append(node.get("string") or "")
        elif tag in _SIGNS:
            self._words.append(_SIGNS[tag] or node.text or "")
        else:
            return False
        return True

    def _field(self, kind: str | None) -> None:
        """A border of a field: only its result is shown; an EQ field shows what it states."""
        if kind == "begin":
            self._fields.append(False)
            self._muted += 1
            self._orders.append("\x13")
        elif kind == "separate" and self._fields and not self._fields[-1]:
            self._fields[-1] = True
            self._muted -= 1
        elif kind == "end" and self._fields and not self._fields.pop():
            self._muted -= 1
            order = "".join(self._orders).rpartition("\x13")[2]
            if not self._muted and (shown := field_words(order)):
                self._words.append(shown)

    def _forget_fields(self) -> None:
        """A field that never shows its result must not swallow the rest of the document."""
        self._fields = [shown for shown in self._fields if shown]
        self._muted = 0

    def _form(self, properties: _Element) -> _Form:
        form = _Form()
        for child in properties:
            tag = child.tag
            if tag == _STYLE:
                form.style = child.get(_VAL)
            elif tag == _ALIGN:
                form.centred = is_centred(child.get(_VAL))
            elif tag == _NUMBER:
                level = value(child, "ilvl")
                form.number = value(child, "numId"), None if level is None else number_of(level, 0)
            elif tag == _BEFORE:
                form.new_page = is_on(child)
            elif tag == _SECTION:
                form.ends_page = value(child, "type") not in ("continuous", "nextColumn")
            elif tag == _RPR and len(child):
                form.merged = self._mark(child)
        return form

    def _mark(self, properties: _Element) -> bool:
        """Whether the mark at the end of a paragraph was deleted."""
        for child in properties:
            if child.tag in _GONE:
                return True
            if child.tag in _ADDED:
                self.said.add("changes")
        return False


def _chosen(node: _Element) -> Iterator[_Element]:
    """The alternative that counts: the first choice, the fallback only without one."""
    found = next(node.iterchildren(f"{MC}Choice"), None)
    found = next(node.iterchildren(f"{MC}Fallback"), None) if found is None else found
    if found is not None:
        yield found


def _tidy(text: str) -> str:
    """Line ends inside w:t are layout of the XML, not of the document."""
    return " ".join(text.split("\n")) if text.strip() else ""
