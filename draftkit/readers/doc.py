"""Word 97–2003 and WPS files (.doc, .wps): said as WordprocessingML, then read as a .docx is."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

from draftkit.errors import InputError, UnsupportedFormat
from draftkit.readers import doc_lists, docx, office
from draftkit.readers.doc_format import ENDNOTES, FOOTNOTES, Notes, Properties, TooLarge, WordFile, u16
from draftkit.readers.doc_lists import element
from draftkit.readers.docx_styles import W
from draftkit.readers.ole import BrokenFile, CompoundFile
from draftkit.readers.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_TOKEN = re.compile(r"[^\x00-\x1f\ufffe\uffff]+|[\x00-\x1f]")
_DELETED, _INSERTED, _SPECIAL, _HIDDEN, _SYMBOL = 0x0800, 0x0801, 0x0855, 0x083C, 0x6A09
_IN_TABLE, _ROW_END, _INNER_ROW_END, _NEW_PAGE, _ROW = 0x2416, 0x2417, 0x244C, 0x2407, 0xD608
_DRAWING, _REFERENCE = "\x08", "\x02"
_RESAVE = "请用 Word 或 WPS 打开后另存为 .docx"


def read(data: bytes, name: str, digest: str) -> Source:
    """A .doc or .wps as lines. Raises InputError, UnsupportedFormat, EmptyDocument.

    Files of Word 95 and older are handed to LibreOffice when it is installed.
    """
    try:
        file = CompoundFile(data)
        word = _word(file, name)
        if word is not None:
            return _source(word, name, digest)
    except (BrokenFile, struct.error, IndexError):
        raise InputError(
            "Word 文件已损坏，读不出来", where=name, remedy=f"请重新获取，或{_RESAVE[1:]}"
        ) from None
    except TooLarge:
        raise InputError("文件内容多得不正常，没有读", where=name, remedy="请只留正文") from None
    converted = office.to_docx(data, name)
    source = docx.read(converted, name, digest)
    return replace(source, kind="doc")


def _word(file: CompoundFile, name: str) -> WordFile | None:
    """The Word document inside; None for one of Word 95 or older."""
    if "WordDocument" not in file:
        _refuse(file, name)
    main = file.read("WordDocument")
    flags = u16(main, 0x0A)
    if flags & 0x0100:
        raise InputError("文件有密码，打不开", where=name, remedy="请先取消密码")
    table = "1Table" if flags & 0x0200 else "0Table"
    if u16(main, 0x02) < 0xC1 or table not in file:
        return None
    return WordFile(main, file.read(table))


def _refuse(file: CompoundFile, name: str) -> None:
    if "EncryptedPackage" in file:
        raise InputError("文件有密码，打不开", where=name, remedy="请先取消密码")
    for stream, what in (
        ("Workbook", "Excel 表格"),
        ("Book", "Excel 表格"),
        ("PowerPoint Document", "演示文稿"),
    ):
        if stream in file:
            raise UnsupportedFormat(f"这是{what}，不是 Word 文档", where=name, remedy="请给出文件正文")
    raise UnsupportedFormat("不是 Word 文档，读不了", where=name, remedy=_RESAVE)


def _source(word: WordFile, name: str, digest: str) -> Source:
    body = _Body(word, word.boxes()).read(0, word.length)
    parts = {
        "styles.xml": lambda: doc_lists.styles(word.styles()),
        "numbering.xml": lambda: doc_lists.numbering(word.lists(), word.overrides()),
        "footnotes.xml": lambda: _notes(word, FOOTNOTES),
        "endnotes.xml": lambda: _notes(word, ENDNOTES),
    }
    return docx.source_of(body, lambda part: parts[part](), name, digest, "doc")


def _notes(word: WordFile, kind: Notes) -> _Element:
    """The footnotes or endnotes as the part of a .docx that holds them."""
    root = element(None, f"{kind.name}s")
    for number, (first, last) in enumerate(word.notes(kind)):
        note = _Body(word, {}).read(first, last)
        note.tag = f"{W}{kind.name}"
        note.set(f"{W}id", str(number))
        root.append(note)
    return root


class _Body:
    """Builds w:body from characters. boxes: text boxes by the character that holds them in place."""

    def __init__(self, word: WordFile, boxes: dict[int, tuple[int, int]]) -> None:
        self._word = word
        self._boxes = boxes
        self._body = element(None, "body")
        self._paragraph = element(None, "p")
        self._table: _Element | None = None
        self._row: list[_Element] = []
        self._cell: _Element | None = None
        self._fields: list[bool] = []  # for each open field whether its result has begun

    def read(self, first: int, last: int) -> _Element:
        """The text between two characters; a last paragraph without its mark is kept."""
        place = 0
        for run in self._word.runs(first, last):
            for match in _TOKEN.finditer(run.text):
                place = run.place + match.start() * run.size
                if match.group() == _DRAWING:
                    self._box(run.start + match.start())
                elif match.group() == _REFERENCE:
                    self._reference(run.start + match.start())
                else:
                    self._token(match.group(), place, run.size, run.properties)
        if len(self._paragraph):
            self._end(place, "\r")
        self._close_table()
        return self._body

    def _box(self, anchor: int) -> None:
        """A text box is read behind the paragraph that it is tied to, as in a .docx."""
        if (place := self._boxes.get(anchor)) is not None:
            box = _Body(self._word, {}).read(*place)
            box.tag = f"{W}txbxContent"
            element(self._paragraph, "r").append(box)

    def _reference(self, anchor: int) -> None:
        """The place of a footnote or endnote."""
        for kind in (FOOTNOTES, ENDNOTES):
            if (number := self._word.references(kind).get(anchor)) is not None:
                element(element(self._paragraph, "r"), f"{kind.name}Reference", id=number)

    def _token(self, token: str, place: int, size: int, properties: Properties) -> None:
        if token == "\x13":
            self._fields.append(False)
        elif token == "\x14" and self._fields:
            self._fields[-1] = True
        elif token == "\x15" and self._fields:
            self._fields.pop()
        elif token in "\r\x07":
            self._end(place, token)
        elif token == "\x0c":
            found = self._word.paragraph(place)
            if found is not None and found.end == place + size:
                self._end(place, token)
            else:
                element(element(self._paragraph, "r"), "br", type="page")
        elif all(self._fields):
            self._write(token, properties)

    def _write(self, token: str, properties: Properties) -> None:
        """Words, tabs and line breaks, with what has been deleted, inserted or hidden marked so."""
        if _on(properties, _HIDDEN):
            return
        parent = self._paragraph
        if _on(properties, _DELETED):
            parent = element(parent, "del")
        elif _on(properties, _INSERTED):
            parent = element(parent, "ins")
        run = element(parent, "r")
        if token == "(" and _on(properties, _SPECIAL):
            # A sign of a symbol font; nearly always of Wingdings, and its number says which.
            code = properties.get(_SYMBOL, b"\0\0\0\0")[2:4]
            element(run, "sym", font="Wingdings", char=f"{u16(code, 0):04X}")
        elif token >= " ":
            element(run, "t").text = token
        elif token in _SIGNS:
            element(run, _SIGNS[token])

    def _end(self, place: int, mark: str) -> None:
        """A paragraph is complete; its mark may also end a cell or a row."""
        found = self._word.paragraph(place)
        properties = found.properties if found else {}
        paragraph, self._paragraph = self._paragraph, element(None, "p")
        described = element(None, "pPr")
        paragraph.insert(0, described)
        element(described, "pStyle", found.style if found else 0)
        doc_lists.add_properties(described, properties)
        if _on(properties, _NEW_PAGE):
            element(described, "pageBreakBefore")
        if not _on(properties, _IN_TABLE):
            self._close_table()
            self._body.append(paragraph)
        elif _on(properties, _ROW_END) and mark == "\x07":
            self._end_row(properties.get(_ROW, b""))
        elif not _on(properties, _INNER_ROW_END):
            self._cell = element(None, "tc") if self._cell is None else self._cell
            self._cell.append(paragraph)
            if mark == "\x07":
                self._row.append(self._cell)
                self._cell = None

    def _end_row(self, definition: bytes) -> None:
        if self._table is None:
            self._table = element(self._body, "tbl")
        row = element(self._table, "tr")
        count = definition[0] if definition else 0
        for index, cell in enumerate(self._row):
            at = 1 + 2 * (count + 1) + 20 * index
            if index < count and at + 2 <= len(definition) and (u16(definition, at) >> 5) & 3 == 1:
                described = element(None, "tcPr")
                element(described, "vMerge")
                cell.insert(0, described)
            row.append(cell)
        self._row = []

    def _close_table(self) -> None:
        """Cells without the end of their row are paragraphs after all."""
        for cell in [*self._row, *([self._cell] if self._cell is not None else [])]:
            self._body.extend(list(cell))
        self._row, self._cell, self._table = [], None, None


_SIGNS = {"\t": "tab", "\x0b": "br", "\x1e": "noBreakHyphen"}


def _on(properties: Properties, sprm: int) -> bool:
    """Whether a switch is on; 0x81 turns round what the style says, which is off in every plain style."""
    operand = properties.get(sprm)
    return bool(operand) and operand is not None and operand[0] in (0x01, 0x81)
