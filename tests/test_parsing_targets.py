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


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("培育示范园区不少于5个，力争达到8个。", ["培育示范园区", "培育示范园区"]),
        ("规上工业增加值增速达到6%。", ["规上工业增加值增速"]),
        ("毛入学率不低于95%，提升2个百分点以上。", ["毛入学率", "毛入学率"]),
        ("2024年、2025年分别新建公园10个、15个。", ["新建公园", "新建公园"]),
        ("打造100个精品村、90家精品民宿。", ["打造精品村", "精品民宿"]),
        ("接待人数年增长25%以上，超过1亿人次。", ["接待人数", "接待人数"]),
        ("不少于三分之一的学校建有气象站。", ["学校建有气象站"]),
        ("淘汰超标电动自行车3.2万辆。", ["淘汰超标电动自行车"]),
        ("新建社区超市20家以上。", ["新建社区超市"]),
        ("到2027年，接待游客超3000万人次。", ["接待游客"]),
    ],
)
def test_what_is_measured(text: str, metrics: list[str]) -> None:
    assert [t.metric for t in find_targets(text)] == metrics
