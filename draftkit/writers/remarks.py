"""The comments part of a docx: new comments beside those that are there (批注部件)."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import TYPE_CHECKING

from draftkit.readers.docx_trace import part_beside
from draftkit.readers.package import Package
from draftkit.writers.runs import attribute, escape

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def add_comments(
    data: bytes, main: str, comments: Sequence[tuple[int, str]], author: str, when: str
) -> dict[str, bytes]:
    """The parts that change when a docx gets these comments (id, text); a line break ends a paragraph.

    when: ISO time, empty for none.
    """
    from lxml import etree

    package = Package(data, "")
    relations = posixpath.join(posixpath.dirname(main), "_rels", posixpath.basename(main) + ".rels")
    links = (
        package.xml(relations) if relations in package else etree.Element(f"{{{_RELATIONS}}}Relationships")
    )
    part, is_new = _part(links, main)
    root = package.xml(part) if part in package else etree.Element(f"{{{_MAIN}}}comments", nsmap={"w": _MAIN})
    for id, text in comments:
        root.append(etree.fromstring(_comment(id, text, author, when)))
    changed = {part: root}
    if is_new:
        _link(links, posixpath.relpath(part, posixpath.dirname(main)))
        changed[relations] = links
    if part not in package:
        types = package.xml("[Content_Types].xml")
        types.append(etree.Element(f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=_CONTENT))
        changed["[Content_Types].xml"] = types
    return {
        name: etree.tostring(node, encoding="UTF-8", xml_declaration=True, standalone=True)
        for name, node in changed.items()
    }


def _part(links: _Element, main: str) -> tuple[str, bool]:
    """The name of the comments part, and whether it is new."""
    for link in links:
        if link.get("Type") == _KIND:
            return part_beside(main, link.get("Target") or ""), False
    return part_beside(main, "comments.xml"), True


def _link(links: _Element, target: str) -> None:
    from lxml import etree

    used = {link.get("Id") for link in links}
    id = next(f"rIdDk{n}" for n in range(1, len(used) + 2) if f"rIdDk{n}" not in used)
    links.append(etree.Element(f"{{{_RELATIONS}}}Relationship", Id=id, Type=_KIND, Target=target))


def _comment(id: int, text: str, author: str, when: str) -> str:
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.split("\n")
    )
    date = f' w:date="{when}"' if when else ""
    return (
        f'<w:comment xmlns:w="{_MAIN}" w:id="{id}" w:author="{attribute(author)}"{date} w:initials="dk">'
        f"{body}</w:comment>"
    )
