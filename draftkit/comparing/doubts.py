"""What a reviewer should know before he reads a comparison (提示)."""

from __future__ import annotations

from collections.abc import Iterator

from draftkit.comparing.pairing import locality_of
from draftkit.comparing.result import Comparison
from draftkit.lexicon.levels import rank
from draftkit.model import Document

_HOLE = "【待填"
_FEW = 0.25  # of the parent's measures answered; kindred papers answer more than half
_ENOUGH = 5  # measures below which a share says nothing


def doubts(comparison: Comparison) -> Iterator[str]:
    """Chinese sentences without a full stop: open place-holders, unlike papers, papers in wrong order."""
    parent, child = comparison.parent, comparison.child
    if holes := sum(p.text.count(_HOLE) for p in child.paragraphs):
        yield f"本级文件还有{holes}处【待填】没有填，填好后请再对照一次"
    if _upside_down(parent, child):
        yield "前一份文件的层级低于后一份，请核对上级、下级文件是不是写反了"
    enough = min(len(parent.measures), len(child.measures)) >= _ENOUGH
    if enough and comparison.coverage.measures < _FEW:
        yield "两份文件能对上的举措很少，请核对是不是同一项工作的上下级文件"


def _upside_down(parent: Document, child: Document) -> bool:
    above, below = locality_of(parent), locality_of(child)
    if above is None or below is None:
        return False
    return above.certain and below.certain and rank(below.level) < rank(above.level)
