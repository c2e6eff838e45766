"""Deviations of responsible units (责任单位), as lists, after the levels are matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from draftkit.comparing.bodies import SUBORDINATE, Body, bodies, exists, leads, meets
from draftkit.comparing.finding import Finding, heading_quote, in_quotes, name
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, quote_of
from draftkit.comparing.result import Quote
from draftkit.comparing.tasktable import answers_elsewhere
from draftkit.model import Document, Level


def unit_deviations(pairing: Pairing) -> Iterator[Finding]:
    """Units and leads of linked measures."""
    standing = _standing(pairing, pairing.parent), _standing(pairing, pairing.child)
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
    stated = [pairing.theirs[c] for c in children if _units(pairing, pairing.theirs[c])]
    there = {u.key for child in stated for u in _units(pairing, child)} | standing[1]
    own = _units(pairing, ours)
    if not own or (not stated and not standing[1]):
        if own and not stated and not answers_elsewhere(pairing.child):
            yield from _none_left(ours, pairing.theirs[children[0]], own)
        return
    # Whom a place has below it is its own affair; only two versions of one plan are compared in that.
    named = [u for child in stated for u in _units(pairing, child)]
    missing = [u for u in own if u.key not in there and _expected(pairing, u) and not meets(u, named)]
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
            facts=frozenset({"lead"} if {u.key for u in missing} & _keys(_leads(pairing, ours)) else ()),
        )


def _expected(pairing: Pairing, unit: Body) -> bool:
    """Whether the child's level has such a body at all (no branch of the central bank in a county)."""
    if pairing.same_place:
        return True
    if unit.key == SUBORDINATE:
        return False
    level = pairing.child_level
    return level is None or exists(unit, level)


def _none_left(ours: Passage, theirs: Passage, own: Sequence[Body]) -> Iterator[Finding]:
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
    stated = [pairing.ours[p] for p in parents if _units(pairing, pairing.ours[p])]
    if not stated:
        return
    nearest = _same_lead(pairing, theirs, stated)
    there = (
        {u.key for parent in stated for u in _units(pairing, parent)}
        | standing[0]
        | standing[1]
        | {SUBORDINATE}
    )
    named = [u for parent in stated for u in _units(pairing, parent)]
    extra = [u for u in _units(pairing, theirs) if u.key not in there and not meets(u, named)]
    if extra:
        yield Finding(
            "unit_added",
            nearest.id,
            theirs.id,
            _note(nearest),
            _note(theirs),
            f"本级{name(theirs)}增加了责任单位{_list(extra)}",
        )


def _same_lead(pairing: Pairing, theirs: Passage, parents: Sequence[Passage]) -> Passage:
    """Of several merged measures the one whose lead was kept: its units are the ones that were added to."""
    lead = _keys(_leads(pairing, theirs))
    return next((p for p in parents if _keys(_leads(pairing, p)) & lead), parents[0])


def _lead(pairing: Pairing, parent: int, children: Sequence[int]) -> Iterator[Finding]:
    """The lead of a measure and of each child that answers it before all others."""
    ours = pairing.ours[parent]
    before = _leads(pairing, ours)
    for child in children:
        theirs = pairing.theirs[child]
        after = _leads(pairing, theirs)
        if not before or not _units(pairing, theirs) or pairing.parents_of[child][0] != parent:
            continue
        # Where nobody is said to lead, the unit named first does.
        if any(meets(lead, after or _units(pairing, theirs)[:1]) for lead in before):
            continue
        was, now = _list(before), _list(after)
        text = f"牵头单位由{was}变为{now}" if after else f"上级由{was}牵头，本级没有写明由谁牵头"
        facts = frozenset(
            {"none"} if not after else {"merged"} if _kept_elsewhere(pairing, parent, child) else ()
        )
        yield Finding("lead_changed", ours.id, theirs.id, _note(ours), _note(theirs), text, facts=facts)


def _kept_elsewhere(pairing: Pairing, parent: int, child: int) -> bool:
    """Whether the child is led as another measure is that was merged into it."""
    lead = _keys(_leads(pairing, pairing.theirs[child]))
    merged = [p for p in pairing.parents_of[child] if p != parent and pairing.ours[p].measure]
    return any(_keys(_leads(pairing, pairing.ours[p])) & lead for p in merged)


def _note(passage: Passage) -> Quote:
    """The responsibility note as it stands; the heading when there is none."""
    found = passage.measure.responsibility if passage.measure else None
    if found is None:
        return heading_quote(passage)
    if found.text is not None:
        return quote_of(passage.id, "note", found.text)
    return Quote(passage.id, "note", 0, len(found.raw), found.raw)


def _list(units: Iterable[Body]) -> str:
    return "".join(in_quotes(u.written) for u in units)


def _keys(units: Iterable[Body]) -> set[str]:
    return {u.key for u in units}


def _units(pairing: Pairing, passage: Passage) -> tuple[Body, ...]:
    return bodies(passage.measure.units, _level(pairing)) if passage.measure else ()


def _leads(pairing: Pairing, passage: Passage) -> tuple[Body, ...]:
    measure = passage.measure
    return leads(measure.lead, measure.units, _level(pairing)) if measure else ()


def _standing(pairing: Pairing, document: Document) -> frozenset[str]:
    clause = document.standing_responsibility
    return frozenset(_keys(bodies(clause.units, _level(pairing)))) if clause else frozenset()


def _level(pairing: Pairing) -> Level | None:
    """The level by whose offices both sides are called; None between versions of one document."""
    return None if pairing.same_place else pairing.child_level
