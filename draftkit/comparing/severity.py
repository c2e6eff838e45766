"""How much a deviation weighs, by the table data/severity.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from draftkit.comparing.result import Kind, Severity


@cache
def table() -> Mapping[str, Mapping[str, Severity]]:
    """Kind → fact → severity, in the file's order."""
    text = (Path(__file__).parent / "data" / "severity.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def severity(kind: Kind, facts: frozenset[str]) -> Severity:
    """The severity of a deviation: the first fact in the table that applies decides."""
    row = table()[kind]
    return next((weight for fact, weight in row.items() if fact in facts), row["usual"])
