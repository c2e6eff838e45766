"""Broken files and odd texts: a document or an error of our own in one line, never a crash or a hang.

The same cases everywhere and every time; tools/fuzz.py looks for new ones by the hour.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftkit.parsing import parse_text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from fuzzing.corpus import FILES  # noqa: E402
from fuzzing.texts import filled, fragments  # noqa: E402
from fuzzing.trial import TEXT, Case, Result, check, trial  # noqa: E402
from fuzzing.watch import results  # noqa: E402

# Files of a kind, small enough for all kinds together to take half a minute.
COUNTS = {
    "docx": 60,
    "doc": 200,
    "pdf": 60,
    "html": 50,
    "mhtml": 60,
    "ofd": 60,
    "md": 60,
    "txt": 60,
    TEXT: 60,
}
SECONDS = 20.0  # a hang; on a busy machine a good file may take a second
LONGEST = 100_000  # bytes of a text

fragment = st.sampled_from(fragments())
texts = st.lists(st.tuples(fragment, st.integers(1, 40)).map(lambda t: filled(*t)), max_size=60).map("".join)


def findings(outcomes: list[Result]) -> list[str]:
    """What is wrong, with the way to repeat it."""
    bad = (r for r in outcomes if r.outcome not in ("document", "error"))
    return [f"{r.outcome} --again {r.case.seed} {r.case.kind} {r.case.number}\n{r.told}" for r in bad]


@pytest.mark.parametrize("kind", COUNTS)
def test_broken_input_is_read_or_refused(kind: str) -> None:
    cases = (Case(9704, kind, number, LONGEST) for number in range(COUNTS[kind]))
    outcomes = list(results(cases, SECONDS))
    assert findings(outcomes) == []
    assert {r.outcome for r in outcomes} == ({"document"} if kind == TEXT else {"document", "error"})


def test_every_kind_of_file_is_tried() -> None:
    assert set(COUNTS) == {*FILES, TEXT}


@given(texts)
def test_any_mix_of_the_genre_is_a_document(text: str) -> None:
    check(parse_text(text), strict=False)


@given(st.text(max_size=300))
def test_any_characters_are_a_document(text: str) -> None:
    check(parse_text(text), strict=False)


def test_a_case_is_the_same_every_time() -> None:
    first, second = (trial(Case(1, "docx", 3)) for _ in range(2))
    assert (first.outcome, first.size, first.told) == (second.outcome, second.size, second.told)


def test_hangs_and_deaths_are_findings() -> None:
    kinds = (TEXT, "hang", TEXT, "death")
    outcomes = [r.outcome for r in results([Case(1, kind, 0) for kind in kinds], 1.0)]
    assert outcomes == ["document", "hang", "document", "died"]
