"""What localising yields: changes and open points, and the rules for lists of bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from draftkit.lexicon.mentions import Mention
from draftkit.localities.locality import Locality

ChangeKind = Literal["unit", "level", "place", "subordinate", "platform"]
OpenKind = Literal["unit", "superior", "platform", "place", "subordinate"]


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement (改写). start, end: offsets in the source text. old, new: the words."""

    start: int
    end: int
    old: str
    new: str
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something a person has to decide (待定事项). text: the words in question, as they stand in the
    source at `start`–`end`. reason: why. proposal: what could stand there, ``""`` without advice.
    """

    kind: OpenKind
    text: str
    reason: str
    start: int = 0
    end: int = 0
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Localised:
    """A text in the words of another place, with what was changed and what is left to decide."""

    text: str
    changes: tuple[Change, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A body and its name in the target's words."""

    mention: Mention
    new: str


_JOINED = frozenset({"、", "，", ",", "和", "与", "及", "以及", "会同"})
_LED = re.compile(r"^牵头(?:负责)?[，、,]$")
_ROLE = re.compile(r"(?:等)?(?:配合|参与|协助|协同|按职责分工(?:负责|落实|配合)?)")


def of_bodies(text: str, spoken: Sequence[Spoken], target: Locality, *, merge: bool) -> Iterator[Change]:
    """The changes that say each body anew.

    merge: two bodies that are one in the target (市场监管、药监) are named once in a list.
    """
    seen: dict[str, str] = {}
    last = -1
    for item in spoken:
        m = item.mention
        gap = text[last : m.start] if last >= 0 else "。"
        led = _LED.match(gap) is not None
        if not led and gap not in _JOINED:
            seen = {}
        name = item.new.removeprefix(target.prefix)
        double = merge and not m.generic and seen.get(name, m.key) != m.key
        change = _dropped(text, m, last, led) if double else None
        if change is None:
            change = _renamed(text, item)
            seen.setdefault(name, m.key)
        if change.new != change.old:
            yield change
        last = m.end


def _renamed(text: str, item: Spoken) -> Change:
    m, end = item.mention, item.mention.end
    # 卫生健康委员会办公室 → 社会事务办公室, which is an office already.
    if item.new.endswith("办公室") and text.startswith("办公室", end):
        end += len("办公室")
    return Change(m.start, end, text[m.start : end], item.new, "unit")


def _dropped(text: str, m: Mention, last: int, led: bool) -> Change | None:
    """The change that takes a body out of its list; None when the sentence would break."""
    start, end = last, m.end
    if led:
        start = m.start
        if text[end : end + 1] in ("、", "，", ","):
            end += 1
        else:
            role = _ROLE.match(text, end)
            if role is None:
                return None
            start, end = m.start - 1, role.end()
    return Change(start, end, text[start:end], "", "unit")


def _once(change: Change, before: Sequence[Change], text: str) -> Change:
    """各市人民政府，各县（市、区）人民政府 are named once when both become the same."""
    last = before[-1] if before else None
    joint = text[last.end : change.start] if last else ""
    if last and last.kind == "subordinate" and last.new in (change.new, "") and joint in _JOINED:
        return Change(last.end, change.end, text[last.end : change.end], "", "subordinate")
    follows = text[change.end : change.end + 1]
    if follows in _JOINED and text.startswith(change.new, change.end + 1):
        return Change(change.start, change.end + 1, text[change.start : change.end + 1], "", "subordinate")
    return change


def without_doubles(changes: Sequence[Change], text: str, target: Locality) -> list[Change]:
    """全市县级医院 for a county is 县级医院, not 全县县级医院."""
    starts = {change.start: change.new for change in changes}
    kept: list[Change] = []
    for change in changes:
        after = starts.get(change.end, text[change.end : change.end + 2])
        if change.kind == "subordinate":
            change = _once(change, kept, text)
        if change.new == target.whole and after.startswith((target.grade, target.word + "域", target.direct)):
            change = Change(change.start, change.end, change.old, "", change.kind)
        kept.append(change)
    return kept
