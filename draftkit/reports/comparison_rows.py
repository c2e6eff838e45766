"""A comparison row by row: each parent measure beside what answers it. HTML, Word and Excel show these rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from draftkit.comparing import Comparison, Deviation, Link, Quote
from draftkit.comparing.finding import place
from draftkit.comparing.marks import Marks, Piece, marks, quoted
from draftkit.model import Document, Measure


@dataclass(frozen=True, slots=True)
class Noted:
    """A deviation with its number on the page, the names of its places and its marked quotations."""

    number: int
    deviation: Deviation
    parent_name: str
    child_name: str
    parent: tuple[Piece, ...]
    child: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A measure of one side as it is shown. anchor: id on the page. pieces: words with their marks."""

    anchor: str
    label: str
    title: str | None
    pieces: tuple[Piece, ...]
    note: str | None
    line: int | None
    quoted: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """A parent measure beside what answers it.

    own: children shown here in full, each with its link; elsewhere: links whose child is shown in
    another row, with its name. noted: the deviations of this row. based_on: titles of further superior
    documents that a measure without counterpart rests on.
    """

    section: str
    parent: Card | None
    own: tuple[tuple[Card, Link | None], ...]
    elsewhere: tuple[tuple[str, str, Link], ...]
    noted: tuple[Noted, ...]
    based_on: tuple[str, ...] = ()


def noted(comparison: Comparison) -> tuple[Noted, ...]:
    """All deviations, numbered as every view numbers them."""
    return tuple(
        Noted(number, d, name(comparison.parent, d.parent), name(comparison.child, d.child), *quoted(d))
        for number, d in enumerate(comparison.deviations, 1)
    )


def name(document: Document, id: str | None) -> str:
    """How a place is called: the labels from the chapter down, 结尾段 for a closing paragraph."""
    if id is None:
        return ""
    return "结尾段" if id.startswith("closing") else "".join(document.measure(id).path)


def spoken_place(document: Document, id: str) -> str:
    """How a place is spoken of in running text: 三（一）2, 第二部分."""
    return "结尾段" if id.startswith("closing") else place(document.measure(id).path)


def rows(comparison: Comparison, notes: tuple[Noted, ...]) -> list[Row]:
    """All parent measures in order with their children, then the child's measures that are new."""
    cards = _Cards(comparison, marks(comparison), notes)
    home = _homes(comparison)
    titles = {s.label: s.title or "" for s in comparison.parent.sections}
    out = []
    for id_, measure in ids(comparison.parent):
        links = comparison.links_of("parent", id_)
        out.append(
            Row(
                f"{measure.path[0]}{titles.get(measure.path[0], '')}" if measure else "结尾段",
                cards.parent(id_, measure),
                tuple((cards.child(x.child), x) for x in links if home[x.child] == id_),
                tuple(
                    (f"c-{x.child}", name(comparison.child, x.child), x)
                    for x in links
                    if home[x.child] != id_
                ),
                tuple(n for n in notes if n.deviation.parent == id_),
            )
        )
    for id_, _ in ids(comparison.child):
        if id_ not in home:
            own = tuple(n for n in notes if n.deviation.parent is None and n.deviation.child == id_)
            based_on = tuple(_based_on(comparison, id_))
            out.append(Row("本级独有的内容", None, ((cards.child(id_), None),), (), own, based_on))
    return out


def _based_on(comparison: Comparison, id_: str) -> Iterator[str]:
    for other in comparison.others:
        if any(link.child == id_ for link in other.links):
            yield other.document.title or "另一份上级文件"


def ids(document: Document) -> list[tuple[str, Measure | None]]:
    """All that takes part in a comparison: the measures, then the closing paragraphs (without measure)."""
    closing = [(f"closing{number}", None) for number in range(1, len(document.closing) + 1)]
    return [*((m.id, m) for m in document.measures), *closing]


def _homes(comparison: Comparison) -> dict[str, str]:
    """Child measure → the parent measure beside which it is shown: the closest one."""
    links = sorted((*comparison.links, *comparison.grounds), key=lambda x: x.score)
    return {link.child: link.parent for link in links}


class _Cards:
    """Makes the cards of both sides."""

    def __init__(self, comparison: Comparison, marked: Marks, notes: tuple[Noted, ...]) -> None:
        self._child = dict(ids(comparison.child))
        self._marks = marked
        self._quotes: dict[tuple[str, str], dict[int, tuple[str, ...]]] = {}
        for note in notes:
            self._quote("p", note.number, note.deviation.parent_quote)
            self._quote("c", note.number, note.deviation.child_quote)

    def _quote(self, side: str, number: int, quote: Quote | None) -> None:
        if quote is None:
            return
        at = quote.start if quote.part == "text" else -1
        anchors = self._quotes.setdefault((side, quote.measure), {})
        anchors[at] = (*anchors.get(at, ()), f"d{number}-{side}")

    def parent(self, id_: str, measure: Measure | None) -> Card:
        return self._card("p", id_, measure, self._marks.parent[id_])

    def child(self, id_: str) -> Card:
        return self._card("c", id_, self._child[id_], self._marks.child[id_])

    def _card(self, side: str, id_: str, measure: Measure | None, pieces: tuple[Piece, ...]) -> Card:
        quoted = self._quotes.get((side, id_), {})
        found = measure.responsibility if measure else None
        return Card(
            f"{side}-{id_}",
            "".join(measure.path[-1:]) if measure else "结尾段",
            measure.title if measure else None,
            _cut_at(pieces, sorted(quoted)),
            (found.text.text if found.text else found.raw) if found else None,
            measure.span.line[0] if measure and measure.span else None,
            quoted,
        )


def _cut_at(pieces: tuple[Piece, ...], places: list[int]) -> tuple[Piece, ...]:
    """The pieces, cut so that a quotation can begin at each of the places."""
    out: list[Piece] = []
    for piece in pieces:
        inside = [p for p in places if piece.at < p < piece.at + len(piece.text)]
        bounds = [piece.at, *inside, piece.at + len(piece.text)]
        for start, end in pairwise(bounds):
            out.append(Piece(piece.mark, start, piece.text[start - piece.at : end - piece.at]))
    return tuple(out)
