"""Search: nothing is missed, nothing is invented, headings first; the index keeps itself up to date."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_cases import PLACE, hostile, plan

from draftkit.errors import LibraryError
from draftkit.library import Clause, Filter, Library, Origin, Wording, store
from draftkit.library import indexing as index_module
from draftkit.library.bigrams import fold, fold_with_places
from draftkit.library.clauses import Shelf
from draftkit.library.ids import encode
from draftkit.library.index import Index, cache_folder
from draftkit.library.search import excerpt, marks, search, terms


def written(root: Path, *texts: str, heading: str | None = None, name: str = "甲") -> Path:
    """A clause file with one clause for each text."""
    origin = Origin(title=name, level="county", place="临湖县", issued_on="2024-01-01")
    clauses = tuple(
        Clause(encode(n + sum(map(ord, name)) * 1000), heading, "-", text, origin=origin)
        for n, text in enumerate(texts)
    )
    path = root / "领域" / f"{name}.yaml"
    store.write_shelf(Shelf(origin, tuple(replace(c, domain="领域") for c in clauses), "领域"), path)
    return path


def found(library: Library, query: str) -> list[str]:
    return [hit.clause.original for hit in library.search(query, limit=1000).hits]


# Few letters, so that queries meet texts often.
_letters = st.text(alphabet="医养结合。，a1 A", max_size=12)


@given(st.lists(_letters | hostile, min_size=1, max_size=6), _letters | hostile)
def test_a_query_finds_exactly_the_texts_that_contain_it(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], query: str
) -> None:
    root = tmp_path_factory.mktemp("库")
    written(root, *texts)
    wanted = terms(query)
    if not wanted:
        with pytest.raises(LibraryError, match="检索词是空的"):
            search(Index(root), query)
        return
    hits = search(Index(root), query, limit=100)
    expected = [t for t in texts if all(fold(w) in fold(t) for w in wanted)]
    assert sorted(h.clause.original for h in hits.hits) == sorted(expected)
    assert hits.count == len(expected)


@given(hostile | _letters)
def test_folding_knows_its_places(text: str) -> None:
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert all(c in fold(text[at]) for c, at in zip(folded, places, strict=True))


@given(_letters, st.lists(_letters.filter(fold), min_size=1, max_size=3))
def test_marks_cover_the_hits_and_nothing_else(text: str, wanted: list[str]) -> None:
    places = marks(text, wanted)
    assert list(places) == sorted(places)
    folded = [fold(text[start:end]) for start, end in places]
    assert all(any(fold(w) in words for w in wanted) for words in folded)
    assert bool(places) == any(fold(w) in fold(text) for w in wanted)
    snippet = excerpt(text, places, length=5)
    for start, end in snippet.marks:
        assert snippet.text[start:end].strip("…") in text.replace("\n", " ")


@pytest.mark.parametrize(
    ("query", "count"),
    [("牵", 1), ("家庭医生", 2), ("家庭 云浦", 1), ("“上门 巡诊”", 1), ("80％", 1), ("８０%", 1), ("《", 1), ("*", 0),
     ('"', 0), ("县卫健局", 3), ("医保局 80%", 1), ("不存在的词", 0)],
)  # fmt: skip
def test_queries_people_type(tmp_path: Path, query: str, count: int) -> None:
    library = Library(tmp_path / "库", create=True)
    library.harvest(plan(), PLACE)
    assert library.search(query).count == count


def test_headings_come_before_bodies(tmp_path: Path) -> None:
    root = tmp_path / "库"
    written(root, "签约服务，签约服务，签约服务。" * 20, heading="其他", name="乙")
    written(root, "做好有关工作。", heading="签约服务", name="丙")
    assert found(Library(root), "签约服务")[0] == "做好有关工作。"


def test_responsible_units_and_topics_are_found(tmp_path: Path) -> None:
    origin = Origin(level="county")
    clause = Clause(
        "A",
        None,
        "-",
        "正文",
        responsibility=Wording("-", "县医保局"),
        topics=("定点管理", "付费"),
        origin=origin,
    )
    store.write_shelf(Shelf(origin, (clause,)), tmp_path / "库" / "甲.yaml")
    library = Library(tmp_path / "库")
    assert found(library, "医保局") == found(library, "定点管理") == found(library, "付费") == ["正文"]
    assert library.search("医保局").hits[0].body.marked() == "县【医保局】"
    # Two neighbouring pieces do not make a word.
    assert found(library, "局定点") == found(library, "理付") == []


def test_filters(tmp_path: Path) -> None:
    library = Library(tmp_path / "库", create=True)
    library.harvest(plan(), PLACE, domain="签约")
    assert library.search("签约", only=Filter(level="province")).count == 0
    assert library.search("签约", only=Filter(level="county", domain="签约")).count == 3
    assert library.search("签约", only=Filter(domain="别的")).count == 0
    topic = next(library.clauses()).topics[0]
    assert {c.id for c in library.clauses(only=Filter(topic=topic))} == {next(library.clauses()).id}
    assert not list(library.clauses(only=Filter(topic=topic[:1])))


# --- the index -------------------------------------------------------------------------------


def test_only_changed_files_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "库"
    for name in ("甲", "乙", "丙"):
        written(root, f"文字{name}", name=name)
    assert len(found(Library(root), "文字")) == 3
    read: list[str] = []
    real = index_module.read_shelf
    monkeypatch.setattr(
        index_module, "read_shelf", lambda path, top: (read.append(path.name), real(path, top))[1]
    )
    assert len(found(Library(root), "文字")) == 3
    assert read == []
    written(root, "新的文字", name="乙")
    (root / "领域" / "丙.yaml").unlink()
    assert sorted(found(Library(root), "文字")) == ["文字甲", "新的文字"]
    assert read == ["乙.yaml"]
    assert found(Library(root), "乙") == []


def index_file() -> Path:
    return max(cache_folder().glob("clauses-*.sqlite3"), key=lambda p: p.stat().st_mtime_ns)


def test_the_index_may_be_deleted_or_broken(tmp_path: Path) -> None:
    root = tmp_path / "库"
    written(root, "文字")
    assert found(Library(root), "文字") == ["文字"]
    index_file().unlink()
    assert found(Library(root), "文字") == ["文字"]
    index_file().write_bytes(b"rubbish" * 1000)
    assert found(Library(root), "文字") == ["文字"]


def test_without_a_cache_the_index_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "库"
    written(root, "文字")
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("DRAFTKIT_CACHE", str(tmp_path / "file" / "cache"))
    assert found(Library(root), "文字") == ["文字"]


def test_the_cache_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DRAFTKIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    monkeypatch.setattr("sys.platform", "linux")
    assert cache_folder() == Path("/somewhere/draftkit")
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    assert cache_folder() == Path("/local/draftkit")


def test_a_library_is_never_written_by_reading(tmp_path: Path) -> None:
    root = tmp_path / "库"
    written(root, "文字")
    before = sorted(p.relative_to(root) for p in root.rglob("*"))
    found(Library(root), "文字")
    assert sorted(p.relative_to(root) for p in root.rglob("*")) == before
