"""A draft as docx: set by an office's rules, in its letterhead, with sources as Word comments (草稿成文)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from draftkit.lexicon.text import bare

if TYPE_CHECKING:
    from datetime import datetime

    from draftkit.drafting import Draft, Template
    from draftkit.drafting.docx_template import Printed
    from draftkit.model import Document
    from draftkit.readers.source import Line
    from draftkit.writers.profile import Profile
    from draftkit.writers.tracked import Remark


class Page(Protocol):
    """A finished page with places for values."""

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The bytes of the docx. values: by the private-use character that stands for each."""


def compile_draft(
    draft: Draft, template: Template, profile: Profile, frame: bytes | None = None, *, annotate: bool = False
) -> Page:
    """The page of a draft that `template` has just made, ready for the values that are still open in it.

    profile, frame: not for a Word template, which has a page of its own. annotate: a comment on each
    paragraph says its sources and open points. Raises OutputError for a character that no Word file can
    carry, InputError and its kinds for a frame that is refused.
    """
    from draftkit.drafting import remarks
    from draftkit.drafting.docx_template import WordTemplate
    from draftkit.writers.docx import compile_docx

    if isinstance(template, WordTemplate):
        # It keeps only its last rendering.
        printed = template.printed
        return _Annotated(printed, _words(draft.document), remarks(draft)) if annotate else printed
    return compile_docx(draft.document, profile, frame=frame, annotations=remarks(draft) if annotate else {})


@dataclass(frozen=True)
class _Annotated:
    """The page of a Word template, whose paragraphs are found again by their words to be annotated."""

    page: Printed
    paragraphs: Sequence[str]
    said: Mapping[int, str]

    def fill(self, values: Mapping[str, str]) -> bytes:
        table = {ord(token): words for token, words in values.items()}
        said = {index: words.translate(table) for index, words in self.said.items()}
        return _commented(self.page.fill(values), [p.translate(table) for p in self.paragraphs], said)


def annotated(docx: bytes, draft: Draft, *, when: datetime | None = None) -> bytes:
    """The docx of a draft with a comment on each paragraph that has a source or an open point.

    docx: as written from `draft.document`. when: date of the comments, now by default.
    """
    from draftkit.drafting import remarks

    return _commented(docx, _words(draft.document), remarks(draft), when)


def _words(document: Document) -> list[str]:
    """What a reader sees of each paragraph first; of a row, its first filled cell."""
    return [next((c.text for c in p.cells if c.text.strip()), p.text) for p in document.paragraphs]


def _commented(
    docx: bytes, paragraphs: Sequence[str], said: Mapping[int, str], when: datetime | None = None
) -> bytes:
    from draftkit.readers import source_of_bytes
    from draftkit.writers.tracked import corrected

    lines = source_of_bytes(docx).lines
    return corrected(docx, (), list(_remarks(paragraphs, said, lines)), when=when).data


def _remarks(paragraphs: Sequence[str], said: Mapping[int, str], lines: Sequence[Line]) -> Iterator[Remark]:
    from draftkit.writers.tracked import Remark

    for index, line in _places(paragraphs, lines):
        if index in said:
            column = line.column
            yield Remark(line.number, column, column + max(1, len(line.text)), said[index])


def _places(paragraphs: Sequence[str], lines: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    """Each paragraph with the line of the docx that it became; one that is set otherwise has none."""
    words = [bare(line.text) for line in lines]
    at = 0
    for index, paragraph in enumerate(paragraphs):
        wanted = bare(paragraph)
        found = next((n for n in range(at, len(lines)) if wanted and words[n] == wanted), None)
        if found is not None:
            yield index, lines[found]
            at = found + 1
