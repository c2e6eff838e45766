"""Lines that have lost their breaks, split again where a numbering goes on (…。（二）…).

In a text with line breaks only a label that continues the numbering of line starts is split off:
…。1.…。2.… inside a paragraph is the author's own list and stays one paragraph, unless each of its
points has a responsibility note of its own: then each is a task of its own. A line that holds whole
chapters has lost all its breaks; there every label that fits the numbering starts a line.
"""

from __future__ import annotations

import re
from itertools import pairwise

from draftkit.parsing.labels import Label, find_label
from draftkit.parsing.notes import find_notes

_N = "一二三四五六七八九十"
_GLUED = re.compile(
    rf"[。！？；;）)〕】][ \u3000]*(?=[{_N}]{{1,3}}、|[（(](?:[{_N}]{{1,3}}|\d{{1,2}})[）)]|\d{{1,2}}(?:[.．](?!\d)|、(?!\d)))"
)
_LONG, _SHORTEST = 260, 8


class Unfolder:
    """Splits lines one after the other; remembers which numbering is open."""

    def __init__(self) -> None:
        self.open: dict[int, int] = {}  # rank of a form -> last number
        self.last: dict[int, int] = {}  # the same, not closed by a higher label

    def cuts(self, words: str, label: Label | None) -> list[int] | None:
        """Where the line should have been broken, None for nearly all lines. label: at its start."""
        found = self._lost(words) if len(words) > _LONG else None
        if found is not None:
            return found or None
        if label is not None:
            self._see(label)
        return self._glued(words) or None if len(words) >= _SHORTEST and _GLUED.search(words) else None

    def _see(self, label: Label) -> None:
        own = label.rank
        for rank in [rank for rank in self.open if rank > own]:
            del self.open[rank]
        self.open[own] = self.last[own] = label.number

    def _glued(self, words: str) -> list[int]:
        cuts: list[int] = []
        inner: dict[int, list[tuple[int, Label]]] = {}  # lists that were opened inside the line, by rank
        for match in _GLUED.finditer(words):
            label = find_label(words, match.end())
            if label is None:
                continue
            rank = label.rank
            if rank in inner:
                inner[rank].append((match.end(), label))
            elif label.number == self.open.get(rank, -9) + 1:
                self._see(label)
                cuts.append(match.end())
            elif label.number == 1:
                inner[rank] = [(match.end(), label)]
        for points in inner.values():
            if _each_noted(words, points):
                cuts += [at for at, _ in points]
                self._see(points[-1][1])
        return sorted(cuts)

    def _lost(self, words: str) -> list[int] | None:
        """Cuts of a line that has lost all its breaks, None when it is a paragraph."""
        if not (
            0 <= words.find("一、") < words.rfind("二、") or 0 <= words.find("第一条") < words.rfind("第二条")
        ):
            return None
        from draftkit.parsing import oneline  # seldom needed, and its patterns are large

        return sorted(set(oneline.cuts(words, self.last, self._see))) if oneline.is_lost(words) else None


def _each_noted(words: str, points: list[tuple[int, Label]]) -> bool:
    """Whether points 1. 2. 3. of a paragraph each end with a responsibility note."""
    if len(points) < 2 or [label.number for _, label in points] != list(range(1, len(points) + 1)):
        return False
    return all(_noted(words[a:b]) for (a, _), (b, _) in pairwise(points))


def _noted(words: str) -> bool:
    words = words.rstrip(" \u3000。；;")
    notes = find_notes(words) if words.endswith(("）", ")", "〕", "】")) else ()
    return bool(notes) and notes[-1].end >= len(words)
