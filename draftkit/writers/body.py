"""Two stages: compile a document once, fill its values many times.

The compiled body is a list of finished XML pieces; between them stand the places of the values.
Filling joins strings once and deflates once, nothing is parsed or laid out again, apart from the
title, the issuer mark and the signature when a value stands in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from draftkit.model import Document
from draftkit.writers import runs
from draftkit.writers.blocks import Flexible, Setting
from draftkit.writers.frame import DOCUMENT_CLOSE, DOCUMENT_OPEN, Frame, frame_for
from draftkit.writers.layout import layout
from draftkit.writers.package import deflate, join, store
from draftkit.writers.profile import Profile


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value: its token, and the properties of the run in which it stands."""

    token: str
    properties: str


Piece = str | Slot | Flexible


@dataclass(frozen=True, slots=True)
class CompiledBody:
    """A document whose values are still to come (编译好的正文).

    tokens: the private-use characters that stand in it. A token without a value stays what it is,
    a character of the text.
    """

    pieces: tuple[Piece, ...]
    title: str
    profile: Profile
    tokens: frozenset[str]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The docx with the values in the place of their tokens.

        Values are text, never XML; a 【待填：…】 in a value is marked yellow. Raises OutputError for
        a value with a character that no Word file can carry.
        """
        for value in values.values():
            runs.refuse_illegal(value, "填入的值")
        frame = frame_for(self.profile)
        return _package(frame, self._xml(values, frame), _translate(self.title, values))

    def _xml(self, values: Mapping[str, str], frame: Frame) -> bytes:
        known: dict[Slot, str] = {}
        out = [DOCUMENT_OPEN]
        for piece in self.pieces:
            if isinstance(piece, str):
                out.append(piece)
            elif isinstance(piece, Slot):
                if piece not in known:
                    text = values.get(piece.token, piece.token)
                    known[piece] = runs.value(text, piece.properties)
                out.append(known[piece])
            else:
                out.append(piece.build(tuple(_translate(t, values) for t in piece.texts)))
        out += (frame.section, DOCUMENT_CLOSE)
        return "".join(out).encode("utf-8")


def compile_body(document: Document, profile: Profile) -> CompiledBody:
    """Set `document` by `profile` as far as it can be set without values.

    Private-use characters (U+E000–U+F8FF) in its text are places of values. Raises OutputError
    when a paragraph holds a character that no Word file can carry.
    """
    _refuse_illegal(document)
    pieces: list[Piece] = []
    ready: list[str] = []
    for block in layout(document, Setting(profile, document.issuers, document.signature)):
        if isinstance(block, str):
            ready.append(block)
        else:
            pieces += (*_cut("".join(ready)), block)
            ready.clear()
    pieces += _cut("".join(ready))
    title = document.notice_title or document.title or ""
    tokens = frozenset(t for p in document.paragraphs for t in runs.TOKEN.findall(p.text))
    return CompiledBody(tuple(pieces), title, profile, tokens)


def _refuse_illegal(document: Document) -> None:
    for number, p in enumerate(document.paragraphs, 1):
        runs.refuse_illegal(p.text, f"第{number}段")
        for cell in p.cells:
            runs.refuse_illegal(cell.text, f"第{number}段的表格")
    for name in (*document.issuers, *document.signature, document.title or "", document.notice_title or ""):
        runs.refuse_illegal(name, "文件的标题或机关名称")


def _cut(xml: str) -> list[Piece]:
    """Finished XML, cut at its tokens."""
    pieces: list[Piece] = []
    start = 0
    for found in runs.TOKEN.finditer(xml):
        opened = xml.rindex(runs.RUN, 0, found.start()) + len(runs.RUN)
        properties = xml[opened : xml.index("</w:rPr>", opened)]
        pieces += (xml[start : found.start()], Slot(found.group(), properties))
        start = found.end()
    return [p for p in (*pieces, xml[start:]) if p]


def _translate(text: str, values: Mapping[str, str]) -> str:
    return runs.TOKEN.sub(lambda m: values.get(m.group(), m.group()), text)


def _package(frame: Frame, xml: bytes, title: str) -> bytes:
    core = store("docProps/core.xml", runs.attribute(title).join(frame.core).encode("utf-8"))
    return join((*frame.before, deflate("word/document.xml", xml), *frame.after, core))
