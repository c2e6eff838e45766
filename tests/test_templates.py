"""Templates: every mistake in one sentence with its line, nothing reaches out, names in two languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.drafting import Template, compile, draft, find
from draftkit.drafting.vocabulary import spellings, words
from draftkit.errors import TemplateError
from draftkit.library import Library
from draftkit.localities import Locality
from draftkit.model import Document
from draftkit.parsing import read
from draftkit.resources import folder

CASES = Path(__file__).parent / "cases"
ERRORS: dict[str, dict[str, Any]] = yaml.safe_load(
    (CASES / "templates" / "errors.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def parent() -> Document:
    return read(CASES / "bad_input" / "parent.txt")


@pytest.fixture(scope="module")
def here() -> Locality:
    return Locality.load(CASES / "bad_input" / "locality.yaml")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "模板.txt"
    path.write_text(text, encoding="utf-8")
    return path


def text_of(parent: Document, here: Locality, source: str) -> str:
    return draft(parent, here, template=Template("试", source)).text


@pytest.mark.parametrize("name", ERRORS)
def test_mistake(name: str, parent: Document, here: Locality, tmp_path: Path) -> None:
    case = ERRORS[name]
    path = written(tmp_path, case["text"])
    with pytest.raises(TemplateError) as caught:
        draft(parent, here, template=path)
    message = str(caught.value)
    assert str(path) in message
    assert case["says"] in message
    assert message.endswith("。") and "\n" not in message
    if case["line"] is not None:
        assert f"第{case['line']}行" in message


@pytest.mark.parametrize("source", ["{{ 地名 }}", "{{ place }}", "{{ locality.name }}", "{{ 地方.名称 }}"])
def test_names_in_two_languages(source: str, parent: Document, here: Locality) -> None:
    assert here.name in text_of(parent, here, source)


def test_every_name_of_the_vocabulary_can_be_printed(parent: Document, here: Locality) -> None:
    plain = [name for name in spellings("root") if name not in ("待填", "hole", "条款", "clause")]
    lookups = {"本地", "facts", "目标", "targets", "单位", "units", "上级文件", "parent", "地方", "locality"}
    for name in plain:
        if name not in lookups:
            text_of(parent, here, f"{{{{ {name} }}}}")
    for view, of in (("locality", "地方"), ("parent", "上级文件")):
        for word in words(view):
            if word.english not in ("facts", "targets", "units"):
                text_of(parent, here, f"{{{{ {of}.{word.chinese} }}}}{{{{ {of}.{word.english} }}}}")
    fields = "".join(f"{{{{ 条.{word.chinese} }}}}" for word in words("block"))
    text_of(parent, here, f"{{% for 条 in 全部举措 %}}{fields}\n{{% endfor %}}")


def test_missing_fact_is_a_visible_hole_and_an_open_point(parent: Document, here: Locality) -> None:
    made = draft(parent, here, template=Template("试", "常住人口{{ 本地.常住人口 }}。\n"))
    assert made.text == "常住人口【待填：常住人口】。\n"
    assert [(p.kind, p.text) for p in made.open_points] == [("fact", "【待填：常住人口】")]


def test_given_fact_unit_and_target(parent: Document, here: Locality) -> None:
    known = here.but(facts={"常住人口": "42.3万"})
    source = "{{ 本地.常住人口 }}{{ 单位.民政 }}{{ 单位['卫生健康'] }}{{ 目标.没有的指标 }}{{ 待填('事项', '说明') }}"
    assert (
        text_of(parent, known, source)
        == "42.3万县民政局县卫生健康局【待填：没有的指标】【待填：事项（说明）】\n"
    )


def test_braces_in_values_are_text(parent: Document, here: Locality) -> None:
    known = here.but(facts={"怪": "{{ 地名 }}{% if %}{# #}\\1"})
    assert text_of(parent, known, "{{ 本地.怪 }}") == "{{ 地名 }}{% if %}{# #}\\1\n"


def test_labels_are_counted_anew(parent: Document, here: Locality) -> None:
    source = "一、甲\n{% for 条 in 全部举措 %}\n一、{{ 条.小标题 }}\n{% endfor %}\n"
    lines = [line for line in text_of(parent, here, source).splitlines() if line]
    assert [line.split("、")[0] for line in lines[:3]] == ["一", "二", "三"]


def test_include_from_the_same_folder(parent: Document, here: Locality, tmp_path: Path) -> None:
    (tmp_path / "落款.txt").write_text("{{ 地名 }}人民政府\n", encoding="utf-8")
    path = written(tmp_path, "方案\n{% include '落款.txt' %}\n")
    assert f"{here.name}人民政府" in draft(parent, here, template=path).text


def test_link_out_of_the_folder_is_not_followed(parent: Document, here: Locality, tmp_path: Path) -> None:
    secret = tmp_path / "别处" / "秘密.txt"
    secret.parent.mkdir()
    secret.write_text("秘密", encoding="utf-8")
    inner = tmp_path / "模板"
    inner.mkdir()
    (inner / "链接.txt").symlink_to(secret)
    with pytest.raises(TemplateError):
        draft(parent, here, template=written(inner, "{% include '链接.txt' %}"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_a_template(encoding: str, parent: Document, here: Locality, tmp_path: Path) -> None:
    path = tmp_path / "模板.txt"
    path.write_bytes("{{ 地名 }}方案\r\n".encode(encoding))
    assert draft(parent, here, template=path).text == f"{here.name}方案\n"


@pytest.mark.parametrize("name", [path.stem for path in sorted(folder("templates").glob("*.txt"))])
def test_installed_templates(name: str, parent: Document, here: Locality) -> None:
    template = find(name)
    assert template.header["名称"]
    asked = {spellings("root")[name] for name in template.names()}
    assert asked & {"parts", "task_table"} and {"issued_by", "addressees", "issued_on", "basis"} <= asked
    made = compile(parent, template=template).fill(here)
    assert {o.key for t in made.provenance for o in t.origins} >= {m.id for m in parent.measures}


@pytest.mark.parametrize("name", ["实施方案", "实施意见", "实施意见（直接发文）", "implementation_plan"])
def test_names_of_installed_templates(name: str) -> None:
    assert find(name).header["名称"].startswith(name.replace("implementation_plan", "实施方案"))


def test_an_unknown_template_lists_both_names() -> None:
    with pytest.raises(TemplateError) as caught:
        find("工作要点")
    said = caught.value.render()
    assert "实施方案（implementation_plan）" in said and "实施意见（implementation_opinion）" in said


def test_installed_templates_can_be_filled_without_rendering_again(parent: Document, here: Locality) -> None:
    for path in folder("templates").glob("*.txt"):
        plan = compile(parent, template=path)
        assert plan.skeleton(here) is None  # the first of a shape is drafted plainly
        assert plan.skeleton(here) is not None, f"{path.stem} looks into values"


def test_template_that_looks_into_values_gives_the_same(parent: Document, here: Locality) -> None:
    source = "{% if 地名 == '" + here.name + "' %}\n是{{ 标题 }}\n{% else %}\n不是{{ 标题 }}\n{% endif %}\n"
    plan = compile(parent, template=Template("试", source))
    other = here.but(name="枫桥县", parents=here.parents)
    for place, word in ((here, "是"), (other, "不是"), (here, "是")):
        assert plan.skeleton(place) is None
        assert plan.fill(place).text.startswith(word + place.name)


def test_documentation_lists_every_name() -> None:
    text = (Path(__file__).parent.parent / "docs" / "drafting.md").read_text(encoding="utf-8")
    for view in ("root", "block", "parent", "locality"):
        for word in words(view):
            assert f"| `{word.chinese}` | `{word.english}` | {word.meaning} |" in text


def test_clause_of_the_shipped_library(parent: Document, here: Locality) -> None:
    library = Library(folder("clause_library"))
    clause = next(c for c in library.clauses() if c.origin.level == "county" and c.responsibility)
    template = Template("试", f'{{{{ 标题 }}}}\n\n（一）{{{{ 条款("{clause.id}") }}}}\n')
    made = draft(parent, here, template=template, library=library)
    traced = [o for trace in made.provenance for o in trace.origins if o.kind == "library"]
    assert [(o.key, o.version) for o in traced] == [(clause.id, clause.version)]
    assert clause.origin.place and clause.origin.place not in made.text
    assert clause.heading and f"{clause.heading}。" in made.text
    assert made.text.rstrip().endswith("）") and "牵头" in made.text  # its note comes with it
