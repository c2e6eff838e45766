"""Many localities from one table: xlsx, csv or yaml, one row a locality (读取地方信息表)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from draftkit.errors import InputError, LocalityError, UnsupportedFormat
from draftkit.localities.loading import (
    field_names,
    field_of,
    from_mapping,
    nested,
    plain,
    read_bytes,
    read_text,
    read_yaml,
)
from draftkit.localities.locality import Locality


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table (表格的一行). number: as the spreadsheet counts, the header is row 1.

    Either locality or error is set.
    """

    number: int
    locality: Locality | None = None
    error: LocalityError | None = None


def read_table(path: str | Path) -> Iterator[Row]:
    """The localities of an xlsx, csv or yaml table, one by one (读取地方信息表).

    A bad row is yielded with its error and the others go on; empty rows are passed over. Raises
    InputError when the table itself cannot be read.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    readers = {
        ".csv": _csv_rows,
        ".xlsx": _xlsx_rows,
        ".xlsm": _xlsx_rows,
        ".yaml": _yaml_rows,
        ".yml": _yaml_rows,
    }
    if suffix not in readers:
        raise UnsupportedFormat(
            "地方信息表只能是 xlsx、csv 或 yaml", where=str(path), remedy="请另存为其中一种格式"
        )
    return _rows(readers[suffix](file), str(path))


def _rows(values: Iterable[tuple[int, Mapping[str, Any]]], path: str) -> Iterator[Row]:
    for number, row in values:
        where = f"{path} 第{number}行"
        row = _without_empty_targets(nested(row))
        try:
            yield Row(number, from_mapping(row, where))
        except LocalityError as error:
            yield Row(number, error=error)


def _without_empty_targets(row: dict[str, Any]) -> dict[str, Any]:
    """A sheet may come with the units filled in; a target without a figure is not stated yet."""
    return {
        label: _stated(value) if field_names().get(label) == "targets" else value
        for label, value in row.items()
    }


def _stated(targets: Any) -> Any:
    if not isinstance(targets, Mapping):
        return targets
    units = {"unit", "单位"}
    return {
        metric: value
        for metric, value in targets.items()
        if not isinstance(value, Mapping) or set(value) - units
    }


def _csv_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    import csv
    import io

    text = read_text(path, str(path))
    sample = text.split("\n", 1)[0]
    delimiter = (
        "\t" if "\t" in sample and "," not in sample else ";" if ";" in sample and "," not in sample else ","
    )
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    header: list[str] | None = None
    for cells in reader:
        if header is None:
            header = _header(cells, str(path))
        elif any(cell.strip() for cell in cells):
            yield reader.line_num, dict(_filled(header, cells))


def _xlsx_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    import openpyxl

    read_bytes(path, str(path))
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever its XML and zip layers raise
        raise InputError(
            "不是有效的 Excel 文件", where=str(path), remedy="请用 Excel 或 WPS 另存为 xlsx"
        ) from error
    try:
        rows = ([_shown(cell) for cell in cells] for cells in book.worksheets[0].iter_rows())
        yield from _sheet_rows(rows, str(path))
    finally:
        book.close()


def _shown(cell: Any) -> Any:
    """A cell as the spreadsheet shows it: 0.96 under a percent format is 96%."""
    value = cell.value
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    # A quoted or escaped % is a letter, not a format.
    if "%" in re.sub(r'"[^"]*"|\\.', "", str(cell.number_format)):
        return f"{round(value * 100, 6):.12g}%"
    return value


def _sheet_rows(rows: Iterable[Sequence[Any]], path: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    header: list[str] | None = None
    for number, cells in enumerate(rows, 1):
        if not any(plain(cell) for cell in cells):
            continue
        if header is None:
            header = _header(cells, path)
        else:
            yield number, dict(_filled(header, cells))


def _header(cells: Sequence[Any], path: str) -> list[str]:
    header = [plain(cell) for cell in cells]
    fields = {field_of(re.split(r"[.．]", label)[0], f"{path} 表头") for label in header if label}
    if "name" not in fields:
        raise InputError(
            "表头里没有“name”（名称）一列",
            where=path,
            remedy="第一行请写列名：名称、级别、上级……（name、level、parents……）",
        )
    return header


def _filled(header: Sequence[str], cells: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    for label, cell in zip(header, cells, strict=False):
        if label and plain(cell):
            yield label, cell


def _yaml_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    values = read_yaml(path, str(path))
    items = values.get("localities", values) if isinstance(values, Mapping) else values
    if isinstance(items, Mapping):
        items = [items]
    if not isinstance(items, list):
        raise InputError("内容不是地方信息的列表", where=str(path), remedy="请每个地方写成一项")
    for number, item in enumerate(items, 1):
        yield number, item if isinstance(item, Mapping) else {}
