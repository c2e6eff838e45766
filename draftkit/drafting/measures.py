"""One paragraph of the parent in local words: level, place, units, self reference, targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from draftkit.drafting.holes import OpenKind, OpenPoint
from draftkit.drafting.targets import Fill, fills_of
from draftkit.lexicon.text import normal
from draftkit.localities import Locality, localise_detailed
from draftkit.localities import OpenPoint as Asked
from draftkit.model import Measure

_SELF = re.compile(r"本(?:实施方案|工作方案|行动计划|实施意见|指导意见|若干措施|方案|意见|通知|办法|措施|计划|文件)(?![书人])")
_PROTECTED = 0xE000
"""First of the characters that stand for a filled-in place while the words around it are changed."""


@dataclass(frozen=True, slots=True)
class Worded:
    """Words for the local paper and what is open about them."""

    text: str
    points: tuple[OpenPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of a measure's body and what is open about them."""

    paragraphs: tuple[str, ...]
    points: tuple[OpenPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Worder:
    """Says the parent's words as the locality would (本地化). self_name: 本方案, 本意见."""

    source: Locality
    target: Locality
    self_name: str

    def title(self, text: str) -> str:
        """A heading."""
        return self.words(text).text.rstrip("。")

    def words(self, text: str, measure: str | None = None) -> Worded:
        """A text without targets."""
        return self._local(normal(text), (), measure)

    def body(self, paragraphs: Sequence[str], measure: Measure | None) -> Body:
        """The body of a measure, or of a heading when measure is None."""
        out, points = [], []
        for paragraph in paragraphs:
            text = normal(paragraph)
            targets = measure.targets if measure else ()
            key = measure.id if measure else None
            worded = self._local(text, fills_of(text, targets, self.target.targets, key), key)
            out.append(worded.text)
            points += worded.points
        return Body(tuple(out), tuple(points))

    def _local(self, text: str, fills: Iterable[Fill], measure: str | None) -> Worded:
        kept: list[str] = []
        points: list[OpenPoint] = []
        pieces, at = [], 0
        for fill in fills:
            if fill.point:
                points.append(fill.point)
            if fill.end == fill.start and not fill.text:
                continue
            pieces.append(text[at : fill.start] + chr(_PROTECTED + len(kept)))
            kept.append(fill.text)
            at = fill.end
        localised = localise_detailed("".join(pieces) + text[at:], self.source, self.target)
        words = _SELF.sub(self.self_name, localised.text)
        for index, value in enumerate(kept):
            words = words.replace(chr(_PROTECTED + index), value)
        points += [_point(found, measure) for found in localised.open_points]
        return Worded(words, tuple(points))


_KINDS: Mapping[str, OpenKind] = {
    "unit": "unit",
    "superior": "decision",
    "platform": "name",
    "place": "name",
    "subordinate": "check",
}


def _point(found: Asked, measure: str | None) -> OpenPoint:
    reason = f"{found.reason}；{found.proposal}" if found.proposal else found.reason
    return OpenPoint(_KINDS[found.kind], found.text, reason, None, measure)
