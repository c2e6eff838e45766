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
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import Row

if TYPE_CHECKING:
    from draftkit.model import Document, Paragraph

ROOT = Path(__file__).resolve().parent.parent
PARENT, CHILD = ROOT / "samples" / "province.docx", ROOT / "samples" / "city.docx"
COMMAND = str(Path(sys.executable).parent / "draftkit")
MANY = 200
# The plans that are bound together; a fixed list, so that new test cases do not change what is timed.
FIELDS = ("digital", "ecology", "employment", "farmland", "fire", "fitness", "trade")
WALL = os.environ.get("WALL") == "1"


def run() -> list[Row]:
    """In process, as a whole process, and the matrix."""
    if not (PARENT.exists() and CHILD.exists()):
        return []
    rows = [*_pair(PARENT, CHILD, "5,000 characters each", 1 / 20, 7)]
    with tempfile.TemporaryDirectory() as folder:
        old, new = _long(Path(folder))
        rows += _pair(old, new, f"{_size(old)} and {_size(new)} characters", 1 / 8, 3)
    return [*rows, *_whole_process(), *_matrix()]


def _size(path: Path) -> int:
    from draftkit.parsing import read

    return sum(len(p.text) for p in read(path).paragraphs)


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


def _long(folder: Path) -> tuple[Path, Path]:
    """Plans of many policy fields, parents and children, each side bound together to one docx.

    All of it stands there a second time with other characters for the matter, so that it says something else.
    """
    from draftkit.parsing import parse_text, read
    from draftkit.writers.docx import to_docx

    cases = ROOT / "tests" / "cases" / "comparing"
    fields = sorted(p for p in cases.rglob("*_parent.txt") if p.name.split("_")[0] in FIELDS)
    sides = (
        [ROOT / "samples" / "province.txt", ROOT / "samples" / "city.txt", *fields],
        [
            ROOT / "samples" / "city.txt",
            ROOT / "samples" / "xikou.txt",
            *(p.with_name(_child(p)) for p in fields),
        ],
    )
    out = []
    for name, paths in zip(("parent", "child"), sides, strict=True):
        documents = [read(path) for path in paths]
        lines = [p.text.replace("\n", "") for d in documents for p in _body(d)]
        lines += [line.translate(_signs()) for line in lines]
        title = next(p.text for p in documents[0].paragraphs if p.role == "title").replace("\n", "")
        target = folder / f"{name}.docx"
        target.write_bytes(to_docx(parse_text("\n".join([title, *lines]) + "\n")))
        out.append(target)
    return out[0], out[1]


def _signs() -> dict[int, int]:
    """Another character for each one of the matter; those of everyday words, units and numbers stay."""
    from draftkit.comparing.passages import everyday_words

    kept = {ord(sign) for sign in "".join(everyday_words()) + "年月日省市县区乡镇局委厅办部所家个人名、"}
    matter = [code for code in range(0x4E11, 0x9FA5) if code not in kept]
    return dict(zip(matter, matter[97:] + matter[:97], strict=True))


def _child(parent: Path) -> str:
    return parent.name.replace("_parent", "_child")


def _body(document: Document) -> Sequence[Paragraph]:
    """The paragraphs from the first heading to the end of the last measure."""
    first = next(i for i, p in enumerate(document.paragraphs) if p.role == "heading")
    last = max(i for m in document.measures for i in m.paragraphs)
    return [p for p in document.paragraphs[first : last + 1] if p.role != "residue"]


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
    from docx import Document as Docx

    sides = [[re.sub(r"\s", "", p.text) for p in Docx(str(path)).paragraphs] for path in (old, new)]
    return list(difflib.ndiff(sides[0], sides[1]))
