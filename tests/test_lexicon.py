"""The lexicon knows every spelling, and finds bodies, force and superior tasks in texts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from draftkit.lexicon import departments, levels, places, strength
from draftkit.model import LEVELS

CASES = Path(__file__).parent / "cases" / "lexicon"


def cases(name: str) -> Any:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


NAMES = [(name, key) for key, names in cases("names").items() for name in names]


@pytest.mark.parametrize(("name", "key"), NAMES, ids=[name for name, _ in NAMES])
def test_key_of(name: str, key: str | None) -> None:
    assert departments.key_of(name) == key


@pytest.mark.parametrize("case", cases("mentions"), ids=lambda case: case["text"])
def test_scan(case: dict[str, Any]) -> None:
    mentions = departments.scan(case["text"])
    assert [m.text for m in mentions] == case["finds"]
    assert all(case["text"][m.start : m.end] == m.text for m in mentions)


@pytest.mark.parametrize("case", cases("expand"), ids=lambda case: "、".join(case["units"]))
def test_expand(case: dict[str, Any]) -> None:
    assert departments.expand(case["units"]) == case["gives"]


@pytest.mark.parametrize("case", cases("force"), ids=lambda case: case["text"])
def test_force(case: dict[str, Any]) -> None:
    found = strength.force(case["text"])
    assert (found.term, found.strength) == (case["term"], case["strength"])
    assert case["text"][found.start : found.end] == found.term
    for name in ("hedges", "conditions"):
        if name in case:
            assert list(getattr(found, name)) == case[name]
    if "verb" in case:
        assert found.verb == case["verb"]


@pytest.mark.parametrize("case", cases("superior_tasks"), ids=lambda case: case["text"])
def test_superior_tasks(case: dict[str, Any]) -> None:
    tasks = levels.superior_tasks(case["text"], "province", "county")
    assert [task.pattern for task in tasks] == case["finds"]
    assert all(task.proposal and task.reason for task in tasks)


def test_superior_tasks_are_of_no_concern_upwards() -> None:
    text = "健全并规范医疗服务价格项目"
    assert levels.superior_tasks(text, "county", "county") == []
    assert levels.superior_tasks(text, "county", "province") == []


@pytest.mark.parametrize("key", departments.keys())
def test_every_name_of_the_table_resolves(key: str) -> None:
    for level in LEVELS[1:4]:
        carried = departments.carrier(key, level)
        name = departments.name_of(key, level)
        assert name is None or departments.key_of(name) == carried, (level, name)


@pytest.mark.parametrize("key", departments.keys())
def test_a_body_that_a_level_lacks_has_a_proposal(key: str) -> None:
    if departments.takes_prefix(key) and departments.name_of(key, "county") is None:
        assert departments.proposal(key), key


def test_names_take_the_words_of_the_place() -> None:
    assert departments.name_of("health", "county", word="市") == "市卫生健康局"
    assert departments.name_of("health", "county", "full", place="兰溪县") == "兰溪县卫生健康局"
    assert departments.name_of("tax", "county", "full", place="兰溪县") == "国家税务总局兰溪县税务局"
    assert departments.name_of("youth", "city") == "团市委"
    assert departments.name_of("drug", "county") == departments.name_of("samr", "county")
    assert departments.name_of("pboc", "county") is None


def test_generic_forms() -> None:
    assert departments.is_generic("卫生健康部门")
    assert departments.is_generic("市卫健行政部门")
    assert not departments.is_generic("市卫健局")


def test_place_names() -> None:
    assert (places.parse("兰溪县").short, places.parse("兰溪县").word) == ("兰溪", "县")
    assert places.parse("沛县").short == "沛县"
    assert places.parse("延边朝鲜族自治州").short == "延边"
    assert places.parse("广西壮族自治区").prefix == "自治区"
    assert len(places.provinces()) == 34
    province = places.province_by_abbr("苏")
    assert province is not None
    assert province.name == "江苏省"


@given(st.text(alphabet="省市县区卫生健康委局民政财部门、，（）各乡镇街道人民府会托办a1 ", max_size=60))
def test_scan_finds_only_what_stands_there(text: str) -> None:
    mentions = departments.scan(text)
    ends = [0, *(m.end for m in mentions)]
    for end, m in zip(ends, mentions, strict=False):
        assert end <= m.start < m.end <= len(text)
        assert text[m.start : m.end] == m.text
        assert departments.find_row(m.key) is not None


@given(
    st.lists(
        st.sampled_from(
            ["市卫健局", "民政局", "团市委", "医保分局", "残联", "各区县人民政府", "县财政局", "某公司"]
        ),
        max_size=8,
    )
)
def test_expand_keeps_length_and_is_stable(units: list[str]) -> None:
    expanded = departments.expand(units)
    assert len(expanded) == len(units)
    assert all(new.endswith(old) for new, old in zip(expanded, units, strict=True))
    assert departments.expand(expanded) == expanded


@given(st.text(alphabet="鼓励支持要应当确保不得探索推动建立有条件的原则上，。、《》“”5% ", max_size=60))
def test_force_points_into_the_sentence(sentence: str) -> None:
    for found in strength.governed(sentence):
        assert 0 <= found.strength <= found.base <= 5
        assert sentence[found.start : found.end] == found.term


def calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls; unlike seconds the same on every machine."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


SCANNED = "由县卫生健康局、县民政局牵头，县财政局、自然资源局配合，推动社区居家养老服务提质增效。"
READ = "由县卫生健康局推动机构建设，鼓励各地探索，确保落实到位，"


@pytest.mark.parametrize(
    ("sentence", "work"),
    [(SCANNED, departments.scan), (READ, strength.force)],
    ids=["scan", "force"],
)
def test_one_endless_line_is_read_in_linear_time(sentence: str, work: Callable[[str], object]) -> None:
    work(sentence)
    short, long = (calls(partial(work, sentence * n)) for n in (100, 800))
    assert long <= 8.5 * short


def test_running_text_without_bodies_is_passed_over() -> None:
    text = "推动社区居家养老服务提质增效，开展助餐助浴，完善评估标准。" * 50
    departments.scan(text)
    assert departments.scan(text) == []
    assert calls(lambda: departments.scan(text)) < len(text) / 2


@pytest.mark.parametrize(
    "module", ["draftkit.lexicon.departments", "draftkit.lexicon.strength", "draftkit.localities"]
)
def test_nothing_heavy_is_imported(module: str) -> None:
    script = f"import sys, {module}; print([m for m in ('yaml', 'openpyxl', 'lxml', 'docx', 'csv') if m in sys.modules and m != 'csv'])"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
