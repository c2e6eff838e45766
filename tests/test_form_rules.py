"""Form rules: every one fires on its bad layouts and keeps silent on the good ones."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from form_cases import FOLDER, base, findings, made, rules

from draftkit.checking import standard
from draftkit.checking.engine import check_file
from draftkit.checking.form import expected, form_checks, form_findings
from draftkit.checking.form_looks import Looks
from draftkit.checking.settings import Settings
from draftkit.errors import DraftkitError
from draftkit.parsing import parse, read
from draftkit.readers import source_of_bytes
from draftkit.writers.docx import to_docx
from draftkit.writers.profile import Fonts, Profile

CASES = [
    pytest.param(id, kind, rule.get("base", "notice"), changes, id=f"{id} {kind} {number}")
    for id, rule in rules().items()
    for kind in ("bad", "good")
    for number, changes in enumerate(rule[kind], 1)
]


@pytest.mark.parametrize(("id", "kind", "text", "changes"), CASES)
def test_rule(id: str, kind: str, text: str, changes: list[dict[str, Any]]) -> None:
    found = [p for p in findings(made(text, changes)) if p.rule == id]
    assert bool(found) == (kind == "bad"), [p.message for p in found]
    for problem in found:
        assert problem.severity == standard()[id].severity
        assert problem.message.endswith("。") and problem.message.count("。") == 1


def test_every_rule_has_a_function_two_bad_layouts_and_two_good_ones() -> None:
    listed = {id for id, rule in standard().items() if rule.scope == "form"}
    assert listed == set(form_checks()) == set(rules())
    assert all(len(rule["bad"]) >= 2 and len(rule["good"]) >= 2 for rule in rules().values())


@pytest.mark.parametrize("id", sorted(rules()))
def test_every_rule_says_where_it_comes_from(id: str) -> None:
    rule = standard()[id]
    assert rule.source.startswith("GB/T 9704—2012") and rule.bad and rule.good
    assert rule.why.endswith("。") and rule.why.rstrip("。") != rule.title


# --- what draftkit sets itself ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["notice", "request"])
@pytest.mark.parametrize("preset", ["gb2312", "gbk", "windows"])
def test_what_draftkit_sets_has_no_findings(name: str, preset: str) -> None:
    document = parse(source_of_bytes(base(name), "a.docx"))
    assert findings(to_docx(document, Profile.named(preset))) == ()
    assert findings(to_docx(document, Profile(seal=False))) == ()
    assert findings(to_docx(document, Profile(grid="word"))) == ()


@pytest.mark.parametrize("name", ["city", "liuquan", "province", "xikou", "yunling"])
def test_samples_set_again_have_no_findings(name: str, samples: Path) -> None:
    document = read(samples / "src" / f"{name}.txt")
    data = to_docx(document)
    problems, grid = form_findings(data, parse(source_of_bytes(data, "a.docx")))
    assert [p.message for p in problems] == []
    assert grid is not None and (grid.characters, grid.lines) == (28, 22)


@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_real_documents_set_again_have_no_findings(number: str, shared: Path) -> None:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    assert [p.message for p in findings(to_docx(read(path)))] == []


SPECIAL = {"order": "order_signed_by_a_person", "minutes": "minutes_with_attendants"}


@pytest.mark.parametrize("layout", SPECIAL)
def test_special_formats_have_no_findings(layout: Any) -> None:
    # 命令 and 纪要, GB/T 9704—2012 10.2, 10.3.
    document = read(Path(__file__).parent / "cases" / "parsing" / f"{SPECIAL[layout]}.txt")
    assert findings(to_docx(document, Profile(layout=layout))) == ()


def test_the_mark_of_an_order_stands_higher() -> None:
    document = read(Path(__file__).parent / "cases" / "parsing" / "order_signed_by_a_person.txt")
    found = findings(to_docx(document, Profile(layout="file")))
    assert [p.rule for p in found] == ["F-205"] and "应为 20 毫米" in found[0].message


# --- documents from elsewhere ----------------------------------------------------------------


def test_a_document_of_python_docx_is_one_finding_for_each_cause(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    for line in (FOLDER / "notice.txt").read_text(encoding="utf-8").splitlines():
        document.add_paragraph(line)
    path = tmp_path / "a.docx"
    document.save(str(path))
    form = [p for p in check_file(path).problems if p.rule.startswith("F-")]
    said = {p.rule: p for p in form}
    assert {"F-101", "F-102", "F-104", "F-105", "F-301", "F-302", "F-306", "F-307", "F-501"} <= said.keys()
    assert "11 磅" in said["F-306"].message and said["F-306"].count > 5
    assert len(form) < 50
    assert len({(p.rule, p.message) for p in form}) == len(form)


def test_places_are_paragraphs_and_pages_as_word_saved_them() -> None:
    changes = [
        {"at": "坚持以人为本", "run": '<w:color w:val="0000FF"/>'},
        {"at": "坚持以人为本", "insert": "<w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p>"},
    ]
    data = made("notice", changes)
    document = parse(source_of_bytes(data, "a.docx"))
    (found,) = (p for p in findings(data) if p.rule == "F-108")
    assert found.paragraph is not None and document.paragraphs[found.paragraph].text == found.quote
    assert found.line == document.paragraphs[found.paragraph].content.anchors[0].line
    assert found.page == 2


# --- settings --------------------------------------------------------------------------------


def test_an_office_changes_values() -> None:
    data = made("notice", [{"page": {"pgMar": {"top": 1701, "left": 1701}}}])
    assert {"F-102", "F-103"} <= {p.rule for p in findings(data)}
    office = Settings(form={"page": {"top": 30, "left": 30, "type_width": 154, "type_height": 232}})
    assert not {"F-102", "F-103", "F-104"} & {p.rule for p in findings(data, office)}
    bold = Settings(form={"levels": {"2": {"faces": ["黑体"]}}})
    assert "F-309" in {p.rule for p in findings(base("notice"), bold)}


def test_rules_are_switched_off_and_weighed_like_all_others() -> None:
    data = made("notice", [{"page": {"pgMar": {"top": 1440}}}])
    assert findings(data, Settings(off=frozenset({"F"}))) == ()
    lighter = Settings(severities={"F-102": "info"})
    assert {p.severity for p in findings(data, lighter) if p.rule == "F-102"} == {"info"}
    assert not findings(
        made("notice", [{"at": "=附件1", "run": "<w:sz w:val='28'/>"}]), Settings(least="error")
    )


@pytest.mark.parametrize(
    "values",
    [{"page": {"topp": 3}}, {"pages": {}}, {"page": {"top": "三十"}}, {"page": 3}, {"head": {"mark": [1]}}],
)
def test_a_value_that_does_not_exist_is_told(values: dict[str, Any]) -> None:
    with pytest.raises(DraftkitError, match=r"check\.form"):
        expected(values)


# --- effective formatting --------------------------------------------------------------------


def test_later_levels_win_and_a_theme_wins_over_a_name() -> None:
    from lxml import etree

    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    styles = etree.fromstring(
        f'<w:styles xmlns:w="{w}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsiaTheme="minorEastAsia"/>'
        '<w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:ind w:firstLineChars="200"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:rPr><w:rFonts w:eastAsia="仿宋"/>'
        '<w:sz w:val="32"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:rPr><w:rFonts w:eastAsia="黑体"/><w:b/></w:rPr></w:style></w:styles>'
    )
    theme = etree.fromstring(
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:minorFont><a:latin typeface="Calibri"/>'
        '<a:ea typeface=""/><a:font script="Hans" typeface="宋体"/></a:minorFont></a:theme>'
    )
    looks = Looks(styles, theme)

    def paragraph(inner: str) -> Any:
        return etree.fromstring(f'<w:p xmlns:w="{w}">{inner}<w:r/></w:p>')

    plain = paragraph("")
    assert (looks.run(plain[0], plain).east, looks.run(plain[0], plain).size) == ("宋体", 10.5)
    assert looks.paragraph(plain).first_chars == 200
    styled = paragraph('<w:pPr><w:pStyle w:val="b"/><w:ind w:firstLine="0"/></w:pPr>')
    assert (looks.run(styled[1], styled).east, looks.run(styled[1], styled).size) == ("仿宋", 16)
    assert looks.paragraph(styled).first_chars is None
    run = etree.fromstring(f'<w:r xmlns:w="{w}"><w:rPr><w:rStyle w:val="c"/><w:b w:val="0"/></w:rPr></w:r>')
    assert (looks.run(run, styled).east, looks.run(run, styled).bold) == ("黑体", False)


def test_a_broken_package_is_told(tmp_path: Path) -> None:
    document = parse(source_of_bytes(base("notice"), "a.docx"))
    with pytest.raises(DraftkitError):
        form_findings(io.BytesIO(b"PK\x03\x04broken").getvalue(), document)


JOINT = (
    "松岭县教育局\n松岭县财政局\n松岭县人力资源和社会保障局文件\n\n松教发〔2026〕3号\n\n"
    "松岭县教育局等三部门关于印发《松岭县课后服务实施方案》的通知\n\n各乡镇人民政府：\n\n"
    "《松岭县课后服务实施方案》已经县政府同意，现印发给你们，请认真贯彻执行。\n\n"
    "松岭县教育局\n\n松岭县财政局\n\n松岭县人力资源和社会保障局\n\n2026年3月9日\n\n（此件公开发布）\n"
)


@pytest.mark.parametrize("latin", [None, "Times New Roman"])
@pytest.mark.parametrize("seal", [True, False])
def test_several_signatures_as_draftkit_sets_them_have_no_findings(seal: bool, latin: str | None) -> None:
    from draftkit.parsing import parse_text

    profile = Profile(seal=seal, fonts=Fonts.named("windows", latin=latin))
    found = {p.rule for p in findings(to_docx(parse_text(JOINT), profile))}
    assert not found & {"F-315", "F-316", "F-317"}


def test_a_title_is_not_measured_from_a_red_line_that_is_missing() -> None:
    without = {"part": "document", "find": r"<w:pBdr><w:bottom[^>]*FF0000[^>]*/></w:pBdr>", "with": ""}
    closer = {"at": "松岭县人民政府办公室关于印发", "drop_before": 2}
    found = [p.rule for p in findings(made("notice", [without, closer]))]
    assert "F-209" in found and "F-303" not in found
