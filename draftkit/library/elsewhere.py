"""What a text of another place must not say here: the names and the level of where it comes from.

`localise` keeps what only the superior can mean (its hospitals, its funds) and tells it, which is
right for the plan of a place below. A clause of a library mostly comes from a stranger; there such
words become 【待定：…】.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from draftkit.localities import words

if TYPE_CHECKING:
    from draftkit.localities import Change, Localised, Locality, OpenPoint

_BODY = re.compile(r"[院校馆站所台社司行局心学团厂场](?:等)?$|公司|中心|医院|学院|银行")
_TAIL = re.compile(r"(?:中|里|上|等|给予|开展|对|为)[\u3400-\u9fff]*$")


def without_source(said: Localised, text: str, source: Locality, target: Locality) -> Localised:
    """`said` with the source's own names and level words that it kept taken out.

    text: what was localised; `said` tells by its offsets what was changed and what was kept.
    """
    more = list(_missing(said, text, source, target))
    more += _names_left(text, [(c.start, c.end) for c in (*said.changes, *more)], source, target)
    if not more:
        return said
    changes = sorted((*said.changes, *more), key=lambda change: change.start)
    pieces: list[str] = []
    at = 0
    for change in changes:
        pieces += text[at : change.start], change.new
        at = change.end
    return replace(said, text="".join(pieces) + text[at:], changes=tuple(changes))


def _missing(said: Localised, text: str, source: Locality, target: Locality) -> Iterator[Change]:
    from draftkit.localities import Change

    end = 0
    taken = [(c.start, c.end) for c in said.changes]
    for point in said.open_points:
        span = _span(point, source)
        own = target.name in point.text or target.short in point.text
        if own or span is None or span[0] < end or any(a < span[1] and span[0] < b for a, b in taken):
            continue
        end = span[1]
        old = text[span[0] : end]
        yield Change(span[0], end, old, f"【待定：{_said(point, old, source)}】", "place")


def _names_left(
    text: str, taken: list[tuple[int, int]], source: Locality, target: Locality
) -> Iterator[Change]:
    """Names of the source in words that `localise` does not know, such as 人民银行某市分行."""
    from draftkit.localities import Change

    names = {source.name: target.name, source.short: target.short}
    names = {old: new for old, new in names.items() if len(old) > 1 and old not in target.name}
    taken = [*taken, *(m.span() for m in words.PROTECTED.finditer(text))]
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    for match in re.finditer(pattern, text) if names else ():
        start, end = match.span()
        if not any(a < end and start < b for a, b in taken):
            yield Change(start, end, match.group(), names[match.group()], "place")


def _span(point: OpenPoint, source: Locality) -> tuple[int, int] | None:
    """The words that go; None for what may stay, such as the places below."""
    if point.kind == "superior":
        word = next((w for w in (source.grade, source.prefix, source.word) if point.text.startswith(w)), None)
        return (point.start, point.start + len(word)) if word else None
    if point.kind in ("place", "unit") and point.text:
        return point.start, point.end - _extra(point)
    return None


def _extra(point: OpenPoint) -> int:
    found = _TAIL.search(point.text) if point.kind == "place" else None
    return len(found.group()) if found and found.start() > 3 else 0


def _said(point: OpenPoint, old: str, source: Locality) -> str:
    """The words without the source's names: 第五人民医院, 所辖地方, 级别."""
    if point.kind == "superior":
        return "哪一级"
    for name in (source.name, source.short):
        old = old.replace(name, "") if len(name) > 1 else old
    for word in (source.prefix, source.word):
        old = old.removeprefix(word)
    return (old or "本地单位") if point.kind == "unit" or _BODY.search(old) else "所辖地方"
