"""Document -> plain text of a 公文, one paragraph a line."""

from __future__ import annotations

from collections.abc import Iterator

from draftkit.model import Document, Paragraph

_AFTER_BLANK = ("notice_title", "title", "attachment_mark", "attachment_title", "copy_to")


def to_text(document: Document) -> str:
    """The document as text: a paragraph a line, an empty line before titles and attachments.

    Cells of a table row are separated by tabs. Paragraphs of the roles ``residue`` and ``footnote`` are left out.
    """
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    before = None
    for p in document.paragraphs:
        line = _line(p)
        if p.role in ("residue", "footnote") or not line:
            continue
        if before is not None and p.role in _AFTER_BLANK and p.role != before:
            yield ""
        yield line
        before = p.role


def _line(p: Paragraph) -> str:
    if p.cells:
        return "\t".join(" ".join(c.text.split()) for c in p.cells)
    return " ".join(p.text.split("\n")).strip()
