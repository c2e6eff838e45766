"""Where the work is done: in this process, in several, or on a cluster; anything with `submit` will do (执行器)."""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from types import FrameType
from typing import Any

from draftkit.errors import InputError

_DASK = "dask://"


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


class Cluster(Executor):
    """The Executor of a Dask cluster, with the connection that has to be closed after it."""

    def __init__(self, client: Any) -> None:
        self._client = client
        # A worker that dies is no fault of the work: Dask gives it to another one, so many times.
        self._executor: Executor = client.get_executor(retries=2)

    @property
    def width(self) -> int:
        """How many pieces of work the cluster does at once."""
        return sum(self._client.nthreads().values()) or 1

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of a call on the cluster."""
        return self._executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the work and the connection."""
        self._executor.shutdown(wait=wait)
        self._client.close()


def executor_for(jobs: int) -> Executor:
    """This process for one job, else so many processes."""
    return Here() if jobs <= 1 else ProcessPoolExecutor(max_workers=jobs, initializer=_let_finish)


def _let_finish() -> None:
    """Ctrl-C reaches every process; those that work finish what they have begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # What was inherited is never freed; a collector that walks through it would copy all its pages.
    gc.freeze()


def _end_with_parent() -> None:
    """A process whose parent was killed waits for work for ever; what it has begun is made again."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


class Stopped(KeyboardInterrupt):
    """A batch was stopped as asked. done: plans that are finished, those of earlier calls included."""

    def __init__(self, done: int) -> None:
        super().__init__()
        self.done = done


class Stop:
    """Ctrl-C as a wish, granted where nothing is half done (用户要求停下).

    An interrupt that is raised inside an executor, or a second one while the first is being obeyed, can
    leave its threads and processes waiting for each other. Whoever presses three times means it.
    """

    _PATIENCE = 3

    def __init__(self, *, last: bool = False) -> None:
        """last: the process ends when it is stopped, so that whatever is heard after that is ignored."""
        self._last = last
        self._times = 0
        self._before: Any = None

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._heard)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._before is not None:
            ends = self._last and kind is not None and issubclass(kind, KeyboardInterrupt)
            signal.signal(signal.SIGINT, signal.SIG_IGN if ends else self._before)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self._times += 1
        if self._times >= self._PATIENCE:
            if self._last:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            raise KeyboardInterrupt

    def check(self) -> None:
        """Raises KeyboardInterrupt when it was asked for."""
        if self._times:
            raise KeyboardInterrupt


def checked(address: str) -> None:
    """Raises InputError for what cannot be the address of a cluster."""
    if not re.fullmatch(_DASK + r"[^\s/:]+:\d+", address):
        raise InputError("不认识的执行器", where=address, remedy="请写成 dask://主机:端口")


def cluster(address: str) -> Cluster:
    """The cluster at dask://HOST:PORT. Raises InputError when it is not there."""
    checked(address)
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "缺少组件 distributed，用不了 Dask 集群",
            where=address,
            remedy="请先安装：pip install 'draftkit[cluster]'",
        ) from None
    try:
        connect: Any = Client
        client = connect("tcp://" + address.removeprefix(_DASK), timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise InputError(
            "连不上 Dask 调度器", where=address, remedy="请检查主机、端口和调度器是否在运行"
        ) from None
    return Cluster(client)


def deaths() -> tuple[type[BaseException], ...]:
    """What an executor raises when those who worked are gone, and not because the work is bad."""
    found: list[type[BaseException]] = [BrokenExecutor]
    if distributed := sys.modules.get("distributed"):
        found += [distributed.KilledWorker, distributed.client.FutureCancelledError]
    return tuple(found)
