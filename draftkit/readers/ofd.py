"""OFD files (版式文件, GB/T 33190): pages -> runs; lines and paragraphs as for every paged format."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from draftkit.errors import EmptyDocument, InputError
from draftkit.readers.ofd_runs import joined, page_box, parts_of, ruled, shapes_of
from draftkit.readers.package import Package
from draftkit.readers.pdf_lines import leaf_of, without_furniture
from draftkit.readers.pdf_pages import Sheet
from draftkit.readers.pdf_paragraphs import lines_of
from draftkit.readers.pdf_rules import grids_among
from draftkit.readers.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PAGES = 500
MAX_CHARACTERS = 3_000_000
_ENTRY = "OFD.xml"
_FEWEST = 12  # characters: fewer are a stamp or a page number
_ASK = "请向来文单位要 Word 版，或先做文字识别"
_REPAIR = "请重新获取，或用阅读软件打开后另存一份"


def read(data: bytes, name: str, digest: str) -> Source:
    """An .ofd as lines. Raises InputError, UnsafeFile, EmptyDocument (outlines or pictures only)."""
    reader = _Reader(Package(data, name), name)
    sheets = list(reader.sheets())
    words = "".join(run.text for sheet in sheets for run in sheet.runs)
    if len(words) < _FEWEST:
        _refuse(reader, name)
    if sum(map(_unreadable, words)) * 4 > len(words):
        raise InputError("OFD 的文字是乱码（字体没有对照表）", where=name, remedy=_ASK)
    leaves = without_furniture([leaf_of(sheet) for sheet in sheets if sheet.runs])
    lines = lines_of(leaves)
    if not lines:
        raise EmptyDocument("OFD 文件里没有文字", where=name, remedy="请检查是否选错了文件")
    return Source(name, "ofd", digest, lines, tuple(reader.warnings))


def _refuse(reader: _Reader, name: str) -> None:
    if reader.shapes["PathObject"] > reader.shapes["ImageObject"]:
        raise EmptyDocument("OFD 里的文字已转成曲线（只有轮廓），读不出文字", where=name, remedy=_ASK)
    if reader.shapes["ImageObject"]:
        raise EmptyDocument("OFD 里只有图片，没有文字", where=name, remedy=_ASK)
    raise EmptyDocument("OFD 文件里没有文字", where=name, remedy="请检查是否选错了文件")


def _unreadable(char: str) -> bool:
    return char < " " or "\ue000" <= char <= "\uf8ff" or char == "\ufffd" or "\x7f" <= char <= "\x9f"


class _Reader:
    """Finds the pages of the first document of a package, in order."""

    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        self._name = name
        self.shapes = {"PathObject": 0, "ImageObject": 0}
        self.warnings: list[str] = []

    def sheets(self) -> Iterator[Sheet]:
        """The pages. Raises InputError when the package does not hold what it names."""
        root = self._root()
        folder = posixpath.dirname(root)
        document = self._part(root)
        templates = {node.get("ID"): node.get("BaseLoc") for node in document.iterfind(".//{*}TemplatePage")}
        pages = document.findall(".//{*}Pages/{*}Page")
        if not pages:
            raise InputError("OFD 里没有页面", where=self._name, remedy=_REPAIR)
        if len(pages) > MAX_PAGES:
            raise InputError(
                f"OFD 有 {len(pages)} 页（最多 {MAX_PAGES} 页），不像是公文",
                where=self._name,
                remedy="请只留正文",
            )
        usual = page_box(document) or (0.0, 0.0, 210.0, 297.0)
        left = MAX_CHARACTERS
        for number, node in enumerate(pages, 1):
            page = self._part(_path(folder, node.get("BaseLoc")))
            box = page_box(page) or usual
            layers = [*self._templates(page, folder, templates), page]
            parts = [part for layer in layers for part in parts_of(layer, box)]
            left -= sum(len(part.text) for part in parts)
            if left < 0:
                raise InputError("OFD 内容多得不正常，没有读完", where=self._name, remedy="请只留正文")
            grids = grids_among((line for layer in layers for line in ruled(layer, box)), parts)
            runs = tuple(joined(parts, grids))
            yield Sheet(number, _points(box[2]), _points(box[3]), runs, tuple(grids))

    def _root(self) -> str:
        """The path of the first document; a second one is said to be left out."""
        entry = self._part(_ENTRY)
        roots = [(node.text or "").strip() for node in entry.iterfind(".//{*}DocRoot")]
        if not roots or not roots[0]:
            raise InputError("OFD 文件不完整", where=self._name, remedy=_REPAIR)
        if len(roots) > 1:
            self.warnings.append(f"OFD 文件里有 {len(roots)} 份文档，只读了第一份")
        return _path("", roots[0])

    def _templates(
        self, page: _Element, folder: str, templates: dict[str | None, str | None]
    ) -> Iterator[_Element]:
        """The template pages that lie under a page. Counts the shapes of the page itself."""
        for kind, count in shapes_of(page).items():
            self.shapes[kind] += count
        for use in page.iterfind("{*}Template"):
            path = _path(folder, templates.get(use.get("TemplateID")))
            if path in self._package:
                yield self._part(path)

    def _part(self, path: str) -> _Element:
        if path not in self._package:
            locked = "Encryptions.xml" in self._package
            problem = "OFD 文件有密码，打不开" if locked else "OFD 文件不完整"
            raise InputError(
                problem, where=self._name, remedy="请先取消密码，再另存一份" if locked else _REPAIR
            )
        return self._package.xml(path)


def _path(folder: str, place: str | None) -> str:
    """A place inside the package (ST_Loc): relative to the document's folder, or from the root."""
    place = (place or "").strip().replace("\\", "/")
    return posixpath.normpath(place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place))


def _points(millimetres: float) -> float:
    return millimetres * 72 / 25.4
