"""Zip packages of XML parts, opened with distrust: no bombs, no entities, no path tricks."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from draftkit.errors import InputError, UnsafeFile, UnsupportedFormat

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PART = 64 * 1024 * 1024
MAX_RATIO = 400  # Word's own XML seldom passes 40; a bomb starts at 1,000
MAX_PARTS = 5000

# Names of the strict edition of Office Open XML (ISO/IEC 29500) and those that everybody writes.
_STRICT, _HEAD = b"purl.oclc.org/ooxml", 2048
_EDITIONS = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
)

_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))

_ASK_AGAIN = "请向来文单位重新要一份"


class Package:
    """An opened zip package. Raises InputError kinds with the file's name for every fault."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
            raise InputError(
                "文件已损坏，打不开", where=name, remedy="请重新获取，或用 Word 修复后另存"
            ) from None
        self._names = {info.filename: info for info in self._zip.infolist()}
        if len(self._names) > MAX_PARTS:
            raise UnsafeFile("压缩包里的文件太多，不像是公文，没有打开", where=name, remedy=_ASK_AGAIN)

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def names(self) -> tuple[str, ...]:
        """The parts in their order, with those that stand in the package twice."""
        return tuple(info.filename for info in self._zip.infolist())

    def read(self, part: str) -> bytes:
        """The bytes of a part, at most MAX_PART of them."""
        info = self._names.get(part)
        if info is None:
            raise UnsupportedFormat(
                "不是完整的 Word 文档", where=self.name, remedy="请用 Word 或 WPS 另存为 .docx"
            )
        too_large = info.file_size > MAX_PART
        if too_large or info.file_size > MAX_RATIO * max(info.compress_size, 1024):
            raise UnsafeFile(
                "内容解压后大得不正常，可能是恶意文件，没有打开", where=self.name, remedy=_ASK_AGAIN
            )
        if info.flag_bits & 0x1:
            raise InputError("文件有密码，打不开", where=self.name, remedy="请先取消密码")
        try:
            with self._zip.open(info) as stream:
                # The directory may lie about sizes, so the stream itself is bounded too.
                data = stream.read(MAX_PART + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
            ValueError,
        ):
            raise InputError(
                "文件已损坏，读不出来", where=self.name, remedy="请重新获取，或用 Word 修复后另存"
            ) from None
        if len(data) > MAX_PART:
            raise UnsafeFile(
                "内容解压后大得不正常，可能是恶意文件，没有打开", where=self.name, remedy=_ASK_AGAIN
            )
        return data

    def xml(self, part: str) -> _Element:
        """The root element of an XML part, parsed without entities, DTD and network."""
        return parse_xml(self.read(part), self.name)


def parse_xml(data: bytes, name: str) -> _Element:
    """The root element of XML from outside. Raises UnsafeFile, InputError. name: the file's, for messages."""
    from lxml import etree

    if b"!" in data and any(mark in data for mark in _DECLARATIONS):
        raise UnsafeFile("文件里有 XML 实体声明，可能是恶意文件，没有打开", where=name, remedy=_ASK_AGAIN)
    if _STRICT in data[:_HEAD]:
        for strict, usual in _EDITIONS:
            data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise InputError("文件内容已损坏", where=name, remedy="请用 Word 或 WPS 打开后另存") from None
