"""Word-level marks: nothing lost, nothing cut inside a word, local names no change."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftkit.comparing import compare
from draftkit.comparing.marks import marks
from draftkit.comparing.wording import Stretch, compare_words, cut, tokens
from draftkit.parsing import parse_text

CASES = Path(__file__).parent / "cases" / "comparing"
WORDS = st.lists(
    st.sampled_from(
        [
            "建立",
            "健全",
            "省卫生健康委",
            "县卫生健康局",
            "到2025年底，",
            "85%以上",
            "的",
            "《规范》",
            "，",
            " ",
            "长者食堂",
            "。",
        ]
    ),
    max_size=20,
).map("".join)


def words(text: str, stretches: tuple[Stretch, ...], mark: str) -> list[str]:
    return [text[s.start : s.end] for s in stretches if s.mark == mark]


@given(WORDS, WORDS)
def test_stretches_cover_both_texts(parent: str, child: str) -> None:
    wording = compare_words(parent, child)
    for text, stretches in ((parent, wording.parent), (child, wording.child)):
        assert "".join(text[s.start : s.end] for s in stretches) in (text, "")
        if text.strip():
            assert (stretches[0].start, stretches[-1].end) == (0, len(text))


@given(WORDS)
def test_equal_texts_have_no_marks(text: str) -> None:
    assert {s.mark for s in compare_words(text, text).parent} <= {"same"}


@given(WORDS, WORDS)
def test_what_stays_is_the_same_on_both_sides(parent: str, child: str) -> None:
    wording = compare_words(parent, child)
    left = "".join(words(parent, wording.parent, "same")).replace(" ", "")
    right = "".join(words(child, wording.child, "same")).replace(" ", "")
    assert left == right


@given(st.text(alphabet="建立健全机制长者食堂和老旧小区改造的", max_size=30))
def test_cut_loses_nothing(run: str) -> None:
    assert "".join(cut(run)) == run


def test_numbers_names_and_departments_are_never_cut() -> None:
    text = "到2025年底，市卫生健康局按照《管理办法（试行）》（江卫发〔2021〕3号）建成85%以上。"
    pieces = [text[t.start : t.end] for t in tokens(text)]
    for whole in ("市卫生健康局", "《管理办法（试行）》", "85%"):
        assert whole in pieces
    assert any("2025年底" in piece for piece in pieces)


@pytest.mark.parametrize(
    ("parent", "child", "gone", "new"),
    [
        ("应当建立长者食堂。", "鼓励建立长者食堂。", ["应当"], ["鼓励"]),
        ("覆盖率达到85%以上。", "覆盖率达到70%以上。", ["85%"], ["70%"]),
        ("省卫生健康委负责评估。", "县卫生健康局负责评估。", [], []),
        ("到 2025 年底,全省建成网络。", "到2025年底，全县建成网络。", [], []),
    ],
)
def test_marks(parent: str, child: str, gone: list[str], new: list[str]) -> None:
    wording = compare_words(parent, child)
    assert words(parent, wording.parent, "gone") == gone
    assert words(child, wording.child, "new") == new


def test_marked_measures_give_their_text_back() -> None:
    parent, child = (
        parse_text((CASES / f"fitness_{side}.txt").read_text(encoding="utf-8"))
        for side in ("parent", "child")
    )
    found = marks(compare(parent, child))
    for document, pieces in ((parent, found.parent), (child, found.child)):
        for measure in document.measures:
            assert "".join(p.text for p in pieces[measure.id]) == measure.text
            assert [p.at for p in pieces[measure.id]] == sorted(p.at for p in pieces[measure.id])
