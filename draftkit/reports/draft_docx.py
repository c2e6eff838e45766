"""A draft as docx with its sources and open points as Word comments (带出处批注的草稿)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from draftkit.lexicon.text import bare

if TYPE_CHECKING:
    from datetime import datetime

    from draftkit.drafting import Draft
    from draftkit.readers.source import Line
    from draftkit.writers.tracked import Remark


def annotated(docx: bytes, draft: Draft, *, when: datetime | None = None) -> bytes:
    """The docx of a draft with a comment on each paragraph that has a source or an open point.

    docx: as written from `draft.document`. when: date of the comments, now by default.
    """
    from draftkit.readers import source_of_bytes
    from draftkit.writers.tracked import corrected

    lines = source_of_bytes(docx).lines
    return corrected(docx, (), list(_remarks(draft, lines)), when=when).data


def _remarks(draft: Draft, lines: Sequence[Line]) -> Iterator[Remark]:
    from draftkit.drafting import remarks
    from draftkit.writers.tracked import Remark

    said = remarks(draft)
    for index, line in _places(draft, lines):
        if index in said:
            column = line.column
            yield Remark(line.number, column, column + max(1, len(line.text)), said[index])


def _places(draft: Draft, lines: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    """Each paragraph with the line of the docx that it became; one that is set otherwise has none."""
    words = [bare(line.text) for line in lines]
    at = 0
    for index, paragraph in enumerate(draft.document.paragraphs):
        first = next((c.text for c in paragraph.cells if c.text.strip()), paragraph.text)
        wanted = bare(first)
        found = next((n for n in range(at, len(lines)) if wanted and words[n] == wanted), None)
        if found is not None:
            yield index, lines[found]
            at = found + 1
