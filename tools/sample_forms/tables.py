"""The table of localities as csv (with the mark Excel wants) and as xlsx."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from .archive import HEAD, OFFICE, archive, relations

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def write(source: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of both tables."""
    text = source.read_text(encoding="utf-8")
    yield f"{name}.csv", ("\ufeff" + text.replace("\n", "\r\n")).encode("utf-8")
    yield f"{name}.xlsx", _xlsx(list(csv.reader(io.StringIO(text))))


def _xlsx(rows: list[list[str]]) -> bytes:
    lines = "".join(f'<row r="{i}">{_cells(row, i)}</row>' for i, row in enumerate(rows, 1))
    return archive(
        {
            "[Content_Types].xml": HEAD
            + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}worksheet+xml"/></Types>',
            "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": f'{HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="地方" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations({"rId1": ("worksheet", "worksheets/sheet1.xml")}),
            "xl/worksheets/sheet1.xml": f'{HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>',
        }
    )


def _cells(row: list[str], number: int) -> str:
    return "".join(_cell(value, f"{_column(i)}{number}") for i, value in enumerate(row) if value)


def _cell(value: str, place: str) -> str:
    """Figures are numbers in the sheet, as they are when somebody types them."""
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _column(index: int) -> str:
    return chr(65 + index) if index < 26 else chr(64 + index // 26) + chr(65 + index % 26)
