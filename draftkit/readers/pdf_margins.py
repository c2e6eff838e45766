"""Numbers of lines in the margin of a page (行号), as drafts for discussion have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from draftkit.readers.pdf_runs import Reader, Run

_NUMBER = re.compile(r"\d{1,3}(?![\d.．、,，)）%％年月日])")
_FEWEST = 2  # lines of a page that is counted
_MARGIN = 0.125  # of the width: a text that begins with numbers begins further right
_NEAR = 2.0  # points


def without_line_numbers(reader: Reader, runs: Sequence[Run], width: float) -> list[Run]:
    """The runs of a page without the numbers that count its lines; a table's 序号 is none of them.

    They stand in the margin, count up line by line, end at one place and miss no line. width: of the page.
    """
    edge = _MARGIN * width
    begun = [
        (run, match) for run in runs if run.left < edge and (match := _NUMBER.match(run.text)) is not None
    ]
    if len(begun) < _FEWEST or 2 * len(begun) < len({round(run.base) for run in runs}):
        return list(runs)
    ends = [reader.right_of(run.first + match.end() - 1, run) for run, match in begun]
    border = sorted(ends)[len(ends) // 2]
    column = [
        (run, int(match.group()))
        for (run, match), end in zip(begun, ends, strict=True)
        if abs(end - border) < _NEAR
    ]
    if border > edge or not _counts(column, runs, border):
        return list(runs)
    numbered = {id(run) for run, _ in column}
    return [part for run in runs for part in (_rest(reader, run) if id(run) in numbered else [run])]


def _counts(column: Sequence[tuple[Run, int]], runs: Sequence[Run], border: float) -> bool:
    """Whether numbers are those of lines."""
    column = sorted(column, key=lambda c: c[0].base)
    if len(column) < _FEWEST or any(b[1] - a[1] != 1 for a, b in pairwise(column)):
        return False
    bases = [run.base for run, _ in column]
    numbered = {id(run) for run, _ in column}
    others = [run for run in runs if id(run) not in numbered]
    if any(run.left < border for run in others):
        return False
    inside = [run for run in others if bases[0] - _NEAR < run.base < bases[-1] + _NEAR]
    return all(any(abs(run.base - base) < 0.5 * run.size for base in bases) for run in inside)


def _rest(reader: Reader, run: Run) -> list[Run]:
    """The words behind a number."""
    number = _NUMBER.match(run.text)
    index = run.first + (number.end() if number else 0)
    while index < run.end and reader.words[index].isspace():
        index += 1
    return reader.rest(run, index) if index < run.end else []
