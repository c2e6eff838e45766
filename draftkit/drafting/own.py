"""What a locality's own issuers are called, for the text as well (本级单位的本名)."""

from __future__ import annotations

from functools import cache, lru_cache

from draftkit.lexicon import departments, tables
from draftkit.lexicon.mentions import scan
from draftkit.localities import Locality


def own_names(here: Locality) -> Locality:
    """The locality with the names of its issuers as its own: who signs as 水务局 is no 水利局 in the text.

    Names by rule change nothing, nor does a body whose name the locality gives itself.
    """
    given = {
        key: name
        for name in here.issuers
        if here.name
        and name.startswith(here.name)
        and (key := _other_name(name.removeprefix(here.name), here.level))
    }
    fresh = {key: name for key, name in given.items() if key not in here.units}
    return here.but(units={**fresh, **here.units}) if fresh else here


@lru_cache(maxsize=1024)
def _other_name(stem: str, level: str) -> str | None:
    """The department that a name without its place stands for, None when the name is the usual one."""
    if stem in _usual(level):
        return None
    found = [m for m in scan(stem) if m.start == 0 and m.end == len(stem) and not m.generic]
    if not found or departments.row(found[0].key)["kind"] != "dept":
        return None
    return found[0].key


@cache
def _usual(level: str) -> frozenset[str]:
    """Full names of departments of a level, without their place."""
    return frozenset(row.get(f"{level}_full", "").removeprefix("{L}") for row in tables.rows("departments"))
