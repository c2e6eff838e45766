"""What a draft takes, a batch takes: plan file, page rules, letterhead, comments, several parents, Word templates."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Word
from same_document import same_docx

from draftkit.batch import Batch, Shared, run
from draftkit.batch.asked import columns
from draftkit.batch.doubts import doubts
from draftkit.cli.parents import read_parents
from draftkit.drafting import choices_of, compile, find, plan_text, sidecar
from draftkit.drafting.docx_template import WordTemplate
from draftkit.localities import Locality, Row
from draftkit.model import Document
from draftkit.parsing import read
from draftkit.reports.draft_docx import compile_draft
from draftkit.resources import folder
from draftkit.writers.profile import Fonts, Profile

CITY, PROVINCE = (folder("samples") / f"{name}.docx" for name in ("city", "province"))
OWN = "建立月调度、季通报、年考核的工作机制。"


@cache
def parent() -> Document:
    return read(CITY)


def rows(count: int = 4) -> list[Row]:
    names = [a + b + "县" for a in "春夏秋冬" for b in "溪岭原"]
    return [
        Row(
            number,
            Locality.from_mapping(
                {"name": name, "level": "county", "parents": ["澜江省", "望川市"], "code_word": f"{name[0]}卫发",
                 "issuers": [f"{name}卫生健康局", f"{name}民政局"], "addressees": ["各乡镇人民政府"],
                 "issued_on": f"2024-07-{number:02d}", "targets": {"普惠托位占比": f"{60 + number}%"}}
            ),
        )
        for number, name in enumerate(names[:count], 2)
    ]  # fmt: skip


def planned(words: str = OWN) -> str:
    """A plan file with one measure in own words and one left out."""
    here = rows(1)[0].locality
    assert here is not None
    text = plan_text(compile(parent()), here)
    first, *items = text.split("\n- 条: ")
    items = [
        item.replace("措辞: 上级", f"措辞: 自拟\n  正文: |\n    {words}") if item.startswith("m5 ") else item
        for item in items
    ]
    items = [item.replace("采用: 是", "采用: 否") if item.startswith("m7 ") else item for item in items]
    return "\n- 条: ".join([first, *items])


@cache
def letterhead(words: str = "红头文件") -> bytes:
    word, out = Word(), io.BytesIO()
    for line in (words, "【发文字号】", "", "【正文】"):
        word.add_paragraph(line)
    word.save(out)
    return out.getvalue()


def word_template(path: Path) -> WordTemplate:
    word = Word()
    word.add_paragraph("{{ 标题 }}")
    word.add_paragraph("{%p for 条 in 全部举措 %}")
    word.add_paragraph("{{ 条.小标题 }}。{{ 条.正文 }}")
    word.add_paragraph("{%p endfor %}")
    word.add_paragraph("{{ 发文机关 }}")
    word.save(str(path))
    return WordTemplate.load(path)


def words(docx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", package.read("word/document.xml").decode())


def everything() -> Shared:
    parents = read_parents([str(CITY), str(PROVINCE)])
    profile = replace(Profile(fonts=Fonts.named("windows")), bold_second=True)
    return Shared(
        parents.first,
        find("implementation_plan"),
        str(folder("clause_library")),
        parents.others,
        choices_of(planned()),
        True,
        profile,
        letterhead(),
        True,
    )


SHARED = {
    "as it comes": lambda: Shared(parent(), find("implementation_plan")),
    "with a plan": lambda: Shared(parent(), find("work_plan"), choices=choices_of(planned())),
    "as a letter": lambda: Shared(parent(), find("implementation_notice"), profile=Profile(layout="letter")),
    "in a letterhead": lambda: Shared(parent(), find("implementation_opinion"), frame=letterhead()),
    "with comments": lambda: Shared(parent(), find("action_plan"), annotate=True),
    "with everything": everything,
}


@pytest.mark.parametrize("kind", SHARED)
def test_a_batch_gives_what_single_drafts_give(kind: str, tmp_path: Path) -> None:
    shared = SHARED[kind]()
    outcomes = run(Batch(shared, tmp_path), rows())
    assert [o.state for o in outcomes] == ["done"] * 4
    for row, outcome in zip(rows(), outcomes, strict=True):
        assert row.locality is not None
        made = shared.plan().render(row.locality)
        page = compile_draft(made, shared.template, shared.profile, shared.frame, annotate=shared.annotate)
        batch, single = (tmp_path / outcome.file).read_bytes(), page.fill({})
        # Where the imprint goes in a letterhead is estimated, so a plan that is filled may have it a page later.
        assert words(batch) == words(single) if shared.frame else same_docx(batch, single)
        assert (tmp_path / f"{row.locality.name}.来源.json").read_text(encoding="utf-8") == sidecar(made)


def test_comments_in_an_offices_own_layout(tmp_path: Path) -> None:
    template = word_template(tmp_path / "模板.docx")
    out = tmp_path / "out"
    run(Batch(Shared(parent(), template, annotate=True), out), rows())
    for row in rows():
        assert row.locality is not None
        with zipfile.ZipFile(out / f"{row.locality.name}.docx") as package:
            comments = package.read("word/comments.xml").decode()
            words = package.read("word/document.xml").decode()
        assert comments.count("<w:comment ") > 10 and "条举措（原文" in comments
        assert row.locality.name in words and "\ue000" not in comments + words


def test_processes_make_the_same_as_one(tmp_path: Path) -> None:
    shared = everything()
    run(Batch(shared, tmp_path / "one", jobs=1), rows(8))
    run(Batch(shared, tmp_path / "two", jobs=2), rows(8))
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.docx")} for name in ("one", "two")
    )
    assert len(one) == 8 and one == two


def test_a_plan_decides_for_all_rows_and_each_row_fills_its_own_values(tmp_path: Path) -> None:
    outcomes = run(Batch(SHARED["with a plan"](), tmp_path), rows())
    for outcome in outcomes:
        text = "".join(p.text for p in read(tmp_path / outcome.file).paragraphs)
        assert OWN in text and f"{60 + outcome.row}%" in text and outcome.name in text
        second = json.loads((tmp_path / f"{outcome.name}.来源.json").read_text(encoding="utf-8"))
        assert any("不采用" in told and "m7" in told for told in second["decisions"])


CHANGES = {
    "plan": lambda s: replace(s, choices=choices_of(planned("换一个说法。"))),
    "no plan": lambda s: replace(s, choices=None),
    "profile": lambda s: replace(s, profile=Profile()),
    "frame": lambda s: replace(s, frame=letterhead("另一个红头")),
    "no frame": lambda s: replace(s, frame=None),
    "comments": lambda s: replace(s, annotate=False),
    "task table": lambda s: replace(s, task_table=False),
    "one parent": lambda s: replace(s, superiors=()),
    "template": lambda s: replace(s, template=find("work_plan")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_made_again(change: str, tmp_path: Path) -> None:
    shared, table = everything(), rows(3)
    assert [o.state for o in run(Batch(shared, tmp_path), table)] == ["done"] * 3
    assert [o.state for o in run(Batch(everything(), tmp_path), table)] == ["kept"] * 3
    other = CHANGES[change](shared)
    assert [o.state for o in run(Batch(other, tmp_path), table)] == ["done"] * 3
    assert [o.state for o in run(Batch(other, tmp_path), table)] == ["kept"] * 3


def test_where_a_plan_file_lies_does_not_matter(tmp_path: Path) -> None:
    shared = SHARED["with a plan"]()
    moved = replace(shared, choices=choices_of(planned(), "别处/计划.yaml"))
    assert shared.key() == moved.key()


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "各县.csv"
    path.write_text(
        "名称,级别,上级,成文日期\n禾丰县,县,澜江省；望川市,2024-12-10\n石渚县,县,澜江省；望川市,2024-12-11\n"
        "云岭县,县,澜江省；望川市,2024-12-12\n",
        encoding="utf-8",
    )
    return path


def test_the_command_takes_it_all(table: Path, tmp_path: Path, draftkit: Any) -> None:
    plan, profile, frame = (tmp_path / name for name in ("计 划.yaml", "draftkit.toml", "红 头.docx"))
    plan.write_text(planned(), encoding="utf-8")
    profile.write_text('[format]\nfonts = "windows"\n', encoding="utf-8")
    frame.write_bytes(letterhead())
    flags = ("--plan", plan, "--profile", profile, "--frame", frame, "--annotate", "--task-table")
    args = (
        "batch",
        "--parent",
        CITY,
        "--parent",
        PROVINCE,
        "--localities",
        table,
        "-o",
        tmp_path / "out",
        *flags,
    )
    done = draftkit(*args, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert "各份都按起草计划" in done.stdout and "生成 3 份" in done.stdout
    alone = tmp_path / "禾丰县.yaml"
    alone.write_text(
        "名称: 禾丰县\n级别: 县\n上级: [澜江省, 望川市]\n成文日期: 2024-12-10\n", encoding="utf-8"
    )
    one = ("draft", "--parent", CITY, "--parent", PROVINCE, "--locality", alone, "-o", tmp_path / "一份.docx")
    single = draftkit(*one, *flags)
    assert single.returncode == 0, single.stderr
    assert words((tmp_path / "一份.docx").read_bytes()) == words(
        (tmp_path / "out" / "禾丰县.docx").read_bytes()
    )
    assert "没有变化" in draftkit(*args).stdout
    profile.write_text('[format]\nfonts = "gbk"\n', encoding="utf-8")
    assert "生成 3 份" in draftkit(*args).stdout


@pytest.mark.parametrize(
    ("flag", "name", "content", "says"),
    [
        ("--plan", "计划.yaml", "条目:\n- 条: m99\n", "上级文件里没有“m99”这一条"),
        ("--plan", "没有.yaml", None, "找不到计划文件"),
        ("--profile", "draftkit.toml", '[format]\nfnts = "gbk"\n', "不认识“fnts”"),
        ("--frame", "红头.docx", "不是 Word", "不是 .docx 文件"),
        ("--frame", "没有.docx", None, "找不到这个红头模板"),
    ],
)
@pytest.mark.parametrize("command", ["draft", "batch"])
def test_what_does_not_fit_stops_before_anything_is_written(
    command: str,
    flag: str,
    name: str,
    content: str | None,
    says: str,
    table: Path,
    tmp_path: Path,
    draftkit: Any,
) -> None:
    given, out = tmp_path / name, tmp_path / "out"
    if content is not None:
        given.write_text(content, encoding="utf-8")
    locality = folder("samples") / "localities" / "hefeng.yaml"
    who = (
        ("--localities", table, "-o", out)
        if command == "batch"
        else ("--locality", locality, "-o", out / "甲.docx")
    )
    done = draftkit(command, "--parent", CITY, *who, flag, given)
    assert done.returncode == 2 and not out.exists()
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("提示")]
    assert says in line and name in line


@pytest.mark.parametrize("place", ["【正文】", "正文", ""])
def test_a_letterhead_without_a_place_for_the_text_is_told(place: str, tmp_path: Path, draftkit: Any) -> None:
    frame, word = tmp_path / "红头.docx", Word()
    word.add_paragraph(place)
    word.save(str(frame))
    locality = folder("samples") / "localities" / "hefeng.yaml"
    args = ("draft", "--parent", CITY, "--locality", locality, "-o", tmp_path / "稿.docx", "--frame", frame)
    done = draftkit(*args)
    assert done.returncode == 0, done.stderr
    assert ("正文接在它的末尾" in done.stderr) == (place == "正文")


def test_a_word_template_has_its_own_page(table: Path, tmp_path: Path, draftkit: Any) -> None:
    word_template(tmp_path / "模板.docx")
    args = ("batch", "--parent", CITY, "--localities", table, "-o", tmp_path / "out")
    done = draftkit(*args, "--template", tmp_path / "模板.docx", "--profile", tmp_path / "x.toml")
    assert done.returncode == 2 and "请去掉 --profile" in done.stderr


HOPELESS: dict[str, tuple[tuple[str, ...], str]] = {
    "no such library": (("--library", "没有这个库"), "没有这个库：找不到这个条款库"),
    "a template that always fails": (("--template", "本单位.txt"), "本单位.txt 第2行"),
    "a template of another kind": (("--template", "模板.wps"), "请用 Word 或 WPS 另存为 .docx"),
    "no such executor": (("--executor", "spark://here"), "请写成 dask://主机:端口"),
    "an executor without a port": (("--executor", "dask://here"), "请写成 dask://主机:端口"),
}


@pytest.mark.parametrize("kind", HOPELESS)
def test_what_would_fail_for_every_row_is_told_once(
    kind: str, table: Path, tmp_path: Path, draftkit: Any
) -> None:
    flags, says = HOPELESS[kind]
    (tmp_path / "本单位.txt").write_text("{{ 标题 }}\n{{ 全部举措[999].正文 }}\n", encoding="utf-8")
    (tmp_path / "模板.wps").write_bytes(b"\xd0\xcf\x11\xe0")
    done = draftkit("batch", "--parent", CITY, "--localities", table, "-o", "out", *flags, cwd=tmp_path)
    assert done.returncode == 2 and not (tmp_path / "out").exists()
    (line,) = done.stderr.splitlines()
    assert says in line


def test_the_table_of_a_plan_for_two_parents_asks_for_both(tmp_path: Path) -> None:
    def metrics(*parents: Document) -> set[str]:
        return {c.head for c in columns(parents, find("implementation_plan")) if c.head.startswith("目标.")}

    both = metrics(parent(), read(PROVINCE))
    assert both > metrics(parent()) and both >= metrics(read(PROVINCE))


# --- what is hardly meant ------------------------------------------------------------------------


def test_doubtful_rows_are_told() -> None:
    table = rows(3)
    second = table[1].locality
    assert second is not None
    share = replace(table[0], number=7, locality=Locality.from_mapping(
        {"name": "柳河县", "level": "县", "targets": {"普惠托位占比": 0.65}}
    ))  # fmt: skip
    city = Row(8, Locality.from_mapping({"name": "东川市", "level": "市"}))
    told = list(doubts([parent()], [*table, replace(table[1], number=6), share, city]))
    assert len(told) == 3
    assert f"{second.name}在第3、6行" in told[0]
    assert told[1].startswith("第8行的级别不比上级文件（市级）低")
    assert told[2].startswith("第7行的“普惠托位占比”不到 1%")
    assert list(doubts([parent()], rows())) == []


def test_plans_of_rows_that_are_gone_are_told(tmp_path: Path) -> None:
    shared = SHARED["as it comes"]()
    run(Batch(shared, tmp_path), rows(3))
    outcomes = run(Batch(shared, tmp_path), rows(2))
    assert [(o.row, o.state) for o in outcomes] == [(2, "kept"), (3, "kept"), (0, "left")]
    assert (tmp_path / outcomes[-1].file).is_file()


def test_what_is_past_on_a_day_is_looked_up_once() -> None:
    days = [f"2024-{month:02d}-{day:02d}" for month in range(12, 0, -1) for day in (1, 9, 17, 28)]
    plan = compile(parent())
    for day in days:
        assert plan._late(day) == compile(parent())._late(day)
    assert len(set(map(plan._late, days))) > 1
    assert len(plan._days) < len(days)
    middle = compile(parent())
    for day in (days[0], days[-1], *days):
        middle._late(day)
    assert len(middle._days) < len(days) / 2
