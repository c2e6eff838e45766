"""The nouns of the library (条款库): a clause, and the document it was taken from. Frozen, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from draftkit.model import Level

Status = Literal["active", "archived"]
STATUSES: tuple[Status, ...] = ("active", "archived")


@dataclass(frozen=True, slots=True)
class Origin:
    """The document a clause was taken from (出处).

    place: the jurisdiction whose words are slotted (某某县), None when it could not be told.
    parents: the places above it, from the province down, as far as the document names them.
    issued_on: ISO date of 成文日期. file: name of the harvested file, without folder. sha256: of
    its bytes, empty when it was not read from a file. text: the same of its words, however the file
    is made (`harvest.mark_of_words`). former: sha256 of bytes and of words of earlier versions.
    """

    title: str | None = None
    doc_number: str | None = None
    issuers: tuple[str, ...] = ()
    level: Level | None = None
    place: str | None = None
    parents: tuple[str, ...] = ()
    issued_on: str | None = None
    file: str = ""
    sha256: str = ""
    text: str = ""
    former: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of issue (年份), None when the document is not dated."""
        head = (self.issued_on or "")[:4]
        return int(head) if head.isdecimal() and head.isascii() else None


@dataclass(frozen=True, slots=True)
class Wording:
    """Words with slots and the words they came from (模板与原文)."""

    template: str
    original: str


@dataclass(frozen=True, slots=True)
class Where:
    """Where a clause stands in its source (原文位置): lines and pages, 1-based, inclusive.

    page: None when the source has no pages.
    """

    line: tuple[int, int]
    page: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """How a clause read in an earlier version (旧版本). issued_on: of the document it stood in."""

    version: int
    heading: str | None
    original: str
    responsibility: str | None = None
    issued_on: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One change by a person (修改记录). when: ISO date and time. why: "" when not told."""

    when: str
    who: str
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One reusable clause (条款): a measure with its local words replaced by named slots.

    id: given once, sortable by time, says nothing about number or wording. heading: None when the
    measure opens with an ordinary sentence. template: Jinja2 text; rendered with `slots` it is
    `original`, character for character. slots: dotted name -> the source's words. section:
    headings from the chapter down to the clause's own label. strength: 0 (none) to 5 (duty), None
    when no verb or modal of the lexicon was found. earlier: former wordings, oldest first.
    variant_of: id of the clause this one is a local variant of. edits: what people changed, oldest
    first. extra: keys somebody added to the
    file by hand, kept as they are. origin, domain: filled in by the file the clause stands in.
    """

    id: str
    heading: str | None
    template: str
    original: str
    slots: Mapping[str, str] = field(default_factory=dict)
    responsibility: Wording | None = None
    section: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    strength: int | None = None
    where: Where | None = None
    version: int = 1
    status: Status = "active"
    variant_of: str | None = None
    earlier: tuple[Earlier, ...] = ()
    edits: tuple[Edit, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
    origin: Origin = Origin()
    domain: str = ""

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """The clause's own words and, when there is one, its responsibility note."""
        own = Wording(self.template, self.original)
        return (own,) if self.responsibility is None else (own, self.responsibility)

    @property
    def name(self) -> str:
        """What a list shows: the heading, or the first words."""
        return self.heading or " ".join(self.original.split())[:24]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One file of a library (条款文件): a document's origin and its clauses.

    domain: the folder the file stands in, relative to the library, with ``/`` between parts.
    extra: top-level keys somebody added by hand, kept as they are.
    """

    origin: Origin
    clauses: tuple[Clause, ...]
    domain: str = ""
    path: Path | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holding:
    """A document in a library (馆藏文件): where its clauses stand and how many there are."""

    origin: Origin
    domain: str
    path: Path
    active: int
    archived: int


@dataclass(frozen=True, slots=True)
class HarvestResult:
    """What harvesting one document did (收录结果): ids by fate, and the file they stand in.

    note: a Chinese sentence when there is something to tell, such as an older version that was
    not taken in.
    """

    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    updated: tuple[str, ...]
    archived: tuple[str, ...]
    path: Path
    note: str | None = None

    @property
    def changed(self) -> bool:
        """Whether the library differs from before."""
        return bool(self.added or self.updated or self.archived)
