"""Rich Text Format (RTF 1.9), which offices have under the name .doc: said as WordprocessingML.

Numbers of lists need no counting: every writer puts them beside the list as plain words (listtext).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from draftkit.errors import InputError
from draftkit.readers import docx
from draftkit.readers.doc_lists import element
from draftkit.readers.rtf_table import Rows
from draftkit.readers.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

MAGIC = b"{\\rtf"
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)"
)
_DEEPEST = 400
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5"}
_CODEPAGES = {932: "cp932", 936: "gb18030", 54936: "gb18030", 949: "cp949", 950: "big5", 65001: "utf-8"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Groups that hold no words of the text.
_SILENT = frozenset(
    "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf"
    " fldinst sp shprslt nonshppict annotation atnid atnauthor bkmkstart bkmkend xe tc txe upr pntext0 listtable"
    " listoverridetable revtbl rsidtbl generator themedata colorschememapping latentstyles datastore filetbl".split()
)
_ENTERED = frozenset(("shpinst", "shptxt", "fldrslt", "footnote", "ud", "nesttableprops"))
_CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": "\u3000", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SIGNS = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class _State:
    """What a group hands down. silent: its words are not read. skip: bytes that stand for one \\u."""

    silent: bool = False
    listed: bool = False
    hidden: bool = False
    deleted: bool = False
    added: bool = False
    codec: str = ""
    skip: int = 1
    note: bool = False
    box: bool = False


def read(data: bytes, name: str, digest: str) -> Source:
    """An RTF file as lines. Raises InputError, EmptyDocument."""
    reader = _Reader(data.decode("latin-1"))
    try:
        reader.run()
    except _TooDeep:
        raise InputError(
            "RTF 文件已损坏，读不出来", where=name, remedy="请用 Word 或 WPS 打开后另存为 .docx"
        ) from None
    parts = {"footnotes.xml": reader.notes}
    return docx.source_of(reader.body, parts.get, name, digest, "rtf")


class _TooDeep(Exception):
    pass


class _Reader:
    """Goes through the tokens once. body: what the text is; notes: its footnotes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._state = _State()
        self._stack: list[tuple[_State, Callable[[], None] | None]] = []
        self._bytes = bytearray()
        self._units: list[int] = []
        self._drop = 0
        self._usual = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font_table = False
        self._font = 0
        self.body = element(None, "body")
        self.notes = element(None, "footnotes")
        self._rows = Rows(self.body)
        self._paragraph = element(None, "p")
        self._form: dict[str, int] = {}
        self._starting = False
        self._optional = False

    def run(self) -> None:
        """Read everything; what is cut off at the end is read as far as it goes."""
        at = 0
        while (match := _TOKEN.search(self._text, at)) is not None:
            at = match.end()
            kind = match.lastgroup
            if match["brace"]:
                self._brace(match["brace"])
            elif match["word"]:
                number = int(match["number"]) if match["number"] else None
                if match["word"] == "bin":
                    at += min(max(number or 0, 0), len(self._text))
                self._word(match["word"], number)
            elif match["byte"]:
                self._add_bytes(bytes((int(match["byte"], 16),)))
            elif kind == "sign":
                self._sign(match["sign"])
            else:
                self._add_bytes(match["text"].encode("latin-1"))
        while self._stack:
            self._brace("}")
        self._flush()
        if len(self._paragraph):
            self._end()
        self._rows.close()

    def _brace(self, brace: str) -> None:
        self._flush()
        if brace == "{":
            if len(self._stack) > _DEEPEST:
                raise _TooDeep
            self._stack.append((self._state, None))
            self._starting, self._optional = True, False
        elif self._stack:
            state, after = self._stack.pop()
            if after is not None:
                after()
            self._state = state
            self._starting = False

    def _sign(self, sign: str) -> None:
        self._flush()
        if sign == "*":
            self._optional = True
        elif sign in "\r\n":
            self._word("par", None)
        elif sign in _SIGNS:
            self._add(_SIGNS[sign])

    def _word(self, word: str, number: int | None) -> None:
        if word == "u":
            self._add_unit((number or 0) & 0xFFFF)
            return
        self._flush()
        starting, self._starting = self._starting, False
        if starting and (word in _SILENT or (self._optional and word not in _ENTERED)):
            self._state = replace(self._state, silent=True)
            self._font_table = word == "fonttbl"
        elif starting and word in ("footnote", "shptxt"):
            self._aside(word)
        elif starting and word in ("listtext", "pntext"):
            self._state = replace(self._state, listed=True)
        elif word in ("f", "af"):
            self._font = number or 0
            self._state = replace(self._state, codec=self._fonts.get(self._font, ""))
        elif word == "fcharset" and self._font_table:
            self._fonts[self._font] = _CHARSETS.get(number or 0, "")
        elif word == "ansicpg":
            self._usual = _CODEPAGES.get(number or 0, "cp1252")
        elif word == "uc":
            self._state = replace(self._state, skip=min(max(number or 0, 0), 4))
        elif not self._state.silent:
            self._visible(word, number)

    def _visible(self, word: str, number: int | None) -> None:
        """Words of control that change the text or the form of a paragraph."""
        on = number != 0
        if word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word in ("par", "sect", "nestcell"):
            self._end()
        elif word == "cell":
            self._end(cell=True)
        elif word in ("row", "nestrow"):
            if word == "row":
                self._rows.end_row()
        elif word in ("line", "lbr", "tab", "page"):
            if word != "tab" or not self._state.listed:
                self._element(*{"tab": ("tab", ""), "page": ("br", "page")}.get(word, ("br", "")))
        elif word == "pard":
            self._form = {}
        elif word in ("qc", "qd", "ql", "qr", "qj", "intbl", "pagebb"):
            self._form[word[0] if word[0] == "q" else word] = word in ("qc", "qd") or word[0] != "q"
        elif word in ("v", "deleted", "revised", "plain"):
            self._appearance(word, on)
        else:
            self._rows.define(word)

    def _appearance(self, word: str, on: bool) -> None:
        if word == "plain":
            self._state = replace(self._state, hidden=False, deleted=False, added=False)
        elif word == "v":
            self._state = replace(self._state, hidden=on)
        elif word == "deleted":
            self._state = replace(self._state, deleted=on)
        else:
            self._state = replace(self._state, added=on)

    def _aside(self, word: str) -> None:
        """A footnote or a text box: words of their own inside a paragraph."""
        outer = self._paragraph, self._rows, self._form
        if word == "footnote":
            place = element(self.notes, "footnote", id=len(self.notes))
            element(element(self._paragraph, "r"), "footnoteReference", id=len(self.notes) - 1)
        else:
            place = element(element(self._paragraph, "r"), "txbxContent")
        self._paragraph, self._rows, self._form = element(None, "p"), Rows(place), {}

        def back() -> None:
            if len(self._paragraph):
                self._end()
            self._rows.close()
            self._paragraph, self._rows, self._form = outer

        self._stack[-1] = (self._stack[-1][0], back)

    def _add_bytes(self, raw: bytes) -> None:
        if self._drop:
            raw, self._drop = raw[self._drop :], max(self._drop - len(raw), 0)
        if raw and self._units:
            self._flush()
        if not self._state.silent:
            self._bytes += raw
        self._starting = False

    def _add_unit(self, unit: int) -> None:
        if self._bytes:
            self._flush()
        self._units.append(unit)
        self._drop = self._state.skip
        self._starting = False

    def _flush(self) -> None:
        """Bytes and units that were collected become words."""
        self._drop = 0
        if self._units:
            raw = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units.clear()
            self._add(raw.decode("utf-16-le", errors="replace"))
        if self._bytes:
            raw = bytes(self._bytes)
            self._bytes.clear()
            self._add(self._decoded(raw))

    def _decoded(self, raw: bytes) -> str:
        for codec in (self._state.codec, self._usual):
            if codec:
                try:
                    return raw.decode(codec)
                except UnicodeDecodeError:
                    continue
        return raw.decode(self._state.codec or "cp1252", errors="replace")

    def _add(self, words: str) -> None:
        words = _CONTROL.sub("", words)
        if words and not self._state.silent and not self._state.hidden:
            element(self._run(), "t").text = words

    def _element(self, tag: str, kind: str) -> None:
        if not self._state.hidden:
            element(self._run(), tag, **({"type": kind} if kind else {}))

    def _run(self) -> _Element:
        parent = self._paragraph
        if self._state.deleted:
            parent = element(parent, "del")
        elif self._state.added:
            parent = element(parent, "ins")
        return element(parent, "r")

    def _end(self, *, cell: bool = False) -> None:
        paragraph, self._paragraph = self._paragraph, element(None, "p")
        properties = element(None, "pPr")
        paragraph.insert(0, properties)
        if self._form.get("q"):
            element(properties, "jc", "center")
        if self._form.get("pagebb"):
            element(properties, "pageBreakBefore")
        if self._state.deleted and not cell:
            element(element(properties, "rPr"), "del")
        self._rows.add(paragraph, inside=bool(self._form.get("intbl")) or cell, ends_cell=cell)
