"""The engine of proofreading: folding, days, switches, layers, places, corrections; and the judged findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from checking_cases import cases, found, read, text_of

import draftkit
from draftkit.checking import Problem, Rule, Settings, check_document, load_settings, standard
from draftkit.checking.settings import with_off
from draftkit.errors import DraftkitError
from draftkit.parsing import parse_text

JUDGED = Path(__file__).parent / "cases" / "checking_judged" / "reference.yaml"


def of(rule: str, problems: tuple[Problem, ...]) -> list[Problem]:
    return [p for p in problems if p.rule == rule]


# --- folding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("marks", "problems"), [(10, 10), (11, 1)])
def test_more_than_ten_of_one_cause_are_one_finding(marks: int, problems: int) -> None:
    text = "推进信息采集" + ",完善设施" * marks + "。"
    one = of("PUN-01", found(text))
    assert len(one) == problems
    assert sum(p.count for p in one) == marks
    assert all(len(p.places) == p.count for p in one)


def test_names_are_folded_by_name() -> None:
    one = of("ORG-06", found("会同发改局、住建局推进，请发改局支持，由发改局审核。"))
    assert [(p.quote, p.count) for p in one] == [("发改局", 3), ("住建局", 1)]


# --- days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "hit"), [(date(2023, 5, 17), False), (date(2023, 5, 18), True)])
def test_dated_rules_take_the_day_asked_for(day: date, hit: bool) -> None:
    assert bool(of("ORG-03", found("会同中国银保监会做好工作。", Settings(as_of=day)))) == hit


def test_without_a_day_the_documents_own_counts() -> None:
    old = {
        "date": "2017年3月6日",
        "number": "溪农规〔2017〕2号",
        "item": "国土资源部门要做好保障。",
        "printed": "",
        "closing": "",
    }
    assert not of("ORG-01", found(old))
    assert of("ORG-01", found({"item": "国土资源部门要做好保障。"}))


# --- switches ----------------------------------------------------------------------------------


def test_rules_and_groups_are_switched_off() -> None:
    bad = "完善农业保险,其它单位配合。"
    assert {p.rule for p in found(bad)} == {"PUN-01", "WRD-01"}
    assert {p.rule for p in found(bad, with_off(Settings(), ["PUN-01"]))} == {"WRD-01"}
    assert {p.rule for p in found(bad, with_off(Settings(), ["pun，WRD"]))} == set()
    with pytest.raises(DraftkitError, match="没有这条规则：XYZ-01"):
        with_off(Settings(), ["XYZ-01"])


@pytest.mark.parametrize(
    "comment", ["<!-- draftkit: off PUN-01, WRD -->", "【draftkit：关闭 PUN-01、WRD-01】"]
)
def test_a_document_switches_rules_off(comment: str) -> None:
    problems = found({"item": "完善农业保险,其它单位配合。", "tail": comment})
    assert not {"PUN-01", "WRD-01"} & {p.rule for p in problems}


def test_word_comments_switch_rules_off(samples: Path, tmp_path: Path) -> None:
    import docx

    document = docx.Document(str(samples / "xikou.docx"))
    runs = next(p.runs for p in document.paragraphs if p.runs)
    document.add_comment(runs, text="draftkit：关闭 NUM-07、F", author="校对")
    document.save(str(tmp_path / "一.docx"))
    assert "NUM-07" in {p.rule for p in draftkit.check(samples / "xikou.docx")}
    rules = {p.rule for p in draftkit.check(tmp_path / "一.docx")}
    assert not [r for r in rules if r == "NUM-07" or r.startswith("F-")]


def test_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "规则.yaml").write_text(
        "- id: OFF-01\n  title: 不写“赋能”\n  severity: info\n  why: 本单位不用这个词。\n  patterns:\n    - {find: 赋能, gate: [赋能]}\n"
        "- id: PUN-01\n  severity: info\n",
        encoding="utf-8",
    )
    (tmp_path / "draftkit.toml").write_text(
        '[check]\noff = ["WRD-01"]\nrules = ["规则.yaml"]\n[check.severity]\n"QTY-05" = "error"\n',
        encoding="utf-8",
    )
    inner = tmp_path / "一" / "二"
    inner.mkdir(parents=True)
    settings = load_settings(inner)
    problems = found("完善农业保险,其它单位赋能，达到90％。", settings)
    assert {(p.rule, p.severity) for p in problems if p.rule != "TGT-01"} == {
        ("OFF-01", "info"), ("PUN-01", "info"), ("QTY-05", "error"),
    }  # fmt: skip
    assert settings.rules["PUN-01"].layer == "office"
    assert settings.rules["PUN-01"].title == standard()["PUN-01"].title


def test_the_users_rules_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "draftkit").mkdir()
    (tmp_path / "draftkit" / "rules.yaml").write_text("- id: PUN-01\n  disabled: true\n", encoding="utf-8")
    settings = load_settings(tmp_path)
    assert settings.rules["PUN-01"].layer == "user"
    assert not found("完善农业保险,提供服务。", settings)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("draftkit.toml", "[check]\nof = []\n", "不认识的字段：of"),
        ("draftkit.toml", "[check\n", "设置文件有误"),
        ("draftkit.toml", '[check]\noff = "PUN"\n', "off 应当是一列文字"),
        ("draftkit.toml", '[check.severity]\n"PUN-01" = "high"\n', "severity 应当是"),
        ("r.yaml", "- {id: A-01, why: 一}\n", "缺少 title"),
        ("r.yaml", "- {id: PUN-01, patterns: [{find: '('}]}\n", "正则表达式有误"),
        ("r.yaml", "- {id: PUN-01, colour: red}\n", "不认识的字段：colour"),
        ("r.yaml", "- {title: 一}\n", "没有 id"),
        ("r.yaml", "a: [\n", "不是有效的 YAML"),
        ("r.yaml", "a: 1\n", "应当是一个列表"),
    ],
)
def test_broken_settings_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, message: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "draftkit.toml").write_text('[check]\nrules = ["r.yaml"]\n', encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DraftkitError, match=message) as told:
        load_settings(tmp_path)
    assert name in str(told.value)


def test_weights() -> None:
    bad = "完善农业保险,其它单位配合，缴费不超过3个月时间。"
    assert {p.severity for p in found(bad)} == {"error", "warning", "info"}
    assert {p.severity for p in found(bad, Settings(least="warning"))} == {"error", "warning"}
    assert {p.severity for p in found(bad, Settings(least="error"))} == {"error"}


# --- corrections -------------------------------------------------------------------------------


def corrected(case: object) -> tuple[str, ...]:
    """The paragraphs of a case after the safe corrections of all rules that have them."""
    document, source = read(case)  # type: ignore[arg-type]
    texts = [p.text for p in document.paragraphs]
    edits = {e for p in check_document(document, None, source.lines) for e in p.edits}
    for edit in sorted(edits, key=lambda e: (e.paragraph, e.start), reverse=True):
        text = texts[edit.paragraph]
        assert text[edit.start : edit.end] == edit.old
        texts[edit.paragraph] = text[: edit.start] + edit.new + text[edit.end :]
    return tuple(texts)


@pytest.mark.parametrize(
    "rule", [id for id, rule in standard().items() if rule.safe and rule.scope == "text"]
)
def test_a_safe_correction_puts_the_fault_right(rule: str) -> None:
    for case in cases()[rule]["bad"]:
        problems = of(rule, found(case))
        edits = [e for p in problems for e in p.edits]
        if not edits:  # words that stand in no paragraph, or a mark that could be either of a pair
            continue
        document, _ = read(case)
        again = [
            replace(p, content=replace(p.content, text=text, anchors=()))
            for p, text in zip(document.paragraphs, corrected(case), strict=True)
        ]
        after = of(rule, check_document(replace(document, paragraphs=tuple(again)), None))
        assert sum(p.count for p in after) < sum(p.count for p in problems)


def test_a_document_without_source_has_no_lines() -> None:
    document = parse_text(text_of("完善农业保险,提供服务。"))
    bare = replace(
        document,
        paragraphs=tuple(replace(p, content=replace(p.content, anchors=())) for p in document.paragraphs),
    )
    (problem,) = check_document(bare)
    assert (problem.line, problem.column, problem.page) == (None, None, None)
    assert problem.paragraph is not None
    assert bare.paragraphs[problem.paragraph].text[problem.start : problem.end] == ","


def test_public_check_takes_files_and_documents(tmp_path: Path) -> None:
    path = tmp_path / "一.txt"
    path.write_text(text_of("完善农业保险,提供服务。"), encoding="utf-8")
    assert [p.rule for p in draftkit.check(path)] == ["PUN-01"]
    assert [p.rule for p in draftkit.check(draftkit.read(path))] == ["PUN-01"]


@pytest.mark.parametrize(
    "text", ["", "一", "。", "《", "（（（", "1", "附件1", "一、\n（一）\n1.\n", "号" * 400]
)
def test_any_text_can_be_proofread(text: str) -> None:
    check_document(parse_text(text))


def test_every_rule_is_explained() -> None:
    for rule in standard().values():
        assert isinstance(rule, Rule)
        if rule.scope == "form":
            continue
        assert rule.title
        assert rule.why.endswith("。")
        assert rule.source
        assert rule.bad, rule.id
        assert rule.good, rule.id
    of_words = [r for r in standard().values() if r.scope != "form"]
    # The specification's own rules, and those beyond it, numbered from 51.
    assert len([r for r in of_words if int(r.id[-2:]) < 51]) == 145
    assert len([r for r in of_words if int(r.id[-2:]) >= 51]) == 5


def test_a_fixed_expression_in_brackets_is_only_a_hint() -> None:
    from checking_cases import found

    note = "（责任单位：县农业农村局，各{}）"
    for words, severity in (("县（市、区）人民政府", "info"), ("乡镇人民政府（办事处、居委会）", "warning")):
        problems = [p for p in found({"note": note.format(words)}) if p.rule == "PUN-04"]
        assert [p.severity for p in problems] == [severity]


# --- real documents ----------------------------------------------------------------------------


def told(problem: Problem) -> str:
    many = f" x{problem.count}" if problem.count > 1 else ""
    return f"{problem.rule} {problem.line}:{problem.column}{many}"


@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_findings_on_reference_documents_have_been_judged(shared: Path, number: str) -> None:
    judged = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))[number]
    path = next((shared / "seeds").glob(f"{number}_*.txt"))
    assert sorted(map(told, draftkit.check(path))) == sorted(judged["right"] + judged["wrong"])
    assert len(judged["wrong"]) <= 0.05 * len(judged["right"])


SAMPLE_FAULTS = {
    "province.txt": {"PUN-01"},  # half-width marks are what this sample shows
    "liuquan.txt": {"PUN-01", "RES-09"},  # so are letters read for digits
}


def test_samples_have_no_other_errors(samples: Path) -> None:
    for path in sorted(samples.iterdir()):
        if path.suffix in (".docx", ".txt", ".md") and path.stem != "README":
            problems = draftkit.check(draftkit.read(path))
            errors = {p.rule for p in problems if p.severity == "error"}
            assert errors == SAMPLE_FAULTS.get(path.name, set()), path.name


@pytest.mark.parametrize("parent", ["city.docx", "province.docx"])
@pytest.mark.parametrize("place", ["hefeng", "linlan", "shabu", "shizhu", "yanzhou"])
def test_drafts_have_no_errors(samples: Path, parent: str, place: str) -> None:
    locality = draftkit.Locality.load(samples / "localities" / f"{place}.yaml")
    draft = draftkit.draft(draftkit.read(samples / parent), locality)
    assert [p for p in draftkit.check(draft.document) if p.severity == "error"] == []


def test_what_a_draft_leaves_open_is_a_warning_and_any_other_place_holder_an_error() -> None:
    text = "一、任务\n（一）投入。到2027年，安排【待填：金额】。\n（二）试点。在××乡开展试点。\n"
    found = {p.places[0].quote: p.severity for p in draftkit.check(parse_text(text)) if p.rule == "RES-01"}
    assert found == {"【待填：金额】": "warning", "××": "error"}
