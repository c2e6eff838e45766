"""Clauses of a library in the locality's words (取用条款)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from draftkit.drafting.choices import ClauseWords
from draftkit.drafting.measures import Worder
from draftkit.drafting.notes import bracketed
from draftkit.drafting.views import Marked
from draftkit.errors import TemplateError
from draftkit.localities import Locality


class Clauses(Protocol):
    """What drafting needs of a clause library (条款库)."""

    def get(self, id: str) -> Any:
        """The clause with this id. Raises LibraryError or KeyError when there is none."""


def texts_of(library: Clauses, ids: Iterable[str]) -> Iterator[str | None]:
    """All that clauses say, of themselves too."""
    for id in ids:
        found = library.get(id)
        yield from (found.heading, found.original, found.origin.title, found.origin.file)
        yield found.responsibility.original if found.responsibility else None


class Shelf:
    """The library as one draft uses it. versions: filled with the version of each clause that is used."""

    def __init__(
        self,
        library: Clauses | None,
        source: Locality,
        here: Locality,
        self_name: str,
        versions: dict[str, int] | None,
    ) -> None:
        self._library = library
        self._source = source
        self._here = here
        self._self_name = self_name
        self._versions = {} if versions is None else versions

    def words(self, id: str) -> ClauseWords:
        """A clause said by the locality as it would say the parent's. Raises TemplateError, LibraryError."""
        if self._library is None:
            raise TemplateError(f"要用条款“{id}”，但没有给出条款库", remedy="请加上 --library 条款库文件夹")
        found = self._library.get(str(id))
        self._versions[found.id] = found.version
        origin = Locality(
            found.origin.place or "", found.origin.level or self._source.level, parents=found.origin.parents
        )
        worder = Worder(origin, self._here, self._self_name)
        note = bracketed(worder.words(found.responsibility.original).text) if found.responsibility else ""
        about = f"{found.origin.title or found.origin.file} {found.id} 第{found.version}版"
        return ClauseWords(
            worder.title(found.heading) if found.heading else "",
            worder.words(found.original).text,
            note,
            f"library:{found.id}",
            about,
        )

    def printer(self, mark: Callable[[str], str]) -> Callable[[str], Marked]:
        """What 条款("编号") does in a template."""

        def clause(id: str) -> Marked:
            said = self.words(id)
            heading = f"{said.title}。" if said.title else ""
            return Marked(heading + said.text + said.note, mark(said.mark))

        return clause
