"""Clause files: what is written comes back, reads well, and people may edit it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from library_cases import PLACE, hostile, plan

from draftkit.errors import LibraryError, OutputError
from draftkit.library import Clause, Library, Origin, Wording, store
from draftkit.library.clauses import Earlier, Shelf, Where
from draftkit.library.ids import LENGTH, as_typed, encode, new_ids
from draftkit.library.lock import locked
from draftkit.library.records import shelf_of

words = hostile | st.sampled_from(["null", "~", "yes", "075", "1e3", "2023-01-01", "- a", "...", "<<", "="])
optional = st.none() | words.filter(bool)
CLAUSES = st.builds(
    Clause,
    id=words,
    heading=optional,
    template=words,
    original=words,
    slots=st.dictionaries(words, words, max_size=3),
    responsibility=st.none() | st.builds(Wording, words, words),
    section=st.tuples(words),
    topics=st.tuples(words),
    strength=st.none() | st.integers(0, 5),
    where=st.none()
    | st.builds(Where, st.tuples(st.integers(1, 9), st.integers(1, 9)), st.none() | st.just((1, 2))),
    version=st.integers(1, 9),
    status=st.sampled_from(["active", "archived"]),
    variant_of=optional,
    earlier=st.just(())
    | st.tuples(st.builds(Earlier, st.integers(1, 4), optional, words, optional, optional)),
)


@given(st.lists(CLAUSES, max_size=2), optional)
def test_what_is_written_comes_back(clauses: list[Clause], title: str | None) -> None:
    origin = Origin(
        title=title, issued_on="2023-02-01", issuers=("甲局", "乙局"), level="county", former=("ab",)
    )
    shelf = Shelf(origin, tuple(replace(c, origin=origin) for c in clauses))
    text = store.shelf_text(shelf).encode().decode()
    again = shelf_of(store.load_yaml(text, "a.yaml"), "a.yaml")
    assert (again.origin, again.clauses) == (shelf.origin, shelf.clauses)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "库", create=True)
    library.harvest(plan(), PLACE)
    return library


def the_file(library: Library) -> Path:
    (holding,) = library.documents()
    return holding.path


def edited(library: Library, old: str, new: str) -> Library:
    """The library, opened again after an edit by hand."""
    path = the_file(library)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return Library(library.path)


def test_the_file_reads_well(library: Library) -> None:
    text = the_file(library).read_text(encoding="utf-8")
    assert text.startswith("schema: draftkit.clauses/1\nsource:\n  title: 临湖县家庭医生签约服务实施方案\n")
    assert "  issuers: [临湖县卫生健康局]\n" in text
    assert "  issued_on: 2024-05-06\n" in text
    assert "  template: |-\n    {{ unit.health }}会同{{ unit.civil }}组建家庭医生团队，" in text
    assert "    target.t2: 80%\n" in text
    assert "\\u" not in text and "&id" not in text and "!!" not in text
    keys = re.findall(r"^(?:- |  )([a-z_]+):", text.split("clauses:\n")[1].split("\n\n")[0], re.M)
    assert keys == [
        "id", "heading", "section", "template", "original", "slots", "responsibility", "topics",
        "strength", "span", "version", "status", "variant_of",
    ]  # fmt: skip


def test_any_yaml_reader_sees_the_same(library: Library) -> None:
    record = yaml.safe_load(the_file(library).read_text(encoding="utf-8"))
    assert [c["original"] for c in record["clauses"]] == [c.original for c in library.clauses()]
    assert [c["template"] for c in record["clauses"]] == [c.template for c in library.clauses()]


def test_values_typed_without_quotes_stay_what_they_are(library: Library) -> None:
    again = edited(library, "    target.t2: 80%\n", "    target.t2: 080\n")
    assert next(again.clauses()).slots["target.t2"] == "080"


def test_keys_added_by_hand_survive_a_new_version(library: Library) -> None:
    again = edited(library, "  version: 1\n", "  version: 1\n  note: 局长已阅\n")
    again.harvest(plan(**{"200万元": "300万元"}), PLACE)
    assert "note: 局长已阅" in the_file(again).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  heading: 组建", "  heading: [组建", r"第\d+行：YAML 写法不对"),
        ("  status: active", "  status: gone", "第1条：status 写成了“gone”"),
        ("  version: 1", "  version: 一", "第1条：version 应是整数"),
        ("- id: ", "- di: ", "第1条：缺少 id"),
        ("draftkit.clauses/1", "draftkit.clauses/9", "不是条款文件"),
    ],
)
def test_a_broken_file_is_told_and_the_others_stay(
    library: Library, old: str, new: str, message: str
) -> None:
    other = plan(
        **{
            "临卫发〔2024〕12号": "临卫发〔2024〕13号",
            "临湖县家庭医生签约服务实施方案": "临湖县健康体检工作方案",
        }
    )
    library.harvest(other, PLACE)
    broken = sorted(h.path for h in library.documents())[0]
    broken.write_text(broken.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    again = Library(library.path)
    (problem,) = again.problems()
    assert re.search(message, problem) and broken.name in problem
    assert len(list(again.clauses())) == 4
    with pytest.raises(LibraryError, match="先改好"):
        again.harvest(plan(), PLACE)


def test_a_failed_write_leaves_the_old_file(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = the_file(library).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError):
        library.harvest(plan(**{"200万元": "300万元"}), PLACE)
    monkeypatch.undo()
    assert the_file(library).read_bytes() == before
    assert not [p for p in the_file(library).parent.iterdir() if p.name.startswith(".")]


def test_only_one_writes(tmp_path: Path) -> None:
    refused = pytest.raises(LibraryError, match="另一个程序正在写")
    with locked(tmp_path), refused, locked(tmp_path, wait=0.05):
        pass
    with locked(tmp_path, wait=0.05):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from draftkit.library.lock import locked\n"
        "with locked(Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)]).returncode == 9
    with locked(tmp_path, wait=0.05):
        pass


@given(st.integers(0, 2**128 - 1), st.integers(0, 2**128 - 1))
def test_ids_sort_like_their_numbers(a: int, b: int) -> None:
    assert len(encode(a)) == LENGTH
    assert (encode(a) < encode(b)) == (a < b)
    assert as_typed(encode(a).lower()) == encode(a)


def test_fresh_ids_are_in_order_and_unlike() -> None:
    first, second = new_ids(50), new_ids(50)
    assert first == sorted(first)
    assert len({*first, *second}) == 100
    assert max(first)[:9] <= min(second)[:9]


def test_not_a_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="找不到这个条款库"):
        Library(tmp_path / "无")
    (tmp_path / "甲.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(LibraryError, match="不是条款库"):
        Library(tmp_path)
    with pytest.raises(LibraryError, match="这是一个文件"):
        Library(tmp_path / "甲.yaml", create=True)
