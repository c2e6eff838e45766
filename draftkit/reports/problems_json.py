"""Findings of proofreading as JSON (draftkit.problems/1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from draftkit.checking.problems import Edit, Place, Problem

SCHEMA = "draftkit.problems/1"


def problems_json(file: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """The findings of one file. file: its path as given."""
    return {"schema": SCHEMA, "file": file, "problems": [_problem(p) for p in problems]}


def files_json(found: Sequence[tuple[str, Sequence[Problem]]]) -> dict[str, Any]:
    """One file as `problems_json` gives it; several as a list under ``files``."""
    if len(found) == 1:
        return problems_json(*found[0])
    return {"schema": SCHEMA, "files": [problems_json(file, problems) for file, problems in found]}


def _problem(problem: Problem) -> dict[str, Any]:
    made: dict[str, Any] = {
        "rule": problem.rule,
        "severity": problem.severity,
        "line": problem.line,
        "page": problem.page,
        "column": problem.column,
        "count": problem.count,
        "quote": problem.quote,
        "message": problem.message,
        "fix": problem.fix,
    }
    if problem.place.edits:
        made["edits"] = [_edit(e) for e in problem.place.edits]
    if problem.more:
        made["more"] = [_place(p) for p in problem.more]
    return made


def _place(place: Place) -> dict[str, Any]:
    made: dict[str, Any] = {
        "line": place.line,
        "page": place.page,
        "column": place.column,
        "quote": place.quote,
    }
    if place.edits:
        made["edits"] = [_edit(e) for e in place.edits]
    return made


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "paragraph": edit.paragraph,
        "start": edit.start,
        "end": edit.end,
        "old": edit.old,
        "new": edit.new,
    }
