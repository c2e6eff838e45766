"""Two superior documents at once: nothing omitted from either, nothing twice, each named."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from draftkit.comparing import carried, compare
from draftkit.drafting import Draft, Superior, by_nearness, draft, find, sidecar
from draftkit.localities import Locality
from draftkit.model import Document
from draftkit.parsing import parse_text, read

SAMPLES = Path(__file__).parent.parent / "samples"
PLACES = ("hefeng", "yanzhou", "shizhu")
LOST = {"omitted", "partly_omitted", "unit_dropped"}


@cache
def document(name: str) -> Document:
    return read(SAMPLES / f"{name}.docx")


@cache
def both(place: str, template: str = "implementation_plan") -> Draft:
    here = Locality.load(SAMPLES / "localities" / f"{place}.yaml")
    city, province = document("city"), document("province")
    return draft(city, here, template=template, superiors=[Superior(province, carried(province, city))])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["city", "province"])
def test_nothing_of_either_is_lost(place: str, name: str) -> None:
    comparison = compare(document(name), parse_text(both(place).text))
    found = [(d.kind, d.explanation) for d in comparison.deviations if d.kind in LOST]
    assert not found


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_said_twice(place: str) -> None:
    said = Counter(
        sentence
        for m in both(place).document.measures
        for sentence in re.split("(?<=。)", m.text)
        if len(sentence) > 12
    )
    assert not [sentence for sentence, count in said.items() if count > 1]


def test_what_the_city_says_already_stays_as_it_is() -> None:
    """Each measure of the city alone is there, with what the province adds behind it."""
    here = Locality.load(SAMPLES / "localities" / "hefeng.yaml")
    alone = draft(document("city"), here)
    merged = {m.title: m.text for m in both("hefeng").document.measures}
    for measure in alone.document.measures:
        assert merged[measure.title].startswith(measure.text)


def test_both_are_named_and_traced() -> None:
    made = both("hefeng")
    preamble = next(p for p in made.document.paragraphs if p.role == "preamble")
    province, city = document("province"), document("city")
    # The province's title says not whose it is: its issuers stand in front (CIT-01).
    assert (
        f"部门{province.title}》（{province.doc_number}）和《{city.title}》（{city.doc_number}）"
        in preamble.text
    )
    keys = {(o.document, o.key) for t in made.provenance for o in t.origins if o.kind == "parent"}
    assert {(1, m.id) for m in city.measures} <= keys
    second = [o for t in made.provenance for o in t.origins if o.document == 2 and o.key.startswith("m")]
    assert second
    for origin in second:
        span = province.measure(origin.key).span
        assert origin.span is not None and span is not None and origin.span.line[0] == span.line[0]
    data = json.loads(sidecar(made))
    assert [p["sha256"] for p in data["parents"]] == [city.source.sha256, province.source.sha256]
    assert any(origin.get("document") == 2 for p in data["paragraphs"] for origin in p["from"])


def test_what_the_other_asks_beyond_is_an_open_point() -> None:
    reasons = [p.reason for p in both("hefeng").open_points]
    assert any("要求更高" in reason and "85%" in reason for reason in reasons)
    assert any("关于推进普惠托育服务高质量发展的实施意见》" in reason for reason in reasons)


def test_a_measure_that_only_the_other_has_is_put_in_its_place() -> None:
    city = parse_text(
        "关于办好食堂的方案\n一、重点任务\n（一）办好食堂。办好社区食堂。\n（二）做好评估。每年评估一次。\n"
    )
    province = parse_text(
        "关于办好食堂的意见\n一、主要任务\n（一）办好食堂。办好社区食堂。\n"
        "（二）培训厨师。每年培训厨师和营养师两次。（责任单位：省商务厅）\n（三）做好评估。每年评估一次。\n"
    )
    here = Locality.from_mapping({"name": "柏溪县", "level": "county"})
    made = draft(city, here, superiors=[Superior(province, carried(province, city))])
    titles = [p.title for p in made.document.paragraphs if p.level == 2]
    assert titles == ["办好食堂", "培训厨师", "做好评估"]
    labels = [p.label for p in made.document.paragraphs if p.level == 2]
    assert labels == ["（一）", "（二）", "（三）"]
    assert "县商务局" in made.text
    assert any(point.measure == "2.m2" and "已补入" in point.reason for point in made.open_points)


def test_the_nearest_leads() -> None:
    city, province = document("city"), document("province")
    assert by_nearness([province, city]) == by_nearness([city, province]) == [city, province]


def test_commands(tmp_path: Path, draftkit: Any) -> None:
    county, target = SAMPLES / "localities" / "hefeng.yaml", tmp_path / "方案.docx"
    city, province = SAMPLES / "city.docx", SAMPLES / "province.docx"
    base = ("draft", "--locality", county, "--template", find("工作方案").name)
    done = draftkit(*base, "--parent", province, "--parent", city, "--annotate", "-o", target)
    assert done.returncode == 0, done.stderr
    assert "以《望川市普惠托育服务高质量发展实施方案" in done.stdout
    again = read(target)
    assert len(again.measures) == len(document("city").measures)
    twice = draftkit(*base, "--parent", city, "--parent", city, "-o", tmp_path / "又.docx")
    assert twice.returncode == 2 and "写了两次" in twice.stderr
