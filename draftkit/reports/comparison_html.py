"""A comparison as one self-contained HTML page: offline, printable, works without scripts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from draftkit.comparing import KINDS, SEVERITIES, Comparison
from draftkit.comparing.labels import label
from draftkit.reports.comparison_rows import ids, name, noted, rows
from draftkit.reports.page import DATA, page_template


def comparison_html(comparison: Comparison) -> str:
    """The page. Everything that comes from the documents is escaped."""
    notes = noted(comparison)
    context: dict[str, Any] = {
        "comparison": comparison,
        "noted": notes,
        "rows": rows(comparison, notes),
        "map": _link_map(comparison),
        "label": label,
        "severities": [(s, sum(n.deviation.severity == s for n in notes)) for s in SEVERITIES],
        "kinds": [(k, c) for k in KINDS if (c := Counter(n.deviation.kind for n in notes)[k])],
        "css": _css(),
        "script": (DATA / "comparison.js").read_text(encoding="utf-8"),
    }
    return page_template("comparison.html.j2").render(context)


def _css() -> str:
    """The style sheet, with one rule for each severity and kind that a reader may hide."""
    rules = [
        f"body:has(#f-{key}:not(:checked)) .deviation.{key}{{display:none}}" for key in (*SEVERITIES, *KINDS)
    ]
    return (DATA / "comparison.css").read_text(encoding="utf-8") + "\n".join(rules)


# --- map of links ----------------------------------------------------------------------------

_STEP, _TOP, _LEFT, _RIGHT = 20, 18, 215, 405


def _link_map(comparison: Comparison) -> dict[str, Any]:
    """Two columns of measures and the links between them, as coordinates for an inline SVG."""
    sides = ids(comparison.parent), ids(comparison.child)
    height = {
        side: {id_: _TOP + _STEP * i for i, (id_, _) in enumerate(members)}
        for side, members in zip(("p", "c"), sides, strict=True)
    }
    links = (*comparison.links, *comparison.grounds)
    linked = {x.parent for x in links}, {x.child for x in links}
    return {
        "height": _TOP + _STEP * max(len(sides[0]), len(sides[1])) + 6,
        "lines": [
            {
                "x1": _LEFT,
                "y1": height["p"][x.parent],
                "x2": _RIGHT,
                "y2": height["c"][x.child],
                "relation": x.relation,
                "href": f"#c-{x.child}",
            }
            for x in links
        ],
        "points": [
            {
                "x": x,
                "y": height[side][id_],
                "name": name(document, id_),
                "title": (measure.title or "") if measure else "结尾段",
                "href": f"#{side}-{id_}",
                "side": side,
                "alone": id_ not in known,
            }
            for side, document, members, x, known in (
                ("p", comparison.parent, sides[0], _LEFT, linked[0]),
                ("c", comparison.child, sides[1], _RIGHT, linked[1]),
            )
            for id_, measure in members
        ],
    }
