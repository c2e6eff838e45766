"""What an installed draftkit carries: code, data of every room, templates, library and samples."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CARRIED = ("templates", "clause_library", "samples")


def tracked(*folders: str) -> list[Path]:
    """The files that belong to the project, as git knows them; a copy without git is taken whole."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode == 0:
        paths = [ROOT / name for name in done.stdout.split("\0") if name]
    else:
        paths = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return [path for path in paths if path.is_file() and "__pycache__" not in path.parts]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*command, "--no-index", "--wheel-dir", str(folder), str(ROOT)], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("draftkit-*.whl")
    return path


@pytest.fixture(scope="module")
def inside(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_carries_the_whole_package(inside: set[str]) -> None:
    expected = {path.relative_to(ROOT).as_posix() for path in tracked("draftkit")}
    assert "draftkit/py.typed" in expected
    assert expected <= inside


@pytest.mark.parametrize("folder", CARRIED)
def test_the_wheel_carries_what_people_edit(folder: str, inside: set[str]) -> None:
    expected = {f"draftkit/_data/{path.relative_to(ROOT).as_posix()}" for path in tracked(folder)}
    assert expected
    assert expected <= inside


def test_the_wheel_carries_nothing_else(inside: set[str]) -> None:
    others = {name for name in inside if not name.startswith("draftkit/") and ".dist-info/" not in name}
    assert not others
    assert any(name.endswith("/LICENSE") for name in inside)


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 5_000_000


def test_the_installed_program_finds_its_things(wheel: Path, tmp_path: Path) -> None:
    """Unpacked in an empty place, the package works without the checkout."""
    home = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(home)
    text = tmp_path / "方案.txt"
    text.write_text(
        "某某县供水保障实施方案\n一、工作任务\n（一）保障供水。各乡镇要落实责任。（责任单位：县水务局）\n",
        encoding="utf-8",
    )
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import draftkit\n"
        "from pathlib import Path\n"
        "from draftkit.resources import folder\n"
        "here = Path(sys.argv[1]).resolve()\n"
        "assert Path(draftkit.__file__).resolve().is_relative_to(here), draftkit.__file__\n"
        f"for name in {CARRIED!r}: assert folder(name).is_relative_to(here), folder(name)\n"
        "document = draftkit.read(sys.argv[2])\n"
        "assert document.measures[0].units == ('县水务局',), document.measures\n"
        "assert any(folder('templates').iterdir())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home), str(text)],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr


def test_the_version_is_told_once() -> None:
    import draftkit

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" in project["dynamic"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {draftkit.__version__}" in changes
