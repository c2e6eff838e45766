"""What a batch has done, kept beside its results, so that the next call goes on from there (进度记录).

A line is written before a file is begun and another when it is finished. Lines are only ever
added; a last line that was cut off by a power failure is ignored.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Literal

from draftkit.errors import OutputError
from draftkit.files import reason

FILE = ".draftkit-batch.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a file, the key of what it was made from, and how far it got.

    sha256: of the finished file, None before. open_points: how many it has.
    """

    file: str
    key: str
    state: Literal["started", "done"]
    sha256: str | None = None
    open_points: int = 0


class Manifest:
    """The record of one folder. Use as a context manager; `add` is durable when it returns."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._entries: dict[str, Entry] = {}
        self._begun: set[str] = set()
        self._file: IO[str] | None = None

    def __enter__(self) -> Manifest:
        folder = self._path.parent
        if folder.exists() and not folder.is_dir():
            raise OutputError("这是一个文件，不是文件夹", where=str(folder), remedy="请给出文件夹")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._read()
            self._file = self._path.open("a", encoding="utf-8")
        except OSError as error:
            raise OutputError(
                f"写不进去（{reason(error)}）",
                where=str(self._path.parent),
                remedy="请检查文件夹的权限和剩余空间",
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def _read(self) -> None:
        if not self._path.exists():
            return
        raw = self._path.read_bytes()
        if raw and not raw.endswith(b"\n"):
            # A line cut off by a kill must not swallow the next one.
            with self._path.open("ab") as file:
                file.write(b"\n")
        for line in raw.decode("utf-8", "replace").splitlines():
            try:
                entry = Entry(**json.loads(line))
            except (ValueError, TypeError):
                continue
            self._remember(entry)

    def _remember(self, entry: Entry) -> None:
        if entry.state == "started":
            self._begun.add(entry.file)
        else:
            self._entries[entry.file] = entry
            self._begun.discard(entry.file)

    def add(self, *entries: Entry) -> None:
        """Writes lines and hands them to the operating system."""
        assert self._file is not None
        for entry in entries:
            self._file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            self._remember(entry)
        self._file.flush()
        if any(entry.state == "done" for entry in entries):
            os.fsync(self._file.fileno())

    def finished(self, folder: Path, file: str, key: str) -> Entry | None:
        """The entry of a file that is there, made from exactly these things; else None."""
        entry = self._entries.get(file)
        if entry is None or entry.key != key or not (folder / file).is_file():
            return None
        return entry

    def knows(self, file: str) -> bool:
        """Whether this file was finished here once."""
        return file in self._entries

    def ours(self, folder: Path, file: str) -> bool:
        """Whether an existing file may be written again: begun here, or as it was left here."""
        path = folder / file
        if not path.exists() or file in self._begun:
            return True
        entry = self._entries.get(file)
        return entry is not None and entry.sha256 == digest(path.read_bytes())


def digest(data: bytes) -> str:
    """sha256 as hex."""
    return hashlib.sha256(data).hexdigest()
