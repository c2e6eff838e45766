"""`draftkit check` and `draftkit rules` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from checking_cases import text_of

BAD = "完善农业保险,其它单位配合。"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A document with two faults and one without."""
    bad, good = tmp_path / "有错.txt", tmp_path / "没错.txt"
    bad.write_text(text_of(BAD), encoding="utf-8")
    good.write_text(text_of({}), encoding="utf-8")
    return bad, good


def test_status_tells_whether_something_was_found(draftkit: Any, files: tuple[Path, Path]) -> None:
    bad, good = files
    assert draftkit("check", bad).returncode == 1
    done = draftkit("check", good)
    assert done.returncode == 0
    assert "没有发现问题" in done.stdout
    assert draftkit("check", bad, "--off", "PUN,WRD").returncode == 0


def test_json_of_one_file(draftkit: Any, files: tuple[Path, Path]) -> None:
    done = draftkit("check", files[0], "--json")
    told = json.loads(done.stdout)
    assert told["schema"] == "draftkit.problems/1"
    assert told["file"] == str(files[0])
    first = told["problems"][0]
    assert (first["rule"], first["severity"], first["line"], first["count"]) == ("PUN-01", "error", 27, 1)
    assert first["edits"][0]["new"] == "，"


def test_json_of_several_files(draftkit: Any, files: tuple[Path, Path]) -> None:
    told = json.loads(draftkit("check", *files, "--json").stdout)
    assert [f["file"] for f in told["files"]] == [str(f) for f in files]
    assert [len(f["problems"]) for f in told["files"]] == [2, 0]


def test_the_place_is_marked(draftkit: Any, files: tuple[Path, Path]) -> None:
    lines = draftkit("check", files[0], "--severity", "error").stdout.splitlines()
    number = next(i for i, line in enumerate(lines) if "PUN-01" in line)
    shown, marked = lines[number + 1 : number + 3]
    assert "完善农业保险,其它" in shown
    assert marked.strip() == "^"
    assert "WRD-01" not in "\n".join(lines)


def test_what_cannot_be_read_does_not_stop_the_others(
    draftkit: Any, files: tuple[Path, Path], tmp_path: Path
) -> None:
    done = draftkit("check", tmp_path / "没有.txt", files[0])
    assert done.returncode == 2
    assert "找不到这个文件" in done.stderr
    assert "PUN-01" in done.stdout


def test_output_is_refused_before_the_work(draftkit: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    assert draftkit("check", files[0], "-o", tmp_path / "a.pdf").returncode == 2
    (tmp_path / "a.json").write_text("", encoding="utf-8")
    done = draftkit("check", files[0], "-o", tmp_path / "a.json")
    assert done.returncode == 2
    assert "已存在" in done.stderr
    assert draftkit("check", files[0], "-o", tmp_path / "a.json", "--force").returncode == 1
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["problems"]


def test_day(draftkit: Any, tmp_path: Path) -> None:
    path = tmp_path / "一.txt"
    path.write_text(text_of("会同中国银保监会做好工作。"), encoding="utf-8")
    assert draftkit("check", path, "--as-of", "2023-05-17").returncode == 0
    assert draftkit("check", path, "--as-of", "2023-05-18").returncode == 1
    assert draftkit("check", path, "--as-of", "昨天").returncode == 2


def test_rules_are_listed_and_explained(draftkit: Any) -> None:
    listed = draftkit("rules", "list", "PUN").stdout.splitlines()
    assert len(listed) == 10
    assert listed[0].startswith("PUN-01  错误  ")
    shown = draftkit("rules", "show", "num-01").stdout
    assert "GB/T 9704—2012 7.2.5" in shown
    assert "错例：" in shown
    told = json.loads(draftkit("rules", "show", "TGT-07", "--json").stdout)
    assert (told["scope"], told["deviations"]) == ("diff", ["deadline_delayed"])
    assert len(json.loads(draftkit("rules", "list", "--json").stdout)["rules"]) >= 145
    assert draftkit("rules", "show", "XX-99").returncode == 2


# --- what a new user meets ---------------------------------------------------------------------


def test_groups_are_named_in_chinese_and_an_unknown_one_is_told_the_others(draftkit: Any) -> None:
    for name in ("标点", "pun", "PUN", "ＰＵＮ"):
        lines = draftkit("rules", "list", name).stdout.splitlines()
        assert len(lines) >= 10
        assert all(line.startswith("PUN-") for line in lines), name
    assert draftkit("rules", "list", "版头").stdout.startswith("F-201")
    unknown = draftkit("rules", "list", "XXX")
    assert unknown.returncode == 2
    assert "PUN 标点" in unknown.stderr


def test_every_rule_is_of_a_group_that_has_a_name() -> None:
    from draftkit.checking import standard
    from draftkit.checking.groups import GROUPS

    assert {id.split("-")[0] for id in standard()} == set(GROUPS)


@pytest.mark.parametrize(("typed", "id"), [("pun-1", "PUN-01"), ("ｐｕｎ－１", "PUN-01"), ("f105", "F-105")])
def test_a_rule_is_found_as_people_type_it(draftkit: Any, typed: str, id: str) -> None:
    assert draftkit("rules", "show", typed).stdout.startswith(id)


def test_a_day_that_is_none_is_told_with_the_wanted_form(draftkit: Any, files: tuple[Path, Path]) -> None:
    done = draftkit("check", files[0], "--as-of", "2026-13-01")
    assert done.returncode == 2
    assert "“2026-13-01”不是日期" in done.stderr
    assert "2026-03-01" in done.stderr


def test_a_docx_on_standard_input_is_measured_too(tmp_path: Path) -> None:
    import subprocess
    import sys

    from draftkit.parsing import parse_text
    from draftkit.writers.docx import to_docx

    data = to_docx(parse_text(text_of({})))
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    told = {}
    for name, given in (("-", data), (str(path), b"")):
        call = [sys.executable, "-m", "draftkit", "check", name, "--json"]
        done = subprocess.run(call, input=given, capture_output=True, check=False)
        told[name] = json.loads(done.stdout)["problems"]
    assert told["-"] == told[str(path)]


def test_html_and_terminal_count_alike() -> None:
    from draftkit.checking import Problem, check_document
    from draftkit.checking.engine import Checked
    from draftkit.parsing import parse_text
    from draftkit.reports.problems_html import problems_html
    from draftkit.reports.problems_terminal import problems_terminal

    document = parse_text(text_of("完善农业保险,其它单位配合" + "，建设 3 个点" * 12 + "。"))
    found: tuple[Problem, ...] = check_document(document)
    said = problems_terminal("a.txt", found).splitlines()[0].partition("：")[2]
    assert "处" in said
    assert said in problems_html([Checked("a.txt", document, found)])


def test_tabs_are_not_taken_for_spaces() -> None:
    from draftkit.checking import check_document
    from draftkit.parsing import parse_text

    for gap, rules in (("\t", set()), (" ", {"RES-07", "RES-08"})):
        text = text_of(f"完善农业保险服务体系{gap}建设示范点位{gap}30个，扩大覆盖。")
        assert {p.rule for p in check_document(parse_text(text))} & {"RES-07", "RES-08"} == rules


def test_doubts_of_a_scan_are_told_with_where_they_are_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from draftkit.cli.check import _tell_doubts

    _tell_doubts("扫描.pdf", 4)
    assert "4 处存疑文字" in (said := capsys.readouterr().err)
    assert "draftkit inspect 扫描.pdf" in said
