"""Recognised lines of a picture -> runs with their places, as a PDF would have them, and its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from draftkit.lexicon.text import CJK
from draftkit.readers.ocr_words import Char, is_hanging, repaired, unsure_of
from draftkit.readers.pdf_rules import Grid
from draftkit.readers.pdf_runs import COLUMN, Run

_WIDE = re.compile(rf"[{CJK}\u3000-\u303f\uff01-\uff60“”‘’—…]")
_OPENING = re.compile(r"[（(《〈“‘〔【]")
_AIR_BEFORE = {"《": 0.4, "〈": 0.4, "【": 0.4}  # em that are empty before the ink of an opening mark
_AIR = 0.6  # and of others; behind a closing mark as much
_SPACE = 0.6  # em between two ideographs that is meant as a space
_BASE = 0.38  # em from the middle of a line down to its baseline
_ALIKE = 0.12  # two sizes that differ by less are one: measures of pictures are rough
_FULL = 0.94  # of its em a line of ideographs is high


@dataclass(frozen=True, slots=True)
class Seen:
    """A line as it was recognised: its box in pixels, and its characters."""

    left: float
    top: float
    right: float
    bottom: float
    chars: tuple[Char, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Words of a run that were not recognised for sure: `run`.text[start:end]."""

    run: Run
    start: int
    end: int
    share: float


def size_of(line: Seen, ink: Any) -> float:
    """Size of the type in pixels, by the height of the ink: a box has a margin of any width."""
    across = max(round(line.right - line.left), 1)
    rows = ink[
        max(round(line.top), 0) : round(line.bottom) + 1, max(round(line.left), 0) : round(line.right) + 1
    ]
    least = max(1.0, 0.01 * across)
    filled = [i for i, amount in enumerate(rows.sum(axis=1).tolist()) if amount > least]
    box = (line.bottom - line.top) * 0.75
    high = (filled[-1] - filled[0] + 1) / _FULL if filled else 0.0
    return float(high if high > 0.5 * box else box)


def level_sizes(runs: Sequence[Run]) -> None:
    """Give runs that hardly differ in size one size, throughout a document; the commonest ones first."""
    left = list(runs)
    while left:
        weights: Counter[int] = Counter()
        for run in left:
            weights[round(run.size * 2)] += len(run.text)
        usual = weights.most_common(1)[0][0] / 2
        alike = [run for run in left if abs(run.size - usual) <= _ALIKE * usual]
        left = [run for run in left if abs(run.size - usual) > _ALIKE * usual]
        for run in alike:
            run.base += _BASE * (usual - run.size)
            run.size = usual


def edges_of(line: Seen, size: float, ink: Any) -> Seen:
    """The line with its first and last character where their ink begins and ends.

    Marks have their ink in one half of the room that they take; the line has the whole room.
    """
    top, bottom = max(round(line.top), 0), round(line.bottom) + 1
    left, right = max(round(line.left), 0), round(line.right) + 1
    columns = ink[top:bottom, left:right].sum(axis=0).tolist()
    filled = [i for i, amount in enumerate(columns) if amount > 1]
    if not filled or not line.chars:
        return line
    first, last = line.chars[0], line.chars[-1]
    begin, end = left + filled[0], left + filled[-1] + 1
    if _OPENING.match(first.text):
        begin -= round(_AIR_BEFORE.get(first.text, _AIR) * size)
    if is_hanging(last.text):
        end += round(_AIR * size)
    chars = [replace(first, left=min(float(begin), first.right)), *line.chars[1:]]
    chars[-1] = replace(chars[-1], right=max(float(end), chars[-1].left))
    return replace(line, chars=tuple(chars))


def runs_of(
    line: Seen, size: float, scale: float, borders: Sequence[float] = ()
) -> Iterator[tuple[Run, list[Doubtful]]]:
    """The runs of a line, cut at wide gaps and at the lines of a table; places times `scale`."""
    base = ((line.top + line.bottom) / 2 + _BASE * size) * scale
    for part in _parts(line.chars, size, borders):
        spaced = repaired(list(_spaced(part, size)))
        text = "".join(char.text for char in spaced)
        if not text.strip():
            continue
        run = Run(text, part[0].left * scale, part[-1].right * scale, base, size * scale)
        yield run, [Doubtful(run, u.start, u.end, u.share) for u in unsure_of(spaced)]


def _parts(chars: Sequence[Char], size: float, borders: Sequence[float]) -> Iterator[list[Char]]:
    part: list[Char] = []
    for char in chars:
        if part and _apart(part[-1], char, size, borders):
            yield part
            part = []
        part.append(char)
    if part:
        yield part


def _apart(a: Char, b: Char, size: float, borders: Sequence[float]) -> bool:
    if b.left - a.right > COLUMN * size:
        return True
    one, two = (a.left + a.right) / 2, (b.left + b.right) / 2
    return any(one < border <= two for border in borders)


def _spaced(part: Sequence[Char], size: float) -> Iterator[Char]:
    """The characters, with spaces where there is room for one; between Latin words as recognised."""
    before: Char | None = None
    space: Char | None = None
    for char in part:
        if char.text.isspace():
            space = char
            continue
        if before is not None:
            wide = _WIDE.match(before.text) or _WIDE.match(char.text)
            beside_mark = is_hanging(before.text) or _OPENING.match(char.text)
            roomy = char.left - before.right > _SPACE * size
            if (roomy and not beside_mark) if wide else space is not None:
                yield space or Char(" ", 1.0, before.right, char.left)
        yield char
        before, space = char, None


def borders_at(line: Seen, grids: Sequence[Grid], scale: float) -> list[float]:
    """Where lines down of a table cross a line of words, in pixels."""
    middle = (line.top + line.bottom) / 2 * scale
    return sorted(
        rule.at / scale
        for grid in grids
        for rule in grid.down
        if line.left < rule.at / scale < line.right and rule.covers(middle)
    )
