"""Tables of any length as xlsx, row by row, in the looks of `workbook` (长表).

openpyxl keeps every cell as an object; a table of a hundred thousand rows is written as text instead.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Sequence
from typing import IO

from draftkit.reports.workbook import Table, Value, clean, workbook

MOST_ROWS = 1_048_575
_MARK = "\u2063"
_BLOCK = 500


def write_long(tables: Sequence[Table], out: IO[bytes]) -> None:
    """Writes an .xlsx with these sheets; rows may be iterators and are gone through once, table by table."""
    short = [_model(table) for table in tables]
    with (
        zipfile.ZipFile(io.BytesIO(workbook(short))) as model,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book,
    ):
        for info in model.infolist():
            number = _sheet_number(info.filename)
            if number is None:
                book.writestr(zipfile.ZipInfo(info.filename), model.read(info), zipfile.ZIP_DEFLATED)
                continue
            part = zipfile.ZipInfo(info.filename)
            part.compress_type = zipfile.ZIP_DEFLATED
            with book.open(part, "w") as sheet:
                _sheet(model.read(info).decode("utf-8"), tables[number - 1], sheet)


def _model(table: Table) -> Table:
    """The table with one row that stands for all."""
    row = [_MARK] * len(table.head)
    return Table(
        table.name, table.head, [row], table.widths, table.filters, table.frozen, {}, table.landscape
    )


def _sheet_number(name: str) -> int | None:
    stem = name.removeprefix("xl/worksheets/sheet").removesuffix(".xml")
    return int(stem) if stem.isdigit() and stem != name else None


def _sheet(xml: str, table: Table, out: IO[bytes]) -> None:
    """The model's XML with the real rows in the place of the one that stands for all."""
    start, end = xml.index('<row r="2"'), xml.index("</sheetData>")
    style = xml[start:end].partition(' s="')[2].partition('"')[0]
    words, number = f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">', f'<c s="{style}"><v>'
    out.write(_head(xml[:start]).encode("utf-8"))
    block: list[str] = []
    count = 0
    for row in table.rows:
        block.append("<row>" + "".join(_cell(value, words, number) for value in row) + "</row>")
        count += 1
        if len(block) >= _BLOCK:
            out.write("".join(block).encode("utf-8"))
            block.clear()
        if count == MOST_ROWS:
            break
    out.write("".join(block).encode("utf-8"))
    last = letters_of(len(table.head))
    out.write(xml[end:].replace(f':{last}2"', f':{last}{count + 1}"').encode("utf-8"))


def _head(xml: str) -> str:
    """Without the size of the sheet, which is not known before the end; it may be left out."""
    start = xml.find("<dimension")
    return xml if start < 0 else xml[:start] + xml[xml.index("/>", start) + 2 :]


def letters_of(column: int) -> str:
    """The letters of a column, counted from 1."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def _cell(value: Value, words: str, number: str) -> str:
    if isinstance(value, int | float):
        return f"{number}{value}</v></c>"
    return f"{words}{html.escape(clean(value or ''), quote=False)}</t></is></c>"
