"""A comparison as one self-contained HTML page: offline, printable, works without scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftkit.comparing import KINDS, SEVERITIES, Comparison, Deviation, Link, Quote
from draftkit.comparing.labels import label
from draftkit.comparing.marks import Marks, Piece, marks, quoted
from draftkit.model import Document, Measure

if TYPE_CHECKING:
    from jinja2 import Template

_DATA = Path(__file__).parent / "data"


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
    another row, with its name. noted: the deviations of this row.
    """

    section: str
    parent: Card | None
    own: tuple[tuple[Card, Link | None], ...]
    elsewhere: tuple[tuple[str, str, Link], ...]
    noted: tuple[Noted, ...]


def comparison_html(comparison: Comparison) -> str:
    """The page. Everything that comes from the documents is escaped."""
    noted = _noted(comparison)
    context: dict[str, Any] = {
        "comparison": comparison,
        "noted": noted,
        "rows": _rows(comparison, noted),
        "map": _link_map(comparison),
        "label": label,
        "severities": [(s, sum(n.deviation.severity == s for n in noted)) for s in SEVERITIES],
        "kinds": [(k, c) for k in KINDS if (c := Counter(n.deviation.kind for n in noted)[k])],
        "css": _css(),
        "script": (_DATA / "comparison.js").read_text(encoding="utf-8"),
    }
    return _template().render(context)


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_DATA),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("comparison.html.j2")


def _css() -> str:
    """The style sheet, with one rule for each severity and kind that a reader may hide."""
    rules = [
        f"body:has(#f-{key}:not(:checked)) .deviation.{key}{{display:none}}" for key in (*SEVERITIES, *KINDS)
    ]
    return (_DATA / "comparison.css").read_text(encoding="utf-8") + "\n".join(rules)


def _noted(comparison: Comparison) -> tuple[Noted, ...]:
    return tuple(
        Noted(number, d, _name(comparison.parent, d.parent), _name(comparison.child, d.child), *quoted(d))
        for number, d in enumerate(comparison.deviations, 1)
    )


def _name(document: Document, id: str | None) -> str:
    if id is None:
        return ""
    return "结尾段" if id.startswith("closing") else "".join(document.measure(id).path)


# --- rows ------------------------------------------------------------------------------------


def _rows(comparison: Comparison, noted: tuple[Noted, ...]) -> list[Row]:
    """All parent measures in order with their children, then the child's measures that are new."""
    cards = _Cards(comparison, marks(comparison), noted)
    home = _homes(comparison)
    titles = {s.label: s.title or "" for s in comparison.parent.sections}
    rows = []
    for id_, measure in _ids(comparison.parent):
        links = comparison.links_of("parent", id_)
        rows.append(
            Row(
                f"{measure.path[0]}{titles.get(measure.path[0], '')}" if measure else "结尾段",
                cards.parent(id_, measure),
                tuple((cards.child(x.child), x) for x in links if home[x.child] == id_),
                tuple(
                    (f"c-{x.child}", _name(comparison.child, x.child), x)
                    for x in links
                    if home[x.child] != id_
                ),
                tuple(n for n in noted if n.deviation.parent == id_),
            )
        )
    for id_, _ in _ids(comparison.child):
        if id_ not in home:
            own = tuple(n for n in noted if n.deviation.parent is None and n.deviation.child == id_)
            rows.append(Row("本级独有的内容", None, ((cards.child(id_), None),), (), own))
    return rows


def _ids(document: Document) -> list[tuple[str, Measure | None]]:
    closing = [(f"closing{number}", None) for number in range(1, len(document.closing) + 1)]
    return [*((m.id, m) for m in document.measures), *closing]


def _homes(comparison: Comparison) -> dict[str, str]:
    """Child measure → the parent measure beside which it is shown: the closest one."""
    links = sorted((*comparison.links, *comparison.grounds), key=lambda x: x.score)
    return {link.child: link.parent for link in links}


class _Cards:
    """Makes the cards of both sides."""

    def __init__(self, comparison: Comparison, marked: Marks, noted: tuple[Noted, ...]) -> None:
        self._child = dict(_ids(comparison.child))
        self._marks = marked
        self._quotes: dict[tuple[str, str], dict[int, tuple[str, ...]]] = {}
        for note in noted:
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


# --- map of links ----------------------------------------------------------------------------

_STEP, _TOP, _LEFT, _RIGHT = 15, 18, 150, 350


def _link_map(comparison: Comparison) -> dict[str, Any]:
    """Two columns of measures and the links between them, as coordinates for an inline SVG."""
    sides = _ids(comparison.parent), _ids(comparison.child)
    height = {
        side: {id_: _TOP + _STEP * i for i, (id_, _) in enumerate(ids)}
        for side, ids in zip(("p", "c"), sides, strict=True)
    }
    links = (*comparison.links, *comparison.grounds)
    linked = {x.parent for x in links}, {x.child for x in links}
    return {
        "height": _TOP + _STEP * max(len(sides[0]), len(sides[1])) + 6,
        "lines": [
            {
                "x1": _LEFT,
                "y1": height["p"][x.parent],
                "x2": _RIGHT,
                "y2": height["c"][x.child],
                "relation": x.relation,
                "href": f"#c-{x.child}",
            }
            for x in links
        ],
        "points": [
            {
                "x": x,
                "y": height[side][id_],
                "name": _name(document, id_),
                "title": (measure.title or "") if measure else "结尾段",
                "href": f"#{side}-{id_}",
                "side": side,
                "alone": id_ not in known,
            }
            for side, document, ids, x, known in (
                ("p", comparison.parent, sides[0], _LEFT, linked[0]),
                ("c", comparison.child, sides[1], _RIGHT, linked[1]),
            )
            for id_, measure in ids
        ],
    }
