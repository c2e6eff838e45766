"""One changed spot of a measure is told as what it is; a spot that changes nothing stays silent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from test_comparing_reworded import plan

from draftkit.comparing import compare
from draftkit.parsing import parse_text

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "comparing" / "spots.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_spot(case: dict[str, Any]) -> None:
    parent = parse_text(plan("江浦市", "江政办发", 3, "市", case["parent"]))
    child = parse_text(plan("白塔县", "白政办发", 9, "县", case["child"]))
    found = [(d.kind, d.severity, d.explanation) for d in compare(parent, child).deviations]
    assert {kind: severity for kind, severity, _ in found} == case["told"], found
