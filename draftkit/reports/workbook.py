"""Excel tables as colleagues like them: head row frozen, filters on, text wrapped, nothing run as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from draftkit.reports.safe import printable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet (工作表). widths: of the columns, in characters. filters: whether the head row gets drop-downs.

    fills: text of a cell → colour behind it (RRGGBB); landscape: how the sheet is printed.
    """

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[float]
    filters: bool = True
    frozen: str = "A2"
    fills: Mapping[str, str] = field(default_factory=dict)
    landscape: bool = True


def workbook(tables: Iterable[Table]) -> bytes:
    """The bytes of an .xlsx with these sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _sheet(book, table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, table: Table) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet: Worksheet = book.create_sheet(table.name)
    line = Side(style="thin", color="BFBFBF")
    border = Border(left=line, right=line, top=line, bottom=line)
    body, head = Alignment(wrap_text=True, vertical="top"), Alignment(wrap_text=True, vertical="center")
    fills = {text: PatternFill("solid", fgColor=colour) for text, colour in table.fills.items()}
    for number, row in enumerate([table.head, *table.rows], 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = clean(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = is a text
            cell.border = border
            cell.alignment = head if number == 1 else body
            if number == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="E7ECF3")
            elif isinstance(value, str) and value in fills:
                cell.fill = fills[value]
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = table.frozen
    if table.filters:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.head))}{sheet.max_row}"
    _print_setup(sheet, table.landscape)


def _print_setup(sheet: Worksheet, landscape: bool) -> None:
    """A4, as wide as one page, head row on every page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def clean(text: str) -> str:
    """The text without characters that no cell can hold, and no longer than a cell may be (32,767)."""
    return printable(text)[:32767]
