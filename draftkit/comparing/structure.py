"""Deviations of structure: missing, new, merged, split and moved measures."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from draftkit.comparing.align import is_general
from draftkit.comparing.finding import Finding, heading_quote, name, names
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage
from draftkit.comparing.result import Kind


def structural(pairing: Pairing) -> Iterator[Finding]:
    """All deviations of structure."""
    yield from _omitted(pairing)
    yield from _added(pairing)
    yield from _gathered(pairing, "merged")
    yield from _gathered(pairing, "split")
    yield from _moved(pairing)


def _omitted(pairing: Pairing) -> Iterator[Finding]:
    for index, passage in enumerate(pairing.ours):
        if passage.measure and index not in pairing.children_of and not _carried_whole(pairing, passage):
            yield Finding(
                "omitted",
                passage.id,
                None,
                heading_quote(passage),
                None,
                f"上级{name(passage)}在本级文件中没有对应条款",
                facts=_facts(passage),
            )


def _carried_whole(pairing: Pairing, passage: Passage) -> bool:
    """Whether every sentence stands somewhere in the child although no measure answers as a whole."""
    return all((s.passage, s.number) in pairing.answers for s in passage.sentences)


def _added(pairing: Pairing) -> Iterator[Finding]:
    for index, passage in enumerate(pairing.theirs):
        grounded = all((s.passage, s.number) in pairing.answered for s in passage.sentences)
        if passage.measure and index not in pairing.parents_of and not grounded:
            yield Finding(
                "added",
                None,
                passage.id,
                None,
                heading_quote(passage),
                f"本级{name(passage)}在上级文件中没有依据条款",
                facts=frozenset({"general"} if is_general(passage) else ()),
            )


def _facts(passage: Passage) -> frozenset[str]:
    """What makes a missing text weigh more or less."""
    found = set()
    if passage.measure and passage.measure.targets:
        found.add("target")
    elif is_general(passage):
        found.add("general")
    return frozenset(found)


# --- merged, split, moved --------------------------------------------------------------------


def _gathered(pairing: Pairing, kind: Literal["merged", "split"]) -> Iterator[Finding]:
    """Measures of one side that have the same measure of the other side as their closest.

    Merged: several of the parent in one of the child. Split: several of the child for one of the parent.
    """
    merged = kind == "merged"
    many, one = (pairing.ours, pairing.theirs) if merged else (pairing.theirs, pairing.ours)
    links = pairing.children_of if merged else pairing.parents_of
    for target, sources in _homes(links, many).items():
        whole = one[target]
        if len(sources) < 2 or whole.measure is None:
            continue
        parts = [many[i] for i in sources]
        strength = {
            i: pairing.strength(i, target) if merged else pairing.strength(target, i) for i in sources
        }
        nearest = many[max(sources, key=strength.__getitem__)]
        parent, child = (nearest, whole) if merged else (whole, nearest)
        above, below = (names(parts), name(whole)) if merged else (name(whole), names(parts))
        yield Finding(
            kind,
            parent.id,
            child.id,
            heading_quote(parent),
            heading_quote(child),
            f"上级{above}{'合并为' if merged else '拆分为'}本级{below}",
            also=tuple(p.id for p in parts),
        )


def _homes(links: Mapping[int, tuple[int, ...]], side: Sequence[Passage]) -> dict[int, list[int]]:
    """Closest counterpart → the measures of a side that have it as their closest."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for index, passage in enumerate(side):
        if index in links and passage.measure:
            groups[links[index][0]].append(index)
    return dict(groups)


def _moved(pairing: Pairing) -> Iterator[Finding]:
    """Measures out of the parent's order, or in a section that answers another one."""
    twins = [
        (parent, children[0])
        for parent, children in sorted(pairing.children_of.items())
        if pairing.parents_of[children[0]][0] == parent
        and pairing.ours[parent].measure
        and pairing.theirs[children[0]].measure
    ]
    in_order = _longest_rising(twins)
    homes = _section_homes(pairing, twins)
    for parent, child in twins:
        ours, theirs = pairing.ours[parent], pairing.theirs[child]
        home = homes.get(_section(ours))
        strayed = home is not None and home != _section(theirs) and home in _sections(pairing.theirs)
        if (parent, child) not in in_order or strayed:
            kind: Kind = "moved"
            how = "没有放在对应的部分" if strayed else "先后次序与上级不同"
            yield Finding(
                kind,
                ours.id,
                theirs.id,
                heading_quote(ours),
                heading_quote(theirs),
                f"上级{name(ours)}在本级为{name(theirs)}，{how}",
            )


def _section(passage: Passage) -> tuple[str, ...]:
    return passage.measure.path[:-1] if passage.measure else ()


def _sections(side: Sequence[Passage]) -> set[tuple[str, ...]]:
    return {_section(p) for p in side if p.measure}


def _section_homes(
    pairing: Pairing, twins: Sequence[tuple[int, int]]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Section of the parent → the section of the child that answers it without doubt.

    Without doubt: it takes in at least two of the section's measures and more than half of them,
    and it answers no other section as well.
    """
    votes: defaultdict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for parent, child in twins:
        votes[_section(pairing.ours[parent])][_section(pairing.theirs[child])] += 1
    homes = {}
    for section, count in votes.items():
        best, number = count.most_common(1)[0]
        if number >= 2 and number * 2 > count.total():
            homes[section] = best
    return homes


def _longest_rising(twins: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The longest run of pairs in which both sides stand in order; what is outside was moved."""
    tails: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for index, (_, child) in enumerate(twins):
        place = bisect_left(tails, child)
        tails[place : place + 1] = [child]
        at[place : place + 1] = [index]
        back.append(at[place - 1] if place else -1)
    out = set()
    index = at[-1] if at else -1
    while index >= 0:
        out.add(twins[index])
        index = back[index]
    return out
