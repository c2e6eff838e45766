"""Tables on a terminal: columns aligned by the width on screen, not by the number of characters."""

from __future__ import annotations

from collections.abc import Sequence

from draftkit.lexicon.text import width

_GAP = "  "


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], limits: Sequence[int | None] = ()) -> str:
    """Rows under headers; a cell wider than its column's limit is cut with …"""
    caps = [*limits, *[None] * (len(headers) - len(limits))]
    lines = [[clipped(cell, cap) for cell, cap in zip(row, caps, strict=True)] for row in (headers, *rows)]
    widths = [max(width(line[n]) for line in lines) for n in range(len(headers))]
    return "\n".join(_GAP.join(map(padded, line, widths)).rstrip() for line in lines)


def padded(text: str, columns: int) -> str:
    """The text filled up with spaces to a width."""
    return text + " " * (columns - width(text))


def clipped(text: str, columns: int | None) -> str:
    """The text cut to a width, with … where something is missing."""
    if columns is None or width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > columns - 2:
            break
        kept += character
    return kept + "…"
