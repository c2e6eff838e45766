"""Responsibility notes in local words (责任单位)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftkit.drafting.holes import OpenPoint
from draftkit.drafting.listed import without_doubles
from draftkit.model import Measure

if TYPE_CHECKING:
    from draftkit.drafting.measures import Worder

_TAIL = re.compile(
    r"(?:等)?(?:按(?:照)?(?:各自)?职责[^，；。]*|分工[^，；。]*|配合|负责(?:落实)?|落实|参与|牵头)?[。]?$"
)
_INCOMPLETE = re.compile("均(?=各)")
"""以下任务均各乡镇落实 lacks its verb (REF-04)."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its brackets, as printed, and what is open about it."""

    text: str
    points: tuple[OpenPoint, ...] = ()


def note_of(measure: Measure, worder: Worder) -> Note | None:
    """The measure's note for the local paper; None when the measure names nobody."""
    if measure.responsibility is None:
        return None
    worded = worder.names(measure.responsibility.raw, measure.id)
    inner = "".join(without_doubles(part) for part in re.split(r"(?<=。)", worded.text)).strip()
    inner = _INCOMPLETE.sub("均需", inner)
    if not inner:
        return None
    return Note(bracketed(inner), worded.points)


def bracketed(inner: str) -> str:
    """A note in its brackets; where brackets stand inside, the outer pair is 〔〕 (PUN-04)."""
    opener, closer = "〔〕" if "（" in inner else "（）"
    return f"{opener}{inner}{closer}"


def with_bodies(note: str, bodies: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A printed note with further bodies at the end of its list, and the bodies that were added."""
    if not bodies:
        return note, ()
    if not note:
        return bracketed(f"责任单位：{'、'.join(bodies)}"), tuple(bodies)
    inner = note[1:-1]
    role = _TAIL.search(inner)
    cut = role.start() if role else len(inner)
    head, tail = inner[:cut], inner[cut:]
    joint = "、" if head and not head.endswith(("：", "，", "；")) else ""
    return bracketed(f"{head}{joint}{'、'.join(bodies)}{tail}"), tuple(bodies)


def assigned(lead: Sequence[str], units: Sequence[str], like: str) -> str:
    """A printed note for these bodies, in the manner of another one (甲牵头，乙配合).

    lead: who leads, may be empty. like: the note whose manner is kept, "" for 责任单位：….
    """
    if not (lead or units):
        return ""
    first, others = "、".join(lead), "、".join(u for u in units if u not in lead)
    label = "责任单位：" if "责任单位：" in like and "牵头单位：" not in like else ""
    if "牵头单位：" in like or not (lead and re.search("牵头", like)):
        parts = [f"牵头单位：{first}"] if first else []
        parts += [f"责任单位：{others}"] if others else []
        return bracketed("；".join(parts))
    if not others:
        return bracketed(f"{label}{first}牵头")
    role = re.search("按职责分工(?:负责|落实)|负责|落实|参与|配合", like.rpartition("牵头")[2])
    return bracketed(f"{label}{first}牵头，{others}{role.group() if role else '配合'}")
