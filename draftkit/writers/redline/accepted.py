"""Tracked changes that a docx already has, accepted, so that the marks are those of this comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftkit.writers.redline.blocks import PPR, RPR, P, W

if TYPE_CHECKING:
    from lxml.etree import _Element

_GONE = tuple(f"{W}{n}" for n in ("del", "moveFrom"))
_IN = tuple(f"{W}{n}" for n in ("ins", "moveTo"))
_NOTES = tuple(
    f"{W}{n}"
    for n in (
        *(
            "rPrChange",
            "pPrChange",
            "sectPrChange",
            "tblPrChange",
            "tcPrChange",
            "trPrChange",
            "tblGridChange",
        ),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "numberingChange"),
    )
)


def accept(root: _Element) -> bool:
    """Accept all tracked changes in place. Returns whether there were any."""
    found = False
    for row in [r for r in root.iter(f"{W}tr") if r.find(f"{W}trPr/{W}del") is not None]:
        _drop(row)
        found = True
    for paragraph in [p for p in root.iter(P) if _ends_deleted(p)]:
        _join_with_next(paragraph)
        found = True
    for node in list(root.iter(*_GONE, *_NOTES)):
        _drop(node)
        found = True
    for node in list(root.iter(*_IN)):
        _unwrap(node)
        found = True
    return found


def _ends_deleted(p: _Element) -> bool:
    mark = p.find(f"{PPR}/{RPR}")
    return mark is not None and any(child.tag in _GONE for child in mark)


def _join_with_next(p: _Element) -> None:
    """Without its end a paragraph runs on into the next one, whose properties count."""
    following = p.getnext()
    if following is None or following.tag != P:
        return
    place = 1 if following.find(PPR) is not None else 0
    for child in reversed([c for c in p if c.tag != PPR]):
        following.insert(place, child)
    _drop(p)


def _drop(node: _Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _unwrap(node: _Element) -> None:
    parent = node.getparent()
    if parent is not None:
        at = parent.index(node)
        parent[at : at + 1] = list(node)
