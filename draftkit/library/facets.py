"""What clauses can be chosen by (筛选): each property is a word of the index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache

from draftkit.library.bigrams import facet
from draftkit.library.clauses import Clause, Origin


@dataclass(frozen=True, slots=True)
class Filter:
    """Which clauses are meant (筛选). None means any; names are whole names.

    year: of issue. place: in full or short. lead: key of the body in the lead (牵头单位), see
    `leads`. unit: key of any responsible or named body. strength: 0 to 5. target: with or without a
    target. since: years from this one on.
    """

    status: str | None = "active"
    level: str | None = None
    topic: str | None = None
    domain: str | None = None
    year: int | None = None
    since: int | None = None
    place: str | None = None
    lead: str | None = None
    unit: str | None = None
    strength: int | None = None
    target: bool | None = None

    def query(self) -> str:
        """The condition in SQLite's full-text language, empty when any clause is meant."""
        parts = [f'"{facet(name, value)}"' for name, value in self._chosen()]
        if self.since is not None:
            years = " OR ".join(f'"{facet("year", y)}"' for y in range(self.since, self.since + _YEARS))
            parts.append(f"({years})")
        return " AND ".join(parts)

    def _chosen(self) -> Iterator[tuple[str, object]]:
        for one in fields(self):
            value = getattr(self, one.name)
            if value is not None and one.name != "since":
                yield one.name, value


ACTIVE = Filter()
ANY = Filter(status=None)
_YEARS = 60


def facets_of(clause: Clause) -> list[str]:
    """The properties of a clause that do not come from its document."""
    found = [
        facet("status", clause.status),
        facet("target", any(s.startswith("target.") for s in clause.slots)),
    ]
    if clause.strength is not None:
        found.append(facet("strength", clause.strength))
    found += [facet("topic", topic) for topic in clause.topics]
    found += [facet("unit", key) for key in dict.fromkeys(filter(None, map(_unit, clause.slots)))]
    found += [facet("lead", key) for key in leads(clause)]
    return found


def document_facets(origin: Origin, domain: str) -> list[str]:
    """The properties that all clauses of a document share."""
    found = [facet("domain", domain)]
    if origin.level is not None:
        found.append(facet("level", origin.level))
    if origin.year is not None:
        found.append(facet("year", origin.year))
    if origin.place is not None:
        from draftkit.lexicon import places

        found += [facet("place", name) for name in {origin.place, places.parse(origin.place).short}]
    return found


_NUMBER = re.compile(r"_\d+$")
_SLOT = re.compile(r"\{\{ unit\.(\w+?)(?:_\d+)? \}\}")
_LEAD_AFTER = re.compile(
    r"牵头(?:单位|部门|责任单位)?[：:](.*?)(?:[；;。\n]|(?:责任|配合|参与|协办)(?:单位|部门)|$)"
)
_LEAD_BEFORE = re.compile(r"[^；;。：:\n]*?(?:分别)?牵头")


def _unit(slot: str) -> str | None:
    return _key(slot[5:]) if slot.startswith("unit.") else None


@cache
def _key(name: str) -> str:
    return _NUMBER.sub("", name)


def leads(clause: Clause) -> list[str]:
    """Keys of the bodies in the lead (牵头单位): those named before 牵头 or after 牵头单位：, else the
    one named first."""
    note = clause.responsibility.template if clause.responsibility else ""
    if "unit." not in note:
        return []
    if "牵头" not in note:
        first = _SLOT.search(note)
        return [first.group(1)] if first else []
    stretches = [m.group(1) for m in _LEAD_AFTER.finditer(note)] or _LEAD_BEFORE.findall(note)
    return list(dict.fromkeys(key for words in stretches for key in _SLOT.findall(words)))
