"""LibreOffice, when it is installed, for files that no reader here knows (Word 95 and older, OpenDocument)."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from draftkit.errors import InputError, UnsupportedFormat
from draftkit.readers.source import Source

_SECONDS = 60
_PROGRAMS = ("soffice", "libreoffice")


def read(data: bytes, name: str, digest: str) -> Source:
    """A file that only LibreOffice reads (.odt) as lines. Raises as `to_docx` and the reader of .docx do."""
    from draftkit.readers import docx

    source = docx.read(to_docx(data, name, "OpenDocument 文件"), name, digest)
    return replace(source, kind="odt")


def to_docx(data: bytes, name: str, what: str = "Word 95 或更早的文件") -> bytes:
    """The file as .docx. what: said of it when it cannot be read. Raises UnsupportedFormat without LibreOffice, InputError when it fails.

    It runs with a profile of its own, so that an open LibreOffice does not take the file over, and
    is ended with all its children after a minute.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise UnsupportedFormat(
            f"这是 {what}，读不了",
            where=name,
            remedy="请用 Word 或 WPS 另存为 .docx，或安装 LibreOffice 再试",
        )
    with tempfile.TemporaryDirectory(prefix="draftkit-") as folder:
        place = Path(folder)
        (place / "in.doc").write_bytes(data)
        profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
        _run(
            [
                program,
                profile,
                "--headless",
                "--convert-to",
                "docx",
                "--outdir",
                folder,
                str(place / "in.doc"),
            ]
        )
        made = place / "in.docx"
        if not made.is_file():
            raise InputError(
                "LibreOffice 没能打开这个文件", where=name, remedy="请用 Word 或 WPS 另存为 .docx"
            )
        return made.read_bytes()


def _run(command: list[str]) -> None:
    """Run to the end or for a minute; nothing is left running."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
