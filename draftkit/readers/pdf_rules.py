"""Ruling lines of a page -> grids: which cell of which table a point lies in."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from draftkit.readers.pdf_runs import Placer, Run

_THIN = 3.5  # points; what is broader is a box, not a line
_SHORT = 6.0
_NEAR = 3.0
_MOST = 1500  # lines on a page; drawings have more, tables have not
_PATH = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across (y at `at`, from x to x) or down (x at `at`, from y to y)."""

    at: float
    start: float
    end: float

    def covers(self, place: float, slack: float = 2.0) -> bool:
        """Whether the line passes `place` along its length."""
        return self.start - slack <= place <= self.end + slack


@dataclass(frozen=True, slots=True)
class Grid:
    """One table (表格): its lines across from the top, its lines down from the left."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    rows: tuple[float, ...]
    columns: tuple[float, ...]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """(row, column) of the cell around a point, 1-based by its top left corner."""
        if not (self.rows[0] <= y <= self.rows[-1] and self.columns[0] <= x <= self.columns[-1]):
            return None
        left = next((r.at for r in reversed(self.down) if r.at <= x and r.covers(y)), None)
        top = next((r.at for r in reversed(self.across) if r.at <= y and r.covers(x)), None)
        if left is None or top is None:
            return None
        return _index(self.rows, top), _index(self.columns, left)


def _index(places: Sequence[float], at: float) -> int:
    return min(range(len(places)), key=lambda i: abs(places[i] - at)) + 1


def grids_of(page: Any, placer: Placer, runs: Sequence[Run]) -> list[Grid]:
    """The tables of a page, from its lines; `runs` tell the columns of tables without lines down."""
    return grids_among(_boxes(page, placer), runs)


def grids_among(boxes: Iterable[tuple[float, float, float, float]], runs: Sequence[Run]) -> list[Grid]:
    """The same from thin boxes (left, top, right, bottom), whatever format drew them."""
    across: list[Rule] = []
    down: list[Rule] = []
    for box in boxes:
        left, top, right, bottom = box
        if bottom - top <= _THIN and right - left >= _SHORT:
            across.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _THIN and bottom - top >= _SHORT:
            down.append(Rule((left + right) / 2, top, bottom))
        if len(across) + len(down) > _MOST:
            return []
    across, down = _merged(across), _merged(down)
    grids = [_grid(a, d) for a, d in _components(across, down)]
    found = [g for g in grids if len(g.columns) > 2 and len(g.rows) > 1]
    return found + _open_grids([a for a in across if not any(_touch(a, d) for d in down)], runs)


def _boxes(page: Any, placer: Placer) -> Iterator[tuple[float, float, float, float]]:
    """Thin boxes of all paths: strokes as boxes without width, borders drawn as filled boxes."""
    import pypdfium2.raw as pdfium

    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        item = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(item) == _PATH:
            for points, stroked in _outlines(pdfium, item, placer):
                yield from thin_boxes(points, stroked)


def _outlines(pdfium: Any, item: Any, placer: Placer) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The parts of a path as points on the page, and whether their edges are drawn."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value and not stroke.value:
        return
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, m)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(min(pdfium.FPDFPath_CountSegments(item), _MOST)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, bool(stroke.value)
            points = []
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        a, b = x.value, y.value
        points.append(placer.point(m.a * a + m.c * b + m.e, m.b * a + m.d * b + m.f))
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 2:
            points.append(points[0])
    if points:
        yield points, bool(stroke.value)


def thin_boxes(
    points: list[tuple[float, float]], stroked: bool
) -> Iterator[tuple[float, float, float, float]]:
    """The straight lines of a part of a path, and a filled part that is thin enough to be one."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    whole = (min(xs), min(ys), max(xs), max(ys))
    if min(whole[2] - whole[0], whole[3] - whole[1]) <= _THIN:
        yield whole
    elif stroked:
        for (ax, ay), (bx, by) in pairwise(points):
            if abs(ax - bx) < 1 or abs(ay - by) < 1:
                yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _merged(rules: list[Rule]) -> list[Rule]:
    """Pieces of one line as one: borders are often drawn cell by cell."""
    out: list[Rule] = []
    lanes: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if lanes and rule.at - lanes[-1][0].at <= _NEAR:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    for lane in lanes:
        at = lane[0].at
        start, end = None, 0.0
        for rule in sorted(lane, key=lambda r: r.start):
            if start is not None and rule.start <= end + _NEAR:
                end = max(end, rule.end)
                continue
            if start is not None:
                out.append(Rule(at, start, end))
            start, end = rule.start, rule.end
        if start is not None:
            out.append(Rule(at, start, end))
    return out


def _touch(across: Rule, down: Rule) -> bool:
    return across.covers(down.at, _NEAR) and down.covers(across.at, _NEAR)


def _components(across: list[Rule], down: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Lines that hang together."""
    free_a, free_d = set(across), set(down)
    while free_d:
        new_d = {free_d.pop()}
        a: set[Rule] = set()
        d: set[Rule] = set(new_d)
        while new_d:
            new_a = {r for r in free_a if any(_touch(r, other) for other in new_d)}
            free_a -= new_a
            a |= new_a
            new_d = {r for r in free_d if any(_touch(other, r) for other in new_a)}
            free_d -= new_d
            d |= new_d
        if a:
            yield sorted(a, key=_order), sorted(d, key=_order)


def _order(rule: Rule) -> tuple[float, float]:
    return rule.at, rule.start


def _grid(across: list[Rule], down: list[Rule]) -> Grid:
    """A grid; tables that are open at the sides get their sides from the ends of their lines."""
    left, right = min(r.start for r in across), max(r.end for r in across)
    top, bottom = min(r.at for r in across), max(r.at for r in across)
    for side in (left, right):
        if all(abs(r.at - side) > 8 for r in down):
            down = [*down, Rule(side, top, bottom)]
    return Grid(_in_order(across), _in_order(down), _places(across), _places(down))


def _in_order(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=_order))


def _places(rules: Sequence[Rule]) -> tuple[float, ...]:
    return tuple(sorted({r.at for r in rules}))


def _open_grids(across: list[Rule], runs: Sequence[Run]) -> list[Grid]:
    """Tables with lines across only (三线表): columns where no words stand, a row for each new entry."""
    out = []
    left: list[Rule] = [r for r in across if r.end - r.start > 120]
    while left:
        first = left[0]
        same = [r for r in left if abs(r.start - first.start) < 4 and abs(r.end - first.end) < 4]
        left = [r for r in left if r not in same]
        if len(same) < 3:
            continue
        top, bottom = same[0].at, same[-1].at
        inside = [r for r in runs if top < r.base < bottom + 1 and first.covers((r.left + r.right) / 2)]
        columns = _gutters(inside)
        if len(columns) < 1 or len(inside) < 6:
            continue
        sides = [first.start, *columns, first.end]
        starts = [r for r in inside if r.right <= columns[0]]
        rows = [Rule(r.base - 1.2 * r.size, first.start, first.end) for r in starts[1:]]
        rows = [r for r in rows if all(abs(r.at - s.at) > _SHORT for s in same)]
        lines = _merged([*same, *rows])
        out.append(_grid(lines, [Rule(x, top, bottom) for x in sides]))
    return out


def _gutters(runs: Sequence[Run]) -> list[float]:
    """Where no words stand from top to bottom."""
    out = []
    edge: float | None = None
    for run in sorted(runs, key=lambda r: r.left):
        if edge is not None and run.left - edge > 0.6 * run.size:
            out.append((edge + run.left) / 2)
        edge = run.right if edge is None else max(edge, run.right)
    return out
