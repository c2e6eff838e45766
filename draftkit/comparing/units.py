"""Deviations of responsible units (责任单位), as lists, after the levels are matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from draftkit.comparing.finding import Finding, heading_quote, in_quotes, name
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, quote_of
from draftkit.comparing.result import Quote
from draftkit.lexicon import departments
from draftkit.lexicon.text import bare
from draftkit.model import Document

# Those below, whoever they are (各县区人民政府, 各乡镇, 各街道办事处), are one and the same body.
_BELOW = re.compile(
    r"^(?:各|有关|相关).*(?:人民政府|政府|乡|镇|街道|办事处|管委会|县|区|市|旗|州|盟|地)(?:[)）])?$|^各地|"
    r"(?:乡镇|街道|镇).*(?:人民政府|政府|办事处)$|(?:开发区|园区|新区|功能区|度假区)(?:管委会)?$"
)
_VAGUE = re.compile(
    r"^(?:各|市各|省各|县各|区各|有关|相关|其他|各级)?.{0,3}(?:有关|相关|职能|成员)?(?:部门|单位)$"
)
SUBORDINATE = "〔下级〕"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A responsible body: the key by which it is compared, and its name as written."""

    key: str
    written: str


def unit_deviations(pairing: Pairing) -> Iterator[Finding]:
    """Units and leads of linked measures."""
    standing = _standing(pairing.parent), _standing(pairing.child)
    for index, passage in enumerate(pairing.ours):
        children = [c for c in pairing.children_of.get(index, ()) if pairing.theirs[c].measure]
        if passage.measure and children:
            yield from _dropped(pairing, index, children, standing)
            yield from _lead(pairing, index, children)
    for index, passage in enumerate(pairing.theirs):
        parents = [p for p in pairing.parents_of.get(index, ()) if pairing.ours[p].measure]
        if passage.measure and parents:
            yield from _added(pairing, index, parents, standing)


_Standing = tuple[frozenset[str], frozenset[str]]


def _dropped(pairing: Pairing, index: int, children: Sequence[int], standing: _Standing) -> Iterator[Finding]:
    ours = pairing.ours[index]
    stated = [pairing.theirs[c] for c in children if _units(pairing.theirs[c])]
    there = {u.key for child in stated for u in _units(child)} | standing[1]
    own = _units(ours)
    if not own or (not stated and not standing[1]):
        if own and not stated:
            yield from _none_left(ours, pairing.theirs[children[0]], own)
        return
    # Whom a place has below it is its own affair; only two versions of one plan are compared in that.
    missing = [u for u in own if u.key not in there and _expected(pairing, u)]
    missing = list({u.key: u for u in missing}.values())
    if missing:
        child = stated[0] if stated else pairing.theirs[children[0]]
        yield Finding(
            "unit_dropped",
            ours.id,
            child.id,
            _note(ours),
            _note(child),
            f"上级{name(ours)}的责任单位{_list(missing)}，本级对应条款没有列出",
            facts=frozenset({"lead"} if {u.key for u in missing} & _keys(_leads(ours)) else ()),
        )


def _expected(pairing: Pairing, unit: _Unit) -> bool:
    """Whether the child's level has such a body at all (no branch of the central bank in a county)."""
    if pairing.same_place:
        return True
    if unit.key == SUBORDINATE:
        return False
    level = pairing.child_level
    if level is None or unit.key not in _bodies():
        return True
    return departments.name_of(unit.key, level) is not None


@cache
def _bodies() -> frozenset[str]:
    return frozenset(departments.keys())


def _none_left(ours: Passage, theirs: Passage, own: Sequence[_Unit]) -> Iterator[Finding]:
    yield Finding(
        "unit_dropped",
        ours.id,
        theirs.id,
        _note(ours),
        _note(theirs),
        f"上级{name(ours)}写明责任单位{_list(own)}，本级对应条款没有写责任单位",
        facts=frozenset({"all"}),
    )


def _added(pairing: Pairing, index: int, parents: Sequence[int], standing: _Standing) -> Iterator[Finding]:
    theirs = pairing.theirs[index]
    stated = [pairing.ours[p] for p in parents if _units(pairing.ours[p])]
    if not stated:
        return
    nearest = _same_lead(theirs, stated)
    there = {u.key for parent in stated for u in _units(parent)} | standing[0] | standing[1] | {SUBORDINATE}
    extra = [u for u in _units(theirs) if u.key not in there]
    if extra:
        yield Finding(
            "unit_added",
            nearest.id,
            theirs.id,
            _note(nearest),
            _note(theirs),
            f"本级{name(theirs)}增加了责任单位{_list(extra)}",
        )


def _same_lead(theirs: Passage, parents: Sequence[Passage]) -> Passage:
    """Of several merged measures the one whose lead was kept: its units are the ones that were added to."""
    lead = _keys(_leads(theirs))
    return next((p for p in parents if _keys(_leads(p)) & lead), parents[0])


def _lead(pairing: Pairing, parent: int, children: Sequence[int]) -> Iterator[Finding]:
    """The lead of a measure and of each child that answers it before all others."""
    ours = pairing.ours[parent]
    before = _leads(ours)
    for child in children:
        theirs = pairing.theirs[child]
        after = _leads(theirs)
        if not before or not _units(theirs) or pairing.parents_of[child][0] != parent:
            continue
        # Where nobody is said to lead, the unit named first does.
        if _keys(before) & (_keys(after) or {_units(theirs)[0].key}):
            continue
        was, now = _list(before), _list(after)
        text = f"牵头单位由{was}变为{now}" if after else f"上级由{was}牵头，本级没有写明由谁牵头"
        facts = frozenset() if after else frozenset({"none"})
        yield Finding("lead_changed", ours.id, theirs.id, _note(ours), _note(theirs), text, facts=facts)


def _note(passage: Passage) -> Quote:
    """The responsibility note as it stands; the heading when there is none."""
    found = passage.measure.responsibility if passage.measure else None
    if found is None:
        return heading_quote(passage)
    if found.text is not None:
        return quote_of(passage.id, "note", found.text)
    return Quote(passage.id, "note", 0, len(found.raw), found.raw)


def _list(units: Iterable[_Unit]) -> str:
    return "".join(in_quotes(u.written) for u in units)


def _keys(units: Iterable[_Unit]) -> set[str]:
    return {u.key for u in units}


def _units(passage: Passage) -> tuple[_Unit, ...]:
    return _resolved(passage.measure.units) if passage.measure else ()


def _leads(passage: Passage) -> tuple[_Unit, ...]:
    if passage.measure is None:
        return ()
    known = {bare(u.written): u for u in _units(passage)}
    return tuple(known.get(bare(unit)) or _resolved((unit,))[0] for unit in passage.measure.lead)


def _standing(document: Document) -> frozenset[str]:
    clause = document.standing_responsibility
    return frozenset(_keys(_resolved(clause.units))) if clause else frozenset()


@cache
def _resolved(units: tuple[str, ...]) -> tuple[_Unit, ...]:
    """The units of one list with their keys; vague ones (各有关部门) name nobody and are left out."""
    whole = departments.expand(units)
    out = []
    for written, full in zip(units, whole, strict=True):
        if written.startswith("【"):
            continue  # a place-holder of a draft names nobody yet
        if _BELOW.search(bare(written)):
            out.append(_Unit(SUBORDINATE, written))
        elif not _VAGUE.match(bare(written)):
            out.append(_Unit(_key(full) or _key(written) or _stem(full), written))
    return tuple(out)


def _key(unit: str) -> str | None:
    return departments.key_of(bare(unit))


def _stem(unit: str) -> str:
    """An unknown body without level word, so that 省X办 and 市X办 are the same."""
    return re.sub(r"^(?:国家|省|市|州|县|区|旗)", "", bare(unit))
