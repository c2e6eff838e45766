"""The table to be filled in for a batch: drop-downs, remarks, an example row (填报表)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from draftkit.batch.asked import Column, columns
from draftkit.drafting import Template
from draftkit.localities.xlsx import letters
from draftkit.model import Document
from draftkit.reports.workbook import Table, clean, workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LAST = 5000
"""The last row that has drop-downs; further ones are read all the same."""
_MUST, _EXAMPLE = "FCE4D6", "F2F2F2"
_HELP = (
    ("怎么填", "“填写”表一行填一个地方。橙色的栏必须填，其余没有就空着：成文里留【待填】，列入待办。"),
    ("示例", "第2行是示例，名称以“示例”开头的行不起草，留着、删去都可以。"),
    ("列名", "列名不要改；用不上的列可以整列删去，列的次序可以换。"),
    ("目标", "照常填数字，单位会自己显示；低于上级要求的会列入待办，请说明理由。"),
    (
        "填好之后",
        "draftkit batch --parent 上级文件 --localities 本表 -o 文件夹；只有一行的，也可以给 draftkit draft --locality",
    ),
)


def fill_in(parents: Sequence[Document], template: Template) -> bytes:
    """The bytes of an .xlsx that asks for what plans from these parents and this template need."""
    import openpyxl

    asked = columns(parents, template)
    widths = [max(14.0, min(2.2 * len(c.head), 30.0)) for c in asked]
    table = Table("填写", [c.head for c in asked], [], widths, filters=False, frozen="B2")
    rows = [*_HELP, *((c.head, c.remark) for c in asked)]
    book = openpyxl.load_workbook(BytesIO(workbook([table, Table("说明", ("栏目", "说明"), rows, (30, 90))])))
    for index, column in enumerate(asked):
        _dress(book.worksheets[0], index, column)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sheet: Worksheet, index: int, column: Column) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    head, example = sheet.cell(1, index + 1), sheet.cell(2, index + 1)
    remark = Comment(clean(column.remark), "draftkit")
    remark.width, remark.height = 320, 40 + 18 * (len(column.remark) // 22 + 1)
    head.comment = remark
    if column.must:
        head.fill = PatternFill("solid", fgColor=_MUST)
    example.value = clean(column.example) if isinstance(column.example, str) else column.example
    example.font = Font(italic=True, color="7F7F7F")
    example.fill = PatternFill("solid", fgColor=_EXAMPLE)
    if column.form:
        # The style of a column holds for the cells that are still empty.
        example.number_format = column.form
        sheet.column_dimensions[letters(index)].number_format = column.form
    _check(sheet, index, column)


def _check(sheet: Worksheet, index: int, column: Column) -> None:
    """What the spreadsheet program itself says about a value that cannot be right."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.choices:
        rule = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
        rule.errorStyle = "stop" if column.strict else "warning"
        rule.error = f"请选：{'、'.join(column.choices)}"
    elif column.floor is not None:
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1=f"{column.floor:g}")
        rule.errorStyle, rule.error = "warning", "这里应当是数字"
    elif column.day:
        rule = DataValidation(type="date", operator="greaterThan", formula1="36526")
        rule.errorStyle, rule.error = "warning", "请写成 2026-03-01 的形式"
    else:
        return
    rule.errorTitle, rule.showErrorMessage = "请核对", True
    rule.add(f"{letters(index)}2:{letters(index)}{_LAST}")
    sheet.add_data_validation(rule)
