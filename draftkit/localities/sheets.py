"""Many localities from one table: xlsx, csv or yaml, one row a locality (读取地方信息表)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from draftkit.errors import InputError, LocalityError, UnsupportedFormat
from draftkit.localities import xlsx
from draftkit.localities.entries import plain
from draftkit.localities.loading import (
    field_names,
    field_of,
    from_mapping,
    nested,
    read_bytes,
    read_text,
    read_yaml,
)
from draftkit.localities.locality import Locality

EXAMPLE = "示例"
"""A row whose name begins like this shows how to fill the table in, and is no locality."""
_RIGHT = {"name": "兰溪县", "level": "county"}

Column = TypeVar("Column", int, str)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table (表格的一行). number: as the spreadsheet counts, the header is row 1.

    Either locality or error is set. name: what stands in the cell of the name when there is an error.
    """

    number: int
    locality: Locality | None = None
    error: LocalityError | None = None
    name: str = ""


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


@dataclass(frozen=True, slots=True)
class _Cells:
    """The filled cells of one row. values: by the head of their column; columns: heads to letters; word: what
    it is counted as."""

    number: int
    values: Mapping[str, Any]
    columns: Mapping[str, str]
    word: str = "行"

    def at(self, label: str | None) -> str:
        """第3行, with the cell when it is known: 第3行 D3（级别）, in a csv 第3行“级别”一栏."""
        line = f"第{self.number}{self.word}"
        if label is None:
            return line
        letters = self.columns.get(label)
        return f"{line} {letters}{self.number}（{label}）" if letters else f"{line}“{label}”一栏"


def _rows(read: Iterable[_Cells], path: str) -> Iterator[Row]:
    for cells in read:
        if _is_example(cells.values):
            continue
        try:
            yield Row(cells.number, _locality(cells.values, f"{path} {cells.at(None)}"))
        except LocalityError as error:
            yield Row(cells.number, error=_by_cell(cells, error, path), name=_name(cells.values))


def _locality(values: Mapping[str, Any], where: str) -> Locality:
    if xlsx.Fault in map(type, values.values()):
        fault = next(value for value in values.values() if isinstance(value, xlsx.Fault))
        raise LocalityError(fault, where=where, remedy="请改正公式，或把它换成数值，保存后再用")
    return from_mapping(_without_empty_targets(nested(values)), where)


def _is_example(values: Mapping[str, Any]) -> bool:
    """The first row of a fill-in table shows how to fill it in."""
    return _name(values).startswith(EXAMPLE)


def _name(values: Mapping[str, Any]) -> str:
    return plain(next((v for label, v in values.items() if field_names().get(label.strip()) == "name"), ""))


def _by_cell(cells: _Cells, error: LocalityError, path: str) -> LocalityError:
    """All mistakes of a row, each with its cell: a cell is wrong when the row says less without it."""
    told: list[str] = []
    left = dict(cells.values)
    known: LocalityError | None = error
    while known is not None and len(told) <= len(cells.values):
        label = _culprit(left, known) or _missing(cells, known)
        told.append(f"{cells.at(label)}：{known.problem}。{known.remedy or ''}")
        if label is None:
            break
        left.pop(label, None)
        # With a place that is right, what is wrong in the other cells comes to light.
        if _is_key(label):
            left = {k: v for k, v in left.items() if not _is_key(k)} | _RIGHT
        known = _mistake(left)
    return LocalityError("；".join(told).rstrip("。"), where=path)


def _culprit(values: Mapping[str, Any], error: LocalityError) -> str | None:
    """The head of the column in which the mistake is, None when it is in no cell alone."""
    for label, value in values.items():
        if isinstance(value, xlsx.Fault):
            return label
    keys = {field_names().get(label.strip()): label for label in values if _is_key(label)}
    if "（level）" in error.problem or "名称“" in error.problem:
        return keys.get("level" if "（level）" in error.problem else "name")
    for label in values:
        rest = _mistake({other: v for other, v in values.items() if other != label})
        if not _is_key(label) and (rest is None or rest.problem != error.problem):
            return label
    return None


def _missing(cells: _Cells, error: LocalityError) -> str | None:
    """The head of the column whose cell is empty and must not be."""
    field = next((name for name in ("name", "level") if f"（{name}）" in error.problem), None)
    return next((label for label in cells.columns if field_names().get(label.strip()) == field), None)


def _is_key(label: str) -> bool:
    return field_names().get(label.strip()) in ("name", "level")


def _mistake(values: Mapping[str, Any]) -> LocalityError | None:
    try:
        _locality(values, "")
    except LocalityError as error:
        return error
    return None


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


def _csv_rows(path: Path) -> Iterator[_Cells]:
    import csv
    import io

    text = read_text(path, str(path))
    sample = text.split("\n", 1)[0]
    delimiter = (
        "\t" if "\t" in sample and "," not in sample else ";" if ";" in sample and "," not in sample else ","
    )
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    lines = ((reader.line_num, dict(enumerate(cells))) for cells in reader)
    yield from _under_heads(lines, str(path), {})


def _xlsx_rows(path: Path) -> Iterator[_Cells]:
    import io

    data = io.BytesIO(read_bytes(path, str(path)))
    columns: dict[str, str] = {}
    yield from _under_heads(_opened_rows(data, str(path)), str(path), columns)


def _under_heads(
    lines: Iterable[tuple[int, Mapping[Column, Any]]], path: str, columns: dict[str, str]
) -> Iterator[_Cells]:
    """The filled rows below the head. columns: takes the letters of each head, in a sheet that has letters."""
    heads: dict[Column, str] | None = None
    is_first = False
    for number, cells in _from_head(_filled(lines)):
        if heads is None:
            heads, is_first = _heads(cells, path, number), True
        elif is_first and (both := _two_rows(heads, cells)):
            heads, is_first = _heads(both, path, number), False
        else:
            if not columns:
                columns |= {label: str(c) for c, label in heads.items() if isinstance(c, str)}
            is_first = False
            yield _Cells(number, _under(heads, cells), columns)


def _two_rows(heads: Mapping[Column, str], cells: Mapping[Column, Any]) -> dict[Column, str] | None:
    """The heads when they stand in two rows, 目标 over 签约率 and 备案率; None when this row is no head."""
    groups = {column for column, label in heads.items() if field_names().get(label.strip()) in _GROUPS}
    if not all(isinstance(cell, str) and (c in groups or c not in heads) for c, cell in cells.items()):
        return None
    found: dict[Column, str] = {}
    group = ""
    columns: list[Any] = sorted({*heads, *cells}, key=_order)
    for column in columns:
        if column in heads:
            group = heads[column] if column in groups else ""
        lower = plain(cells.get(column))
        found[column] = (f"{group}.{lower}" if group else lower) if lower else heads[column]
    return found if groups & cells.keys() else None


_GROUPS = ("targets", "units", "facts")


def _order(column: int | str) -> tuple[int, int | str]:
    """Columns from left to right: Z before AA."""
    return (0, column) if isinstance(column, int) else (len(column), column)


def _filled(
    lines: Iterable[tuple[int, Mapping[Column, Any]]],
) -> Iterator[tuple[int, Mapping[Column, Any]]]:
    """The rows with their filled cells; empty rows are passed over."""
    for number, cells in lines:
        if filled := {column: cell for column, cell in cells.items() if plain(cell)}:
            yield number, filled


_ABOVE = 5
"""Rows that may stand above the head: a title over the whole table, who fills it in and by when."""


def _from_head(
    rows: Iterable[tuple[int, Mapping[Column, Any]]],
) -> Iterator[tuple[int, Mapping[Column, Any]]]:
    """The rows from the head on: the first that has a column of names; all of them when none has."""
    rest = iter(rows)
    above: list[tuple[int, Mapping[Column, Any]]] = []
    for row in rest:
        above.append(row)
        if any(_is_head_of_names(cell) for cell in row[1].values()):
            above = [row]
            break
        if len(above) > _ABOVE:
            break
    yield from above
    yield from rest


def _is_head_of_names(cell: Any) -> bool:
    try:
        return isinstance(cell, str) and field_of(cell, None) == "name"
    except LocalityError:
        return False


def _opened_rows(data: IO[bytes], path: str) -> Iterator[tuple[int, xlsx.Cells]]:
    try:
        yield from xlsx.rows(data)
    except Exception as error:  # whatever the XML and zip layers raise
        raise InputError(
            "不是有效的 Excel 文件", where=path, remedy="请用 Excel 或 WPS 另存为 xlsx"
        ) from error


def _heads(cells: Mapping[Column, Any], path: str, row: int) -> dict[Column, str]:
    """The head of each column. Raises InputError without names, LocalityError for a misspelt head."""
    heads = {column: plain(cell) for column, cell in cells.items()}
    fields = set()
    seen: dict[str, Column] = {}
    for column, label in heads.items():
        place = f"{column}{row}" if isinstance(column, str) else f"第{column + 1}列"
        fields.add(field_of(re.split(r"[.．]", label)[0], f"{path} 表头 {place}"))
        if label in seen:
            raise LocalityError(
                f"“{label}”有两列", where=f"{path} 表头 {place}", remedy="请删去一列，或改成不同的列名"
            )
        seen[label] = column
    if "name" not in fields:
        sheet = any(isinstance(column, str) for column in heads)
        kind = "只读第一张工作表，它的" if sheet else "各栏用英文逗号隔开，"
        raise InputError(
            "找不到“名称”（name）一列", where=path, remedy=f"{kind}表头要有这些列名：名称、级别、上级……"
        )
    return heads


def _under(heads: Mapping[Column, str], cells: Mapping[Column, Any]) -> dict[str, Any]:
    return {heads[column]: cell for column, cell in cells.items() if column in heads}


def _yaml_rows(path: Path) -> Iterator[_Cells]:
    values = read_yaml(path, str(path))
    items = values.get("localities", values) if isinstance(values, Mapping) else values
    if isinstance(items, Mapping):
        items = [items]
    if not isinstance(items, list):
        raise InputError("内容不是地方信息的列表", where=str(path), remedy="请每个地方写成一项")
    for number, item in enumerate(items, 1):
        values = {str(key): value for key, value in item.items()} if isinstance(item, Mapping) else {}
        yield _Cells(number, values, {}, "项")
