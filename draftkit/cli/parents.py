"""The superior documents of a draft, as the command line names them (上级文件)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftkit.cli.named import read_telling

if TYPE_CHECKING:
    from draftkit.drafting import Superior
    from draftkit.model import Document


@dataclass(frozen=True)
class Parents:
    """The document that leads, and the others with what the leading one carries of them."""

    first: Document
    others: tuple[Superior, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """All of them, the leading one first."""
        return (self.first, *(s.document for s in self.others))


def read_parents(paths: Sequence[str]) -> Parents:
    """Read them; the nearest superior leads. Says on standard error what the readers have to say."""
    from draftkit.drafting import by_nearness
    from draftkit.errors import InputError

    documents = [read_telling(path) for path in paths]
    shas = [document.source.sha256 for document in documents]
    for path, sha in zip(paths, shas, strict=True):
        if shas.count(sha) > 1:
            raise InputError("同一份上级文件写了两次", where=path, remedy="每份上级文件写一个 --parent")
    if len(documents) == 1:
        return Parents(documents[0])
    first, *rest = by_nearness(documents)
    return Parents(first, tuple(_superior(document, first) for document in rest))


def _superior(document: Document, first: Document) -> Superior:
    from draftkit.comparing import carried
    from draftkit.drafting import Superior

    return Superior(document, carried(document, first))
