"""Rules switched off inside a document: ``<!-- draftkit: off PUN-01 -->`` or ``【draftkit：关闭 PUN-01】``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.checking.context import Context

_SWITCH = re.compile(r"draftkit\s*[:：]?\s*(?:off|关闭)[ 　:：]*([A-Za-z0-9,，、 \-]+)", re.IGNORECASE)


def switched_off(context: Context) -> frozenset[str]:
    """Ids of the rules that the document itself switches off (文中关闭的规则)."""
    found: set[str] = set()
    for text in _texts(context):
        if "draftkit" in text.lower():
            for match in _SWITCH.finditer(text):
                found |= {
                    name.upper().strip("-")
                    for name in re.split(r"[,，、\s]+", match.group(1))
                    if name.strip("-")
                }
    if not found:
        return frozenset()
    return frozenset(r for r in context.settings.rules if r in found or r.split("-")[0] in found)


def _texts(context: Context) -> Iterator[str]:
    yield from (line.text for line in context.lines)
    if not context.lines:
        yield from (p.text for p in context.paragraphs)
