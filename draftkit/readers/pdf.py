"""PDF files: pages -> runs -> strips -> lines. Words come from pdfium, places too; those of scanned
pages come from the recogniser."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from draftkit.errors import EmptyDocument, InputError
from draftkit.readers import ocr
from draftkit.readers.pdf_guard import guard
from draftkit.readers.pdf_lines import Leaf, leaf_of, without_furniture
from draftkit.readers.pdf_pages import Sheet, sheet_of
from draftkit.readers.pdf_paragraphs import lines_of
from draftkit.readers.pdf_scans import is_picture, is_recognised, scans_of
from draftkit.readers.pdf_tables import joined_tables
from draftkit.readers.source import Source

MAX_PAGES = 500
MAX_CHARACTERS = 3_000_000
MAX_RUNS = 20_000  # stretches of words on one page
MAX_SECONDS = 60.0  # a page of a 公文 takes 2 ms; more than this is a broken or a hostile file
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_SCAN = f"{ocr.INSTALL}，或向来文单位要 Word 版"
_LAYER = "文字是扫描软件识别的，可能有错字，引用前请对照原件"
_REPAIR = "请重新获取，或用 WPS、浏览器打开后另存一份"


def read(data: bytes, name: str, digest: str) -> Source:
    """A .pdf as lines. Raises InputError and EmptyDocument (no words, or a scan without the extra)."""
    guard(data, name)
    with _opened(data, name) as document:
        sheets, pictures, layered = _sheets(document, name)
        scans: list[ocr.Scan] = []
        if ocr.is_installed():
            scans = scans_of(document, sorted({*pictures, *layered}), name)
        else:
            _check(sheets, pictures, name)
    recognised = {scan.sheet.number: scan.sheet for scan in scans}
    pages = [sheet for _, sheet in sorted((sheets | recognised).items()) if sheet.runs]
    leaves = joined_tables(without_furniture([leaf_of(sheet) for sheet in pages]))
    ocr.number_strips(leaves)
    lines = lines_of(leaves)
    if not lines:
        if any(_garbled(sheet) for sheet in sheets.values()):
            raise _unreadable(name)
        raise EmptyDocument("这是扫描件，没有认出文字", where=name, remedy="请检查是否选错了文件，或重新扫描")
    bare = [number for number in pictures if number not in recognised or not recognised[number].runs]
    doubts = ocr.doubts_of(scans, leaves)
    told = [*_warnings(leaves, bare)]
    if any(scan.sheet.runs for scan in scans):
        told += ocr.warnings_of(doubts)
    elif layered:
        told.append(_LAYER)
    return Source(name, "pdf", digest, lines, tuple(told), doubts=doubts)


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


def _sheets(document: Any, name: str) -> tuple[dict[int, Sheet], list[int], list[int]]:
    """Pages with words by their numbers, those that are pictures, and those whose text a scanner made."""
    count = len(document)
    if count == 0:
        raise InputError("PDF 里没有页面", where=name, remedy=_REPAIR)
    if count > MAX_PAGES:
        raise InputError(
            f"PDF 有 {count} 页（最多 {MAX_PAGES} 页），不像是公文", where=name, remedy="请只留正文"
        )
    sheets: dict[int, Sheet] = {}
    pictures: list[int] = []
    layered: list[int] = []
    until = time.monotonic() + MAX_SECONDS
    words = 0
    for index in range(count):
        page = document[index]
        try:
            sheet = sheet_of(page, index + 1)
            pictured, layer = is_picture(page, sheet), is_recognised(page)
        finally:
            page.close()
        words += sheet.words
        if time.monotonic() > until or words > MAX_CHARACTERS or len(sheet.runs) > MAX_RUNS:
            raise InputError("PDF 内容多得不正常，没有读完", where=name, remedy="请只留正文")
        if sheet.words:
            sheets[index + 1] = sheet
        if pictured or _garbled(sheet):
            pictures.append(index + 1)
        elif layer:
            layered.append(index + 1)
    return sheets, pictures, layered


def _check(sheets: dict[int, Sheet], pictures: list[int], name: str) -> None:
    """Raises EmptyDocument for a scan and InputError for words that no reader could make out."""
    if any(number not in pictures for number in sheets):
        return
    if any(_garbled(sheet) for sheet in sheets.values()):
        raise _unreadable(name)
    raise EmptyDocument("这是扫描件，没有文字层，要装文字识别组件才能读", where=name, remedy=_SCAN)


def _unreadable(name: str) -> InputError:
    return InputError("PDF 的文字是乱码（字体没有对照表）", where=name, remedy=_SCAN)


def _garbled(sheet: Sheet) -> bool:
    """Whether the words of a page are numbers of glyphs and nothing that anybody could read."""
    words = "".join(run.text for run in sheet.runs)
    return len(_UNREADABLE.findall(words)) * 4 > len(words)


def _warnings(leaves: list[Leaf], bare: list[int]) -> Iterator[str]:
    if bare:
        pages = "、".join(map(str, bare[:8])) + ("等" if len(bare) > 8 else "")
        yield f"第{pages}页没有文字（可能是图片），没有读到"
    if notes := sum(leaf.notes for leaf in leaves):
        yield f"页脚的注释没有读入正文（共{notes}行）"
