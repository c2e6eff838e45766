"""From words to a template: every local word becomes a named slot, and the law is checked.

The vocabulary (docs/library.md): ``place`` name, short, mark · ``upper`` province, city … and their
``_short`` · ``level`` all, my, this, grade, word · ``unit`` and the key of a body · ``sub``
governments, places, zones · ``target`` t1 … · ``deadline`` d1 … · ``count`` c1 … · ``money`` m1 … ·
``cite`` n1 … A second spelling of the same thing in one clause gets ``_2``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftkit.library import law
from draftkit.library.clauses import Clause, Wording
from draftkit.library.finders import Found, find
from draftkit.model import Target

if TYPE_CHECKING:
    from draftkit.localities import Locality

# Families that are counted: target.t1, target.t2 …; all others are named once.
_NUMBERED = frozenset("tdcmn")


@dataclass(frozen=True, slots=True)
class Slotted:
    """A clause's words with slots. lawful: False when the law failed and the words were kept plain."""

    body: Wording
    note: Wording | None
    slots: Mapping[str, str]
    lawful: bool = True


@dataclass
class _Names:
    """Gives names to the local words of one clause, equal words of a kind sharing one."""

    slots: dict[str, str] = field(default_factory=dict)
    shared: dict[tuple[str, str], str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def of(self, found: Found, words: str) -> str:
        known = self.shared.get((found.name, words)) if found.shared else None
        if known is not None:
            return known
        self.counts[found.name] += 1
        number = self.counts[found.name]
        if found.name.partition(".")[2] in _NUMBERED:
            name = f"{found.name}{number}"
        else:
            name = found.name if number == 1 else f"{found.name}_{number}"
        self.slots[name] = words
        if found.shared:
            self.shared[found.name, words] = name
        return name


def slotted(text: str, note: str | None, source: Locality | None, targets: Sequence[Target] = ()) -> Slotted:
    """The words of a measure and of its responsibility note as templates with common slots.

    Words for which the law does not hold are kept whole, without slots: nothing is ever lost.
    """
    names = _Names()
    body = _worded(text, find(text, source, targets), names)
    written = _worded(note, find(note, source), names) if note else None
    made = Slotted(body, written, names.slots)
    if all(law.holds(w.template, w.original, names.slots) for w in (body, written) if w):
        return made
    plain = Wording(law.literal(text), text)
    return Slotted(plain, Wording(law.literal(note), note) if note else None, {}, lawful=False)


def local_words(clause: Clause) -> Slotted:
    """Template and slots for a clause's words anew, in the words of its source."""
    from draftkit.library.slots import source_of
    from draftkit.parsing.targets import find_targets

    note = clause.responsibility.original if clause.responsibility else None
    targets = find_targets(clause.original, clause.origin.issued_on)
    return slotted(clause.original, note, source_of(clause.origin), targets)


def _worded(text: str, found: Sequence[Found], names: _Names) -> Wording:
    places = [(f.start, f.end, names.of(f, text[f.start : f.end])) for f in found]
    return Wording(law.compose(text, places), text)
