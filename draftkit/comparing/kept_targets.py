"""Targets of the parent that the child keeps though none of its targets is theirs (另见).

A share of a total, the same figure in other words, or what is nothing for a place of the child's level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, everyday_terms, terms
from draftkit.comparing.quantities import amount, in_figures, is_rate, tables
from draftkit.comparing.sentences import clauses
from draftkit.comparing.stated import Stated, of_matter, target_quote
from draftkit.lexicon.text import normal
from draftkit.model import Target

_LEVEL_WORDS = {"province": "省", "city": "市", "county": "县", "township": "乡"}
_COUNTIES = "区县|县区|县（市、区）|县市区|市县|县（区）"
_PEERS = {"city": "设区的?市|市（州）|市州|地市", "county": _COUNTIES, "township": f"{_COUNTIES}|乡镇|镇街"}
_TELLING = 10  # a count from here on seldom stands in a measure by chance
_SOME_OF_METRIC = 2  # terms of the matter by which a clause speaks of what a target measures


def met_otherwise(pairing: Pairing, stated: Stated, linked: Sequence[Passage]) -> bool:
    """Whether a target that no target of the child answers is none the less not missing."""
    return (
        number_stands_in(stated.target, linked)
        or _share_of_peers(pairing, stated.target)
        or _asked_of_another_level(pairing, stated)
        or _apportioned(pairing, stated, linked)
        or _as_often(stated.target, linked)
        or _single_thing(stated, linked, _LEVEL_WORDS.get(pairing.child_level or "", ""))
    )


def _share_of_peers(pairing: Pairing, target: Target) -> bool:
    """Whether the target asks for something from a share of places like the child's own (70%以上的区县).

    One county cannot have 70% of the counties; its superior sees to that.
    """
    if pairing.same_place or target.unit != "%" or pairing.child_level not in _PEERS:
        return False
    return re.search(rf"的(?:{_PEERS[pairing.child_level]})", normal(target.text)) is not None


_ABOVE = {"county": "市", "township": "市县区"}


def _asked_of_another_level(pairing: Pairing, stated: Stated) -> bool:
    """Whether the target is what each place of a level above the child's must have (每个设区的市至少1所)."""
    above = _ABOVE.get(pairing.child_level or "")
    if above is None or pairing.same_place:
        return False
    return (
        re.search(rf"(?:每个|每|各)(?:设区的?)?[{above}](?!、|（|\()", normal(target_quote(stated).text))
        is not None
    )


def _single_thing(stated: Stated, where: Sequence[Passage], own: str) -> bool:
    """Whether “at least one X”, or full coverage by X of the child's own level, is met by a measure on X.

    own: the level word of the child (县).
    """
    one = stated.target.value == 1 and not is_rate(stated.target)
    covered = stated.target.value == 100 and stated.target.unit == "%" and stated.grades == {f"{own}级"}
    if not (one or covered):
        return False
    said = frozenset(term for passage in where for term in passage.terms)
    return len(stated.metric & said) >= 0.5 * len(stated.metric)


def _apportioned(pairing: Pairing, stated: Stated, where: Iterable[Passage]) -> bool:
    """Whether a child states its share of a total: another number of the same things."""
    unit = stated.target.unit
    if pairing.same_place or is_rate(stated.target) or not unit:
        return False
    number = re.compile(rf"(?:\d[\d.]*|[一两二三四五六七八九十]+)万?(?:{_same_units(unit)})")
    return any(
        number.search(clause) and of_matter(pairing, stated.metric & frozenset(terms(clause)))
        for passage in where
        for clause in _clauses(passage)
    )


def _same_units(unit: str) -> str:
    """A pattern for the counting words that count the same: 个, 家, 处, 所."""
    scale = tables()["scale"]
    base = scale.get(unit, (unit, 1))[0]
    return "|".join(re.escape(u) for u in (base, *(u for u, (b, f) in scale.items() if b == base and f == 1)))


_OFTEN = re.compile(
    r"(?P<period>每(?:两|三|五)?(?:年度?|半年|学期|季度?|个?月|周|日|天))(?P<what>[^，。；]{0,20}?)"
    r"(?P<number>\d+|[一两二三四五六])(?P<unit>次|场|期|轮|遍)"
)
_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def _as_often(target: Target, where: Iterable[Passage]) -> bool:
    """Whether the child does as often what it is to do: 每季度至少研究1次 and 每季度听取一次."""
    wanted = amount(target)
    if wanted is None or not wanted.yearly:
        return False
    for passage in where:
        for match in _OFTEN.finditer(normal(passage.content.text)):
            number = match["number"]
            value = _DIGITS.get(number) or float(number)
            stated = amount(Target(match.group(), "", ">=", value, match["unit"], period=match["period"]))
            if stated and stated.yearly and stated.unit == wanted.unit:
                return stated.value * stated.yearly >= wanted.value * wanted.yearly
    return False


def _clauses(passage: Passage) -> list[str]:
    text = normal(passage.content.text)
    return [text[a:b] for a, b in clauses(text)]


def number_stands_in(target: Target, where: Iterable[Passage]) -> bool:
    """Whether the figure with its unit stands in one of the texts, though it was not read as a target."""
    if target.value is None:
        return any(target.benchmark and target.benchmark in normal(p.content.text) for p in where)
    figure = f"{target.value:g}"
    said = "|".join({re.escape(figure), *(k for k, v in _DIGITS.items() if v == target.value)})
    pattern = re.compile(rf"(?<![\d.])(?:{said})\s*{re.escape(target.unit or '')}")
    full = target.value == 100 and target.unit == "%"
    telling = frozenset(terms(normal(target.metric))) - everyday_terms()
    for passage in where:
        text = in_figures(normal(passage.content.text))
        if any(_about(target, text, m) for m in pattern.finditer(text)) or (
            full and any(not telling or _same_matter(target, text, m, "。") for m in _ALL.finditer(text))
        ):
            return True
    return False


_ALL = re.compile("全覆盖|全部|所有|[均都]|应.{1,4}尽")


def _about(target: Target, text: str, found: re.Match[str]) -> bool:
    """Whether a figure elsewhere can be the target's: 1次 stands everywhere, 3000人 in one place only."""
    return target.unit == "%" or (target.value or 0) >= _TELLING or _same_matter(target, text, found)


def _same_matter(target: Target, text: str, found: re.Match[str], marks: str = "，；。") -> bool:
    """Whether the clause (or sentence) around some words speaks of what the target measures."""
    metric = frozenset(terms(normal(target.metric)))
    start = max(text.rfind(mark, 0, found.start()) for mark in marks) + 1
    end = min((e for mark in marks if (e := text.find(mark, found.end())) >= 0), default=len(text))
    shared = metric & frozenset(terms(text[start:end]))
    return len(shared) >= 0.3 * len(metric) or len(shared - everyday_terms()) >= _SOME_OF_METRIC
