"""Writing results: whole or not at all, and never over somebody's file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from draftkit.errors import OutputError


def write_whole(path: Path, data: bytes | str, *, force: bool = False) -> None:
    """Write `data` to a temporary file beside `path`, then rename it into place.

    Text is written as UTF-8. Raises OutputError when `path` exists and `force` is false, or when
    the place cannot be written; then nothing is left behind.
    """
    if path.exists() and not force:
        raise OutputError("文件已存在，没有覆盖", where=str(path), remedy="换一个文件名，或加 --force")
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
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"写不进去（{reason}）", where=str(path), remedy="请检查文件夹的权限和剩余空间"
        ) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
