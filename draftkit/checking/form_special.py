"""What 命令（令） and 纪要 have in the place of other elements (特定格式，GB/T 9704—2012 10.2, 10.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from draftkit.lexicon.text import squeeze
from draftkit.model import Role

if TYPE_CHECKING:
    from draftkit.checking.form_shown import Part

_TITLES: tuple[Role, ...] = ("title", "notice_title")
_SENT: tuple[Role, ...] = ("issuer_mark", "signature", "date")
_PRESENT = re.compile(r"^(?:出席|列席|请假|缺席|参加|旁听|主持|记录)(?:人员|单位|人|领导)?\s*[:：]")


def is_order(text: str) -> bool:
    """Whether a 发文机关标志 is that of a 命令（令）."""
    return squeeze(text).endswith("令")


def is_minutes(text: str) -> bool:
    """Whether a title or mark is that of a 纪要."""
    return squeeze(text).endswith("纪要")


def as_set(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of a 纪要 with the roles that they play on the page: its title is its mark when it is red.

    Who has made it out and the names of those present follow the office's own layout
    (纪要格式可以根据实际制定, 10.3) and are not measured. Other documents stay as they are.
    """
    at = next((i for i, p in enumerate(parts) if p.role in _TITLES), None)
    if at is None or not is_minutes(parts[at].paragraph.text):
        return tuple(parts)
    head = True
    out: list[Part] = []
    for i, part in enumerate(parts):
        head = head and (i <= at or part.role in ("doc_number", *_SENT))
        if i == at and any(_reddish(look.colour) for _, _, look in part.looks()):
            part = replace(part, role="issuer_mark")
        elif (head and i > at and part.role in _SENT) or _PRESENT.match(part.paragraph.text):
            part = replace(part, role="residue")
        out.append(part)
    return tuple(out)


def _reddish(colour: str) -> bool:
    return colour not in ("auto", "000000")
