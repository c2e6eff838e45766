"""A comparison as JSON (draftkit.comparison/1)."""

from __future__ import annotations

from typing import Any

from draftkit.comparing import Comparison, Deviation, Link, Quote
from draftkit.model import Document


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The value that ``diff --json`` prints; names as in docs of the public contract."""
    return {
        "schema": "draftkit.comparison/1",
        "parent": _document(comparison.parent),
        "child": _document(comparison.child),
        "links": [_link(link) for link in comparison.links],
        "grounds": [_link(link) for link in comparison.grounds],
        "deviations": [_deviation(deviation) for deviation in comparison.deviations],
        "also": [
            {**_document(other.document), "links": [_link(link) for link in other.links]}
            for other in comparison.others
        ],
        "coverage": {
            "measures": comparison.coverage.measures,
            "sentences": comparison.coverage.sentences,
            "sections": [
                {"label": s.label, "title": s.title, "measures": s.measures, "carried": s.carried}
                for s in comparison.coverage.sections
            ],
        },
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "doc_number": document.doc_number,
        "path": document.source.path,
        "sha256": document.source.sha256,
    }


def _link(link: Link) -> dict[str, Any]:
    return {"parent": link.parent, "child": link.child, "score": link.score, "relation": link.relation}


def _deviation(deviation: Deviation) -> dict[str, Any]:
    return {
        "kind": deviation.kind,
        "severity": deviation.severity,
        "parent": _measure(deviation.parent),
        "child": _measure(deviation.child),
        "parent_quote": deviation.parent_quote.text if deviation.parent_quote else None,
        "child_quote": deviation.child_quote.text if deviation.child_quote else None,
        "explanation": deviation.explanation,
        "parent_line": _line(deviation.parent_quote),
        "child_line": _line(deviation.child_quote),
        "also": list(deviation.also),
        "closing": [id for id in (deviation.parent, deviation.child) if id and _measure(id) is None],
    }


def _measure(id: str | None) -> str | None:
    """Only measures have an id that other commands know; a closing paragraph stands in `closing`."""
    return None if id is None or id.startswith("closing") else id


def _line(quote: Quote | None) -> list[int] | None:
    return list(quote.span.line) if quote and quote.span else None
