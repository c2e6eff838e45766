"""A page of a PDF with everything that is asked of pdfium: its runs and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from draftkit.readers.pdf_aside import without_line_numbers, without_watermark
from draftkit.readers.pdf_rules import Grid, grids_of
from draftkit.readers.pdf_runs import Reader, Run, placer_of

_MOST = 5000  # runs on a page that may have tables


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page (页). `runs` in the order of the file; `tilted`: characters left out as watermark."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    grids: tuple[Grid, ...] = ()
    tilted: int = 0

    @property
    def words(self) -> int:
        """How many characters stand on the page."""
        return sum(len(run.text) for run in self.runs)


def sheet_of(page: Any, number: int) -> Sheet:
    """The runs and tables of a page. Raises PdfiumError when pdfium cannot read it."""
    placer = placer_of(page)
    text_page = page.get_textpage()
    try:
        reader = Reader(text_page.raw, placer)
        runs = without_watermark(reader, [run for run in reader.runs() if _sane(run)])
        runs = without_line_numbers(reader, runs, placer.width)
        grids: list[Grid] = []
        if len(runs) < _MOST and (reader.loose or _side_by_side(runs)):
            grids = grids_of(page, placer, runs)
        if grids:
            runs = [part for run in runs for part in _cut(reader, run, grids)]
        return Sheet(number, placer.width, placer.height, tuple(runs), tuple(grids), reader.tilted)
    finally:
        text_page.close()


def _sane(run: Run) -> bool:
    """Whether a run stands near a page at all; broken files have places without end or number."""
    return abs(run.left) + abs(run.right) + abs(run.base) < 1e5 and 0 < run.size < 2000


def _side_by_side(runs: Sequence[Run]) -> bool:
    """Whether anything stands beside anything; a page of plain text has no table to look for."""
    return any(-2 * a.size < b.base - a.base < 0.8 * min(a.size, b.size) for a, b in pairwise(runs))


def _cut(reader: Reader, run: Run, grids: Sequence[Grid]) -> list[Run]:
    middle = run.base - 0.35 * run.size
    borders = [
        rule.at
        for grid in grids
        for rule in grid.down
        if run.left + 1 < rule.at < run.right - 1 and rule.covers(middle)
    ]
    return reader.split(run, sorted(borders)) if borders else [run]
