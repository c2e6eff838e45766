"""A draft with holes for the values of a locality: bound once, filled many times (骨架).

Everything that decides the structure of a draft is its shape: level, number and kind of issuers,
which facts and targets are given. Localities of one shape share a skeleton, in which each value is
one private-use character; parser and writer let it pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace

from draftkit.drafting.disguise import combination, rewrite, with_sha
from draftkit.drafting.letterhead import OVER, SIGNER, date_words
from draftkit.drafting.own import own_names
from draftkit.drafting.result import Draft
from draftkit.drafting.tokens import FIRST, LAST, holds_private
from draftkit.localities import Locality, TargetValue

_NUMBER = re.compile(r"(\d{1,7}(?:\.\d{1,3})?)([一-龥%‰]*)")
_WORDS = re.compile(r"[一-龥]{3,40}")
# Facts whose words decide what part a paragraph plays.
_LITERAL = frozenset({"发文字号", "公开方式", "抄送机关", *OVER, SIGNER})


Late = Callable[[str], Hashable]


class Unfit(Exception):
    """A locality whose values cannot be left open: it is drafted from the beginning."""


@dataclass(frozen=True)
class Skeleton:
    """A draft in which values are private-use characters. keys: token -> what it stands for.

    day: the date that stands for 成文日期 in elements, None without one. numbers: stand-in values
    of targets -> key.
    """

    draft: Draft
    keys: Mapping[str, str]
    day: str | None
    numbers: Mapping[float, str]

    def values(self, here: Locality) -> dict[str, str]:
        """The words for each token."""
        named = own_names(here)
        return {token: value_of(named, key) for token, key in self.keys.items()}

    def fill(self, here: Locality) -> Draft:
        """The draft of one locality of this shape."""
        table = {ord(token): words for token, words in self.values(here).items()}

        def words(text: str) -> str:
            return (here.issued_on or "") if text == self.day else text.translate(table)

        def number(value: float | None) -> float | None:
            key = self.numbers.get(value) if value is not None else None
            return float(value_of(here, key)) if key else value

        draft = self.draft
        text = words(draft.text)
        return replace(
            draft,
            document=with_sha(rewrite(draft.document, words, number), text),
            open_points=tuple(
                replace(p, text=words(p.text), reason=words(p.reason)) for p in draft.open_points
            ),
            text=text,
            decisions=tuple(words(told) for told in draft.decisions),
        )


class Opening:
    """The abstract locality of a shape, with its tokens and the stand-ins for the parser."""

    def __init__(self, here: Locality, taken: str, low: frozenset[str], late: Late) -> None:
        """taken: all words in which a stand-in must not occur. low, late: as in `shape_of`. Raises Unfit."""
        self.keys: dict[str, str] = {}
        self.naturals: dict[str, str] = {}
        self.numbers: dict[float, str] = {}
        self._here = here
        self._low = low
        self._tokens: dict[str, str] = {}
        self.day = _free_day(here.issued_on, taken, late)
        self.locality = self._abstract(here)
        if self.day:
            self._token("issued_on", date_words(self.day))

    def _abstract(self, here: Locality) -> Locality:
        base = Locality.of_shape(here.shape, self._hole)
        name = self._hole("name")
        return replace(
            base,
            parents=here.parents,
            code_word=self._token("code_word", "{}" + here.code_word[-1]) if here.code_word else None,
            issuers=tuple(_with(word, here.name, name) for word in here.issuers),
            addressees=tuple(_with(word, here.name, name) for word in here.addressees),
            targets={key: self._target(key, value) for key, value in here.targets.items()},
            facts={key: self._fact(key, value) for key, value in here.facts.items()},
            issued_on=self.day,
        )

    def _target(self, key: str, given: TargetValue) -> TargetValue:
        if not _is_open(key, given, self._low):
            return given
        token = self._number(f"target.{key}")
        self.numbers[float(self.naturals[token])] = f"target.{key}"
        return TargetValue(token, given.unit, given.deadline)

    def _fact(self, key: str, value: str) -> str:
        if key in _LITERAL:
            return value
        if number := _NUMBER.fullmatch(value):
            token = self._number(f"fact.{key}")
            self.numbers[float(self.naturals[token])] = f"fact.{key}"
            return token + number[2]
        if _WORDS.fullmatch(value) and value != self._here.name:
            return self._token(f"fact.{key}", "{}" + value[-2:])
        return value

    def _hole(self, key: str) -> str:
        if key.startswith("lower."):
            # Part of the shape: a list of lower governments is more than one body to the parser.
            return _with(self._here.value(key), self._here.name, self._hole("name"))
        return self._token(key, _form(key, self._here))

    def _token(self, key: str, form: str) -> str:
        """The token of a value; form: what the parser sees, with {} for two rare ideographs."""
        if key not in self._tokens:
            number = len(self._tokens)
            if FIRST + number > LAST or number >= 70:
                raise Unfit
            token = chr(FIRST + number)
            self._tokens[key] = token
            self.keys[token] = key
            self.naturals[token] = form.format(combination(30 + number))
        return self._tokens[key]

    def _number(self, key: str) -> str:
        return self._token(key, str(91700 + len(self._tokens)))


def _form(key: str, here: Locality) -> str:
    """What the parser sees in the place of a value of the locality."""
    if key == "name":
        return "{}" + (here.suffix if here.name.endswith(here.suffix) else here.word)
    if key.startswith("unit."):
        if key.endswith(".bare"):
            return "{}局"
        return "某{}局" if ".full" in key else here.prefix + "{}局"
    return "{}"


def _with(words: str, name: str, token: str) -> str:
    return words.replace(name, token) if name else words


def _free_day(issued_on: str | None, taken: str, late: Late) -> str | None:
    """A day of the same year that stands nowhere else, and for which the same times are past."""
    if issued_on is None:
        return None
    past = late(issued_on)
    for month in (12, int(issued_on[5:7]), *range(1, 12)):
        for day in range(31 if month == 12 else 28, 0, -1):
            free = f"{issued_on[:4]}-{month:02d}-{day:02d}"
            if date_words(free) not in taken and late(free) == past:
                return free
    raise Unfit


def value_of(here: Locality, key: str) -> str:
    """The words that a locality puts in the place of a token."""
    kind, _, name = key.partition(".")
    if key == "issued_on":
        return date_words(here.issued_on)
    if key == "code_word":
        return here.code_word or ""
    if kind == "target":
        return here.targets[name].value or ""
    if kind == "fact":
        number = _NUMBER.fullmatch(here.facts[name])
        return number[1] if number else here.facts[name]
    return here.value(key)


def shape_of(here: Locality, low: frozenset[str], late: Late) -> Hashable:
    """Localities of one shape differ only in the values of their tokens.

    low: targets below the superior's; something is said of them, so their values are not left open.
    late: the superior's times that are past on a day.
    """
    return (
        here.shape,
        here.certain,
        here.short == here.name,
        here.parents,
        tuple(_with(word, here.name, "\0") for word in here.issuers),
        tuple(_with(word, here.name, "\0") for word in here.addressees),
        here.code_word[-1] if here.code_word else None,
        (here.issued_on[:4], late(here.issued_on)) if here.issued_on else None,
        tuple(sorted((key, name[-1:]) for key, name in here.units.items())),
        tuple((key, _target_shape(key, value, low)) for key, value in here.targets.items()),
        tuple((key, _fact_shape(key, value, here)) for key, value in here.facts.items()),
    )


def _is_open(key: str, given: TargetValue, low: frozenset[str]) -> bool:
    value = given.value or ""
    return key not in low and _NUMBER.fullmatch(value) is not None and value[-1].isdigit()


def _target_shape(key: str, given: TargetValue, low: frozenset[str]) -> Hashable:
    return (None if _is_open(key, given, low) else given.value or "", given.unit, given.deadline)


def _fact_shape(key: str, value: str, here: Locality) -> Hashable:
    if key in _LITERAL:
        return value
    if number := _NUMBER.fullmatch(value):
        return ("#", number[2])
    return ("…", value[-2:]) if _WORDS.fullmatch(value) and value != here.name else value


def is_fit(here: Locality, taken: str) -> bool:
    """Whether a locality's values can be left open.

    A place that the parent names itself reads otherwise there, and bodies that share one name are
    said once in a list. A private-use character (自造字) in a value may be that of a token.
    """
    names = [name for name in (here.name, here.short) if name]
    units = list(here.units.values())
    return (
        not any(name in taken for name in names) and len(set(units)) == len(units) and not holds_private(here)
    )
