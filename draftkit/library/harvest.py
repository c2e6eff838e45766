"""From a document to clauses, and from a newer version of a document to newer versions of its clauses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from draftkit.lexicon.text import bare
from draftkit.library.clauses import Clause, Earlier, Origin, Shelf, Where
from draftkit.library.ids import new_ids
from draftkit.library.slotting import slotted
from draftkit.library.topics import TopicList, topics_of
from draftkit.model import Document, Measure, Section

if TYPE_CHECKING:
    from draftkit.localities import Locality

RETIRED, RESTORED, MERGED, EDITED = "停用", "恢复", "并入", "修改"  # what people do to clauses
_ALIKE = 0.55  # share of common words from which a changed text is the same clause
_HEADING_BONUS = 0.25  # for the same heading


@dataclass(frozen=True, slots=True)
class Merge:
    """What became of the clauses of a file: the new list, and ids by fate."""

    clauses: tuple[Clause, ...]
    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    updated: tuple[str, ...]
    archived: tuple[str, ...]


def clauses_of(
    document: Document,
    origin: Origin,
    source: Locality | None,
    topics: TopicList,
    known: Sequence[str] = (),
) -> list[Clause]:
    """One clause for each measure, without ids. known: topics that the library has already."""
    titles = _titles(document)
    return [
        replace(
            _clause(m, _section(m, titles), origin, source),
            topics=topics_of(m.title, m.text, topics, known),
        )
        for m in document.measures
    ]


def _clause(measure: Measure, section: tuple[str, ...], origin: Origin, source: Locality | None) -> Clause:
    note = measure.responsibility.raw if measure.responsibility else None
    made = slotted(measure.text, note, source, measure.targets)
    span = measure.span or measure.content.span()
    return Clause(
        id="",
        heading=measure.title,
        template=made.body.template,
        original=made.body.original,
        slots=made.slots,
        responsibility=made.note,
        section=section,
        strength=_strength(measure.text),
        where=Where(span.line, span.page) if span else None,
        origin=origin,
    )


def _strength(text: str) -> int | None:
    """How binding the first sentence is; None when the lexicon finds no verb in it."""
    from draftkit.lexicon import strength

    head = text.partition("。")[0]
    force = strength.force(head)
    return force.strength if force.term else None


def _titles(document: Document) -> dict[tuple[str, ...], str]:
    """Path of labels -> label and title, for every numbered part."""
    found: dict[tuple[str, ...], str] = {}

    def walk(sections: Sequence[Section], above: tuple[str, ...]) -> None:
        for section in sections:
            path = (*above, section.label)
            found.setdefault(path, section.label + (section.title or ""))
            walk(section.children, path)

    walk(document.sections, ())
    return found


def _section(measure: Measure, titles: dict[tuple[str, ...], str]) -> tuple[str, ...]:
    """The headings above a measure, and its own label."""
    above = (titles.get(measure.path[:n], measure.path[n - 1]) for n in range(1, len(measure.path)))
    return (*above, *measure.path[-1:])


# --- a document that is there already --------------------------------------------------------


def same_words(old: Clause, new: Clause) -> bool:
    """Whether a clause reads as before; spaces and half-width marks are no difference."""
    return _words(old) == _words(new)


def _words(clause: Clause) -> tuple[str, str, str]:
    note = clause.responsibility.original if clause.responsibility else ""
    return bare(clause.heading or ""), bare(clause.original), bare(note)


def mark_of_words(parts: Iterable[str | None]) -> str:
    """SHA-256 of the words of a document's measures, one for docx, txt and scans of one text.

    Headings, texts and notes run together, so that it does not matter which of them a word is counted to.
    """
    return hashlib.sha256("".join(bare(p) for p in parts if p).encode("utf-8", "replace")).hexdigest()


def words_of_document(document: Document) -> str:
    """The mark of a document that has been read."""
    notes = (m.responsibility.raw if m.responsibility else None for m in document.measures)
    return mark_of_words(
        w for m, note in zip(document.measures, notes, strict=True) for w in (m.title, m.text, note)
    )


def words_of_shelf(shelf: Shelf) -> str:
    """The mark of the version that stands in a file; files of earlier releases do not carry it."""
    if shelf.origin.text:
        return shelf.origin.text
    standing = (c for c in shelf.clauses if c.status == "active")
    return mark_of_words(w for c in standing for w in (c.heading, *(said.original for said in c.wordings)))


def is_retired(clause: Clause) -> bool:
    """Whether somebody has taken the clause out of use, which a new harvest does not undo."""
    last = clause.edits[-1].what if clause.edits else ""
    return clause.status == "archived" and last in (RETIRED, MERGED)


def merge(old: Shelf | None, fresh: Sequence[Clause]) -> Merge:
    """The clauses of a newer version put into the file of the older one.

    A clause whose words are as before stays as it is, edits by hand included; a changed one keeps
    its id and gets a version; what is gone is archived, never deleted.
    """
    before = list(old.clauses) if old else []
    partner = _partners(before, fresh) if before else {}
    ids = iter(new_ids(len(fresh) - len(partner)))
    clauses: list[Clause] = []
    added: list[str] = []
    unchanged: list[str] = []
    updated: list[str] = []
    for number, new in enumerate(fresh):
        known = before[partner[number]] if number in partner else None
        if known is None:
            clauses.append(replace(new, id=next(ids)))
            added.append(clauses[-1].id)
        elif same_words(known, new) and (known.status == "active" or is_retired(known)):
            clauses.append(replace(known, origin=new.origin, section=new.section, where=new.where))
            unchanged.append(known.id)
        else:
            clauses.append(_next_version(known, new))
            updated.append(known.id)
    gone = [c for n, c in enumerate(before) if n not in set(partner.values())]
    archived = [c.id for c in gone if c.status == "active"]
    clauses += [replace(c, status="archived", origin=_origin(fresh, c)) for c in gone]
    return Merge(tuple(clauses), tuple(added), tuple(unchanged), tuple(updated), tuple(archived))


def _origin(fresh: Sequence[Clause], clause: Clause) -> Origin:
    return fresh[0].origin if fresh else clause.origin


def _next_version(old: Clause, new: Clause) -> Clause:
    note = old.responsibility.original if old.responsibility else None
    past = Earlier(old.version, old.heading, old.original, note, old.origin.issued_on)
    return replace(
        new,
        id=old.id,
        version=old.version + 1,
        variant_of=old.variant_of,
        earlier=(*old.earlier, past),
        edits=old.edits,
        extra=old.extra,
    )


def _partners(before: Sequence[Clause], fresh: Sequence[Clause]) -> dict[int, int]:
    """Number of a fresh clause -> number of the old one it continues: the most alike first."""
    from rapidfuzz.distance import Indel

    pairs: list[tuple[float, int, int]] = []
    then, now = [_words(c) for c in before], [_words(c) for c in fresh]
    for n, new in enumerate(fresh):
        for o, old in enumerate(before):
            if then[o] == now[n]:
                likeness = 2.0
            else:
                likeness = Indel.normalized_similarity(old.original, new.original, score_cutoff=0.3)
                likeness += _HEADING_BONUS if new.heading and new.heading == old.heading else 0.0
            if likeness >= _ALIKE:
                # Standing clauses before archived ones, near ones before far ones.
                pairs.append((likeness - (old.status == "archived") * 0.01 - abs(n - o) * 1e-6, n, o))
    partner: dict[int, int] = {}
    for _, n, o in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if n not in partner and o not in partner.values():
            partner[n] = o
    return partner
