"""Pages of a PDF that are pictures: which they are, and how they come to the recogniser."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

from draftkit.readers import ocr
from draftkit.readers.ocr_runs import level_sizes
from draftkit.readers.pdf_pages import Sheet

_RESOLUTION = 200 / 72  # pixels a point
_SHORTEST, _LONGEST = 1650, 3400  # pixels of the long side
_FEW_WORDS = 60  # characters: a stamp, a page number, the name of the app that took the picture
_FEW_THINGS = 3  # at the beginning of a page, among which its picture is
_COVERS = 0.5  # of the page
_PICTURE, _FORM = 3, 5
_TEXT, _INVISIBLE = 1, 3


def is_picture(page: Any, sheet: Sheet) -> bool:
    """Whether the words of a page are in a picture, and what text there is does not tell them."""
    if sheet.words == 0:
        return True
    return sheet.words < _FEW_WORDS and _share_of_pictures(page) > _COVERS


def is_recognised(page: Any) -> bool:
    """Whether the words of a page are an invisible layer over its picture, as scanners write them."""
    import pypdfium2.raw as pdfium

    return _share_of_pictures(page) > _COVERS and all(
        pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE for item in _things(page, _TEXT)
    )


def _things(page: Any, kind: int) -> Iterator[Any]:
    """The objects of a kind among the first and the last ones of a page; a look that costs nothing."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page.raw)
    places = [*range(min(count, _FEW_THINGS)), *range(max(_FEW_THINGS, count - _FEW_THINGS), count)]
    for index in places:
        item = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(item) == kind:
            yield item


def _share_of_pictures(page: Any) -> float:
    import pypdfium2.raw as pdfium

    wide, high = page.get_size()
    area = max(wide * high, 1.0)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    share = 0.0
    for kind in (_PICTURE, _FORM):
        for item in _things(page, kind):
            if pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
                share += (right.value - left.value) * (top.value - bottom.value) / area
    return share


def scans_of(document: Any, pages: Sequence[int], name: str) -> list[ocr.Scan]:
    """The pages (1-based) as they are recognised. Raises InputError for too many."""
    scans = list(_scans(document, pages, name))
    level_sizes([run for scan in scans for run in scan.sheet.runs])
    return scans


def _scans(document: Any, pages: Sequence[int], name: str) -> Iterator[ocr.Scan]:
    if len(pages) > ocr.MAX_PAGES:
        raise ocr.too_many(len(pages), name)
    for number in pages:
        page = document[number - 1]
        try:
            wide, high = page.get_size()
            longest = max(wide, high, 1.0)
            factor = min(max(_RESOLUTION, _SHORTEST / longest), _LONGEST / longest)
            bitmap = page.render(scale=factor, rev_byteorder=False)
            picture = bitmap.to_numpy()[:, :, :3].copy()
            bitmap.close()
        finally:
            page.close()
        yield ocr.scan_of(picture, number, 1 / factor, name)
