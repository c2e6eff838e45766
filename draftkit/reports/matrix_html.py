"""A matrix as one self-contained HTML page: heat map, both rankings, what was found in each cell."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from draftkit.comparing.labels import label
from draftkit.comparing.matrix import STATES, Matrix
from draftkit.comparing.result import SEVERITIES
from draftkit.reports.matrix_xlsx import measure_names
from draftkit.reports.page import DATA, page_template


def matrix_html(matrix: Matrix, *, reports: str = "") -> str:
    """The page. reports: folder of the children's own reports, as seen from the page; ``""`` for none."""
    names = measure_names(matrix.parent)
    context: dict[str, Any] = {
        "matrix": matrix,
        "names": names,
        "sections": {s.label: f"{s.label}{s.title or ''}" for s in matrix.parent.sections},
        "states": STATES,
        "severities": SEVERITIES,
        "label": label,
        "ranked": matrix.ranked(),
        "failed": [c for c in matrix.columns if c.error is not None],
        "weakest": matrix.weakest(),
        "href": lambda column: f"{quote(reports)}/{quote(column.report)}" if column.report else None,
        "css": (DATA / "matrix.css").read_text(encoding="utf-8"),
    }
    return page_template("matrix.html.j2").render(context)
