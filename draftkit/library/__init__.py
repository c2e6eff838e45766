"""The clause library (条款库): harvest documents into clauses, find them, render them elsewhere."""

from __future__ import annotations

from draftkit.library.clauses import Clause, HarvestResult, Holding, Origin, Wording
from draftkit.library.facets import Filter
from draftkit.library.library import Library
from draftkit.library.search import Found, Hit, Snippet
from draftkit.library.slots import render, render_detailed, render_responsibility

__all__ = [
    "Clause",
    "Filter",
    "Found",
    "HarvestResult",
    "Hit",
    "Holding",
    "Library",
    "Origin",
    "Snippet",
    "Wording",
    "render",
    "render_detailed",
    "render_responsibility",
]
