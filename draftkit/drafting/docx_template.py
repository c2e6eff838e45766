"""Word templates with Jinja tags, as offices have them: the layout is the user's own (Word 模板).

The tags are those of docxtpl: {{ }}, {% %}, and {%p %}, {%tr %}, {%tc %}, {%r %} in the place of a paragraph,
a row, a cell, a run. A template is compiled once; then each document is strings put together. What a
template asks for and nobody gives is told all at once, with the words around it; values are text, never XML.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftkit.drafting.docx_template_parts import Opened, opened
from draftkit.drafting.inlaid import is_row, plain
from draftkit.drafting.marks import without_marks
from draftkit.drafting.templates import _FUNCTIONS, _HEADER, Template
from draftkit.drafting.tokens import TOKEN
from draftkit.drafting.vocabulary import spellings
from draftkit.errors import TemplateError
from draftkit.lexicon.text import NOT_XML

if TYPE_CHECKING:
    from draftkit.drafting.result import Draft
    from draftkit.drafting.shelf import Clauses
    from draftkit.localities import Locality
    from draftkit.model import Document

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "word/document.xml"
_SHOWN = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(br|tab)[ />]|(</w:p>)")
# A cell, a header or a text box without any paragraph is no valid one.
_EMPTY = re.compile(
    r"(<w:(?:tc|hdr|ftr|txbxContent)(?: [^>]*)?>|</w:tcPr>)(\s*)(?=</w:(?:tc|hdr|ftr|txbxContent)>)"
)
_TOKENS = re.compile(f"({TOKEN.pattern})")
_BREAK, _TAB = (f'</w:t>{inside}<w:t xml:space="preserve">' for inside in ("<w:br/>", "<w:tab/>"))
_LEVEL = 2


def render(data: bytes, context: Mapping[str, Any]) -> bytes:
    """The docx that a Word template makes of these values (填 Word 模板).

    data: the template's bytes. context: values by name; lists and mappings may be looped over. Raises
    TemplateError that lists every missing name and every wrong tag with the words around it, InputError
    for what is no docx.
    """
    source = _cached(data, "")
    return _cut(source, source.render(context, frozenset())).fill({})


@lru_cache(maxsize=8)
def _cached(data: bytes, label: str) -> Opened:
    return opened(data, label, xml_of)


def xml_of(words: str) -> str:
    """A value as it stands inside a text of Word. Raises TemplateError for what no Word file can carry."""
    if found := NOT_XML.search(words):
        raise TemplateError(
            f"填入的值里有 Word 不能保存的字符（U+{ord(found.group()):04X}）：“{words[:20]}”",
            remedy="请删去这个字符",
        )
    if is_row(words):
        words = "\n".join(map(plain, words.split("\n")))  # a row of a table: a tab between its cells
    safe = html.escape(words, quote=False)
    if "\n" in safe or "\t" in safe or "\r" in safe:
        safe = safe.replace("\r\n", "\n").replace("\r", "\n").replace("\n", _BREAK).replace("\t", _TAB)
    return safe


@dataclass(frozen=True)
class Printed:
    """A rendered template; where a locality's values are still open, their tokens stand in it.

    base: a zip with the parts that never change. parts: XML by name, cut at the tokens.
    """

    base: bytes
    parts: Mapping[str, list[str]]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The docx with the values in the place of their tokens. Raises TemplateError as `xml_of`."""
        ready = {token: xml_of(words) for token, words in values.items()}
        out = io.BytesIO()
        out.write(self.base)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
            for name, pieces in self.parts.items():
                xml = "".join([ready.get(piece, piece) for piece in pieces])
                info = zipfile.ZipInfo(name)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                package.writestr(info, xml.encode("utf-8"), compresslevel=_LEVEL)
        return out.getvalue()


def _cut(source: Opened, rendered: Mapping[str, str]) -> Printed:
    parts = {name: _TOKENS.split(_XML + _EMPTY.sub(r"\1<w:p/>", xml)) for name, xml in rendered.items()}
    return Printed(source.base, parts)


@dataclass(frozen=True)
class WordTemplate(Template):
    """A template that is a Word file, with the names of text templates (docs/drafting.md).

    It renders to the words of its paragraphs, so that a draft has its origins and open points as ever;
    `printed` is the page of the last rendering.
    """

    data: bytes = b""
    _last: list[Printed] = field(default_factory=list, compare=False, repr=False)

    @classmethod
    def load(cls, path: Path) -> WordTemplate:
        """The template in a file. Raises TemplateError, InputError."""
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = "找不到这个模板文件" if isinstance(error, FileNotFoundError) else "模板文件读不出来"
            raise TemplateError(reason, where=str(path), remedy="请检查路径") from None
        source = "\n".join(part.source for part in _cached(data, str(path)).parts)
        return cls(str(path), source, path, data)

    @cached_property
    def header(self) -> Mapping[str, str]:
        """What the first comment says, wherever it stands."""
        comment = re.search(r"\{#(.*?)#\}", self.source, re.S)
        return {m[1]: m[2].strip() for m in _HEADER.finditer(comment[1])} if comment else {}

    @property
    def printed(self) -> Printed:
        """The page of the last rendering."""
        return self._last[-1]

    @cached_property
    def _checked(self) -> dict[str, int]:
        """Raises TemplateError with every name that nobody offers."""
        source = _cached(self.data, self.label)
        missing = [
            (name, words) for name, words in source.names() if name not in {*spellings("root"), "range"}
        ]
        source.refuse(missing, tuple(spellings("root")))
        return dict.fromkeys((name for name, _ in source.names()), 1)

    def branches_on(self) -> frozenset[str]:
        """As for any template; characters that stand for values must not stand in it."""
        if TOKEN.search(self.source):
            return frozenset(spellings("root").values())
        return super().branches_on()

    def render(self, context: Mapping[str, Any]) -> str:
        """The words, with marks; a paragraph a line."""
        values = {word: context[english] for word, english in spellings("root").items() if english in context}
        functions = frozenset(context[name] for name in _FUNCTIONS if name in context)
        source = _cached(self.data, self.label)
        rendered = source.render(values, functions)
        self._last[:] = [_cut(source, {name: without_marks(xml) for name, xml in rendered.items()})]
        return lines_of(rendered.get(_MAIN, ""))


def lines_of(xml: str) -> str:
    """The words of a part's XML, a paragraph a line."""
    out: list[str] = []
    for found in _SHOWN.finditer(xml):
        words, inside, _ = found.groups()
        if words is not None:
            out.append(html.unescape(words))
        else:
            out.append("\t" if inside == "tab" else "\n")
    return "".join(out)


def draft_word(
    parent: Document, locality: Locality, template: WordTemplate, library: Clauses | None = None
) -> tuple[Draft, bytes]:
    """A draft in the layout of a Word template: what `draft` gives, and the docx. Raises TemplateError."""
    from draftkit.drafting.plan import compile

    made = compile(parent, template=template, library=library).render(locality)
    return made, template.printed.fill({})
