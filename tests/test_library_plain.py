"""The quick reader of clause files says what a YAML parser says, or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_cases import hostile

from draftkit.library import Clause, Origin, Wording, plain, store
from draftkit.library.clauses import Earlier, Edit, Shelf, Where


def quick(text: str) -> object:
    return plain.read(text, lambda words: store.load_yaml(words, ""))


_clauses = st.builds(
    Clause,
    id=st.from_regex(r"[0-9A-Z]{26}", fullmatch=True),
    heading=hostile | st.none(),
    template=hostile,
    original=hostile,
    slots=st.dictionaries(st.from_regex(r"[a-z]{1,5}\.[a-z0-9_]{1,6}", fullmatch=True), hostile, max_size=3),
    responsibility=st.none() | st.builds(Wording, hostile, hostile),
    section=st.lists(hostile, max_size=2).map(tuple),
    topics=st.lists(hostile, max_size=2).map(tuple),
    where=st.none() | st.just(Where((1, 2), (1, 1))) | st.just(Where((3, 3))),
    variant_of=st.none() | st.just("01ABC"),
    earlier=st.lists(st.builds(Earlier, st.just(1), hostile, hostile), max_size=1).map(tuple),
    edits=st.lists(st.builds(Edit, hostile, hostile, hostile), max_size=1).map(tuple),
    extra=st.just({}) | st.just({"note": "加的一句"}),
)


@given(st.lists(_clauses, max_size=3), hostile)
def test_it_agrees_with_yaml(clauses: list[Clause], title: str) -> None:
    text = store.shelf_text(Shelf(Origin(title=title), tuple(clauses)))
    found = quick(text)
    assert found is None or found == store.load_yaml(text, "")


@given(st.text(alphabet="- :|[]{}'\"#&*ab\n甲,?!>%@`~", max_size=60))
def test_it_agrees_with_yaml_on_anything(text: str) -> None:
    words = f"schema: draftkit.clauses/1\nclauses:\n- id: A\n  heading: {text}\n"
    found = quick(words)
    assert found is None or found == store.load_yaml(words, "")


def test_what_is_written_is_read_quickly(root: Path) -> None:
    files = sorted((root / "clause_library").rglob("*/*.yaml"))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert quick(text) == store.load_yaml(text, "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  heading: 标题\n", "  heading: 标题\n  # 一句注释\n"),
        ("  heading: 标题\n", "  heading: 标题\n    接着写\n"),
        ("  heading: 标题\n", "  heading: >\n    标题\n"),
        ("  heading: 标题\n", "  heading: !!str 标题\n"),
        ("  heading: 标题\n", "  heading: 标题 # 注释\n"),
        ("  heading: 标题\n", "  heading: &a 标题\n"),
        ("  topics: []\n", "  topics:\n  - 甲\n  - 乙\n"),
        ("  topics: []\n", "  topics: [甲,\n    乙]\n"),
        ("  version: 1\n", "  version: 1\n  version: 2\n"),
        ("  status: active\n", "  status: active\n  备注: 有\n"),
    ],
)
def test_edits_by_hand_are_left_to_yaml_or_read_the_same(old: str, new: str) -> None:
    clause = Clause("A", "标题", "x", "x")
    text = store.shelf_text(Shelf(Origin(title="甲"), (clause, replace(clause, id="B"))))
    assert old in text
    edited = text.replace(old, new, 1)
    found = quick(edited)
    assert found is None or found == store.load_yaml(edited, "")
