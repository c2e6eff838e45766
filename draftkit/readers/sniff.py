"""The kind of a file by its first bytes, where a signature alone does not tell."""

from __future__ import annotations

import re

_PAGE = re.compile(
    r"(?:<!--.*?-->|<\?xml[^>]*>|\s)*<(?:!doctype\s+html|(?:html|head|body|meta|title|base|link|div|table|script"
    r"|style|center|p|span|font|article|section|h[1-6])[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_PDF = b"%PDF-"
_PDF_WITHIN = 1024  # the header may stand behind other bytes (PDF 1.7, appendix H, note 13)
_HEADER = re.compile(rb"\s*(?:[A-Za-z][A-Za-z0-9\-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_ARCHIVE = re.compile(rb"^content-type:\s*(?:multipart/(?:related|alternative)|text/html)", re.I | re.M)


def is_pdf(data: bytes) -> bool:
    """Whether bytes are a PDF, whatever the file's name says."""
    return _PDF in data[: _PDF_WITHIN + len(_PDF)]


def is_page(data: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _PAGE.match(head[: len(head) // 2 * 2].decode("utf-16", errors="replace")) is not None
    return _PAGE.match(head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")) is not None


def is_web_archive(data: bytes) -> bool:
    """Whether bytes begin with the header of a MIME message that holds a page (.mht)."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    header = _HEADER.match(head)
    return header is not None and _ARCHIVE.search(header.group()) is not None


def is_ofd(data: bytes) -> bool:
    """Whether a zip package is an OFD file: names in a zip's directory are never packed."""
    return data[:4] == b"PK\x03\x04" and b"OFD.xml" in data and b"word/document.xml" not in data
