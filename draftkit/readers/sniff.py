"""The kind of a file by its first bytes, where a signature alone does not tell."""

from __future__ import annotations

import re

_PAGE = re.compile(
    r"(?:<!--.*?-->|<\?xml[^>]*>|\s)*<(?:!doctype\s+html|(?:html|head|body|meta|title|base|link|div|table|script"
    r"|style|center|p|span|font|article|section|main|header|form|ol|ul|dl|b|strong|br|img|pre|blockquote|iframe"
    r"|frameset|h[1-6])[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_WORD_XML = re.compile(
    rb"<(?:[A-Za-z]{1,8}:)?(?:wordDocument|package)\s[^>]*"
    rb"(?:schemas\.microsoft\.com/office/word/2003/wordml|schemas\.microsoft\.com/office/2006/xmlPackage)"
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
    return is_zip(data) and b"word/document.xml" not in data and b"OFD.xml" in data


def is_picture(data: bytes) -> bool:
    """Whether bytes are a picture of a kind that scanners and telephones make."""
    if data[:2] == b"BM":
        return data[6:10] == bytes(4)
    if data[:4] == b"RIFF":
        return data[8:12] == b"WEBP"
    return data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*"))


def is_zip(data: bytes) -> bool:
    """Whether bytes are a zip package, as .docx is."""
    return data[:4] == b"PK\x03\x04"


def is_odt(data: bytes) -> bool:
    """Whether a zip package is an OpenDocument text: its kind stands at its start."""
    return is_zip(data) and b"application/vnd.oasis.opendocument.text" in data[:200]


def is_ole(data: bytes) -> bool:
    """Whether bytes are a compound file, as .doc and .wps are."""
    return data.startswith(b"\xd0\xcf\x11\xe0")


def is_rtf(data: bytes) -> bool:
    """Whether bytes are Rich Text Format."""
    return data[:64].lstrip()[:5] == b"{\\rtf"


def is_word_xml(data: bytes) -> bool:
    """Whether bytes are a Word document kept as one XML file."""
    return _WORD_XML.search(data[:4096]) is not None


def is_xml(text: str) -> bool:
    """Whether a text is XML of some kind."""
    return text[:64].lstrip("\ufeff \t\r\n").startswith("<?xml")
