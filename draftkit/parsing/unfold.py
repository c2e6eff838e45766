"""Lines that have lost their breaks, split again where a numbering goes on (…。（二）…).

In a text with line breaks only a label that continues the numbering of line starts is split off:
…。1.…。2.… inside a paragraph is the author's own list and stays one paragraph, unless each of its
points has a responsibility note of its own: then each is a task of its own. A line that holds whole
chapters has lost all its breaks; there every label that fits the numbering starts a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from draftkit.model import Text
from draftkit.parsing.labels import Label, find_label
from draftkit.parsing.notes import find_notes

_N = "一二三四五六七八九十"
_GLUED = re.compile(
    rf"[。！？；;）)〕】][ \u3000]*(?=[{_N}]{{1,3}}、|[（(](?:[{_N}]{{1,3}}|\d{{1,2}})[）)]|\d{{1,2}}(?:[.．](?!\d)|、(?!\d)))"
)
_LONG = 260


class Unfolder:
    """Splits lines one after the other; remembers which numbering is open."""

    def __init__(self) -> None:
        self.open: dict[int, int] = {}  # rank of a form -> last number
        self.last: dict[int, int] = {}  # the same, not closed by a higher label

    def pieces(self, text: Text) -> Iterator[Text]:
        """The line, or the lines that it should have been."""
        words = text.text
        cuts = self._lost(words) if len(words) > _LONG else None
        if cuts is None:
            cuts = self._glued(words)
        if not cuts:
            yield text
            return
        at = 0
        for cut in [*cuts, len(words)]:
            piece = text.cut(at, cut).strip()
            if piece.text:
                yield piece
            at = cut

    def _see(self, label: Label) -> None:
        self.open = {rank: n for rank, n in self.open.items() if rank < label.rank}
        self.open[label.rank] = self.last[label.rank] = label.number

    def _glued(self, words: str) -> list[int]:
        first = find_label(words)
        if first is not None:
            self._see(first)
        cuts: list[int] = []
        if len(words) < 8:
            return cuts
        inner: dict[int, list[tuple[int, Label]]] = {}  # lists that were opened inside the line, by rank
        for match in _GLUED.finditer(words):
            label = find_label(words, match.end())
            if label is None:
                continue
            if label.rank in inner:
                inner[label.rank].append((match.end(), label))
            elif label.number == self.open.get(label.rank, -9) + 1:
                self._see(label)
                cuts.append(match.end())
            elif label.number == 1:
                inner[label.rank] = [(match.end(), label)]
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
