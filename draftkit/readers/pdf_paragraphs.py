"""Strips -> lines with styles: which lines are one paragraph, by indent, line fill and gaps.

Three answers are possible for two neighbours: the words go on (`Style.wraps`), a paragraph ends
(`Style.whole`), or positions do not say; then the joiner of the parser decides by the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from draftkit.lexicon.text import CJK
from draftkit.readers.pdf_lines import Leaf, Strip
from draftkit.readers.source import Line, Style

# What cannot be broken at the start of a line: a number or word with its sign, an ideograph with
# the marks that may not stand first.
_UNIT = re.compile(
    rf"[（(〔《“‘\[【]*(?:[0-9A-Za-z.,%％:/~～\-—–…]+|[{CJK}]|.)"
    r"(?:[，。、；：！？）)〕》”’\]】—…%％]+(?:[0-9A-Za-z]+[，。、；：）)〕》”]*)?)?"
)
_OPENERS = tuple("（(〔《“‘[【〈")
_WORD_END = re.compile(rf"[{CJK}0-9A-Za-z]$")
_ENDED = re.compile(r"[。！？；：:;!?][”’）)〕】]?\s*$")
_NARROW = re.compile(r"[\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where running text stands on the pages of one width. Points from the left edge.

    gap: usual distance of two baselines, in em. indented: whether paragraphs begin with an indent.
    spaced: whether paragraphs stand apart.
    """

    left: float
    right: float
    size: float
    gap: float
    indented: bool = False
    spaced: bool = False


# Frozen dataclasses take their time to be made, and most lines have one of a few styles.
_styled = lru_cache(maxsize=256)(Style)
_WRAPS = Style(wraps=True)


def lines_of(leaves: Sequence[Leaf]) -> tuple[Line, ...]:
    """The lines of all pages with their styles, counted through the document."""
    frames = _frames(leaves)
    strips = [(leaf, strip) for leaf in leaves for strip in leaf.strips]
    out: list[Line] = []
    page = 0
    for index, (leaf, strip) in enumerate(strips):
        frame = frames[_key(leaf)]
        following = strips[index + 1][1] if index + 1 < len(strips) else None
        style = _style(strip, following, frame, leaf, new_page=leaf.number != page and page > 0)
        out.append(Line(strip.text, strip.number or index + 1, 1, leaf.number, style))
        page = leaf.number
    return tuple(out)


def _style(strip: Strip, following: Strip | None, frame: Frame, leaf: Leaf, *, new_page: bool) -> Style:
    if strip.cell is not None:
        return _styled(whole=not strip.joined, wraps=strip.joined, table=strip.cell)
    if strip.joined:
        return _WRAPS
    centred = _centred(strip, frame, leaf)
    if following is None or following.cell is not None:
        return _styled(whole=True, centred=centred, page_break=new_page)
    if centred:
        soft = _balanced(strip, following, frame, leaf)
        return _styled(whole=not soft, centred=True, soft=soft, page_break=new_page)
    goes_on = _goes_on(strip, following, frame)
    if goes_on is True:
        return _WRAPS
    return _styled(whole=goes_on is False, page_break=new_page)


def _key(leaf: Leaf) -> int:
    return round(leaf.width / 8)


def _frames(leaves: Sequence[Leaf]) -> dict[int, Frame]:
    out: dict[int, Frame] = {}
    for key in {_key(leaf) for leaf in leaves}:
        out[key] = _frame([leaf for leaf in leaves if _key(leaf) == key])
    return out


def _frame(leaves: list[Leaf]) -> Frame:
    """Measured on the lines of the commonest size: their edges, distance, indents and gaps."""
    strips = [s for leaf in leaves for s in leaf.strips if s.cell is None]
    if not strips:
        width = leaves[0].width
        return Frame(0.12 * width, 0.88 * width, 16.0, 1.8)
    weights: Counter[float] = Counter()
    for s in strips:
        weights[round(s.size * 2) / 2] += len(s.text)
    size = weights.most_common(1)[0][0]
    body = [s for s in strips if abs(s.size - size) < 0.8 and s.columns == 1] or strips
    right = _right_edge(body)
    left = _left_edge(body, right, size)
    gaps = [
        (b.base - a.base) / size
        for a, b in pairwise(body)
        if a.page == b.page and 0 < b.base - a.base < 4 * size
    ]
    gap = _middle(gaps) or 1.8
    begun = [s for s in body if 1.2 * size < s.left - left < 3.2 * size]
    indented = len(begun) >= max(1 if len(body) < 20 else 2, 0.04 * len(body))
    apart = sum(g > 1.2 * gap for g in gaps)
    spaced = len(gaps) >= 4 and apart >= 0.05 * len(gaps)
    return Frame(left, right, size, gap, indented, spaced)


def _left_edge(body: list[Strip], right: float, size: float) -> float:
    """The edge at which lines go on: the leftmost one at which full lines, or lines behind them, begin."""
    full = [right - s.right < 1.6 * size for s in body]
    begun = [s.left for s, ends in zip(body, full, strict=True) if ends]
    begun += [s.left for s, goes_on in zip(body[1:], full, strict=False) if goes_on]
    counts = Counter(round(left / 2) for left in begun)
    usual = [at for at, n in counts.items() if n >= 0.05 * len(begun)]
    if not usual:
        return min(s.left for s in body)
    return min(left for left in begun if round(left / 2) == min(usual))


def _right_edge(body: list[Strip]) -> float:
    """The edge that lines reach; marks may hang beyond it, so lines that end with one do not count."""
    inside = [s.right for s in body if _WORD_END.search(s.text)]
    far = sorted(inside if len(inside) >= 5 else [s.right for s in body])
    return far[-1 - len(far) // 50] if far else 0.0


def _middle(values: list[float]) -> float | None:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else None


def _centred(strip: Strip, frame: Frame, leaf: Leaf) -> bool:
    if strip.columns > 1:
        return False
    before, behind = strip.left - frame.left, frame.right - strip.right
    least = 2.6 if abs(strip.size - frame.size) < 1 else 0.5
    if abs(before - behind) < 0.9 * strip.size and min(before, behind) > least * frame.size:
        return True
    middle = abs(strip.left + strip.right - leaf.width) < 0.6 * strip.size
    return middle and strip.size > frame.size + 1


def _balanced(above: Strip, below: Strip, frame: Frame, leaf: Leaf) -> bool:
    """Whether two centred lines are one title that was broken by hand or by width."""
    if above.page != below.page or abs(above.size - below.size) > 0.6 or below.columns > 1:
        return False
    if not _centred(below, frame, leaf) and below.right < frame.right - 1.5 * below.size:
        return False
    return below.base - above.base < max(2.1, 1.15 * frame.gap) * above.size


def _goes_on(above: Strip, below: Strip, frame: Frame) -> bool | None:
    """Whether the words of the upper line go on in the lower one; None when positions do not say."""
    if abs(above.size - below.size) > 0.12 * above.size:
        return False
    if above.columns > 1 or below.columns > 1:
        return None if _full(above, below, frame) and above.columns == 1 else False
    if above.text.endswith(_OPENERS):
        return True  # not every producer keeps a bracket from the end of a line
    step = (below.left - frame.left) / frame.size
    if not _full(above, below, frame):
        # A paragraph would begin with an indent; some long word may have had no room.
        odd = frame.indented and step < 0.8 and frame.right - above.right < 8 * frame.size
        return None if odd and not _ENDED.search(above.text) else False
    same_page = above.page == below.page
    if same_page:
        gap = (below.base - above.base) / frame.size
        if gap > 1.22 * frame.gap and frame.spaced:
            return False
        if gap > 2 * frame.gap or gap <= 0:
            return False
    if step < 0.8:
        return True if frame.indented or (frame.spaced and same_page) else None
    if frame.indented and step < 3.2 and below.left - above.left > -0.5 * frame.size:
        return False
    return None


def _full(above: Strip, below: Strip, frame: Frame) -> bool:
    """Whether the first word of the lower line had no room at the end of the upper one."""
    room = frame.right - above.right
    if room < 0.9 * above.size:
        return True
    unit = _UNIT.match(below.text.lstrip())
    word = unit.group() if unit else ""
    width = sum(0.6 if _NARROW.match(c) else 1.0 for c in word[:40]) * above.size
    return room < width + 0.35 * above.size
