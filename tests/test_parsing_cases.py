"""Documents in forms that offices have them, and what must be read in them.

A case is a text and a YAML file beside it that states a part of `inspect --json`: head elements,
headings as [label, title], measures with their units and targets as [comparator, value, unit,
deadline].
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.lexicon.text import squeeze
from draftkit.parsing import read
from draftkit.reports.document_json import document_json

CASES = Path(__file__).with_name("cases") / "parsing"
SCALARS = ("doc_number", "title", "notice_title", "issued_on", "printed_by", "printed_on")
SCALARS += ("disclosure", "effective_from", "valid_until")


def case_names() -> list[str]:
    return sorted(path.stem for path in CASES.glob("*.txt"))


def load(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    want = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return want, document_json(read(CASES / f"{name}.txt"))


@pytest.mark.parametrize("name", case_names())
def test_head(name: str) -> None:
    want, got = load(name)
    for key in SCALARS:
        if key in want:
            assert got[key] == want[key], key
    for key in ("issuers", "addressees"):
        if key in want:
            assert [squeeze(x) for x in got[key]] == want[key], key
    if "basis" in want:
        assert [[b["title"], b["number"]] for b in got["basis"]] == want["basis"]
    if "closing" in want:
        assert len(got["closing"]) == want["closing"]


@pytest.mark.parametrize("name", case_names())
def test_outline(name: str) -> None:
    want, got = load(name)
    assert [[h["label"], h["title"]] for h in got["headings"]] == want["headings"]


@pytest.mark.parametrize("name", case_names())
def test_measures(name: str) -> None:
    want, got = load(name)
    assert [m["path"] for m in got["measures"]] == [m["path"] for m in want["measures"]]
    for expected, measure in zip(want["measures"], got["measures"], strict=True):
        assert measure["responsibility"]["units"] == expected.get("units", []), expected["path"]
        assert measure["responsibility"]["lead"] == expected.get("lead", []), expected["path"]
        targets = [[t["comparator"], t["value"], t["unit"], t["deadline"]] for t in measure["targets"]]
        assert targets == expected.get("targets", []), expected["path"]
        if "ends" in expected:
            assert measure["text"].endswith(expected["ends"])
