"""What the styles of a Word document say of a paragraph; only styles that are used are looked into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_BASE, _NAME, _OF_PARAGRAPH, _OF_RUN, _ALIGN, _NUMBER = (
    W + name for name in "basedOn name pPr rPr jc numPr".split()
)
_CENTRE = ("center", "distribute", "middle")
_OFF = ("0", "false", "off")
_MOST_LINKS = 12  # deeper chains of styles do not occur, and a ring must end


def value(node: _Element, name: str) -> str | None:
    """w:val of the child with this name, None without one."""
    for child in node.iterchildren(W + name):
        return child.get(f"{W}val")
    return None


def number_of(stated: str | None, otherwise: int) -> int:
    """A small whole number; `otherwise` for anything else."""
    text = (stated or "").removeprefix("-")
    return int(stated or "") if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def is_on(node: _Element) -> bool:
    """Whether a switch (w:vanish …) is on: it is unless it says otherwise."""
    return node.get(f"{W}val") not in _OFF


def is_centred(alignment: str | None) -> bool:
    """Whether a value of w:jc sets a line in the middle."""
    return alignment in _CENTRE


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a style and those it is based on. number: (numId, ilvl), ilvl None when not stated.

    chain: ids of the style and of those it is based on, nearest first. contents: lines of a table of contents.
    """

    centred: bool = False
    hidden: bool = False
    contents: bool = False
    number: tuple[str, int | None] | None = None
    chain: tuple[str, ...] = ()


_NOTHING = Facts()


class Styles:
    """The styles of a document by their ids. root: of the styles part, None when absent.

    may_hide: whether any style hides words (隐藏文字) at all.
    """

    def __init__(self, root: _Element | None) -> None:
        self._nodes: dict[str, _Element] = {}
        self._facts: dict[str | None, Facts] = {}
        self._usual: str | None = None
        self.may_hide = root is not None and next(root.iter(f"{W}vanish"), None) is not None
        for node in root.iterchildren(f"{W}style") if root is not None else ():
            name = node.get(f"{W}styleId") or ""
            self._nodes.setdefault(name, node)
            if node.get(f"{W}type") == "paragraph" and (node.get(f"{W}default") or "0") not in _OFF:
                self._usual = name

    def facts(self, style: str | None) -> Facts:
        """What counts for a style; None: the usual style of a paragraph."""
        found = self._facts.get(style)
        if found is None:
            found = self._facts[style] = self._resolve(style if style is not None else self._usual)
        return found

    def _resolve(self, style: str | None, above: tuple[str, ...] = ()) -> Facts:
        node = self._nodes.get(style) if style is not None else None
        if node is None or style is None:
            return _NOTHING
        own = _own(node, self.may_hide)
        base = _NOTHING
        if own.base is not None and own.base not in above and len(above) < _MOST_LINKS:
            base = self._facts.get(own.base) or self._resolve(own.base, (*above, style))
        return Facts(
            base.centred if own.centred is None else own.centred,
            base.hidden if own.hidden is None else own.hidden,
            own.contents,
            base.number if own.number is None else own.number,
            (style, *base.chain),
        )


@dataclass(slots=True)
class _Own:
    """What a style states itself."""

    base: str | None = None
    centred: bool | None = None
    hidden: bool | None = None
    contents: bool = False
    number: tuple[str, int | None] | None = None


def _own(style: _Element, may_hide: bool) -> _Own:
    out = _Own()
    for child in style:
        tag = child.tag
        if tag == _BASE:
            out.base = child.get(_VAL)
        elif tag == _NAME:
            title = (child.get(_VAL) or "").lower()
            out.contents = title.startswith("toc ") and title != "toc heading"
        elif tag == _OF_PARAGRAPH:
            for node in child:
                if node.tag == _ALIGN:
                    out.centred = is_centred(node.get(_VAL))
                elif node.tag == _NUMBER and (name := value(node, "numId")) is not None:
                    out.number = name, _level(node)
        elif may_hide and tag == _OF_RUN:
            for node in child.iterchildren(f"{W}vanish"):
                out.hidden = is_on(node)
    return out


def _level(number: _Element) -> int | None:
    stated = value(number, "ilvl")
    return number_of(stated, 0) if stated is not None else None
