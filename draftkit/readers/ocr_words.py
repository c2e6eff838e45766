"""Characters as they were recognised -> words as they were printed: widths of marks, usual confusions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_REPAIRS = Path(__file__).with_name("data") / "ocr_repairs.txt"
_HANGING = re.compile(r"[，,。、；;：:！？）)》〉”’〕】]")
SURE = 0.75  # share of the recogniser; in clean scans nearly every character is above 0.99
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Char:
    """A recognised character. left, right: pixels. share: how sure it is, 0 to 1."""

    text: str
    share: float
    left: float
    right: float


def repaired(chars: Sequence[Char]) -> list[Char]:
    """The characters of a line set right by `data/ocr_repairs.txt`, rule after rule."""
    line = list(chars)
    for pattern, words in _repairs():
        text = "".join(char.text for char in line)
        for match in reversed(list(pattern.finditer(text))):
            new = match.expand(words)
            if new != match.group():
                line[match.start() : match.end()] = _replaced(line[match.start() : match.end()], new)
    return line


def _replaced(old: list[Char], new: str) -> list[Char]:
    """New words in the place of old ones; as many characters keep their places one by one."""
    if len(new) == len(old):
        return [Char(text, char.share, char.left, char.right) for text, char in zip(new, old, strict=True)]
    share, left, right = min(char.share for char in old), old[0].left, old[-1].right
    step = (right - left) / max(len(new), 1)
    return [Char(text, share, left + i * step, left + (i + 1) * step) for i, text in enumerate(new)]


@cache
def _repairs() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = (line.split("\t") for line in _REPAIRS.read_text(encoding="utf-8").splitlines())
    return tuple((re.compile(row[0]), row[1]) for row in rows if len(row) == 2)


@dataclass(frozen=True, slots=True)
class Unsure:
    """A stretch of a line that was not recognised for sure: from `start` to `end`, and how sure."""

    start: int
    end: int
    share: float


def unsure_of(chars: Sequence[Char]) -> Iterator[Unsure]:
    """Ideographs, figures and letters that were not recognised for sure; neighbours together.

    Marks are left out: full and half width look alike, and are settled by their neighbours.
    """
    start: int | None = None
    for index in range(len(chars) + 1):
        if index < len(chars) and chars[index].share < SURE and _WORD.match(chars[index].text):
            start = index if start is None else start
        elif start is not None:
            yield Unsure(start, index, min(char.share for char in chars[start:index]))
            start = None


def is_hanging(text: str) -> bool:
    """Whether a mark's ink stands at the left of the room that it takes."""
    return _HANGING.match(text) is not None
