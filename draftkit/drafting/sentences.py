"""Cutting a paragraph into sentences and clauses without cutting brackets and quotations."""

from __future__ import annotations

_OPEN = dict(zip("（〔《〈“‘【［", "）〕》〉”’】］", strict=True))


def split(text: str, marks: str) -> list[str]:
    """The pieces of a text, each with the mark that ends it; marks inside brackets do not count.

    Joined together the pieces give the text again.
    """
    pieces: list[str] = []
    closers: list[str] = []
    start = 0
    for i, char in enumerate(text):
        if char in _OPEN:
            closers.append(_OPEN[char])
        elif char in closers:
            del closers[closers.index(char) :]
        elif char in marks and not closers:
            pieces.append(text[start : i + 1])
            start = i + 1
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def sentences(text: str) -> list[str]:
    """Sentences with their full stops. A stop inside quotation marks ends nothing."""
    return split(text, "。！？")


def clauses(text: str) -> list[str]:
    """The parts between commas, semicolons and stops, each with its mark."""
    return split(text, "，；。！？：")
