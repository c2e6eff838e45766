"""Reading a text into a whole document (outline, units, targets, citations), and Word files into lines.

The real documents beside the repository are measured too when they are there. What a parse remembers
of the one before is forgotten first, so that every run is the first of its text.
"""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from benchmarks import Row, median_seconds
from draftkit.lexicon.text import normal
from draftkit.parsing import parse_text
from draftkit.parsing.notes import find_notes
from draftkit.parsing.units import _units_of, take_apart

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("DRAFTKIT_SHARED", ROOT.parent / "shared"))
BAR = 2.0  # million characters a second
DOCX_BAR = 3.0
LINEAR_BAR = 1.3
TIMES = 10
RUNS = 30
PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml")


def run() -> list[Row]:
    """Characters a second for samples and real documents, growth with the length, Word files."""
    samples = sorted((ROOT / "samples" / "src").glob("*.txt"))
    real = sorted((SHARED / "seeds").glob("*.txt"))
    rows = [_speed("samples", samples), *([_speed("real documents", real)] if real else [])]
    return [*rows, _growth(samples[0]), *map(_docx, sorted((ROOT / "samples").glob("*.docx")))]


def _speed(what: str, paths: list[Path]) -> Row:
    texts = [path.read_text(encoding="utf-8") for path in paths]
    size = sum(map(len, texts))
    seconds = sum(_best(lambda text=text: parse_text(text)) for text in texts)  # type: ignore[misc]
    note = f"{len(texts)} texts, {size} characters, best of {RUNS}, {seconds / len(texts) * 1e3:.1f} ms each"
    return Row(f"parse_text {what}", size / seconds / 1e6, "M/s", "the bar", BAR, 1.0, ">=", note)


def _growth(path: Path) -> Row:
    """Seconds for a million characters of a long text against those of a text a tenth as long."""
    text = path.read_text(encoding="utf-8")
    begin = text.index("一、")
    part = text[begin : text.index("\n二、")].rstrip() + "\n"
    short, long = part * TIMES, part * TIMES * TIMES
    once = _best(lambda: parse_text(short)) / len(short) * 1e6
    often = _best(lambda: parse_text(long), runs=5) / len(long) * 1e6
    note = f"{len(long)} characters against {len(short)}"
    return Row("parse_text of a million characters", often, "s", "a tenth", once, LINEAR_BAR, "<=", note)


def _best(call: Callable[[], object], runs: int = RUNS) -> float:
    best = float("inf")
    for _ in range(runs):
        for remembered in (find_notes, take_apart, _units_of, normal):
            remembered.cache_clear()
        start = time.process_time()  # of one core, whatever else the machine does
        call()
        best = min(best, time.process_time() - start)
    return best


def _docx(path: Path) -> Row:
    from draftkit.readers.docx import read

    data = path.read_bytes()
    ours, theirs = median_seconds(lambda: read(data, path.name, ""), lambda: _trees(data), runs=15)
    note = f"{len(read(data, path.name, '').lines)} lines"
    return Row(f"read {path.name}", ours, "s", "lxml: every part read", theirs, DOCX_BAR, "<=", note)


def _trees(data: bytes) -> int:
    from lxml import etree

    with zipfile.ZipFile(BytesIO(data)) as package:
        names = set(package.namelist())
        return len([etree.fromstring(package.read(name)) for name in PARTS if name in names])
