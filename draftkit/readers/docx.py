"""Word documents as a reader sees them: automatic numbering written out, changes accepted."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING

from draftkit.errors import DraftkitError, EmptyDocument, UnsupportedFormat
from draftkit.readers.docx_body import Body, Chunk
from draftkit.readers.docx_styles import Styles, W
from draftkit.readers.docx_trace import main_part, part_beside
from draftkit.readers.numbering import Numbering
from draftkit.readers.package import Package
from draftkit.readers.source import Line, Source

if TYPE_CHECKING:
    from lxml.etree import _Element

# What a document holds that is read in a way the user has to know; in this order.
TOLD = {
    "changes": "文中有修订痕迹，已按“接受全部修订”来读",
    "hidden": "文中有隐藏文字，没有读",
    "unfilled": "文中有没填写的内容控件，其中的提示文字没有读",
    "chunk": "文中嵌有另一份文件，没有读出来",
}
_NOTES = "文中有 {} 条脚注或尾注，单列在文末，不并入正文"


def read(data: bytes, name: str, digest: str, *, inner: bool = False) -> Source:
    """A .docx as lines. Raises InputError, UnsafeFile, UnsupportedFormat, EmptyDocument.

    inner: it stands inside another one; what would stand inside it is not looked for.
    """
    package = Package(data, name)
    main = main_part(package)
    document = package.xml(main) if main in package else None
    if document is None or document.tag != f"{W}document":
        raise UnsupportedFormat(
            "这是压缩包或别的 Office 文件，不是 Word 文档，现在还读不了",
            where=name,
            remedy="请用 Word 或 WPS 另存为 .docx",
        )

    def root(part: str) -> _Element | None:
        path = part_beside(main, part)
        return package.xml(path) if path in package else None

    body = next(document.iterchildren(f"{W}body"), None)

    def chunk(relation: str) -> tuple[Line, ...]:
        return () if inner else _chunk(package, main, relation)

    return source_of(body, root, name, digest, "docx", chunk)


def source_of(
    body: _Element | None,
    part: Callable[[str], _Element | None],
    name: str,
    digest: str,
    kind: str,
    chunk: Chunk | None = None,
) -> Source:
    """The lines of a w:body. part: the roots of styles.xml and so on, None for one that is absent."""
    styles = Styles(part("styles.xml"))
    reader = Body(styles, Numbering(part("numbering.xml"), styles), chunk)
    if body is not None:
        reader.read(body)
    notes = _notes(reader, part)
    if not any(line.text.strip() for line in reader.lines):
        raise EmptyDocument("文档里没有文字（可能只有图片）", where=name, remedy="请换有文字的文件")
    warnings = [sentence for key, sentence in TOLD.items() if key in reader.said]
    if notes:
        warnings.append(_NOTES.format(len(reader.notes)))
    return Source(name, kind, digest, tuple(reader.lines), tuple(warnings), notes)


def _notes(reader: Body, part: Callable[[str], _Element | None]) -> tuple[Line, ...]:
    """The footnotes and endnotes that the body refers to, in this order, each a paragraph or more."""
    called, reader.notes = list(dict.fromkeys(reader.notes)), []
    lines: list[Line] = []
    for kind in dict.fromkeys(kind for kind, _ in called):
        root = part(f"{kind}s.xml")
        found = {node.get(f"{W}id"): node for node in root} if root is not None else {}
        body, reader.lines = reader.lines, []
        for _, key in (entry for entry in called if entry[0] == kind):
            if (node := found.get(key)) is not None:
                reader.read(node)
        lines += [line for line in reader.lines if line.text.strip()]
        reader.lines = body
    reader.notes = called
    return tuple(lines)


def _chunk(package: Package, main: str, relation: str) -> tuple[Line, ...]:
    """The lines of a part that is put in as a whole; none when it cannot be read."""
    from draftkit.readers import source_of_bytes

    folder, file = posixpath.split(main)
    relations = f"{folder}/_rels/{file}.rels"
    for node in package.xml(relations) if relations in package else ():
        if node.get("Id") == relation:
            path = posixpath.normpath(posixpath.join(folder, node.get("Target") or "")).lstrip("/")
            data = package.read(path) if path in package else b""
            try:
                inside = data.startswith(b"PK\x03\x04")
                return (read(data, path, "", inner=True) if inside else source_of_bytes(data, path)).lines
            except DraftkitError:
                return ()
    return ()
