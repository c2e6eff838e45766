"""Open points as a secretary works through them: by kind, what stops issuing first (待办清单)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from draftkit.drafting.holes import OpenPoint, holes
from draftkit.drafting.result import Draft

_LONGEST = 36


@dataclass(frozen=True, slots=True)
class Matter:
    """Points with one reason. places: where in the draft and which words, each once, in reading order."""

    reason: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Points of one kind. count: how many points."""

    title: str
    matters: tuple[Matter, ...]
    count: int


_GROUPS: tuple[tuple[str, Callable[[OpenPoint], bool]], ...] = (
    ("发文前必须填写", lambda p: p.kind == "fact"),
    ("需要确定目标和时限", lambda p: p.kind == "target" and bool(holes(p.text))),
    ("需要确定承担单位", lambda p: p.kind == "unit" and bool(holes(p.text))),
    ("需要决定", lambda p: p.kind == "decision"),
    ("需要填写本地名称", lambda p: p.kind == "name" and bool(holes(p.text))),
    ("需要核对目标", lambda p: p.kind == "target"),
    ("需要核对名称", lambda p: p.kind in ("name", "unit")),
    ("需要核对文字", lambda p: True),
)


def agenda(draft: Draft) -> tuple[Group, ...]:
    """The open points of a draft in groups, the most pressing first; empty groups are left out."""
    places = _places(draft)
    groups: list[list[OpenPoint]] = [[] for _ in _GROUPS]
    for point in draft.open_points:
        groups[next(n for n, (_, fits) in enumerate(_GROUPS) if fits(point))].append(point)
    return tuple(
        Group(title, tuple(_matters(points, places)), len(points))
        for (title, _), points in zip(_GROUPS, groups, strict=True)
        if points
    )


def _matters(points: list[OpenPoint], places: list[str]) -> Iterator[Matter]:
    by_reason: dict[str, dict[str, None]] = {}
    for point in points:
        where = places[point.paragraph] if point.paragraph is not None else ""
        said = f"{where}　{_short(point.text)}" if where else _short(point.text)
        by_reason.setdefault(point.reason, {})[said] = None
    for reason, said_here in by_reason.items():
        yield Matter(reason, tuple(said_here))


def _short(text: str) -> str:
    inner = holes(text)
    words = inner[0] if inner else text
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _places(draft: Draft) -> list[str]:
    """For each paragraph its labels from the second level down, with its title: （四）1.加大投入."""
    labels: dict[int, str] = {}
    places = []
    for p in draft.document.paragraphs:
        if p.label and p.level:
            labels = {level: label for level, label in labels.items() if level < p.level}
            labels[p.level] = p.label
            chain = [labels[level] for level in sorted(labels) if level > 1 or p.level == 1]
            places.append("".join(chain) + (p.title or ""))
        elif p.role == "body":
            places.append("".join(labels.values()))
        else:
            labels = {} if p.role in ("title", "closing", "signature") else labels
            places.append("")
    return places
