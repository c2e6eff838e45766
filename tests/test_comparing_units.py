"""Responsible units between levels: offices of a township, merged bureaus, place-holders of a draft."""

from __future__ import annotations

import pytest

from draftkit.comparing import compare
from draftkit.comparing.bodies import SUBORDINATE, bodies
from draftkit.model import Level
from draftkit.parsing import parse_text

COUNTY = """柏坪县人民政府办公室文件

柏政办发〔2024〕8号

柏坪县冬季清洁取暖实施方案

各乡镇人民政府，县直各部门：

为做好清洁取暖工作，制定本方案。

一、主要任务
（一）改造老旧锅炉。逐户登记燃煤锅炉，按照先急后缓的次序更换为空气源热泵，更换的旧锅炉统一拆解。（县卫生健康局、县民政局牵头，县发展改革局、县财政局、县工业和信息化局配合）
（二）备足取暖物资。向五保户、低保户发放电热毯和取暖补贴，敬老院集中供暖温度不得低于18度。（县民政局牵头，县财政局、县应急管理局配合）
"""
TOWNSHIP = """清水镇人民政府文件

清政发〔2024〕21号

清水镇冬季清洁取暖实施方案

各村（社区），镇直各单位：

为做好清洁取暖工作，制定本方案。

一、主要任务
（一）改造老旧锅炉。逐户登记燃煤锅炉，按照先急后缓的次序更换为空气源热泵，更换的旧锅炉统一拆解。（{first}）
（二）备足取暖物资。向五保户、低保户发放电热毯和取暖补贴，敬老院集中供暖温度不得低于18度。（镇社会事务办公室牵头，镇财政所、应急管理办公室配合）
"""


def unit_kinds(first: str) -> list[tuple[str, str | None]]:
    comparison = compare(parse_text(COUNTY), parse_text(TOWNSHIP.format(first=first)))
    return [(d.kind, d.parent) for d in comparison.deviations]


@pytest.mark.parametrize(
    "first",
    [
        "镇社会事务办公室牵头，镇经济发展办公室、财政所配合",
        "镇社会事务办公室牵头，财政所、【待填：本级承担单位（原文：县发展改革局）】、"
        "【待填：本级承担单位（原文：县工业和信息化局）】配合",
    ],
    ids=["several bureaus are one office", "a place-holder counts as what it names"],
)
def test_offices_of_a_township_are_no_change(first: str) -> None:
    assert unit_kinds(first) == []


def test_an_office_that_is_missing_is_still_told() -> None:
    assert ("unit_dropped", "m1") in unit_kinds("镇社会事务办公室牵头，镇经济发展办公室配合")
    assert ("lead_changed", "m1") in unit_kinds("镇财政所牵头，镇社会事务办公室、经济发展办公室配合")


@pytest.mark.parametrize(
    ("upper", "lower", "level"),
    [
        (("市卫健局", "民政局"), ("镇社会事务办公室",), "township"),
        (("省体育局", "省教育厅"), ("县教育局",), "county"),
        (("县市场监管局", "各乡镇人民政府"), ("镇市场监管所", "各村（社区）"), "township"),
        (("市供销社联合办",), ("县供销社联合办",), "county"),
    ],
)
def test_bodies_of_two_levels(upper: tuple[str, ...], lower: tuple[str, ...], level: Level) -> None:
    assert {b.key for b in bodies(upper, level)} == {b.key for b in bodies(lower, level)}


def test_place_holders_and_vague_names() -> None:
    found = bodies(("【待填：本级承担单位】", "各有关部门", "各县（市、区）人民政府"), "county")
    assert [b.key for b in found] == [SUBORDINATE]
