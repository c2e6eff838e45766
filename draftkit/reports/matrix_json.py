"""A matrix as JSON (draftkit.matrix/1)."""

from __future__ import annotations

from typing import Any

from draftkit.comparing.matrix import Column, Matrix


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """The value that ``matrix --json`` prints."""
    return {
        "schema": "draftkit.matrix/1",
        "parent": {"title": matrix.parent.title, "doc_number": matrix.parent.doc_number},
        "measures": [{"id": m.id, "path": list(m.path), "title": m.title} for m in matrix.parent.measures],
        "children": [_column(c) for c in matrix.columns],
        "ranking": [c.path for c in matrix.ranked()],
        "weakest": [{"id": id_, **counts} for id_, counts in matrix.weakest()],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "path": column.path,
        "place": column.place,
        "title": column.title,
        "coverage": column.coverage,
        "score": column.score,
        "severities": dict(column.severities),
        "added": column.added,
        "error": column.error,
        "report": column.report,
        "cells": {
            id_: {
                "state": cell.state,
                "severity": cell.severity,
                "kinds": list(cell.kinds),
                "notes": list(cell.notes),
            }
            for id_, cell in column.cells.items()
        },
    }
