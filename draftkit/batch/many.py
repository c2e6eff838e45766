"""One parent compared with many files, in several processes; a file that cannot be read is one line (批量对照)."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

from draftkit.batch.executors import executor_for
from draftkit.batch.names import safe
from draftkit.comparing import Comparison, Weights, compare
from draftkit.comparing.matrix import Column, Matrix, column
from draftkit.errors import DraftkitError, InputError
from draftkit.model import Document

_PIECE = 4  # files in one piece of work: few enough to share out, enough to make a piece worth sending


@dataclass(frozen=True)
class Many:
    """What is to be compared. reports: folder for a report of each child, None for none.

    tell: hears of every finished child.
    """

    parent: Document
    children: Sequence[str]
    weights: Weights = field(default_factory=Weights)
    jobs: int = 1
    reports: Path | None = None
    force: bool = False
    tell: Callable[[Column], None] = field(default=lambda column: None)


def run_many(many: Many) -> Matrix:
    """Compares every child with the parent; the columns stand in the order of the files."""
    packed = pickle.dumps((many.parent, many.weights))
    names = _report_names(many) if many.reports is not None else [None] * len(many.children)
    todo = list(zip(many.children, names, strict=True))
    pieces = [todo[i : i + _PIECE] for i in range(0, len(todo), _PIECE)]
    columns: list[Column] = []
    with executor_for(min(many.jobs, len(pieces))) as executor:
        futures: list[Future[list[Column]]] = [
            executor.submit(_work, packed, piece, many.reports, many.force) for piece in pieces
        ]
        for future in futures:
            for done in future.result():
                columns.append(done)
                many.tell(done)
    return Matrix(many.parent, tuple(columns))


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of a child's report. number: tells apart those whose files bear one name, else None."""

    stem: str
    number: int | None

    def of(self, column: Column) -> str:
        """方案.html, or with its place 方案（2，某县）.html; none twice whatever the case."""
        if self.number is None:
            return f"{self.stem}.html"
        return f"{self.stem}（{self.number}，{safe(column.place)[:_LONGEST_PLACE]}）.html"


_LONGEST_PLACE = 20


def _report_names(many: Many) -> list[_Name | None]:
    stems = [safe(Path(path).stem) for path in many.children]
    often = Counter(stem.casefold() for stem in stems)
    return [
        _Name(stem, number if often[stem.casefold()] > 1 else None) for number, stem in enumerate(stems, 1)
    ]


_unpacked: dict[bytes, tuple[Document, Weights]] = {}


def _work(
    packed: bytes, piece: Sequence[tuple[str, _Name | None]], reports: Path | None, force: bool
) -> list[Column]:
    if packed not in _unpacked:
        _unpacked.clear()
        _unpacked[packed] = pickle.loads(packed)
    parent, weights = _unpacked[packed]
    return [_one(parent, weights, path, reports if name else None, name, force) for path, name in piece]


def _one(
    parent: Document, weights: Weights, path: str, reports: Path | None, name: _Name | None, force: bool
) -> Column:
    from draftkit.parsing import read

    try:
        child = read(path)
        if not child.measures:
            raise InputError("没有读出举措，不像是实施方案一类的文件", where=path)
        comparison = compare(parent, child, weights)
        found = column(comparison, path)
        if reports is None or name is None:
            return found
        return replace(found, report=_written(comparison, reports / name.of(found), force))
    except DraftkitError as error:
        return Column(path, Path(path).stem, error=error.render())


def _written(comparison: Comparison, report: Path, force: bool) -> str:
    from draftkit.reports import write

    write(comparison, report, force=force)
    return report.name
