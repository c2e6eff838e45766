"""How text is searched: folded characters, single and in overlapping pairs.

The index knows of each clause which characters and which pairs of characters occur in it, not
where: that makes it small and quick. A query of one or two characters is a word of the index; a
longer one is looked up by all its pairs, and then the few texts that have them all are checked for
the very words. So a query finds exactly the texts that contain it, whatever it is made of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import add

# SQLite's ascii tokenizer takes every character beyond ASCII for part of a word; ASCII itself is
# moved to the private use area, so that marks and letters are searched like all others. What a
# text has from there makes room.
_PRIVATE = 0xE000
_ROOM = 0xF0000
SEPARATOR = chr(_PRIVATE + 128)  # keeps two pieces of one text apart
_HEADING = chr(_PRIVATE + 129)  # marks a word of the heading
_FACET = chr(_PRIVATE + 130)  # marks a property: a level, a year, a topic


class _Folds(dict[int, str]):
    """Code point -> folded characters, worked out when first met: width, case, white space."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = value = "".join(c for c in folded if not c.isspace())
        return value


class _Keys(dict[int, str]):
    """Code point -> folded characters as they stand in the index."""

    def __missing__(self, code: int) -> str:
        self[code] = value = "".join(map(_moved, _FOLDS[code]))
        return value


def _moved(character: str) -> str:
    code = ord(character)
    if code < 128:
        return chr(_PRIVATE + code)
    return chr(_ROOM + code - _PRIVATE) if _PRIVATE <= code < _PRIVATE + 256 else character


_SPACE = re.compile(r"\s")
_FOLDS = _Folds()
_KEYS = _Keys()
# A character that no text has keeps pieces of one text apart; where one has it, it is read as another.
_BETWEEN, _INSTEAD = "\uffff", "\ufffe"
_KEYS[ord(_BETWEEN)] = SEPARATOR


def fold(text: str) -> str:
    """The text as it is compared: no white space, one width, one case."""
    return text.translate(_FOLDS)


def fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """The folded text and, for each of its characters, the offset in `text` it comes from."""
    whole = text.translate(_FOLDS)
    if len(whole) == len(text) and not _SPACE.search(text):  # nothing lost, so nothing grown
        return whole, range(len(text))
    folded: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for c in _FOLDS[ord(character)]:
            folded.append(c)
            places.append(at)
    return "".join(folded), places


def key(text: str) -> str:
    """The folded text in the letters of the index."""
    return text.replace(_BETWEEN, _INSTEAD).translate(_KEYS)


def joined(pieces: Iterable[str]) -> str:
    """The same for several texts, kept apart so that no word goes from one to the next."""
    return _BETWEEN.join([piece.replace(_BETWEEN, _INSTEAD) for piece in pieces]).translate(_KEYS)


def said(words: str) -> str:
    """Words of the index as people write them, but for width and case."""
    return "".join(chr(ord(c) - _PRIVATE) if _PRIVATE <= ord(c) < _PRIVATE + 128 else c for c in words)


def tokens(heading: str, body: str, facets: str) -> str:
    """The words of a clause for the index. heading by way of `key`, body by way of `joined`."""
    found = set(map(add, heading, heading[1:]))
    found.update(heading)
    marked = [_HEADING + word for word in found]
    found.update(map(add, body, body[1:]))
    found.update(body)
    return " ".join((*found, *marked, facets))


@lru_cache(maxsize=4096)
def facet(name: str, value: object) -> str:
    """The word of the index for a property."""
    return f"{_FACET}{key(name)}{_FACET}{key(str(value)) or _FACET}"


def values_of(name: str) -> tuple[str, str]:
    """The range of words in which all values of a property stand: from, and up to but without."""
    start = f"{_FACET}{key(name)}{_FACET}"
    return start, start + "\U0010ffff"


def query(word: str, *, heading: bool = False) -> str:
    """A folded word (by way of `key`, not empty) in SQLite's query language: all its pairs."""
    mark = _HEADING if heading else ""
    pairs = dict.fromkeys(map(add, word, word[1:])) if len(word) > 1 else (word,)
    return " AND ".join(f'"{mark}{pair}"' for pair in pairs)


def is_exact(word: str) -> bool:
    """Whether the index alone tells which texts contain a folded word."""
    return len(word) <= 2
