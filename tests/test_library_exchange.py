"""Clauses to Excel and back."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from conftest import Run
from hypothesis import given
from library_cases import PLACE, hostile, plan
from openpyxl import load_workbook

from draftkit.errors import InputError, LibraryError
from draftkit.library import Clause, Library
from draftkit.library.clauses import Shelf
from draftkit.library.curation import replaced_all
from draftkit.library.exchange import COLUMNS, apply, read_table, row_of
from draftkit.library.exchange import plan as planned_of
from draftkit.reports.clauses_xlsx import clauses_xlsx


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path / "库", create=True)
    made.harvest(plan(), PLACE)
    return made


def exported(library: Library, **cells: object) -> Path:
    """The library as a workbook, with cells of the first clause (by column) changed."""
    path = library.path.parent / "条款.xlsx"
    book = load_workbook(BytesIO(clauses_xlsx(library.clauses())))
    sheet = book["条款"]
    for name, value in cells.items():
        sheet.cell(2, COLUMNS.index(name) + 1).value = value  # type: ignore[assignment]
    book.save(path)
    return path


def test_nothing_changed_is_no_change(library: Library) -> None:
    assert planned_of(library, read_table(exported(library))) == []


def test_the_sheet_helps(library: Library) -> None:
    sheet = load_workbook(exported(library))["条款"]
    assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref
    lists = {v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists == {'"在用,停用"', '"0,1,2,3,4,5"'}
    assert [c.value for c in sheet[1]] == list(COLUMNS)


@given(hostile)
def test_no_cell_runs(text: str) -> None:
    for words in (text, f"={text}", '=HYPERLINK("http://x")', "+1", "@SUM(1)"):
        book = load_workbook(BytesIO(clauses_xlsx([Clause("A", words, "-", words)])))
        assert all(cell.data_type != "f" for row in book["条款"].iter_rows() for cell in row)


def test_edits_come_back_as_versions(library: Library) -> None:
    old = next(library.clauses())
    words = old.original.replace("120个", "150个")
    path = exported(library, 原文=words, 力度=5, 主题="签约、团队", 修改说明="扩大")
    (one,) = planned_of(library, read_table(path))
    assert [name for name, *_ in one.changes] == ["原文", "主题", "力度"]
    assert library.get(old.id) == old
    assert apply(library, [one], "张三") == 1
    new = Library(library.path).get(old.id)
    assert (new.original, new.version, new.strength, new.topics) == (words, 2, 5, ("签约", "团队"))
    assert new.slots["target.t1"] == "150个" and new.earlier[-1].original == old.original
    assert (new.edits[-1].who, new.edits[-1].why) == ("张三", "扩大")


def test_an_old_table_does_not_undo_newer_words(library: Library) -> None:
    old = next(library.clauses())
    first = exported(library, 原文=old.original.replace("120个", "150个"))
    apply(library, planned_of(library, read_table(first)), "张三")
    late = first.rename(first.with_name("旧.xlsx"))
    book = load_workbook(late)
    book["条款"].cell(2, COLUMNS.index("标题") + 1).value = "另一个标题"
    book.save(late)
    (one,) = planned_of(library, read_table(late))
    assert one.problem is not None and "重新导出" in one.problem


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"编号": "01NOWHERE"}, "库里没有编号"),
        ({"编号": None}, "没有编号"),
        ({"原文": "=1+1"}, "公式"),
        ({"原文": " "}, "原文是空的"),
        ({"力度": 9}, "只能是 0 到 5"),
        ({"状态": "删除"}, "只能是 在用 或 停用"),
    ],
)
def test_rows_that_are_not_taken(library: Library, cells: dict[str, object], message: str) -> None:
    (one,) = planned_of(library, read_table(exported(library, **cells)))
    assert one.problem is not None and message in one.problem


def test_a_file_that_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "假.xlsx").write_bytes(b"rubbish")
    with pytest.raises(InputError, match="不是 Excel 工作簿"):
        list(read_table(tmp_path / "假.xlsx"))


def test_on_the_command_line(library: Library, draftkit: Run, tmp_path: Path) -> None:
    table = tmp_path / "出.xlsx"
    place = ("--library", library.path)
    assert "已导出 4 条" in draftkit("clauses", "export", *place, "-o", table).stdout
    assert draftkit("clauses", "export", *place, "-o", table).returncode == 2
    assert draftkit("clauses", "import", table, *place).stdout == "没有改动。\n"
    path = exported(library, 标题="新的标题")
    preview = draftkit("clauses", "import", path, *place)
    assert "“组建签约团队”→“新的标题”" in preview.stdout and "--yes" in preview.stdout
    assert Library(library.path).search("新的标题").count == 0
    record = json.loads(draftkit("clauses", "import", path, *place, "--yes", "--json").stdout)
    assert record["written"] and record["changed"] == 1
    assert Library(library.path).search("新的标题").count == 1


def test_a_file_is_written_once_for_all_its_rows(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    whole = Library.write

    def counting(self: Library, shelf: Shelf, path: Path) -> None:
        written.append(path)
        whole(self, shelf, path)

    monkeypatch.setattr(Library, "write", counting)
    clauses = list(library.clauses())
    rows = [
        (
            n,
            dict(zip(COLUMNS, ("" if v is None else str(v) for v in row_of(c)), strict=True))
            | {"标题": f"标题{n}"},
        )
        for n, c in enumerate(clauses, 2)
    ]
    assert apply(library, planned_of(library, rows), "张三") == len(clauses) == 4
    assert len(written) == 1
    assert [c.heading for c in library.clauses()] == [f"标题{n}" for n, _ in rows]
    assert all(c.edits[-1].who == "张三" and c.version == 2 for c in library.clauses())


def test_one_row_that_fails_leaves_all_as_they_were(library: Library) -> None:
    one, two, *_ = library.clauses()
    before = {p: p.read_bytes() for p in library.path.rglob("*.yaml")}
    with pytest.raises(LibraryError, match="没有变化"):
        replaced_all(library, [(replace(one, heading="新的"), ""), (two, "")], "张三")
    assert {p: p.read_bytes() for p in library.path.rglob("*.yaml")} == before
