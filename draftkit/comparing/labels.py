"""What kinds, severities, relations and states are called in Chinese (data/labels.toml)."""

from __future__ import annotations

from typing import Literal

from draftkit.comparing.tables import table as table_of

Table = Literal["kind", "severity", "relation", "state"]


def label(table: Table, key: str) -> str:
    """The Chinese word for a kind, severity, relation or state of a matrix. Raises KeyError for an unknown one."""
    words: str = table_of("labels")[table][key]
    return words
