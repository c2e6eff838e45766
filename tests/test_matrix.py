"""One parent against many children: states, rankings, views, and files that cannot be compared."""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from conftest import Run
from sample_cases import SAMPLES, read

from draftkit.batch.many import Many, run_many
from draftkit.comparing import compare
from draftkit.comparing.matrix import Matrix, matrix
from draftkit.reports.matrix_html import matrix_html
from draftkit.reports.matrix_xlsx import matrix_xlsx

CHILDREN = ("xikou", "yunling", "liuquan")


@cache
def sample() -> Matrix:
    return matrix(read("city.txt"), [(f"{name}.txt", read(f"{name}.txt")) for name in CHILDREN])


def test_a_cell_says_what_the_comparison_says() -> None:
    parent = read("city.txt")
    for name, column in zip(CHILDREN, sample().columns, strict=True):
        comparison = compare(parent, read(f"{name}.txt"))
        gone = {d.parent for d in comparison.deviations if d.kind == "omitted" and d.severity != "info"}
        assert {id_ for id_, cell in column.cells.items() if cell.state == "omitted"} == gone
        for id_, cell in column.cells.items():
            told = [
                d
                for d in comparison.deviations
                if d.parent == id_ and d.kind != "added" and (d.severity != "info" or d.kind == "omitted")
            ]
            assert set(cell.kinds) == {d.kind for d in told}


def test_columns_are_named_by_their_places() -> None:
    assert [c.place for c in sample().columns] == ["溪口县", "云岭市", "柳泉区"]


def test_the_child_that_departs_most_comes_first() -> None:
    scores = [c.score for c in sample().ranked()]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1]


def test_the_measure_that_most_children_omit_comes_first() -> None:
    first, counts = sample().weakest()[0]
    assert counts["omitted"] == max(sample().counts(m.id)["omitted"] for m in sample().parent.measures)
    assert sample().parent.measure(first).title


def test_a_child_that_is_the_parent_departs_in_nothing() -> None:
    (column,) = matrix(read("city.txt"), [("city", read("city.txt"))]).columns
    assert column.score == 0
    assert {cell.state for cell in column.cells.values()} == {"kept"}


def test_several_processes_give_what_one_gives() -> None:
    files = [str(SAMPLES / f"{name}.txt") for name in CHILDREN] * 3
    one, two = (run_many(Many(read("city.txt"), files, jobs=jobs)) for jobs in (1, 2))
    assert one == two
    assert [c.path for c in one.columns] == files


def test_heat_map_of_the_workbook_has_every_measure_and_child() -> None:
    book = openpyxl.load_workbook(BytesIO(matrix_xlsx(sample())))
    sheet = book["落实矩阵"]
    assert [cell.value for cell in sheet[1]] == ["上级条款", "溪口县", "云岭市", "柳泉区"]
    assert sheet.max_row == len(sample().parent.measures) + 1
    assert sheet.freeze_panes == "B2"
    filled = [c for row in sheet.iter_rows(min_row=2, min_col=2) for c in row if c.value == "缺失"]
    assert filled and all(c.fill.fgColor.rgb == "00F4B6B0" for c in filled)


def test_page_shows_both_rankings_and_escapes_what_it_quotes() -> None:
    page = matrix_html(sample())
    for words in ("落实矩阵", "各地情况", "各条情况", "溪口县", "家庭托育点"):
        assert words in page
    hostile = [("<b>.txt", read("xikou.txt"))]
    assert "<b>.txt" not in matrix_html(matrix(read("city.txt"), hostile)).replace("&lt;b&gt;.txt", "")
    assert "http" not in page.replace("http-equiv", "")


# --- command ------------------------------------------------------------------------------------


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "各县方案"
    folder.mkdir()
    for name in CHILDREN:
        (folder / f"{name}.txt").write_bytes((SAMPLES / f"{name}.txt").read_bytes())
    (folder / "说明.txt").write_text("这是一份说明，没有举措。\n", encoding="utf-8")
    (folder / "~$临时.docx").write_bytes(b"x")
    return folder


def test_folder_gets_matrix_workbook_and_a_report_of_each_child(
    papers: Path, tmp_path: Path, draftkit: Run
) -> None:
    out = tmp_path / "落实情况"
    done = draftkit("matrix", SAMPLES / "city.docx", papers, "-o", out, "--jobs", "2")
    # As check and harvest do: the others are compared, and the status says that one was not.
    assert done.returncode == 2, done.stderr
    assert "没有读出举措" in done.stderr
    names = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert names == {"落实矩阵.html", "落实矩阵.xlsx", *(f"逐份报告/{n}.html" for n in CHILDREN)}
    page = (out / "落实矩阵.html").read_text(encoding="utf-8")
    for name in CHILDREN:
        assert f"/{name}.html" in page
    again = draftkit("matrix", SAMPLES / "city.docx", papers, "-o", out)
    assert again.returncode == 2 and "--force" in again.stderr


def test_reports_of_files_of_one_name_bear_their_place(tmp_path: Path, draftkit: Run) -> None:
    for name in CHILDREN:
        (tmp_path / name).mkdir()
        (tmp_path / name / "实施方案.txt").write_bytes((SAMPLES / f"{name}.txt").read_bytes())
    out = tmp_path / "落实情况"
    done = draftkit("matrix", SAMPLES / "city.docx", *(tmp_path / name for name in CHILDREN), "-o", out)
    assert done.returncode == 1, done.stderr
    reports = sorted(path.name for path in (out / "逐份报告").iterdir())
    assert len(reports) == len(CHILDREN)
    assert any(name.endswith("，溪口县）.html") for name in reports), reports
    page = (out / "落实矩阵.html").read_text(encoding="utf-8")
    for name in reports:
        assert quote(name) in page or name in page


def test_json_holds_cells_and_rankings(papers: Path, draftkit: Run) -> None:
    done = draftkit("matrix", SAMPLES / "city.docx", *sorted(papers.glob("*u*.txt")), "--json")
    value = json.loads(done.stdout)
    assert value["schema"] == "draftkit.matrix/1"
    assert len(value["measures"]) == len(value["children"][0]["cells"])
    assert sorted(value["ranking"]) == sorted(c["path"] for c in value["children"] if not c["error"])


def test_terminal_shows_places_and_weak_measures(papers: Path, draftkit: Run) -> None:
    done = draftkit("matrix", SAMPLES / "city.docx", papers)
    assert "溪口县" in done.stdout and "落实最不到位的条款" in done.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("没有/*.docx",), "没有合乎这个写法的文件"),
        (("a.txt", "-o", "b.pdf"), "扩展名可用"),
    ],
)
def test_mistakes_are_one_sentence(args: tuple[str, ...], said: str, tmp_path: Path, draftkit: Run) -> None:
    done = draftkit("matrix", SAMPLES / "city.docx", *args, cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
