"""Where the results of a batch go: a folder of this machine, or anything fsspec reaches (结果存放处)."""

from __future__ import annotations

import os
import re
import shutil
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Protocol

from draftkit.errors import OutputError
from draftkit.files import reason, write_whole, written_whole

LOG = ".draftkit-batch.jsonl"
_SEGMENTS = ".draftkit-batch"
_UNFINISHED = re.compile(r"\..+\.(\d+)-\d+")
# Where a file comes into being whole when it is put; elsewhere it is put beside and then renamed.
_PUT_WHOLE = frozenset("abfs abfss az gcs gs memory oss s3 s3a".split())


class Place(Protocol):
    """A place for results. Names are those of files directly in it."""

    def open(self) -> None:
        """Makes it ready. Raises OutputError."""

    def write(self, name: str, data: bytes) -> None:
        """Writes a file whole, over an older one. Raises OutputError."""

    def write_from(self, name: str, file: IO[bytes]) -> None:
        """The same for a file that may be too long for the memory; it is read from its start."""

    def size(self, name: str) -> int | None:
        """Bytes of a file, None when it is not there."""

    def read(self, name: str) -> bytes:
        """A file's bytes. Raises OSError."""

    def log(self) -> bytes:
        """The lines that `add` wrote, in this call and in earlier ones."""

    def add(self, lines: str, *, lasting: bool) -> None:
        """Adds lines to the log; when lasting, all of it is on the disk when this returns."""

    def close(self) -> None:
        """Lets go of it."""


def place_of(where: str) -> Place:
    """The place that a path or an address (s3://…, hdfs://…) names."""
    return Remote(where) if "://" in where else Folder(Path(where))


class Folder:
    """A folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._root = str(path)
        self._log: int | None = None

    def open(self) -> None:
        """Makes the folder and opens the log."""
        if self._path.exists() and not self._path.is_dir():
            raise OutputError("这是一个文件，不是文件夹", where=self._root, remedy="请给出文件夹")
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            self._end_last_line()
            self._sweep()
        except OSError as error:
            raise OutputError(
                f"写不进去（{reason(error)}）", where=self._root, remedy="请检查文件夹的权限和剩余空间"
            ) from None

    def _end_last_line(self) -> None:
        """A line cut off by a kill must not swallow the next one."""
        if (raw := self.log()) and not raw.endswith(b"\n"):
            with (self._path / LOG).open("ab") as file:
                file.write(b"\n")

    def _sweep(self) -> None:
        """Takes away the unfinished files of processes that were killed."""
        for path in self._path.iterdir():
            if (left := _UNFINISHED.fullmatch(path.name)) and not _lives(int(left[1])):
                path.unlink(missing_ok=True)

    def write(self, name: str, data: bytes) -> None:
        """Writes a file whole."""
        write_whole(self._path / name, data, force=True)

    def write_from(self, name: str, file: IO[bytes]) -> None:
        """Writes a long file whole."""
        file.seek(0)
        with written_whole(self._path / name, force=True) as out:
            shutil.copyfileobj(file, out)

    def size(self, name: str) -> int | None:
        """Bytes of a file."""
        try:
            return os.stat(f"{self._root}/{name}").st_size  # noqa: PTH116 (called for every row)
        except OSError:
            return None

    def read(self, name: str) -> bytes:
        """A file's bytes."""
        return (self._path / name).read_bytes()

    def log(self) -> bytes:
        """The log."""
        path = self._path / LOG
        return path.read_bytes() if path.exists() else b""

    def add(self, lines: str, *, lasting: bool) -> None:
        """Adds lines to the log."""
        if self._log is None:
            append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self._log = os.open(self._path / LOG, append, 0o644)
        if lines:
            # One call of the system: lines of several processes do not run into each other.
            os.write(self._log, lines.encode("utf-8"))
        if lasting:
            os.fsync(self._log)

    def close(self) -> None:
        """Closes the log."""
        if self._log is not None:
            os.close(self._log)
            self._log = None


def _lives(process: int) -> bool:
    """Whether a process is there; where it cannot be asked without harm, it is taken to be."""
    if os.name != "posix":
        return True
    try:
        # One that was killed and that nobody has asked after still has a number.
        if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
    except (OSError, IndexError):
        pass
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


class Remote:
    """A folder of a file system that fsspec reaches; its log is a folder of small files, for most of
    these systems cannot add to a file.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._count = 0

    @cached_property
    def _at(self) -> tuple[Any, str]:
        try:
            import fsspec

            system, root = fsspec.core.url_to_fs(self._where)
        except ImportError as error:
            wanted = re.search(r"[Ii]nstall (\w+)", str(error))
            package = getattr(error, "name", None) or (wanted[1] if wanted else "fsspec")
            more = "" if package == "fsspec" else f" {package}"
            raise OutputError(
                f"缺少组件 {package}，到不了这个地址",
                where=self._where,
                remedy=f"请先安装：pip install 'draftkit[cluster]'{more}",
            ) from None
        except ValueError:
            raise OutputError("不认识的地址", where=self._where, remedy="可用 s3://、hdfs:// 等") from None
        return system, str(root).rstrip("/")

    @cached_property
    def _sizes(self) -> dict[str, int]:
        """What stands there; asked once, for each question is a journey."""
        system, root = self._at
        try:
            found = system.ls(root, detail=True)
        except FileNotFoundError:
            return {}
        return {
            f["name"].rstrip("/").rpartition("/")[2]: f["size"] or 0 for f in found if f["type"] == "file"
        }

    def open(self) -> None:
        """Makes the folder and joins the pieces of the log."""
        system, root = self._at
        self._told(lambda: system.makedirs(f"{root}/{_SEGMENTS}", exist_ok=True))
        pieces = self._pieces()
        if len(pieces) > 1:
            whole = self.log()
            self._count = max(int(piece.rpartition("/")[2].split(".")[0]) for piece in pieces)
            self.add(whole.decode("utf-8", "replace"), lasting=True)
            self._told(lambda: system.rm(pieces))
        elif pieces:
            self._count = int(pieces[0].rpartition("/")[2].split(".")[0])

    def write(self, name: str, data: bytes) -> None:
        """Writes a file whole."""
        self._told(lambda: self._put(name, data))
        self._sizes[name] = len(data)

    def write_from(self, name: str, file: IO[bytes]) -> None:
        """Writes a long file whole."""
        file.seek(0)
        self.write(name, file.read())

    def _put(self, name: str, data: bytes) -> None:
        system, root = self._at
        protocol = system.protocol if isinstance(system.protocol, str) else system.protocol[0]
        path = f"{root}/{name}"
        if protocol in _PUT_WHOLE:
            system.pipe_file(path, data)
            return
        folder, _, last = path.rpartition("/")
        beside = f"{folder}/.{last[:40]}.{os.getpid()}"
        system.pipe_file(beside, data)
        try:
            system.mv(beside, path)
        except FileExistsError:
            system.rm(path)
            system.mv(beside, path)

    def _told(self, work: Any) -> None:
        try:
            work()
        except OutputError:
            raise
        except Exception as error:  # each file system has errors of its own
            words = reason(error) if isinstance(error, OSError) else type(error).__name__
            raise OutputError(f"写不进去（{words}）", where=self._where, remedy="请检查地址和权限") from None

    def size(self, name: str) -> int | None:
        """Bytes of a file."""
        return self._sizes.get(name)

    def read(self, name: str) -> bytes:
        """A file's bytes."""
        system, root = self._at
        data: bytes = system.cat_file(f"{root}/{name}")
        return data

    def _pieces(self) -> list[str]:
        system, root = self._at
        try:
            found = system.ls(f"{root}/{_SEGMENTS}", detail=False)
        except FileNotFoundError:
            return []
        return sorted(str(path) for path in found if str(path).endswith(".jsonl"))

    def log(self) -> bytes:
        """All pieces of the log, in the order in which they were written."""
        system, _ = self._at
        return b"".join(system.cat_file(piece) for piece in self._pieces())

    def add(self, lines: str, *, lasting: bool) -> None:
        """Adds a piece to the log."""
        if not lines:
            return
        self._count += 1
        self._told(lambda: self._put(f"{_SEGMENTS}/{self._count:08d}.jsonl", lines.encode("utf-8")))

    def close(self) -> None:
        """Nothing is held."""
