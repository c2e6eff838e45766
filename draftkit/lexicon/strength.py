"""How binding a sentence is: its governing verb or modal, with hedges and conditions (约束力).

Terms stand in ``data/strength.csv``. Traps (不低于, 应急, 主要) are terms too: at every place the
longest term wins and consumes its letters, so a trap can never be read as the verb inside it.
Strength is comparable among modals and verbs only: 5 prohibition, duty, promised result;
4 should, concrete act; 3 push; 2 support; 1 explore; 0 no duty.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from draftkit.lexicon import departments, tables

_GOVERNING = ("modal_", "verb_")
# These take another verb as their object; what follows in the clause is governed by them.
_TAKES_VERB = frozenset({"verb_support", "verb_explore"})
_CONTINUES = frozenset({"verb_commit", "verb_means", "verb_push"})
_TOP = 5


@dataclass(frozen=True, slots=True)
class Force:
    """The force of one governing word (约束力).

    term: the word, ``""`` when nothing governs. family: the category in the lexicon (modal_must,
    verb_push …), ``none`` without a term. strength: 0–5 after hedges and conditions. hedges,
    conditions: the words that lower or narrow it. start, end: place of the term. base: strength
    before hedges and conditions. verb: the verb that a modal governs, or the verb that 鼓励, 支持,
    探索 … take, ``""`` for none.
    """

    term: str
    family: str
    strength: int
    hedges: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    base: int = 0
    verb: str = ""


NONE = Force("", "none", 0)


@dataclass(frozen=True, slots=True)
class _Term:
    category: str
    strength: int
    delta: int
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    term: str
    start: int
    end: int
    entry: _Term


@cache
def _terms() -> Mapping[str, tuple[_Term, ...]]:
    terms: dict[str, list[_Term]] = {}
    for row in tables.rows("strength"):
        if "{" in row["term"] or "…" in row["term"]:
            continue
        entry = _Term(
            row["category"],
            int(row["strength"]),
            int(row["delta"] or 0),
            tables.parts(row["not_after"]),
            tables.parts(row["not_before"]),
        )
        terms.setdefault(row["term"], []).append(entry)
    return {term: tuple(entries) for term, entries in terms.items()}


@cache
def _lengths() -> Mapping[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for term in _terms():
        lengths.setdefault(term[0], set()).add(len(term))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


_QUOTED = re.compile(r"《[^《》]*》|“[^“”]{1,20}”")
_CLAUSE = re.compile(r"[^，,；;。！？!?]+")
_NUMBER = re.compile(r"\s*(?:约|近)?\d|[一二三四五六七八九十百]+(?:个|家|名|人|张)")


def _masked(sentence: str, bodies: bool) -> str:
    """The sentence with names in 《》, slogans in quotation marks and bodies blanked out."""
    text = _QUOTED.sub(lambda m: "　" * len(m.group()), sentence)
    if not bodies:
        return text
    pieces, at = [], 0
    for mention in departments.scan(text):
        pieces += [text[at : mention.start], "　" * (mention.end - mention.start)]
        at = mention.end
    return "".join([*pieces, text[at:]])


def _tokens(text: str) -> Iterator[_Token]:
    terms, lengths = _terms(), _lengths()
    at = 0
    while at < len(text):
        for length in lengths.get(text[at], ()):
            term = text[at : at + length]
            if len(term) == length and term in terms:
                entry = _entry(text, at, at + length, terms[term])
                if entry is not None:
                    yield _Token(term, at, at + length, entry)
                at += length - 1
                break
        at += 1


def _entry(text: str, start: int, end: int, entries: tuple[_Term, ...]) -> _Term | None:
    """The reading of a term at its place: some are comparators before a number, else verbs."""
    numeric = _NUMBER.match(text, end) is not None
    for entry in entries:
        if len(entries) > 1 and entry.category.startswith("comparator") != numeric:
            continue
        return entry if _fits(text, start, end, entry) else None
    return entries[0] if _fits(text, start, end, entries[0]) else None


def _fits(text: str, start: int, end: int, entry: _Term) -> bool:
    if entry.not_after and text.endswith(entry.not_after, max(0, start - 6), start):
        return False
    return not (entry.not_before and text.startswith(entry.not_before, end))


def governed(sentence: str, *, bodies: bool = True) -> list[Force]:
    """The governing word of every clause, in reading order (逐分句的主导动词).

    bodies: False when the sentence names no departments, so that none are looked for.
    """
    return list(_governed(sentence, bodies))


@lru_cache(maxsize=1024)
def _read(sentence: str, bodies: bool) -> tuple[str, tuple[_Token, ...]]:
    """The masked sentence and its terms, kept because a comparison asks for both views of them."""
    text = _masked(sentence, bodies)
    return text, tuple(_tokens(text))


@lru_cache(maxsize=4096)
def _governed(sentence: str, bodies: bool = True) -> tuple[Force, ...]:
    text, tokens = _read(sentence, bodies)
    starts = [t.start for t in tokens]
    forces: list[Force] = []
    hedges: list[_Token] = []
    conditions: list[_Token] = []
    for clause in _CLAUSE.finditer(text):
        inside = tokens[bisect_left(starts, clause.start()) : bisect_left(starts, clause.end())]
        # 原则上, 有条件的地方 before the comma count for the clause after it.
        hedges += [t for t in inside if t.entry.category == "hedge"]
        conditions += [t for t in inside if t.entry.category == "condition"]
        acting = [t for t in inside if t.entry.category.startswith(_GOVERNING)]
        if not acting:
            forces += _numbers(inside)
            continue
        force = _clause_force(text, acting, hedges, conditions)
        if forces and _continues(clause.start(), acting[0], forces[-1]):
            hedges, conditions = [], []
            continue
        forces.append(force)
        hedges, conditions = [], []
    return tuple(forces)


def _numbers(inside: Sequence[_Token]) -> list[Force]:
    """A clause without a verb that states a figure (…率达到75%以上, 力争…超过…)."""
    for token in inside:
        if token.entry.category.startswith("comparator") or token.term in ("力争", "争取"):
            strength = token.entry.strength
            family = "comparator_soft" if token.entry.category == "hedge" else token.entry.category
            return [Force(token.term, family, strength, start=token.start, end=token.end, base=strength)]
    return []


def _continues(clause_start: int, first: _Token, before: Force) -> bool:
    """Whether a clause still hangs on the 鼓励, 支持, 探索 … of the clause before it."""
    if before.family not in _TAKES_VERB or first.entry.category not in _CONTINUES:
        return False
    if first.start > clause_start:
        return True
    return first.entry.category == "verb_commit" and first.entry.strength < _TOP


def _clause_force(text: str, acting: list[_Token], hedges: list[_Token], conditions: list[_Token]) -> Force:
    main = _main(acting)
    after = next((t for t in acting if t.start >= main.end and t.entry.category.startswith("verb_")), None)
    base = _base(main, after)
    modal = main.entry.category.startswith("modal_")
    takes = modal or main.entry.category in _TAKES_VERB
    lowered = min([0, *(t.entry.delta for t in hedges)]) + min([0, *(t.entry.delta for t in conditions)])
    return Force(
        main.term, main.entry.category, max(0, base + lowered),
        tuple(t.term for t in hedges), tuple(t.term for t in conditions),
        main.start, main.end, base, after.term if after and takes else "",
    )  # fmt: skip


def _main(acting: list[_Token]) -> _Token:
    """The first word that governs; 依托, 结合 … only lead up to it; a prohibition or duty overrides."""
    for token in acting:
        if token.entry.category in ("modal_prohibit", "modal_must"):
            return token
    for token in acting:
        if token.entry.category != "verb_means":
            return token
    return acting[0]


def _base(main: _Token, after: _Token | None) -> int:
    if main.entry.category != "modal_should" or after is None:
        return main.entry.strength
    # 要探索…, 应当鼓励… bind no more than the verb; 要加强… binds as the modal does.
    if after.entry.category in _TAKES_VERB or after.entry.category == "verb_weak":
        return after.entry.strength
    return max(main.entry.strength, after.entry.strength)


def force(sentence: str) -> Force:
    """The force of a sentence: its first governing word, unless a later one binds fully (5).

    `NONE` when nothing in the sentence governs.
    """
    forces = _governed(sentence)
    if not forces:
        return NONE
    binding = [f for f in forces if f.base >= _TOP and f.family.startswith("modal_")]
    leading = [f for f in forces if f.family.startswith(_GOVERNING) and f.family != "verb_means"]
    return (binding or leading or list(forces))[0]


def acting(sentence: str, *, bodies: bool = True) -> list[Force]:
    """Every modal and verb of a sentence in reading order, governing or not (全部用语).

    Two nearly equal sentences differ in force exactly where these words differ.
    """
    return [
        Force(t.term, t.entry.category, t.entry.strength, start=t.start, end=t.end, base=t.entry.strength)
        for t in _read(sentence, bodies)[1]
        if t.entry.category.startswith(_GOVERNING)
    ]


def softens(sentence: str, *, bodies: bool = True) -> bool:
    """Whether a sentence has a hedge or a condition at all (是否有缓和、限定用语)."""
    return any(t.entry.category in ("hedge", "condition") for t in _read(sentence, bodies)[1])
