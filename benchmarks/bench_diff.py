"""Two documents of some 5,000 characters compared, against a general docx comparer.

The peer is python-redlines (docxodus or its successor); it needs its own binary. Where that does not
run, difflib over the paragraphs of both docx stands in, and the row says so: it finds equal and
different paragraphs only, so no bar is judged against it.
"""

from __future__ import annotations

import difflib
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import Row, median_seconds

ROOT = Path(__file__).resolve().parent.parent
PARENT, CHILD = ROOT / "samples" / "province.docx", ROOT / "samples" / "city.docx"


def run() -> list[Row]:
    """In process (read and compare; compare alone) and as whole process."""
    from draftkit.comparing import compare
    from draftkit.parsing import read

    if not (PARENT.exists() and CHILD.exists()):
        return []
    documents = read(PARENT), read(CHILD)
    size = f"{sum(len(p.content) for d in documents for p in d.paragraphs) // 2} characters each"
    peer, name, bar = _peer()
    rows = []
    for what, ours in (
        ("two docx to a comparison, in process", lambda: compare(read(PARENT), read(CHILD))),
        ("compare() alone, in process", lambda: compare(*documents)),
    ):
        mine, theirs = median_seconds(ours, peer, runs=9)
        rows.append(Row(what, mine, "s", name, theirs, bar, "<=", size))
    return [*rows, _whole_process(size)]


def _whole_process(size: str) -> Row:
    command = [str(Path(sys.executable).parent / "draftkit"), "diff", "--json", str(PARENT), str(CHILD)]
    bare = [sys.executable, "-c", "import click"]
    ours, theirs = median_seconds(lambda: _call(command), lambda: _call(bare), runs=7)
    return Row(
        "draftkit diff --json, whole process", ours, "s", "python -c 'import click'", theirs, note=size
    )


def _call(command: list[str]) -> None:
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode()[-300:])


def _peer() -> tuple[Callable[[], object], str, float | None]:
    """The peer's call, its name, and the bar for ours ÷ theirs (one twentieth), None for the stand-in."""
    redlines = _redlines()
    if redlines is not None:
        return redlines, "python-redlines", 1 / 20
    return _difflib, "difflib over docx paragraphs (stand-in: python-redlines does not run here)", None


def _redlines() -> Callable[[], object] | None:
    """python-redlines comparing the two docx, None when it is not installed or its binary fails."""
    try:
        from python_redlines import engines
    except ImportError:
        return None
    engine_class = next(
        (getattr(engines, n) for n in ("DocxodusEngine", "XmlPowerToolsEngine") if hasattr(engines, n)), None
    )
    if engine_class is None:
        return None
    old, new = PARENT.read_bytes(), CHILD.read_bytes()

    def call() -> object:
        return engine_class().run_redline("draftkit", old, new)

    try:
        start = time.perf_counter()
        call()
        return call if time.perf_counter() - start < 60 else None
    except Exception:
        return None


def _difflib() -> object:
    sides = []
    for path in (PARENT, CHILD):
        from docx import Document

        sides.append([re.sub(r"\s", "", p.text) for p in Document(str(path)).paragraphs])
    return list(difflib.ndiff(*sides))
