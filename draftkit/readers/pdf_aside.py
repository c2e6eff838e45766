"""What stands on a page beside its text: numbers of lines in the margin (行号), pale watermarks (水印).

Watermarks that lie aslant are left out by the reader of runs; those here stand upright.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from draftkit.readers.pdf_runs import Reader, Run

_NUMBER = re.compile(r"\d{1,3}(?![\d.．、,，)）%％年月日])")
_FEWEST = 2  # lines of a page that is counted
_MARGIN = 0.125  # of the width: a text that begins with numbers begins further right
_NEAR = 2.0  # points
_LARGE = 1.4  # times the usual size: titles and watermarks
_OFTEN = 3  # times the same words on a page
_SHORTEST = 4  # characters of words that may be a watermark set over and over


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


def without_watermark(reader: Reader, runs: Sequence[Run]) -> list[Run]:
    """The runs of a page without pale words that are large or come again and again."""
    if not runs:
        return []
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[run.size] += len(run.text)
    large = _LARGE * sizes.most_common(1)[0][0]
    times = Counter(run.text for run in runs if len(run.text) >= _SHORTEST)
    out = [run for run in runs if (run.size < large and times[run.text] < _OFTEN) or not reader.is_pale(run)]
    reader.tilted += sum(len(run.text) for run in runs) - sum(len(run.text) for run in out)
    return out
