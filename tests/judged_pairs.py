"""Pairs of documents that somebody else judged: what `compare` finds is held against it.

A case names links (many to many; optional ones count neither way), omitted and added measures, the
deviations that a reviewer wants (`also`: other kinds that fit the same change), those that he may also
accept, and readings that would be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from draftkit.comparing import Comparison, Deviation, Quote, compare
from draftkit.lexicon.text import bare
from draftkit.model import Document
from draftkit.parsing import read

_NOTE = re.compile(r"^(?:牵头|责任)(?:单位|部门)[：:]|[〔（]?牵头[〕）]?$")
# 5个工作日 → 7个工作日 is a later time and a lower limit.
_EITHER = ({"deadline_delayed", "target_lowered"}, {"deadline_advanced", "target_raised"})
PAIRS = Path(__file__).parent / "cases" / "comparing" / "pairs"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the wanted were found, and how many of the found were right."""

    right: int
    found: int
    wanted: int
    hit: int = -1  # of the wanted, when one found thing may answer several

    @property
    def recall(self) -> float:
        return (self.right if self.hit < 0 else self.hit) / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def f1(self) -> float:
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0

    def __add__(self, other: Share) -> Share:
        hit = (self.right if self.hit < 0 else self.hit) + (other.right if other.hit < 0 else other.hit)
        return Share(self.right + other.right, self.found + other.found, self.wanted + other.wanted, hit)


@dataclass(slots=True)
class Judged:
    """What became of one pair. notes: each miss and each false alarm, in words."""

    links: Share
    omitted: Share
    added: Share
    deviations: Share
    forbidden: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def judge(case: Mapping[str, Any], folder: Path = PAIRS) -> Judged:
    """Compare the two documents of a case and hold the result against it."""
    comparison = compare(read(folder / case["parent"]), read(folder / case["child"]))
    of = _paths(comparison.parent), _paths(comparison.child)
    notes: list[str] = []
    optional = {tuple(x) for x in case.get("optional_links", ())}
    links = {(of[0][x.parent], of[1][x.child]) for x in comparison.links} - optional
    gone = {of[0][d.parent or ""] for d in comparison.deviations if d.kind == "omitted"}
    new = {of[1][d.child or ""] for d in comparison.deviations if d.kind == "added"}
    new -= {c for _, c in optional} - set(case["added"])
    gone -= ({p for p, _ in optional} | set(case.get("optional_omitted", ()))) - set(case["omitted"])
    told, wrong = _deviations(case, comparison, of, notes)
    return Judged(
        _sets(links, {tuple(x) for x in case["links"]}, "link", notes),
        _sets(gone, set(case["omitted"]), "omitted", notes),
        _sets(new, set(case["added"]), "added", notes),
        told,
        wrong,
        notes,
    )


def _paths(document: Document) -> dict[str, str]:
    closing = {f"closing{i}": "closing" for i, _ in enumerate(document.closing, 1)}
    return {m.id: "/".join(m.path) for m in document.measures} | closing


def _sets(found: set[Any], wanted: set[Any], what: str, notes: list[str]) -> Share:
    notes += [f"missed {what} {x}" for x in sorted(wanted - found)]
    notes += [f"false {what} {x}" for x in sorted(found - wanted)]
    return Share(len(found & wanted), len(found), len(wanted))


_Paths = tuple[Mapping[str, str], Mapping[str, str]]


def _deviations(
    case: Mapping[str, Any], comparison: Comparison, of: _Paths, notes: list[str]
) -> tuple[Share, list[str]]:
    """Deviations above a hint are judged; a hint counts when it is wanted."""
    wanted: Sequence[Mapping[str, Any]] = case["deviations"]
    allowed = [*wanted, *case.get("optional_deviations", ())]
    told = comparison.deviations
    missed = [w for w in wanted if not any(_same(w, d, of) for d in told)]
    loud = [d for d in told if d.severity != "info"]
    false = [d for d in loud if not any(_same(w, d, of) for w in allowed)]
    extra = [d for d in loud if d not in false and not any(_same(w, d, of) for w in wanted)]
    notes += [f"missed {w['kind']} {w['parent']} {w['child']} {w['parent_quote']}" for w in missed]
    notes += [f"false {_spoken(d, of)}" for d in false]
    wrong = [_spoken(d, of) for d in loud for w in case.get("not_deviations", ()) if _same(w, d, of)]
    judged = len(loud) - len(extra)
    return Share(judged - len(false), judged, len(wanted), len(wanted) - len(missed)), wrong


def _spoken(d: Deviation, of: _Paths) -> str:
    quotes = "".join(f"\n      {q.text}" for q in (d.parent_quote, d.child_quote) if q)
    ends = of[0].get(d.parent or "", "-"), of[1].get(d.child or "", "-")
    return f"{d.severity} {d.kind} {ends[0]} -> {ends[1]} {d.explanation}{quotes}"


def _same(want: Mapping[str, Any], d: Deviation, of: _Paths) -> bool:
    """Whether a deviation is the wanted one: same kind, same place, and the words meet on one side."""
    kinds = {want["kind"], *want.get("also", ())}
    if d.kind not in kinds and {want["kind"], d.kind} not in _EITHER:
        return False
    for path, id_, paths in ((want["parent"], d.parent, of[0]), (want["child"], d.child, of[1])):
        if path is not None and id_ is not None and paths[id_] != path:
            return False
    if d.kind.startswith(("unit", "lead")):
        named = want.get("child_quote") if d.kind == "unit_added" else want.get("parent_quote")
        return named is None or _NOTE.sub("", named) in d.explanation
    said = [(want.get("parent_quote"), d.parent_quote), (want.get("child_quote"), d.child_quote)]
    judged = [_meet(words, quote) for words, quote in said if words is not None and quote is not None]
    return not judged or any(judged)


def _meet(words: str, quote: Quote) -> bool:
    a, b = bare(words), bare(quote.text)
    if quote.part != "text" or a in b or b in a:
        return True
    return _overlap(_pairs(a), _pairs(b)) >= 0.6


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _overlap(a: Iterable[str], b: set[str]) -> float:
    ours = set(a)
    return len(ours & b) / len(ours) if ours else 0.0


def cases(folder: Path = PAIRS) -> list[Mapping[str, Any]]:
    """All judged pairs of a folder."""
    return [yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.yaml"))]
