"""Word templates with tags: nothing of the layout lost, nothing missing unsaid, values never code."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Word
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from draftkit.batch import Batch, Shared, run
from draftkit.drafting import docx_template
from draftkit.drafting.docx_template import WordTemplate, render
from draftkit.errors import InputError, TemplateError
from draftkit.localities import Locality, Row
from draftkit.parsing import read

PARENT = Path(__file__).parent / "cases" / "bad_input" / "parent.txt"


def made(build: Callable[[Any], object]) -> bytes:
    word = Word()
    build(word)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def one(*texts: str) -> bytes:
    """A template with these paragraphs."""
    return made(lambda word: [word.add_paragraph(text) for text in texts])


def split(*runs: str) -> bytes:
    """A template with one paragraph of these runs, every other one bold."""

    def build(word: Any) -> None:
        paragraph = word.add_paragraph()
        for n, text in enumerate(runs):
            paragraph.add_run(text).bold = bool(n % 2)

    return made(build)


def words(data: bytes) -> list[str]:
    return [p.text for p in Word(io.BytesIO(data)).paragraphs]


def rows(data: bytes) -> list[list[str]]:
    (table,) = Word(io.BytesIO(data)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def table(*lines: tuple[str, ...]) -> bytes:
    def build(word: Any) -> None:
        grid = word.add_table(len(lines), len(lines[0]))
        for row, line in zip(grid.rows, lines, strict=True):
            for cell, text in zip(row.cells, line, strict=True):
                cell.text = text

    return made(build)


def complaint(data: bytes, **context: Any) -> str:
    with pytest.raises(TemplateError) as caught:
        render(data, context)
    return caught.value.render()


# --- tags ----------------------------------------------------------------------------------------


def test_values_are_filled_in() -> None:
    assert words(render(one("{{ 县 }}有{{ n }}人。", "完"), {"县": "兰溪县", "n": 3})) == [
        "兰溪县有3人。",
        "完",
    ]


@pytest.mark.parametrize(
    "runs",
    [
        ("甲{{ x }}乙",),
        ("甲{", "{ x }", "}乙"),
        ("甲{{", " x", " }}乙"),
        ("甲", "{", "{", "x", "}", "}", "乙"),
        ("甲{{ x|re", "place('a', 'b') }}乙"),
    ],
)
def test_tags_split_over_runs(runs: tuple[str, ...]) -> None:
    assert words(render(split(*runs), {"x": "县"})) == ["甲县乙"]


def test_the_format_of_the_run_in_which_a_tag_begins_is_kept() -> None:
    data = render(split("前", "{{ x", " }}", "后"), {"x": "粗"})
    (paragraph,) = Word(io.BytesIO(data)).paragraphs
    assert [(r.text, bool(r.bold)) for r in paragraph.runs if r.text] == [
        ("前", False),
        ("粗", True),
        ("后", True),
    ]


def test_round_quotation_marks_inside_a_tag() -> None:
    assert words(render(one("{% if x == “甲” %}是{% else %}否{% endif %}"), {"x": "甲"})) == ["是"]


def test_paragraphs_chosen_and_repeated() -> None:
    data = one(
        "{%p for m in ms %}",
        "{{ loop.index }}.{{ m.title }}",
        "{%p endfor %}",
        "{%p if no %}",
        "无",
        "{%p endif %}",
        "尾",
    )
    ms = [{"title": "甲"}, {"title": "乙"}]
    assert words(render(data, {"ms": ms, "no": False})) == ["1.甲", "2.乙", "尾"]


def test_rows_of_a_table_repeated() -> None:
    data = table(
        ("任务", "单位"),
        ("{%tr for m in ms %}", ""),
        ("{{ m.title }}", "{{ m['unit'] }}"),
        ("{%tr endfor %}", ""),
    )
    ms = [{"title": "甲 & 乙", "unit": "<局>"}, {"title": "丙", "unit": "丁"}]
    assert rows(render(data, {"ms": ms})) == [["任务", "单位"], ["甲 & 乙", "<局>"], ["丙", "丁"]]
    assert rows(render(data, {"ms": []})) == [["任务", "单位"]]


def test_cells_of_a_table_chosen() -> None:
    data = table(("甲", "{%tc if x %}", "乙", "{%tc endif %}"))
    grid = zipfile.ZipFile(io.BytesIO(render(data, {"x": False}))).read("word/document.xml").decode()
    assert grid.count("<w:tc>") == 1
    assert render(data, {"x": True}) and "乙" not in grid


def test_runs_chosen() -> None:
    data = split("甲", "{%r if x %}", "乙", "{%r endif %}", "丙")
    assert words(render(data, {"x": True})) == ["甲乙丙"]
    assert words(render(data, {"x": False})) == ["甲丙"]
    assert words(render(one("甲{%r if x %}乙{%r endif %}丙"), {"x": False})) == ["甲丙"]


def test_a_cell_left_without_paragraph_gets_one() -> None:
    def build(word: Any) -> None:
        cell = word.add_table(1, 1).rows[0].cells[0]
        cell.text = "{%p if x %}"
        cell.add_paragraph("甲")
        cell.add_paragraph("{%p endif %}")

    assert rows(render(made(build), {"x": False})) == [[""]]


def test_head_and_foot() -> None:
    def build(word: Any) -> None:
        word.sections[0].header.paragraphs[0].text = "{{ 县 }}文件"
        word.sections[0].footer.paragraphs[0].text = "共{{ n }}页"
        word.add_paragraph("正文")

    section = Word(io.BytesIO(render(made(build), {"县": "兰溪县", "n": 5}))).sections[0]
    assert section.header.paragraphs[0].text == "兰溪县文件"
    assert section.footer.paragraphs[0].text == "共5页"


def test_all_else_stays_as_it_is() -> None:
    data = one("{{ x }}")
    before, after = (zipfile.ZipFile(io.BytesIO(d)) for d in (data, render(data, {"x": "甲"})))
    assert sorted(before.namelist()) == sorted(after.namelist())
    for name in before.namelist():
        if name != "word/document.xml":
            assert before.read(name) == after.read(name)
    assert after.namelist()[0] == "[Content_Types].xml"
    assert render(data, {"x": "甲"}) == render(data, {"x": "甲"})


def test_lines_and_tabs_of_a_value() -> None:
    data = render(one("{{ x }}"), {"x": "甲\n乙\t丙"})
    assert words(data) == ["甲\n乙\t丙"]


def test_braces_that_are_no_tag() -> None:
    assert words(render(one("集合{1,2}和{#x", "{{ x }}"), {"x": "甲"})) == ["集合{1,2}和{#x", "甲"]


# --- values are text -----------------------------------------------------------------------------

LEGAL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=200,
)


@settings(max_examples=60, deadline=None)
@given(LEGAL | st.sampled_from(["& < > \" ' ]]>", "{{ y }}", "{% for %}", "😀‮", "﻿", "x" * 10_000]))
def test_any_value_stands_as_it_is(value: str) -> None:
    assert words(render(one("前{{ x }}后"), {"x": value})) == [f"前{value}后"]


@pytest.mark.parametrize("value", ["\x00", "a\x0bb", "\ud800", "\uffff"])
def test_what_no_word_file_can_carry_is_told(value: str) -> None:
    assert "不能保存的字符" in complaint(one("{{ x }}"), x=value)


# --- mistakes ------------------------------------------------------------------------------------


def test_all_that_is_missing_is_told_at_once_with_its_place() -> None:
    data = one("全县人口{{ 人口 }}人，", "面积{{ 面积 }}，{{ 县 }}", "{% if 无 %}{{ 也无 }}{% endif %}")
    told = complaint(data, 县="兰溪县")
    assert "4 处" in told
    for words in (
        "“全县人口{{ 人口 }}人，”中的 人口",
        "“面积{{ 面积 }}，{{ 县 }}”中的 面积",
        "中的 也无",
        "中的 无",
    ):
        assert words in told
    assert "中的 县" not in told


def test_a_missing_part_of_a_thing_is_told() -> None:
    data = table(("{%tr for m in ms %}", ""), ("{{ m.title }}", "由{{ m.lead }}办"), ("{%tr endfor %}", ""))
    assert "“由{{ m.lead }}办”中的 lead" in complaint(data, ms=[{"title": "甲"}, {"title": "乙"}])


def test_what_may_be_missing() -> None:
    data = one("{{ x|default('无') }}{% if y is defined %}有{% endif %}")
    assert words(render(data, {})) == ["无"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲{{ x", "“甲{{ x”：标签没有写完整"),
        ("甲 x }}", "标签没有写完整"),
        ("{% for x in y %}", "没有结束"),
        ("{%p if x %}甲{%p endif %}", "会顶掉这一段"),
        ("{%tr if x %}", "要写在表格里"),
        ("{{ x|upperr }}", "过滤器"),
        ("{% cellbg x %}", "不能用"),
        ("{{ x. }}", "标签"),
    ],
)
def test_wrong_tags_are_told_with_their_words(text: str, words: str) -> None:
    assert words in complaint(one("好的一段", text), x="1", y=[])


@pytest.mark.parametrize(
    "text",
    ["{{ ''.__class__ }}", "{{ x.__class__.__mro__ }}", "{{ x.format(1) }}", "{{ cycler }}", "{{ ms.pop }}"],
)
def test_nothing_of_python_can_be_reached(text: str) -> None:
    assert complaint(one(text), x="甲", ms=[1])


def test_loops_come_to_an_end() -> None:
    assert "循环" in complaint(
        one("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}")
    )


def test_what_is_no_docx_is_told() -> None:
    with pytest.raises(InputError):
        render(b"PK no", {})
    with pytest.raises(TemplateError):
        WordTemplate.load(Path("没有.docx"))


# --- drafts --------------------------------------------------------------------------------------


def office_template(path: Path) -> Path:
    def build(word: Any) -> None:
        word.sections[0].header.paragraphs[0].text = "{{ 主办机关 }}"
        word.add_paragraph("{# 文种：工作方案；自称：本方案 #}{{ 标题 }}").runs[0].bold = True
        word.add_paragraph("{{ 目的 }}根据{{ 依据 }}精神，制定{{ 自称 }}。全县常住人口{{ 本地.常住人口 }}。")
        for text in ("{%p for 条 in 全部举措 %}", "{{ 条.小标题 }}：{{ 条.正文 }}", "{%p endfor %}"):
            word.add_paragraph(text)
        grid = word.add_table(4, 2)
        for row, line in zip(
            grid.rows,
            (
                ("任务", "责任单位"),
                ("{%tr for 条 in 全部举措 %}", ""),
                ("{{ 条.小标题 }}", "{{ 条.责任单位 }}"),
                ("{%tr endfor %}", ""),
            ),
            strict=True,
        ):
            for cell, text in zip(row.cells, line, strict=True):
                cell.text = text
        word.add_paragraph("{{ 发文机关 }}")

    path.write_bytes(made(build))
    return path


def place(name: str, **changes: Any) -> Locality:
    known = {"name": name, "level": "county", "issuers": [f"{name}民政局"], "issued_on": "2024-07-01"}
    return Locality.from_mapping(known | changes)


def test_a_draft_in_an_offices_own_layout(tmp_path: Path) -> None:
    parent, template = read(PARENT), WordTemplate.load(office_template(tmp_path / "模板.docx"))
    draft, data = docx_template.draft_word(parent, place("兰溪县", facts={"常住人口": "42万"}), template)
    word = Word(io.BytesIO(data))
    assert word.paragraphs[0].text.startswith("兰溪县") and word.paragraphs[0].text.endswith("工作方案")
    assert word.paragraphs[0].runs[-1].bold
    assert "常住人口42万。" in word.paragraphs[1].text
    assert word.sections[0].header.paragraphs[0].text == "兰溪县民政局"
    assert len(word.tables[0].rows) == 1 + len(parent.measures)
    assert draft.provenance and draft.document.paragraphs
    assert {o.key for t in draft.provenance for o in t.origins if o.kind == "parent"} >= {
        m.id for m in parent.measures
    }


def test_a_missing_fact_is_a_hole_and_an_open_point(tmp_path: Path) -> None:
    template = WordTemplate.load(office_template(tmp_path / "模板.docx"))
    draft, data = docx_template.draft_word(read(PARENT), place("兰溪县"), template)
    assert "常住人口【待填：常住人口】。" in words(data)[1]
    assert any("常住人口" in point.text for point in draft.open_points)


def test_a_name_that_no_draft_knows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "模板.docx"
    path.write_bytes(one("{{ 标提 }}", "{{ 全部举错 }}"))
    with pytest.raises(TemplateError) as caught:
        WordTemplate.load(path).names()
    assert "标提" in caught.value.render() and "全部举错" in caught.value.render()
    assert "是不是想写 全部举措" in caught.value.render()


def test_a_batch_gives_what_single_drafts_give(tmp_path: Path) -> None:
    parent, path = read(PARENT), office_template(tmp_path / "模板.docx")
    names = ["兰溪县", "松岭县", "石渚县", "柳河县"]
    rows = [Row(n, place(name, facts={"常住人口": f"{n}万"})) for n, name in enumerate(names, 2)]
    out = tmp_path / "out"
    outcomes = run(Batch(Shared(parent, WordTemplate.load(path)), out), rows)
    assert [o.state for o in outcomes] == ["done"] * 4
    for row, outcome in zip(rows, outcomes, strict=True):
        assert row.locality is not None
        _, alone = docx_template.draft_word(parent, row.locality, WordTemplate.load(path))
        filled = (out / outcome.file).read_bytes()
        for part in ("word/document.xml", "word/header1.xml"):
            assert part_of(filled, part) == part_of(alone, part)
    assert [o.state for o in run(Batch(Shared(parent, WordTemplate.load(path)), out), rows)] == ["kept"] * 4


def part_of(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def test_a_second_rendering_compiles_nothing() -> None:
    data = one(*(f"{{{{ x{n} }}}}和{{{{ y }}}}" for n in range(200)))
    context = {"y": "甲", **{f"x{n}": "乙" for n in range(200)}}
    start = time.process_time()
    render(data, context)
    first = time.process_time() - start
    start = time.process_time()
    for _ in range(5):
        render(data, context)
    assert (time.process_time() - start) / 5 < first


def test_table_grid_is_kept() -> None:
    data = render(table(("{{ x }}", "乙")), {"x": "甲"})
    xml = part_of(data, "word/document.xml").decode()
    assert len(re.findall("<w:gridCol ", xml)) == 2
    assert Word(io.BytesIO(data)).tables[0]._tbl.find(qn("w:tblGrid")) is not None


def test_the_command(tmp_path: Path, draftkit: Any) -> None:
    template = office_template(tmp_path / "模板.docx")
    here = tmp_path / "兰溪县.yaml"
    here.write_text("name: 兰溪县\nlevel: county\nissuers: [兰溪县民政局]\n", encoding="utf-8")
    args = ("draft", "--parent", PARENT, "--locality", here, "--template", template)
    done = draftkit(*args, "-o", tmp_path / "方案.docx")
    assert done.returncode == 0, done.stderr
    assert Word(tmp_path / "方案.docx").sections[0].header.paragraphs[0].text == "兰溪县民政局"
    assert (tmp_path / "方案.来源.json").is_file()
    other = draftkit(*args, "-o", tmp_path / "方案.txt")
    assert other.returncode == 2 and "Word 模板" in other.stderr
