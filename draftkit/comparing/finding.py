"""What a search for deviations returns before it is weighed: a finding without severity."""

from __future__ import annotations

from collections.abc import Sequence
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
    """How a reviewer calls a measure: 三、（一）2“健全机制”, 第一部分“总体要求”."""
    if passage.measure is None:
        return "结尾段"
    label = place(passage.measure.path)
    return f"{label}{in_quotes(passage.measure.title)}" if passage.measure.title else label


def place(path: Sequence[str]) -> str:
    """The labels of a measure as they are spoken: 三、（一）2. becomes 三、（一）2."""
    bare = [label.strip().rstrip("、.．") for label in path]
    if len(bare) != 1:
        return "".join(label.strip() for label in path[:-1]) + "".join(bare[-1:])
    if path[0].strip().endswith("、"):
        return f"第{bare[0]}部分"
    return bare[0] if bare[0].startswith("第") else f"第{bare[0]}条"


def names(parts: Sequence[Passage]) -> str:
    """Several measures in one breath: 甲、乙和丙."""
    called = [name(part) for part in parts]
    return "和".join(filter(None, ("、".join(called[:-1]), called[-1])))


def in_quotes(text: str) -> str:
    """The words in quotation marks; marks inside become single ones, closing commas go."""
    inner = text.strip().rstrip("，,；;。：:").replace("“", "‘").replace("”", "’")
    return f"“{inner}”"


def heading_quote(passage: Passage) -> Quote:
    """The title of a measure, or its first sentence when it has none, as a quotation."""
    if passage.measure and passage.measure.title:
        title = passage.measure.title
        return Quote(passage.id, "title", 0, len(title), title, passage.measure.span)
    first = passage.sentences[0] if passage.sentences else None
    return passage.quote(first.start, first.end) if first else passage.quote(0, len(passage.content.text))
