"""What one document already carries of another, as plain values (承接情况).

Drafting for two superiors at once (省、市) asks this of the nearer one, so that nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from draftkit.comparing.compare import compare
from draftkit.comparing.result import Deviation
from draftkit.model import Document

_MILDER = frozenset(
    {
        "weakened", "conditioned", "target_lowered", "target_dropped", "deadline_delayed",
        "deadline_dropped", "lead_changed",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carried:
    """How one measure is carried (一条的承接情况).

    by: measures that answer it, the most alike first; empty when none does. missing: stretches of its text
    that nobody says. units_missing: whether one of its bodies is not named there. milder: where less
    is asked than here, a Chinese sentence each.
    """

    by: tuple[str, ...] = ()
    missing: tuple[tuple[int, int], ...] = ()
    units_missing: bool = False
    milder: tuple[str, ...] = ()


def carried(measures_of: Document, by: Document) -> Mapping[str, Carried]:
    """For each measure of a document how far another one carries it, by measure id."""
    comparison = compare(measures_of, by)
    links: dict[str, list[str]] = {}
    for link in sorted(comparison.links, key=lambda x: -x.score):
        links.setdefault(link.parent, []).append(link.child)
    told: dict[str, list[Deviation]] = {}
    for deviation in comparison.deviations:
        told.setdefault(deviation.parent or "", []).append(deviation)
    return {m.id: _carried(links.get(m.id, []), told.get(m.id, [])) for m in measures_of.measures}


def _carried(by: list[str], told: list[Deviation]) -> Carried:
    quotes = [d.parent_quote for d in told if d.kind == "partly_omitted"]
    return Carried(
        tuple(dict.fromkeys(by)),
        tuple(sorted((q.start, q.end) for q in quotes if q and q.part == "text")),
        any(d.kind == "unit_dropped" for d in told),
        tuple(d.explanation for d in told if d.kind in _MILDER),
    )
