"""Document -> docx by GB/T 9704—2012 (公文排版)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from draftkit.model import Document
from draftkit.writers.annotations import numbered, with_comments
from draftkit.writers.body import CompiledBody, compile_body
from draftkit.writers.cutting import translated
from draftkit.writers.profile import Fonts, Profile
from draftkit.writers.runs import refuse_illegal

__all__ = ["CompiledBody", "Fonts", "Profile", "compile_body", "compile_docx", "to_docx"]

_DEFAULT = Profile()


def to_docx(
    document: Document,
    profile: Profile = _DEFAULT,
    *,
    frame: bytes | None = None,
    annotations: Mapping[int, str] | None = None,
) -> bytes:
    """The bytes of a .docx that sets `document` by GB/T 9704—2012.

    A4, 22 lines of 28 characters, each role of `draftkit.model.Role` in its face and place. White
    space at the ends of paragraphs is dropped, paragraphs of the roles ``residue`` and ``footnote`` are
    left out, and what a letter does not have (信函格式: 文件 behind the name, 印发机关); all other words
    stand as they are. The same document gives the same bytes.

    frame: an office's own letterhead (.docx); its headers, footers, styles and page are kept and the
    text takes the place of the paragraph 【正文】, or stands at its end. annotations: index of a
    paragraph -> words of a Word comment on it.

    Raises OutputError when the text holds a character that no Word file can carry, InputError and its
    kinds for a frame that is refused, IndexError for an annotation without its paragraph.
    """
    return compile_docx(document, profile, frame=frame, annotations=annotations).fill({})


@dataclass(frozen=True, slots=True)
class _Annotated:
    """A compiled body with the words of its comments, in which values may stand too."""

    body: CompiledBody
    comments: Sequence[tuple[int, str]]

    def fill(self, values: Mapping[str, str]) -> bytes:
        words = [(number, translated(text, values)) for number, text in self.comments]
        return with_comments(self.body.fill(values), words)


def compile_docx(
    document: Document,
    profile: Profile = _DEFAULT,
    *,
    frame: bytes | None = None,
    annotations: Mapping[int, str] | None = None,
) -> CompiledBody | _Annotated:
    """What `to_docx` writes, with places for the values that are still open in `document`; errors likewise."""
    if not annotations:
        return compile_body(document, profile, frame)
    for text in annotations.values():
        refuse_illegal(text, "批注")
    told, numbers, comments = numbered(document, annotations)
    return _Annotated(compile_body(told, profile, frame, numbers), comments)
