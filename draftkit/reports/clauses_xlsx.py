"""Clauses as an Excel workbook that can be edited and taken in again."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from draftkit.library.clauses import Clause
from draftkit.library.exchange import COLUMNS, STATUS, STATUSES, STRENGTH, row_of
from draftkit.reports.workbook import Table, workbook

_WIDTHS = (30, 6, 24, 70, 34, 18, 6, 8, 20, 8, 14, 12, 40)
_HELP = (
    ("编号、版本", "请不要改，导入时靠它们认条款"),
    ("标题、原文、责任单位", "改了字句的，导入后成为新的一版，旧的字句留着；空位由程序重做"),
    ("主题", "几个主题之间用顿号"),
    ("力度", "0 无约束 … 5 必须，可以空着"),
    ("状态", "在用，或停用"),
    ("修改说明", "为什么改，会记在条款里"),
    ("层级、地方、日期、出处", "只供查看，改了不算"),
)


def clauses_xlsx(clauses: Iterable[Clause]) -> bytes:
    """The bytes of an .xlsx: one row a clause, drop-downs where only a few values are right."""
    data = workbook(
        [
            Table("条款", COLUMNS, [row_of(c) for c in clauses], _WIDTHS, frozen="C2"),
            Table("说明", ("列", "怎么填"), _HELP, (28, 70), filters=False),
        ]
    )
    return _with_choices(data)


def _with_choices(data: bytes) -> bytes:
    """The same with drop-downs, and marks that keep =… a text when somebody edits the cell."""
    from openpyxl import load_workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = load_workbook(BytesIO(data))
    sheet = book["条款"]
    last = max(sheet.max_row, 2)
    for name, values in ((STATUS, list(STATUSES.values())), (STRENGTH, list("012345"))):
        choice = DataValidation(type="list", formula1=f'"{",".join(values)}"', allow_blank=name == STRENGTH)
        choice.error, choice.errorTitle = f"只能是 {'、'.join(values)}", name
        choice.showErrorMessage = True
        column = get_column_letter(COLUMNS.index(name) + 1)
        choice.add(f"{column}2:{column}{last}")
        sheet.add_data_validation(choice)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str) and cell.value[:1] in "=+-@":
                cell.data_type, cell.quotePrefix = "s", True
    out = BytesIO()
    book.save(out)
    return out.getvalue()
