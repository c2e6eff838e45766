"""A clause in the words of another locality: what each slot becomes there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from draftkit.library import law
from draftkit.library.clauses import Clause, Origin, Wording
from draftkit.library.finders import Voice

if TYPE_CHECKING:
    from draftkit.lexicon.bodies import Form
    from draftkit.localities import Locality
    from draftkit.localities.locality import TargetValue

_CLAUSE_MARKS = re.compile(r"[，,；;。]")
_METRIC_SHARE = 0.75  # of a metric's letter pairs that must stand before a figure
_LIST_END = r"(?=[、，,；;。）)等按牵负落]|$)"


def render(clause: Clause, locality: Locality, *, pending: bool = False) -> str:
    """The clause's words for a locality (条款本地化). In its own place that is the original.

    pending: figures for which the locality gives no value become 【待填：…】 with the source's
    value, instead of keeping it. Raises TemplateError for a template that cannot be rendered.
    """
    return _render(clause, Wording(clause.template, clause.original), locality, pending)


def render_responsibility(clause: Clause, locality: Locality) -> str | None:
    """The responsibility note for a locality, each body once; None when the clause has none (责任单位)."""
    if clause.responsibility is None:
        return None
    words = _render(clause, clause.responsibility, locality, False)
    return words if _at_home(clause, locality) else _each_once(words, _bodies(clause, locality))


def localised_slots(clause: Clause, locality: Locality) -> dict[str, str]:
    """The slots of a clause with the words of a locality; figures keep the source's values."""
    voice = voice_of_origin(clause.origin)
    return {name: _local(name, value, locality, voice) for name, value in clause.slots.items()}


def voice_of(locality: Locality) -> Voice:
    """A locality as the finders see it."""
    return Voice(
        name=locality.name,
        level=locality.level,
        short=locality.short,
        word=locality.word,
        prefix=locality.prefix,
        parents=locality.ancestors,
        names={name: key for key, name in locality.units.items()},
    )


def voice_of_origin(origin: Origin) -> Voice | None:
    """The voice of the document a clause came from; None when its place is not known."""
    from draftkit.localities import Locality

    if origin.place is None or origin.level is None:
        return None
    return voice_of(Locality(origin.place, origin.level, parents=origin.parents))


def _at_home(clause: Clause, locality: Locality) -> bool:
    return (clause.origin.place, clause.origin.level) == (locality.name, locality.level)


def _render(clause: Clause, words: Wording, locality: Locality, pending: bool) -> str:
    if _at_home(clause, locality) and not pending:
        return law.fill(words.template, clause.slots)
    slots = localised_slots(clause, locality)
    slots.update(_figures(words.template, clause.slots, locality.targets, pending))
    return law.fill(words.template, slots)


# --- words -----------------------------------------------------------------------------------


def _local(name: str, value: str, locality: Locality, voice: Voice | None) -> str:
    family, _, rest = name.partition(".")
    rest = re.sub(r"_\d+$", "", rest)
    match family:
        case "place":
            return locality.name if rest == "name" else locality.short
        case "upper":
            return _upper(rest, value, locality)
        case "level":
            return _level(rest, value, locality)
        case "sub" if rest == "zones":
            return locality.unit("zone") or f"【待定：{value}】"
        case "sub":
            return locality.lower_governments() if rest == "governments" else locality.lower_places()
        case "unit":
            return _unit(rest, value, locality, voice)
    return value


def _upper(rest: str, value: str, locality: Locality) -> str:
    """A superior place of the same level, or the locality itself; the source's where none is given."""
    from draftkit.lexicon import levels, places

    level = levels.level_of(rest.removesuffix("_short"))
    name = (locality.name if level == locality.level else locality.parent(level)) if level else None
    if name is None:
        return value
    return places.parse(name).short if rest.endswith("_short") else name


def _level(rest: str, value: str, locality: Locality) -> str:
    match rest:
        case "all":
            return locality.whole
        case "my":
            return locality.our
        case "this":
            return locality.own
        case "grade":
            return locality.word + "本级" if value.endswith("本级") else locality.grade
        case "direct":
            return locality.direct
        case "inside":
            return locality.word + value[-1]
    return locality.prefix


def _unit(key: str, value: str, locality: Locality, voice: Voice | None) -> str:
    """The body that does the same work; 【待定：…】 where this level has none."""
    from draftkit.lexicon import departments

    known = departments.keys()
    if key not in known:
        return value
    mention = next(iter(departments.scan(value, places=(voice.name,) if voice else ())), None)
    if mention is not None and mention.generic:
        return (locality.prefix if mention.prefix else "") + mention.stem
    bare = mention is not None and mention.relation == "bare"
    form: Form = "full" if voice is not None and voice.name in value else "short"
    return locality.unit(key, form, bare=bare) or f"【待定：{value}】"


# --- figures ---------------------------------------------------------------------------------


def _figures(
    template: str, slots: Mapping[str, str], targets: Mapping[str, TargetValue], pending: bool
) -> Iterator[tuple[str, str]]:
    """Target slots for which the locality gives a value, their deadlines, and what is left open."""
    before = ""
    deadline: str | None = None
    for piece in law.pieces(template) or ():
        if not piece.slot:
            before += piece.words
            continue
        value = slots.get(piece.words, "")
        if piece.words.startswith("deadline."):
            deadline = piece.words
        elif piece.words.startswith("target."):
            given = _given(before, targets)
            if given is not None and given.value is not None:
                yield piece.words, f"{given.value}{given.unit or ''}"
                if given.deadline and deadline and "。" not in before.rpartition(slots[deadline])[2]:
                    yield deadline, _as_date(given.deadline)
            elif pending:
                yield piece.words, f"【待填：{value}】"
        before += value


def _given(before: str, targets: Mapping[str, TargetValue]) -> TargetValue | None:
    """The locality's value for the metric whose name stands right before a figure."""
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


# --- lists of bodies -------------------------------------------------------------------------


def _bodies(clause: Clause, locality: Locality) -> list[str]:
    slots = localised_slots(clause, locality)
    return [value for name, value in slots.items() if name.startswith("unit.") and not value.startswith("【")]


def _each_once(note: str, bodies: list[str]) -> str:
    """The note without repetitions of a body, which appear where one body does the work of two."""
    for body in dict.fromkeys(sorted(bodies, key=len, reverse=True)):
        first = note.find(body)
        if first >= 0:
            head, tail = note[: first + len(body)], note[first + len(body) :]
            note = head + re.sub(rf"[、，,]{re.escape(body)}{_LIST_END}", "", tail)
    return note
