"""A child that carries out several superior documents: what one of them explains is no deviation from the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from draftkit.comparing.compare import compare
from draftkit.comparing.result import Comparison, Deviation, Other, Quote
from draftkit.comparing.severity import STANDARD, Weights
from draftkit.lexicon.text import normal
from draftkit.model import Document

_SAME = 0.9  # from here on the child's sentence is the other document's sentence


def compare_with(
    parent: Document, child: Document, others: Sequence[Document], weights: Weights = STANDARD
) -> Comparison:
    """`compare` where the child may rest on further superior documents (另有依据的对照).

    A child measure that answers a measure of another document is not `added`. A deviation whose
    words in the child are those of another document is kept as a hint (info) that names it. What
    the child omits of `parent` stays omitted, whatever the others say.
    """
    comparison = compare(parent, child, weights)
    beside = [compare(other, child, weights) for other in others]
    kept = [weighed for d in comparison.deviations if (weighed := _weighed(d, beside)) is not None]
    found = tuple(Other(c.parent, (*c.links, *c.grounds)) for c in beside)
    return replace(comparison, deviations=tuple(kept), others=found)


def _weighed(d: Deviation, beside: Sequence[Comparison]) -> Deviation | None:
    if d.child is None or d.kind in ("omitted", "merged", "split", "moved"):
        return d
    for other in beside:
        if d.kind == "added":
            if any(link.child == d.child for link in other.links):
                return None
        elif _says(other, d):
            name = normal(other.parent.title or "另一份上级文件")
            said = f"{d.explanation.rstrip('。')}（与《{name}》一致）"
            return replace(d, severity="info", explanation=said)
    return d


def _says(other: Comparison, d: Deviation) -> bool:
    """Whether the other document says what the child says at the place of the deviation."""
    quote = d.child_quote
    links = other.links_of("child", d.child or "")
    if quote is None or not links:
        return False
    against = {x.kind for x in other.deviations if x.child == d.child and x.severity != "info"}
    if quote.part == "note":
        return not against & {"lead_changed", "unit_dropped"}
    if d.kind == "partly_omitted" or d.kind in against:
        return False
    return any(_inside(quote, s.child) and s.score >= _SAME for link in links for s in link.sentences)


def _inside(quote: Quote, sentence: Quote) -> bool:
    return quote.part == sentence.part and quote.start < sentence.end and sentence.start < quote.end
