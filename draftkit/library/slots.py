"""A clause in the words of another locality (条款本地化).

The template is filled with the source's words, except for what the target knows better (figures,
superior places); then the one function that says a text for another place, `localise`, does the
rest. In the clause's own place nothing is changed: that is the law of the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from draftkit.library import law
from draftkit.library.clauses import Clause, Origin, Wording
from draftkit.library.elsewhere import without_source

if TYPE_CHECKING:
    from draftkit.localities import Localised, Locality, TargetValue

_CLAUSE_MARKS = re.compile(r"[，,；;。]")
_METRIC_SHARE = 0.75  # of a metric's letter pairs that must stand before a figure


def render(clause: Clause, locality: Locality, *, pending: bool = False) -> str:
    """The clause's words for a locality; in its own place the original.

    pending: figures for which the locality gives no value become 【待填：…】 with the source's
    value, instead of keeping it. Raises TemplateError for a template that cannot be rendered.
    """
    return render_detailed(clause, locality, pending=pending).text


def render_detailed(clause: Clause, locality: Locality, *, pending: bool = False) -> Localised:
    """Like `render`, with the changes made and the points that a person must decide (待核对事项)."""
    return _said(clause, Wording(clause.template, clause.original), locality, pending)


def render_responsibility(clause: Clause, locality: Locality) -> str | None:
    """The responsibility note for a locality; None when the clause has none (责任单位)."""
    words = clause.responsibility
    return None if words is None else _said(clause, words, locality, False).text


def source_of(origin: Origin) -> Locality | None:
    """The place whose words a clause speaks; None when it is not known."""
    from draftkit.localities import Locality

    if origin.place is None or origin.level is None:
        return None
    return Locality(origin.place, origin.level, parents=origin.parents)


def _said(clause: Clause, words: Wording, locality: Locality, pending: bool) -> Localised:
    from draftkit.localities import Localised, localise_detailed

    source = source_of(clause.origin)
    slots = dict(clause.slots)
    if pending or not _at_home(source, locality):
        slots.update(_figures(words.template, clause, locality, pending))
    if source is None or _at_home(source, locality):
        return Localised(law.fill(words.template, slots))
    open_slots = dict(_places(clause, source, locality))
    slots.update(open_slots)
    said = localise_detailed(law.fill(words.template, slots), source, locality)
    if source.name not in locality.parents:
        said = without_source(said, law.fill(words.template, slots), source, locality)
    return _with_named(said, words.template, clause, open_slots)


def _at_home(source: Locality | None, locality: Locality) -> bool:
    return source is not None and (source.name, source.level) == (locality.name, locality.level)


# --- places ----------------------------------------------------------------------------------


def _places(clause: Clause, source: Locality, locality: Locality) -> Iterator[tuple[str, str]]:
    """Slots for places that `localise` does not know: superiors, one-letter names, named parts."""
    for name, value in clause.slots.items():
        family, _, rest = name.partition(".")
        rest = re.sub(r"_\d+$", "", rest)
        if family == "upper":
            yield name, _superior(rest, value, locality)
        elif family == "sub":
            part = _part(rest, value, source, locality)
            if part is not None:
                yield name, part
        elif name.startswith("place.mark"):
            yield name, locality.short
        elif name.startswith("level.body"):
            yield name, _level_of_body(value, source, locality)


def _level_of_body(value: str, source: Locality, locality: Locality) -> str:
    """The level word of an institution: another place of this level has one of its own."""
    if source.level == locality.level:
        return locality.word
    return value if source.name in locality.parents else "【待定：哪一级】"


_ZONE_KIND = re.compile("(?:经济)?(?:开发|高新|示范|度假|风景|新)区|(?:产业|工业)?园区?")


def _part(rest: str, value: str, source: Locality, locality: Locality) -> str | None:
    """What is said for a part of the source that is named; None when `localise` says it."""
    from draftkit.lexicon import departments

    if rest == "zones":
        kinds = _ZONE_KIND.findall(value)
        body = re.search("管理委员会|管委会|党工委", value)
        return (
            locality.unit("zone") or f"【待定：{kinds[-1] if kinds else ''}{body.group() if body else ''}】"
        )
    if rest == "named":
        return "【待定：所辖地方】"
    if rest == "units":
        found = departments.scan(value)
        known = locality.unit(found[0].key) if found else None
        return known or f"【待定：{found[0].stem if found else '对应的单位'}】"
    if rest == "kind" and source.level != locality.level:
        return locality.lower_places().removeprefix("各")
    return None


def _with_named(said: Localised, template: str, clause: Clause, slots: Mapping[str, str]) -> Localised:
    """The same with the named parts of the source among the points that a person must decide."""
    from dataclasses import replace

    from draftkit.localities import OpenPoint

    named = [
        OpenPoint("place", clause.slots[name], "原文地方所辖的地方或单位，请改为本地的", proposal=value)
        for name, value in slots.items()
        if name.startswith("sub.") and f"{{{{ {name} }}}}" in template
    ]
    return replace(said, open_points=(*said.open_points, *named)) if named else said


def _superior(rest: str, value: str, locality: Locality) -> str:
    """A superior place of the same level, or the locality itself; the source's where none is given."""
    from draftkit.lexicon import levels, places

    level = levels.level_of(rest.removesuffix("_short"))
    name = (locality.name if level == locality.level else locality.parent(level)) if level else None
    if name is None:
        return value
    return places.parse(name).short if rest.endswith("_short") else name


# --- figures ---------------------------------------------------------------------------------


def _figures(template: str, clause: Clause, locality: Locality, pending: bool) -> Iterator[tuple[str, str]]:
    """Target slots for which the locality gives a value, their deadlines, and what is left open."""
    before = ""
    deadline: str | None = None
    for piece in law.pieces(template) or ():
        if not piece.slot:
            before += piece.words
            continue
        value = clause.slots.get(piece.words, "")
        if piece.words.startswith("deadline."):
            deadline = piece.words
        elif piece.words.startswith("target."):
            given = _given(before, locality)
            if given is not None and given.value is not None:
                yield piece.words, f"{given.value}{given.unit or ''}"
                if given.deadline and deadline and "。" not in before.rpartition(clause.slots[deadline])[2]:
                    yield deadline, _as_date(given.deadline)
            elif pending:
                yield piece.words, f"【待填：{value}】"
        before += value


def _given(before: str, locality: Locality) -> TargetValue | None:
    """The locality's value for the metric whose name stands right before a figure."""
    targets = locality.targets
    words = _CLAUSE_MARKS.split(before)[-1] or before[-30:]
    best = max(targets, key=lambda metric: (_share(metric, words), len(metric)), default=None)
    return targets[best] if best is not None and _share(best, words) >= _METRIC_SHARE else None


def _share(metric: str, words: str) -> float:
    pairs = {metric[n : n + 2] for n in range(max(1, len(metric) - 1))}
    return sum(pair in words for pair in pairs) / len(pairs)


def _as_date(date: str) -> str:
    """``2026``, ``2026-06``, ``2026-06-30`` as written in a text."""
    parts = [part.lstrip("0") for part in date.split("-")]
    return "".join(part + unit for part, unit in zip(parts, "年月日", strict=False))
