"""Runs cases in a process of their own, so that a hang or a death of the process is a finding too."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from .trial import Case, Result, trial

MEMORY = 3 * 1024**3  # address space of the process; what needs more fails as out of memory
_AT_ONCE = 2000  # cases of one process, so that what one has taken is given back


def _work(pipe: Connection, pictures: bool) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Without LibreOffice and the recogniser of pictures, which take seconds for a file.
    os.environ["PATH"] = ""
    if not pictures:
        sys.modules["rapidocr"] = None  # type: ignore[assignment]
    while (case := pipe.recv()) is not None:
        if case.kind == "hang":  # to test the watch itself
            time.sleep(3600)
        if case.kind == "death":
            os.abort()
        pipe.send(trial(case))


class _Worker:
    """A process and the line to it."""

    def __init__(self, pictures: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, far = context.Pipe()
        self._process: Any = context.Process(target=_work, args=(far, pictures), daemon=True)
        self._process.start()
        far.close()
        self.done = 0

    def result(self, case: Case, limit: float) -> Result:
        """What came of a case; a hang or a death as well."""
        self.done += 1
        try:
            self.pipe.send(case)
            # The first case of a process also loads everything.
            if self.pipe.poll(limit + (20 if self.done == 1 else 0)):
                found: Result = self.pipe.recv()
                return found
        except (EOFError, OSError):
            self._process.join(5)
            return Result(case, "died", told=f"exit code {self._process.exitcode}")
        return Result(case, "hang", seconds=limit, told=f"no answer in {limit:g} s")

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


def results(cases: Iterable[Case], limit: float = 20.0, *, pictures: bool = False) -> Iterator[Result]:
    """The result of each case in turn. limit: seconds a case may take. pictures: scans are recognised."""
    worker: _Worker | None = None
    try:
        for case in cases:
            worker = worker or _Worker(pictures)
            result = worker.result(case, limit)
            yield result
            if result.outcome in ("hang", "died") or worker.done >= _AT_ONCE:
                worker.end()
                worker = None
    finally:
        if worker is not None:
            worker.end()
