"""The fill-in table: asks for what plans need, and what is filled in comes back as it was meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from draftkit.batch.asked import columns
from draftkit.batch.fill_in import fill_in
from draftkit.drafting import find
from draftkit.errors import LocalityError
from draftkit.localities import read_table
from draftkit.parsing import parse_text, read
from draftkit.resources import folder

PARENT = folder("samples") / "city.docx"
TARGET = "目标.普惠托位占比"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "填报表.xlsx"
    path.write_bytes(fill_in([read(PARENT)], find("implementation_plan")))
    return path


def heads(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def put(path: Path, row: int, **cells: object) -> None:
    """Fills a row in as a colleague would; columns that are not named take the example's value."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for column, head in enumerate(heads(sheet), 1):
        example = sheet.cell(2, column)
        cell = sheet.cell(row, column)
        cell.value, cell.number_format = cells.get(head, example.value), example.number_format
    book.save(path)


def test_it_asks_for_what_parent_and_template_need(table: Path) -> None:
    sheet = load_workbook(table).worksheets[0]
    asked = heads(sheet)
    assert asked[:8] == [
        "名称",
        "级别",
        "上级",
        "发文机关",
        "发文机关代字",
        "发文序号",
        "主送机关",
        "成文日期",
    ]
    assert {f"{TARGET}.数值", f"{TARGET}.时限", "资料.有效期至", "机构.教育局", "同意机关"} <= set(asked)
    assert len(asked) == len(set(asked))
    assert "机构.金融监管支局" in asked and not any("兰溪" in name for name in asked)
    remark = sheet.cell(1, asked.index(f"{TARGET}.数值") + 1).comment
    assert remark is not None and "不低于60%" in remark.text
    assert all(cell.comment is not None for cell in sheet[1])
    # How often and how long is the superior's norm, nobody's own figure.
    assert not [name for name in asked if "每半年召开" in name or "预收费用" in name]


def test_drop_downs_and_checks(table: Path) -> None:
    sheet = load_workbook(table).worksheets[0]
    rules = {str(rule.sqref).split("2:")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert rules["B"].formula1 == '"省,市,县,乡镇"' and rules["B"].errorStyle == "stop"
    kinds = {rule.type for rule in rules.values()}
    assert kinds == {"list", "decimal", "date"}


def test_the_example_is_no_locality(table: Path) -> None:
    assert list(read_table(table)) == []


def test_filled_in_it_runs(table: Path, tmp_path: Path, draftkit: Any) -> None:
    figures = {f"{TARGET}.数值": 0.72, f"{TARGET}.时限": 2026, "机构.教育局": "县教育体育局"}
    put(table, 3, 名称="兰溪县", **figures)
    put(table, 4, 名称="松岭县")
    rows = list(read_table(table))
    first = rows[0].locality
    assert first is not None and [row.error for row in rows] == [None, None]
    target = first.targets["普惠托位占比"]
    assert (target.value, target.unit, target.deadline) == ("72", "%", "2026")
    assert first.targets["培育市级示范机构"].unit == "家"
    out = tmp_path / "out"
    done = draftkit("batch", "--parent", PARENT, "--localities", table, "-o", out, "--jobs", "1", "--json")
    assert done.returncode == 0, done.stderr
    assert [plan["state"] for plan in json.loads(done.stdout)["plans"]] == ["done", "done"]
    text = "".join(p.text for p in read(out / "兰溪县.docx").paragraphs)
    assert "72%" in text and "县教育体育局" in text


def test_the_mistakes_of_a_row_are_told_by_cell(table: Path) -> None:
    wrong = {f"{TARGET}.时限": "何时", "成文日期": "去年冬", "级别": "大"}
    put(table, 3, 名称="兰溪县", **wrong)
    (row,) = read_table(table)
    assert isinstance(row.error, LocalityError)
    told = row.error.render()
    column = _letters(heads(load_workbook(table).worksheets[0]).index(f"{TARGET}.时限"))
    for place in ("B3（级别）", "H3（成文日期）", f"{column}3（{TARGET}.时限）"):
        assert place in told, told


def test_facts_of_the_table_are_facts(table: Path) -> None:
    put(table, 3, 名称="兰溪县", **{"资料.有效期至": "2028年12月31日"})
    (row,) = read_table(table)
    assert row.locality is not None and row.locality.facts["有效期至"] == "2028年12月31日"


def test_mistakes_of_a_csv_name_the_column(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("名称,级别,成文日期\n兰溪县,县,昨天\n兰溪,县,2026-01-01\n", encoding="utf-8")
    first, second = (row.error.render() for row in read_table(path) if row.error)
    assert "第2行“成文日期”一栏" in first
    assert "第3行“名称”一栏" in second


def test_the_command(tmp_path: Path, draftkit: Any) -> None:
    path = tmp_path / "空表.xlsx"
    done = draftkit("batch", "--init", path, "--parent", PARENT, "--template", "实施意见")
    assert done.returncode == 0 and path.name in done.stdout
    assert [sheet.title for sheet in load_workbook(path).worksheets] == ["填写", "说明"]
    again = draftkit("batch", "--init", path, "--parent", PARENT)
    assert again.returncode == 2 and "--force" in again.stderr
    other = draftkit("batch", "--init", tmp_path / "表.csv", "--parent", PARENT)
    assert other.returncode == 2 and "xlsx" in other.stderr
    nothing = draftkit("batch", "--parent", PARENT, "-o", tmp_path / "out")
    assert nothing.returncode == 2 and "--init" in nothing.stderr


WATER = """青禾市人民政府办公室文件
青政办发〔2026〕12号
青禾市人民政府办公室关于印发农村供水三年行动方案的通知
各县（市、区）人民政府：
现印发给你们，请认真贯彻执行。
青禾市人民政府办公室
2026年3月1日
青禾市农村供水三年行动方案
一、目标任务
到2028年，全市农村自来水普及率达到96%以上，新增受益农村人口38万人，建成规模化水厂26座。
"""
BUREAU = WATER.replace("青禾市人民政府办公室", "青禾市水利局").replace("青政办发", "青水发")


@pytest.mark.parametrize(
    ("parent", "issuer", "code"),
    [(WATER, "兰溪县人民政府办公室", "兰政办发"), (BUREAU, "兰溪县水利局", "兰水发")],
)
def test_the_example_is_of_the_parents_field_and_carries_no_total(
    parent: str, issuer: str, code: str
) -> None:
    asked = columns([parse_text(parent)], find("implementation_plan"))
    example = {column.head: column.example for column in asked}
    assert (example["发文机关"], example["发文机关代字"]) == (issuer, code)
    shares = {head: value for head, value in example.items() if head.startswith("目标.") and "数值" in head}
    assert set(shares.values()) == {0.96, 4, 3}


def test_one_row_for_each_level(tmp_path: Path) -> None:
    path = tmp_path / "省表.xlsx"
    path.write_bytes(fill_in([read(folder("samples") / "province.docx")], find("implementation_plan")))
    put(path, 3, 名称="东川市")
    (row,) = read_table(path)
    assert row.locality is not None and row.locality.level == "city"


def _letters(index: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(index + 1)
