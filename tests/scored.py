"""The scorer of the reference material, run over real documents in another form."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def assert_at_its_bars(files: dict[str, bytes], shared: Path, folder: Path) -> None:
    """Elements, headings, measures, units and targets of each document. files: number -> bytes.

    All are given the suffix that the scorer looks for: the kind is found by content.
    """
    for number, data in files.items():
        (folder / f"{number}_form.txt").write_bytes(data)
    command = [sys.executable, str(shared / "score" / "structure.py"), "--seeds", str(folder), *files]
    environment = {**os.environ, "DRAFTKIT": f"{sys.executable} -m draftkit", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
