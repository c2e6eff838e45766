"""File names from the names of places: safe on every system, none twice (文件名)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

_BAD = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
_LONGEST = 150
"""Bytes of a name; file systems allow 255, and suffixes and temporary names need room."""


def safe(name: str) -> str:
    """A name that cannot leave its folder and that Windows, macOS and Linux all take."""
    words = _BAD.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    words = words.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore").strip(" .")
    return f"_{words}" if not words or _RESERVED.match(words) else words


class Named(Protocol):
    """A place with its name and those above it."""

    @property
    def name(self) -> str:
        """In full."""

    @property
    def parents(self) -> tuple[str, ...]:
        """Highest first."""


def file_stems(localities: Sequence[tuple[int, Named]]) -> list[str]:
    """One name for each (row number, locality), the same ones each time the table is read.

    Places of one name are told apart by the place above them, then by the row of the table.
    """
    plain = [safe(here.name) for _, here in localities]
    longer = [
        safe(f"{here.name}（{here.parents[-1]}）") if here.parents else name
        for name, (_, here) in zip(plain, localities, strict=True)
    ]
    twice = _count(plain)
    stems = [long if twice[name.casefold()] > 1 else name for name, long in zip(plain, longer, strict=True)]
    counts = _count(stems)
    return [
        f"{stem}（第{row}行）" if counts[stem.casefold()] > 1 else stem
        for stem, (row, _) in zip(stems, localities, strict=True)
    ]


def _count(names: Sequence[str]) -> Counter[str]:
    return Counter(name.casefold() for name in names)
