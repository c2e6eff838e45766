"""What a search for deviations returns before it is weighed: a finding without severity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from draftkit.comparing.passages import Passage
from draftkit.comparing.result import Kind, Quote


@dataclass(frozen=True, slots=True)
class Finding:
    """A deviation before it is weighed.

    facts: words that data/severity.toml knows (``target``, ``far`` …). also: further measures that
    are part of it.
    """

    kind: Kind
    parent: str | None
    child: str | None
    parent_quote: Quote | None
    child_quote: Quote | None
    explanation: str
    facts: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()


def name(passage: Passage) -> str:
    """How a reviewer calls a measure: 一、（二）“健全机制”."""
    if passage.measure is None:
        return "结尾段"
    label = "".join(passage.measure.path)
    return f"{label}“{passage.measure.title}”" if passage.measure.title else f"“{label}”项"


def names(parts: Iterable[Passage]) -> str:
    """Several measures in one breath."""
    return "、".join(name(part) for part in parts)


def heading_quote(passage: Passage) -> Quote:
    """The title of a measure, or its first sentence when it has none, as a quotation."""
    if passage.measure and passage.measure.title:
        title = passage.measure.title
        return Quote(passage.id, "title", 0, len(title), title, passage.measure.span)
    first = passage.sentences[0] if passage.sentences else None
    return passage.quote(first.start, first.end) if first else passage.quote(0, len(passage.content.text))
