"""Document -> Markdown, for mail and for review in text tools."""

from __future__ import annotations

from draftkit.model import Document, Paragraph
from draftkit.writers.text import to_text

_TITLES = ("notice_title", "title", "attachment_title")


def to_markdown(document: Document) -> str:
    """The document as Markdown: titles with ``#``, chapters with ``##``, an empty line between paragraphs.

    Cells of a table row are separated by tabs, as in `to_text`.
    """
    headings = {
        _line(p): "#" * (1 if p.role in _TITLES else p.level + 1)
        for p in document.paragraphs
        if _is_heading(p)
    }
    lines = [line for line in to_text(document).split("\n") if line]
    return "\n\n".join(f"{headings[line]} {line}" if line in headings else line for line in lines) + "\n"


def _is_heading(p: Paragraph) -> bool:
    return p.role in _TITLES or (p.role == "heading" and p.level > 0)


def _line(p: Paragraph) -> str:
    return " ".join(p.text.split("\n")).strip()
