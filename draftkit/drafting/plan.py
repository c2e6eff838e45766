"""Two stages: a parent is bound to a level once, then each locality only fills it in (起草计划)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from draftkit.drafting.compose import compose
from draftkit.drafting.material import material_of
from draftkit.drafting.measures import Worder
from draftkit.drafting.notes import bracketed
from draftkit.drafting.result import Draft
from draftkit.drafting.templates import Template, find
from draftkit.drafting.views import Marked
from draftkit.errors import TemplateError
from draftkit.localities import Locality, infer
from draftkit.model import Document

DEFAULT_TEMPLATE = "implementation_plan"


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

    def fill(self, locality: Locality) -> Draft:
        """The draft for one locality."""
        return self.render(locality)

    def render(self, locality: Locality) -> Draft:
        """The draft made from the beginning, without anything kept from other localities."""
        genre, own = self.template.genre, self.template.self_name
        versions: dict[str, int] = {}
        material = material_of(self.parent, self.source, locality, genre, own)
        material.values["clause"] = self._clause(locality, material.ledger.mark, versions)
        return compose(self.parent, material, self.template, versions)

    def _clause(
        self, locality: Locality, mark: Callable[[str], str], versions: dict[str, int]
    ) -> Callable[[str], Marked]:
        """What 条款("编号") does in a template: a clause of the library in the locality's words."""

        def clause(id: str) -> Marked:
            if self.library is None:
                raise TemplateError(f"模板要用条款“{id}”，但没有给出条款库", remedy="请加上 --library 条款库文件夹")
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
