"""The package of an office's letterhead: what is refused, and what is taken along (模板的安全检查)."""

from __future__ import annotations

import posixpath
import re

from draftkit.errors import InputError, UnsafeFile, UnsupportedFormat
from draftkit.readers.docx_trace import main_part
from draftkit.readers.package import Package
from draftkit.writers.package import Packed, deflate_small, pack

MAIN = "word/document.xml"
_WHERE = "红头模板"
_OLD = b"\xd0\xcf\x11\xe0"  # .doc, and a .docx with a password
_ZIP = b"PK\x03\x04"
_LARGEST = 32 * 1024 * 1024
_TYPES = "[Content_Types].xml"
_PLAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_STRANGE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|\\|:|\x00")
_ACTIVE = re.compile(r"vbaProject|vbaData|/activeX/|/embeddings/|\.(?:exe|dll|bat|js|vbs|ps1)$", re.I)
_FETCHED = ("hyperlink",)
_DROPPED = ("attachedTemplate", "stylesWithEffects")
# Word 2010 kept a second copy of the styles; one that differs makes it offer a repair.
_SECOND_STYLES = "word/stylesWithEffects.xml"
_STRICT = b"purl.oclc.org/ooxml"


def opened(data: bytes) -> tuple[Package, str, tuple[str, ...]]:
    """The package, the name of its main part and of all parts. Raises InputError and its kinds."""
    if data[:4] == _OLD:
        raise UnsupportedFormat(
            "是旧的 .doc 文件，或者有密码", where=_WHERE, remedy="请去掉密码，另存为 .docx"
        )
    if data[:4] != _ZIP:
        raise UnsupportedFormat("不是 .docx 文件", where=_WHERE, remedy="请用 Word 或 WPS 另存为 .docx")
    package = Package(data, _WHERE)
    names = package.names()
    if _TYPES in names and (refused := _refused(package.read(_TYPES))):
        raise refused
    if len(set(names)) != len(names) or any(_STRANGE.search(n) for n in names):
        raise UnsafeFile("压缩包里的文件名不正常，没有使用", where=_WHERE, remedy="请用 Word 或 WPS 另存")
    if active := [n for n in names if _ACTIVE.search(n)]:
        raise UnsafeFile(
            f"含有宏、控件或嵌入的程序（{posixpath.basename(active[0])}），没有使用",
            where=_WHERE,
            remedy="请另存为不带宏的 .docx",
        )
    kept = tuple(n for n in names if not n.endswith("/"))
    if sum(len(package.read(n)) for n in kept) > _LARGEST:
        raise UnsafeFile("内容太大，不像红头模板", where=_WHERE, remedy="请删去图片等大的内容")
    main = main_part(package)
    if _STRICT in package.read(main)[:4096]:
        raise UnsupportedFormat(
            "是“Strict Open XML”格式", where=_WHERE, remedy="请另存为普通的“Word 文档（*.docx）”"
        )
    return package, main, kept


def remaining(package: Package, names: tuple[str, ...], main: str, styles: bytes) -> Packed:
    """All parts but the main one and the core properties. Raises UnsafeFile for a link to the outside."""
    parts = [deflate_small(_TYPES, _types(package.read(_TYPES)))]
    for name in names:
        if name in (_TYPES, main, "docProps/core.xml", _SECOND_STYLES):
            continue
        content = styles if name == "word/styles.xml" else package.read(name)
        if name.endswith(".rels"):
            content = _relations(package, name)
        elif name.endswith(".xml"):
            package.xml(name)  # refuses entities and broken XML
            if name == "word/settings.xml":
                content = re.sub(rb"<w:attachedTemplate[^>]*/>", b"", content)
        parts.append(deflate_small(name, content))
    return pack(parts)


def _types(content: bytes) -> bytes:
    """A template (.dotx) becomes a document; a part that is left out is not announced."""
    gone = re.sub(rb'<Override[^>]*PartName="/' + _SECOND_STYLES.encode() + rb'"[^>]*/>', b"", content)
    return gone.replace(_TEMPLATE.encode(), _PLAIN.encode())


def _relations(package: Package, name: str) -> bytes:
    """The links of a part without the template it was made from. Nothing may be fetched from outside."""
    from lxml import etree

    root = package.xml(name)
    for link in list(root):
        kind = posixpath.basename(link.get("Type") or "")
        if kind in _DROPPED:
            root.remove(link)
        elif link.get("TargetMode") == "External" and kind not in _FETCHED:
            raise UnsafeFile(
                f"要从外面取内容（{(link.get('Target') or '')[:60]}），没有使用",
                where=_WHERE,
                remedy="请把图片等改为嵌入文档",
            )
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _refused(content: bytes) -> InputError | None:
    """Why the types of a package are not those of a Word document, None when they are."""
    if b"macroEnabled" in content:
        return UnsafeFile("是带宏的文档（.docm），没有使用", where=_WHERE, remedy="请另存为 .docx")
    if _PLAIN.encode() in content or _TEMPLATE.encode() in content:
        return None
    return UnsupportedFormat("不是 Word 文档", where=_WHERE, remedy="请用 Word 或 WPS 另存为 .docx")
