"""PDF files that are made to hurt: packed streams without end, and drawings that hold drawings.

The latter are tried in a process of their own, which can be ended.

A drawing (form XObject) that draws itself, or ten that each draw ten others, keeps pdfium busy for
ever, and a call into it cannot be broken off. Electronic stamps nest drawings too, but end soon.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from collections.abc import Iterator

from draftkit.errors import UnsafeFile

_FORM = re.compile(rb"/Subtype\s*/Form")
_NESTED = re.compile(rb"/XObject|/Resources\s+\d+\s+\d+\s+R")
_MOST = 4000  # bytes of the head of an object
_SMALL = 30_000  # bytes, packed; what is smaller does little harm
_LOOK = 2_000
_RATIO = 60  # what a stream of words and lines does not reach
_LARGEST = 16 * 1024 * 1024
_SECONDS = 20.0
_TRY = (
    "import sys, pypdfium2; d = pypdfium2.PdfDocument(sys.stdin.buffer.read())\n"
    "for i in range(min(len(d), 500)): d[i].get_textpage().close()"
)


def guard(data: bytes, name: str) -> None:
    """Raises UnsafeFile for a bomb, and when pdfium does not come to an end with a file."""
    if any(map(_swells, _packed(data))):
        raise UnsafeFile(
            "内容解压后大得不正常，可能是恶意文件，没有打开", where=name, remedy="请向来文单位重新要一份"
        )
    if not _may_nest(data) or not sys.executable:
        return
    try:
        subprocess.run([sys.executable, "-c", _TRY], input=data, capture_output=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise UnsafeFile(
            "PDF 里的图形层层嵌套，可能是恶意文件，没有打开", where=name, remedy="请向来文单位重新要一份"
        ) from None
    except OSError:
        return


def _packed(data: bytes) -> Iterator[memoryview]:
    """Large packed streams that are no pictures; a white picture packs as well as a bomb, and is harmless."""
    view = memoryview(data)
    at = data.find(b"stream")
    while at >= 0:
        behind = at + len(b"stream\r\n")
        if data[at - 3 : at] != b"end" and data.find(b"endstream", behind, behind + _SMALL) < 0:
            start = data.rfind(b" obj", max(at - _MOST, 0), at)
            if b"/Image" not in data[max(start, 0) : at]:
                yield view[at + len(b"stream") + (2 if data[at + 6 : at + 7] == b"\r" else 1) :]
        at = data.find(b"stream", behind)


def _swells(packed: memoryview) -> bool:
    """Whether a stream unpacks to far more than any page holds; a look at its beginning clears most."""
    engine = zlib.decompressobj()
    try:
        if len(engine.decompress(packed[:_LOOK], _LOOK * _RATIO)) < _LOOK * _RATIO:
            return False
        size, left = 0, bytes(packed)
        engine = zlib.decompressobj()
        while left and size <= _LARGEST and not engine.eof:
            size += len(engine.decompress(left, 1 << 20))
            left = engine.unconsumed_tail
    except zlib.error:
        return False
    return size > _LARGEST


def _may_nest(data: bytes) -> bool:
    """Whether any drawing has resources that may hold another one."""
    for match in _FORM.finditer(data):
        start = data.rfind(b" obj", max(match.start() - _MOST, 0), match.start())
        end = data.find(b"stream", match.end(), match.end() + _MOST)
        head = data[max(start, match.start() - _MOST) : end if end >= 0 else match.end() + _MOST]
        if _NESTED.search(head):
            return True
    return False
