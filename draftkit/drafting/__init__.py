"""Drafting: parent + locality + library + template -> Document with provenance (起草)."""

from __future__ import annotations

from draftkit.drafting.agenda import Group, Matter, agenda
from draftkit.drafting.choices import Choice, Choices
from draftkit.drafting.holes import OpenPoint, hole
from draftkit.drafting.plan import Plan, compile, draft
from draftkit.drafting.planfile import choices_of, load_choices
from draftkit.drafting.planned import Near, plan_text
from draftkit.drafting.remarks import remarks
from draftkit.drafting.result import Draft, Origin, Trace
from draftkit.drafting.sidecar import sidecar, sidecar_path
from draftkit.drafting.skeleton import Skeleton
from draftkit.drafting.superiors import Superior, by_nearness
from draftkit.drafting.templates import Template, find
from draftkit.drafting.unused import Unused, needs_of, unused

__all__ = [
    "Choice",
    "Choices",
    "Draft",
    "Group",
    "Matter",
    "Near",
    "OpenPoint",
    "Origin",
    "Plan",
    "Skeleton",
    "Superior",
    "Template",
    "Trace",
    "Unused",
    "agenda",
    "by_nearness",
    "choices_of",
    "compile",
    "draft",
    "find",
    "hole",
    "load_choices",
    "needs_of",
    "plan_text",
    "remarks",
    "sidecar",
    "sidecar_path",
    "unused",
]
