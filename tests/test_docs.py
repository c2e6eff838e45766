"""What the documents promise: every command in the READMEs runs, every link leads somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document as Word

from draftkit.cli.help import EXAMPLES
from draftkit.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Step:
    """One command of a document with the outputs it names."""

    words: tuple[str, ...]

    @property
    def outputs(self) -> list[Path]:
        return [Path(b) for a, b in zip(self.words, self.words[1:], strict=False) if a in ("-o", "--output")]


def blocks(name: str, language: str) -> list[str]:
    return [body for tag, body in FENCE.findall((ROOT / name).read_text(encoding="utf-8")) if tag == language]


def steps(name: str) -> list[Step]:
    """The draftkit commands of a document's shell blocks, in order; line ends with a back-slash joined."""
    lines = "".join(blocks(name, "sh")).replace("\\\n", " ").splitlines()
    return [Step(tuple(shlex.split(line, comments=True))) for line in lines if line.startswith("draftkit ")]


def prose_commands(name: str) -> list[str]:
    return [" ".join(step.words) for step in steps(name)]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A copy of what a reader of the README has in front of him."""
    for folder in ("samples", "templates", "clause_library"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def run(step: Step, desk: Path) -> subprocess.CompletedProcess[str]:
    assert step.words[0] == "draftkit"
    environment = {**os.environ, "XDG_CACHE_HOME": str(desk / ".cache")}
    return subprocess.run(
        [sys.executable, "-m", "draftkit", *step.words[1:]],
        cwd=desk,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def assert_works(step: Step, desk: Path) -> None:
    done = run(step, desk)
    finds = {"diff", "matrix", "check", "lint"}  # commands that leave with 1 when they found something
    allowed = (0, 1) if finds & set(step.words[1:3]) else (0,)
    assert done.returncode in allowed, (" ".join(step.words), done.stderr)
    assert "Traceback" not in done.stderr
    for output in step.outputs:
        place = desk / output
        assert place.exists(), f"nothing at {output}"
        assert any(place.iterdir()) if place.is_dir() else place.stat().st_size
    if not step.outputs:
        assert done.stdout.strip() or done.stderr.strip(), "a command that says nothing"


def test_every_command_of_the_readme_works(desk: Path) -> None:
    todo = steps("README.md")
    assert len(todo) >= len(COMMANDS)
    for step in todo:
        assert_works(step, desk)


def test_the_readme_shows_every_command() -> None:
    assert {step.words[1] for step in steps("README.md")} >= COMMANDS.keys()


def test_both_readmes_show_the_same() -> None:
    english, chinese = (prose_commands(name) for name in READMES)
    assert english == chinese
    assert [len(blocks(name, "python")) for name in READMES] in ([1, 1], [2, 2])
    headings = [len(re.findall(r"^#+ ", (ROOT / name).read_text(encoding="utf-8"), re.M)) for name in READMES]
    assert headings[0] == headings[1]


@pytest.mark.parametrize("name", READMES)
def test_the_python_of_the_readme_runs(name: str, desk: Path) -> None:
    code = "\n".join(blocks(name, "python"))
    done = subprocess.run([sys.executable, "-c", code], cwd=desk, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


# What the made-up file names of the help pages stand for.
STAND_INS = {
    "省实施意见.docx": "samples/province.docx",
    "市实施方案.docx": "samples/city.docx",
    "某县实施方案.docx": "samples/xikou.docx",
    "某县.yaml": "samples/localities/hefeng.yaml",
    "各县.csv": "samples/localities.csv",
    "网上下载的通知.pdf": "samples/forms/xikou.pdf",
    "初稿.docx": "samples/yunling.docx",
    "二稿.docx": "samples/xikou.docx",
}


def test_the_examples_of_the_help_pages_work(desk: Path) -> None:
    for name, place in STAND_INS.items():
        shutil.copy(desk / place, desk / name)
    frame = Word()
    frame.add_paragraph("【正文】")
    frame.save(str(desk / "红头.docx"))
    for lines in EXAMPLES.values():
        for line in lines:
            if "编号" in line:  # of a clause, given when it is harvested
                continue
            words = tuple(shlex.split(line))
            overwritten = [desk / path for path in Step(words).outputs if (desk / path).exists()]
            assert_works(Step((*words, "--force") if overwritten else words), desk)


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_the_readme_is_read(name: str, tmp_path: Path) -> None:
    """The columns shown are columns that are understood, none of them a fact by mistake."""
    from draftkit.localities import read_table

    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.search(r"^\| 名称 \|.*\n\|[-|]+\n(?:\|.*\n)+", text, re.M)
    assert found is not None
    lines = [line.strip("| ").replace(" | ", ",") for line in found.group().splitlines() if "---" not in line]
    (tmp_path / "表.csv").write_text("\n".join(lines), encoding="utf-8")
    (row,) = read_table(tmp_path / "表.csv")
    here = row.locality
    assert here is not None
    assert here.parents and here.code_word and here.issuers and here.addressees and here.issued_on
    assert here.units and here.facts.keys() == {"常住人口"}
    assert here.targets["普惠托位占比"].deadline == "2026"


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "samples").glob("*.md")]
    return sorted(path for path in found if not path.name.startswith("."))


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    targets = (link.partition("#")[0] for link in LINK.findall(path.read_text(encoding="utf-8")))
    local = [target for target in targets if target and "://" not in target]
    assert not [target for target in local if not (path.parent / target).exists()]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_named_files_exist(path: Path) -> None:
    """A file of the project between back-ticks is there; NAME and * stand for any."""
    named = re.findall(
        r"`((?:draftkit|tests|tools|docs|samples|templates|benchmarks)/[\w./*-]+)`", path.read_text("utf-8")
    )
    patterns = [re.sub(r"\bNAME\b", "*", name.rstrip("/")) for name in named]
    assert not [pattern for pattern in patterns if not any(ROOT.glob(pattern))]


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text(encoding="utf-8")))
    assert {path.name for path in folder.glob("[0-9]*.md")} == listed


def test_every_dependency_is_explained() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for ds in project["optional-dependencies"].values() for d in ds)]
    names = [re.split(r"[\[<>=]", requirement)[0] for requirement in wanted]
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert not [name for name in names if name not in text]
