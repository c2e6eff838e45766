"""A page's tree as the blocks of words that it shows, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftkit.readers.docx_signs import bullet
from draftkit.readers.html_tables import Tables
from draftkit.readers.numbering import format_number

if TYPE_CHECKING:
    from lxml.etree import _Element

_BREAK = "\x0b"
_SPACES = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000“”‘’—…]")
_INDENT = re.compile(r"(?:\u3000|\u2003|\u00a0| ){2}")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MUCH = 80  # Chinese characters: a page that is shown by a script hides all of its text until then
# What Word says of itself in a page that it saved.
_NOTES = re.compile(r"mso-element\s*:\s*(?:foot|end)note", re.IGNORECASE)
_BESIDE = re.compile(
    r"mso-element\s*:\s*(?:header|footer|comment)|mso-(?:foot|end)note-id|mso-comment", re.IGNORECASE
)
_LABEL = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_FONT = re.compile(r"font-family\s*:\s*[\"']?(wingdings(?: 2)?|symbol)", re.IGNORECASE)
_ALIGN = re.compile(r"text-align\s*:\s*([a-z]+)", re.IGNORECASE)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z\- ]+)", re.IGNORECASE)
_NO_MARKS = re.compile(
    r"(?:^|[\s,{}])(?:ol|li)\s*(?:,[^{}]*)?\{[^{}]*list-style(?:-type)?\s*:\s*none", re.IGNORECASE
)
_OWN_LABEL = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)]|第[一二三四五六七八九十百\d]+[章节条]|[①-⑳])"
)

_SKIPPED = frozenset(
    "script style noscript template head title iframe frame frameset object embed applet audio video canvas svg"
    " map area select option datalist button input textarea progress meter dialog math xml rp rt del".split()
)
_NOISE = frozenset(("nav", "footer", "aside", "menu"))
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary"
    " table tbody td tfoot th thead tr ul".split()
)
_LIST_KINDS = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal",
    "lower-alpha": "lowerLetter", "upper-alpha": "upperLetter", "lower-latin": "lowerLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
    "cjk-decimal": "ideographDigital", "decimal-leading-zero": "decimalZero",
}  # fmt: skip


@dataclass(slots=True)
class Block:
    """Words between two block borders (块). parts: one a line, split at <br>.

    number: 1-based count of blocks that hold words. linked: how many of the characters are links.
    noise: inside navigation, footer or aside. label: length of a list number at the start.
    element: the innermost element around all of the words. paired: metadata whose value is known.
    note: of a footnote or endnote.
    """

    parts: list[str]
    element: _Element
    number: int
    centred: bool = False
    linked: int = 0
    noise: bool = False
    heading: bool = False
    label: int = 0
    cell: tuple[int, int, int] | None = None
    column: int = 1
    paired: bool = False
    note: bool = False

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass(slots=True)
class _Context:
    """What an element hands down to those inside it."""

    centred: bool = False
    pre: bool = False
    noise: bool = False
    link: bool = False
    heading: bool = False
    cell: tuple[int, int, int] | None = None
    note: bool = False


@dataclass(slots=True)
class _Walk:
    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    stack: list[_Context] = field(default_factory=lambda: [_Context()])
    holders: list[_Element] = field(default_factory=list)
    lists: list[tuple[str | None, int]] = field(default_factory=list)
    label: str = ""
    linked: int = 0

    def add(self, text: str | None) -> None:
        if not text:
            return
        here = self.stack[-1]
        self.words.append(text.replace("\r", "").replace("\n", _BREAK) if here.pre else text)
        if here.link:
            self.linked += len(text.strip())

    def flush(self) -> None:
        """End the block that is being collected."""
        raw, self.words = "".join(self.words), []
        linked, self.linked = self.linked, 0
        lines = [_collapse(part) for part in raw.split(_BREAK)]
        if not any(_shown(line) for line in lines):
            return
        label, self.label = self.label, ""
        here = self.stack[-1]
        number = self.blocks[-1].number if self.blocks else 0
        paragraphs = _paragraphs(lines)
        for index, parts in enumerate(paragraphs):
            number += 1
            block = Block(parts, self.holders[-1], number, here.centred, 0, here.noise, here.heading)
            block.cell, block.note = here.cell, here.note
            block.linked = min(linked, len(block.text))
            if index == 0 and label and not _OWN_LABEL.match(block.parts[0]):
                block.parts[0] = label + block.parts[0].lstrip()
                block.label = len(label)
            linked = max(linked - len(block.text), 0)
            self.blocks.append(block)


def blocks_of(root: _Element) -> list[Block]:
    """The blocks that a reader of the page would see; nothing is decided about them here."""
    from lxml import etree

    walk, tables, most = _Walk(holders=[root]), Tables(), _chinese(root) / 2
    unmarked = any(_NO_MARKS.search(style.text or "") for style in root.iter("style"))
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, node in walker:
        if not isinstance(node.tag, str):
            continue
        if event == "end":
            _leave(node, walk)
        elif _skipped(node, most):
            walker.skip_subtree()
            walk.stack.append(walk.stack[-1])
        elif _LABEL.search(node.get("style") or ""):
            walker.skip_subtree()
            walk.add(_list_label(node))
            walk.stack.append(walk.stack[-1])
        elif node.tag == "table" and (pairs := tables.enter(node)):
            walker.skip_subtree()
            _pairs(node, pairs, walk)
            walk.stack.append(walk.stack[-1])
        else:
            _enter(node, walk, tables, unmarked)
    walk.flush()
    return walk.blocks


def _pairs(node: _Element, pairs: list[str], walk: _Walk) -> None:
    """A table of metadata as lines 名称：值."""
    walk.flush()
    for pair in pairs:
        number = walk.blocks[-1].number + 1 if walk.blocks else 1
        walk.blocks.append(Block([pair], node, number, noise=walk.stack[-1].noise, paired=True))


def _enter(node: _Element, walk: _Walk, tables: Tables, unmarked: bool) -> None:
    tag = str(node.tag)
    if tag in _BLOCKS:
        walk.flush()
        walk.holders.append(node)
    if tag in ("ol", "ul"):
        walk.lists.append((_list_kind(node, unmarked), _integer(node.get("start"), 1) - 1))
    elif tag == "li":
        _count(node, walk)
    walk.stack.append(_inherit(node, walk.stack[-1], tables))
    if tag == "br":
        walk.words.append(_BREAK)
    walk.add(node.text)


def _leave(node: _Element, walk: _Walk) -> None:
    tag = str(node.tag)
    if tag in _BLOCKS and walk.holders[-1] is node:
        walk.flush()
        if len(walk.holders) > 1:
            walk.holders.pop()
        if tag in ("ol", "ul") and walk.lists:
            walk.lists.pop()
        if tag == "li":
            walk.label = ""
    walk.stack.pop()
    walk.add(node.tail)


def _count(node: _Element, walk: _Walk) -> None:
    if not walk.lists:
        return
    kind, before = walk.lists[-1]
    number = _integer(node.get("value"), before + 1)
    walk.lists[-1] = (kind, number)
    shown = _LIST_STYLE.search(node.get("style") or "")
    if kind is None or (shown and shown[1].strip().startswith("none")):
        return
    walk.label = format_number(number, kind) + ("、" if kind.startswith(("chinese", "ideograph")) else ".")


def _list_kind(node: _Element, unmarked: bool) -> str | None:
    """Word's name of the number format of a list; None when it shows no numbers."""
    if node.tag != "ol":
        return None
    style = _LIST_STYLE.search(node.get("style") or "")
    if style:
        name = style[1].strip()
        return None if name.startswith("none") else _LIST_KINDS.get(name.split(" ")[0], "decimal")
    if node.get("type"):
        return _LIST_KINDS.get(str(node.get("type")), "decimal")
    return None if unmarked else "decimal"


def _integer(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else otherwise


def _skipped(node: _Element, most: float) -> bool:
    """Whether a page does not show an element. most: characters above which it is the page's own text."""
    tag, style = str(node.tag), node.get("style") or ""
    if tag in _SKIPPED or (tag.startswith(("o:", "v:", "w:")) and tag not in ("o:p", "w:sdt")):
        return True
    if style and _BESIDE.search(style):
        return True
    hidden = node.get("hidden") is not None or (style and _HIDDEN.search(style) is not None)
    return bool(hidden) and not _chinese(node) > max(most, _MUCH)


def _chinese(node: _Element) -> int:
    """How many Chinese characters an element shows or would show."""
    return sum(
        len(_CHINESE.findall(part))
        for inner in node.iter()
        for part in (
            (inner.text if inner.tag not in _SKIPPED else None),
            inner.tail if inner is not node else None,
        )
        if part
    )


def _list_label(node: _Element) -> str:
    """The number or bullet of a list that Word wrote out, without the blanks behind it."""
    styles = [node.get("style") or "", *(above.get("style") or "" for above in node.iterancestors("span"))]
    font = next((match[1] for style in styles if (match := _FONT.search(style))), "")
    text = "".join(map(str, node.itertext())).strip(" \u00a0\r\n\t")
    return bullet(text, font) if font else text


def _inherit(node: _Element, above: _Context, tables: Tables) -> _Context:
    tag, style = str(node.tag), node.get("style") or ""
    align = _ALIGN.search(style)
    # On a table or picture the attribute moves the thing itself, not the words.
    stated = align[1] if align else None if tag in ("table", "img") else node.get("align")
    centred = stated.lower() in ("center", "middle") if stated else above.centred or tag == "center"
    heading = tag in ("h1", "h2", "h3")
    return _Context(
        # A heading without a word about it is centred by nearly every portal's style sheet.
        centred=centred or (heading and not stated),
        pre=above.pre or tag in ("pre", "listing", "xmp") or _PRE.search(style) is not None,
        noise=above.noise or tag in _NOISE,
        link=above.link or (tag == "a" and bool(node.get("href"))),
        heading=above.heading or heading,
        cell=tables.place(node) if tag in ("td", "th") else above.cell,
        note=above.note or _NOTES.search(style) is not None,
    )


def _collapse(text: str) -> str:
    """White space of the source as a browser shows it: a line end beside an ideograph is nothing."""
    return _SPACES.sub(_space, text).strip(" ")


def _space(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if "\n" in match.group() and start > 0 and end < len(text):
        return "" if _WIDE.match(text[start - 1]) or _WIDE.match(text[end]) else " "
    return " "


def _shown(line: str) -> bool:
    return bool(line.strip(" \u00a0\u3000\u200b\ufeff"))


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Lines of one block; an empty one (<br><br>) parts two paragraphs, and an indent begins one."""
    out: list[list[str]] = [[]]
    for line in lines:
        if _shown(line):
            if _INDENT.match(line) and out[-1]:
                out.append([])
            out[-1].append(line)
        elif out[-1]:
            out.append([])
    return [parts for parts in out if parts]
