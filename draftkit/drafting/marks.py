"""Invisible marks that carry provenance through a template (来源标记).

A mark is one character of plane 8, where none is assigned; private-use ones stand in documents (自造字). Marks of origin stand in
front of what was taken from the parent or the library; marks of lines stand at the start of each
template line. After rendering, every line gives up its marks and the words remain untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from draftkit.errors import TemplateError

_LINES = 0x80000
_ORIGINS = 0x84000
_END = 0x8FFFD
MAX_LINES = _ORIGINS - _LINES
_MARK = re.compile(f"[{chr(_LINES)}-{chr(_END)}]")
_LEADING = re.compile(f"[{chr(_LINES)}-{chr(_END)}\\s]*")


def without_marks(text: str) -> str:
    """The words alone. Also used on input: characters of this plane mean nothing there."""
    return _MARK.sub("", text)


def line_mark(number: int) -> str:
    """The mark of a template line (1-based). Raises TemplateError when there are too many lines."""
    if number >= MAX_LINES:
        raise TemplateError(f"模板超过{MAX_LINES}行", remedy="请拆成几个模板")
    return chr(_LINES + number)


@dataclass(slots=True)
class Ledger:
    """Gives out marks of origin and knows what each stands for (来源登记簿)."""

    keys: list[str] = field(default_factory=list)
    _marks: dict[str, str] = field(default_factory=dict)

    def mark(self, key: str) -> str:
        """The mark for an origin, the same one each time."""
        if key not in self._marks:
            if _ORIGINS + len(self.keys) > _END:
                raise TemplateError("上级文件的段落过多，来源标记不够用", remedy="请把上级文件拆开起草")
            self._marks[key] = chr(_ORIGINS + len(self.keys))
            self.keys.append(key)
        return self._marks[key]

    def key(self, mark: str) -> str:
        """What a mark stands for."""
        return self.keys[ord(mark) - _ORIGINS]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A line of a rendered template: words, template line, and what it was made of.

    line: None when it could not be told. origins: keys in the order in which they stand.
    """

    text: str
    line: int | None
    origins: tuple[str, ...]


def rendered_lines(text: str, ledger: Ledger) -> Iterator[Rendered]:
    """The lines of a rendered template without their marks; white space at both ends removed.

    A value with a line break makes several lines; the later ones inherit the marks of the first.
    """
    line: int | None = None
    origins: tuple[str, ...] = ()
    for raw in text.split("\n"):
        marks = _MARK.findall(raw)
        if marks:
            line = _line_of(raw, line)
            origins = tuple(dict.fromkeys(ledger.key(m) for m in marks if ord(m) >= _ORIGINS))
        yield Rendered(without_marks(raw).strip(), line, origins)


def _line_of(raw: str, before: int | None) -> int | None:
    # A line that holds only a tag leaves its mark in front of the next line: the last one counts.
    leading = _LEADING.match(raw)
    marks: Sequence[str] = _MARK.findall(leading.group()) if leading else ()
    numbers = [ord(m) - _LINES for m in marks if ord(m) < _ORIGINS]
    return numbers[-1] if numbers else before
