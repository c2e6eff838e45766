"""How long the command line takes to start, and to make a first plan, as whole processes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
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
    return [*rows, *_first_plan(draftkit)]


def _first_plan(draftkit: str) -> list[Row]:
    """One plan from a superior document as docx, against docxtpl importing and rendering a template of its text."""
    samples = ROOT / "samples"
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        plan, template = place / "方案.docx", place / "模板.docx"
        locality = samples / "localities" / "hefeng.yaml"
        ours = [draftkit, "draft", "--parent", str(samples / "city.docx"), "--locality", str(locality)]
        ours += ["-o", str(plan), "--force"]
        _call(ours)
        theirs = [sys.executable, "-c", _PEER_PLAN, str(template), str(place / "甲.docx")]
        try:
            _template(plan, template)
            _call(theirs)
        except (ImportError, subprocess.CalledProcessError):
            return []
        seconds, peer = median_seconds(lambda: _call(ours), lambda: _call(theirs), runs=9)
    note = "reading, judging and localising the parent included; docxtpl fills a finished template"
    return [Row("draftkit draft, first plan", seconds, "s", "docxtpl, first plan", peer, 1, "<=", note)]


_PEER_PLAN = """
import sys
from docxtpl import DocxTemplate
template = DocxTemplate(sys.argv[1])
template.render({"place": "松岭县", "unit": "县卫生健康局"}, autoescape=True)
template.save(sys.argv[2])
"""


def _template(plan: Path, template: Path) -> None:
    """A template as an office has it: the text of a plan with two tags."""
    import docx

    word = docx.Document(str(plan))
    for paragraph in word.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("禾丰县", "{{ place }}").replace("县卫生健康局", "{{ unit }}")
    word.save(str(template))


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
