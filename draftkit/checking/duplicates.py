"""DUP: what is said twice (重复)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.checking.context import Context, Hit, sentences
from draftkit.checking.engine import rule
from draftkit.parsing.notes import find_notes

_STOP = re.compile(r"[，。；：、“”（）《》！？\s]|进一步|积极|切实|大力|认真|全面|的|和|及|与|等")
_SAME_ITEM = 0.8
_SAME_SENTENCE = 0.7
_SAME_ELSEWHERE = 0.8
_SHORTEST_ITEM = 40
_SHORTEST_SENTENCE = 16
_SHORTEST_ELSEWHERE = 24


def _pairs(text: str) -> frozenset[str]:
    """The letter pairs of a text without marks and stop words."""
    bare = _STOP.sub("", text)
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient, 0 for sets of very unlike size."""
    total = len(one) + len(other)
    if not total or 2 * min(len(one), len(other)) < _SAME_SENTENCE * total * 0.9:
        return 0.0
    return 2 * len(one & other) / total


@rule("DUP-01")
def items(context: Context) -> Iterator[Hit]:
    """Two items that say the same."""
    known: list[tuple[str, frozenset[str]]] = []
    for measure in context.document.measures:
        if len(measure.text) < _SHORTEST_ITEM or not measure.paragraphs:
            continue
        pairs = _pairs(measure.text)
        twin = next((path for path, other in known if _likeness(pairs, other) >= _SAME_ITEM), None)
        known.append(("".join(measure.path), pairs))
        if twin is not None:
            index = measure.paragraphs[0]
            length = min(24, len(context.paragraphs[index].text))
            yield Hit(index, 0, length, f"这一条与“{twin}”大半相同，可以合并。")
    yield from _sentences_elsewhere(context)


def _sentences_elsewhere(context: Context) -> Iterator[Hit]:
    """A sentence of one item that another item has already said."""
    known: list[tuple[int, frozenset[str]]] = []
    for view in context.plan:
        paragraph = context.paragraphs[view.index]
        if paragraph.role not in ("item", "body"):
            continue
        start = paragraph.body_at if view.at is None else 0
        notes = [(n.start, n.end) for n in find_notes(view.text)]
        for low, high in sentences(view.text[start:]):
            a, b = start + low, start + high
            if b - a < _SHORTEST_ELSEWHERE or any(n < b and a < m for n, m in notes):
                continue
            pairs = _pairs(view.text[a:b])
            if any(i != view.index and _likeness(pairs, other) >= _SAME_ELSEWHERE for i, other in known):
                yield view.hit(a, b, "这句话别的条款里已经说过，可以合并。")
            known.append((view.index, pairs))


@rule("DUP-02")
def sentences_of_a_paragraph(context: Context) -> Iterator[Hit]:
    """Two sentences of one paragraph that say the same."""
    for view in context.plan:
        if len(view.text) < 2 * _SHORTEST_SENTENCE:
            continue
        known: list[frozenset[str]] = []
        for start, end in sentences(view.text):
            if end - start < _SHORTEST_SENTENCE or re.match("（|〔", view.text[start:end]):
                continue
            pairs = _pairs(view.text[start:end])
            if any(_likeness(pairs, other) >= _SAME_SENTENCE for other in known):
                yield view.hit(start, end)
            known.append(pairs)
