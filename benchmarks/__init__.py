"""Speed, measured against peers in the same call: ``make bench`` or ``python -m benchmarks [NAME…]``.

A module ``bench_NAME.py`` holds ``run() -> list[Row]``.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. ours, theirs: figures in `unit` (seconds, documents a second …).

    ratio is ours ÷ theirs. want and bar say what it must be (``<=`` 2.5, ``>=`` 10); bar None: only
    told. theirs None: the peer is not installed, and nothing is judged. note: size of the input and
    anything else a reader needs to repeat it.
    """

    what: str
    ours: float
    unit: str
    peer: str
    theirs: float | None
    bar: float | None = None
    want: Literal["<=", ">="] = "<="
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return None if not self.theirs else self.ours / self.theirs

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None when there is nothing to judge."""
        if self.ratio is None or self.bar is None:
            return None
        return self.ratio <= self.bar if self.want == "<=" else self.ratio >= self.bar


def median_seconds(
    ours: Callable[[], object], theirs: Callable[[], object], runs: int = 7
) -> tuple[float, float]:
    """Median seconds of both, called in turn so that a change of the machine's speed hits both alike.

    One uncounted call of each comes first.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for call in (ours, theirs):
        call()
    for _ in range(runs):
        for call, seconds in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])
