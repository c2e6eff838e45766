"""What a batch has done, kept beside its results, so that the next call goes on from there (进度记录).

A line is written before a file is begun and another when it is finished. Lines are only ever
added; a last line that was cut off by a power failure is ignored.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Container, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Literal

from draftkit.batch.places import LOG as FILE
from draftkit.batch.places import Place

__all__ = ["FILE", "Entry", "Manifest", "digest"]


_EVERY = 2.0
"""Seconds of work that a power failure may cost; a process that is killed loses nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a file, the key of what it was made from, and how far it got.

    sha256, size: of the finished file, None before. open_points: how many it has.
    """

    file: str
    key: str
    state: Literal["started", "done"]
    sha256: str | None = None
    open_points: int = 0
    size: int | None = None

    def line(self) -> str:
        """The entry as JSON, without what says nothing."""
        known = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({k: v for k, v in known.items() if v is not None}, ensure_ascii=False) + "\n"


class Manifest:
    """The record of one place, as it was when it was opened. Use as a context manager."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._entries: dict[str, Entry] = {}
        self._begun: set[str] = set()
        self._lasting = time.monotonic()

    def __enter__(self) -> Manifest:
        self.place.open()
        for line in self.place.log().decode("utf-8", "replace").splitlines():
            try:
                entry = Entry(**json.loads(line))
            except (ValueError, TypeError):
                continue
            self._remember(entry)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.place.add("", lasting=True)
        self.place.close()

    def _remember(self, entry: Entry) -> None:
        if entry.state == "started":
            self._begun.add(entry.file)
        else:
            self._entries[entry.file] = entry
            self._begun.discard(entry.file)

    def add(self, *entries: Entry) -> None:
        """Hands lines to the system."""
        if not entries:
            return
        self.place.add("".join(entry.line() for entry in entries), lasting=False)

    def forget(self) -> None:
        """Lets go of what was read, when nothing more will be asked."""
        self._entries.clear()
        self._begun.clear()

    def settle(self, entries: Sequence[Entry], *, written: bool) -> None:
        """Notes finished files; at the latest after some seconds they stand on the disk.

        written: whether the process that made them has written their lines.
        """
        now = time.monotonic()
        lasting = now - self._lasting > _EVERY
        if lasting:
            self._lasting = now
        lines = "" if written else "".join(entry.line() for entry in entries)
        self.place.add(lines, lasting=lasting)

    def finished(self, file: str, key: str) -> Entry | None:
        """The entry of a file that is there whole, made from exactly these things; else None."""
        entry = self._entries.get(file)
        if entry is None or entry.key != key:
            return None
        size = self.place.size(file)
        # A power failure can leave an empty file of the right name behind.
        return entry if size is not None and entry.size in (None, size) else None

    @property
    def known(self) -> bool:
        """Whether anything was begun here before."""
        return bool(self._entries or self._begun)

    def knows(self, file: str) -> bool:
        """Whether this file was finished here once."""
        return file in self._entries

    def besides(self, files: Container[str]) -> list[str]:
        """What was finished here, is still there and is none of these files."""
        return sorted(f for f in self._entries if f not in files and self.place.size(f) is not None)

    def ours(self, file: str) -> bool:
        """Whether an existing file may be written again: begun here, or as it was left here."""
        size = self.place.size(file)
        if size is None or file in self._begun:
            return True
        entry = self._entries.get(file)
        if entry is None:
            return False
        return entry.sha256 == digest(self.place.read(file)) or (size == 0 and entry.size != 0)


def digest(data: bytes) -> str:
    """sha256 as hex."""
    return hashlib.sha256(data).hexdigest()
