"""The sample documents and what is known about them, for the tests that use them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import draftkit
from draftkit.lexicon.text import normal
from draftkit.model import Document

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"


def _load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


PAIRS: list[dict[str, Any]] = _load("samples/deviations.yaml")
ELEMENTS: dict[str, dict[str, Any]] = _load("tests/cases/samples/elements.yaml")
DEVIATIONS = [(pair, deviation) for pair in PAIRS for deviation in pair["deviations"]]
PAIR_NAMES = [f"{p['parent']}-{p['child']}" for p in PAIRS]


def plain(text: str | None) -> str:
    """The words without anything that depends on a form: width of marks, blanks."""
    return re.sub(r"\s", "", normal(text or ""))


@cache
def read(file: str) -> Document:
    """A file below samples/."""
    return draftkit.read(SAMPLES / file)


@cache
def words(name: str) -> str:
    """The clean text of a document."""
    return (SAMPLES / "src" / f"{name}.txt").read_text(encoding="utf-8")
