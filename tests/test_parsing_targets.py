"""Quantitative targets, sentence by sentence: what is one, how much, which way, by when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.parsing.targets import find_targets

CASES = yaml.safe_load(
    (Path(__file__).with_name("cases") / "parsing" / "targets.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:36])
def test_targets(case: dict[str, Any]) -> None:
    found = find_targets(case["text"], case.get("year"))
    got = [[t.comparator, t.value and round(t.value, 2), t.unit, t.deadline] for t in found]
    assert got == case["targets"]
    for target in found:
        assert case["text"][target.start : target.end] == target.text
