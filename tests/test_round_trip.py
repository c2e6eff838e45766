"""One grammar for reading and for writing: a document set as docx or text reads back the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from same_document import essence

from draftkit.parsing import parse, parse_text, read
from draftkit.readers import source_of_bytes
from draftkit.writers.docx import to_docx
from draftkit.writers.text import to_text

SRC = Path(__file__).resolve().parent.parent / "samples" / "src"


def assert_round_trip(path: Path) -> None:
    document = read(path)
    assert essence(parse(source_of_bytes(to_docx(document), "a.docx"))) == essence(document)
    assert essence(parse_text(to_text(document))) == essence(document)


@pytest.mark.parametrize("path", sorted(SRC.glob("*.txt")), ids=lambda p: p.stem)
def test_samples(path: Path) -> None:
    assert_round_trip(path)


@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_real_documents(number: str, shared: Path) -> None:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    assert_round_trip(path)
