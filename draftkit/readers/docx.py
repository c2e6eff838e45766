"""Word documents as a reader sees them: automatic numbering written out, changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftkit.errors import EmptyDocument, UnsupportedFormat
from draftkit.readers.numbering import Numbering
from draftkit.readers.package import Package
from draftkit.readers.source import Line, Source, Style

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DOCUMENT = "word/document.xml"
CHANGES = "文中有修订痕迹，已按“接受全部修订”来读"
# Content that is not there any more, or that repeats what stands beside it.
_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{MC}Fallback", f"{W}pPr", f"{W}rPr", f"{W}tblPr", f"{W}sectPr"}
_TEXT = {f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "", f"{W}cr": "\n"}


def read(data: bytes, name: str, digest: str) -> Source:
    """A .docx as lines. Raises InputError, UnsafeFile, UnsupportedFormat, EmptyDocument."""
    package = Package(data, name)
    if _DOCUMENT not in package:
        raise UnsupportedFormat(
            "这是压缩包或别的 Office 文件，不是 Word 文档，现在还读不了",
            where=name,
            remedy="请用 Word 或 WPS 另存为 .docx",
        )
    body = package.xml(_DOCUMENT).find(f"{W}body")
    styles = package.xml("word/styles.xml") if "word/styles.xml" in package else None
    numbers = package.xml("word/numbering.xml") if "word/numbering.xml" in package else None
    lines, changed = lines_of(body, styles, numbers)
    if not any(line.text.strip() for line in lines):
        raise EmptyDocument("文档里没有文字（可能只有图片）", where=name, remedy="请换有文字的文件")
    return Source(name, "docx", digest, lines, (CHANGES,) if changed else ())


def lines_of(
    body: _Element | None, styles: _Element | None, numbers: _Element | None
) -> tuple[tuple[Line, ...], bool]:
    """The lines of a w:body, and whether it had tracked changes. None for parts that are absent."""
    state = _State(Numbering(numbers, styles), _centred_styles(styles))
    if body is not None:
        _blocks(body, state, None)
    return tuple(state.lines), state.changed


@dataclass(frozen=True, slots=True)
class Node:
    """A w:p that gave lines. p: the element. label: length of its automatic numbering as shown.

    The n-th node (from 1) has the line number n; column c of that line is the c-th of its typed
    characters, see `typed`.
    """

    p: _Element
    label: int


def nodes_of(body: _Element, styles: _Element | None, numbers: _Element | None) -> tuple[Node, ...]:
    """The paragraphs of a w:body as `lines_of` numbers them."""
    state = _State(Numbering(numbers, styles), set())
    _blocks(body, state, None)
    return tuple(state.nodes)


def typed(p: _Element) -> Iterator[tuple[_Element, str]]:
    """The elements that carry the typed words of a paragraph, each with its words; changes accepted."""
    return _pieces(p, _State(Numbering(None, None), set()), [])


@dataclass
class _State:
    numbering: Numbering
    centred: set[str]
    lines: list[Line] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    paragraph: int = 0
    tables: int = 0
    changed: bool = False


def _blocks(parent: _Element, state: _State, cell: tuple[int, int, int] | None) -> None:
    """Paragraphs and tables in reading order, through content controls and accepted changes."""
    for child in parent:
        tag = child.tag
        if tag == f"{W}p":
            _paragraph(child, state, cell)
        elif tag == f"{W}tbl":
            _table(child, state)
        elif tag in (f"{W}del", f"{W}moveFrom"):
            state.changed = True
        elif tag not in _SKIPPED and isinstance(tag, str):
            if tag in (f"{W}ins", f"{W}moveTo"):
                state.changed = True
            _blocks(child, state, cell)


def _table(table: _Element, state: _State) -> None:
    state.tables += 1
    number = state.tables
    for r, row in enumerate(table.iter(f"{W}tr"), 1):
        if next(row.iterancestors(f"{W}tbl")) is not table:
            continue  # rows of a nested table are read with their cell
        column = 0
        for cell in row.iter(f"{W}tc"):
            if next(cell.iterancestors(f"{W}tr")) is not row:
                continue
            column += 1
            if _continues_above(cell):
                continue
            _blocks(cell, state, (number, r, column))


def _continues_above(cell: _Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val") != "restart"


def _paragraph(p: _Element, state: _State, cell: tuple[int, int, int] | None) -> None:
    properties = p.find(f"{W}pPr")
    if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
        state.changed = True
    boxes: list[_Element] = []
    parts, breaks = _words(p, state, boxes)
    state.paragraph += 1
    label = state.numbering.label(p) if parts.strip() else ""
    state.nodes.append(Node(p, len(label)))
    text = label + parts
    centred = _centred(properties, state.centred)
    before = properties is not None and properties.find(f"{W}pageBreakBefore") is not None
    segments = text.split("\n")
    offset = 1
    for index, segment in enumerate(segments):
        style = Style(
            whole=index == len(segments) - 1,
            table=cell,
            centred=centred,
            page_break=(before or breaks) and index == 0,
            soft=index < len(segments) - 1,
        )
        in_label = len(label) if index == 0 else 0
        column = 1 if index == 0 else offset
        state.lines.append(Line(segment, state.paragraph, column, None, style, in_label))
        offset += len(segment) + 1 - in_label
    for box in boxes:
        _blocks(box, state, cell)


_CENTRE = ("center", "distribute")


def _centred(properties: _Element | None, styles: set[str]) -> bool:
    if properties is None:
        return False
    jc = properties.find(f"{W}jc")
    if jc is not None:
        return jc.get(f"{W}val") in _CENTRE
    style = properties.find(f"{W}pStyle")
    return style is not None and style.get(f"{W}val") in styles


def _centred_styles(styles: _Element | None) -> set[str]:
    """Ids of paragraph styles that centre, by themselves or through the style they are based on."""
    if styles is None:
        return set()
    own: dict[str, bool] = {}
    base: dict[str, str] = {}
    for style in styles.iterfind(f"{W}style"):
        name = style.get(f"{W}styleId") or ""
        jc, parent = style.find(f"{W}pPr/{W}jc"), style.find(f"{W}basedOn")
        if jc is not None:
            own[name] = jc.get(f"{W}val") in _CENTRE
        elif parent is not None:
            base[name] = parent.get(f"{W}val") or ""
    for _ in range(12):  # deeper chains of styles do not occur, and a ring must end
        own |= {name: own[parent] for name, parent in base.items() if parent in own and name not in own}
    return {name for name, centred in own.items() if centred}


def _words(p: _Element, state: _State, boxes: list[_Element]) -> tuple[str, bool]:
    """The words of a paragraph, and whether a page starts in it. Text boxes go to `boxes`."""
    words: list[str] = []
    page_break = False
    for node, text in _pieces(p, state, boxes):
        words.append(text)
        page_break = page_break or (node.tag == f"{W}br" and node.get(f"{W}type") == "page")
    return "".join(words), page_break


def _pieces(p: _Element, state: _State, boxes: list[_Element]) -> Iterator[tuple[_Element, str]]:
    for node in _visible(p, state):
        tag = node.tag
        if tag == f"{W}t":
            yield node, node.text or ""
        elif tag == f"{W}br":
            yield node, "" if node.get(f"{W}type") in ("page", "column") else "\n"
        elif tag == f"{W}txbxContent":
            boxes.append(node)
        elif tag in _TEXT:
            yield node, _TEXT[tag]


def _visible(node: _Element, state: _State) -> Iterator[_Element]:
    """Descendants that a reader sees with all changes accepted; does not enter text boxes."""
    for child in node:
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            if tag in (f"{W}del", f"{W}moveFrom"):
                state.changed = True
            continue
        if tag == f"{W}r":
            hidden = child.find(f"{W}rPr/{W}vanish")
            if hidden is not None and hidden.get(f"{W}val") not in ("0", "false"):
                continue
        if tag in (f"{W}ins", f"{W}moveTo"):
            state.changed = True
        yield child
        if tag != f"{W}txbxContent":
            yield from _visible(child, state)
