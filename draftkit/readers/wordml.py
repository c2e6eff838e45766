"""Word documents kept as one XML file: Word 2003 (.xml, also named .doc) and the flat package of later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftkit.errors import UnsupportedFormat
from draftkit.readers import docx
from draftkit.readers.docx_styles import W
from draftkit.readers.package import parse_xml
from draftkit.readers.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_OLD = b"http://schemas.microsoft.com/office/word/2003/wordml"
_NEW = W[1:-1].encode()
_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_AUX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_CHANGES = {"Word.Insertion": "ins", "Word.Deletion": "del", "Word.Move": "ins"}


def read(data: bytes, name: str, digest: str) -> Source:
    """Its lines. Raises InputError, UnsafeFile, UnsupportedFormat, EmptyDocument."""
    root = parse_xml(data.replace(_OLD, _NEW), name)
    if root.tag == f"{_PACKAGE}package":
        return _flat(root, name, digest)
    body = root.find(f"{W}body")
    if body is None:
        raise UnsupportedFormat(
            "这个 XML 文件里没有 Word 正文", where=name, remedy="请用 Word 或 WPS 另存为 .docx"
        )
    _renew(body)
    parts: dict[str, _Element | None] = {
        f"{kind}s.xml": _notes(body, kind) for kind in ("footnote", "endnote")
    }
    parts["styles.xml"] = root.find(f"{W}styles")
    return docx.source_of(body, parts.get, name, digest, "wordml")


def _flat(root: _Element, name: str, digest: str) -> Source:
    parts = {
        part.get(f"{_PACKAGE}name") or "": part.find(f"{_PACKAGE}xmlData/*")
        for part in root.iterchildren(f"{_PACKAGE}part")
    }
    document = next(
        (node for node in parts.values() if node is not None and node.tag == f"{W}document"), None
    )
    body = document.find(f"{W}body") if document is not None else None
    if body is None:
        raise UnsupportedFormat("这不是 Word 文档", where=name, remedy="请用 Word 或 WPS 另存为 .docx")
    return docx.source_of(body, lambda part: parts.get(f"/word/{part}"), name, digest, "wordml")


def _renew(body: _Element) -> None:
    """What Word 2003 says in words of its own, said as later ones do."""
    for node in list(body.iter(f"{_AML}annotation")):
        kind = _CHANGES.get(node.get(f"{W}type") or "")
        node.tag = f"{W}{kind}" if kind else f"{W}customXml"
    for number in body.iter(f"{W}listPr"):
        shown = number.find(f"{_AUX}t")
        paragraph = number.getparent()
        while paragraph is not None and paragraph.tag != f"{W}p":
            paragraph = paragraph.getparent()
        if shown is not None and paragraph is not None:
            _write_label(paragraph, shown.get(f"{_AUX}val") or "")


def _write_label(paragraph: _Element, label: str) -> None:
    """The number of a list, which stands beside the list as it is shown."""
    run = paragraph.makeelement(f"{W}r")
    words = run.makeelement(f"{W}t")
    words.text = label
    run.append(words)
    paragraph.insert(1, run)


def _notes(body: _Element, kind: str) -> _Element:
    """Notes stand inside the text; moved out of it, as later ones do, with a reference in their place."""
    root = body.makeelement(f"{W}{kind}s")
    for number, note in enumerate(list(body.iter(f"{W}{kind}"))):
        parent = note.getparent()
        if parent is not None:
            reference = parent.makeelement(f"{W}{kind}Reference", {f"{W}id": str(number)})
            parent.replace(note, reference)
            note.set(f"{W}id", str(number))
            root.append(note)
    return root
