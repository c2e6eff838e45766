"""Known edits must be found, each as its kind with both quotations; harmless ones must stay silent."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.comparing import Comparison, Deviation, compare
from draftkit.lexicon.text import normal
from draftkit.parsing import parse_text

CASES = Path(__file__).parent / "cases" / "comparing"
TEXT = (CASES / "renovation.txt").read_text(encoding="utf-8")
PARENT = parse_text(TEXT)


def load(name: str) -> list[dict[str, Any]]:
    return yaml.load((CASES / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # type: ignore[no-any-return]


EDITS, HARMLESS = load("edits"), load("harmless")


def child_of(*edits: dict[str, Any]) -> str:
    text = TEXT
    for edit in edits:
        assert edit["old"] in text, f"{edit['name']}: the text does not have {edit['old']}"
        text = text.replace(edit["old"], edit["new"])
    return text


def diff(text: str) -> Comparison:
    return compare(PARENT, parse_text(text))


def found(comparison: Comparison, edit: dict[str, Any]) -> list[Deviation]:
    """The deviations that report this edit."""
    return [
        d
        for d in comparison.deviations
        if d.kind == edit["kind"]
        and (d.parent is None or comparison.parent.measure(d.parent).path[-1] == edit["in"])
        and any(q and edit["quote"] in normal(q.text) for q in (d.parent_quote, d.child_quote))
    ]


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e["name"])
def test_edit_is_reported(edit: dict[str, Any]) -> None:
    comparison = diff(child_of(edit))
    reported = found(comparison, edit)
    if edit.get("optional"):
        assert all(
            d.kind in (edit["kind"], *edit.get("also", ())) or d.severity == "info"
            for d in comparison.deviations
        )
    else:
        assert reported, [(d.kind, d.explanation) for d in comparison.deviations]
    if "severity" in edit:
        assert reported[0].severity == edit["severity"]


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e["name"])
def test_edit_causes_no_other_report(edit: dict[str, Any]) -> None:
    allowed = {edit["kind"], *edit.get("also", ())}
    others = [d for d in diff(child_of(edit)).deviations if d.kind not in allowed and d.severity != "info"]
    assert not others, [(d.kind, d.explanation) for d in others]


@pytest.mark.parametrize("edit", HARMLESS, ids=lambda e: e["name"])
def test_harmless_edit_is_silent(edit: dict[str, Any]) -> None:
    loud = [d for d in diff(child_of(edit)).deviations if d.severity != "info"]
    assert not loud, [(d.kind, d.explanation) for d in loud]


@pytest.mark.parametrize("seed", range(6))
def test_many_edits_together(seed: int) -> None:
    """Edits of different measures with harmless ones between them: at most one in thirty missed or invented."""
    shuffled = random.Random(seed).sample(EDITS, len(EDITS))
    chosen = list({edit["in"]: edit for edit in shuffled if not edit.get("optional")}.values())
    text = TEXT
    for edit in [*chosen, *HARMLESS]:
        text = text.replace(edit["old"], edit["new"]) if edit["name"] != "half width brackets" else text
    comparison = diff(text)
    applied = [e for e in chosen if e["new"] == "" or normal(e["new"])[:6] in normal(text)]
    missed = [e["name"] for e in applied if not found(comparison, e)]
    allowed = {k for e in applied for k in (e["kind"], *e.get("also", ()))}
    invented = [d for d in comparison.deviations if d.severity != "info" and d.kind not in allowed]
    assert len(missed) <= 1, missed
    assert len(invented) <= 1, [(d.kind, d.explanation) for d in invented]


def county_of(text: str) -> str:
    """The text as that of a county of the city."""
    named = text.replace("江宁台市人民政府", "柏坪县人民政府")
    return named.replace("江宁台市城镇", "柏坪县城镇").replace("各县（市、区）", "各乡镇")


def test_what_the_superior_does_itself_is_no_gap_of_the_child() -> None:
    """The city's own money is the city's affair; in a second version of its plan it would be missed."""
    own = "市财政按照每平方米80元的标准安排以奖代补资金，设立老旧小区改造专项资金账户。"
    for text, weights in ((county_of(TEXT.replace(own, "")), {"info"}), (TEXT.replace(own, ""), {"medium"})):
        gaps = [d for d in diff(text).deviations if d.kind == "partly_omitted" and d.parent == "m11"]
        assert {d.severity for d in gaps} == weights, gaps


def test_seeking_what_only_the_superior_gives_is_no_weakening() -> None:
    """The city's own money cannot be promised by a county; a second version of the city's plan can."""
    old, new = "市财政按照每平方米80元", "积极争取市财政按照每平方米80元"
    assert not [d for d in diff(county_of(TEXT.replace(old, new))).deviations if d.kind == "weakened"]
    assert [d.kind for d in diff(TEXT.replace(old, new)).deviations if d.kind == "weakened"]
