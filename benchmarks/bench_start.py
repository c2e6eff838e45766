"""How long the command line takes to start, as whole processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import Row, median_seconds

ROOT = Path(__file__).resolve().parent.parent
PEER = [sys.executable, "-c", "import click"]


def run() -> list[Row]:
    """`draftkit --help` and `draftkit inspect` of a long document, against Python importing click."""
    draftkit = str(Path(sys.executable).parent / "draftkit")
    rows = [_row("draftkit --help", [draftkit, "--help"], 2.5)]
    for path in _documents():
        note = f"{path.name}, {path.stat().st_size // 1024} KB"
        rows.append(_row(f"draftkit inspect {path.suffix}", [draftkit, "inspect", str(path)], 5, note))
    return rows


def _row(what: str, command: list[str], bar: float, note: str = "") -> Row:
    ours, theirs = median_seconds(lambda: _call(command), lambda: _call(PEER), runs=9)
    return Row(what, ours, "s", "python -c 'import click'", theirs, bar, "<=", note)


def _call(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _documents() -> list[Path]:
    """The longest sample of each format, and the longest real document when it is at hand."""
    places = [
        (ROOT / "samples", "*.txt"),
        (ROOT / "samples", "*.docx"),
        (ROOT.parent / "shared/seeds", "*.txt"),
    ]
    found = [sorted(folder.rglob(glob), key=lambda p: p.stat().st_size) for folder, glob in places]
    return [paths[-1] for paths in found if paths]
