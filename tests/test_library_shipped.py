"""The shipped clause_library/ is what tools/build_library.py makes of samples/ today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from draftkit.library import Library


def files(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*.yaml")}


def test_it_is_fresh(root: Path, samples: Path, tmp_path: Path) -> None:
    if not list(samples.glob("*.docx")):
        pytest.skip("no sample documents yet")
    command = [sys.executable, str(root / "tools" / "build_library.py"), str(tmp_path / "库")]
    subprocess.run(command, check=True, capture_output=True)
    shipped, built = files(root / "clause_library"), files(tmp_path / "库")
    assert shipped.keys() == built.keys()
    stale = [name for name in shipped if shipped[name] != built[name]]
    assert not stale, f"run python tools/build_library.py; stale: {stale}"


def test_it_holds_every_sample(root: Path, samples: Path) -> None:
    library = Library(root / "clause_library")
    assert not library.problems()
    assert {h.origin.file for h in library.documents()} == {p.name for p in samples.glob("*.docx")}
    assert len(list(library.clauses())) > 100
