"""Writing results: whole or not at all, and never over somebody's file; reading settings."""

from __future__ import annotations

import errno
import itertools
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from draftkit.errors import OutputError, ProfileError

_REASONS = {
    errno.ENOENT: "找不到这个文件或文件夹",
    errno.EEXIST: "已经有同名的文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只能读，不能写",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径中间有一个不是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EBUSY: "文件正被别的程序占用",
    errno.EMFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese (系统拒绝的原因)."""
    return _REASONS.get(error.errno or 0) or f"系统错误 {error.errno or type(error).__name__}"


def refuse_existing(path: Path, *, force: bool = False, inputs: Iterable[str | Path] = ()) -> None:
    """Raises OutputError when `path` exists and may not be overwritten.

    inputs: files that are read for it; none of them is ever overwritten, with `force` either.
    """
    if not path.exists():
        return
    if any(_same(path, Path(source)) for source in inputs):
        raise OutputError("输出文件就是原文件，没有改动", where=str(path), remedy="请换一个文件名")
    if not force:
        raise OutputError("文件已存在，没有覆盖", where=str(path), remedy="换一个文件名，或加 --force")


def _same(path: Path, source: Path) -> bool:
    try:
        return path.samefile(source)
    except OSError:
        return False


def write_whole(path: Path, data: bytes | str, *, force: bool = False) -> None:
    """Write `data` to a temporary file beside `path`, then rename it into place.

    Text is written as UTF-8. Raises OutputError when `path` exists and `force` is false, or when
    the place cannot be written; then nothing is left behind.
    """
    if not force:
        refuse_existing(path)
    whole = memoryview(data.encode("utf-8") if isinstance(data, str) else data)
    # Without a buffer: a batch writes thousands of files.
    with _placed(path) as handle:
        try:
            while whole:
                whole = whole[os.write(handle, whole) :]
        finally:
            os.close(handle)


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(f"写不进去（{reason(error)}）", where=str(path), remedy="请检查文件夹的权限和剩余空间")


@contextmanager
def written_whole(path: Path, *, force: bool = False) -> Iterator[IO[bytes]]:
    """A file to write to piece by piece, with the promise of `write_whole`: it is renamed into place
    when the block ends, and gone when the block fails. Raises OutputError likewise.
    """
    refuse_existing(path, force=force)
    with _placed(path) as handle, os.fdopen(handle, "wb") as out:
        yield out


@contextmanager
def _placed(path: Path) -> Iterator[int]:
    """A new file beside `path` that takes its place when the block, which closes it, ends; else it is gone."""
    temporary: str | None = None
    try:
        handle, temporary = _beside(path)
        yield handle
        os.replace(temporary, path)  # noqa: PTH105 (Path costs as much as the call)
        temporary = None
    except OSError as error:
        raise _refused(path, error) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


_numbers = itertools.count()


def _beside(path: Path) -> tuple[int, str]:
    """A new file in the same folder, which is made when it is not there."""
    folder, name = os.path.split(path)
    fresh = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    while True:
        temporary = os.path.join(folder, f".{name[:40]}.{os.getpid()}-{next(_numbers)}")  # noqa: PTH118
        try:
            return os.open(temporary, fresh, 0o644), temporary
        except FileExistsError:
            continue
        except FileNotFoundError:
            if folder and not os.path.isdir(folder):  # noqa: PTH112
                path.parent.mkdir(parents=True, exist_ok=True)
                continue
            raise


def read_settings(path: Path) -> dict[str, Any]:
    """The tables of a draftkit.toml (设置文件), as editors save it: UTF-8 with or without a mark, GB18030.

    Raises ProfileError with the line of what is wrong.
    """
    import tomllib

    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProfileError(
            f"读不了这个设置文件（{reason(error)}）", where=str(path), remedy="请检查路径和权限"
        ) from None
    try:
        text = _decoded(data)
        return tomllib.loads(text.replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise ProfileError("设置文件的编码无法识别", where=str(path), remedy="请另存为 UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{path} 第{line[1]}行" if line else str(path)
        raise ProfileError(
            "设置文件有误，不是正确的 TOML",
            where=where,
            remedy='写法见 docs/settings.md；文字要用英文引号，如 fonts = "windows"',
        ) from None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
