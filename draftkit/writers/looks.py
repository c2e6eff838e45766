"""Values that look alike (同形的值): a layout worked out for one is right for all of them.

How a title is cut, how wide a column becomes, whether a signature fits: all of that asks a value for
its width, for a few words and for marks, never for which rare character stands in a name. 松岭县 and
柏河县 are cut alike. So a layout is worked out once for each look and filled with the letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from draftkit.writers.blocks import Block, Flexible
from draftkit.writers.cutting import Slot, cut, translated
from draftkit.writers.runs import TOKEN, value
from draftkit.writers.titles import break_words

_Made = TypeVar("_Made")

# Rare ideographs that stand for the letters of a look, one for each different letter.
_FIRST, _COUNT = 0x9C40, 48
_STANDS = tuple(chr(_FIRST + n) for n in range(_COUNT))
_STAND = re.compile(f"([{_STANDS[0]}-{_STANDS[-1]}]+)")
_DIGIT = re.compile("[0-9]")
_MOST_LOOKS = 1000  # kept in one place
_LETTER = re.compile("[\u4e00-\u9fa5]")
# Letters that the layout reads, besides those of the words in title_breaks.toml.
_READ = "省市县区旗州盟乡镇第号年月日等们的了关于人民政府委员会和与及暨印发抄送待填签发人文件附件主"


def filled(block: Flexible, values: Mapping[str, str]) -> str:
    """The XML of a block with its values, worked out anew only for a look that was not met lately."""
    if block.remembers:
        return block.build(tuple(translated(text, values) for text in block.texts))
    tokens, stood = _tokens(block.texts)
    given = tuple(values.get(token, token) for token in tokens)
    key, letters = look(given)
    # A paper on 白鱀豚 writes a stand-in itself.
    if key is None or stood or _STAND.search("".join(given)):
        return block.build(tuple(translated(text, values) for text in block.texts))
    pieces = _pieces(block.build, block.texts, key)
    if len(pieces) == 1:
        return pieces[0]
    table = {_FIRST + n: letter for n, letter in enumerate(letters)}
    return "".join(piece.translate(table) if n % 2 else piece for n, piece in enumerate(pieces))


@lru_cache(maxsize=64)
def look(values: tuple[str, ...]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The look of some values together, and the letters that stand in it, in the order of their stand-ins.

    None for values with more different letters than there are stand-ins. Equal letters stay equal, so
    that a name is still found in another value.
    """
    known: dict[str, str] = {}
    read = _read()
    looks = []
    for given in values:
        out = []
        for letter in given:
            if letter in read or not "\u4e00" <= letter <= "\u9fa5":
                out.append(letter)
                continue
            if letter not in known:
                if len(known) == _COUNT:
                    return None, ()
                known[letter] = _STANDS[len(known)]
            out.append(known[letter])
        looks.append("".join(out))
    return tuple(looks), tuple(known)


Part = Flexible | tuple["str | Slot", ...]
"""A block cut at its values."""


def part_of(block: Block) -> Part:
    """A block, cut at its values when it is finished but for them."""
    return block if isinstance(block, Flexible) else tuple(cut(block))


def with_values(part: Part, values: Mapping[str, str]) -> str:
    """The XML of a part."""
    if isinstance(part, Flexible):
        return filled(part, values)
    return "".join(
        p if isinstance(p, str) else value(values.get(p.token, p.token), p.properties) for p in part
    )


def tokens_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The values for which some blocks wait."""
    return _found(text for b in blocks for text in ((b,) if isinstance(b, str) else b.texts))


def _found(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token for text in texts for token in TOKEN.findall(text)))


def joined(blocks: Sequence[Block]) -> Block:
    """Several blocks as one; values that stand in finished ones are waited for too."""
    tokens = tokens_of(blocks)
    if not tokens:
        return "".join(b if isinstance(b, str) else b.build(b.texts) for b in blocks)
    return Flexible(_Joined(tokens, tuple(part_of(b) for b in blocks)), tokens, remembers=True)


@dataclass(frozen=True, slots=True)
class _Joined:
    tokens: tuple[str, ...]
    parts: tuple[Part, ...]

    def __call__(self, values: tuple[str, ...]) -> str:
        known = dict(zip(self.tokens, values, strict=True))
        return "".join(with_values(part, known) for part in self.parts)


class ByWidth(Generic[_Made]):
    """What was worked out for values, kept by their look; which digits stand in them is all one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], _Made] = {}

    def of(self, values: tuple[str, ...], make: Callable[[], _Made]) -> _Made:
        """What is known for such values, else what `make` gives."""
        letters, _ = look(values)
        if letters is None:
            return make()
        key = tuple(_DIGIT.sub("0", words) for words in letters)
        if key not in self._known:
            if len(self._known) >= _MOST_LOOKS:
                self._known.clear()
            self._known[key] = make()
        return self._known[key]


@lru_cache(maxsize=320)
def _pieces(
    build: Callable[[tuple[str, ...]], str], texts: tuple[str, ...], key: tuple[str, ...]
) -> tuple[str, ...]:
    """The XML for a look, cut where its letters stand: each second piece is made of stand-ins."""
    values = dict(zip(_tokens(texts)[0], key, strict=True))
    return tuple(_STAND.split(build(tuple(translated(text, values) for text in texts))))


@lru_cache(maxsize=256)
def _tokens(texts: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The values that texts wait for, and whether a stand-in is one of their own letters."""
    return _found(texts), any(_STAND.search(text) for text in texts)


@lru_cache(maxsize=1)
def _read() -> frozenset[str]:
    words = "".join(word for words in break_words().values() for word in words)
    return frozenset(_LETTER.findall(words + _READ))
