"""The cells of an xlsx, row by row, as the spreadsheet shows them (表格的单元格).

openpyxl takes three times as long for a row as drafting from it may; a table of localities needs
words, numbers, dates and percentages and nothing else of the format.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

Cells = dict[str, Any]
"""The filled cells of a row by the letters of their columns."""


class Fault(str):
    """What is wrong with a cell that has no value to show (出错的单元格)."""


_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_MAX_PART = 300 * 1024 * 1024
_BUILT_IN = {9: "0%", 10: "0.00%"}
# Dates of the built-in formats, those that differ by language included (ECMA-376 part 1, 18.8.30).
_DAYS = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_UNIT = re.compile(r'(?:General|[#0.,]+)((?:"[^"]*"|\\.)+)')


def rows(file: IO[bytes]) -> Iterator[tuple[int, Cells]]:
    """Number and filled cells of each row of the first sheet. Raises whatever zip and XML raise."""
    with zipfile.ZipFile(file) as book:
        sheet, day_zero = _first_sheet(book)
        formats = list(_formats(book))
        shared = _shared(book)
        number = 0
        for row in _elements(book, sheet, "row"):
            number = int(row.get("r") or number + 1)
            yield number, _cells(row, shared, formats, day_zero)


def letters(index: int) -> str:
    """The letters of a column, counted from 0: 0 → A, 26 → AA."""
    index, last = divmod(index, 26)
    return (letters(index - 1) if index else "") + chr(65 + last)


def _cells(row: _Element, shared: list[str], formats: list[str], day_zero: datetime) -> Cells:
    found: Cells = {}
    column = -1
    for cell in row:
        place = cell.get("r")
        column = column + 1 if place is None else _index(place)
        value = _value(cell, shared)
        if isinstance(value, int | float):
            style = cell.get("s")
            value = _shown(value, formats[int(style)] if style and formats else "", day_zero)
        if value is not None and value != "":
            found[letters(column)] = value
    return found


def _index(place: str) -> int:
    number = 0
    for letter in place:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: _Element, shared: list[str]) -> str | int | float | None:
    kind = cell.get("t")
    if kind == "inlineStr":
        return "".join(_words(cell))
    raw = next(
        (child.text for child in cell if isinstance(child.tag, str) and child.tag.endswith("}v")), None
    )
    if raw is None:
        is_formula = any(str(child.tag).endswith("}f") for child in cell)
        return Fault("公式没有算出结果") if is_formula else None
    if kind == "s":
        return shared[int(raw)]
    if kind == "b":
        return "是" if raw == "1" else "否"
    if kind == "e":
        return Fault(f"公式出错（{raw}）")
    if kind in ("str", "d"):
        return raw
    return int(raw) if raw.lstrip("-").isdigit() else float(raw)


def _shown(value: int | float, form: str, day_zero: datetime) -> Any:
    """A number as the spreadsheet shows it: 0.96 under 0% is 96%, 30 under General"家" is 30家."""
    if not form or form == "General":
        return value
    if form == "date":
        return day_zero + timedelta(days=value)
    bare = _QUOTED.sub("", form)
    if "%" in bare:
        return f"{round(value * 100, 6):.12g}%"
    if re.search("[ymdhs年月日]", bare, re.I) and not re.search("General", bare):
        return day_zero + timedelta(days=value)
    unit = _UNIT.fullmatch(form)
    return f"{value:.12g}{''.join(a or b for a, b in _QUOTED.findall(unit[1]))}" if unit else value


def _first_sheet(book: zipfile.ZipFile) -> tuple[str, datetime]:
    """The part of the first sheet that is shown and is no chart, and the day from which dates are counted."""
    root = _root(book, "xl/workbook.xml")
    targets = {node.get("Id"): node.get("Target") or "" for node in _root(book, "xl/_rels/workbook.xml.rels")}
    nodes = sorted(_find(root, "sheet"), key=lambda node: node.get("state") in ("hidden", "veryHidden"))
    names = [_target(targets.get(key, "")) for node in nodes for key in _relation(node)]
    sheet = next(name for name in names if "worksheets/" in name)
    properties = next(_find(root, "workbookPr"), None)
    late = properties is not None and properties.get("date1904") in ("1", "true")
    return sheet, datetime(1904, 1, 1) if late else datetime(1899, 12, 30)


def _relation(node: _Element) -> list[str]:
    return [str(value) for name, value in node.attrib.items() if str(name).endswith("}id")]


def _target(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _formats(book: zipfile.ZipFile) -> Iterator[str]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in book.namelist():
        return
    root = _root(book, "xl/styles.xml")
    own = {int(node.get("numFmtId") or 0): node.get("formatCode") or "" for node in _find(root, "numFmt")}
    styles = next(_find(root, "cellXfs"), None)
    for style in () if styles is None else styles:
        number = int(style.get("numFmtId") or 0)
        yield own.get(number) or _BUILT_IN.get(number) or ("date" if number in _DAYS else "")


def _shared(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return ["".join(_words(item)) for item in _elements(book, "xl/sharedStrings.xml", "si")]


def _words(node: _Element) -> Iterator[str]:
    """The words of a string, without the readings that stand above Chinese characters (rPh)."""
    for child in node:
        tag = str(child.tag).rpartition("}")[2]
        if tag == "t":
            yield child.text or ""
        elif tag in ("r", "is"):
            yield from _words(child)


def _find(root: _Element, tag: str) -> Iterator[_Element]:
    yield from root.iter(f"{_S}{tag}", f"{_STRICT}{tag}")


def _root(book: zipfile.ZipFile, part: str) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(_opened(book, part).read(), parser)


def _elements(book: zipfile.ZipFile, part: str, tag: str) -> Iterator[_Element]:
    """The elements of a large part one after the other, each forgotten after use."""
    from lxml import etree

    with _opened(book, part) as stream:
        for _, node in etree.iterparse(
            stream,
            tag=(f"{_S}{tag}", f"{_STRICT}{tag}"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        ):
            yield node
            node.clear()
            before = node.getprevious()
            parent = node.getparent()
            if before is not None and parent is not None:
                parent.remove(before)


def _opened(book: zipfile.ZipFile, part: str) -> IO[bytes]:
    if book.getinfo(part).file_size > _MAX_PART:
        raise ValueError("too large")
    return book.open(part)
