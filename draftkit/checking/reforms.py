"""Names of bodies that reforms have changed, from ``lexicon/data/reforms.csv`` (机构改革)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from draftkit.lexicon import tables


@dataclass(frozen=True, slots=True)
class Reform:
    """An old name (pattern), the day from which it is no longer right, and the name now."""

    pattern: re.Pattern[str]
    since: date
    now: str


@cache
def reforms() -> tuple[Reform, ...]:
    """All reforms in the order of the table."""
    return tuple(
        Reform(re.compile(f"(?<!原)(?:{row['pattern']})"), date.fromisoformat(row["since"]), row["now"])
        for row in tables.rows("reforms")
    )


_FORMER = re.compile("原(?:国家|国务院|[省市县区])?$")


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{r['pattern']})" for r in tables.rows("reforms")))


def old_names(text: str, day: date) -> Iterator[tuple[int, int, Reform]]:
    """Names that were no longer right on `day`, longest reading of each place once."""
    if _any().search(text) is None:
        return
    taken: list[tuple[int, int]] = []
    for reform in reforms():
        if day < reform.since:
            continue
        for match in reform.pattern.finditer(text):
            if _FORMER.search(text[max(0, match.start() - 4) : match.start()]):
                continue
            if not any(a < match.end() and match.start() < b for a, b in taken):
                taken.append(match.span())
                yield match.start(), match.end(), reform


def abolished_before(text: str, year: int) -> str | None:
    """The name in `text` of a body that no longer was in `year`; None when there is none."""
    for start, end, _ in old_names(text, date(year, 1, 1)):
        return text[start:end]
    return None
