"""What stands where, marked: each measure of both sides cut into pieces that a view can colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from draftkit.comparing.neutral import neutral_of
from draftkit.comparing.pairing import places_of
from draftkit.comparing.result import Comparison, Deviation, Quote, SentencePair
from draftkit.comparing.sentences import sentences
from draftkit.comparing.wording import Mark, Stretch, Wording, compare_words

Side = Literal["parent", "child"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a measure's body. mark: as in wording. at: offset of its first character."""

    mark: Mark
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Marked bodies by id of measure (or ``closing1`` …), for both sides (逐词标注)."""

    parent: Mapping[str, tuple[Piece, ...]]
    child: Mapping[str, tuple[Piece, ...]]


def marks(comparison: Comparison) -> Marks:
    """Every sentence marked against the one that answers it best; without an answer it is gone or new."""
    links = (*comparison.links, *comparison.grounds)
    neutrals = neutral_of(places_of(comparison.parent)), neutral_of(places_of(comparison.child))
    pairs = [pair for link in links for pair in link.sentences]
    done: dict[int, Wording] = {}

    def wording(pair: SentencePair) -> Wording:
        if id(pair) not in done:
            done[id(pair)] = compare_words(pair.parent.text, pair.child.text, neutrals)
        return done[id(pair)]

    best = {"parent": _best(pairs, "parent"), "child": _best(pairs, "child")}

    def marked(side: Side, id_: str, text: str) -> tuple[Piece, ...]:
        return tuple(_pieces(side, id_, text, best[side], wording))

    return Marks(
        {id_: marked("parent", id_, text) for id_, text in _bodies(comparison, "parent")},
        {id_: marked("child", id_, text) for id_, text in _bodies(comparison, "child")},
    )


# Kinds in which both quotations say the same thing in different words. Lists of units are no wording:
# another order would light up as a change.
_WORDED = frozenset(
    {
        "weakened",
        "strengthened",
        "conditioned",
        "target_lowered",
        "target_raised",
        "deadline_delayed",
        "deadline_advanced",
        "deadline_dropped",
        "citation_changed",
    }
)


def quoted(deviation: Deviation) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both quotations of a deviation in pieces; marked where they are two wordings of one thing."""
    ours, theirs = deviation.parent_quote, deviation.child_quote
    if ours is None or theirs is None or deviation.kind not in _WORDED or ours.part != theirs.part:
        return _unmarked(ours), _unmarked(theirs)
    found = compare_words(ours.text, theirs.text)
    return _cut(ours.text, found.parent), _cut(theirs.text, found.child)


def _unmarked(quote: Quote | None) -> tuple[Piece, ...]:
    return (Piece("same", 0, quote.text),) if quote else ()


def _cut(text: str, stretches: Sequence[Stretch]) -> tuple[Piece, ...]:
    return tuple(Piece(s.mark, s.start, text[s.start : s.end]) for s in stretches)


def _bodies(comparison: Comparison, side: Side) -> Iterator[tuple[str, str]]:
    document = comparison.parent if side == "parent" else comparison.child
    for measure in document.measures:
        yield measure.id, measure.text
    for number, text in enumerate(document.closing, 1):
        yield f"closing{number}", text.text


def _best(pairs: Sequence[SentencePair], side: Side) -> dict[tuple[str, int], SentencePair]:
    """Sentence (id of its measure, offset) → the closest pair in which it stands."""
    found: dict[tuple[str, int], SentencePair] = {}
    for pair in sorted(pairs, key=lambda p: p.score):
        quote: Quote = pair.parent if side == "parent" else pair.child
        found[quote.measure, quote.start] = pair
    return found


def _pieces(
    side: Side,
    id_: str,
    text: str,
    best: Mapping[tuple[str, int], SentencePair],
    wording: Callable[[SentencePair], Wording],
) -> Iterator[Piece]:
    at = 0
    for start, end in sentences(text):
        if at < start:
            yield Piece("same", at, text[at:start])
        pair = best.get((id_, start))
        if pair is None:
            yield Piece("gone" if side == "parent" else "new", start, text[start:end])
        else:
            found = wording(pair)
            stretches: tuple[Stretch, ...] = found.parent if side == "parent" else found.child
            for stretch in stretches:
                yield Piece(
                    stretch.mark, start + stretch.start, text[start + stretch.start : start + stretch.end]
                )
        at = end
    if at < len(text):
        yield Piece("same", at, text[at:])
