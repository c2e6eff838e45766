"""Elements of tracked changes and comments (修订和批注的 XML)."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def run_like(run: _Element, child: _Element) -> _Element:
    """A run with the formatting of another one."""
    made = run.makeelement(run.tag)
    for name, value in run.attrib.items():
        made.set(name, value)
    properties = run.find(f"{W}rPr")
    if properties is not None:
        made.append(deepcopy(properties))
    made.append(child)
    return made


def text(name: str, words: str) -> _Element:
    """w:t or w:delText with white space kept."""
    from lxml import etree

    node = etree.Element(f"{W}{name}", {_SPACE: "preserve"}, nsmap={"w": W[1:-1]})
    node.text = words
    return node


def element(name: str, id: int) -> _Element:
    """An element with an id."""
    from lxml import etree

    return etree.Element(f"{W}{name}", {f"{W}id": str(id)}, nsmap={"w": W[1:-1]})


def closing(number: int) -> list[_Element]:
    """The end of a comment's words and the reference to it."""
    from lxml import etree

    run = etree.Element(f"{W}r", nsmap={"w": W[1:-1]})
    run.append(element("commentReference", number))
    return [element("commentRangeEnd", number), run]
