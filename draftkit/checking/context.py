"""What the rules look at: a document with derived views, computed once and only when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from draftkit.checking.problems import Edit
from draftkit.checking.settings import Settings
from draftkit.lexicon.mentions import Mention, scan
from draftkit.localities import Locality, infer
from draftkit.model import Document, Paragraph, Role
from draftkit.parsing.notes import find_notes
from draftkit.readers.source import Line

# What is no text of the document itself; rules that look there say so.
NO_TEXT: frozenset[Role] = frozenset({"residue", "serial"})
BODY: frozenset[Role] = frozenset(
    {"notice_body", "preamble", "heading", "item", "body", "responsibility", "closing"}
)
ATTACHED: frozenset[Role] = frozenset({"attachment_mark", "attachment_title", "attachment_body", "table"})

_MARKS = str.maketrans(",;:?!()", "，；：？！（）")
_DROPPED = re.compile(r"[ \t\u00a0\u2000-\u200b\u3000\ufeff]+")
_LATIN = re.compile(r"[0-9A-Za-z]")
_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule function yields; the engine makes a `Problem` of it.

    paragraph: index, None for the document as a whole. start, end: offsets in the paragraph as it stands.
    message, fix: instead of the rule's own. new: safe replacement of [start, end). edits: when more than
    that must change. cause: findings of one rule are folded by cause. line, column: the place when
    the words stand in no paragraph. quote: instead of the words at the place. mild: one step below
    the weight of the rule's other findings.
    """

    paragraph: int | None
    start: int = 0
    end: int = 0
    message: str | None = None
    fix: str | None = None
    new: str | None = None
    edits: tuple[Edit, ...] = ()
    cause: str = ""
    line: int | None = None
    column: int | None = None
    page: int | None = None
    quote: str | None = None
    mild: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A paragraph in reading form: full-width marks, no spaces between ideographs, figures half-width.

    at: offset in the paragraph as it stands, of every character of `text`; None when they are the same.
    """

    index: int
    text: str
    at: tuple[int, ...] | None = None

    def raw(self, offset: int) -> int:
        """Where the character stands in the paragraph itself."""
        if self.at is None:
            return offset
        return self.at[offset] if offset < len(self.at) else (self.at[-1] + 1 if self.at else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the view as offsets in the paragraph itself."""
        return self.raw(start), self.raw(end - 1) + 1 if end > start else self.raw(start)

    def hit(
        self, start: int, end: int, message: str | None = None, *, fix: str | None = None, cause: str = ""
    ) -> Hit:
        """A finding at these words of the view."""
        first, last = self.span(start, end)
        return Hit(self.index, first, last, message, fix=fix, cause=cause)


@dataclass(eq=False)
class Context:
    """A document under proofreading."""

    document: Document
    settings: Settings = field(default_factory=Settings)
    lines: Sequence[Line] = ()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of the document."""
        return self.document.paragraphs

    @cached_property
    def issued_on(self) -> date | None:
        """成文日期; None when the document does not state one."""
        return as_date(self.document.issued_on) or as_date(self.document.printed_on)

    @cached_property
    def as_of(self) -> date:
        """The day by which dated rules judge: asked for, else the document's own, else today.

        A document without a date is as old as its number, else as the newest year that it names.
        """
        if self.settings.as_of:
            return self.settings.as_of
        return self.issued_on or self._year_of_numbers() or date.today()

    def _year_of_numbers(self) -> date | None:
        number = re.search(r"(?:19|20)\d\d", self.document.doc_number or "")
        found = [number.group()] if number else re.findall(r"(?<!\d)((?:19|20)\d\d)\s*[〕年]", self.whole)
        years = [int(y) for y in found if int(y) <= date.today().year]
        return date(max(years), 12, 31) if years else None

    @cached_property
    def locality(self) -> Locality:
        """Whose document it is, as inferred from its words."""
        return infer(self.document)

    @cached_property
    def views(self) -> tuple[View, ...]:
        """Every paragraph in reading form."""
        return tuple(_view(i, p.text) for i, p in enumerate(self.paragraphs))

    @cached_property
    def whole(self) -> str:
        """All paragraphs as they stand, one a line: for gates only."""
        return "\n".join(p.text for p in self.paragraphs)

    @cached_property
    def kind(self) -> str:
        """Form of the file: text, markdown, docx …; empty for a draft."""
        return self.document.source.kind

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Reading form of every paragraph."""
        return tuple(v.text for v in self.views)

    def of(self, *roles: Role) -> Iterator[View]:
        """The paragraphs with one of these roles."""
        wanted = set(roles)
        return (v for v, p in zip(self.views, self.paragraphs, strict=True) if p.role in wanted)

    @cached_property
    def body(self) -> tuple[View, ...]:
        """The running text: 引言, items, headings, closing and the notice's own words."""
        return tuple(v for v, p in zip(self.views, self.paragraphs, strict=True) if p.role in BODY)

    @cached_property
    def plan(self) -> tuple[View, ...]:
        """The running text of the plan itself, the covering notice left out."""
        return tuple(v for v in self.body if self.paragraphs[v.index].role != "notice_body")

    @cached_property
    def text(self) -> tuple[View, ...]:
        """All that is text of the document, attachments and tables included."""
        return tuple(v for v, p in zip(self.views, self.paragraphs, strict=True) if p.role not in NO_TEXT)

    @cached_property
    def quoted(self) -> dict[int, tuple[tuple[int, int], ...]]:
        """Where names in 《》 stand in the views; they are quotations (CIT-07)."""
        found = {}
        for view in self.views:
            if "《" in view.text:
                found[view.index] = tuple(m.span() for m in _QUOTED.finditer(view.text))
        return found

    @cached_property
    def notes(self) -> tuple[tuple[View, int, str], ...]:
        """Every responsibility note of the plan: view, offset of its words, the words."""
        return tuple(
            (view, note.start, view.text[note.start : note.end])
            for view in self.plan
            if _NOTE_WORDS.search(view.text)
            for note in find_notes(view.text)
        )

    def in_title(self, index: int, start: int, end: int | None = None) -> bool:
        """Whether the words of a view stand inside 《》."""
        return any(a <= start < b for a, b in self.quoted.get(index, ()))


_NOTE_WORDS = re.compile("单位|部门|负责|落实|牵头|局|委")


@lru_cache(maxsize=512)  # several rules look at the same notes and paragraphs
def bodies_in(text: str) -> tuple[Mention, ...]:
    """The bodies that a text names."""
    return tuple(scan(text))


def as_date(text: str | None) -> date | None:
    """An ISO date; None for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def hidden(text: str) -> str:
    """The text with the names in 《》 blanked, offsets kept."""
    if "【待" in text:
        text = _OPEN_POINT.sub(lambda m: "■" * len(m.group()), text)
    return _QUOTED.sub(lambda m: "　" * len(m.group()), text) if "《" in text else text


def sentences(text: str, marks: str = "。；！？") -> Iterator[tuple[int, int]]:
    """Start and end of every sentence, its closing mark included."""
    start = 0
    for match in re.finditer(f"[{marks}]", text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def first(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Only the first of several findings."""
    for hit in hits:
        yield hit
        return


def _view(index: int, raw: str) -> View:
    text = raw.translate(_FIGURES)
    if "【待" in text:
        text = _OPEN_POINT.sub(lambda m: "■" * len(m.group()), text)
    if _HALF.search(text):
        text = _full_width(text)
    if _DROPPED.search(text) is None:
        return View(index, text)
    out: list[str] = []
    at: list[int] = []
    done = 0
    for match in _DROPPED.finditer(text):
        out.append(text[done : match.start()])
        at.extend(range(done, match.start()))
        done = match.end()
        if (
            match.start() > 0
            and done < len(text)
            and _LATIN.match(text[match.start() - 1])
            and _LATIN.match(text[done])
        ):
            out.append(" ")
            at.append(match.start())
    out.append(text[done:])
    at.extend(range(done, len(text)))
    return View(index, "".join(out), tuple(at))


# What a draft leaves open is told by RES-01; its words are no words of the document.
_OPEN_POINT = re.compile(r"【待[^】]*】")
_FIGURES = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF05: 0x25}
_HALF = re.compile("[,;:?!()]")
_INNER = re.compile(
    r"(?<=[0-9A-Za-z])[,:](?=[0-9A-Za-z])|https?://[\w./?=&%:#~+\-]+|[A-Za-z]+\([A-Za-z0-9]+\)"
)


def _full_width(text: str) -> str:
    """Half-width marks as full-width ones, those inside numbers, times and Latin words left."""
    kept = [m.span() for m in _INNER.finditer(text)]
    wide = text.translate(_MARKS)
    for start, end in kept:
        wide = wide[:start] + text[start:end] + wide[end:]
    return wide
