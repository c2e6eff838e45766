"""From the parent's introduction to ours: what for stays, on what ground is our own (引言)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from draftkit.drafting.rules import rules
from draftkit.drafting.sentences import clauses, sentences

_CITES = re.compile(r"《[^》]+》")
_FIGURES = re.compile(r"\d(?:[\d.,]*)\s*(?:余|多)?(?:万|亿|千|百)?(?!\d|年|月|日|号|岁|\.|，|、)[一-龥%％]")
_BESIDE = re.compile(
    r"((?:为了?|深入|认真|全面)[^《，]{4,40}(?:精神|论述|指示|决策部署|讲话))(?:和|以及|及|，|、)[^，]*《"
)
_LEAD = re.compile(r"^(?:为了|为)(?!主|期|本|辅)")


@dataclass(frozen=True, slots=True)
class Opening:
    """What of the parent's introduction serves the local paper (引言材料).

    background: whole sentences before the one that names the ground, "" when there are none. own: those
    that state the superior's own figures (我县现有托位1062个), which say nothing about a lower place.
    purpose: 为…， with its comma at the end, "" when the parent states none.
    """

    background: str = ""
    purpose: str = ""
    own: tuple[str, ...] = ()


def opening_of(paragraphs: Iterable[str]) -> Opening:
    """Cuts the parent's introduction, given paragraph by paragraph in reading form.

    The superior's own ground (《…》), its consent (经省政府同意) and its act (制定本意见) are dropped.
    """
    kept: list[str] = []
    purpose: list[str] = []
    for sentence in (s for p in paragraphs for s in sentences(p)):
        parts = [_without_titles(c) for c in clauses(sentence)]
        if not any(_dropped(c) or c == "" for c in parts) and "".join(parts) == sentence:
            kept.append(sentence)
            continue
        purpose += [c for c in parts if c and not _dropped(c)]
    figures = tuple(sentence for sentence in kept if _FIGURES.search(sentence))
    return Opening("".join(s for s in kept if s not in figures), _purpose(purpose), figures)


def _without_titles(clause: str) -> str:
    """为贯彻全会精神和《…》 keeps what it names besides the superior's own grounds."""
    if not _CITES.search(clause):
        return clause
    cut = _BESIDE.match(clause)
    return f"{cut[1]}，" if cut else clause


def _dropped(clause: str) -> bool:
    return bool(_CITES.search(clause) or _not_carried().search(clause))


@cache
def _not_carried() -> re.Pattern[str]:
    return re.compile("|".join(rules("titles")["not_carried"]))


def _purpose(parts: list[str]) -> str:
    words = "".join(part.rstrip("，。；：") + "，" for part in parts if part.strip("，。；："))
    if not words:
        return ""
    return words if _LEAD.match(words) else f"为{words}"
