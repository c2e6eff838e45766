"""PDF files that hold words: pages -> runs -> strips -> lines. Words come from pdfium, places too."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from draftkit.errors import EmptyDocument, InputError
from draftkit.readers.pdf_lines import Leaf, leaf_of, without_furniture
from draftkit.readers.pdf_pages import Sheet, sheet_of
from draftkit.readers.pdf_paragraphs import lines_of
from draftkit.readers.pdf_tables import joined_tables
from draftkit.readers.source import Source

MAX_PAGES = 500
MAX_CHARACTERS = 3_000_000
MAX_RUNS = 20_000  # stretches of words on one page
MAX_SECONDS = 60.0  # a page of a 公文 takes 2 ms; more than this is a broken or a hostile file
_FEWEST = 12  # characters: fewer are the stamp or the page number of a scan

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_SCAN = "请先做文字识别，或向来文单位要 Word 版"
_REPAIR = "请重新获取，或用 WPS、浏览器打开后另存一份"


def read(data: bytes, name: str, digest: str) -> Source:
    """A .pdf as lines. Raises InputError and EmptyDocument (no words, only pictures)."""
    with _opened(data, name) as document:
        sheets, bare = _sheets(document, name)
    leaves = joined_tables(without_furniture([leaf_of(sheet) for sheet in sheets]))
    lines = lines_of(_numbered(leaves))
    if not lines:
        raise EmptyDocument("文件里没有文字", where=name, remedy="请检查是否选错了文件")
    return Source(name, "pdf", digest, lines, tuple(_warnings(leaves, bare)))


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    """The document, closed afterwards in every case."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "security" in str(error):
            raise InputError("PDF 有密码，打不开", where=name, remedy="请先取消密码，再另存一份") from None
        raise InputError("PDF 已损坏，打不开", where=name, remedy=_REPAIR) from None
    try:
        yield document
    except pypdfium2.PdfiumError:
        raise InputError("PDF 已损坏，读不出来", where=name, remedy=_REPAIR) from None
    finally:
        document.close()


def _sheets(document: Any, name: str) -> tuple[list[Sheet], list[int]]:
    """Pages with words, and the numbers of those without any."""
    count = len(document)
    if count == 0:
        raise InputError("PDF 里没有页面", where=name, remedy=_REPAIR)
    if count > MAX_PAGES:
        raise InputError(
            f"PDF 有 {count} 页（最多 {MAX_PAGES} 页），不像是公文", where=name, remedy="请只留正文"
        )
    sheets: list[Sheet] = []
    empty: list[int] = []
    until = time.monotonic() + MAX_SECONDS
    words = 0
    for index in range(count):
        page = document[index]
        try:
            sheet = sheet_of(page, index + 1)
        finally:
            page.close()
        words += sheet.words
        if time.monotonic() > until or words > MAX_CHARACTERS or len(sheet.runs) > MAX_RUNS:
            raise InputError("PDF 内容多得不正常，没有读完", where=name, remedy="请只留正文")
        if sheet.words >= 1:
            sheets.append(sheet)
        else:
            empty.append(index + 1)
    _check(sheets, name)
    return sheets, empty


def _check(sheets: list[Sheet], name: str) -> None:
    """Raises EmptyDocument for a scan and InputError for words that no reader could make out."""
    if sum(sheet.words for sheet in sheets) < _FEWEST:
        raise EmptyDocument("这是扫描件，没有文字层，读不出文字", where=name, remedy=_SCAN)
    words = "".join(run.text for sheet in sheets for run in sheet.runs)
    if len(_UNREADABLE.findall(words)) * 4 > len(words):
        raise InputError("PDF 的文字是乱码（字体没有对照表）", where=name, remedy=_SCAN)


def _numbered(leaves: list[Leaf]) -> list[Leaf]:
    """Lines counted through the document, page furniture not among them."""
    number = 0
    for leaf in leaves:
        for strip in leaf.strips:
            number += 1
            strip.number = number
    return leaves


def _warnings(leaves: list[Leaf], bare: list[int]) -> Iterator[str]:
    if bare:
        pages = "、".join(map(str, bare[:8])) + ("等" if len(bare) > 8 else "")
        yield f"第{pages}页没有文字（可能是图片），没有读到"
    if notes := sum(leaf.notes for leaf in leaves):
        yield f"页脚的注释没有读入正文（共{notes}行）"
