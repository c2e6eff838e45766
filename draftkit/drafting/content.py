"""The parent's parts in local words: what templates choose from (正文材料)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType

from draftkit.drafting.holes import OpenPoint
from draftkit.drafting.inlaid import is_row, row_line
from draftkit.drafting.measures import Worder
from draftkit.drafting.notes import note_of
from draftkit.drafting.sentences import sentences
from draftkit.lexicon.text import normal
from draftkit.model import Document, Measure, Paragraph, Section

_VALIDITY = re.compile(
    r"^(?:本[一-龥]{2,8}|自)[^。]{0,40}(?:施行|实施|执行|有效期|生效)[^。]{0,60}。?(?:[^。]{0,60}(?:废止|有效期)[^。]{0,20}。?)?$"
)
_REPEALS = re.compile(
    r"^(?:《[^。]*》[^。]{0,40}|原[^。]{0,20})同时废止|^(?:此前|以前|过去)[^。]{0,40}(?:以|按)本[一-龥]{2,6}为准"
)
_OWN = frozenset({"item", "body", "heading"})


@dataclass(frozen=True, slots=True)
class Block:
    """A numbered part of the parent in local words (一条).

    key: origin key, ``m3`` for a measure, ``h2`` for the second heading that is none. label: as in
    the parent, counted anew after rendering. paragraphs: the body, without label, title and
    responsibility note. own_line: the title stands on a line of its own. note: the responsible
    units in brackets, "" when there are none. measure: id of the parent's measure or None.
    """

    key: str
    level: int
    label: str
    title: str | None
    paragraphs: tuple[str, ...]
    own_line: bool
    note: str
    measure: str | None
    children: tuple[Block, ...]
    points: tuple[OpenPoint, ...] = ()
    note_points: tuple[OpenPoint, ...] = ()
    origins: tuple[str, ...] = ()

    @property
    def made_of(self) -> tuple[str, ...]:
        """Keys of marks of what it was made of."""
        return self.origins or (f"parent:{self.key}",)

    def lines(self) -> list[str]:
        """The paragraphs as they are printed, children not included."""
        body = list(self.paragraphs)
        head = f"{self.label}{self.title or ''}"
        if self.own_line or not body:
            body = [head, *body]
        else:
            stop = "" if not self.title or self.title.endswith(tuple("。？！：")) else "。"
            stop = "　" if not self.title and self.label.endswith("条") else stop
            body[0] = f"{head}{stop}{body[0]}"
        said = max(i for i, line in enumerate(body) if not is_row(line)) if self.note else 0
        body[said] += self.note
        return body

    def walk(self) -> Iterator[Block]:
        """This part and all below it in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def blocks_of(
    parent: Document, worder: Worder, worders: Mapping[str, Worder] = MappingProxyType({})
) -> tuple[Block, ...]:
    """The parent's outline in local words, nothing left out.

    worders: for the measures that have one of their own, by id.
    """
    order = [section for top in parent.sections for section in top.walk()]
    stops = _stops(order, len(parent.paragraphs))
    measures = {m.id: m for m in parent.measures}
    headings = {id(s): f"h{n}" for n, s in enumerate((s for s in order if s.measure is None), 1)}

    def make(section: Section) -> Block:
        measure = measures.get(section.measure or "")
        below = parent.paragraphs[section.paragraph : stops[id(section)]]
        own = [p for p in below if p.role in _OWN]
        rows = tables_below(below)
        children = tuple(make(child) for child in section.children if not _is_validity(child, parent))
        said = worders.get(section.measure or "", worder)
        return _block(section, below, own, rows, measure, headings.get(id(section), ""), children, said)

    return tuple(make(section) for section in parent.sections if not _is_validity(section, parent))


def is_ground(section: Section, parent: Document) -> bool:
    """第一条 that says why and on what ground the superior's paper is made, as an introduction does."""
    text = parent.paragraphs[section.paragraph].body.text
    return section.label == "第一条" and not section.children and re.search("制定本|制订本", text) is not None


def tables_below(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The rows of tables that stand in the text, those behind its end left out."""
    inside = takewhile(lambda p: p.role in _OWN or p.role in ("table", "responsibility"), paragraphs)
    return [p for p in inside if p.role == "table"]


def _is_validity(section: Section, parent: Document) -> bool:
    """An item that only says from when to when the superior's paper is in force is its own affair."""
    if section.measure or section.children:
        return False
    return is_validity(parent.paragraphs[section.paragraph].body.text)


def is_validity(text: str) -> bool:
    """Whether a paragraph only says from when to when the superior's paper is in force."""
    return _VALIDITY.match(normal(text)) is not None


def without_validity(text: str) -> str:
    """A closing paragraph without what it says of when the superior's paper is in force."""
    return "".join(s for s in sentences(text) if not is_validity(s) and not _REPEALS.search(normal(s)))


def _stops(order: Sequence[Section], end: int) -> dict[int, int]:
    starts = [section.paragraph for section in order] + [end]
    return {id(s): max(stop, s.paragraph + 1) for s, stop in zip(order, starts[1:], strict=True)}


def _block(
    section: Section,
    below: Sequence[Paragraph],
    own: Sequence[Paragraph],
    rows: Sequence[Paragraph],
    measure: Measure | None,
    heading: str,
    children: tuple[Block, ...],
    worder: Worder,
) -> Block:
    key = measure.id if measure else heading
    title = worder.title(section.title) if section.title else None
    body = worder.body(_bodies(own, measure), measure)
    note = note_of(measure, worder) if measure else None
    table = [worder.cells([c.text for c in p.cells], measure.id if measure else None) for p in rows]
    printed = [row_line(row.paragraphs) for row in table]
    return Block(
        key=key,
        level=section.level,
        label=section.label,
        title=title,
        paragraphs=_in_order(body.paragraphs, printed, below, rows),
        own_line=bool(own) and bool(section.title) and not own[0].body.text.strip(),
        note=note.text if note else "",
        measure=measure.id if measure else None,
        children=children,
        points=body.points + tuple(p for row in table for p in row.points),
        note_points=note.points if note else (),
    )


def _in_order(
    said: Sequence[str], printed: Sequence[str], below: Sequence[Paragraph], rows: Sequence[Paragraph]
) -> tuple[str, ...]:
    """Text and rows in the parent's order; where the text was joined, the rows follow it."""
    texts = [p for p in below if p.role in _OWN and p.body.text.strip()]
    if not rows or len(texts) != len(said):
        return (*said, *printed)
    words = {id(p): text for p, text in [*zip(texts, said, strict=True), *zip(rows, printed, strict=True)]}
    return tuple(words[id(p)] for p in below if id(p) in words)


def _bodies(own: Sequence[Paragraph], measure: Measure | None) -> tuple[str, ...]:
    """The words below a heading, paragraph by paragraph, without the responsibility note."""
    bodies = [text for p in own if (text := p.body.text.strip())]
    if measure is None or len(bodies) <= 1:
        return (
            (measure.text,) if measure and measure.text.strip() else tuple(bodies if measure is None else ())
        )
    return tuple(_cut_to(bodies, measure.text))


def _cut_to(bodies: Sequence[str], whole: str) -> list[str]:
    """The paragraphs as far as they are part of the measure's text (its note is cut off)."""
    kept, at = [], 0
    for body in bodies:
        found = whole.find(body, at)
        if found >= 0:
            kept.append(body)
            at = found + len(body)
            continue
        rest = whole[at:].strip()
        if rest:
            kept.append(rest)
        break
    return kept or [whole]
