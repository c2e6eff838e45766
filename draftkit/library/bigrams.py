"""How text is searched: folded characters, cut into overlapping pairs.

A pair of characters is a word of the index, and the last character of a text stands alone. A query
of two or more characters is a phrase of pairs, a single character is the beginning of a pair: so a
query finds exactly the texts that contain it, whatever words it is made of.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

# SQLite's ascii tokenizer takes every character beyond ASCII for part of a word; ASCII itself is
# moved to the private use area, so that marks and letters are searched like all others.
_PRIVATE = 0xE000


class _Folds(dict[int, str]):
    """Code point -> folded characters, worked out when first met: width, case, white space."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = value = "".join(c for c in folded if not c.isspace())
        return value


_FOLDS = _Folds()
SEPARATOR = chr(_PRIVATE + 128)  # keeps two pieces of one column apart

_SAFE = {code: chr(_PRIVATE + code) for code in range(128)}


def fold(text: str) -> str:
    """The text as it is compared: no white space, one width, one case."""
    return text.translate(_FOLDS)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the offset in `text` it comes from."""
    folded: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for c in _FOLDS[ord(character)]:
            folded.append(c)
            places.append(at)
    return "".join(folded), places


def words(text: str) -> str:
    """The pairs of a text, for the index."""
    safe = fold(text).translate(_SAFE)
    return " ".join([a + b for a, b in pairwise(safe)] + [safe[-1:]])


def phrase(term: str) -> str:
    """One search term in SQLite's query language. The term must not fold to nothing."""
    safe = fold(term).translate(_SAFE)
    if len(safe) == 1:
        return f'"{safe}" *'
    return '"' + " ".join(a + b for a, b in pairwise(safe)) + '"'
