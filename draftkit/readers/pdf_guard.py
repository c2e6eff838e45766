"""PDF files whose drawings hold drawings: tried in a process of their own, which can be ended.

A drawing (form XObject) that draws itself, or ten that each draw ten others, keeps pdfium busy for
ever, and a call into it cannot be broken off. Electronic stamps nest drawings too, but end soon.
"""

from __future__ import annotations

import re
import subprocess
import sys

from draftkit.errors import UnsafeFile

_FORM = re.compile(rb"/Subtype\s*/Form")
_NESTED = re.compile(rb"/XObject|/Resources\s+\d+\s+\d+\s+R")
_MOST = 4000  # bytes of the head of an object
_SECONDS = 20.0
_TRY = (
    "import sys, pypdfium2; d = pypdfium2.PdfDocument(sys.stdin.buffer.read())\n"
    "for i in range(min(len(d), 500)): d[i].get_textpage().close()"
)


def guard(data: bytes, name: str) -> None:
    """Raises UnsafeFile when pdfium does not come to an end with a file."""
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


def _may_nest(data: bytes) -> bool:
    """Whether any drawing has resources that may hold another one."""
    for match in _FORM.finditer(data):
        start = data.rfind(b" obj", max(match.start() - _MOST, 0), match.start())
        end = data.find(b"stream", match.end(), match.end() + _MOST)
        head = data[max(start, match.start() - _MOST) : end if end >= 0 else match.end() + _MOST]
        if _NESTED.search(head):
            return True
    return False
