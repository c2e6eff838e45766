"""待办清单.csv of a batch: what is open in all its plans, one row a point, to be handed round."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from draftkit.batch import Outcome

TODO = "待办清单.csv"
_HEADER = ("地方", "类别", "所在条", "内容", "怎么办")
# The kinds of open points, as docs/drafting.md calls them.
_KINDS = {
    "fact": "待填资料",
    "target": "目标待定",
    "decision": "需要决定",
    "unit": "单位待定",
    "name": "名称待核",
    "check": "文字待核",
}
_LABELLED = re.compile(
    r"(第[一二三四五六七八九十百]+[章节条]|[（(]?[一二三四五六七八九十百\d]+[）)、.．])([^。：；]{0,30})"
)


def write_todo(path: Path, folder: Path, outcomes: Iterable[Outcome]) -> None:
    """Write the list from the sidecars of the plans, those of earlier calls included."""
    from draftkit.cli.sheet import write_csv

    write_csv(path, _HEADER, (row for outcome in outcomes for row in _rows(folder, outcome)))


def _rows(folder: Path, outcome: Outcome) -> Iterator[tuple[str, ...]]:
    from draftkit.drafting import sidecar_path

    if outcome.state == "failed" or not outcome.open_points:
        return
    try:
        second = json.loads(sidecar_path(folder / outcome.file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        yield outcome.name, "文字待核", "", outcome.file, "来源文件读不出来，请加 --force 重新生成"
        return
    places = _places(second["paragraphs"])
    for point in second["open_points"]:
        at = point["paragraph"]
        where = places[at] if at is not None else ""
        yield outcome.name, _KINDS[point["kind"]], where, point["text"], point["reason"]


def _places(paragraphs: list[dict[str, Any]]) -> list[str]:
    """For each paragraph its labels and its heading: （二）1.加大投入.

    An unlabelled paragraph belongs to the label above it. The chapter is left out below it.
    """
    places: list[str] = []
    above: dict[str, str] = {}
    here = ""
    for paragraph in paragraphs:
        found = _LABELLED.match(paragraph["text"])
        if paragraph["role"] not in ("item", "heading", "body"):
            above, here = {}, ""
        elif found:
            above = _below(above, found[1])
            here = "".join(list(above.values())[1:] or above.values()) + found[2]
        places.append(here)
    return places


def _below(above: dict[str, str], label: str) -> dict[str, str]:
    """The labels down to this one. above: by form of the label (一、, （一）, 1.), outermost first."""
    form = re.sub(r"[一二三四五六七八九十百]+", "一", re.sub(r"\d+", "1", label))
    forms = list(above)
    kept = forms[: forms.index(form)] if form in forms else forms
    return {**{known: above[known] for known in kept}, form: label}
