"""The law of the library: a template filled with its slots is the source, character for character."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_cases import PLACE, hostile

import draftkit
from draftkit.errors import TemplateError
from draftkit.library import Clause, Library, law
from draftkit.library.slotting import slotted

# What anybody else would use: no option of ours may be needed to keep the law.
PLAIN_JINJA = jinja2.Environment(undefined=jinja2.StrictUndefined)


def obeys(template: str, original: str, slots: dict[str, str]) -> bool:
    plain = PLAIN_JINJA.from_string(template).render(law.nested(slots))
    return plain == original == law.fill(template, slots)


@given(hostile)
def test_literal_text_renders_to_itself(text: str) -> None:
    assert obeys(law.literal(text), text, {})


@given(st.lists(st.tuples(hostile, hostile), max_size=5))
def test_any_words_may_become_slots(parts: list[tuple[str, str]]) -> None:
    text, places, slots = "", [], {}
    for number, (before, value) in enumerate(parts):
        text += before
        places.append((len(text), len(text) + len(value), f"unit.x{number}"))
        slots[f"unit.x{number}"] = value
        text += value
    assert obeys(law.compose(text, places), text, slots)


@given(hostile, hostile | st.none())
def test_harvested_words_obey(text: str, note: str | None) -> None:
    made = slotted(text, note, PLACE)
    assert obeys(made.body.template, text, dict(made.slots))
    if made.note is not None:
        assert made.note.original == note
        assert obeys(made.note.template, made.note.original, dict(made.slots))


@given(hostile)
def test_both_ways_of_filling_agree(text: str) -> None:
    """The quick way reads the same pieces out of a template as Jinja2's compiler does."""
    template = law.literal(text) + "{{ level.all }}" + law.literal(text)
    parts = law.pieces(template)
    assert parts is not None
    assert "".join("全县" if p.slot else p.words for p in parts) == text + "全县" + text


def test_an_unlawful_clause_is_kept_without_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "holds", lambda *_: False)
    made = slotted("全县{{ 推开", "县卫健局", PLACE)
    assert not made.lawful
    assert made.slots == {}
    assert obeys(made.body.template, "全县{{ 推开", {})
    assert made.note is not None and made.note.original == "县卫健局"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ unit.health }}", "没有定义的空位"),
        ("{{ level.all", "第1行写法不对"),
        ("{% for %}", "第1行写法不对"),
        ("{{ 1 / 0 }}", "不能渲染"),
        ("{{ ''.__class__.__mro__ }}", "空位|渲染"),
    ],
)
def test_a_bad_template_is_one_sentence(template: str, words: str) -> None:
    with pytest.raises(TemplateError, match=words):
        law.fill(template, {"level.all": "全县"})


def test_a_template_may_use_all_of_jinja() -> None:
    assert (
        law.fill("{% if level.all %}在{{ level.all }}{% endif %}推开", {"level.all": "全县"}) == "在全县推开"
    )


def test_one_slot_cannot_be_the_family_of_another() -> None:
    for slots in ({"unit": "a", "unit.x": "b"}, {"unit.x": "b", "unit": "a"}):
        with pytest.raises(TemplateError, match="重名"):
            law.nested(slots)


# --- real documents --------------------------------------------------------------------------


def check_all(clauses: list[Clause], documents: list[draftkit.Document]) -> None:
    assert [c.original for c in clauses] == [m.text for d in documents for m in d.measures]
    for clause in clauses:
        for words in clause.wordings:
            assert obeys(words.template, words.original, dict(clause.slots)), clause.heading
    # A library without slots would keep the law too.
    assert sum(bool(c.slots) for c in clauses) > len(clauses) / 2


def harvested(folder: Path, files: list[Path]) -> tuple[list[Clause], list[draftkit.Document]]:
    library = Library(folder, create=True)
    documents = [draftkit.read(file) for file in files]
    clauses = []
    for document in documents:
        result = library.harvest(document)
        clauses += [library.get(id) for id in result.added]
    return clauses, documents


def test_all_clauses_of_the_seeds(shared: Path, tmp_path: Path) -> None:
    files = sorted((shared / "seeds").glob("*.txt"))
    assert files
    check_all(*harvested(tmp_path / "库", files))


@pytest.mark.parametrize("suffix", ["docx", "txt", "md"])
def test_all_clauses_of_the_samples(samples: Path, tmp_path: Path, suffix: str) -> None:
    files = sorted(f for f in samples.glob(f"*.{suffix}") if f.name != "README.md")
    assert files
    check_all(*harvested(tmp_path / "库", files))
