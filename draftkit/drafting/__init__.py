"""Drafting: parent + locality + library + template -> Document with provenance (起草)."""

from __future__ import annotations

from draftkit.drafting.agenda import Group, Matter, agenda
from draftkit.drafting.holes import OpenPoint, hole
from draftkit.drafting.plan import Plan, compile, draft
from draftkit.drafting.result import Draft, Origin, Trace
from draftkit.drafting.sidecar import sidecar, sidecar_path
from draftkit.drafting.skeleton import Skeleton
from draftkit.drafting.templates import Template, find
from draftkit.drafting.unused import needs_of, unused

__all__ = [
    "Draft",
    "Group",
    "Matter",
    "OpenPoint",
    "Origin",
    "Plan",
    "Skeleton",
    "Template",
    "Trace",
    "agenda",
    "compile",
    "draft",
    "find",
    "hole",
    "needs_of",
    "sidecar",
    "sidecar_path",
    "unused",
]
