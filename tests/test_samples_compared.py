"""What the sample documents do on purpose is found by comparing them, and nothing is made of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from sample_cases import DEVIATIONS, PAIR_NAMES, PAIRS, ROOT, read

import draftkit
from draftkit.model import Document

# Deviations that are not found yet. Whoever finds one takes it off the list (the test says so).
NOT_FOUND_YET: list[str] = yaml.safe_load(
    (ROOT / "tests/cases/samples/not_found_yet.yaml").read_text(encoding="utf-8")
)


def _name(pair: dict[str, Any], deviation: dict[str, Any]) -> str:
    return f"{pair['child']} {deviation['kind']}: {deviation['note']}"


def _cases() -> Iterator[Any]:
    late = pytest.mark.xfail(strict=True, raises=AssertionError, reason="not found yet")
    for number, (pair, deviation) in enumerate(DEVIATIONS):
        marks = (late,) if _name(pair, deviation) in NOT_FOUND_YET else ()
        id = f"{pair['child']}-{number}-{deviation['kind']}"
        yield pytest.param(pair, deviation, id=id, marks=marks)


def test_the_list_of_what_is_not_found_yet_names_deviations() -> None:
    assert set(NOT_FOUND_YET) <= {_name(p, d) for p, d in DEVIATIONS}


@cache
def _comparison(parent: str, child: str) -> Any:
    return draftkit.compare(read(f"src/{parent}.txt"), read(f"src/{child}.txt"))


def _path(document: Document, id: str | None) -> str:
    """Where a finding points: the measure's path, or ``closing`` for a last paragraph."""
    known = {m.id: "/".join(m.path) for m in document.measures}
    return known.get(id, "closing") if id else ""


@pytest.mark.parametrize(("pair", "deviation"), _cases())
def test_deviation_is_found(pair: dict[str, Any], deviation: dict[str, Any]) -> None:
    """One of this kind points to a listed place on each side that it points to at all."""
    c = _comparison(pair["parent"], pair["child"])
    places = [
        (_path(c.parent, d.parent), _path(c.child, d.child))
        for d in c.deviations
        if d.kind == deviation["kind"]
    ]
    parents, children = deviation["parent"], deviation["child"]
    assert any(_meets(p, parents) and _meets(k, children) for p, k in places), places


def _meets(place: str, wanted: list[str]) -> bool:
    return not wanted or not place or place in wanted


@pytest.mark.parametrize("pair", PAIRS, ids=PAIR_NAMES)
def test_links(pair: dict[str, Any]) -> None:
    """Which measure answers which, as a person says; last paragraphs and optional links aside."""
    c = _comparison(pair["parent"], pair["child"])
    found = {(_path(c.parent, link.parent), _path(c.child, link.child)) for link in c.links}
    wanted = {(p, k) for p, k in pair["links"] if p != "closing"}
    optional = {(p, k) for p, k in pair["optional"]}
    assert wanted - found == set(), "not linked"
    assert found - wanted - optional == set(), "linked without reason"


@pytest.mark.parametrize("pair", PAIRS, ids=PAIR_NAMES)
def test_harmless_changes_do_not_alarm(pair: dict[str, Any]) -> None:
    """A share of the upper total, a body of the other level: not of high severity, better not at all."""
    c = _comparison(pair["parent"], pair["child"])
    wrong = [
        (item["why"], d.kind, d.explanation)
        for item in pair["harmless"]
        for d in c.deviations
        if d.kind in item["kinds"]
        and d.severity == "high"
        and _overlap(d.parent_quote, item["parent_quote"])
        and _overlap(d.child_quote, item["child_quote"])
    ]
    assert wrong == []


def _overlap(quote: Any, words: str) -> bool:
    return quote is not None and (quote.text in words or words in quote.text)
