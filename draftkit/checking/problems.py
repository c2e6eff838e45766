"""What proofreading finds: frozen values that every view and every writer of corrections reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
LABELS: dict[Severity, str] = {"error": "错误", "warning": "警告", "info": "提示"}


@dataclass(frozen=True, slots=True)
class Edit:
    """A safe correction (改动): in `Document.paragraphs[paragraph].content`, [start, end) becomes `new`.

    start == end inserts. The words that go are `old`, exactly as they stand.
    """

    paragraph: int
    start: int
    end: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a problem (出现处).

    line, column, page: 1-based place in the original file; page is None when it has none, line and
    column are None when the problem belongs to the document as a whole or the document has no
    source. paragraph: index into `Document.paragraphs`, None when the words stand in no paragraph
    (a page number) or nowhere. start, end: offsets in that paragraph's content, end exclusive.
    quote: the words as they stand. edits: how to put it right; empty when a person must decide.
    """

    line: int | None = None
    column: int | None = None
    page: int | None = None
    paragraph: int | None = None
    start: int = 0
    end: int = 0
    quote: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding (问题): a rule that is broken, where, why, and what would be right.

    rule: id of the rule (``PUN-01``; form rules ``F-…``). message: one Chinese sentence that says
    why. fix: what to write or do, as a person reads it; None when the rule has no advice. place:
    the first place. more: the further places when findings of one rule and cause were folded.
    """

    rule: str
    severity: Severity
    message: str
    place: Place
    fix: str | None = None
    more: tuple[Place, ...] = ()

    @property
    def count(self) -> int:
        """How many places the problem has."""
        return 1 + len(self.more)

    @property
    def places(self) -> tuple[Place, ...]:
        """All places in reading order."""
        return (self.place, *self.more)

    @property
    def edits(self) -> Iterator[Edit]:
        """The safe corrections of all places."""
        for place in self.places:
            yield from place.edits

    @property
    def line(self) -> int | None:
        """1-based line in the original; None for the document as a whole."""
        return self.place.line

    @property
    def column(self) -> int | None:
        """1-based column in the original."""
        return self.place.column

    @property
    def page(self) -> int | None:
        """1-based page; None when the original has no pages."""
        return self.place.page

    @property
    def paragraph(self) -> int | None:
        """Index into `Document.paragraphs`."""
        return self.place.paragraph

    @property
    def start(self) -> int:
        """Offset in the paragraph where the words begin."""
        return self.place.start

    @property
    def end(self) -> int:
        """Offset in the paragraph behind the words."""
        return self.place.end

    @property
    def quote(self) -> str:
        """The words as they stand."""
        return self.place.quote
