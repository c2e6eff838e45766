"""One writer at a time. The operating system frees the lock when a process dies, so none goes stale."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from draftkit.errors import LibraryError
from draftkit.files import reason

LOCK_FILE = ".lock"


@contextmanager
def locked(folder: Path, wait: float = 60.0, name: str = LOCK_FILE) -> Iterator[None]:
    """Hold the library for writing; others wait up to `wait` seconds. name: of the file that is held.

    Raises LibraryError when the library stays taken or its folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / name).open("a+b")
    except OSError as error:
        raise LibraryError(
            f"条款库写不进去（{reason(error)}）", where=str(folder), remedy="请检查文件夹的权限"
        ) from None
    with handle:
        _acquire(handle, folder, wait)
        try:
            yield
        finally:
            _release(handle)


_LEFT = re.compile(r"\..{1,40}\.\d+-\d+")  # what `draftkit.files` writes before it renames
_OLD = 3600.0  # seconds after which nobody is still writing it


def sweep(folder: Path, now: float | None = None) -> None:
    """Take away what writers that were killed have left in a library and its domains (残留的临时文件).

    Only old ones: a writer on another computer may not see our lock.
    """
    before = (time.time() if now is None else now) - _OLD
    with suppress(OSError):
        for place in (folder, *(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))):
            with os.scandir(place) as entries:
                left = [e for e in entries if e.name.startswith(".") and _LEFT.fullmatch(e.name)]
            for entry in left:
                with suppress(OSError):
                    if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < before:
                        Path(entry).unlink()


def _acquire(handle: IO[bytes], folder: Path, wait: float) -> None:
    deadline = time.monotonic() + wait
    while not _try(handle):
        if time.monotonic() > deadline:
            raise LibraryError("另一个程序正在写这个条款库", where=str(folder), remedy="请等它结束后再试")
        time.sleep(0.02)


try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    def _try(handle: IO[bytes]) -> bool:
        try:
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def _release(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:

    def _try(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _release(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
