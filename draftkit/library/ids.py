"""Clause ids: 26 characters of Crockford's base 32, sortable by the time they were given (ULID)."""

from __future__ import annotations

import os
import time

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ = str.maketrans("ILO", "110")
LENGTH = 26


def encode(number: int) -> str:
    """A number below 2**130 as an id."""
    return "".join(_DIGITS[number >> shift & 31] for shift in range(125, -5, -5))


def new_ids(count: int) -> list[str]:
    """Fresh ids in ascending order: 48 bits of milliseconds, then 80 random bits."""
    clock = time.time_ns() // 1_000_000
    return sorted(encode(clock << 80 | int.from_bytes(os.urandom(10), "big")) for _ in range(count))


def as_typed(text: str) -> str:
    """An id or its beginning as a person typed it: any case, I and L for 1, O for 0."""
    return text.strip().upper().translate(_READ)
