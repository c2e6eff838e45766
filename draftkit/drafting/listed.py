"""Lists of units in which each stands once (责任单位名单)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from draftkit.drafting.sentences import split

_ROLE = re.compile(
    r"(?:等)?(?:(?:有关|相关)(?:部门|单位))?(?:分别|共同|具体)?"
    r"(?:牵头(?:负责)?|配合|负责(?:落实)?|落实|参与|按(?:照)?(?:各自)?职责.*|分工.*)?[。]?$"
)
_ALONE = re.compile(r"牵头[，、]按职责分工(负责|落实)(?=。|$)")
"""Everybody but the lead fell together with it: 甲牵头，按职责分工落实 → 甲牵头落实."""
_DIVIDED = re.compile(r"(?:等)?按(?:照)?(?:各自)?职责分工(负责|落实)")
_MANY = re.compile("各|有关|相关|部门|单位|等$|成员")
_LABEL = re.compile(r"^[^：【】]{2,10}：")


def without_doubles(words: str) -> str:
    """A list of units in which each stands once (RSP-09).

    Two superior departments can have one counterpart here; the first mention stays with its role
    (牵头), and the role behind a dropped last unit moves to the unit before it.
    """
    words = _ALONE.sub("牵头\\1", words)
    label = _LABEL.match(words)
    head = label.group() if label else ""
    kept: list[_Entry] = []
    pending = ""
    for entry in _entries(words[len(head) :]):
        separator = _joint(pending, entry.separator)
        known = [e for e in kept if e.unit == entry.unit]
        if not known:
            kept.append(_Entry(separator if kept else "", entry.unit, entry.role))
            pending = ""
            continue
        pending = separator
        if entry.role and not kept[-1].role:
            kept[-1] = _Entry(kept[-1].separator, kept[-1].unit, entry.role)
    said = "".join(e.separator + e.unit + e.role for e in kept)
    alone = len(kept) == 1 and not _MANY.search(kept[0].unit)
    # One unit alone has nothing to divide.
    return head + (_DIVIDED.sub(r"\1", said) if alone else said)


def _joint(pending: str, own: str) -> str:
    """What stands before a unit: the label (；责任单位：) of one that was dropped stays."""
    if "：" in pending or "：" in own:
        return own if "：" in own else pending
    return "，" if "，" in pending + own else own


@dataclass(frozen=True, slots=True)
class _Entry:
    separator: str
    unit: str
    role: str


def _entries(words: str) -> list[_Entry]:
    entries = []
    separator = ""
    for piece in split(words, "、，；"):
        label = _LABEL.match(piece)
        separator += label.group() if label else ""
        inner = piece[label.end() if label else 0 :].rstrip("、，；")
        role = _ROLE.search(inner)
        cut = role.start() if role else len(inner)
        entries.append(_Entry(separator, inner[:cut], inner[cut:]))
        separator = piece[len(piece.rstrip("、，；")) :]
    return entries
