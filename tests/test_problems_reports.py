"""HTML and SARIF views of findings: nothing unescaped, nothing from outside, every place where it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from draftkit.checking import Edit, Place, Problem
from draftkit.checking.engine import Checked, check_file
from draftkit.parsing import parse_text
from draftkit.reports.problems_html import problems_html
from draftkit.reports.problems_sarif import problems_sarif

TEXT = "松岭县教育局关于做好<安全>工作的通知\n各学校：\n一、加强领导\n各校要落实责任,明确分工 & 到人。\n二、抓好落实\n"


@pytest.fixture
def checked() -> Checked:
    document = parse_text(TEXT, path="文件/一 号.txt")
    index = next(i for i, p in enumerate(document.paragraphs) if "分工" in p.text)
    at = document.paragraphs[index].text.index(",")
    column = document.paragraphs[index].content.at(at).column
    edit = Edit(index, at, at + 1, ",", "，")
    comma = Place(4, column, None, index, at, at + 1, ",", (edit,))
    first = Problem("PUN-01", "error", "中文里用<半角>标点。", comma, "，")
    many = tuple(Place(4, 1, None, index, 0, 2, "各校") for _ in range(40))
    folded = Problem("WRD-99", "info", "同一件事说了很多次", many[0], None, many[1:])
    whole = Problem("F-101", "warning", "纸张不对。", Place())
    return Checked("文件/一 号.txt", document, (first, folded, whole))


class _Page(HTMLParser):
    """Counts elements, collects words of marks, and refuses what loads something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.marks: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "iframe", "link", "object")
        values = dict(attrs)
        assert "src" not in values and not any(k.startswith("on") for k in values)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "mark":
            self.marks[-1] += data


def page(html: str) -> _Page:
    parser = _Page()
    parser.feed(html)
    assert not parser.open
    return parser


def test_page(checked: Checked) -> None:
    html = problems_html([checked])
    parsed = page(html)
    assert "," in parsed.marks and "各校" in parsed.marks
    assert "&lt;半角&gt;" in html and "&lt;安全&gt;" in html and "<安全>" not in html
    assert len(parsed.ids) == len(set(parsed.ids))
    assert all(link.startswith("#") and link[1:] in parsed.ids for link in parsed.links)
    assert "还有 37 处" in html and "依据：GB/T 15834" in html
    assert not re.search(r"https?://", html)


def test_page_of_several_files_and_of_a_clean_one(checked: Checked) -> None:
    clean = Checked("净.txt", checked.document, ())
    html = problems_html([checked, clean])
    assert "2 份文件" in html and "没有发现问题" in html
    page(html)


def test_page_of_a_docx_tells_paragraphs_and_the_grid(samples: Path) -> None:
    html = problems_html([check_file(samples / "yunling.docx")])
    page(html)
    assert "每行 27 字，每页 22 行" in html and re.search(r"第\d+段", html)


def test_sarif(checked: Checked) -> None:
    log = json.loads(json.dumps(problems_sarif([checked])))
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == ["F-101", "PUN-01", "WRD-99"]
    assert "依据" in rules[0]["help"]["text"] and rules[0]["defaultConfiguration"]["level"] == "error"
    comma, folded, whole = run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note") and result["message"]["text"]
    region = comma["locations"][0]["physicalLocation"]["region"]
    line = TEXT.splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == ","
    (replacement,) = comma["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"]["text"] == "，" and replacement["deletedRegion"] == {
        "startLine": 4, "startColumn": region["startColumn"], "endLine": 4, "endColumn": region["endColumn"],
    }  # fmt: skip
    assert len(folded["relatedLocations"]) == 39 and folded["occurrenceCount"] == 40
    assert "region" not in whole["locations"][0]["physicalLocation"]
    uri = comma["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii() and " " not in uri


def test_places_of_a_real_text_stand_where_sarif_says(tmp_path: Path) -> None:
    """With every fix of an editor applied, nothing of what was fixed is found again."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace("<安全>", "安全"), encoding="utf-8")
    log = problems_sarif([check_file(path)])
    lines = path.read_text(encoding="utf-8").split("\n")
    for result in log["runs"][0]["results"]:
        region = result["locations"][0]["physicalLocation"].get("region", {})
        if "snippet" in region and region.get("endLine") == region["startLine"]:
            words = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
            assert words == region["snippet"]["text"]


def test_command(tmp_path: Path, samples: Path, draftkit: Callable[..., Any]) -> None:
    done = draftkit("check", samples / "xikou.docx", samples / "xikou.txt", "-o", tmp_path / "报告.html")
    assert done.returncode == 1, done.stderr
    page((tmp_path / "报告.html").read_text(encoding="utf-8"))
    done = draftkit("check", samples / "xikou.docx", "--sarif")
    assert json.loads(done.stdout)["runs"][0]["results"]
