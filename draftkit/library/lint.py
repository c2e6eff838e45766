"""What is wrong with clauses (条款体检): broken slots, dead references, old bodies, expired plans."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from draftkit.errors import TemplateError
from draftkit.lexicon import tables
from draftkit.library import law
from draftkit.library.clauses import Clause
from draftkit.library.library import Library

_MORE = Path(__file__).with_name("data") / "abolished.json"

Kind = Literal["slot", "reference", "body", "citation"]
KINDS: dict[Kind, str] = {"slot": "空位", "reference": "引用", "body": "机构", "citation": "依据"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to put right in a clause. words: what it is about, as it stands in the clause."""

    clause: Clause
    kind: Kind
    words: str
    message: str


@dataclass(frozen=True, slots=True)
class _Abolished:
    pattern: re.Pattern[str]
    since: str
    now: str


def lint(library: Library, today: date | None = None) -> Iterator[Fault]:
    """The faults of all clauses in use, file by file. today: the day by which names and plans are old."""
    day = today or date.today()
    for clause in library.clauses():
        yield from faults(clause, day)
        if clause.variant_of is not None and not _is_there(library, clause):
            yield Fault(clause, "reference", clause.variant_of, "variant_of 指的条款不在库里")


def broken(library: Library) -> list[str]:
    """Files of the library that cannot be read, the topic list among them, one Chinese sentence each."""
    from draftkit.errors import LibraryError

    found = library.problems()
    try:
        _ = library.topics
    except LibraryError as error:
        found.append(error.render())
    return found


def _is_there(library: Library, clause: Clause) -> bool:
    from draftkit.errors import LibraryError

    try:
        return library.get(clause.variant_of or "").id == clause.variant_of
    except LibraryError:
        return False


def faults(clause: Clause, today: date) -> Iterator[Fault]:
    """The faults of one clause that show without the others."""
    yield from _slots(clause)
    words = "\n".join(w.original for w in clause.wordings)
    yield from _bodies(clause, words, today.isoformat())
    yield from _citations(clause, words, today.year)


def _slots(clause: Clause) -> Iterator[Fault]:
    for words in clause.wordings:
        try:
            said = law.fill(words.template, clause.slots)
        except TemplateError as error:
            yield Fault(clause, "slot", words.template[:20], error.problem)
            continue
        if said != words.original:
            yield Fault(clause, "slot", words.template[:20], "模板填上空位后与原文不一致")
    used = {p.words for w in clause.wordings for p in law.pieces(w.template) or () if p.slot}
    if all(law.pieces(w.template) is not None for w in clause.wordings):
        for name in clause.slots.keys() - used:
            yield Fault(clause, "slot", name, "空位没有用到")


@cache
def _abolished() -> tuple[_Abolished, ...]:
    rows = [*tables.rows("reforms"), *json.loads(_MORE.read_text(encoding="utf-8"))]
    return tuple(_Abolished(re.compile(r["pattern"]), r["since"], r["now"]) for r in rows)


_TITLES = re.compile(r"《[^《》]*》")


def _bodies(clause: Clause, words: str, today: str) -> Iterator[Fault]:
    """Bodies that a reform has ended since; names in 《》 are quotations."""
    plain = _TITLES.sub(lambda m: " " * len(m[0]), words)
    seen: set[str] = set()
    for old in _abolished():
        if old.since > today:
            continue
        for match in old.pattern.finditer(plain):
            if match[0] not in seen:
                seen.add(match[0])
                yield Fault(clause, "body", match[0], f"{old.since} 起已撤并，现为{old.now}")


_PLAN = re.compile(r"《[^《》]*?((?:19|20)\d{2})\s*[—\-–－~～至]+\s*((?:19|20)\d{2})\s*年?[^《》]*》")
_FIVE_YEARS = re.compile(r"《[^《》]*“?十([一二三四五])五”?[^《》]*》")
_ENDS = {"一": 2010, "二": 2015, "三": 2020, "四": 2025, "五": 2030}


def _citations(clause: Clause, words: str, year: int) -> Iterator[Fault]:
    """Cited plans whose last year is over."""
    for match in _PLAN.finditer(words):
        if int(match[2]) < year:
            yield Fault(clause, "citation", match[0], f"这个文件管到 {match[2]} 年，已经到期")
    for match in _FIVE_YEARS.finditer(words):
        if _ENDS[match[1]] < year and not _PLAN.match(match[0]):
            yield Fault(
                clause, "citation", match[0], f"“十{match[1]}五”到 {_ENDS[match[1]]} 年为止，已经到期"
            )
