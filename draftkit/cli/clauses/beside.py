"""Variants of one clause side by side: who says what, how binding, by when, led by whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from draftkit.cli.clauses.common import LEVELS

if TYPE_CHECKING:
    from draftkit.library.variants import Variant

_JOINT = re.compile(r"[的、）》]")  # behind these a word begins
_LEAST = 8  # characters that still say what is measured
_HEAD = ("编号", "地方", "日期", "力度", "指标", "时限", "牵头", "比较")
_FIGURE = 44  # columns of the words that state a figure
_LIMITS = (None, 14, None, None, 48, 16, 16, None)


def variant_table(found: Sequence[Variant], length: int) -> str:
    """The table under 各地写法; what differs from the clause itself has a ≠ in front."""
    from draftkit.reports.grid import table

    own = _cells(found[0])
    rows = []
    for number, variant in enumerate(found):
        c = variant.clause
        cells = _cells(variant)
        shown = [
            cell if not number or cell == mine else f"≠ {cell or '无'}"
            for cell, mine in zip(cells, own, strict=True)
        ]
        likeness = "本条" if not number else f"相近度 {variant.likeness:.0%}"
        best = "、".join((likeness, *variant.best))
        rows.append([c.id[:length], c.origin.place or "", c.origin.issued_on or "", *shown, best])
    return f"各地写法（≠ 与本条不同）\n{table(_HEAD, rows, _LIMITS)}"


def _cells(variant: Variant) -> list[str]:
    strength = variant.clause.strength
    return [
        "" if strength is None else str(strength),
        "；".join(map(_short, variant.targets)),
        "、".join(variant.deadlines),
        "、".join(map(_name, variant.leads)),
    ]


def _short(target: str) -> str:
    """A figure with as many of the words before it as there is room for, cut between words only."""
    from draftkit.lexicon.text import width

    if width(target) <= _FIGURE:
        return target
    tails = (target[m.end() :] for m in _JOINT.finditer(target))
    return next((f"…{tail}" for tail in tails if width(tail) < _FIGURE and len(tail) >= _LEAST), target)


def _name(key: str) -> str:
    """The body without level: 卫生健康局 of 县卫生健康局."""
    from draftkit.lexicon import departments

    return (departments.name_of(key, "county") or key).removeprefix("县")


def variant_json(variant: Variant) -> dict[str, Any]:
    """One variant for JSON."""
    c = variant.clause
    return {
        "id": c.id,
        "heading": c.heading,
        "place": c.origin.place,
        "level": c.origin.level,
        "level_name": LEVELS[c.origin.level],
        "issued_on": c.origin.issued_on,
        "likeness": variant.likeness,
        "strength": c.strength,
        "targets": list(variant.targets),
        "deadlines": list(variant.deadlines),
        "leads": list(variant.leads),
        "best": list(variant.best),
        "original": c.original,
    }
