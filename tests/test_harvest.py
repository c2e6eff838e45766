"""Harvesting: the same again changes nothing, a newer version updates, nothing is ever lost."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from library_cases import PLACE, plan, text

from draftkit.cli.harvest import command
from draftkit.errors import LibraryError
from draftkit.library import HarvestResult, Library
from draftkit.library.topics import nouns
from draftkit.model import Document, Doubt, Span
from draftkit.parsing import parse_text


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "库", create=True)


def counts(result: HarvestResult) -> tuple[int, int, int, int]:
    return len(result.added), len(result.unchanged), len(result.updated), len(result.archived)


def contents(library: Library) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in library.path.rglob("*") if p.is_file()}


def from_file(document: Document, sha256: str) -> Document:
    return replace(document, source=replace(document.source, sha256=sha256))


NEWER = {
    "2024年5月6日": "2025年5月6日",
    "签约率达到80%以上": "签约率达到85%以上",
    "（四）加强宣传。利用村村响广播宣传家庭医生签约政策，营造良好氛围。": "（四）严格考核。对连续两次考核不合格的团队予以调整，结果向社会公布。",
}


def test_what_a_clause_knows(library: Library) -> None:
    result = library.harvest(plan(), PLACE)
    assert result.path.relative_to(library.path).as_posix() == (
        "家庭医生签约服务/临卫发〔2024〕12号 临湖县家庭医生签约服务实施方案.yaml"
    )
    first = library.get(result.added[0])
    assert first.heading == "组建签约团队"
    assert first.section == ("一、扩大服务供给", "（一）")
    assert first.original == plan().measures[0].text
    assert first.responsibility is not None
    assert first.responsibility.original.startswith("责任单位：县卫健局牵头")
    assert first.topics == ("签约团队",)
    assert first.strength is not None and first.strength >= 3
    assert first.where is not None and first.where.line == plan().measures[0].span.line  # type: ignore[union-attr]
    assert (first.origin.place, first.origin.level, first.origin.year) == ("临湖县", "county", 2024)
    assert first.origin.doc_number == "临卫发〔2024〕12号"
    assert [library.get(i).heading for i in result.added] == [m.title for m in plan().measures]


def test_the_same_again_changes_nothing(library: Library) -> None:
    library.harvest(plan(), PLACE)
    before = contents(library)
    for document in (plan(), plan()):
        assert counts(library.harvest(document, PLACE)) == (0, 4, 0, 0)
    assert contents(library) == before


def test_another_form_of_the_same_document_changes_nothing(library: Library) -> None:
    library.harvest(from_file(plan(), "aa"), PLACE)
    before = contents(library)
    spaced = parse_text(text("plan.txt").replace("，", ",").replace("65岁", "65 岁"))
    assert counts(library.harvest(from_file(spaced, "bb"), PLACE)) == (0, 4, 0, 0)
    assert contents(library) == before


def test_a_newer_version_updates(library: Library) -> None:
    old = library.harvest(plan(), PLACE)
    new = library.harvest(plan(**NEWER), PLACE)
    assert counts(new) == (1, 2, 1, 1)
    assert new.path == old.path
    assert new.updated == old.added[:1] and new.archived == old.added[3:]
    changed = library.get(old.added[0])
    assert changed.version == 2 and "85%" in changed.original
    (past,) = changed.earlier
    assert past.version == 1 and "80%" in past.original and past.issued_on == "2024-05-06"
    gone = library.get(old.added[3])
    assert gone.status == "archived" and gone.heading == "加强宣传" and gone.version == 1
    assert {c.id for c in library.clauses()} == {*new.added, *new.unchanged, *new.updated}
    assert library.search("村村响").count == 0
    assert counts(library.harvest(plan(**NEWER), PLACE)) == (0, 4, 0, 0)


def test_what_was_gone_may_come_back(library: Library) -> None:
    old = library.harvest(plan(), PLACE)
    library.harvest(plan(**NEWER), PLACE)
    back = library.harvest(plan(**{"2024年5月6日": "2026年5月6日"}), PLACE)
    assert old.added[3] in back.updated
    assert library.get(old.added[3]).status == "active"
    assert len(list(library.clauses(status=None))) == 5


def test_a_number_moves_but_the_clause_stays(library: Library) -> None:
    """Identity comes from neither number nor place: a clause put in front shifts all others."""
    old = library.harvest(plan(), PLACE)
    shifted = plan(
        **{
            "（一）组建": "（一）摸清底数。各单位要在6月底前完成重点人群摸底。\n（二）组建",
            "（二）丰富": "（三）丰富",
        }
    )
    result = library.harvest(shifted, PLACE)
    assert counts(result) == (1, 4, 0, 0)
    assert result.unchanged == old.added


def test_edits_by_hand_survive(library: Library) -> None:
    result = library.harvest(plan(), PLACE)
    edited = result.path.read_text(encoding="utf-8").replace("topics: [签约团队]", "topics: [我的主题]")
    result.path.write_text(edited, encoding="utf-8")
    library.harvest(plan(**{"200万元": "300万元"}), PLACE)
    assert library.get(result.added[0]).topics == ("我的主题",)


def test_an_older_version_is_not_taken_in(library: Library) -> None:
    library.harvest(from_file(plan(**NEWER), "bb"), PLACE)
    before = contents(library)
    result = library.harvest(from_file(plan(), "aa"), PLACE)
    assert not result.changed and result.note and "较新版本" in result.note
    assert contents(library) == before


def test_a_version_seen_before_is_not_taken_in(library: Library) -> None:
    library.harvest(from_file(plan(), "aa"), PLACE)
    library.harvest(from_file(plan(**{"200万元": "300万元"}), "bb"), PLACE)
    result = library.harvest(from_file(plan(), "aa"), PLACE)
    assert not result.changed and result.note and "以前收录过" in result.note


@pytest.mark.parametrize("legacy", [False, True])
def test_an_old_text_in_another_format_is_not_taken_in(library: Library, legacy: bool) -> None:
    """The first text as docx, then the second, then the first again as txt: the second one stands.

    legacy: the first one was taken in by a release that knew files by their bytes only.
    """
    newer = {old: new for old, new in NEWER.items() if "2024年" not in old}
    first = library.harvest(from_file(plan(), "aa"), PLACE)
    if legacy:
        words = first.path.read_text(encoding="utf-8")
        mark = library.documents()[0].origin.text
        first.path.write_text(words.replace(f", text: {mark}", ""), encoding="utf-8")
        assert mark and Library(library.path).documents()[0].origin.text == ""
    library.harvest(from_file(plan(**newer), "bb"), PLACE)
    before = contents(library)
    spaced = parse_text(text("plan.txt").replace("，", ",").replace("65岁", "65 岁"))
    again = library.harvest(from_file(spaced, "cc"), PLACE)
    assert not again.changed and again.note and "以前收录过" in again.note
    for sha256 in ("bb", "dd"):
        same = library.harvest(from_file(plan(**newer), sha256), PLACE)
        assert counts(same) == (0, 4, 0, 0) and same.note is None
    assert contents(library) == before


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"临卫发〔2024〕12号": "临卫发〔2025〕3号"}, True),  # same title and issuer
        ({"临湖县家庭医生签约服务实施方案": "临湖县家庭医生签约工作方案"}, True),  # same number
        (
            {
                "临卫发〔2024〕12号": "临卫发〔2024〕9号",
                "临湖县家庭医生签约服务实施方案": "临湖县家庭医生签约工作方案",
            },
            False,
        ),
        ({"临卫发〔2024〕12号": "滨卫发〔2024〕12号", "临湖县卫生健康局": "滨海县卫生健康局"}, False),
    ],
)
def test_when_two_documents_are_one(library: Library, changes: dict[str, str], same: bool) -> None:
    first = library.harvest(plan(), PLACE)
    second = library.harvest(plan(**changes, **{"200万元": "300万元"}), PLACE)
    assert (second.path == first.path) == same
    assert bool(second.updated) == same
    assert len(library.documents()) == (1 if same else 2)


def test_a_known_domain_is_used_again(library: Library) -> None:
    library.harvest(plan(), PLACE, domain="家庭医生")
    other = plan(
        **{
            "临卫发〔2024〕12号": "临卫发〔2024〕9号",
            "临湖县家庭医生签约服务实施方案": "临湖县家庭医生签约工作方案",
        }
    )
    assert library.harvest(other, PLACE).path.parent.name == "家庭医生"


@pytest.mark.parametrize("domain", ["../外面", "a/b", "a\\b", "C:盘", "..", " . "])
def test_a_domain_cannot_leave_the_library(library: Library, domain: str) -> None:
    path = library.harvest(plan(), PLACE, domain=domain).path
    assert path.parent.parent == library.path
    assert len(list(library.clauses())) == 4


def test_a_document_without_measures_is_refused(library: Library) -> None:
    with pytest.raises(LibraryError, match="没有读出可收录的条款"):
        library.harvest(parse_text("关于放假的通知\n\n请各单位安排好值班。\n"))


def test_listed_topics_are_recognised(library: Library) -> None:
    library.path.mkdir()
    (library.path / "topics.yaml").write_text("topics: [家庭病床]\nignore: [服务内容]\n", encoding="utf-8")
    library.harvest(plan(), PLACE)
    topics = {c.heading: c.topics for c in library.clauses()}
    assert topics["丰富服务内容"] == ("家庭病床",)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("加快推进数字乡村建设", ["数字乡村"]),
        ("推进中医药与养老服务融合发展", ["中医药", "养老服务"]),
        ("总体要求", []),
        ("支持民营企业发展", ["民营企业"]),
        ("建立“一站式”服务机制", ["一站式"]),
        ("保障从业人员权益", ["从业人员权益"]),
        ("发展保障性租赁住房", ["保障性租赁住房"]),
        ("加强新生儿疾病筛查和托育服务", ["新生儿疾病筛查", "托育服务"]),
        ("扩大对外开放", ["对外开放"]),
        ("推进基本公共服务均等化", ["基本公共服务均等化"]),
        ("加强社会保障卡应用", ["社会保障卡应用"]),
        ("培育创新型企业", ["创新型企业"]),
        ("规范从业行为", ["从业行为"]),
        ("防范化解金融风险", ["金融风险"]),
        ("面向农村开展培训", ["农村", "培训"]),
        ("以更大力度支持人才", ["人才"]),
    ],
)
def test_topics_are_the_nouns_of_a_heading(heading: str, expected: list[str]) -> None:
    assert nouns(heading) == expected


@given(st.data())
def test_any_series_of_versions_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever newer versions come, every clause that was ever there is there, under its own id."""
    library = Library(tmp_path_factory.mktemp("库"), create=True)
    pool = [f"第{n}项任务要在本地全面落实并且长期坚持{n * 7919}。" for n in range(6)]
    seen: set[str] = set()
    for version in range(data.draw(st.integers(1, 3))):
        chosen = data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=6, unique=True))
        body = "\n".join(f"{n}、{task}" for n, task in zip("一二三四五六", chosen, strict=False))
        head, foot = (
            "临卫发〔2024〕1号\n\n关于做好工作的实施方案",
            f"临湖县卫生健康局\n2024年5月{version + 1}日",
        )
        document = parse_text(f"{head}\n\n{body}\n\n{foot}\n")
        assert document.issued_on == f"2024-05-0{version + 1}"
        library.harvest(from_file(document, str(version)), PLACE)
        assert sorted(c.original for c in library.clauses()) == sorted(m.text for m in document.measures)
        ids = {c.id for c in library.clauses(status=None)}
        assert seen <= ids
        seen = ids


def test_two_harvests_at_once_lose_nothing(tmp_path: Path) -> None:
    root = tmp_path / "库"
    files = []
    for number in range(4):
        words = (
            text("plan.txt")
            .replace("〔2024〕12号", f"〔2024〕{number}号")
            .replace("家庭医生签约服务", f"第{number}类服务")
        )
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text(words, encoding="utf-8")
    command = [sys.executable, "-m", "draftkit", "harvest", "--library", str(root)]
    running = [subprocess.Popen([*command, str(f)], stdout=subprocess.DEVNULL) for f in files]
    assert [process.wait(120) for process in running] == [0] * 4
    assert len(list(Library(root).clauses())) == 16
    assert not Library(root).problems()


def test_a_library_is_used_while_it_grows(library: Library) -> None:
    """An open library sees what another one has taken in after it is asked to look again."""
    library.harvest(plan(), PLACE)
    other = Library(library.path)
    assert other.search("签约").count == library.search("签约").count > 0


def test_topics_of_the_library_are_found_in_texts(library: Library) -> None:
    """What three headings are about is a topic of a fourth text that names it."""
    for number in range(3):
        library.harvest(
            plan(**{"临卫发〔2024〕12号": f"临卫发〔2023〕{number}号", "临湖县家庭医生签约服务实施方案": f"临湖县第{number}类方案",
                    "丰富服务内容": "发展家庭病床"}), PLACE)  # fmt: skip
    result = library.harvest(plan(), PLACE)
    topics = {c.heading: c.topics for c in map(library.get, result.added)}
    assert "家庭病床" in topics["丰富服务内容"]
    assert "家庭病床" not in topics["落实经费"]


# --- many documents --------------------------------------------------------------------------


def many(folder: Path, count: int) -> None:
    """A folder of plans, two of them in a folder of their own, and what is no document."""
    (folder / "里面").mkdir(parents=True)
    for number in range(count):
        words = text("plan.txt").replace("〔2024〕12号", f"〔2024〕{number}号")
        place = folder / "里面" if number < 2 else folder
        (place / f"{number}.txt").write_text(
            words.replace("家庭医生签约服务", f"第{number}类服务"), encoding="utf-8"
        )
    (folder / "~$锁.docx").write_bytes(b"lock")
    (folder / "图.psd").write_bytes(b"picture")
    (folder / "空.txt").write_text("", encoding="utf-8")


@pytest.mark.parametrize("jobs", [1, 2])
def test_folders_and_patterns(tmp_path: Path, draftkit: Run, jobs: int) -> None:
    many(tmp_path / "来文", 4)
    named = (tmp_path / "来文", tmp_path / "来文" / "*.txt", tmp_path / "来文" / "2.txt")
    done = draftkit("harvest", *named, "--library", tmp_path / "库", "--jobs", jobs)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and "空.txt" in done.stderr
    assert (
        done.stdout.splitlines()[-1] == "共收录 4 份：新增 16 条，更新 0 条，归档 0 条；跳过 1 份，原因见上。"
    )
    assert len(Library(tmp_path / "库").documents()) == 4


@pytest.mark.parametrize("name", ["空夹", "*.docx"])
def test_nothing_to_harvest_is_told(tmp_path: Path, draftkit: Run, name: str) -> None:
    (tmp_path / "空夹").mkdir()
    done = draftkit("harvest", tmp_path / name, "--library", tmp_path / "库")
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "库").exists()


def test_doubtful_words_of_a_scan_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many there are, and the command that shows them: harvest itself has no such list."""
    doubts = (Doubt("已", Span((3, 3), (5, 5)), 0.41), Doubt("末", Span((5, 5), (1, 1)), 0.52))
    monkeypatch.setattr("draftkit.parsing.read", lambda file: replace(plan(), doubts=doubts))
    done = CliRunner().invoke(command, ["扫描.png", "--library", str(tmp_path / "库")], standalone_mode=False)
    assert done.exception is None
    assert "有 2 处文字识别把握不大，请用 draftkit inspect 扫描.png 查看" in done.output
