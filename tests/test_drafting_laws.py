"""Every template for every kind of place: nothing of the parent lost, no mistake of form or text."""

from __future__ import annotations

import json
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from same_document import same_docx

from draftkit.checking import check_document
from draftkit.comparing import compare
from draftkit.drafting import Draft, compile, draft, remarks, sidecar_path
from draftkit.localities import Locality
from draftkit.model import Document
from draftkit.parsing import parse, parse_text, read
from draftkit.readers import source_of_bytes
from draftkit.reports.draft_docx import annotated
from draftkit.resources import folder
from draftkit.writers.docx import Profile, compile_body, to_docx

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases" / "drafting"
TEMPLATES = [path.stem for path in sorted(folder("templates").glob("*.txt"))]
# A parent and one who is below it: county, district, county-level city, city, township.
PAIRS = [
    ("city", "hefeng"), ("city", "yanzhou"), ("city", "shizhu"), ("province", "linlan"),
    ("province", "shabu"), ("xikou", "nanhe"),
]  # fmt: skip
LOST = {"omitted", "partly_omitted", "weakened", "unit_dropped", "lead_changed", "conditioned"}
# What is still to be filled in is there to be seen, and is told as an error until it is.
TO_FILL = "RES-01"


@cache
def parent(name: str) -> Document:
    return read(ROOT / "samples" / f"{name}.docx")


@cache
def place(name: str) -> Locality:
    own = CASES / "places" / f"{name}.yaml"
    return Locality.load(own if own.exists() else ROOT / "samples" / "localities" / f"{name}.yaml")


@cache
def made(parent_name: str, place_name: str, template: str) -> Draft:
    return draft(parent(parent_name), place(place_name), template=template)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(("above", "below"), PAIRS)
def test_nothing_is_lost_and_nothing_is_wrong(above: str, below: str, template: str) -> None:
    theirs = parent(above)
    again = parse(source_of_bytes(to_docx(made(above, below, template).document)))
    assert len(again.measures) == len(theirs.measures)
    lost = [(d.kind, d.explanation) for d in compare(theirs, again).deviations if d.kind in LOST]
    assert not lost
    wrong = [p for p in check_document(again) if p.severity == "error" and p.rule != TO_FILL]
    assert not [(p.rule, p.quote, p.message) for p in wrong]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(("above", "below"), PAIRS)
def test_text_and_docx_say_the_same(above: str, below: str, template: str) -> None:
    draft_ = made(above, below, template)
    again = parse(source_of_bytes(to_docx(draft_.document)))
    assert [m.text for m in again.measures] == [m.text for m in draft_.document.measures]
    assert [m.lead for m in again.measures] == [m.lead for m in draft_.document.measures]
    assert [a.title for a in again.attachments] == [a.title for a in draft_.document.attachments]


@pytest.mark.parametrize("template", TEMPLATES)
def test_filling_gives_what_rendering_gives(template: str) -> None:
    """Tables of a skeleton too: their columns are as wide as the values ask for."""
    plan = compile(parent("city"), template=template, task_table=True)
    places = [
        place("hefeng").but(name=name, issuers=[f"{name}民政局"]) for name in ("甲山县", "乙水源县", "丙县")
    ]
    for here in [*places, *places]:
        filled = plan.fill(here)
        assert filled == plan.render(here)
        skeleton = plan.skeleton(here)
        if skeleton is not None:
            body = compile_body(skeleton.draft.document, Profile())
            assert same_docx(body.fill(skeleton.values(here)), to_docx(filled.document))


# --- the table of tasks and the attachments ------------------------------------------------------


def rows_of(document: Document, title: str) -> list[tuple[str, ...]]:
    attachment = next(a for a in document.attachments if title in (a.title or ""))
    rows = [document.paragraphs[i] for i in attachment.paragraphs]
    return [tuple(c.text for c in p.cells) for p in rows if p.role == "table"]


def test_table_of_tasks_says_what_the_text_says() -> None:
    document = made("city", "hefeng", "work_plan").document
    head, *rows = rows_of(document, "任务分工表")
    assert head == ("序号", "重点任务", "具体举措", "牵头单位", "责任单位", "完成时限")
    answered = [m for m in document.measures if m.responsibility]
    assert len(rows) == len(answered)
    for number, (row, measure) in enumerate(zip(rows, answered, strict=True), 1):
        assert row[0] == str(number) and row[2] == measure.title
        assert tuple(row[3].split("、")) == measure.lead
        assert set(row[4].split("、")) == set(measure.units) - set(measure.lead)
    assert rows[1][5] == "2026年6月底前" and rows[5][5] == "持续推进"


def test_table_of_tasks_is_asked_for_or_not() -> None:
    city, here = parent("city"), place("hefeng")
    assert "任务分工表" not in made("city", "hefeng", "implementation_plan").text
    assert "任务分工表" in draft(city, here, task_table=True).text
    assert (
        "任务分工表"
        not in draft(city, here, template="work_plan", task_table=False).text.split("印发给你们")[1]
    )


def test_attachments_are_announced_below_the_text() -> None:
    document = made("city", "hefeng", "work_plan").document
    notes = [p.text for p in document.paragraphs if p.role == "attachment_note"]
    titles = [a.title for a in document.attachments]
    assert titles == ["禾丰县普惠托育服务重点指标任务分解表", "禾丰县普惠托育服务高质量发展重点任务分工表"]
    assert notes == [f"附件：1.{titles[0]}", f"2.{titles[1]}"]
    assert rows_of(document, "分解表")[1] == ("1", "禾丰县", "4.8", "390", "1", "2026年12月")


def test_a_row_is_left_for_a_place_that_the_parent_does_not_name() -> None:
    document = draft(parent("city"), place("hefeng").but(name="柏溪县")).document
    head, ours = rows_of(document, "分解表")
    assert ours[1] == "柏溪县" and all(cell.startswith("【待填：") for cell in ours[2:])
    assert len(head) == len(ours)


def test_tables_in_the_text_are_carried(tmp_path: Path) -> None:
    text = "# 关于办好食堂的方案\n\n一、重点任务\n\n（一）办好食堂。按下表办好食堂。\n\n| 项目 | 责任单位 |\n|---|---|\n| 选址 | 市民政局 |\n| 验收 | 市商务局 |\n\n（二）做好评估。每年评估一次。\n"
    path = tmp_path / "市方案.md"
    path.write_text(text, encoding="utf-8")
    source = Locality("兰江市", "city", parents=("云溪省",))
    here = Locality.from_mapping({"name": "柏溪县", "level": "county", "parents": ["云溪省", "兰江市"]})
    document = compile(read(path), source=source).fill(here).document
    rows = [tuple(c.text for c in p.cells) for p in document.paragraphs if p.role == "table"]
    assert rows == [("项目", "责任单位"), ("选址", "县民政局"), ("验收", "县商务局")]
    assert [p.title for p in document.paragraphs if p.level == 2] == ["办好食堂", "做好评估"]


# --- provenance ----------------------------------------------------------------------------------


def test_comments_say_where_each_paragraph_came_from() -> None:
    draft_ = made("city", "hefeng", "work_plan")
    plain = to_docx(draft_.document)
    docx = annotated(plain, draft_)
    with zipfile.ZipFile(__import__("io").BytesIO(docx)) as package:
        words = package.read("word/comments.xml").decode()
    said = remarks(draft_)
    # One comment for each paragraph that became a line of its own; a title set on two lines is one.
    assert words.count("<w:comment ") >= len(said) - 3
    assert "（望卫发〔2024〕52号）第3条举措（原文第" in words
    assert "附件1表格第" in words
    assert "地方信息（成文日期）" in words
    assert "目标待定：" in words
    before, after = (parse(source_of_bytes(data)) for data in (plain, docx))
    assert [p.text for p in before.paragraphs] == [p.text for p in after.paragraphs]


def test_rows_know_their_row() -> None:
    origins = [o for t in made("city", "hefeng", "implementation_plan").provenance for o in t.origins]
    rows = [o.row for o in origins if o.key == "attachment1" and o.row]
    table = [p for p in parent("city").paragraphs if p.role == "table"]
    assert rows == [next(n for n, p in enumerate(table) if p.cells[1].text == "禾丰县")]


def test_two_forms_of_one_draft_have_two_sidecars() -> None:
    assert sidecar_path(Path("甲/方案.docx")) == Path("甲/方案.来源.json")
    names = {sidecar_path(Path(name)) for name in ("方案.docx", "方案.txt", "方案.md")}
    assert len(names) == 3


def test_a_superiors_own_figures_are_not_said_of_us() -> None:
    draft_ = made("xikou", "nanhe", "implementation_notice")
    assert "1062" not in draft_.text
    assert any("1062" in p.text and p.paragraph is None for p in draft_.open_points)


@pytest.mark.parametrize("case", yaml.safe_load((CASES / "township.yaml").read_text(encoding="utf-8")))
def test_townships_act_on_orders_where_they_have_no_such_body(case: dict[str, str]) -> None:
    from draftkit.drafting.measures import Worder

    town = Locality("枫桥镇", "township", parents=("云溪省", "兰江市", "柏溪县"))
    county = Locality("柏溪县", "county", parents=("云溪省", "兰江市"))
    assert Worder(county, town, "本方案").words(case["text"]).text == case["says"]


# --- templates on the command line ---------------------------------------------------------------


def test_templates_are_listed_and_shown(draftkit: Any) -> None:
    listed = json.loads(draftkit("templates", "list", "--json").stdout)["templates"]
    assert [t["name"] for t in listed] == TEMPLATES
    assert {t["genre"] for t in listed} == {
        "实施方案",
        "实施意见",
        "工作方案",
        "行动计划",
        "任务分解表",
        "通知",
    }
    assert all(t["about"].endswith("。") for t in listed)
    shown = draftkit("templates", "show", "行动计划").stdout
    assert shown == (ROOT / "templates" / "action_plan.txt").read_text(encoding="utf-8")


def test_installed_templates_have_no_mistakes(draftkit: Any) -> None:
    done = draftkit("templates", "check", *TEMPLATES, "--json")
    assert done.returncode == 0
    for template in json.loads(done.stdout)["templates"]:
        assert template["problems"] == []
        assert {"标题", "主送机关"} - {a["name"] for a in template["asked"]} in (set(), {"标题"})


def test_a_new_template_is_a_copy(tmp_path: Path, draftkit: Any) -> None:
    path = tmp_path / "本单位.txt"
    assert draftkit("templates", "new", path, "--like", "工作方案").returncode == 0
    assert draftkit("templates", "check", path).returncode == 0
    assert draftkit("templates", "new", path).returncode == 2
    assert draftkit("templates", "new", tmp_path / "本单位.docx").returncode == 2


def test_all_mistakes_at_once_with_their_lines(tmp_path: Path, draftkit: Any) -> None:
    source = (CASES.parent / "templates" / "many_mistakes.txt").read_text(encoding="utf-8")
    path = tmp_path / "错.txt"
    path.write_text(source, encoding="utf-8")
    done = draftkit("templates", "check", path)
    assert done.returncode == 1
    wanted = {n for n, line in enumerate(source.split("\n"), 1) if "错" in line}
    assert {
        int(n) for n in re.findall(r"^  第(\d+)行  .*(?:。)$", done.stdout.split("处错误：")[1], re.M)
    } == wanted
    assert "本地.常住人口" in done.stdout and "目标.签约率" in done.stdout


@pytest.mark.parametrize(
    "name", ["for without end", "comment not closed", "braces not closed", "file outside"]
)
def test_mistakes_that_stop_reading_are_told_too(name: str, tmp_path: Path, draftkit: Any) -> None:
    errors = yaml.safe_load((CASES.parent / "templates" / "errors.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "错.txt"
    path.write_text(errors[name]["text"], encoding="utf-8")
    done = draftkit("templates", "check", path)
    assert done.returncode == 1 and errors[name]["says"] in done.stdout


def test_parse_text_of_a_draft_has_all_measures() -> None:
    for template in TEMPLATES:
        if template != "task_breakdown":  # a text file has no table that could be read back
            assert len(parse_text(made("city", "hefeng", template).text).measures) == 29
