"""Laws of reading: nothing is refused, no word is lost or invented, every word knows its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftkit.model import Document, Text
from draftkit.parsing import parse_text, read

SRC = Path(__file__).resolve().parent.parent / "samples" / "src"
PIECES = [
    "一、",
    "二、",
    "（一）",
    "(二) ",
    "1.",
    "２．",
    "l1.",
    "（1）",
    "①",
    "第一章 ",
    "第三条 ",
    "附件1",
    "附件：1.清单",
    "总体要求",
    "加强组织领导。",
    "到2025年，",
    "达到80%以上",
    "不少于3家，",
    "100%",
    "全覆盖",
    "百分之八十",
    "翻一番",
    "（责任单位：市卫健局、民政局牵头，市财政局按职责分工落实）",
    "（省教育厅等按职责分工负责）",
    "以下均需各市、县落实，不再列出",
    "《关于做好工作的通知》（国办发〔2023〕5号）",
    "〔",
    "》",
    "（",
    "”",
    "**",
    "\t",
    "\u3000",
    " ",
    "\n",
    "\n\n",
    "\f",
    "。",
    "；",
    "：",
    "各县（市、区）人民政府：",
    "丹泽市教育局    丹泽市民政局",
    "2023年6月19日",
    "2023年2月30日",
    "（此件公开发布）",
    "— 3 —",
    "丹政发〔2023〕5号",
    "关于印发",
    "实施方案",
    "的通知",
    "本方案自2023年7月1日起施行，有效期五年。",
    "abc",
    "|",
    "\\",
    "\x0b",
    "\u2028",
]
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(texts)
def test_any_text_becomes_a_document(text: str) -> None:
    document = parse_text(text)
    ids = [m.id for m in document.measures]
    assert ids == [f"m{n}" for n in range(1, len(ids) + 1)]
    assert [s.measure for s in document.headings() if s.measure] == ids


@given(texts)
def test_words_stand_where_they_say(text: str) -> None:
    lines = re.split(r"\r\n|\r|\n", text)
    for paragraph in parse_text(text).paragraphs:
        assert_places(paragraph.content, lines)


@given(texts)
def test_targets_and_citations_stand_in_their_measure(text: str) -> None:
    for measure in parse_text(text).measures:
        for target in measure.targets:
            assert measure.text[target.start : target.end] == target.text
        for citation in measure.citations:
            assert measure.text[citation.start] == "《"


def assert_places(text: Text, lines: list[str]) -> None:
    for offset, char in enumerate(text.text):
        place = text.at(offset)
        assert lines[place.line - 1][place.column - 1] == char


@pytest.mark.parametrize("path", sorted(SRC.glob("*.txt")), ids=lambda p: p.stem)
def test_no_word_of_a_sample_is_lost(path: Path) -> None:
    source = re.sub(r"\s", "", path.read_text(encoding="utf-8"))
    document = read(path)
    assert re.sub(r"\s", "", "".join(p.text for p in document.paragraphs)) == source


def test_seeds_lose_nothing_but_page_furniture(shared: Path) -> None:
    for path in sorted((shared / "seeds").glob("*.txt")):
        raw = path.read_text(encoding="utf-8")
        document = read(path)
        kept = re.sub(r"\s", "", "".join(p.text for p in document.paragraphs))
        left = re.sub(r"\s|—\d+—", "", raw)
        assert kept == left
        for measure in document.measures:
            assert_places(measure.content, raw.split("\n"))


@pytest.mark.parametrize("path", sorted(SRC.glob("*.txt")), ids=lambda p: p.stem)
@pytest.mark.parametrize("layout", ["a line", "doubled", "indented"])
def test_lost_and_added_line_breaks_change_no_measure(path: Path, layout: str) -> None:
    text = path.read_text(encoding="utf-8")
    if layout == "a line":
        text = re.sub(r"\s*\n\s*", " ", text)
    else:
        text = text.replace("\n", "\n\n") if layout == "doubled" else re.sub(r"(?m)^", "\u3000\u3000", text)
    assert outline_of(parse_text(text)) == outline_of(read(path))


def outline_of(document: Document) -> list[object]:
    squeezed = [(m.path, [re.sub(r"\s", "", u) for u in m.units]) for m in document.measures]
    targets = [(t.comparator, t.value, t.unit, t.deadline) for m in document.measures for t in m.targets]
    return [*squeezed, *targets]
