"""A plan for every row of a table, from the xlsx to files on disk: ours against docxtpl.

docxtpl does as its users do: it reads the same xlsx with openpyxl, and opens and renders a Word template of
the same text for each row. Ours also writes a sidecar with the origin of every paragraph, and a log to go
on from. `python -m benchmarks.bench_batch ROWS` tells memory and seconds of one large batch as well.
"""

from __future__ import annotations

import csv
import tempfile
import time
from pathlib import Path

from benchmarks import Row
from draftkit.batch import Batch, Shared
from draftkit.batch import run as run_batch
from draftkit.drafting import compile, find
from draftkit.drafting.skeleton import Skeleton
from draftkit.localities import Row as TableRow
from draftkit.localities import read_table
from draftkit.model import Document
from draftkit.parsing import read
from draftkit.resources import folder

ROWS, PEER_ROWS = 3000, 60
SMALL = 300
_LETTERS = "甲乙丙丁春夏秋冬东西南北山水林田湖草云霞雨雪"
_HEADER = "name,level,code_word,issuers,addressees,issued_on,targets.普惠托位占比.value,facts.同意机关,facts.发文序号"


def write_table(path: Path, count: int) -> None:
    """A csv or xlsx of invented counties, each with values of its own."""
    lines = [_HEADER.split(","), *(_line(n) for n in range(count))]
    if path.suffix == ".xlsx":
        import openpyxl

        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for line in lines:
            sheet.append(line)
        book.save(path)
        return
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(lines)


def _line(n: int) -> list[str | int]:
    letters = [_LETTERS[n // 22**power % 22] for power in range(4 if n >= 22**3 else 3)]
    name = "".join(letters) + "县"
    return [
        name,
        "county",
        f"{letters[0]}卫发",
        f"{name}卫生健康局；{name}民政局",
        "各乡镇人民政府；县直各单位",
        f"2024-12-{n % 28 + 1:02d}",
        70 + n % 30,
        "县人民政府",
        n + 1,
    ]


def ours(parent: Document, table: Path, out: Path, jobs: int = 1) -> float:
    """Seconds a plan, reading the table included."""
    start = time.perf_counter()
    outcomes = run_batch(
        Batch(Shared(parent, find("implementation_plan")), out, jobs=jobs), read_table(table)
    )
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


def docxtpl(skeleton: Skeleton, rows: list[TableRow], out: Path, table: Path | None = None) -> float | None:
    """Seconds a plan; None when docxtpl is not installed. table: read first, as its users do."""
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
    if table is not None:
        import openpyxl

        sheet = openpyxl.load_workbook(table, read_only=True).worksheets[0]
        assert [list(line) for line in sheet.iter_rows(max_row=len(rows) + 1, values_only=True)]
    for number, row in enumerate(rows):
        assert row.locality is not None
        values = skeleton.values(row.locality)
        document = DocxTemplate(template)
        document.render({f"v{n}": words for n, words in enumerate(values.values())}, autoescape=True)
        document.save(out / f"{number}.docx")
    return (time.perf_counter() - start) / len(rows)


def run() -> list[Row]:
    """Plans a second with one job and with two; what a plan costs in a small and in a large batch."""
    parent = read(folder("samples") / "city.docx")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        table, small = place / "各县.xlsx", place / "少.xlsx"
        write_table(table, ROWS)
        write_table(small, SMALL)
        few = ours(parent, small, place / "few")
        one = ours(parent, table, place / "one")
        two = ours(parent, table, place / "two", jobs=2)
        peer_folder = place / "peer"
        peer_folder.mkdir()
        rows = list(read_table(small))
        peer = docxtpl(skeleton_of(parent, rows), rows[:PEER_ROWS], peer_folder, small)
    note = f"{ROWS} rows of an xlsx to files, sidecars included; docxtpl {PEER_ROWS} rows of the same text"
    theirs = 1 / peer if peer else None
    return [
        Row("batch, one job", 1 / one, "plans/s", "docxtpl", theirs, 40, ">=", note),
        Row("batch, two jobs", 1 / two, "plans/s", "batch, one job", 1 / one, 1.7, ">=", note),
        Row("batch, 3,000 rows", 1 / one, "plans/s", "batch, 300 rows", 1 / few, 0.95, ">=", "one job"),
    ]


def _large(count: int) -> None:
    """One batch with one job: seconds a plan and peak memory of the process."""
    import resource

    with tempfile.TemporaryDirectory() as name:
        table = Path(name) / "各县.csv"
        write_table(table, count)
        seconds = ours(read(folder("samples") / "city.docx"), table, Path(name) / "out")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} rows: {seconds * 1000:.2f} ms a plan, {peak:.0f} MiB")


if __name__ == "__main__":
    import sys

    _large(int(sys.argv[1]))
