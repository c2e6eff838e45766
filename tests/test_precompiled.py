"""Kept expressions: the same results with the file, without it and with a bad one; no words of documents in it."""

from __future__ import annotations

import marshal
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftkit import precompiled
from draftkit.localities import Locality
from draftkit.resources import folder

SAMPLE = folder("samples") / "city.docx"
LOCALITY = folder("samples") / "localities" / "hefeng.yaml"


def run(cache: Path, *args: str, keep: bool = True) -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(cache)} | ({} if keep else {"PYTHONDONTWRITEBYTECODE": "1"})
    return subprocess.run(
        [sys.executable, "-m", "draftkit", *args], env=environment, capture_output=True, check=False
    )


def locality_name() -> str:
    return Locality.load(LOCALITY).name


def kept_file(cache: Path) -> Path | None:
    return next(cache.rglob("patterns.*"), None)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A folder of compiled files after one draft, and what `inspect` says."""
    cache = tmp_path_factory.mktemp("cache")
    out = cache / "方案.docx"
    drafted = run(cache, "draft", "--parent", str(SAMPLE), "--locality", str(LOCALITY), "-o", str(out))
    assert drafted.returncode == 0, drafted.stderr.decode()
    return cache, run(cache, "inspect", str(SAMPLE)).stdout


def test_they_are_kept_after_a_run(warm: tuple[Path, bytes]) -> None:
    file = kept_file(warm[0])
    assert file is not None
    stamp, known, code = marshal.loads(file.read_bytes())
    assert sys.version in stamp
    assert len(known) > 200
    assert len(code) > 100


def test_each_is_what_re_makes_of_it(warm: tuple[Path, bytes]) -> None:
    file = kept_file(warm[0])
    assert file is not None
    for (source, flags), kept in marshal.loads(file.read_bytes())[1].items():
        assert precompiled._made(source, kept) == re.compile(source, flags)
        assert precompiled._made(source, kept).groupindex == re.compile(source, flags).groupindex


def test_no_words_of_a_document_are_kept(warm: tuple[Path, bytes]) -> None:
    file = kept_file(warm[0])
    assert file is not None
    sources = "\n".join(source for source, _ in marshal.loads(file.read_bytes())[1])
    for word in ("望川", "溪口", locality_name()):
        assert word not in sources


@pytest.mark.parametrize(
    "damage", ["empty", "cut", "noise", "other Python", "wrong lists", "wrong methods", "no folder"]
)
def test_a_bad_file_changes_nothing(warm: tuple[Path, bytes], damage: str) -> None:
    cache, said = warm
    file = kept_file(cache)
    assert file is not None
    whole = file.read_bytes()
    stamp, known, code = marshal.loads(whole)
    bad = {
        "empty": b"",
        "cut": whole[: len(whole) // 2],
        "noise": bytes(range(256)) * 40,
        "other Python": marshal.dumps((stamp + "x", known, code)),
        "wrong lists": marshal.dumps((stamp, {k: (v[0], v[1][:-8], *v[2:]) for k, v in known.items()}, {})),
        "wrong methods": marshal.dumps((stamp, known, dict.fromkeys(code, b"x"))),
        "no folder": None,
    }[damage]
    if bad is None:
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(bad)
    try:
        again = run(cache, "inspect", str(SAMPLE))
        assert (again.returncode, again.stderr, again.stdout) == (0, b"", said)
    finally:
        if file.is_dir():
            file.rmdir()
        file.write_bytes(whole)


def test_nothing_is_written_where_python_may_not(tmp_path: Path) -> None:
    assert run(tmp_path, "inspect", str(SAMPLE), keep=False).returncode == 0
    assert kept_file(tmp_path) is None


@pytest.mark.filterwarnings("ignore::FutureWarning")
@given(st.text("ab[]()|?*+\\dw^$.{}1,:=!<>P", max_size=12))
def test_what_re_takes_is_taken_and_what_it_refuses_is_refused(source: str) -> None:
    try:
        plain = re.compile(source)
    except re.error as error:
        with pytest.raises(re.error, match=re.escape(error.msg)):
            precompiled._parsed(source, 0)
        return
    assert precompiled._made(source, precompiled._parsed(source, 0)) == plain
