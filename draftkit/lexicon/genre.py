"""Words by which the genre is recognised: kinds of documents, ends of agency names, page metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("data")


@cache
def words(name: str, file: str = "genre") -> tuple[str, ...]:
    """One list of a word file (genre.json), longest first, ready for an alternation."""
    return tuple(sorted(table(file)[name], key=len, reverse=True))


@cache
def table(file: str) -> dict[str, Any]:
    """All of ``data/<file>.json``."""
    found: dict[str, Any] = json.loads((_DATA / f"{file}.json").read_text(encoding="utf-8"))
    return found


@cache
def alternation(name: str, file: str = "genre") -> str:
    """The list as a regular expression alternation."""
    return "|".join(re.escape(word) for word in words(name, file))


def gated(alternatives: str, firsts: Iterable[str]) -> str:
    """Alternatives behind one look at the first character: nearly every place is passed over by it."""
    return f"(?=[{re.escape(''.join(sorted({word[0] for word in firsts})))}])(?:{alternatives})"


def one_of(name: str, file: str) -> str:
    """The list as a gated alternation."""
    return gated(alternation(name, file), words(name, file))


def grouped(ordered: Iterable[str]) -> str:
    """Words as an alternation grouped by their first letter; words of one letter keep their order.

    `re` tries alternatives one by one: of two hundred words only those of the right letter are left.
    """
    groups: dict[str, list[str]] = {}
    for word in ordered:
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())
