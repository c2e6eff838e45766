"""Swapped neighbours: a long paragraph is kept rather than the short equal ones that it changed places with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from draftkit.writers.redline.blocks import Para

Item = TypeVar("Item")
_ALIKE = 0.45  # from here on two paragraphs are versions of one
_FAR = 12  # steps over which paragraphs count as neighbours
_LEAST = 20  # characters of a paragraph that is worth it


@dataclass(frozen=True, slots=True)
class Step:
    """One step through both versions: a pair, only an old item, or only a new one (indices)."""

    old: int | None
    new: int | None


def uncrossed(
    way: list[Step], old: Sequence[Item], new: Sequence[Item], form: Callable[[Item], str]
) -> list[Step]:
    """The way through both versions with pairs exchanged where that keeps more characters."""
    while (best := max(_gains(way, old, new, form), default=(0.0, 0, 0)))[0] > 0:
        way = _exchanged(way, best[1], best[2])
    return way


def _gains(
    way: Sequence[Step], old: Sequence[Item], new: Sequence[Item], form: Callable[[Item], str]
) -> Iterator[tuple[float, int, int]]:
    """What is gained by pairing a gone and a fresh paragraph across others: characters, and both places."""
    for p, gone in enumerate(way):
        if gone.new is not None or gone.old is None or not _long(old[gone.old], form):
            continue
        for q in range(max(0, p - _FAR), min(len(way), p + _FAR + 1)):
            fresh = way[q]
            if fresh.old is not None or fresh.new is None or not _long(new[fresh.new], form):
                continue
            kept = _kept(old[gone.old], new[fresh.new], form)
            lost = 0.0
            for step in way[min(p, q) + 1 : max(p, q)] if kept else ():
                if step.old is not None and step.new is not None:
                    lost += _kept(old[step.old], new[step.new], form, 0.0)
            if kept > lost:
                yield kept - lost, p, q


def _long(item: Item, form: Callable[[Item], str]) -> bool:
    return isinstance(item, Para) and len(form(item)) >= _LEAST


def _kept(a: Item, b: Item, form: Callable[[Item], str], least: float = _ALIKE) -> float:
    """How many characters stay when one becomes the other; 0 for what is too unlike."""
    from rapidfuzz import fuzz

    left, right = form(a), form(b)
    return fuzz.ratio(left, right, score_cutoff=least * 100) / 200 * (len(left) + len(right))


def _exchanged(way: Sequence[Step], p: int, q: int) -> list[Step]:
    """The way with the steps at `p` (old) and `q` (new) as one pair, and what stood between taken apart."""
    first, last = min(p, q), max(p, q)
    between = way[first + 1 : last]
    gone = [Step(s.old, None) for s in between if s.old is not None]
    fresh = [Step(None, s.new) for s in between if s.new is not None]
    pair = Step(way[p].old, way[q].new)
    inner = [*fresh, pair, *gone] if p < q else [*gone, pair, *fresh]
    return [*way[:first], *inner, *way[last + 1 :]]
