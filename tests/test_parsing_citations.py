"""Documents named in 《》 and the numbers that stand around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.parsing.citations import find_citations

CASES = yaml.safe_load(
    (Path(__file__).with_name("cases") / "parsing" / "citations.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_cited(case: dict[str, Any]) -> None:
    assert [[c.title, c.number] for c in find_citations(case["text"])] == case["cited"]
