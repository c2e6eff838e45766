"""The body of a measure: its paragraphs as one text, responsibility notes taken out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from draftkit.model import Text
from draftkit.parsing.notes import Note, find_notes

_OPEN_ENDS = tuple("，、；：,;:。！？—…（(《“")
_JOINED_STARTS = tuple("，。、；：！？）》”,;:)")


class Body(NamedTuple):
    """A body and its notes. seams: offsets where a paragraph begins although no mark ends the one before."""

    text: Text
    notes: list[Text]
    seams: tuple[int, ...]


def without_notes(parts: list[Text]) -> Body:
    """The body without its responsibility notes, and the notes without their brackets."""
    kept: list[Text] = []
    notes: list[Text] = []
    limits = 0
    for part in parts:
        at = 0
        for note in find_notes(part.text):
            limits += note.limit
            if at < note.start:
                kept.append(part.trim(at, note.start))
            notes.append(_inner(part, note))
            at = note.end
        if at < len(part.text):
            kept.append(part.trim(at) if at else part.strip())
    if notes and limits == len(notes):
        kept, notes = [part.strip() for part in parts], []  # 完成时限：… alone names nobody and stays
    pieces = [piece for piece in kept if piece.text]
    if len(pieces) == 1:
        return Body(pieces[0], notes, ())
    return Body(Text.concat(pieces), notes, _seams(pieces))


def _seams(pieces: Sequence[Text]) -> tuple[int, ...]:
    found = []
    at = 0
    for above, below in pairwise(pieces):
        at += len(above.text)
        if not (above.text.endswith(_OPEN_ENDS) or below.text.startswith(_JOINED_STARTS)):
            found.append(at)
    return tuple(found)


def _inner(part: Text, note: Note) -> Text:
    found = part.text.find(note.raw, note.start, note.end)
    return part.cut(found, found + len(note.raw)) if found >= 0 else part.cut(note.start, note.end)
