"""Words by which the genre is recognised: kinds of documents, ends of agency names, page metadata."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("data") / "genre.json"


@cache
def words(name: str) -> tuple[str, ...]:
    """One list of genre.json, longest first, ready for an alternation."""
    table: dict[str, list[str]] = _table()
    return tuple(sorted(table[name], key=len, reverse=True))


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return table


@cache
def alternation(name: str) -> str:
    """The list as a regular expression alternation."""
    return "|".join(re.escape(word) for word in words(name))
