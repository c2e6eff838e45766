"""What a comparison is: plain frozen values. Views render them and compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from draftkit.comparing.labels import label
from draftkit.model import Document, Span

Relation = Literal["verbatim", "localised", "adapted"]
Severity = Literal["high", "medium", "low", "info"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low", "info")

Kind = Literal[
    "omitted",
    "partly_omitted",
    "added",
    "merged",
    "split",
    "moved",
    "weakened",
    "strengthened",
    "conditioned",
    "target_lowered",
    "target_raised",
    "target_dropped",
    "target_added",
    "deadline_delayed",
    "deadline_advanced",
    "deadline_dropped",
    "lead_changed",
    "unit_dropped",
    "unit_added",
    "citation_changed",
]
# The order in which a reviewer wants to read them.
KINDS: tuple[Kind, ...] = (
    "omitted",
    "partly_omitted",
    "weakened",
    "conditioned",
    "target_lowered",
    "target_dropped",
    "deadline_delayed",
    "deadline_dropped",
    "lead_changed",
    "unit_dropped",
    "citation_changed",
    "added",
    "strengthened",
    "target_raised",
    "target_added",
    "deadline_advanced",
    "unit_added",
    "merged",
    "split",
    "moved",
)

Part = Literal["title", "text", "note"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one side exactly as they stand in the source (引文).

    measure: id of the measure, or ``closing1`` … for a closing paragraph. part: where in it the
    words stand: title, text or responsibility note. start, end: offsets in that part. span: place
    in the source, None for a draft.
    """

    measure: str
    part: Part
    start: int
    end: int
    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence of the parent and the sentence of the child that answers it (句对应).

    score: 0 to 1, 1 for the same words after localisation.
    """

    parent: Quote
    child: Quote
    score: float


@dataclass(frozen=True, slots=True)
class Link:
    """A child measure answers a parent measure (条款对应). Many to many.

    score: 0 to 1, how much wording and topic they share. relation: verbatim (only width and
    spaces differ), localised (only place, level and department names differ), adapted.
    """

    parent: str
    child: str
    score: float
    relation: Relation
    sentences: tuple[SentencePair, ...] = ()


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way in which the child departs from the parent (偏离).

    parent, child: ids of the measures, None when the side has none. A quote is None when there is
    nothing to quote on that side. explanation: one Chinese sentence that says what changed. also:
    all measures that take part in a merging or splitting, of the side that has several.
    """

    kind: Kind
    severity: Severity
    parent: str | None
    child: str | None
    parent_quote: Quote | None
    child_quote: Quote | None
    explanation: str
    also: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What the kind is called in Chinese (偏离的名称): 缺失, 弱化 …"""
        return label("kind", self.kind)


@dataclass(frozen=True, slots=True)
class SectionCoverage:
    """How much of one section of the parent the child carries (各部分落实情况).

    label, title: of the parent's section. measures, carried: number of its measures, and of those
    with a counterpart.
    """

    label: str
    title: str | None
    measures: int
    carried: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the parent the child carries (覆盖率), as shares from 0 to 1.

    measures: parent measures that have a counterpart. sentences: parent sentences that do.
    """

    measures: float
    sentences: float
    sections: tuple[SectionCoverage, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """A further superior document on which the child may rest (另外的上级依据), and what answers what."""

    document: Document
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a child document deviates from its parent (对照结果).

    grounds: links in which one side is an unnumbered closing paragraph (``closing1`` …); they keep
    a measure from being called omitted or added, but are no links between measures. others: further
    superior documents that were taken into account.
    """

    parent: Document
    child: Document
    links: tuple[Link, ...]
    deviations: tuple[Deviation, ...]
    coverage: Coverage
    grounds: tuple[Link, ...] = ()
    others: tuple[Other, ...] = ()

    def links_of(self, side: Literal["parent", "child"], id: str) -> tuple[Link, ...]:
        """All links of one measure, closing paragraphs included."""
        return tuple(link for link in (*self.links, *self.grounds) if getattr(link, side) == id)
