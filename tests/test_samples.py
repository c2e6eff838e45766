"""The sample documents: what is said about them is true, and every form reads as the same document."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sample_cases import DEVIATIONS, ELEMENTS, PAIR_NAMES, PAIRS, ROOT, SAMPLES, plain, read, words

from draftkit.localities import Locality, read_table
from draftkit.model import Document

sys.path.insert(0, str(ROOT / "tools"))

import make_samples
from sample_forms import readme

FORMS = ("src/{}.txt", "{}.docx", "{}.md", "{}.txt")
FILES = [form.format(name) for name in ELEMENTS for form in FORMS]
PLAIN_ELEMENTS = ("title", "notice_title", "doc_number", "issued_on", "printed_by", "printed_on")
VALIDITY = ("effective_from", "valid_until")


def test_every_written_file_is_fresh() -> None:
    stale = [n for n, data in make_samples.forms() if (SAMPLES / n).read_bytes() != data]
    assert stale == [], "run python tools/make_samples.py"


def test_the_mess_is_there() -> None:
    """No messy text is the clean text with other line ends."""
    for name in ELEMENTS:
        assert (SAMPLES / f"{name}.txt").read_text(encoding="utf-8").count("\n") > 2 * words(name).count("\n")


@pytest.mark.parametrize("pair", PAIRS, ids=PAIR_NAMES)
def test_every_quote_stands_in_its_document(pair: dict[str, Any]) -> None:
    missing = [
        quote
        for item in pair["deviations"] + pair["harmless"]
        for side in ("parent", "child")
        if (quote := item[f"{side}_quote"]) and quote not in words(pair[side])
    ]
    assert missing == []


def test_the_table_for_people_is_the_data() -> None:
    lines = [f"{line}\n" for line in (SAMPLES / "README.md").read_text(encoding="utf-8").split("\n")]
    table = lines[lines.index(readme.MARK + "\n") :]
    rows = [line for line in table if line.startswith("| ") and not line.startswith("| 类型")]
    assert rows == [readme.row(d) for _, d in DEVIATIONS]


def test_the_documents_hold_every_kind_of_deviation() -> None:
    assert {d["kind"] for _, d in DEVIATIONS} == set(readme.LABELS)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("element", PLAIN_ELEMENTS + VALIDITY)
def test_element(file: str, element: str) -> None:
    assert plain(getattr(read(file), element)) == plain(ELEMENTS[Path(file).stem][element])


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("element", ["issuers", "addressees"])
def test_names(file: str, element: str) -> None:
    assert [plain(name) for name in getattr(read(file), element)] == ELEMENTS[Path(file).stem][element]


@pytest.mark.parametrize("file", FILES)
def test_basis_standing_clause_and_closing(file: str) -> None:
    document, wanted = read(file), ELEMENTS[Path(file).stem]
    standing = document.standing_responsibility
    assert [plain(c.number) for c in document.basis] == wanted["basis"]
    assert (standing and [plain(u) for u in standing.units]) == wanted["standing"]
    assert len(document.closing) == wanted["closing"]


@pytest.mark.parametrize("file", FILES)
def test_outline(file: str) -> None:
    document, wanted = read(file), ELEMENTS[Path(file).stem]
    assert [plain(h.title) for h in document.headings() if h.level == 1] == wanted["chapters"]
    assert len(document.measures) == wanted["measures"]


@pytest.mark.parametrize("file", FILES)
def test_targets(file: str) -> None:
    found = [t for m in read(file).measures for t in m.targets]
    for text, comparator, value, unit, deadline in ELEMENTS[Path(file).stem]["targets"]:
        near = [t for t in found if plain(t.text) in text or text in plain(t.text)]
        read_as = [(t.comparator, t.value, t.unit, t.deadline) for t in near]
        assert (comparator, value, unit, deadline) in read_as, text


@pytest.mark.parametrize("file", [f for f in FILES if not f.startswith("src/")])
def test_every_form_is_the_same_document(file: str) -> None:
    clean = list(_shape(read(f"src/{Path(file).stem}.txt")))
    assert list(_shape(read(file))) == clean


def _shape(document: Document) -> Iterator[tuple[str, object]]:
    """What must be the same in every form, piece by piece."""
    for h in document.headings():
        yield f"heading {h.label} {plain(h.title)}", h.level
    for m in document.measures:
        place = "/".join(m.path)
        yield f"text {place}", (plain(m.title), plain(m.text))
        yield f"units {place}", ([plain(u) for u in m.units], [plain(u) for u in m.lead])
        yield f"citations {place}", [(plain(c.title), c.number) for c in m.citations]
        targets = [(plain(t.text), t.comparator, t.value, t.unit, t.deadline) for t in m.targets]
        yield f"targets {place}", targets
    yield "attachments", [(a.label, plain(a.title)) for a in document.attachments]
    yield "closing", [plain(c.text) for c in document.closing]
    yield "disclosure", plain(document.disclosure)


def test_the_tables_of_localities_hold_the_same_places_and_one_bad_row() -> None:
    good = [row.locality for row in read_table(SAMPLES / "localities.csv")]
    assert None not in good
    assert [row.locality for row in read_table(SAMPLES / "localities.xlsx")] == good
    assert [row.number for row in read_table(SAMPLES / "localities_bad.csv") if row.error] == [3]


@pytest.mark.parametrize("file", sorted(p.name for p in (SAMPLES / "localities").glob("*.yaml")))
def test_a_locality_file_and_its_row_in_the_table_agree(file: str) -> None:
    place = Locality.load(SAMPLES / "localities" / file)
    row = next(r.locality for r in read_table(SAMPLES / "localities.csv") if r.locality.name == place.name)
    assert (row.level, row.parents, row.code_word, row.issuers) == (
        place.level,
        place.parents,
        place.code_word,
        place.issuers,
    )
    assert dict(row.targets).items() >= {k: v for k, v in place.targets.items() if k in row.targets}.items()
