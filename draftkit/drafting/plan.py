"""Two stages: a parent is bound to a level once, then each locality only fills it in (起草计划)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from draftkit.drafting.compose import compose
from draftkit.drafting.material import material_of
from draftkit.drafting.measures import Worder
from draftkit.drafting.notes import bracketed
from draftkit.drafting.result import Draft
from draftkit.drafting.skeleton import Opening, Skeleton, Unfit, is_fit, shape_of
from draftkit.drafting.targets import low_targets
from draftkit.drafting.templates import Template, find
from draftkit.drafting.views import Marked
from draftkit.errors import TemplateError
from draftkit.localities import Locality, infer
from draftkit.model import Document, Target

DEFAULT_TEMPLATE = "implementation_plan"
_MOST_SHAPES = 64
# Names that depend on the parent or on the shape alone; a template may look into them.
_STRUCTURE = frozenset(
    {
        "issuer_count", "approval_needed", "has_validity", "genre", "self_name", "level_word",
        "parent", "parts", "measures", "background", "purpose", "basis", "closing", "hole", "clause",
    }
)  # fmt: skip


class Clauses(Protocol):
    """What drafting needs of a clause library (条款库)."""

    def get(self, id: str) -> Any:
        """The clause with this id. Raises LibraryError or KeyError when there is none."""


def draft(
    parent: Document,
    locality: Locality,
    *,
    library: Clauses | None = None,
    template: str | Path | Template = DEFAULT_TEMPLATE,
) -> Draft:
    """A local plan that carries every measure of the parent over to the locality (起草本地方案).

    template: name of an installed template or path of one. Raises TemplateError.
    """
    return compile(parent, template=template, library=library).fill(locality)


def compile(
    parent: Document,
    *,
    template: str | Path | Template = DEFAULT_TEMPLATE,
    library: Clauses | None = None,
    source: Locality | None = None,
) -> Plan:
    """Binds parent and template. source: whose paper the parent is, inferred when None.

    Raises TemplateError for a template with mistakes.
    """
    chosen = template if isinstance(template, Template) else find(template)
    chosen.names()
    return Plan(parent, source or infer(parent), chosen, library)


@dataclass
class Plan:
    """A parent and a template, ready to be filled for one locality after the other."""

    parent: Document
    source: Locality
    template: Template
    library: Clauses | None = None
    _seen: dict[Hashable, Skeleton | None] = field(default_factory=dict, repr=False)

    def fill(self, locality: Locality) -> Draft:
        """The draft for one locality, the same as `render` gives, but quicker from the second on."""
        skeleton = self.skeleton(locality)
        return skeleton.fill(locality) if skeleton else self.render(locality)

    def render(self, locality: Locality) -> Draft:
        """The draft made from the beginning, without anything kept from other localities."""
        return self._compose(locality, MappingProxyType({}))

    def skeleton(self, locality: Locality) -> Skeleton | None:
        """The structure that localities of this shape share; None when there is none to use.

        The first locality of a shape gets none, so that a single draft costs one rendering; nor
        does one whose values the template looks into.
        """
        if self._branches or not is_fit(locality, self._words):
            return None
        low = low_targets(self._targets, locality.targets)
        shape = shape_of(locality, low)
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
            opening = Opening(locality, self._words, low)
            draft = self._compose(opening.locality, opening.naturals)
        except Unfit:
            return None
        return Skeleton(draft, opening.keys, opening.day, opening.numbers)

    @cached_property
    def _branches(self) -> bool:
        """Whether the template does more with a locality's values than print them."""
        return bool(self.template.branches_on() - _STRUCTURE)

    @cached_property
    def _targets(self) -> tuple[Target, ...]:
        return tuple(target for measure in self.parent.measures for target in measure.targets)

    @cached_property
    def _words(self) -> str:
        """All words in which a stand-in must not occur."""
        return "\n".join([*(p.text for p in self.parent.paragraphs), self.template.source])

    def _compose(self, locality: Locality, naturals: Mapping[str, str]) -> Draft:
        genre, own = self.template.genre, self.template.self_name
        versions: dict[str, int] = {}
        material = material_of(self.parent, self.source, locality, genre, own)
        material.values["clause"] = self._clause(locality, material.ledger.mark, versions)
        return compose(self.parent, material, self.template, versions, naturals)

    def _clause(
        self, locality: Locality, mark: Callable[[str], str], versions: dict[str, int]
    ) -> Callable[[str], Marked]:
        """What 条款("编号") does in a template: a clause of the library in the locality's words."""

        def clause(id: str) -> Marked:
            if self.library is None:
                raise TemplateError(
                    f"模板要用条款“{id}”，但没有给出条款库", remedy="请加上 --library 条款库文件夹"
                )
            found = self.library.get(str(id))
            versions[found.id] = found.version
            return Marked(self._worded(found, locality), mark(f"library:{found.id}"))

        return clause

    def _worded(self, clause: Any, locality: Locality) -> str:
        """A clause's own words, said by the locality as it would say the parent's."""
        origin = Locality(
            clause.origin.place or "", clause.origin.level or self.source.level, parents=clause.origin.parents
        )
        worder = Worder(origin, locality, self.template.self_name)
        note = bracketed(worder.words(clause.responsibility.original).text) if clause.responsibility else ""
        heading = f"{worder.title(clause.heading)}。" if clause.heading else ""
        return heading + worder.words(clause.original).text + note
