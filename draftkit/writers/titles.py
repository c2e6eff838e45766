"""Titles over several lines (标题回行): whole words, a trapezoid or a diamond.

GB/T 9704—2012 7.3.1: 可分一行或多行居中排布；回行时，要做到词意完整，排列对称，长短适宜，间距恰当，
标题排列应当使用梯形或菱形.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, combinations, pairwise
from pathlib import Path

from draftkit.precompiled import fixed
from draftkit.writers.geometry import em, ems

_DATA = Path(__file__).with_name("data") / "title_breaks.toml"
# 20 characters of 2号 fill the type area; a title of several lines looks better a little narrower.
ONE_LINE, LINE = 20.0, 19.0
_GOOD, _EDGE, _UNKNOWN, _NEVER = 0.0, 4.0, 12.0, 1000.0
_LINE_MORE = 5.0
_MOST_CHOICES = 14
_NOT_FIRST = "、，。；：）》”’！？的了们号年月日等"
_NOT_LAST = "（《“‘"
# The place in the name of an issuer: 松岭县 in 松岭县卫生健康局.
_PLACE = re.compile(r"^.{1,6}?[省市县区旗州盟乡镇]")
# What the name of a document begins with: its place, its verb and a word more behind 《 at the end of a
# line are torn from the name.
_WHOSE = re.compile(r"《[一-鿿]{2,5}?[省市县区旗州盟乡镇]")


def balance(text: str, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The lines of a title. names: proper names that are never cut (发文机关).

    A line break that stands in the text already is kept. The words are never changed.
    """
    return tuple(line for part in text.splitlines() or [text] for line in _balance(part.strip(), names))


@lru_cache(maxsize=512)
def _balance(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if ems(text) <= ONE_LINE:
        return (text,)
    costs = _costs(text, names)
    upto = [0.0, *accumulate(map(em, text))]
    fewest = max(2, int(-(-upto[-1] // LINE)))
    best: tuple[float, tuple[int, ...]] | None = None
    for lines in range(fewest, fewest + 3):
        more = _LINE_MORE * (lines - fewest)  # a line more is better than a cut in a doubtful place
        if best is not None and best[0] <= more:
            break
        rated = [(cost + more, cut) for cost, cut in _cuts(upto, costs, lines)]
        best = min([*rated, best] if best else rated, default=None)
    return _pieces(text, best[1]) if best else tuple(_fill(text))


def _cuts(
    upto: Sequence[float], costs: Sequence[float], lines: int
) -> Iterator[tuple[float, tuple[int, ...]]]:
    """The cheapest ways to cut into so many lines: at good, at passable and at doubtful places.

    upto: width of the text before each offset.
    """
    length = len(upto) - 1
    for limit in (_GOOD, _EDGE, _UNKNOWN):
        places = [i for i in range(1, length) if costs[i] <= limit]
        rated = []
        for cut in combinations(_near(places, length, lines), lines - 1):
            widths = [upto[b] - upto[a] for a, b in pairwise((0, *cut, length))]
            if max(widths) <= LINE:
                rated.append((_shape(widths) + sum(costs[i] for i in cut), cut))
        if rated:
            yield min(rated)
            if min(rated)[0] < _UNKNOWN:
                return


def _pieces(text: str, cut: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(text[a:b].strip() for a, b in pairwise((0, *cut, len(text))))


def _near(places: list[int], length: int, lines: int) -> list[int]:
    """The places nearest to an even cut, so that the number of combinations stays small."""
    if len(places) <= _MOST_CHOICES:
        return places
    ideal = [length * k / lines for k in range(1, lines)]
    nearest = sorted(places, key=lambda p: min(abs(p - i) for i in ideal))
    return sorted(nearest[:_MOST_CHOICES])


def _shape(widths: Sequence[float]) -> float:
    """How far the lines are from a trapezoid or a diamond of even lines; 0 is best."""
    widest, narrowest = max(widths), min(widths)
    uneven = 16.0 * max(0.0, (widest - narrowest) / widest - 0.25)
    inner = zip(widths, widths[1:], widths[2:], strict=False) if len(widths) > 2 else ()
    valley = any(b < a and b < c for a, b, c in inner)
    stub = 6.0 if widths[-1] < 4 else 0.0
    square = 0.5 if widest == narrowest else 0.0
    return uneven + stub + square + (8.0 if valley else 0.0)


def _costs(text: str, names: tuple[str, ...]) -> list[float]:
    """For each offset what a line break there costs."""
    before, after, whole = _words()
    costs = [_UNKNOWN] * (len(text) + 1)
    known = {part for name in names for part in (name, *_PLACE.findall(name)) if part}
    named = [span for part in known for span in _found(part, text)]
    _set(costs, (i for span in _spans(whole, text) for i in span), _EDGE)
    _set(costs, (m.start() for m in before.finditer(text)), _GOOD)
    _set(costs, (m.end() for m in after.finditer(text)), _GOOD)
    _set(costs, (i for span in named for i in span), _EDGE)
    for opening in _WHOSE.finditer(text):
        verb = before.match(text, opening.end())
        for torn in range(opening.end(), min(len(text), (verb or opening).end() + 3)):
            costs[torn] = max(costs[torn], _UNKNOWN)
    for start, end in (*_spans(whole, text), *named):
        costs[start + 1 : end] = [_NEVER] * (end - start - 1)
    return [_NEVER if 0 < i < len(text) and _glued(text, i) else cost for i, cost in enumerate(costs)]


def _glued(text: str, i: int) -> bool:
    left, right = text[i - 1], text[i]
    joined = left.isascii() and right.isascii() and not (left.isspace() or right.isspace())
    numeral = left.isdigit() or (left == "第" and not right.isspace())
    return joined or numeral or right in _NOT_FIRST or left in _NOT_LAST or text.endswith("《关于", 0, i)


def _set(costs: list[float], places: Iterable[int], cost: float) -> None:
    for i in places:
        costs[i] = min(costs[i], cost)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (m.span() for m in pattern.finditer(text))


def _found(part: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a part stands in the text, one after the other."""
    at = text.find(part)
    while at >= 0:
        yield at, at + len(part)
        at = text.find(part, at + len(part))


def _fill(text: str) -> Iterator[str]:
    """Lines filled one after the other: the last resort for a text that has no place to cut."""
    line = ""
    for character in text:
        if line and ems(line + character) > LINE:
            yield line
            line = ""
        line += character
    yield line


@lru_cache(maxsize=1)
def break_words() -> Mapping[str, Sequence[str]]:
    """The words at which, and within which, a title is cut or not (标题回行用词), by kind."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = break_words()
    return _any(data["before"]), _any(data["after"]), _any([*data["whole"], *data["before"]])


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return fixed("|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True)))
