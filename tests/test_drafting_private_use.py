"""Characters of an office's own making (造字, private use) stay what they are, alone, in a batch, in Word."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from draftkit.batch import Batch, Shared, run
from draftkit.drafting import Template, compile, draft, find, sidecar
from draftkit.drafting.docx_template import WordTemplate
from draftkit.localities import Locality, Row
from draftkit.model import Document, Text
from draftkit.parsing import read
from draftkit.reports.draft_docx import compile_draft
from draftkit.writers.docx import Profile

PARENT = Path(__file__).parent / "cases" / "bad_input" / "parent.txt"
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
NAMES = ("甲山县", "乙水源县", "丙县", "丁岭县")
SOURCE = "{{ 标题 }}\n{{ 主送机关 }}：\n{{ 本地.特色 }}。{{ 本地.人口 }}\n{% for 条 in 各部分 %}{{ 条 }}\n{% endfor %}\n{{ 发文机关 }}\n{{ 成文日期 }}\n"

private = st.one_of(
    st.characters(min_codepoint=0xE000, max_codepoint=0xE045),
    st.characters(min_codepoint=0xE000, max_codepoint=0xF8FF),
    st.characters(min_codepoint=0xF0000, max_codepoint=0xFFFFD),
    st.characters(min_codepoint=0x100000, max_codepoint=0x10FFFD),
)


@cache
def plain_parent() -> Document:
    return read(PARENT)


def parent_with(char: str) -> Document:
    """The parent with a character twice in its first measure."""
    document = plain_parent()
    index = next(i for i, p in enumerate(document.paragraphs) if p.role == "item")
    first = document.paragraphs[index]
    changed = Text(first.content.text + f"用字{char}{char}。", first.content.anchors)
    odd = replace(first, content=changed)
    measures = tuple(
        replace(m, content=Text(m.content.text + f"用字{char}{char}。", m.content.anchors)) if n == 0 else m
        for n, m in enumerate(document.measures)
    )
    paragraphs = (*document.paragraphs[:index], odd, *document.paragraphs[index + 1 :])
    return replace(document, paragraphs=paragraphs, measures=measures)


def place(name: str, fact: str, issuer: str = "民政局") -> Locality:
    known = {"name": name, "level": "county", "issuers": [f"{name}{issuer}"], "issued_on": "2024-07-01"}
    return Locality.from_mapping(known | {"facts": {"特色": fact, "人口": "12.5万人"}})


def word_template(folder: Path) -> Template:
    made = docx.Document()
    for line in SOURCE.split("\n"):
        made.add_paragraph(line)
    made.save(str(folder / "模板.docx"))
    return WordTemplate.load(folder / "模板.docx")


def words(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return re.sub("<[^>]+>", "", package.read("word/document.xml").decode("utf-8"))


def same_as_single(parent: Document, template: Template, places: list[Locality], folder: Path) -> None:
    """Each plan of the batch is the one that is made for its row alone."""
    outcomes = run(Batch(Shared(parent, template), folder), [Row(n, p) for n, p in enumerate(places, 2)])
    for here, outcome in zip(places, outcomes, strict=True):
        assert outcome.state == "done", outcome.error
        alone = draft(parent, here, template=template)
        page = compile_draft(alone, template, Profile()).fill({})
        assert words((folder / outcome.file).read_bytes()) == words(page)
        assert (folder / f"{here.name}.来源.json").read_text(encoding="utf-8") == sidecar(alone)


def kept(parent: Document, template: Template, here: Locality) -> str:
    alone = draft(parent, here, template=template)
    return "".join(PRIVATE.findall(words(compile_draft(alone, template, Profile()).fill({}))))


@settings(max_examples=15, deadline=None)
@given(private)
@example("\ue000")
@example("\ue001")
@example("\U00104028")
def test_in_values(tmp_path_factory: pytest.TempPathFactory, char: str) -> None:
    folder = tmp_path_factory.mktemp("out")
    template = Template("试", SOURCE)
    places = [place(name, f"甲{char}乙") for name in NAMES]
    places.append(place(f"戊{char}县", "无"))
    same_as_single(plain_parent(), template, places, folder)
    assert kept(plain_parent(), template, places[0]) == char
    assert char in kept(plain_parent(), template, places[-1])


@settings(max_examples=10, deadline=None)
@given(private)
@example("\ue000")
@example("\ue002")
@example("\U00104028")
def test_in_the_parent(tmp_path_factory: pytest.TempPathFactory, char: str) -> None:
    parent = parent_with(char)
    for number, template in enumerate((find("implementation_plan"), Template("试", SOURCE))):
        places = [place(name, "绿水青山") for name in NAMES]
        folder = tmp_path_factory.mktemp(f"out{number}")
        same_as_single(parent, template, places, folder)
        assert kept(parent, template, places[0]) == char * 2


@settings(max_examples=5, deadline=None)
@given(private)
@example("\ue000")
@example("\U00104028")
def test_in_word_templates(tmp_path_factory: pytest.TempPathFactory, char: str) -> None:
    folder = tmp_path_factory.mktemp("out")
    template = word_template(folder)
    places = [place(name, f"甲{char}乙") for name in NAMES]
    same_as_single(parent_with(char), template, places, folder)
    assert kept(parent_with(char), template, places[0]) == char * 3


@pytest.mark.parametrize("char", ["\ue000", "\uf0b7"])
def test_in_a_letterhead(char: str) -> None:
    """A frame's own signs are no places of values."""
    made = docx.Document()
    made.add_paragraph(f"印{char}")
    made.add_paragraph("【正文】")
    frame = io.BytesIO()
    made.save(frame)
    template = find("implementation_plan")
    drafted = draft(plain_parent(), place("甲山县", "无"), template=template)
    page = compile_draft(drafted, template, Profile(), frame.getvalue())
    text = words(page.fill({char: "甲山县"}))
    assert f"印&#{ord(char)};" in text


@pytest.mark.parametrize("char", ["\ue000", "\ue001", "\U00104028"])
def test_in_a_clause_of_a_library(char: str) -> None:
    origin = SimpleNamespace(place="", level="county", parents=(), title="甲办法", file="a.txt")
    clause = SimpleNamespace(
        id="01ABC",
        version=1,
        heading=None,
        original=f"用字{char}。",
        responsibility=None,
        origin=origin,
    )
    library = SimpleNamespace(get=lambda id: clause)
    plan = compile(plain_parent(), template=Template("试", SOURCE + '{{ 条款("01ABC") }}\n'), library=library)
    for name in (*NAMES, *NAMES):
        here = place(name, "绿水青山")
        assert plan.fill(here) == plan.render(here)
        assert f"用字{char}。" in plan.fill(here).text
