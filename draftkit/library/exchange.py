"""Clauses as rows of a table and back (导出导入): what colleagues change in Excel becomes new versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile

from draftkit.errors import DraftkitError, InputError, LibraryError
from draftkit.library.clauses import Clause, Status, Wording
from draftkit.library.curation import checked, replaced_all, with_slots
from draftkit.library.library import Library

# Columns that may be changed, and those that only tell.
ID, VERSION = "编号", "版本"
HEADING, BODY, NOTE, TOPICS, STRENGTH, STATUS, WHY = (
    "标题", "原文", "责任单位", "主题", "力度", "状态", "修改说明",
)  # fmt: skip
TOLD = ("层级", "地方", "日期", "出处")
COLUMNS = (ID, VERSION, HEADING, BODY, NOTE, TOPICS, STRENGTH, STATUS, WHY, *TOLD)
STATUSES: Mapping[Status, str] = {"active": "在用", "archived": "停用"}
_LEVELS = {"nation": "国家", "province": "省", "city": "市", "county": "县", "township": "乡镇"}


def row_of(clause: Clause) -> tuple[str | int | None, ...]:
    """A clause as one row of the table, in the order of `COLUMNS`."""
    o = clause.origin
    return (
        clause.id,
        clause.version,
        clause.heading or "",
        clause.original,
        clause.responsibility.original if clause.responsibility else "",
        "、".join(clause.topics),
        clause.strength,
        STATUSES[clause.status],
        "",
        _LEVELS.get(o.level or "", ""),
        o.place or "",
        o.issued_on or "",
        " ".join(filter(None, (o.title, o.doc_number))),
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """What a row would change (预览). row: as the spreadsheet counts. changes: column, before, after.

    problem: why the row is not taken, None when it is.
    """

    row: int
    id: str
    clause: Clause | None = None
    changes: tuple[tuple[str, str, str], ...] = ()
    why: str = ""
    problem: str | None = None


def read_table(path: str | Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of an exported workbook, by column name. Raises InputError when it is none."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True)
    except FileNotFoundError:
        raise InputError("找不到这个文件", where=str(path), remedy="请核对路径和文件名") from None
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        raise InputError(
            "读不出来，不是 Excel 工作簿", where=str(path), remedy="请用 draftkit clauses export 导出的 xlsx"
        ) from None
    rows = book.worksheets[0].iter_rows()
    head = [str(cell.value or "") for cell in next(rows, ())]
    missing = [name for name in (ID, VERSION, BODY) if name not in head]
    if missing:
        raise InputError(
            f"第一行缺少“{'、'.join(missing)}”", where=str(path), remedy="请不要改动导出表格的表头"
        )
    for number, cells in enumerate(rows, 2):
        values = {name: _cell(cell) for name, cell in zip(head, cells, strict=False) if name}
        if any(values.values()):
            yield number, values


_FORMULA = "\x00"


def _cell(cell: object) -> str:
    value = getattr(cell, "value", None)
    if getattr(cell, "data_type", "") == "f":
        return _FORMULA
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).replace("\r\n", "\n")


def plan(library: Library, rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[Planned]:
    """What the rows would change, and which are not taken; rows without changes are left out."""
    seen: set[str] = set()
    found = []
    for number, row in rows:
        id = row.get(ID, "")
        try:
            if id in seen:
                raise LibraryError("这个编号在表里出现了两次")
            seen.add(id)
            planned = _planned(library, number, row)
        except DraftkitError as error:
            planned = Planned(number, id, problem=error.problem)
        if planned.changes or planned.problem:
            found.append(planned)
    return found


def _planned(library: Library, number: int, row: Mapping[str, str]) -> Planned:
    if not row.get(ID):
        raise LibraryError("没有编号，新条款请用 draftkit harvest 收录")
    if _FORMULA in row.values():
        raise LibraryError("单元格里是公式，请改成文字")
    old = library.get(row[ID])
    before = dict(zip(COLUMNS, ("" if v is None else str(v) for v in row_of(old)), strict=True))
    edited = (HEADING, BODY, NOTE, TOPICS, STRENGTH, STATUS)
    changes = tuple(
        (name, before[name], row[name])
        for name in edited
        if name in row and not _same(before[name], row[name])
    )
    if changes and row.get(VERSION) != str(old.version):
        raise LibraryError(f"导出以后这条条款又有了第{old.version}版，请重新导出再改")
    new = _edited(old, {name: after for name, _, after in changes})
    return Planned(number, old.id, checked(new) if changes else None, changes, row.get(WHY, ""))


def _same(before: str, after: str) -> bool:
    """Whether a cell says what was exported; what no cell can hold was lost on the way."""
    kept = "".join(c for c in before if c.isprintable() or c in "\n\t")
    return after in (before, kept[:32767]) or kept.strip() == after.strip()


def _edited(old: Clause, cells: Mapping[str, str]) -> Clause:
    new = old
    if HEADING in cells:
        new = replace(new, heading=cells[HEADING].strip() or None)
    if TOPICS in cells:
        new = replace(new, topics=tuple(t.strip() for t in cells[TOPICS].split("、") if t.strip()))
    if STRENGTH in cells:
        new = replace(new, strength=_strength(cells[STRENGTH]))
    if STATUS in cells:
        new = replace(new, status=_status(cells[STATUS]))
    if BODY in cells:
        if not cells[BODY].strip():
            raise LibraryError("原文是空的，不想要的条款请把状态改成“停用”")
        new = replace(new, original=cells[BODY])
    if NOTE in cells:
        words = cells[NOTE]
        new = replace(new, responsibility=Wording(words, words) if words.strip() else None)
    return with_slots(new, old)


def _strength(cell: str) -> int | None:
    if not cell.strip():
        return None
    if cell.strip() not in "012345":
        raise LibraryError(f"力度写成了“{cell}”，只能是 0 到 5")
    return int(cell)


def _status(cell: str) -> Status:
    for status, name in STATUSES.items():
        if cell.strip() == name:
            return status
    raise LibraryError(f"状态写成了“{cell}”，只能是 在用 或 停用")


def apply(library: Library, planned: Iterable[Planned], who: str) -> int:
    """Write the planned changes, each file once; how many clauses changed."""
    wanted = [(p.clause, p.why or "在 Excel 里修改") for p in planned if p.clause and p.problem is None]
    return len(replaced_all(library, wanted, who)) if wanted else 0
