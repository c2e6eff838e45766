"""Children that say everything in their own words: what is kept is not told, what changed is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.comparing import compare
from draftkit.comparing.bodies import bodies, meets
from draftkit.parsing import parse_text

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "comparing" / "reworded.yaml").read_text(encoding="utf-8")
)
PLAN = """{place}人民政府办公室文件

{code}〔2025〕{number}号

{place}果品冷链提升实施方案（2025—2027年）

各单位：

为提升果品冷链水平，制定本方案。

一、主要任务
（一）提升果品冷库管理。{measure}（{unit}商务局牵头）
（二）培训果农。举办嫁接、疏果、套袋技术培训班，编印果树管护手册，选派科技特派员驻村指导。（{unit}农业农村局牵头）
（三）办好采摘节。每年秋季举办采摘节，开通果园观光专线，组织摄影和书画展览。（{unit}文化和旅游局牵头）
"""


def plan(place: str, code: str, number: int, unit: str, measure: str) -> str:
    return PLAN.format(place=place, code=code, number=number, unit=unit, measure=measure)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_reworded(case: dict[str, Any]) -> None:
    parent = parse_text(plan("江浦市", "江政办发", 3, "市", case["parent"]))
    child = parse_text(plan("白塔县", "白政办发", 9, "县", case["child"]))
    comparison = compare(parent, child)
    assert [(x.parent, x.child) for x in comparison.links] == [(f"m{n}", f"m{n}") for n in (1, 2, 3)]
    loud = [d for d in comparison.deviations if d.severity != "info"]
    assert sorted({d.kind for d in loud}) == sorted(case["kinds"]), [(d.kind, d.explanation) for d in loud]


@pytest.mark.parametrize(
    ("above", "below", "same"),
    [
        ("市商务局", "县工业信息化和商务局", True),
        ("市数据局", "县数据中心", True),
        ("市防汛抗旱指挥部办公室", "县防指办", True),
        ("市食品安全委员会办公室", "县食安办", True),
        ("市民政局", "县民族宗教局", False),
        ("市教育局", "县卫生健康局", False),
    ],
)
def test_joint_and_shortened_offices(above: str, below: str, same: bool) -> None:
    assert meets(bodies((above,), "county")[0], bodies((below,), "county")) is same
