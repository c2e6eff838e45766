"""Two docx compared and redlined, and one parent against many children, against a general docx comparer.

The peer is python-redlines (docxodus or its successor); it needs its own binary. Where that does not
run, difflib over the paragraphs of both docx stands in, and the row says so: it finds equal and
different paragraphs only, so no bar is judged against it.

What is timed is processor time, of this process and of those that it starts: it stays the same on a
loaded machine. `WALL=1 python -m benchmarks diff` takes the time on the wall instead; on a quiet
machine that is what a user waits for. Caches of texts are emptied before each call of ours, so that
no call profits from the one before.
"""

from __future__ import annotations

import difflib
import io
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from benchmarks import Row

ROOT = Path(__file__).resolve().parent.parent
PARENT, CHILD = ROOT / "samples" / "province.docx", ROOT / "samples" / "city.docx"
COMMAND = str(Path(sys.executable).parent / "draftkit")
MANY = 200
LONG = 10  # so many times the sample makes some 50,000 characters
WALL = os.environ.get("WALL") == "1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def run() -> list[Row]:
    """In process, as a whole process, and the matrix."""
    if not (PARENT.exists() and CHILD.exists()):
        return []
    rows = [*_pair(PARENT, CHILD, "5,000 characters each", 1 / 20, 7)]
    with tempfile.TemporaryDirectory() as folder:
        long = [_longer(path, Path(folder)) for path in (PARENT, CHILD)]
        rows += _pair(long[0], long[1], "50,000 characters each", 1 / 8, 3)
    return [*rows, *_whole_process(), *_matrix()]


def _pair(old: Path, new: Path, size: str, bar: float, runs: int) -> list[Row]:
    from draftkit.comparing import compare
    from draftkit.parsing import read
    from draftkit.writers.redline import old_of_docx, redlined

    peer, name, judged = _peer(old, new)
    theirs = _seconds(peer, max(3, runs // 2))
    note = f"{size}, {'wall' if WALL else 'processor'} time"
    calls: Sequence[tuple[str, Callable[[], object]]] = (
        ("two docx to a comparison, in process", lambda: compare(read(old), read(new))),
        (
            "two docx to a redline, in process",
            lambda: redlined(new.read_bytes(), old_of_docx(old.read_bytes())),
        ),
    )
    return [
        Row(what, _seconds(call, runs, _emptied), "s", name, theirs, bar if judged else None, "<=", note)
        for what, call in calls
    ]


def _whole_process() -> list[Row]:
    command = [COMMAND, "diff", "--json", str(PARENT), str(CHILD)]
    ours = _seconds(lambda: _call(command), 5)
    peer, name, judged = _peer(PARENT, CHILD)
    return [
        Row(
            "draftkit diff --json, whole process",
            ours,
            "s",
            name,
            _seconds(peer, 3),
            1 / 2 if judged else None,
            "<=",
            "5,000 characters each, interpreter's start on our side only",
        ),
        Row("its memory", _memory(command), "MiB", "the bar of 70 MiB", 70.0, 1.0, "<="),
    ]


def _matrix() -> list[Row]:
    """One parent and 200 children: two processes against one (on the wall: it is about cores), and a document."""
    with tempfile.TemporaryDirectory() as folder:
        children = [Path(folder) / f"{number:03}.docx" for number in range(MANY)]
        for child in children:
            child.write_bytes(CHILD.read_bytes())
        command = [COMMAND, "matrix", str(PARENT), folder, "--json", "--jobs"]
        one, two = (_wall(lambda jobs=jobs: _call([*command, jobs])) for jobs in ("1", "2"))  # type: ignore[misc]
        processor = _seconds(lambda: _call([*command, "1"]), 1)
    return [
        Row("matrix of 1 × 200, two processes (wall)", one / two, "×", "one process", 1.0, 1.8, ">="),
        Row("matrix, one document", processor / MANY * 1000, "ms", "the bar of 40 ms", 40.0, 1.0, "<="),
    ]


# --- clocks ---------------------------------------------------------------------------------


def _seconds(call: Callable[[], object], runs: int, before: Callable[[], None] = lambda: None) -> float:
    """Median seconds of a call; one uncounted call comes first."""
    call()
    times = []
    for _ in range(runs):
        before()
        start = _clock()
        call()
        times.append(_clock() - start)
    return statistics.median(times)


def _clock() -> float:
    if WALL:
        return time.perf_counter()
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def _wall(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _emptied() -> None:
    """Empties all bounded caches of draftkit: what is remembered of texts, not tables that were loaded."""
    for name, module in list(sys.modules.items()):
        if name.startswith("draftkit"):
            for value in list(vars(module).values()):
                parameters = getattr(value, "cache_parameters", None)
                if parameters is not None and parameters()["maxsize"] is not None:
                    value.cache_clear()


def _call(command: list[str]) -> None:
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode()[-300:])


def _memory(command: list[str]) -> float:
    """The most memory that a process held, in MiB."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    return float(done.stdout)


# --- input and peer ---------------------------------------------------------------------------


def _longer(path: Path, folder: Path) -> Path:
    """The document with its chapters repeated, each time with other words for the matter."""
    from docx import Document

    document = Document(str(path))
    body = document.element.body
    paragraphs = [p for p in body if p.tag == f"{_W}p"]
    first = next(i for i, p in enumerate(paragraphs) if len(_text(p)) > 120)
    chapters = paragraphs[first:-4]
    at = body.index(chapters[-1]) + 1
    for number in range(1, LONG):
        for paragraph in chapters:
            body.insert(at, _varied(paragraph, number))
            at += 1
    out = io.BytesIO()
    document.save(out)
    target = folder / path.name
    target.write_bytes(out.getvalue())
    return target


def _text(paragraph: object) -> str:
    return "".join(t.text or "" for t in paragraph.iter(f"{_W}t"))  # type: ignore[attr-defined]


@cache
def _signs(number: int) -> dict[int, int]:
    """Another character for each one of the matter; those of everyday words, units and numbers stay."""
    from draftkit.comparing.passages import everyday_words

    kept = {ord(character) for character in "".join(everyday_words()) + "年月日省市县区局委厅办所家个人名"}
    return {
        code: 0x4E00 + (code - 0x4E00 + 97 * number) % 0x5000
        for code in range(0x4E11, 0x9FA5)
        if code not in kept
    }


def _varied(paragraph: object, number: int) -> object:
    from copy import deepcopy

    made = deepcopy(paragraph)
    for node in made.iter(f"{_W}t"):  # type: ignore[attr-defined]
        node.text = (node.text or "").translate(_signs(number))
    return made


def _peer(old: Path, new: Path) -> tuple[Callable[[], object], str, bool]:
    """The peer's call, its name, and whether a bar is judged against it."""
    redlines = _redlines(old, new)
    if redlines is not None:
        return redlines, "python-redlines", True
    stand_in = "difflib over docx paragraphs (stand-in: python-redlines does not run here)"
    return lambda: _difflib(old, new), stand_in, False


def _redlines(old: Path, new: Path) -> Callable[[], object] | None:
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
    before, after = old.read_bytes(), new.read_bytes()

    def call() -> object:
        return engine_class().run_redline("draftkit", before, after)

    try:
        start = time.perf_counter()
        call()
        return call if time.perf_counter() - start < 60 else None
    except Exception:
        return None


def _difflib(old: Path, new: Path) -> object:
    from docx import Document

    sides = [[re.sub(r"\s", "", p.text) for p in Document(str(path)).paragraphs] for path in (old, new)]
    return list(difflib.ndiff(*sides))
