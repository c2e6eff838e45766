"""Document -> docx by GB/T 9704—2012 (公文排版)."""

from __future__ import annotations

from draftkit.model import Document
from draftkit.writers.body import CompiledBody, compile_body
from draftkit.writers.profile import Fonts, Profile

__all__ = ["CompiledBody", "Fonts", "Profile", "compile_body", "to_docx"]

_DEFAULT = Profile()


def to_docx(document: Document, profile: Profile = _DEFAULT) -> bytes:
    """The bytes of a .docx that sets `document` by GB/T 9704—2012.

    A4, 22 lines of 28 characters, each role of `draftkit.model.Role` in its face and place. White
    space at the ends of paragraphs is dropped, paragraphs of the role ``residue`` are left out; all
    other words stand as they are. The same document gives the same bytes. Raises OutputError when
    the text holds a character that no Word file can carry.
    """
    return compile_body(document, profile).fill({})
