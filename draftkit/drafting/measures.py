"""One paragraph of the parent in local words: level, place, units, self reference, targets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from draftkit.drafting.below import below_edits
from draftkit.drafting.edits import Edit, apply, settle
from draftkit.drafting.foreign import FOREIGN, foreign_places, local_hole, zones
from draftkit.drafting.holes import OpenKind, OpenPoint, hole
from draftkit.drafting.kept import contacts, kept_edits
from draftkit.drafting.left import counts_left, reports, two_levels
from draftkit.drafting.listed import without_doubles
from draftkit.drafting.loose import loose_edits
from draftkit.drafting.superior import superior_edits
from draftkit.drafting.targets import overdue, target_edits
from draftkit.lexicon.mentions import scan
from draftkit.lexicon.text import normal
from draftkit.localities import Change, Locality, localise_detailed
from draftkit.localities import OpenPoint as Asked
from draftkit.model import Measure, Target

_SELF = re.compile(
    r"本(?:实施方案|工作方案|行动方案|行动计划|实施意见|指导意见|若干意见|若干措施|若干政策措施|政策措施|实施细则|细则|实施办法|管理办法|规定|规划|工作要点|方案|意见|通知|办法|措施|计划|文件)(?![书人])"
)


_TWICE = re.compile(r"([一-龥]{3,20})（\1）")
"""市文化和旅游局（市文物局） of a county, where both are one."""


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
    """Says the parent's words as the locality would (本地化). self_name: 本方案, 本意见. goals: which of the
    locality's targets answers which of the parent's (see `goals_of`)."""

    source: Locality
    target: Locality
    self_name: str
    goals: Mapping[int, str] | None = None

    def title(self, text: str) -> str:
        """A heading."""
        return self._say(normal(text), None, ()).text.rstrip("。")

    def names(self, text: str, measure: str | None = None) -> Worded:
        """A list of responsible units."""
        return self._say(normal(text), measure, None)

    def words(self, text: str, measure: str | None = None) -> Worded:
        """A text without targets."""
        return self._say(normal(text), measure, ())

    def body(self, paragraphs: Sequence[str], measure: Measure | None) -> Body:
        """The body of a measure, or of a heading when measure is None."""
        key, targets = (measure.id, measure.targets) if measure else (None, ())
        said = [self._say(normal(paragraph), key, targets) for paragraph in paragraphs]
        return Body(tuple(w.text for w in said), tuple(p for w in said for p in w.points))

    def cells(self, texts: Sequence[str], measure: str | None = None) -> Body:
        """The cells of a row of a table; one that holds nothing but bodies is a list of units."""
        said = [self._cell(normal(" ".join(text.split())), measure) for text in texts]
        return Body(tuple(w.text for w in said), tuple(p for w in said for p in w.points))

    def _cell(self, text: str, measure: str | None) -> Worded:
        found = scan(text)
        if found and sum(m.end - m.start for m in found) * 2 > len(text):
            worded = self.names(text, measure)
            return replace(worded, text=without_doubles(worded.text))
        # What a table counts is counted like a target of the text, so its rows are put to the person.
        return self.words(text, measure)

    def _say(self, text: str, measure: str | None, targets: tuple[Target, ...] | None) -> Worded:
        """targets: None for a list of units, in which nothing is a task or a target."""
        localised = localise_detailed(text, self.source, self.target)
        changes = _changes(localised.changes)
        if targets is None:
            own = settle(zones(text, measure), foreign_places(text, self._places(), measure))
        else:
            own = self._own_edits(text, localised.open_points, targets, measure)
            own += counts_left(text, targets, own, measure) if measure else ()
            own += reports(text, self.source, self.target, measure)
            own += two_levels(text, localised.changes, self.source, self.target, measure)
        own += list(loose_edits(text, localised.open_points, self.source, self.target, measure))
        asked = [
            edit
            for a in localised.open_points
            if not _answered(a, own) and (edit := _asked(a, changes, measure))
        ]
        edits = settle(own, asked, changes)
        points = [_in_words(text, edits, edit) for edit in edits if edit.point]
        said = _TWICE.sub(r"\1", _SELF.sub(self.self_name, apply(text, edits)))
        return Worded(_once_each(said) if targets is not None else said, tuple(p for p in points if p))

    def _places(self) -> tuple[str, ...]:
        """Names that may stand: our own and those above us."""
        return (self.target.name, self.source.name, *self.target.parents, *self.source.parents)

    def _own_edits(
        self, text: str, asked: Sequence[Asked], targets: tuple[Target, ...], measure: str | None
    ) -> list[Edit]:
        kept = list(kept_edits(text, self.source, self.target, measure))
        theirs = superior_edits(text, asked, self.source, self.target, measure)
        return settle(
            contacts(text, measure),
            kept,
            below_edits(text, self.source, self.target, measure),
            target_edits(text, targets, self.target, measure, self.goals),
            overdue(text, self.target.issued_on, measure),
            foreign_places(text, self._places(), measure),
            # Who bears which share is told as it is, not striven for.
            (edit for edit in theirs if not any(k.start <= edit.start < k.end for k in kept)),
        )


_KINDS: Mapping[str, OpenKind] = {
    "unit": "unit",
    "superior": "decision",
    "platform": "name",
    "place": "name",
    "subordinate": "check",
}


def _once_each(text: str) -> str:
    """A list of units at the end of a text that was not read as a note: each unit once."""
    found = _LISTED.search(text)
    if found is None:
        return text
    bodies = scan(found[1])
    if len(bodies) < 2 or sum(m.end - m.start for m in bodies) * 2 < len(found[1]):
        return text
    return text[: found.start(1)] + without_doubles(found[1]) + text[found.end(1) :]


_LISTED = re.compile(r"[〔（]([^〔〕（）]{6,})[〕）]$")


def _changes(changes: Sequence[Change]) -> list[Edit]:
    """What localising changes; where two changes share a comma, the first has it."""
    edits: list[Edit] = []
    for change in changes:
        start = max(change.start, edits[-1].end) if edits else change.start
        if start < change.end or change.new:
            edits.append(Edit(start, max(start, change.end), change.new))
    return edits


def _answered(found: Asked, own: Sequence[Edit]) -> bool:
    """Whether drafting itself has said anew what localising only asks about."""
    return found.kind == "subordinate" and any(
        edit.start < found.end and found.start < edit.end for edit in own
    )


def _asked(found: Asked, changes: Sequence[Edit], measure: str | None) -> Edit | None:
    """What localising leaves open: a name of the superior's place gives way to a visible hole."""
    if found.kind == "superior":
        return None  # told with its 按上级规定
    point = OpenPoint(_KINDS[found.kind], found.text, found.reason, None, measure)
    if any(change.start < found.end and found.start < change.end for change in changes):
        return Edit(found.start, found.start, "", point)
    if found.kind == "place" and found.proposal:
        return Edit(found.start, found.end, found.proposal, replace(point, text=found.proposal))
    if found.kind == "place":
        words = local_hole("单位", found.text)
        return Edit(found.start, found.end, words, replace(point, text=words, reason=FOREIGN))
    if found.proposal:
        point = replace(point, reason=f"{found.reason}；{found.proposal}")
    if found.kind == "unit":
        words = hole("本级承担单位", f"原文：{found.text}")
        return Edit(found.start, found.end, words, replace(point, text=words))
    return Edit(found.start, found.start, "", point)


def _in_words(text: str, edits: Sequence[Edit], edit: Edit) -> OpenPoint | None:
    """The point with its words as they stand in the draft."""
    point = edit.point
    if point is None or edit.start != edit.end or point.text not in text:
        return point
    start = text.find(point.text, edit.start)
    start = start if start >= 0 else text.find(point.text)
    return replace(point, text=apply(text, edits, start, start + len(point.text)))
