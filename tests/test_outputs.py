"""No command ever writes over a file that it reads, whatever it is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Run

CASES = {
    "diff over the child": ("diff", "city.docx", "xikou.docx", "-o", "xikou.docx"),
    "diff over the parent": ("diff", "city.docx", "xikou.docx", "-o", "city.docx"),
    "diff over a further parent": (
        "diff",
        "province.docx",
        "xikou.docx",
        "--also",
        "city.docx",
        "-o",
        "city.docx",
    ),
    "redline over the new version": ("redline", "city.docx", "xikou.docx", "-o", "xikou.docx"),
    "redline over the old version": ("redline", "city.docx", "xikou.docx", "-o", "city.docx"),
    "format over itself": ("format", "xikou.docx", "-o", "xikou.docx"),
    "fix over itself": ("check", "xikou.docx", "--fix", "xikou.docx"),
    "draft over the parent": (
        "draft",
        "--parent",
        "city.docx",
        "--locality",
        "hefeng.yaml",
        "-o",
        "city.docx",
    ),
}


@pytest.mark.parametrize("args", CASES.values(), ids=CASES.keys())
def test_inputs_are_never_overwritten(
    args: tuple[str, ...], samples: Path, tmp_path: Path, draftkit: Run
) -> None:
    for name in ("province.docx", "city.docx", "xikou.docx", "localities/hefeng.yaml"):
        shutil.copy(samples / name, tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    done = draftkit(*args, "--force", cwd=tmp_path)
    assert done.returncode == 2
    assert "输出文件就是原文件" in done.stderr
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
