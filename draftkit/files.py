"""Writing results: whole or not at all, and never over somebody's file."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from draftkit.errors import OutputError

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


def refuse_existing(path: Path, *, force: bool = False) -> None:
    """Raises OutputError when `path` exists and may not be overwritten."""
    if path.exists() and not force:
        raise OutputError(
            "文件已存在，没有覆盖",
            where=str(path),
            remedy="换一个文件名，或加 --force（Python 里写 force=True）",
        )


def write_whole(path: Path, data: bytes | str, *, force: bool = False) -> None:
    """Write `data` to a temporary file beside `path`, then rename it into place.

    Text is written as UTF-8. Raises OutputError when `path` exists and `force` is false, or when
    the place cannot be written; then nothing is left behind.
    """
    refuse_existing(path, force=force)
    raw = data.encode("utf-8") if isinstance(data, str) else data
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise OutputError(
            f"写不进去（{reason(error)}）", where=str(path), remedy="请检查文件夹的权限和剩余空间"
        ) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
