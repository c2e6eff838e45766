"""What the tests of the library share: a small document of an invented place, and hostile text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from draftkit.localities import Locality
from draftkit.model import Document
from draftkit.parsing import parse_text

CASES = Path(__file__).resolve().parent / "cases" / "library"

PLACE = Locality("临湖县", "county", parents=("云浦省", "柏川市"))


def cases(name: str) -> Any:
    """A data file of tests/cases/library/."""
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


def text(name: str) -> str:
    """A text file of tests/cases/library/."""
    return (CASES / name).read_text(encoding="utf-8")


def plan(**changes: str) -> Document:
    """The small plan, with some of its words replaced (``old="new"`` by way of a mapping)."""
    words = text("plan.txt")
    for old, new in changes.items():
        assert old in words, old
        words = words.replace(old, new)
    return parse_text(words, path="plan.txt")


# Characters and pieces that Jinja2 and YAML treat as something special.
_HOSTILE = st.sampled_from(
    ["{", "}", "{{", "}}", "{%", "%}", "{#", "#}", "#", "%", "'", '"', "\\", "\\n", "\n", "\r", "\r\n", "\t", " ",
     "{{ x }}", "{% raw %}", "{% endraw %}", "{%- if x %}", "-", ":", "|", ">", "&", "*", "!", "?", ",", "[", "]",
     "null", "~", "075", "---", "全市", "市卫健局", "到2025年", "75%", "临湖县", "　", "\u2028", "\x85", "\ufeff", "\x00", "é", "🙂"]
)  # fmt: skip
_ANY = st.characters(exclude_categories=["Cs"])
hostile = st.lists(_HOSTILE | _ANY, max_size=25).map("".join)
