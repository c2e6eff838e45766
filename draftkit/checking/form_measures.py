"""What the page holds and where things stand on it, computed from a docx (版面计算). Lengths in twips.

GB/T 9704—2012 5.2: 22 lines of 28 characters fill a type area of 156 mm × 225 mm.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from draftkit.checking.form_looks import ParagraphLook, RunLook, W
from draftkit.checking.form_shown import Form, Section, Shown
from draftkit.model import Role

TEXT_ROLES: tuple[Role, ...] = ("notice_body", "preamble", "body", "item", "closing", "heading")
_MM = 1440 / 25.4
_NATURAL = 1.3  # height of a line of a Chinese face in its sizes, when nothing states a pitch
_SPACES = " \t\u3000\u00a0"


def mm(twips: float) -> float:
    """Twips as millimetres."""
    return twips / _MM


def twips(millimetres: float) -> float:
    """Millimetres as twips."""
    return millimetres * _MM


@dataclass(frozen=True, slots=True)
class Grid:
    """What a page holds (每页行数、每行字数). None when the file leaves it to the face.

    line: pitch of a line in twips.
    """

    characters: int | None
    lines: int | None
    line: float | None


def text_looks(form: Form) -> tuple[RunLook | None, ParagraphLook | None]:
    """The looks in which most of the running text is set; counted once for a form."""
    if "text" not in form.memo:
        form.memo["text"] = _text_looks(form)
    looks: tuple[RunLook | None, ParagraphLook | None] = form.memo["text"]
    return looks


def _text_looks(form: Form) -> tuple[RunLook | None, ParagraphLook | None]:
    runs: Counter[RunLook] = Counter()
    paragraphs: Counter[ParagraphLook] = Counter()
    for part in form.of(*TEXT_ROLES):
        for start, end, look in part.looks():
            runs[look] += end - start
        if part.first is not None and part.first.table is None:
            paragraphs[part.first.look] += len(part.paragraph.text)
    run = runs.most_common(1)[0][0] if runs else None
    return run, paragraphs.most_common(1)[0][0] if paragraphs else None


def grid_of(form: Form) -> Grid | None:
    """Characters a line and lines a page of the running text; None without text or page."""
    run, paragraph = text_looks(form)
    if form.main is None or run is None or paragraph is None:
        return None
    pitch = character(run, form.main)
    line = pitch_of(paragraph, run, form.main)
    # The last line needs no gap below it, but Word gives every line its whole pitch (A2).
    lines = int((form.main.height + 0.5) // line) if line else None
    return Grid(int((form.main.width + 0.2) // pitch), lines, line)


def character(look: RunLook, section: Section) -> float:
    """Width of a Chinese character with its spacing, the character grid included."""
    size = look.size * 20 * look.scale / 100 + look.spacing
    if section.grid.get("type") in ("linesAndChars", "snapToChars"):
        size += 20 * int(float(section.grid.get("charSpace") or 0)) / 4096
    return max(size, 20.0)


def pitch_of(paragraph: ParagraphLook, run: RunLook, section: Section | None) -> float | None:
    """Height of a line; None when neither the paragraph nor the grid states one."""
    if paragraph.rule == "exact":
        return float(paragraph.line) or None
    grid = _pitch_of_grid(section) if paragraph.grid and section is not None else None
    if paragraph.rule == "atLeast":
        least = max(paragraph.line, grid or 0)
        return float(least) if least >= run.size * 20 * _NATURAL else None
    if grid is None:
        return None
    cells = -(-run.size * 20 * 1.15 // grid)  # a face higher than a line of the grid takes two
    return max(cells, 1.0) * grid * paragraph.line / 240


def _pitch_of_grid(section: Section) -> float | None:
    if section.grid.get("type") not in ("lines", "linesAndChars", "snapToChars"):
        return None
    return float(section.grid.get("linePitch") or 0) or None


def height(shown: Shown, section: Section | None) -> float:
    """Height of a paragraph of one line, estimated when nothing states it."""
    stated = pitch_of(shown.look, shown.mark, section)
    return stated or shown.mark.size * 20 * _NATURAL * max(shown.look.line, 240) / 240


def gap_before(form: Form, shown: Shown) -> float | None:
    """Room between a paragraph and the words above it, in lines of the running text.

    None when it opens a page, stands in a table or frame, or nothing stands above it.
    """
    if shown.loose or shown.table is not None or shown.look.page_break:
        return None
    room = float(shown.look.before)
    for before in reversed(form.shown[: shown.at]):
        if before.loose:
            continue
        if before.table is not None or _breaks_page(before):
            return None
        room += before.look.after
        if not before.blank:
            return room / _line(form)
        room += height(before, form.main) + before.look.before
    return None


def _line(form: Form) -> float:
    run, paragraph = text_looks(form)
    stated = pitch_of(paragraph, run, form.main) if paragraph and run else None
    return stated or form.expected["page"]["type_height"] * _MM / form.expected["page"]["lines"]


def _breaks_page(shown: Shown) -> bool:
    breaks = any(b.get(f"{W}type") == "page" for b in shown.p.iter(f"{W}br"))
    return breaks or shown.p.find(f"{W}pPr/{W}sectPr") is not None


def first_indent(shown: Shown) -> float:
    """Where the first line begins, in characters from the edge; spaces typed by hand count."""
    look = shown.look
    em = shown.first.size * 20
    left = look.left_chars / 100 if look.left_chars is not None else look.left / em
    first = look.first_chars / 100 if look.first_chars is not None else look.first / em
    typed = shown.words[: len(shown.words) - len(shown.words.lstrip(_SPACES))]
    return left + first + sum(2.0 if c == "\t" else ems(c) for c in typed)


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a line of words begins and ends, in characters from the left and right of the type area."""

    left: float
    right: float

    @property
    def centre(self) -> float:
        """How far its middle stands from the middle of the page, to the right, in characters."""
        return (self.left - self.right) / 2


def extent(form: Form, shown: Shown) -> Extent | None:
    """The place of a paragraph of one line; None when it cannot be known (table, frame, tab, several lines)."""
    if form.main is None or shown.loose or shown.table is not None or "\t" in shown.words.strip():
        return None
    em = shown.first.size * 20
    room = form.main.width / em
    words = shown.words.strip(_SPACES)
    lead = ems(shown.words[: len(shown.words) - len(shown.words.lstrip(_SPACES))])
    tail = ems(shown.words) - lead - ems(words)
    own = ems(words)
    look = shown.look
    left = look.left_chars / 100 if look.left_chars is not None else look.left / em
    right = look.right_chars / 100 if look.right_chars is not None else look.right / em
    first = look.first_chars / 100 if look.first_chars is not None else look.first / em
    rest = room - left - right - first - own - lead
    if rest < -1:
        return None
    if look.align == "right":
        return Extent(room - right - tail - own, right + tail)
    if look.align in ("center", "distribute"):
        start = left + first + (rest - tail) / 2 + lead
        return Extent(start, room - start - own)
    start = left + first + lead
    return Extent(start, room - start - own)


def ems(text: str) -> float:
    """Width in characters: a Chinese character is 1, a digit or Latin letter ½."""
    return sum(_em(c) for c in text)


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5
