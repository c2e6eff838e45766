"""Regular expressions that are compiled when they are first used, not when a module is imported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

from draftkit.precompiled import fixed


class LazyPattern:
    """A regular expression with the methods of `re.Pattern` that we use (用时才编译的正则式)."""

    every: ClassVar[list[LazyPattern]] = []

    def __init__(self, source: str) -> None:
        self.source = source
        self.every.append(self)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return fixed(self.source)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self.compiled.search(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As `re.Pattern.match`, from `start` on."""
        return self.compiled.match(text, start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self.compiled.finditer(text)
