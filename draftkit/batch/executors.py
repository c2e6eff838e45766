"""Where the work is done: in this process, or in several; anything with `submit` will do (执行器)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any


class Here(Executor):
    """An Executor that does the work at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished future of a call."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def executor_for(jobs: int) -> Executor:
    """This process for one job, else so many processes."""
    return Here() if jobs <= 1 else ProcessPoolExecutor(max_workers=jobs)
