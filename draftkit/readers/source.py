"""What every reader returns: lines of words with their places, and nothing decided about them."""

from __future__ import annotations

from dataclasses import dataclass

from draftkit.model import Doubt, quick


@quick
@dataclass(frozen=True, slots=True)
class Style:
    """What a file format knows of a line beyond its words.

    whole: the line ends a true paragraph of its format (a Word paragraph), so its end is not a
    hard break. table: (table, row, column), 1-based, for a cell's text. centred: the line is
    centred. outline: heading level of the format, None when it has none. page_break: a new page
    starts with this line. soft: the next line belongs to the same paragraph of the format, behind
    a line break set by hand. wraps: the words of the next line go on with this one, the line was
    broken only because the page is no wider (positions say so). span: rows and columns that a cell
    covers; (1, 1) for one that is not merged, and where the format does not say.
    """

    whole: bool = False
    table: tuple[int, int, int] | None = None
    centred: bool = False
    outline: int | None = None
    page_break: bool = False
    soft: bool = False
    wraps: bool = False
    span: tuple[int, int] = (1, 1)


PLAIN = Style()


@quick
@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source (行). number: 1-based. column: where `text` starts in the line, 1-based.

    columns: further (offset in text, column) pairs where markup was taken out of the line.
    page: 1-based, None when the format has no pages. label: length of automatic numbering at the
    start of `text` that a reader sees but that is not among the typed words.
    """

    text: str
    number: int
    column: int = 1
    page: int | None = None
    style: Style = PLAIN
    label: int = 0
    columns: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A file as lines. kind: text, markdown, docx … warnings: Chinese sentences for the user.

    notes: lines of footnotes and endnotes, which stand outside the running text. doubts: words of a
    scan that were not recognised for sure.
    """

    path: str
    kind: str
    sha256: str
    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[Line, ...] = ()
    doubts: tuple[Doubt, ...] = ()
