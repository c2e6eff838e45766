"""Clause files as this program writes them, read line by line.

A YAML parser needs some 200 µs for a clause, this reader a fifth of that, and an index of a million
clauses is made of little else. It knows exactly the forms that `store` writes. Whatever else stands
in a file (comments, other indents, tags, folded lines) makes it give up with None, and the YAML
parser reads the file; a test holds both to the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from draftkit.errors import LibraryError

_ODD = re.compile("[^\n -~\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\ud800-\udfff]")
_ENTRY = re.compile(r"( *)((?:- )?)([A-Za-z_][\w.]*):(?: (\S.*))?")
_NO_PLAIN = re.compile(r"""[\s"'\[\]{}&*!|>%@`#,?:=<-]|.*?(?:: |:$| #|\s$)""")
_NO_ITEM = re.compile(r"""[\s"'&*!|>%@`#,?:=<-]|.*?(?:[,\[\]{}"'?:#]|\s$)|$""")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_NULLS = frozenset({"null", "~", "Null", "NULL"})

Whole = Callable[[str], Any]


class _Unusual(Exception):
    """Something that `store` does not write."""


def read(text: str, whole: Whole) -> Any | None:
    """The content of a clause file; None when it is not in the form that `store` writes.

    whole: reads a value on one line that is in quotes or brackets, by the rules of YAML.
    """
    if not text.replace("\n", "").isprintable() and _ODD.search(text):
        return None
    head, mark, tail = text.partition("\nclauses:\n- id: ")
    try:
        if not mark:
            return _all_of(text, whole)
        content = _all_of(head + "\nclauses: []\n", whole)
        content["clauses"] = list(_clauses(f"- id: {tail}", whole))
        return content
    except (_Unusual, LibraryError):
        return None


def _all_of(text: str, whole: Whole) -> dict[str, Any]:
    reader = _Reader(text, whole)
    content = reader.mapping(0)
    if not reader.at_end():
        raise _Unusual
    return content


# --- a clause in the order in which it is written ----------------------------------------------


def _text(indent: int) -> str:
    margin = " " * indent
    return rf"(?:\|-\n((?:{margin}\S[^\n]*\n)+)|([^\n]+)\n)"


_CLAUSE = re.compile(
    r"- id: ([^\n]+)\n  heading: ([^\n]+)\n  section: ([^\n]+)\n"
    rf"  template: {_text(4)}  original: {_text(4)}"
    r"  slots:(?: \{\}\n|\n((?:    [A-Za-z_][\w.]*: [^\n]+\n)+))"
    rf"  responsibility:(?: null\n|\n    template: {_text(6)}    original: {_text(6)})"
    r"  topics: ([^\n]+)\n  strength: ([^\n]+)\n  span: ([^\n]+)\n  version: ([^\n]+)\n  status: ([^\n]+)\n"
    r"  variant_of: ([^\n]+)\n(?:\n(?=- id: )|\Z)"
)


def _clauses(text: str, whole: Whole) -> Iterator[dict[str, Any]]:
    """The entries of ``clauses``: those that are written as usual at one stroke, others line by line."""
    at = 0
    while at < len(text):
        match = _CLAUSE.match(text, at)
        if match is not None:
            yield _clause(match.groups(), whole)
            at = match.end()
            continue
        end = text.find("\n- id: ", at) + 1 or len(text)
        reader = _Reader(text[at:end], whole)
        found = reader.sequence(0)
        if not reader.at_end():
            raise _Unusual
        yield from found
        at = end


def _clause(parts: Sequence[str | None], whole: Whole) -> dict[str, Any]:
    (id, heading, section, block, line, block2, line2, slots, block3, line3, block4, line4,
     topics, strength, span, version, status, variant) = parts  # fmt: skip
    reader = _Reader("", whole)

    def said(words: str | None) -> Any:
        return reader.value(words or "", -1)

    def text(lines: str | None, words: str | None, indent: int) -> Any:
        return said(words) if lines is None else "\n".join(k[indent:] for k in lines[:-1].split("\n"))

    note = None
    if block3 is not None or line3 is not None:
        note = {"template": text(block3, line3, 6), "original": text(block4, line4, 6)}
    return {
        "id": said(id),
        "heading": said(heading),
        "section": said(section),
        "template": text(block, line, 4),
        "original": text(block2, line2, 4),
        "slots": _pairs(slots, said) if slots else {},
        "responsibility": note,
        "topics": said(topics),
        "strength": said(strength),
        "span": said(span),
        "version": said(version),
        "status": said(status),
        "variant_of": said(variant),
    }


def _pairs(lines: str, said: Callable[[str], Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in lines[:-1].split("\n"):
        name, _, value = line[4:].partition(": ")
        if name in found or name in _NULLS:
            raise _Unusual
        found[name] = said(value)
    return found


# --- any other entry ---------------------------------------------------------------------------


class _Reader:
    """The lines of a file and how far they are read."""

    def __init__(self, text: str, whole: Whole) -> None:
        self.lines = text.split("\n")
        self.at = 0
        self.whole = whole

    def at_end(self) -> bool:
        return not any(self.lines[self.at :])

    def mapping(self, indent: int, opening: bool = False) -> dict[str, Any]:
        """The entries at an indent. opening: the first one stands behind a dash."""
        found: dict[str, Any] = {}
        lines, count = self.lines, len(self.lines)
        while self.at < count:
            line = lines[self.at]
            if not line:
                self.at += 1
                continue
            entry = _ENTRY.fullmatch(line)
            if entry is None:
                raise _Unusual
            depth, dash, key, value = len(entry[1]), entry[2], entry[3], entry[4]
            if dash:
                if not opening:
                    break
                depth += 2
            if depth < indent:
                break
            if depth > indent or key in _NULLS or key in found or opening != bool(dash):
                raise _Unusual
            opening = False
            self.at += 1
            found[key] = self.nested(indent) if value is None else self.value(value, indent)
        if not found:
            raise _Unusual
        return found

    def nested(self, indent: int) -> Any:
        """What stands below ``key:``, a list or a mapping; None for nothing."""
        following = self.lines[self.at] if self.at < len(self.lines) else ""
        inner = len(following) - len(following.lstrip(" "))
        if following[inner : inner + 2] == "- " and inner == indent:
            return self.sequence(indent)
        if following and inner == indent + 2 and following[inner] != "-":
            return self.mapping(indent + 2)
        raise _Unusual

    def sequence(self, indent: int) -> list[Any]:
        found: list[Any] = []
        opening = " " * indent + "- "
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line:
                self.at += 1
            elif line.startswith(opening):
                found.append(self.mapping(indent + 2, opening=True))
            else:
                break
        return found

    def value(self, words: str, indent: int) -> Any:
        """What stands behind ``key:``. Lines that go on below it are met as entries too deep."""
        if words and not _NO_PLAIN.match(words):
            return None if words in _NULLS else words
        if words == "|-" and indent >= 0:
            return self.block(indent + 2)
        if not words:
            raise _Unusual
        if words[0] in "[{":
            return self.flow(words)
        if _QUOTED.fullmatch(words):
            return words[1:-1].replace("''", "'")
        if words[0] in "\"'":
            return self.whole(words)
        raise _Unusual

    def block(self, indent: int) -> str:
        """The lines of a ``|-`` block."""
        lines, start = self.lines, self.at
        margin = " " * indent
        at = start
        while at < len(lines) and (not lines[at] or lines[at].startswith(margin)):
            at += 1
        self.at = at
        kept = lines[start:at]
        while kept and not kept[-1]:
            kept.pop()
        if not kept or not kept[0] or kept[0][indent] == " " or any(not k.strip() for k in kept if k):
            raise _Unusual
        return "\n".join(k[indent:] for k in kept)

    def flow(self, words: str) -> Any:
        """A list or a mapping of plain words on one line."""
        inner = words[1:-1]
        if words[0] == "[" and words[-1] == "]":
            if not inner:
                return []
            items = inner.split(", ")
            if not any(map(_NO_ITEM.match, items)):
                return [None if item in _NULLS else item for item in items]
        elif words in ("{}",):
            return {}
        elif words[0] == "{" and (pairs := self.pairs(words)) is not None:
            return pairs
        return self.whole(words)

    def pairs(self, words: str) -> dict[str, Any] | None:
        """``{line: [11, 12], page: null}``, the place of a clause; None for another mapping."""
        place = _SPAN.fullmatch(words)
        if place is None:
            return None
        page = None if place[3] is None else [place[3], place[4]]
        return {"line": [place[1], place[2]], "page": page}


_SPAN = re.compile(r"\{line: \[(\d+), (\d+)\], page: (?:null|\[(\d+), (\d+)\])\}")
