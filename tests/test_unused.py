"""What a locality states for nothing: told with what was meant, and no scolding for what is merely known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.drafting import find, needs_of, unused
from draftkit.localities import Locality
from draftkit.parsing import parse_text

CASES = yaml.safe_load((Path(__file__).parent / "cases/drafting/unused.yaml").read_text(encoding="utf-8"))
SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda c: str(c["given"]))
def test_what_was_meant_is_named(case: dict[str, Any]) -> None:
    needs = needs_of(parse_text(CASES["parent"]), find("implementation_plan"))
    here = Locality.from_mapping({"名称": "浦禾县", "级别": "县", **case["given"]})
    found = unused(needs, here)
    assert [one.told for one in found] == case["told"]
    assert all(one.is_kept == case["kept"] for one in found)


def test_the_sample_is_not_scolded(tmp_path: Path, draftkit: Any) -> None:
    here, out = SAMPLES / "localities/hefeng.yaml", tmp_path / "方案.docx"
    done = draftkit("draft", "--parent", SAMPLES / "city.docx", "--locality", here, "-o", out)
    assert done.returncode == 0, done.stderr
    assert "没有用上" not in done.stderr
    assert "常住人口" in done.stderr.splitlines()[0] and "留作备用" in done.stderr
