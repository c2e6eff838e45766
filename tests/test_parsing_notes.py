"""Responsibility notes in the shapes that offices write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.parsing import parse_text

CASES = yaml.safe_load(
    (Path(__file__).with_name("cases") / "parsing" / "notes.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][-36:])
def test_note(case: dict[str, Any]) -> None:
    document = parse_text(
        f"石岭市实施方案\n一、重点任务\n（一）完善设施。{case['text']}\n（二）强化保障。抓好落实。\n"
    )
    measure = document.measures[0]
    assert list(measure.units) == case["units"]
    assert list(measure.lead) == case.get("lead", [])
    assert measure.text == case.get("left", case["text"])
