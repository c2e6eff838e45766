"""A plan for every row of a table, from the csv to files on disk: ours against docxtpl.

docxtpl does as its users do: it opens and renders a Word template of the same text for each row.
Ours also writes a sidecar with the origin of every paragraph, and a manifest to go on from.
"""

from __future__ import annotations

import csv
import io
import tempfile
import time
from pathlib import Path

from benchmarks import Row
from draftkit.batch import Batch
from draftkit.batch import run as run_batch
from draftkit.drafting import compile, find
from draftkit.drafting.skeleton import Skeleton
from draftkit.localities import Row as TableRow
from draftkit.localities import read_table
from draftkit.model import Document
from draftkit.parsing import read
from draftkit.resources import folder

ROWS, PEER_ROWS = 600, 60
_LETTERS = "甲乙丙丁春夏秋冬东西南北山水林田湖草云霞雨雪"
_HEADER = "name,level,code_word,issuers,addressees,issued_on,targets.普惠托位占比.value,facts.同意机关,facts.发文序号"


def write_table(path: Path, count: int) -> None:
    """A csv of invented counties, each with values of its own."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_HEADER.split(","))
    for n in range(count):
        letters = (_LETTERS[n % 22], _LETTERS[n // 22 % 22], _LETTERS[n // 484 % 22])
        name = "".join(letters) + "县"
        issuers = f"{name}卫生健康局；{name}民政局"
        day = f"2024-12-{n % 28 + 1:02d}"
        rest = (
            f"{letters[0]}卫发",
            issuers,
            "各乡镇人民政府；县直各单位",
            day,
            70 + n % 30,
            "县人民政府",
            n + 1,
        )
        table.writerow([name, "county", *rest])
    path.write_text(out.getvalue(), encoding="utf-8")


def ours(parent: Document, table: Path, out: Path, jobs: int = 1) -> float:
    """Seconds a plan."""
    start = time.perf_counter()
    outcomes = run_batch(Batch(parent, find("implementation_plan"), out, jobs=jobs), list(read_table(table)))
    seconds = time.perf_counter() - start
    assert all(outcome.state == "done" for outcome in outcomes)
    return seconds / len(outcomes)


def skeleton_of(parent: Document, rows: list[TableRow]) -> Skeleton:
    """The structure that all rows share."""
    plan = compile(parent)
    for row in rows[:2]:
        assert row.locality is not None
        plan.skeleton(row.locality)
    made = plan.skeleton(rows[0].locality) if rows[0].locality else None
    assert made is not None
    return made


def docxtpl(skeleton: Skeleton, rows: list[TableRow], out: Path) -> float | None:
    """Seconds a plan; None when docxtpl is not installed."""
    try:
        from docxtpl import DocxTemplate
    except ImportError:
        return None
    from docx import Document as Word

    names = {ord(token): f"{{{{ v{n} }}}}" for n, token in enumerate(skeleton.keys)}
    word = Word()
    for paragraph in skeleton.draft.document.paragraphs:
        word.add_paragraph(paragraph.text.translate(names))
    template = out / "模板.docx"
    word.save(str(template))
    start = time.perf_counter()
    for number, row in enumerate(rows):
        assert row.locality is not None
        values = skeleton.values(row.locality)
        document = DocxTemplate(template)
        document.render({f"v{n}": words for n, words in enumerate(values.values())}, autoescape=True)
        document.save(out / f"{number}.docx")
    return (time.perf_counter() - start) / len(rows)


def run() -> list[Row]:
    """Plans a second, one job and two."""
    parent = read(folder("samples") / "city.docx")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        table = place / "各县.csv"
        write_table(table, ROWS)
        rows = list(read_table(table))
        one = ours(parent, table, place / "one")
        two = ours(parent, table, place / "two", jobs=2)
        peer_folder = place / "peer"
        peer_folder.mkdir()
        peer = docxtpl(skeleton_of(parent, rows), rows[:PEER_ROWS], peer_folder)
    note = f"{ROWS} rows of a csv to files, sidecars included; docxtpl {PEER_ROWS} rows of the same text"
    theirs = 1 / peer if peer else None
    return [
        Row("batch, one job", 1 / one, "plans/s", "docxtpl", theirs, 10, ">=", note),
        Row("batch, two jobs", 1 / two, "plans/s", "batch, one job", 1 / one, None, ">=", note),
    ]
