"""A matrix as an Excel workbook: heat map, ranking of places, ranking of measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from draftkit.comparing.labels import label
from draftkit.comparing.matrix import STATES, Cell, Matrix
from draftkit.comparing.result import SEVERITIES
from draftkit.lexicon.text import normal
from draftkit.model import Document
from draftkit.reports.workbook import Table, Value, workbook

STATE_COLOURS = {
    "omitted": "F4B6B0",
    "weakened": "FAD7A8",
    "lowered": "FFF0A8",
    "changed": "DDEBF7",
    "kept": "E2F1E4",
}


def matrix_xlsx(matrix: Matrix) -> bytes:
    """The bytes of the workbook."""
    fills = {label("state", state): colour for state, colour in STATE_COLOURS.items()}
    places = [c.place for c in matrix.columns]
    return workbook(
        (
            Table(
                "落实矩阵",
                ("上级条款", *places),
                list(_heat(matrix)),
                (42, *(11 for _ in places)),
                filters=False,
                frozen="B2",
                fills=fills,
            ),
            Table(
                "各地情况",
                PLACES_HEAD,
                [row[:-1] for row in place_rows(matrix)],
                (16, 40, 10, 8, 8, 8, 8, 8, 10, 40),
            ),
            Table(
                "各条情况",
                ("上级条款", *(label("state", s) for s in STATES)),
                list(measure_rows(matrix)),
                (60, *(12,) * 5),
            ),
        )
    )


PLACES_HEAD = (
    "地方",
    "文件",
    "有对应",
    *(label("severity", s) for s in SEVERITIES),
    "新增",
    "偏离分",
    "说明",
)


def place_rows(matrix: Matrix) -> Iterator[tuple[Value, ...]]:
    """The children, the one that departs most first, then those that could not be compared; last the report's file."""
    for c in matrix.ranked():
        numbers = [c.severities.get(s, 0) for s in SEVERITIES]
        yield c.place, c.path, f"{c.coverage:.0%}", *numbers, c.added, c.score, "", c.report
    for c in matrix.columns:
        if c.error is not None:
            yield c.place, c.path, "", *("" for _ in SEVERITIES), "", "", c.error, None


def measure_rows(matrix: Matrix) -> Iterator[Sequence[Value]]:
    """The parent's measures, the one that most children fail first, with how many do what."""
    names = measure_names(matrix.parent)
    for id_, counts in matrix.weakest():
        yield names[id_], *(counts[state] for state in STATES)


def measure_names(document: Document) -> dict[str, str]:
    """What each measure is called in a narrow column: 三、（一）2.健全机制."""
    return {m.id: f"{''.join(m.path)}{normal(m.title or m.text[:16])}" for m in document.measures}


def _heat(matrix: Matrix) -> Iterator[Sequence[Value]]:
    names = measure_names(matrix.parent)
    for m in matrix.parent.measures:
        yield names[m.id], *(shown(c.cells.get(m.id)) for c in matrix.columns)


def shown(cell: Cell | None) -> str:
    """The word in a cell; nothing for a child that could not be compared."""
    return label("state", cell.state) if cell else "——"
