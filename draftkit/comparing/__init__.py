"""Parent and child side by side: which measure answers which, and what changed in substance.

The way of a comparison: passages (measures, sentences, neutral forms) -> align (scores, links) ->
pairing (everything laid side by side) -> structure, force, targets, deadlines, units, citations
(findings) -> severity -> Comparison, a plain value that views render.
"""

from __future__ import annotations

from draftkit.comparing.also import compare_with
from draftkit.comparing.carrying import Carried, carried
from draftkit.comparing.compare import compare
from draftkit.comparing.doubts import doubts
from draftkit.comparing.result import (
    KINDS,
    SEVERITIES,
    Comparison,
    Coverage,
    Deviation,
    Kind,
    Link,
    Other,
    Quote,
    SectionCoverage,
    SentencePair,
    Severity,
)
from draftkit.comparing.severity import Weights

__all__ = [
    "KINDS",
    "SEVERITIES",
    "Carried",
    "Comparison",
    "Coverage",
    "Deviation",
    "Kind",
    "Link",
    "Other",
    "Quote",
    "SectionCoverage",
    "SentencePair",
    "Severity",
    "Weights",
    "carried",
    "compare",
    "compare_with",
    "doubts",
]
