"""Plan files: nothing changed gives the same draft; every decision shows, is told, and is wrong with a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from draftkit.comparing import compare
from draftkit.drafting import Draft, Near, choices_of, compile, draft, load_choices, plan_text
from draftkit.drafting.planned import Finder
from draftkit.errors import DraftkitError, InputError
from draftkit.library import Library
from draftkit.localities import Locality
from draftkit.model import Document
from draftkit.parsing import parse_text, read
from draftkit.resources import folder

CASES = Path(__file__).parent / "cases" / "drafting"
SAMPLES = Path(__file__).parent.parent / "samples"
MISTAKES: dict[str, dict[str, Any]] = yaml.safe_load((CASES / "plan_errors.yaml").read_text(encoding="utf-8"))
CLAUSE = "01J86BMY000014RCKR7MR7RF94"


@pytest.fixture(scope="module")
def parent() -> Document:
    return read(SAMPLES / "city.docx")


@pytest.fixture(scope="module")
def here() -> Locality:
    return Locality.load(SAMPLES / "localities" / "hefeng.yaml")


@pytest.fixture(scope="module")
def plan(parent: Document, here: Locality) -> str:
    return plan_text(compile(parent), here)


Change = Callable[[str], str]


def edited(plan: str, key: str, change: Change) -> str:
    """The plan with one of its items changed."""
    parts = re.split(r"(?m)^(?=- )", plan)
    at = next(i for i, part in enumerate(parts) if part.startswith(f"- 条: {key} "))
    return "".join([*parts[:at], change(parts[at]), *parts[at + 1 :]])


def added(text: str) -> Change:
    return lambda item: item.rstrip() + "\n" + text + "\n\n"


def made_by(plan: str, parent: Document, here: Locality, **more: Any) -> Draft:
    return draft(parent, here, choices=choices_of(plan, "plan.yaml"), **more)


def text_of(made: Draft, title: str) -> str:
    return next(p.text for p in made.document.paragraphs if p.title == title)


@pytest.mark.parametrize("name", ["city", "province"])
@pytest.mark.parametrize("template", ["implementation_plan", "task_breakdown"])
def test_a_plan_without_changes_changes_nothing(name: str, template: str, here: Locality) -> None:
    document = read(SAMPLES / f"{name}.docx")
    text = plan_text(compile(document, template=template), here)
    plain = draft(document, here, template=template)
    assert draft(document, here, template=template, choices=choices_of(text)) == plain
    assert not plain.decisions and not plain.warnings


def test_a_plan_of_everything_commented_in_is_still_the_same(
    plan: str, parent: Document, here: Locality
) -> None:
    """The bodies that stand in comments are those of the draft."""
    open_ = re.sub(r"(?m)^  # (牵头单位|责任单位): ", r"  \1: ", plan)
    assert open_ != plan
    assert made_by(open_, parent, here).text == draft(parent, here).text


YEARS = """甲山市人民政府办公室关于印发甲山市家庭医生工作方案的通知

各县、区人民政府：

一、重点任务

（一）推进签约服务。到2026年，家庭医生签约率达到65%以上；到2028年，家庭医生签约率达到75%以上；到2026年，重点人群覆盖率达到80%以上。（责任单位：市卫生健康委）

甲山市人民政府办公室
2024年7月1日
"""


@pytest.mark.parametrize(
    ("targets", "offered"),
    [
        ({}, '{"家庭医生签约率": "65%", "重点人群覆盖率": "80%"}'),
        ({"家庭医生签约率": "70%"}, '{"家庭医生签约率": "70%", "重点人群覆盖率": "80%"}'),
        (
            {"签约率": {"value": "78%", "deadline": "2028"}, "重点人群覆盖率": "85%"},
            '{"家庭医生签约率": {数值: "78%", 时限: "2028"}, "重点人群覆盖率": "85%"}',
        ),
    ],
)
def test_targets_that_are_offered_are_the_locality_s(targets: dict[str, Any], offered: str) -> None:
    parent = parse_text(YEARS)
    known = {"name": "丙县", "level": "county", "issuers": ["丙县人民政府办公室"], "issued_on": "2025-03-01"}
    here = Locality.from_mapping(known | {"targets": targets})
    text = plan_text(compile(parent), here)
    (line,) = (line for line in text.splitlines() if line.startswith("  # 目标: "))
    remark = (
        "家庭医生签约率是2028年的，2026年的65%照上级"
        if "签约率" in targets
        else "家庭医生签约率是2026年的，2028年的75%照上级"
    )
    assert line == f"  # 目标: {offered}  # {remark}"
    open_ = text.replace("  # 目标: ", "  目标: ")
    assert made_by(open_, parent, here).text == draft(parent, here).text


def test_left_out(plan: str, parent: Document, here: Locality) -> None:
    made = made_by(edited(plan, "m8", lambda i: i.replace("采用: 是", "采用: 否")), parent, here)
    assert len(made.document.measures) == len(parent.measures) - 1
    assert any("不采用“规范发展家庭托育点”（m8）" in told for told in made.decisions)
    assert any(p.measure == "m8" and p.kind == "decision" for p in made.open_points)
    omitted = [d.parent for d in compare(parent, parse_text(made.text)).deviations if d.kind == "omitted"]
    assert omitted == ["m8"]


def test_a_heading_left_out_takes_its_measures_along(plan: str, parent: Document, here: Locality) -> None:
    made = made_by(edited(plan, "h2", lambda i: i.replace("采用: 是", "采用: 否")), parent, here)
    assert len(made.document.measures) == len(parent.measures) - 6
    assert "完善托育服务供给网络" not in made.text.split("主要目标")[1].split("附件")[0]
    assert sum(p.reason.startswith("按计划没有采用") for p in made.open_points) == 6


def test_moved(plan: str, parent: Document, here: Locality) -> None:
    """A measure goes to another chapter, takes its level, and everything is numbered anew."""
    parts = re.split(r"(?m)^(?=- )", plan)
    keys = [re.match(r"- 条: (\S+)", part) for part in parts]
    at = next(i for i, key in enumerate(keys) if key and key[1] == "m4")
    target = next(i for i, key in enumerate(keys) if key and key[1] == "m28")
    moved = [*parts[:at], *parts[at + 1 : target], parts[at].split("\n#")[0] + "\n", *parts[target:]]
    made = made_by("".join(moved), parent, here)
    assert len(made.document.measures) == len(parent.measures)
    line = next(p for p in made.document.paragraphs if p.title == "建强县级托育综合服务中心")
    assert (line.level, line.label) == (2, "（二）")
    assert not [d for d in compare(parent, parse_text(made.text)).deviations if d.kind == "omitted"]
    assert made.decisions == ("“建强县级托育综合服务中心”（m4）调整了次序",)


def test_own_words(plan: str, parent: Document, here: Locality) -> None:
    own = "正文: |\n    利用空余学位开设托班：{{ 地名 }}。\n    每年评估一次。"
    made = made_by(
        edited(plan, "m6", lambda i: i.replace("措辞: 上级", f"措辞: 自拟\n  {own}")), parent, here
    )
    assert text_of(made, "发展托幼一体化服务").endswith("利用空余学位开设托班：{{ 地名 }}。")
    assert "每年评估一次。（责任单位：县教育体育局牵头，县卫生健康局配合）" in made.text
    kinds = [{o.kind for o in t.origins} for t in made.provenance]
    assert {"plan", "parent"} in kinds


def test_words_of_the_library(plan: str, parent: Document, here: Locality) -> None:
    library = Library(folder("clause_library"))
    change = edited(plan, "m3", lambda i: i.replace("措辞: 上级", f"措辞: 条款库 {CLAUSE}"))
    made = made_by(change, parent, here, library=library)
    assert "县国土空间总体规划" in made.text and "云岭" not in made.text
    found = [o for t in made.provenance for o in t.origins if o.kind == "library"]
    assert {(o.key, o.version) for o in found} == {(CLAUSE, library.get(CLAUSE).version)}
    assert "（责任单位：县卫生健康局牵头，县发展改革和科技局、县自然资源局配合）" in made.text
    with pytest.raises(DraftkitError, match="没有给出条款库"):
        made_by(change, parent, here)


def test_bodies_and_targets(plan: str, parent: Document, here: Locality) -> None:
    text = edited(plan, "m7", added("  牵头单位: [县财政局]"))
    text = edited(text, "m2", added("  目标: {普惠托位占比: 66%}"))
    made = made_by(text, parent, here)
    measures = {m.title: m for m in made.document.measures}
    assert measures["支持用人单位办托"].lead == ("县财政局",)
    assert "普惠托位占比不低于66%" in made.text
    assert len(made.decisions) == 2


def test_added(plan: str, parent: Document, here: Locality) -> None:
    text = edited(
        plan, "m9", added("- 新增: 自选动作\n  正文: |\n    每年举办一次活动。\n  责任单位: 县妇联、县文联")
    )
    made = made_by(text, parent, here)
    measure = next(m for m in made.document.measures if m.title == "自选动作")
    assert measure.text == "每年举办一次活动。" and measure.units == ("县妇联", "县文联")
    assert len(made.document.measures) == len(parent.measures) + 1


def test_a_measure_that_the_plan_does_not_name_is_carried(
    plan: str, parent: Document, here: Locality
) -> None:
    made = made_by(edited(plan, "m5", lambda _: ""), parent, here)
    assert made.text == draft(parent, here).text
    assert any("计划里没有" in told and "m5" in told for told in made.decisions)


def test_a_change_of_the_parent_is_told(plan: str, parent: Document, here: Locality) -> None:
    index = parent.measure("m9").paragraphs[0]
    old = parent.paragraphs[index]
    new = replace(old, content=replace(old.content, text=old.text.replace("5个工作日", "3个工作日")))
    paragraphs = (*parent.paragraphs[:index], new, *parent.paragraphs[index + 1 :])
    changed = replace(parent, paragraphs=paragraphs, source=replace(parent.source, sha256="0" * 64))
    warnings = made_by(plan, changed, here).warnings
    assert len(warnings) == 1 and "m9 的文字变了" in warnings[0]
    same = replace(parent, source=replace(parent.source, sha256="0" * 64))
    assert "没有变" in made_by(plan, same, here).warnings[0]


def test_clauses_of_the_library_are_offered(parent: Document, here: Locality) -> None:
    def near(text: str) -> list[Near]:
        return [Near("01ABCD", 0.5, "某县", text[:10] + "\n#: [x")]

    finder: Finder = near
    text = plan_text(compile(parent), here, finder)
    assert "  # 措辞: 条款库 01ABCD  # 某县，相近0.50：" in text
    assert draft(parent, here, choices=choices_of(text)) == draft(parent, here)


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_with_their_line(
    name: str, parent: Document, here: Locality, tmp_path: Path
) -> None:
    case = MISTAKES[name]
    path = tmp_path / "计划.yaml"
    path.write_text(case["text"], encoding="utf-8")
    with pytest.raises(InputError) as caught:
        draft(parent, here, choices=load_choices(path))
    said = str(caught.value)
    assert str(path) in said and case["says"] in said and said.endswith("。")
    if case.get("line"):
        assert f"第{case['line']}行" in said


@given(
    dropped=st.sets(st.sampled_from([f"m{n}" for n in range(1, 30)]), max_size=6),
    order=st.permutations([f"m{n}" for n in range(3, 9)]),
)
@settings(max_examples=12)
def test_any_choice_keeps_the_rest(
    dropped: set[str], order: list[str], plan: str, parent: Document, here: Locality
) -> None:
    """Whatever is left out and moved about in a chapter: all others are there once."""
    parts = re.split(r"(?m)^(?=- )", plan)
    places = {m[1]: i for i, part in enumerate(parts) if (m := re.match(r"- 条: (\S+)", part))}
    slots = [places[f"m{n}"] for n in range(3, 9)]
    items = {key: parts[places[key]] for key in order}
    for slot, key in zip(slots, order, strict=True):
        parts[slot] = items[key]
    text = "".join(
        part.replace("采用: 是", "采用: 否")
        if (m := re.match(r"- 条: (\S+)", part)) and m[1] in dropped
        else part
        for part in parts
    )
    made = made_by(text, parent, here)
    used = [o.key for t in made.provenance for o in t.origins if o.kind == "parent" and o.key[0] == "m"]
    assert set(used) == {m.id for m in parent.measures} - dropped
    assert len(made.document.measures) == len(parent.measures) - len(dropped)


def test_commands(tmp_path: Path, draftkit: Any) -> None:
    city, county = SAMPLES / "city.docx", SAMPLES / "localities" / "hefeng.yaml"
    base = ("draft", "--parent", city, "--locality", county)
    plan, first, second = tmp_path / "计划.yaml", tmp_path / "甲.txt", tmp_path / "乙.txt"
    assert draftkit(*base, "--plan-only", "-o", plan).returncode == 0
    assert draftkit(*base, "-o", first).returncode == 0
    done = draftkit(*base, "--plan", plan, "-o", second)
    assert done.returncode == 0 and "按起草计划" not in done.stdout
    assert first.read_bytes() == second.read_bytes()
    assert draftkit(*base, "--plan-only", "-o", tmp_path / "计划.docx").returncode == 2
    assert draftkit(*base, "--plan-only", "--plan", plan, "-o", tmp_path / "又.yaml").returncode == 2
