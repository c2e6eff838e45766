"""Rules switched off inside a document: ``<!-- draftkit: off PUN-01 -->`` or ``【draftkit：关闭 PUN-01】``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from draftkit.checking.context import Context
from draftkit.checking.settings import Settings

_SWITCH = re.compile(r"draftkit\s*[:：]?\s*(?:off|关闭)[ 　:：]*([A-Za-z0-9,，、 \-]+)", re.IGNORECASE)


def switched_off(context: Context) -> frozenset[str]:
    """Ids of the rules that the document itself switches off (文中关闭的规则)."""
    return _named(_texts(context), context.settings)


def switched_off_by_comments(docx: bytes, settings: Settings) -> frozenset[str]:
    """Ids of the rules that Word comments switch off: a comment “draftkit：关闭 PUN-01”."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            info = package.getinfo("word/comments.xml")
            if info.file_size > _LARGEST:
                return frozenset()
            comments = package.read(info).decode("utf-8", errors="replace")
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return frozenset()
    return _named((_TAGS.sub("", part) for part in comments.split("</w:p>")), settings)


_LARGEST = 8 * 1024 * 1024
_TAGS = re.compile("<[^>]*>")


def _named(texts: Iterable[str], settings: Settings) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        if "draftkit" in text.lower():
            for match in _SWITCH.finditer(text):
                found |= {
                    name.upper().strip("-")
                    for name in re.split(r"[,，、\s]+", match.group(1))
                    if name.strip("-")
                }
    if not found:
        return frozenset()
    return frozenset(r for r in settings.rules if r in found or r.split("-")[0] in found)


def _texts(context: Context) -> Iterator[str]:
    yield from (line.text for line in context.lines)
    if not context.lines:
        yield from (p.text for p in context.paragraphs)
