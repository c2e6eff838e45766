"""Which paragraph, table or row of the old version became which one of the new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from draftkit.writers.redline.blocks import Block, Para, Row, Table
from draftkit.writers.redline.crossing import Step, uncrossed

Item = TypeVar("Item", Para, Row, Table, Block)
_Key = tuple[str, str]
_ALIKE = 0.45  # from here on two paragraphs are versions of one
_FIRST = 0x10000
_MOVED = 12  # characters that a paragraph must have to be called moved; shorter ones are equal by chance
_MOST = 250_000  # pairs that are looked at one by one in a stretch; beyond it stays deleted and inserted


def steps(old: Sequence[Item], new: Sequence[Item], form: Callable[[Item], str]) -> list[Step]:
    """The way through both versions. form: the words by which an item is known again.

    Equal items first, in order; in the stretches between them the pairs that are most alike.
    """
    from rapidfuzz.distance import Indel

    ours: list[_Key] = [_key(form, item) for item in old]
    theirs: list[_Key] = [_key(form, item) for item in new]
    codes = {key: chr(_FIRST + n) for n, key in enumerate(dict.fromkeys((*ours, *theirs)))}
    script = Indel.opcodes("".join(codes[k] for k in ours), "".join(codes[k] for k in theirs))
    out: list[Step] = []
    gone: list[int] = []
    fresh: list[int] = []
    for part in script:
        if part.tag == "equal":
            out += _between(old, new, gone, fresh, form)
            gone, fresh = [], []
            out += [
                Step(i, j)
                for i, j in zip(
                    range(part.src_start, part.src_end), range(part.dest_start, part.dest_end), strict=True
                )
            ]
        else:
            gone += range(part.src_start, part.src_end)
            fresh += range(part.dest_start, part.dest_end)
    way = uncrossed([*out, *_between(old, new, gone, fresh, form)], old, new, form)
    return _ends_met(way, old, new)


def _ends_met(way: list[Step], old: Sequence[Item], new: Sequence[Item]) -> list[Step]:
    """The last paragraph always becomes the last paragraph, for its end cannot come or go."""
    last: tuple[Step, Step] = (Step(len(old) - 1, None), Step(None, len(new) - 1))
    both = bool(old and new) and isinstance(old[-1], Para) and isinstance(new[-1], Para)
    if not both or not all(step in way for step in last):
        return way
    return [*(step for step in way if step not in last), Step(len(old) - 1, len(new) - 1)]


def _key(form: Callable[[Item], str], item: Item) -> _Key:
    return type(item).__name__, form(item)


def _between(
    old: Sequence[Item], new: Sequence[Item], gone: list[int], fresh: list[int], form: Callable[[Item], str]
) -> Iterator[Step]:
    """The best pairs of a stretch without equal items, in order (largest sum of likeness)."""
    if not gone or not fresh or len(gone) * len(fresh) > _MOST:
        yield from (Step(i, None) for i in gone)
        yield from (Step(None, j) for j in fresh)
        return
    worth = [[_alike(old[i], new[j], form) for j in fresh] for i in gone]
    best = [[0.0] * (len(fresh) + 1) for _ in range(len(gone) + 1)]
    for i in range(len(gone) - 1, -1, -1):
        for j in range(len(fresh) - 1, -1, -1):
            pair = best[i + 1][j + 1] + worth[i][j] if worth[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair)
    i = j = 0
    while i < len(gone) and j < len(fresh):
        if worth[i][j] and best[i][j] == best[i + 1][j + 1] + worth[i][j]:
            yield Step(gone[i], fresh[j])
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield Step(gone[i], None)
            i += 1
        else:
            yield Step(None, fresh[j])
            j += 1
    yield from (Step(x, None) for x in gone[i:])
    yield from (Step(None, x) for x in fresh[j:])


def _alike(a: Item, b: Item, form: Callable[[Item], str]) -> float:
    """How alike two items are, 0 below the bar; two tables are one unless they share nothing."""
    from rapidfuzz import fuzz

    if type(a) is not type(b):
        return 0.0
    bar = 0.05 if isinstance(a, Table) else _ALIKE
    ratio = fuzz.ratio(form(a), form(b), score_cutoff=bar * 100) / 100
    return ratio if ratio >= bar else 0.0


def moves(old: Sequence[Block], new: Sequence[Block], way: Sequence[Step]) -> dict[int, int]:
    """Old paragraphs that stand word for word elsewhere in the new version: old index → new index.

    Only whole paragraphs of some length that each version has once: anything looser is told more
    plainly as deleted and inserted.
    """
    gone = [s.old for s in way if s.new is None and s.old is not None]
    fresh = [s.new for s in way if s.old is None and s.new is not None]
    often = Counter(x.bare for x in (*old, *new) if isinstance(x, Para))
    where = {
        x.bare: j
        for j in fresh
        if isinstance(x := new[j], Para) and len(x.bare) >= _MOVED and often[x.bare] == 2
    }
    return {i: where[x.bare] for i in gone if isinstance(x := old[i], Para) and x.bare in where}
