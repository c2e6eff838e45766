"""Clauses like a text, and clauses that state the same task."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Run
from library_cases import PLACE, plan

import draftkit
from draftkit.cli.clauses.beside import _short
from draftkit.library import Clause, Library
from draftkit.library.facets import Filter
from draftkit.library.slotting import local_words
from draftkit.library.variants import figures
from draftkit.localities import Locality


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The plan of one county, and that of another with other figures and a stronger word."""
    made = Library(tmp_path / "库", create=True)
    made.harvest(plan(), PLACE)
    other = plan(
        **{
            "临湖县": "望汐县",
            "临卫发〔2024〕12号": "望卫发〔2025〕2号",
            "2024年5月6日": "2025年5月6日",
            "80%": "85%",
        }
    )
    made.harvest(other, Locality("望汐县", "county", parents=("云浦省", "柏川市")))
    return made


def test_the_same_text_is_nearest(library: Library) -> None:
    for clause in library.clauses():
        score, nearest = library.like(f"{clause.heading}。{clause.original}", 1)[0]
        assert nearest.heading == clause.heading and score > 0.7


def test_filters_and_nothing_alike(library: Library) -> None:
    assert library.like("组建签约团队", only=Filter(place="望汐"))[0][1].origin.place == "望汐县"
    assert library.like("量子计算") == [] and library.like("") == [] and library.like("。") == []


def test_variants_are_marked(library: Library) -> None:
    own = next(c for c in library.clauses() if c.origin.place == "临湖县" and c.slots.get("target.t2"))
    found = library.variants(own)
    assert [v.clause.origin.place for v in found] == ["临湖县", "望汐县"]
    assert found[0].clause == own and found[0].likeness == 1.0
    assert "最新" in found[1].best and "最新" not in found[0].best
    assert any(t.endswith("签约率达到80%") for t in found[0].targets)
    assert any(t.endswith("签约率达到85%") for t in found[1].targets)
    assert figures(own)[0] == found[0].targets


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ("到2026年底建成老年助餐点500个，覆盖全部街道。", ("建成老年助餐点500个",)),
        (
            "新建居住区必须按照每百户不少于20平方米的标准配建用房。",
            ("新建居住区必须按照每百户不少于20平方米",),
        ),
        (
            "力争到2027年底前65岁及以上老年人家庭医生签约服务覆盖率达到80%以上。",
            ("65岁及以上老年人家庭医生签约服务覆盖率达到80%",),
        ),
    ],
)
def test_a_figure_is_stated_in_whole_words(words: str, targets: tuple[str, ...]) -> None:
    bare = Clause("A", None, words, words)
    made = local_words(bare)
    assert figures(replace(bare, template=made.body.template, slots=made.slots))[0] == targets


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("建成老年助餐点500个", "建成老年助餐点500个"),
        (
            "全市有条件开办托班的新建改建扩建普惠性公办幼儿园招收三岁以下婴幼儿的班级占比达到30%",
            "…班级占比达到30%",
        ),
    ],
)
def test_a_long_figure_is_cut_between_words(target: str, shown: str) -> None:
    assert _short(target) == shown


def test_a_clause_alone_has_no_marks(tmp_path: Path) -> None:
    made = Library(tmp_path / "库", create=True)
    made.harvest(plan(), PLACE)
    for clause in made.clauses():
        (only,) = made.variants(clause)
        assert only.best == ()


def test_like_and_show_on_the_command_line(library: Library, draftkit: Run, tmp_path: Path) -> None:
    text = "组建家庭医生签约团队，提高重点人群签约率"
    shown = draftkit("clauses", "like", text, "--library", library.path, "--limit", "2")
    assert (
        shown.returncode == 0 and "组建签约团队" in shown.stdout.splitlines()[0] and "相近度" in shown.stdout
    )
    (tmp_path / "一段.txt").write_text(text, encoding="utf-8")
    for source in (text, tmp_path / "一段.txt"):
        record = json.loads(draftkit("clauses", "like", source, "--library", library.path, "--json").stdout)
        assert record["hits"][0]["heading"] == "组建签约团队"
    clause = library.like(text)[0][1]
    shown = draftkit("clauses", "show", clause.id, "--library", library.path)
    assert "各地写法" in shown.stdout and "≠" in shown.stdout and "最新" in shown.stdout
    empty = draftkit("clauses", "like", "　", "--library", library.path)
    assert empty.returncode == 2 and "没有给出文字" in empty.stderr


# --- hand-made correspondences of real documents -------------------------------------------------


def test_the_right_clause_is_among_the_first_three(shared: Path, tmp_path: Path) -> None:
    documents = {n: draftkit.read(next((shared / "seeds").glob(f"{n}_*"))) for n in ("000", "001", "003")}
    asked = right = 0
    for file in sorted((shared / "gold" / "alignment").glob("?.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        for ours, theirs, side in ((gold["parent"], gold["child"], 0), (gold["child"], gold["parent"], 1)):
            library = Library(tmp_path / f"{file.stem}{side}", create=True)
            added = library.harvest(documents[theirs]).added
            path_of = dict(zip(added, ("/".join(m.path) for m in documents[theirs].measures), strict=True))
            for measure in documents[ours].measures:
                own = "/".join(measure.path)
                wanted = {pair[1 - side] for pair in gold["positive"] if pair[side] == own}
                if not wanted & set(path_of.values()):
                    continue
                hits = library.like(f"{measure.title or ''}。{measure.text}", 3)
                asked += 1
                right += any(path_of[clause.id] in wanted for _, clause in hits)
    assert asked > 40
    assert right / asked >= 0.95


def test_same_task_is_told_without_error(shared: Path, tmp_path: Path) -> None:
    """What is called a variant in the counterpart is a correspondence that the readers made."""
    documents = {n: draftkit.read(next((shared / "seeds").glob(f"{n}_*"))) for n in ("000", "001", "003")}
    library = Library(tmp_path / "库", create=True)
    place: dict[str, tuple[str, str]] = {}
    for name, document in documents.items():
        added = library.harvest(document).added
        place.update({i: (name, "/".join(m.path)) for i, m in zip(added, document.measures, strict=True)})
    told = right = 0
    for file in sorted((shared / "gold" / "alignment").glob("?.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        pairs = {tuple(p) for p in (*gold["positive"], *gold["optional"])}
        for id, (name, path) in place.items():
            if name != gold["parent"]:
                continue
            for variant in library.variants(library.get(id))[1:]:
                other, there = place[variant.clause.id]
                if other == gold["child"]:
                    told += 1
                    right += (path, there) in pairs
    assert told >= 10
    assert right / told >= 0.9
