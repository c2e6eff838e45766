"""Words of the superior that no level may say in its own name, and its contacts (照录的说法、联系方式)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from draftkit.drafting.edits import Edit
from draftkit.drafting.holes import OpenKind, OpenPoint, hole
from draftkit.drafting.rules import rules
from draftkit.lexicon import levels
from draftkit.localities import Locality


def kept_edits(text: str, source: Locality, here: Locality, measure: str | None) -> Iterator[Edit]:
    """Who shares the money, whose court, whose prohibition: said as written, or of us, and listed.

    text: in reading form. Nothing is said when we stand as high as the source.
    """
    if levels.rank(here.level) <= levels.rank(source.level):
        return
    yield from _ours(text, here, measure)
    for pattern, row in _rows("kept"):
        if here.level not in row.get("levels", (here.level,)):
            continue
        if source.level not in row.get("sources", (source.level,)):
            continue
        for found in pattern.finditer(text):
            point = OpenPoint(cast(OpenKind, row["kind"]), found.group(), row["reason"], None, measure)
            yield Edit(*found.span(), found.group(), point)


def _ours(text: str, here: Locality, measure: str | None) -> Iterator[Edit]:
    for row in rules("kept")["ours"].get(here.level, ()):
        for found in re.finditer(row["words"], text):
            said = row["says"].format(our=here.our, word=here.word)
            rest = re.match("[^，。；]{0,16}", text[found.end() :])
            point = OpenPoint("decision", said + (rest[0] if rest else ""), row["reason"], None, measure)
            yield Edit(*found.span(), said, point)


def contacts(text: str, measure: str | None) -> Iterator[Edit]:
    """Holes for the superior's contact persons and their numbers (联系人、电话)."""
    reason = rules("kept")["contact_reason"]
    for pattern, _ in _rows("contacts"):
        for found in pattern.finditer(text):
            words = hole(found[1])
            yield Edit(*found.span(2), words, OpenPoint("fact", words, reason, None, measure))


@cache
def _rows(name: str) -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple((re.compile(row["words"]), row) for row in rules("kept")[name])
