"""Text objects of an OFD page -> runs with their places (GB/T 33190-2016, 11.2 and 11.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from draftkit.readers.pdf_rules import Grid, thin_boxes
from draftkit.readers.pdf_runs import COLUMN, Run, clean

if TYPE_CHECKING:
    from lxml.etree import _Element

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

_POINTS = 72 / 25.4  # OFD measures in millimetres
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_NARROW = re.compile(r"[\x20-\x7e\u00a0]")
_WORD_GAP = 0.6  # em; less is only the air between justified characters
_COORDINATE = re.compile(r"-?\d{1,6}(?:\.\d{0,9})?")
_MAX_REPEAT = 20_000
_MAX_PATH = 20_000


def page_box(node: _Element) -> Box | None:
    """The physical box of a page or of a document's page area; None when it states none."""
    found = node.find(".//{*}PhysicalBox")
    values = _numbers(found.text) if found is not None else []
    if len(values) != 4 or values[2] <= 0 or values[3] <= 0:
        return None
    return values[0], values[1], values[2], values[3]


def shapes_of(page: _Element) -> dict[str, int]:
    """How many outlines and pictures stand on a page."""
    return {kind: sum(1 for _ in page.iter("{*}" + kind)) for kind in ("PathObject", "ImageObject")}


def joined(parts: Iterable[Run], grids: Sequence[Grid]) -> Iterator[Run]:
    """What a producer cut into objects put together again, except over a line of a table."""
    run: Run | None = None
    for part in parts:
        if run is not None and _adjoins(run, part) and not _parted(run, part, grids):
            run.text += part.text
            run.right = part.right
            continue
        if run is not None and run.text.strip():
            yield run
        run = part
    if run is not None and run.text.strip():
        yield run


def _parted(run: Run, part: Run, grids: Sequence[Grid]) -> bool:
    middle = part.base - 0.35 * part.size
    between = (run.right + part.left) / 2
    return any(
        abs(rule.at - between) < 0.6 * part.size and rule.covers(middle)
        for grid in grids
        for rule in grid.down
    )


def _adjoins(run: Run, part: Run) -> bool:
    """Whether a producer only cut a line of words into objects."""
    near = -0.4 * run.size < part.left - run.right < _WORD_GAP * run.size
    return near and abs(run.base - part.base) < 0.05 * run.size and abs(run.size - part.size) < 0.3


def parts_of(page: _Element, box: Box) -> Iterator[Run]:
    """The words of a page in the order of the file; what does not stand upright is left out."""
    for node in page.iter("{*}TextObject"):
        if (node.get("Visible") or "true").lower() == "false":
            continue
        bounds = _numbers(node.get("Boundary"))
        matrix = _matrix(node.get("CTM"))
        size = _number(node.get("Size"), 0.0)
        if len(bounds) != 4 or size <= 0 or not _upright(matrix):
            continue
        if _number(node.get("ReadDirection"), 0.0) or _number(node.get("CharDirection"), 0.0):
            continue
        pen = _Pen(matrix, bounds[0] - box[0], bounds[1] - box[1], size, _number(node.get("HScale"), 1.0))
        for code in node.iterfind("{*}TextCode"):
            yield from filter(_sane, pen.write(code))


def _sane(run: Run) -> bool:
    """Whether a run stands near a page at all."""
    return abs(run.left) + abs(run.right) + abs(run.base) < 1e5 and 0 < run.size < 2000


def ruled(page: _Element, box: Box) -> Iterator[tuple[float, float, float, float]]:
    """Straight lines of the page's outlines as thin boxes; what borders of tables are made of."""
    for node in page.iter("{*}PathObject"):
        bounds, path = _numbers(node.get("Boundary")), node.find("{*}AbbreviatedData")
        if len(bounds) != 4 or path is None:
            continue
        a, b, c, d, e, f = _matrix(node.get("CTM"))
        left, top = bounds[0] - box[0] + e, bounds[1] - box[1] + f
        stroked = (node.get("Stroke") or "true").lower() != "false"
        for points in _subpaths(path.text):
            placed = [((a * x + c * y + left) * _POINTS, (b * x + d * y + top) * _POINTS) for x, y in points]
            yield from thin_boxes(placed, stroked)


def _subpaths(stated: str | None) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path (``M x y L x y … C``); parts with curves are left out."""
    for part in re.split(r"[MS]", (stated or "")[:_MAX_PATH]):
        closed = part.rstrip().endswith(("C", "Z"))
        words = part.replace("L", " ").rstrip(" CZ").split()
        if 4 <= len(words) <= 400 and len(words) % 2 == 0 and all(map(_COORDINATE.fullmatch, words)):
            values = [float(word) for word in words]
            points = list(zip(values[::2], values[1::2], strict=True))
            yield [*points, points[0]] if closed and len(points) > 2 else points


def _upright(matrix: Matrix) -> bool:
    return matrix[0] > 0 and matrix[3] > 0 and abs(matrix[1]) < 0.1 * matrix[0]


class _Pen:
    """Follows the origins of the characters of one text object."""

    def __init__(self, matrix: Matrix, left: float, top: float, size: float, stretch: float) -> None:
        self._matrix = matrix
        self._left, self._top = left, top
        self._em = size * stretch
        self._size = size * math.hypot(matrix[2], matrix[3]) * _POINTS
        self._at = (0.0, 0.0)  # a TextCode without X or Y goes on from the one before

    def _place(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self._matrix
        return (a * x + c * y + e + self._left) * _POINTS, (b * x + d * y + f + self._top) * _POINTS

    def write(self, code: _Element) -> Iterator[Run]:
        """The runs of one TextCode, cut where the line changes or a column begins."""
        text = (code.text or "").replace("\n", "").replace("\r", "")
        x, y = _number(code.get("X"), self._at[0]), _number(code.get("Y"), self._at[1])
        self._at = (x, y)
        across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
        run: Run | None = None
        for index, char in enumerate(text):
            left, base = self._place(x, y)
            width = 0.5 if _NARROW.match(char) else 1.0
            right = self._place(x + width * self._em, y)[0]
            air = (left - run.right) / self._size if run is not None else 0.0
            if run is None or abs(base - run.base) > 0.05 * self._size or not -0.8 < air < COLUMN:
                if run is not None:
                    yield run
                run = Run(clean(char), left, right, base, self._size)
            else:
                run.text += " " + clean(char) if air >= _WORD_GAP and char != " " else clean(char)
                run.right = right
            if index < len(text) - 1:
                step = across[index] if index < len(across) else None
                x += width * self._em if step is None and not down else step or 0.0
                y += down[index] if index < len(down) else 0.0
        if run is not None:
            yield run


def _deltas(stated: str | None, most: int) -> list[float]:
    """Steps between characters; ``g 3 5.2`` stands for 5.2 three times."""
    words = (stated or "").split()
    out: list[float] = []
    at = 0
    while at < len(words) and len(out) < min(most, _MAX_REPEAT):
        if words[at].lower() == "g" and at + 2 < len(words):
            count = int(_number(words[at + 1], 0.0))
            out += [_number(words[at + 2], 0.0)] * max(min(count, most - len(out)), 0)
            at += 3
        else:
            out.append(_number(words[at], 0.0))
            at += 1
    return out


def _matrix(stated: str | None) -> Matrix:
    values = _numbers(stated)
    if len(values) != 6:
        return _PLAIN
    return values[0], values[1], values[2], values[3], values[4], values[5]


def _numbers(stated: str | None) -> list[float]:
    return [_number(word, math.nan) for word in (stated or "").split()[:8]]


def _number(stated: str | None, otherwise: float) -> float:
    """A number of the page; what is none, or is beyond any page, counts as `otherwise`."""
    try:
        value = float(stated) if stated else otherwise
    except ValueError:
        return otherwise
    return value if abs(value) < 1e6 else otherwise
