"""Real documents of which a chat or a form has lost all line breaks: the tasks are all there.

What lines alone can tell stays lost: a signature of several bodies set in columns cannot be
taken apart again, so the head is held to 0.93 and everything below it to the full bar.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import draftkit
from draftkit.writers.text import to_text


def means(files: dict[str, str], shared: Path, folder: Path) -> dict[str, float]:
    """The mean figures of the scorer over these texts."""
    for number, text in files.items():
        (folder / f"{number}_line.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, str(shared / "score" / "structure.py"), "--seeds", str(folder), *files]
    environment = {**os.environ, "DRAFTKIT": f"{sys.executable} -m draftkit", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=300)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("mean"))
    return {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", line)}


@pytest.mark.parametrize("between", ["", " "], ids=["joined", "blank between"])
@pytest.mark.parametrize("raw", [True, False], ids=["as saved", "set anew"])
def test_all_breaks_lost(between: str, raw: bool, shared: Path, tmp_path: Path) -> None:
    files = {}
    for path in sorted((shared / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8") if raw else to_text(draftkit.read(path))
        files[path.stem[:3]] = between.join(text.split("\n"))
    found = means(files, shared, tmp_path)
    assert found.pop("elements") >= 0.93
    assert {name: value for name, value in found.items() if value < 1} == {}
