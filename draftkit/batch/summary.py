"""What became of a batch, for people: 汇总.xlsx, and the same as csv for programs (汇总表、待办清单)."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import IO, Any

from draftkit.batch.places import Place
from draftkit.batch.running import Outcome
from draftkit.batch.work import second_of
from draftkit.reports.long_table import write_long
from draftkit.reports.workbook import Table

WORKBOOK, SUMMARY, TODO = "汇总.xlsx", "汇总.csv", "待办清单.csv"
_STATES = {"done": "已生成", "kept": "已有，未变", "failed": "未生成", "left": "旧稿，这次没有动"}
# The kinds of open points, as docs/drafting.md calls them.
_KINDS = {
    "fact": "待填资料",
    "target": "目标待定",
    "decision": "需要决定",
    "unit": "单位待定",
    "name": "名称待核",
    "check": "文字待核",
}
_HEAD = ("行", "地方", "文件", "结果", "待办处数", "说明")
_POINTS_HEAD = ("地方", "类别", "所在条", "内容", "怎么办")
_MOST = 200_000
"""Rows of open points in the xlsx: more make no spreadsheet program happy; the csv has them all."""
_LABELLED = re.compile(
    r"(第[一二三四五六七八九十百]+[章节条]|[（(]?[一二三四五六七八九十百\d]+[）)、.．])([^。：；]{0,30})"
)
Point = tuple[str, ...]


def write_summary(place: Place, outcomes: Sequence[Outcome]) -> None:
    """Writes the three tables beside the plans. Raises OutputError."""
    with tempfile.TemporaryFile() as todo, tempfile.TemporaryFile() as book:
        counts = _write_points(place, outcomes, todo)
        place.write_from(TODO, todo)
        todo.seek(0)
        write_long([_plans(outcomes, counts), _points(todo)], book)
        place.write_from(WORKBOOK, book)
    place.write(SUMMARY, csv_of(_HEAD, _rows(outcomes)))


def csv_of(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table that Excel and WPS open with a double click."""
    out = io.BytesIO()
    with _csv(out) as table:
        table.writerow(head)
        table.writerows([safe_cell(value) for value in row] for row in rows)
    return out.getvalue()


def safe_cell(value: object) -> str:
    """A value that no spreadsheet program takes for a formula and runs."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


@contextmanager
def _csv(out: IO[bytes]) -> Iterator[Any]:
    """A csv writer in UTF-8, with the mark by which Excel knows it."""
    words = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", errors="replace")
    yield csv.writer(words)
    words.flush()
    words.detach()


def _rows(outcomes: Iterable[Outcome]) -> Iterator[tuple[int | str, str, str, str, int, str]]:
    for o in outcomes:
        yield o.row or "", o.name, o.file, _STATES[o.state], o.open_points, o.error or ""


def _plans(outcomes: Sequence[Outcome], counts: dict[int, Counter[str]]) -> Table:
    kinds = list(_KINDS.values())
    none: Counter[str] = Counter()
    rows = (
        (*row[:5], *(counts.get(int(row[0] or 0), none)[kind] or None for kind in kinds), row[5])
        for row in _rows(outcomes)
    )
    widths = (6, 16, 26, 12, 10, *(10 for _ in kinds), 60)
    return Table("汇总", (*_HEAD[:5], *kinds, _HEAD[5]), rows, widths, frozen="C2")


def _points(todo: IO[bytes]) -> Table:
    reader = csv.reader(io.TextIOWrapper(todo, encoding="utf-8-sig", newline=""))
    next(reader)
    return Table("待办", _POINTS_HEAD, itertools.islice(reader, _MOST), (14, 11, 30, 60, 60))


def _write_points(place: Place, outcomes: Iterable[Outcome], out: IO[bytes]) -> dict[int, Counter[str]]:
    """The open points of all plans as csv; how many of each kind a row of the table has."""
    counts: dict[int, Counter[str]] = {}
    with _csv(out) as table:
        table.writerow(_POINTS_HEAD)
        for outcome in outcomes:
            rows = list(points_of(place, outcome))
            if rows:
                counts[outcome.row] = Counter(row[1] for row in rows)
                table.writerows([safe_cell(value) for value in row] for row in rows)
    out.seek(0)
    return counts


def points_of(place: Place, outcome: Outcome) -> Iterator[Point]:
    """The open points of a plan, from its sidecar, those of earlier calls included."""
    if outcome.state in ("failed", "left") or not outcome.open_points:
        return
    try:
        second = json.loads(place.read(second_of(outcome.file)))
    except (OSError, ValueError):
        yield outcome.name, "文字待核", "", outcome.file, "来源文件读不出来，请加 --force 重新生成"
        return
    where = places_of(second["paragraphs"])
    for point in second["open_points"]:
        at = point["paragraph"]
        label = where[at] if at is not None else ""
        yield outcome.name, _KINDS[point["kind"]], label, point["text"], point["reason"]


def places_of(paragraphs: list[dict[str, Any]]) -> list[str]:
    """For each paragraph its labels and its heading: （二）1.加大投入.

    An unlabelled paragraph belongs to the label above it. The chapter is left out below it.
    """
    places: list[str] = []
    above: dict[str, str] = {}
    here = ""
    for paragraph in paragraphs:
        found = _LABELLED.match(paragraph["text"])
        if paragraph["role"] not in ("item", "heading", "body"):
            above, here = {}, ""
        elif found:
            above = _below(above, found[1])
            here = "".join(list(above.values())[1:] or above.values()) + found[2]
        places.append(here)
    return places


def _below(above: dict[str, str], label: str) -> dict[str, str]:
    """The labels down to this one. above: by form of the label (一、, （一）, 1.), outermost first."""
    form = _form(label)
    forms = list(above)
    kept = forms[: forms.index(form)] if form in forms else forms
    return {**{known: above[known] for known in kept}, form: label}


@lru_cache(maxsize=1024)
def _form(label: str) -> str:
    return re.sub(r"[一二三四五六七八九十百]+", "一", re.sub(r"\d+", "1", label))
