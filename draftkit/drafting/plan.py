"""Two stages: a parent is bound to a level once, then each locality only fills it in (起草计划)."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from draftkit.drafting.choices import Choices
from draftkit.drafting.compose import compose
from draftkit.drafting.fitting import check_targets, news
from draftkit.drafting.material import Material, Wishes, material_of
from draftkit.drafting.own import own_names
from draftkit.drafting.result import Draft
from draftkit.drafting.shelf import Clauses, Shelf, texts_of
from draftkit.drafting.skeleton import Opening, Skeleton, Unfit, is_fit, shape_of
from draftkit.drafting.superiors import Superior
from draftkit.drafting.targets import low_targets, overdue
from draftkit.drafting.templates import Template, find
from draftkit.drafting.tokens import holds_token
from draftkit.localities import Locality, TargetValue, infer
from draftkit.model import Document, Target

DEFAULT_TEMPLATE = "implementation_plan"
_MOST_LOWS = 1000
_MOST_SHAPES = 64
# Names that depend on the parent or on the shape alone; a template may look into them.
_STRUCTURE = frozenset(
    {
        "issuer_count", "approval_needed", "has_validity", "genre", "self_name", "level_word",
        "parent", "parts", "measures", "background", "purpose", "basis", "closing", "hole", "clause",
        "attachments", "attachment_note", "task_table",
    }
)  # fmt: skip


def draft(
    parent: Document,
    locality: Locality,
    *,
    library: Clauses | None = None,
    template: str | Path | Template = DEFAULT_TEMPLATE,
    superiors: Sequence[Superior] = (),
    choices: Choices | None = None,
    task_table: bool | None = None,
) -> Draft:
    """A local plan that carries every measure of the parent over to the locality (起草本地方案).

    template: name of an installed template or path of one. superiors: further superior documents.
    choices: what a plan file decides. task_table: whether a 任务分工表 is attached, None as the template
    says. Raises TemplateError, and InputError for choices that do not fit.
    """
    return compile(
        parent,
        template=template,
        library=library,
        superiors=superiors,
        choices=choices,
        task_table=task_table,
    ).fill(locality)


def compile(
    parent: Document,
    *,
    template: str | Path | Template = DEFAULT_TEMPLATE,
    library: Clauses | None = None,
    source: Locality | None = None,
    superiors: Sequence[Superior] = (),
    choices: Choices | None = None,
    task_table: bool | None = None,
) -> Plan:
    """Binds parent and template; the rest as for `draft`. source: whose paper the parent is, inferred
    when None.

    Raises TemplateError for a template with mistakes, InputError for choices that do not fit.
    """
    chosen = template if isinstance(template, Template) else find(template)
    chosen.names()
    if choices is not None:
        check_targets(choices, (parent, *(s.document for s in superiors)))
    wanted = chosen.wants_task_table if task_table is None else task_table
    return Plan(parent, source or infer(parent), chosen, library, tuple(superiors), choices, wanted)


@dataclass
class Plan:
    """A parent and a template, ready to be filled for one locality after the other."""

    parent: Document
    source: Locality
    template: Template
    library: Clauses | None = None
    superiors: tuple[Superior, ...] = ()
    choices: Choices | None = None
    task_table: bool = False
    _seen: dict[Hashable, Skeleton | None] = field(default_factory=dict, repr=False)
    _past: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    _days: list[str] = field(default_factory=list, repr=False)
    _lows: dict[Hashable, frozenset[str]] = field(default_factory=dict, repr=False)

    def fill(self, locality: Locality) -> Draft:
        """The draft for one locality, the same as `render` gives, but quicker from the second on."""
        here = own_names(locality)
        skeleton = self.skeleton(here)
        return skeleton.fill(here) if skeleton else self.render(here)

    def render(self, locality: Locality) -> Draft:
        """The draft made from the beginning, without anything kept from other localities."""
        return self._compose(own_names(locality), MappingProxyType({}))

    def skeleton(self, locality: Locality) -> Skeleton | None:
        """The structure that localities of this shape share; None when there is none to use.

        The first locality of a shape gets none, so that a single draft costs one rendering; nor
        does one whose values the template looks into.
        """
        locality = own_names(locality)
        if self._branches or self._holds_tokens or not is_fit(locality, self._words):
            return None
        low = self._low(locality.targets)
        shape = shape_of(locality, low, self._late)
        if shape not in self._seen:
            if len(self._seen) >= _MOST_SHAPES:
                self._seen.clear()
            self._seen[shape] = None
            return None
        if self._seen[shape] is None:
            self._seen[shape] = self._skeleton(locality, low)
        return self._seen[shape]

    def _skeleton(self, locality: Locality, low: frozenset[str]) -> Skeleton | None:
        try:
            opening = Opening(locality, self._words, low, self._late)
            versions: dict[str, int] = {}
            draft = self._compose(opening.locality, opening.naturals, versions)
        except Unfit:
            return None
        if self.library is not None and holds_token(texts_of(self.library, versions)):
            return None
        return Skeleton(draft, opening.keys, opening.day, opening.numbers)

    @cached_property
    def _branches(self) -> bool:
        """Whether the template does more with a locality's values than print them."""
        return bool(self.template.branches_on() - _STRUCTURE)

    @cached_property
    def _holds_tokens(self) -> bool:
        """Whether something that every draft takes along holds characters that would be taken for tokens."""
        paths = (d.source.path for d in self.documents)
        return holds_token((self._words, self.template.name, *paths))

    @cached_property
    def _targets(self) -> tuple[Target, ...]:
        return tuple(
            t for document in self.documents for measure in document.measures for t in measure.targets
        )

    def _low(self, given: Mapping[str, TargetValue]) -> frozenset[str]:
        """Which targets are below the superior's; of a table many rows state the same."""
        key = tuple(given.items())
        if key not in self._lows:
            if len(self._lows) >= _MOST_LOWS:
                self._lows.clear()
            self._lows[key] = low_targets(self._targets, given)
        return self._lows[key]

    def _late(self, day: str) -> tuple[int, ...]:
        """Which of the superiors' times are past on a day (ISO date), by their places in the text."""
        if day not in self._past:
            # What is past stays past: between two days of which the same holds there is nothing to look up.
            at = bisect(self._days, day)
            around = [self._past[known] for known in self._days[max(at - 1, 0) : at + 1]]
            if len(around) == 2 and 0 < at < len(self._days) and around[0] == around[1]:
                return around[0]
            self._past[day] = tuple(edit.start for edit in overdue(self._words, day, None))
            self._days.insert(at, day)
        return self._past[day]

    @property
    def _decided(self) -> tuple[str, ...]:
        """Words of the template, and own words of the plan file."""
        items = self.choices.items if self.choices else ()
        own = [w for c in items for w in (c.title or "", *c.text, *(c.lead or ()), *(c.units or ()))]
        return (self.template.source, *own)

    @cached_property
    def _words(self) -> str:
        """All words in which a stand-in must not occur."""
        return "\n".join([*(p.text for d in self.documents for p in d.paragraphs), *self._decided])

    @property
    def documents(self) -> tuple[Document, ...]:
        """The superior documents, the leading one first."""
        return (self.parent, *(s.document for s in self.superiors))

    def material(self, locality: Locality, versions: dict[str, int] | None = None) -> Material:
        """What a template is given for one locality. versions: filled with those of the clauses used."""
        locality = own_names(locality)
        shelf = Shelf(self.library, self.source, locality, self.template.self_name, versions)
        wishes = Wishes(
            self.template.genre,
            self.template.self_name,
            self.superiors,
            self.choices,
            self.task_table,
            shelf.words,
        )
        material = material_of(self.parent, self.source, locality, wishes)
        material.values["clause"] = shelf.printer(material.ledger.mark)
        return material

    def _compose(
        self, locality: Locality, naturals: Mapping[str, str], versions: dict[str, int] | None = None
    ) -> Draft:
        versions = {} if versions is None else versions
        material = self.material(locality, versions)
        made = compose(self.documents, material, self.template, versions, naturals)
        return replace(made, warnings=self.warnings)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What has changed in the parents since the plan file was made."""
        return tuple(news(self.choices, self.documents)) if self.choices else ()
