"""Web archives (网页存档, .mht): the page inside a MIME message."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from draftkit.errors import InputError
from draftkit.readers import html
from draftkit.readers.source import Source

MAX_PARTS = 2000


def read(data: bytes, name: str, digest: str) -> Source:
    """A web archive as lines. Raises InputError, UnsupportedFormat, EmptyDocument."""
    try:
        page = _page(message_from_bytes(data.lstrip()))
    except (ValueError, LookupError, RecursionError):
        page = None
    raw = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(raw, bytes) or not raw.strip():
        raise InputError("网页存档里没有网页正文", where=name, remedy="请重新保存，或把正文另存为 .txt")
    text = html.decode(raw, name, page.get_content_charset())
    return html.source_of(text, name, digest, "mhtml")


def _page(message: Message) -> Message | None:
    """The first HTML part: in an archive the page itself stands before frames and pictures."""
    pages = []
    for count, part in enumerate(message.walk()):
        if count > MAX_PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            pages.append(part)
    largest = max(pages, key=lambda p: len(str(p.get_payload())), default=None)
    # A page of frames is short; its text is in the largest frame.
    return (
        largest
        if largest is None or len(str(pages[0].get_payload())) * 4 < len(str(largest.get_payload()))
        else pages[0]
    )
