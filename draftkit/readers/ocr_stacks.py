"""Names set wide and close below each other (联合发文的发文机关标志): lines that a finder of lines takes
for columns are found again by the rows of their ink.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from draftkit.readers.ocr_runs import Seen

_TALL = 1.6  # times as high as wide: no line of words is


def _whole_stack(odd: Sequence[Seen], lines: Sequence[Seen], size: float) -> list[Seen]:
    """The odd lines and all that stand close above, below and between them."""
    stack = list(odd)
    left = [line for line in lines if line not in stack]
    while True:
        near = [line for line in left if any(_close(line, other, 0.5 * size) for other in stack)]
        if not near:
            return stack
        stack += near
        left = [line for line in left if line not in near]


def _close(a: Seen, b: Seen, gap: float) -> bool:
    return min(a.right, b.right) > max(a.left, b.left) and min(a.bottom, b.bottom) + gap > max(a.top, b.top)


def oddly_found(lines: Sequence[Seen]) -> list[Seen]:
    """Lines that cannot be lines: higher than wide, or lying over another one."""
    return [line for line in lines if _is_upright(line) or any(_over(line, other) for other in lines)]


def unstacked(
    lines: Sequence[Seen], ink: Any, recognise: Callable[[tuple[int, int, int, int]], Seen | None]
) -> list[Seen]:
    """The lines, those of stacks found anew. recognise: the words of a box (left, top, right, bottom)."""
    odd = oddly_found(lines)
    if not odd:
        return list(lines)
    upright = [line.right - line.left for line in odd if _is_upright(line)]
    size = min(upright or [line.bottom - line.top for line in odd])
    stack = _whole_stack(odd, [line for line in lines if line.bottom - line.top < 1.8 * size], size)
    if len(stack) < 2:
        return list(lines)
    top, bottom = min(line.top for line in stack), max(line.bottom for line in stack)
    left, right = min(line.left for line in stack), max(line.right for line in stack)
    # A large word beside the stack (文件) is not of it.
    large = [line for line in lines if line not in stack and line.bottom - line.top >= 1.8 * size]
    right = min([right, *(o.left for o in large if _beside(o, top, bottom) and o.left > (left + right) / 2)])
    others = [line for line in lines if line not in stack and not _within(line, left, top, right, bottom)]
    bands = list(_bands(ink[round(top) : round(bottom) + 1, round(left) : round(right) + 1], size))
    boxes = [(round(left), round(top) + a, round(right), round(top) + b) for a, b in bands]
    found = [line for box in boxes if (line := recognise(box)) is not None]
    if sum(len(line.chars) for line in found) < sum(len(line.chars) for line in stack) - 2:
        return list(lines)
    return sorted([*others, *found], key=lambda line: line.top)


def _is_upright(line: Seen) -> bool:
    high, wide = line.bottom - line.top, line.right - line.left
    return high > _TALL * wide and len(line.chars) > 1


def _over(a: Seen, b: Seen) -> bool:
    """Whether two boxes lie over each other, as those of two lines never do."""
    across = min(a.right, b.right) - max(a.left, b.left)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    least = min(a.right - a.left, b.right - b.left), min(a.bottom - a.top, b.bottom - b.top)
    return a is not b and across > 0.5 * least[0] and down > 0.25 * least[1]


def _within(line: Seen, left: float, top: float, right: float, bottom: float) -> bool:
    return left < (line.left + line.right) / 2 < right and top < (line.top + line.bottom) / 2 < bottom


def _beside(line: Seen, top: float, bottom: float) -> bool:
    shared = min(line.bottom, bottom) - max(line.top, top)
    return shared > 0.3 * (line.bottom - line.top)


def _bands(ink: Any, size: float) -> Iterator[tuple[int, int]]:
    """Rows of ink with rows of paper between them, as high as a line may be, with a little air."""
    amounts = [*ink.sum(axis=1).tolist(), 0]
    start: int | None = None
    for index, amount in enumerate(amounts):
        if amount > 3 and start is None:
            start = index
        elif amount <= 3 and start is not None:
            if 0.3 * size < index - start < 1.6 * size:
                yield max(start - 3, 0), index + 3
            start = None
