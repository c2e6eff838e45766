"""Looking at a template without a parent: every mistake that can be known is told with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from draftkit.drafting import Template, find
from draftkit.drafting.inspecting import inspect_template
from draftkit.drafting.templates import installed
from draftkit.errors import TemplateError

CASES = Path(__file__).parent / "cases" / "templates" / "check.yaml"
DATA: dict[str, dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
HEAD = "{# 文种：工作方案；自称：本方案 #}"


@pytest.mark.parametrize("name", DATA["faults"])
def test_fault(name: str) -> None:
    case = DATA["faults"][name]
    faults = inspect_template(Template("试", f"{HEAD}\n{case['text']}{{{{ 任务分工表 }}}}\n")).faults
    assert [(f.line, case["says"] in f.problem) for f in faults] == [(case["line"] + 1, True)]


@pytest.mark.parametrize("source", DATA["right"])
def test_nothing_wrong(source: str) -> None:
    assert not inspect_template(Template("试", f"{HEAD}\n{source}\n{{{{ 任务分工表 }}}}\n")).faults


@pytest.mark.parametrize("template", installed(), ids=lambda t: t.name)
def test_installed_templates_are_right(template: Template) -> None:
    assert not inspect_template(template).faults


@pytest.mark.parametrize("name", DATA["broken"])
def test_a_broken_block_does_not_hide_what_is_asked(name: str) -> None:
    case = DATA["broken"][name]
    found = inspect_template(Template("试", case["text"]))
    assert found.faults
    assert [(a.line, a.name) for a in found.asked] == [tuple(pair) for pair in case["asked"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ 标题 is foo }}", "is foo"),
        ("{{ 标题 | uper }}", "uper"),
        ("{{ 全部举措[0].foo }}", "“foo”这一项"),
    ],
)
def test_word_templates_too(text: str, says: str, tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph(text)
    made.save(str(tmp_path / "模板.docx"))
    try:
        told = " ".join(f.problem for f in inspect_template(find(tmp_path / "模板.docx")).faults)
    except TemplateError as error:
        told = str(error)
    assert says in told
