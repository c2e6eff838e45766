"""One parent against many children (落实矩阵): which measure which child omits, weakens or lowers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from draftkit.comparing.compare import compare
from draftkit.comparing.pairing import locality_of
from draftkit.comparing.result import KINDS, SEVERITIES, Comparison, Kind, Severity
from draftkit.comparing.severity import STANDARD, Weights
from draftkit.lexicon.text import normal
from draftkit.model import Document

State = Literal["omitted", "weakened", "lowered", "changed", "kept"]
STATES: tuple[State, ...] = ("omitted", "weakened", "lowered", "changed", "kept")
_STATE_OF: dict[Kind, State] = {
    "omitted": "omitted",
    "weakened": "weakened",
    "conditioned": "weakened",
    "target_lowered": "lowered",
    "target_dropped": "lowered",
    "deadline_delayed": "lowered",
    "deadline_dropped": "lowered",
    "partly_omitted": "changed",
    "lead_changed": "changed",
    "unit_dropped": "changed",
    "citation_changed": "changed",
}
_WORTH: dict[Severity, int] = {"high": 5, "medium": 2, "low": 1, "info": 0}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a child makes of one parent measure (一格).

    state: the gravest of what was found. kinds: all kinds found, hints (info) left out but for a missing 总体要求. severity:
    the highest, None when nothing above a hint was found. notes: what was found, in words.
    """

    state: State = "kept"
    kinds: tuple[Kind, ...] = ()
    severity: Severity | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One child (一份下级文件).

    path: where it was read. place: whose document it is, its title when that cannot be told. cells:
    by parent measure. severities: how many deviations of each. error: why it could not be compared,
    None when it was. report: file of its own report, None without one.
    """

    path: str
    place: str
    title: str | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    severities: Mapping[Severity, int] = field(default_factory=dict)
    added: int = 0
    coverage: float = 0.0
    error: str | None = None
    report: str | None = None

    @property
    def score(self) -> int:
        """How far the child departs (偏离分): 5 for each 重大, 2 for each 较大, 1 for each 一般."""
        return sum(_WORTH[s] * n for s, n in self.severities.items())


@dataclass(frozen=True, slots=True)
class Matrix:
    """The parent with all children, in the order in which they were given."""

    parent: Document
    columns: tuple[Column, ...]

    def ranked(self) -> list[Column]:
        """The children that could be compared, the one that departs most first."""
        return sorted(
            (c for c in self.columns if c.error is None), key=lambda c: (-c.score, c.coverage, c.place)
        )

    def counts(self, measure: str) -> Counter[State]:
        """How many children keep, omit, weaken … one measure."""
        return Counter(c.cells[measure].state for c in self.columns if measure in c.cells)

    def weakest(self) -> list[tuple[str, Counter[State]]]:
        """The parent's measures, the one that most children fail first."""
        rows = [(m.id, self.counts(m.id)) for m in self.parent.measures]
        order = {m.id: i for i, m in enumerate(self.parent.measures)}
        return sorted(rows, key=lambda row: (*(-row[1][s] for s in STATES[:-1]), order[row[0]]))


def column(comparison: Comparison, path: str) -> Column:
    """One child of the matrix from its comparison."""
    found: dict[str, list[tuple[Kind, Severity, str]]] = {m.id: [] for m in comparison.parent.measures}
    for d in comparison.deviations:
        told = d.severity != "info" or d.kind == "omitted"
        if told and d.parent in found and d.kind in _STATE_OF:
            found[d.parent].append((d.kind, d.severity, d.explanation))
    here = locality_of(comparison.child)
    title = normal(comparison.child.title) if comparison.child.title else None
    return Column(
        path,
        here.name if here and here.name else title or path,
        title,
        {id_: _cell(rows) for id_, rows in found.items()},
        dict(Counter(d.severity for d in comparison.deviations)),
        sum(d.kind == "added" for d in comparison.deviations),
        comparison.coverage.measures,
    )


def _cell(rows: Sequence[tuple[Kind, Severity, str]]) -> Cell:
    if not rows:
        return Cell()
    kinds = tuple(kind for kind in KINDS if any(kind == row[0] for row in rows))
    # 总体要求 that the child leaves out is worth a look, and no gap in its tasks.
    states = {
        "changed" if (kind, weight) == ("omitted", "info") else _STATE_OF[kind] for kind, weight, _ in rows
    }
    worst = min((row[1] for row in rows), key=SEVERITIES.index)
    return Cell(
        next(s for s in STATES if s in states),
        kinds,
        worst if worst != "info" else None,
        tuple(dict.fromkeys(row[2] for row in rows)),
    )


def matrix(parent: Document, children: Iterable[tuple[str, Document]], weights: Weights = STANDARD) -> Matrix:
    """Compare many children with one parent. children: path and document of each."""
    return Matrix(parent, tuple(column(compare(parent, child, weights), path) for path, child in children))
