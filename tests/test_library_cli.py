"""`draftkit harvest` and `draftkit clauses` from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run
from library_cases import CASES, PLACE, plan, text

from draftkit import resources
from draftkit.lexicon.text import width
from draftkit.library import Library
from draftkit.library.ids import encode


@pytest.fixture
def root(tmp_path: Path, draftkit: Run) -> Path:
    """A library harvested from the small plan by the command line."""
    (tmp_path / "plan.txt").write_text(text("plan.txt"), encoding="utf-8")
    done = draftkit("harvest", tmp_path / "plan.txt", "--library", tmp_path / "库")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["文件", "新增", "未变", "更新", "归档", "条款文件"]
    assert lines[1].split()[-6:-2] == ["4", "0", "0", "0"]
    return tmp_path / "库"


def test_harvest_json_and_again(root: Path, draftkit: Run) -> None:
    done = draftkit("harvest", root.parent / "plan.txt", "--library", root, "--json")
    record = json.loads(done.stdout)
    assert record["schema"] == "draftkit.harvest/1"
    (entry,) = record["documents"]
    assert len(entry["unchanged"]) == 4 and not entry["added"]
    assert Path(entry["path"]).is_file()


def test_one_bad_file_does_not_stop_the_others(root: Path, draftkit: Run) -> None:
    bad = root.parent / "空.txt"
    bad.write_text("", encoding="utf-8")
    done = draftkit("harvest", bad, root.parent / "plan.txt", "--library", root, "--json")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and "空.txt" in done.stderr
    record = json.loads(done.stdout)
    assert len(record["documents"]) == 1
    assert record["skipped"][0]["file"].endswith("空.txt")


def test_a_bad_file_alone_makes_no_library(tmp_path: Path, draftkit: Run) -> None:
    done = draftkit("harvest", tmp_path / "无.txt", "--library", tmp_path / "库")
    assert done.returncode == 2 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "库").exists()


def test_list(root: Path, draftkit: Run) -> None:
    lines = draftkit("clauses", "list", "--library", root).stdout.splitlines()
    assert lines[0].split() == ["编号", "层级", "地方", "年份", "标题", "状态"]
    assert len(lines) == 6 and lines[-1] == "共 4 条。"
    column = width(lines[0][: lines[0].index("标题")])
    assert {
        width(line[: line.index(title)])
        for line, title in zip(lines[1:3], ("组建签约团队", "丰富服务内容"), strict=True)
    } == {column}
    assert (
        draftkit("clauses", "list", "--library", root, "--level", "省").stdout
        == "没有符合条件的条款（层级：省）。\n"
    )
    assert (
        len(
            draftkit(
                "clauses", "list", "--library", root, "--level", "县级", "--topic", "宣传"
            ).stdout.splitlines()
        )
        == 3
    )
    record = json.loads(draftkit("clauses", "list", "--library", root, "--json").stdout)
    assert record["count"] == 4 and record["clauses"][0]["source"]["place"] == "临湖县"


def test_show(root: Path, draftkit: Run, tmp_path: Path) -> None:
    clause = next(Library(root).clauses())
    assert clause.where is not None
    shown = draftkit("clauses", "show", clause.id[:20].lower(), "--library", root).stdout
    for part in (
        clause.id,
        clause.original,
        clause.template,
        "临卫发〔2024〕12号",
        "target.t2 = 80%",
        f"第 {clause.where.line[0]} 行",
    ):
        assert part in shown, part
    other = tmp_path / "望汐区.yaml"
    other.write_text("name: 望汐区\nlevel: county\nparents: [云浦省, 柏川市]\n", encoding="utf-8")
    local = draftkit("clauses", "show", clause.id, "--library", root, "--locality", other, "--json")
    record = json.loads(local.stdout)
    assert record["localised"]["text"].startswith("区卫生健康局会同区民政局组建")
    assert record["original"] == clause.original


def test_search_output(tmp_path: Path, draftkit: Run) -> None:
    """What a search prints, as a snapshot; ids are fixed, nothing else is."""
    library = Library(tmp_path / "库", create=True)
    result = library.harvest(plan(), PLACE)
    words = result.path.read_text(encoding="utf-8")
    for number, id in enumerate(result.added, 1):
        words = words.replace(id, encode(number << 100))
    result.path.write_text(words, encoding="utf-8")
    printed = "".join(
        f"$ draftkit clauses search {query}\n{draftkit('clauses', 'search', *query.split(), '--library', library.path).stdout}\n"
        for query in ("签约", "家庭 云浦", "民政局 负责", "牵", "量子", "签约 --limit 1")
    )
    assert printed == (CASES / "search.txt").read_text(encoding="utf-8")


def test_search_json(root: Path, draftkit: Run) -> None:
    record = json.loads(draftkit("clauses", "search", "家庭医生", "--library", root, "--json").stdout)
    assert record["count"] == len(record["hits"]) == 2
    assert "【家庭医生】" in record["hits"][0]["snippet"]
    scores = [hit["score"] for hit in record["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_stats(root: Path, draftkit: Run) -> None:
    assert "在用条款 4 条" in draftkit("clauses", "stats", "--library", root).stdout
    assert json.loads(draftkit("clauses", "stats", "--library", root, "--json").stdout)["level"] == {"县": 4}


def test_the_shipped_library_is_the_default(draftkit: Run) -> None:
    done = draftkit("clauses", "search", "服务", "--limit", "2")
    assert done.returncode == 0 and done.stdout.splitlines()[-1].endswith("显示前 2 条。")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "ZZZ"), "库里没有编号为“ZZZ”的条款"),
        (("show", "0"), "对应多条条款"),
        (("search", "　"), "检索词是空的"),
        (("list", "--level", "州县"), "没有“州县”这个层级"),
        (("list", "--topic", "宣传工作"), "库里没有“宣传工作”这个主题。可写 宣传"),
        (("search", "签约", "--domain", "教育"), "没有“教育”这个领域。可写 家庭医生签约服务"),
        (("list", "--status", "gone"), "只能是 active、archived、all"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    root: Path, draftkit: Run, arguments: tuple[str, ...], message: str
) -> None:
    done = draftkit("clauses", *arguments, "--library", root)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1 and message in done.stderr


def test_an_empty_library_and_no_library(tmp_path: Path, draftkit: Run) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "空" / "topics.yaml").write_text("topics: []\n", encoding="utf-8")
    for name, message in (("空", "条款库里还没有条款"), ("无", "找不到这个条款库")):
        for command in (("list",), ("show", "01"), ("search", "签约"), ("stats",)):
            done = draftkit("clauses", *command, "--library", tmp_path / name)
            assert (done.returncode, done.stdout) == (2, "")
            assert len(done.stderr.splitlines()) == 1 and message in done.stderr


def test_a_broken_file_is_told_and_the_rest_is_shown(root: Path, draftkit: Run) -> None:
    (root / "坏.yaml").write_text("schema: draftkit.clauses/1\nclauses: [a\n", encoding="utf-8")
    done = draftkit("clauses", "list", "--library", root)
    assert done.returncode == 0 and "共 4 条" in done.stdout
    assert len(done.stderr.splitlines()) == 1 and "坏.yaml" in done.stderr


def test_nothing_found_names_the_filters(root: Path, draftkit: Run) -> None:
    args = ("clauses", "search", "签约", "--library", root, "--level", "省", "--status", "archived")
    assert draftkit(*args).stdout == "没有找到含“签约”的条款（层级：省，状态：已归档）。\n"


def test_list_goes_from_above(root: Path, draftkit: Run) -> None:
    """The province's clauses stand before the county's, whatever their files are called."""
    words = text("plan.txt").replace("临湖县", "云浦省").replace("临卫发", "云卫发").replace("我县", "我省")
    (root.parent / "province.txt").write_text(words, encoding="utf-8")
    assert (
        draftkit("harvest", root.parent / "province.txt", "--library", root, "--domain", "后").returncode == 0
    )
    record = json.loads(draftkit("clauses", "list", "--library", root, "--json").stdout)
    levels = [clause["source"]["level"] for clause in record["clauses"]]
    assert levels == ["province"] * 4 + ["county"] * 4


def test_a_draft_is_not_taken_in(root: Path, draftkit: Run) -> None:
    draft = root.parent / "草稿.txt"
    draft.write_text(text("plan.txt").replace("80%", "【待填：签约率】"), encoding="utf-8")
    alone = draftkit("harvest", draft, "--library", root)
    assert (alone.returncode, alone.stdout) == (2, "")
    assert len(alone.stderr.splitlines()) == 1
    assert "草稿.txt" in alone.stderr and "【待填】" in alone.stderr
    both = draftkit("harvest", draft, root.parent / "plan.txt", "--library", root)
    assert both.returncode == 2 and "跳过" in both.stderr and "临卫发" in both.stdout


def test_two_files_of_one_title_are_told(tmp_path: Path, draftkit: Run) -> None:
    first, second = tmp_path / "甲.txt", tmp_path / "乙.txt"
    first.write_text(text("plan.txt"), encoding="utf-8")
    second.write_text(text("plan.txt").replace("80%", "85%"), encoding="utf-8")
    done = draftkit("harvest", first, second, "--library", tmp_path / "库")
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if "同题，按新版本处理" in line and "乙.txt：" in line]


# --- the library that comes with the program ---------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("retire", "01"),
        ("restore", "01"),
        ("merge", "01", "02"),
        ("edit", "01"),
        ("import", "表.xlsx", "--yes"),
    ],
)
def test_the_shipped_library_is_not_changed(draftkit: Run, arguments: tuple[str, ...]) -> None:
    shipped = resources.folder("clause_library")
    before = {p: p.read_bytes() for p in shipped.rglob("*.yaml")}
    done = draftkit("clauses", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert str(shipped) in done.stderr and "没有改动" in done.stderr and "harvest" in done.stderr
    assert {p: p.read_bytes() for p in shipped.rglob("*.yaml")} == before


def test_a_file_is_no_library(root: Path, draftkit: Run) -> None:
    done = draftkit("clauses", "list", "--library", root.parent / "plan.txt")
    assert done.returncode == 2 and "这是一个文件，条款库应是文件夹" in done.stderr


@pytest.mark.parametrize("name", ["没有.txt", "没有.DOCX", "./没有", "库/没有"])
def test_like_says_that_a_file_is_not_there(root: Path, draftkit: Run, name: str) -> None:
    done = draftkit("clauses", "like", name, "--library", root, cwd=root.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert "找不到" in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", ["签约/服务", "库", "组建签约团队。到2025年.共建"])
def test_like_takes_words_for_words(root: Path, draftkit: Run, words: str) -> None:
    assert draftkit("clauses", "like", words, "--library", root, cwd=root.parent).returncode == 0


def test_like_leaves_out_what_is_far(root: Path, draftkit: Run) -> None:
    far = (
        "推进农村公路提档升级，完善城乡客运网络，由县交通运输局牵头，各镇人民政府负责落实，营造良好交通环境。"
    )
    ((nearest, _),) = Library(root).like(far, 1)
    assert 0 < nearest < 0.15
    done = draftkit("clauses", "like", far, "--library", root)
    assert done.returncode == 0
    assert done.stdout == f"没有相近的条款，最接近的一条相近度只有 {nearest:.0%}。\n"
    assert json.loads(draftkit("clauses", "like", far, "--library", root, "--json").stdout)["hits"] == []
    assert "相近度" in draftkit("clauses", "like", "组建签约团队", "--library", root).stdout


def test_import_says_that_a_file_is_not_there(root: Path, draftkit: Run) -> None:
    done = draftkit("clauses", "import", root / "没有.xlsx", "--library", root)
    assert done.returncode == 2 and "找不到" in done.stderr and "工作簿" not in done.stderr
