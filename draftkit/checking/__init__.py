"""Proofreading: rules over a document, findings with places and safe corrections (校对)."""

from __future__ import annotations

from draftkit.checking.engine import check, check_document, rule
from draftkit.checking.problems import LABELS, SEVERITIES, Edit, Place, Problem, Severity
from draftkit.checking.rules import Pattern, Rule, standard
from draftkit.checking.settings import Settings, load_settings

__all__ = [
    "LABELS",
    "SEVERITIES",
    "Edit",
    "Pattern",
    "Place",
    "Problem",
    "Rule",
    "Settings",
    "Severity",
    "check",
    "check_document",
    "load_settings",
    "rule",
    "standard",
]
