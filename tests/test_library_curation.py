"""Looking after clauses: retire, restore, merge, edit, history, lint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import Run
from library_cases import PLACE, plan

from draftkit.errors import LibraryError, TemplateError
from draftkit.library import Clause, Library, Wording, law
from draftkit.library.curation import as_text, checked, from_text, merge, replaced, restore, retire
from draftkit.library.lint import faults, lint


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path / "库", create=True)
    made.harvest(plan(), PLACE)
    return made


def test_retire_and_restore(library: Library) -> None:
    clause = next(library.clauses())
    retire(library, clause.id[:20], "张三", "说法过时")
    assert clause.id not in {c.id for c in library.clauses()}
    assert library.search("签约团队").count == 0
    (edit,) = Library(library.path).get(clause.id).edits
    assert (edit.who, edit.what, edit.why) == ("张三", "停用", "说法过时") and edit.when.startswith("20")
    with pytest.raises(LibraryError, match="已经停用"):
        retire(library, clause.id, "张三")
    restore(library, clause.id, "李四")
    back = library.get(clause.id)
    assert back.status == "active" and [e.what for e in back.edits] == ["停用", "恢复"]
    assert replace(back, edits=()) == clause
    with pytest.raises(LibraryError, match="正在使用"):
        restore(library, clause.id, "李四")


def test_a_new_harvest_leaves_the_retired_alone(library: Library) -> None:
    clause = next(library.clauses())
    retire(library, clause.id, "张三")
    library.harvest(plan(**{"200万元": "300万元"}), PLACE)
    assert library.get(clause.id).status == "archived"
    assert library.search("300万元").count == 1


def test_merge(library: Library) -> None:
    kept, other, *_ = library.clauses()
    merge(library, kept.id, [other.id], "张三")
    gone = library.get(other.id)
    assert (gone.status, gone.variant_of) == ("archived", kept.id)
    assert [v.clause.id for v in library.variants(kept)] == [kept.id, gone.id]
    with pytest.raises(LibraryError, match="不能并入它自己"):
        merge(library, kept.id, [kept.id], "张三")


def test_edited_words_are_a_new_version_with_slots(library: Library) -> None:
    old = next(library.clauses())
    text = as_text(old).replace("达到80%以上", "达到90%以上")
    text = text.replace(old.template, old.template)  # the template is left as it was
    words = old.original.replace("达到80%以上", "达到90%以上")
    new = from_text(text, old) if words in text else from_text(text.replace(old.original, words), old)
    done = replaced(library, checked(new), "张三", "上级提高了指标")
    assert done.version == 2 and done.earlier[-1].original == old.original
    assert "90%" in done.slots.values() and "{{ target.t2 }}" in done.template
    assert library.search("90%").count == 1
    topics = from_text(as_text(done).replace("topics: [签约团队]", "topics: [团队]"), done)
    again = replaced(library, topics, "张三")
    assert (again.version, again.topics) == (2, ("团队",))
    assert [e.what for e in again.edits] == ["修改", "修改"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{{ level.all }}", "全省", "与原文不一致"),
        ("{{ level.all }}", "{{ level.oll }}", "没有定义的空位"),
        ("strength: ", "strength: 7", "0 到 5|整数"),
        ("slots:\n", "slots:\n[", "YAML 写法不对"),
        ("id: ", "id: X", "编号不能改"),
        ("original: ", "orginal: ", "缺少 original"),
    ],
)
def test_what_breaks_a_clause_is_refused(library: Library, old: str, new: str, message: str) -> None:
    clause = next(library.clauses())
    text = as_text(clause)
    assert old in text
    with pytest.raises(Exception, match=message):
        checked(from_text(text.replace(old, new, 1), clause))
    assert library.get(clause.id) == clause


# --- on the command line -------------------------------------------------------------------------


def edit(library: Library, id: str, script: str, *options: str) -> subprocess.CompletedProcess[str]:
    """`clauses edit` with a Python script for an editor."""
    program = library.path.parent / "editor.py"
    program.write_text(f"import pathlib, sys\np = pathlib.Path(sys.argv[1])\n{script}\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "draftkit",
        "clauses",
        "edit",
        id,
        "--library",
        str(library.path),
        *options,
    ]
    env = {**os.environ, "EDITOR": f"{sys.executable} {program}"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=env, stdin=subprocess.DEVNULL)


def test_edit_opens_an_editor(library: Library, draftkit: Run) -> None:
    clause = next(library.clauses())
    change = "t = p.read_text(encoding='utf-8'); p.write_text(t.replace('120个', '150个'), encoding='utf-8')"
    done = edit(library, clause.id, change, "--who", "张三", "--why", "扩大")
    assert done.returncode == 0, done.stderr
    assert "已修改" in done.stdout and "第 2 版" in done.stdout
    assert Library(library.path).search("150个").count == 1
    told = draftkit("clauses", "history", clause.id, "--library", library.path).stdout
    assert "张三  修改：扩大" in told and "120个" in told
    record = json.loads(draftkit("clauses", "history", clause.id, "--library", library.path, "--json").stdout)
    assert record["edits"][0]["who"] == "张三" and record["version"] == 2


def test_a_bad_edit_changes_nothing(library: Library) -> None:
    clause = next(library.clauses())
    before = {p: p.read_bytes() for p in library.path.rglob("*.yaml")}
    bad = edit(library, clause.id, "p.write_text('[' + p.read_text(encoding='utf-8'), encoding='utf-8')")
    assert bad.returncode == 2 and "YAML 写法不对" in bad.stderr and "Traceback" not in bad.stderr
    assert len(bad.stderr.splitlines()) == 1
    slot = "p.write_text(p.read_text(encoding='utf-8').replace('{{ level', '{{ levels'), encoding='utf-8')"
    unknown = edit(library, clause.id, slot)
    assert len(unknown.stderr.splitlines()) == 1 and "没有定义的空位（levels." in unknown.stderr
    assert "没有改动" in edit(library, clause.id, "pass").stdout
    assert {p: p.read_bytes() for p in library.path.rglob("*.yaml")} == before


@pytest.mark.parametrize("editor", ["没有这个编辑器", "false"])
def test_an_editor_that_does_not_run_is_told_in_chinese(
    library: Library, draftkit: Run, monkeypatch: pytest.MonkeyPatch, editor: str
) -> None:
    clause = next(library.clauses())
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.delenv("VISUAL", raising=False)
    done = draftkit("clauses", "edit", clause.id, "--library", library.path)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert f"编辑器“{editor}”" in done.stderr and "Editing" not in done.stderr and "Errno" not in done.stderr


@pytest.mark.parametrize(
    "template", ["{{ deadline }}", "{{ a.b }}", "{% if x %}", "{{ 1/0 }}", "{{ 'a' + 1 }}", "{{"]
)
def test_faults_of_templates_are_chinese(template: str) -> None:
    with pytest.raises(TemplateError) as caught:
        law.fill(template, {"a.c": "甲"})
    for english in ("undefined", "expected", "division", "unsupported", "error", "object"):
        assert english not in caught.value.render()


def test_history_tells_the_heading_and_the_local_time(
    library: Library, draftkit: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clause = next(library.clauses())
    replaced(library, replace(clause, heading="组建团队"), "张三")
    path = library.documents()[0].path
    when = library.get(clause.id).edits[0].when
    words = path.read_text(encoding="utf-8").replace(when, "2026-11-22T09:11:28+00:00")
    path.write_text(words, encoding="utf-8")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    told = draftkit("clauses", "history", clause.id, "--library", library.path).stdout
    assert "2026年11月22日 17:11  张三  修改" in told and "2026-11-22T" not in told
    now, then = told.split("第 2 版（")[1].split("第 1 版（")
    assert "标题：组建团队" in now and "标题：组建签约团队" in then
    assert "原文：" in now and "责任单位：" in now


def test_retire_restore_merge_on_the_command_line(library: Library, draftkit: Run) -> None:
    kept, other, *_ = library.clauses()
    place = ("--library", library.path, "--who", "张三")
    assert "已停用" in draftkit("clauses", "retire", other.id, *place).stdout
    assert "已恢复" in draftkit("clauses", "restore", other.id, *place).stdout
    assert "已并入" in draftkit("clauses", "merge", kept.id, other.id, *place).stdout
    twice = draftkit("clauses", "retire", other.id, *place)
    assert twice.returncode == 2 and "已经停用" in twice.stderr


# --- lint ----------------------------------------------------------------------------------------


def kinds(text: str, today: str = "2026-01-01", **other: object) -> list[tuple[str, str]]:
    clause = Clause("A", None, text, text, **other)  # type: ignore[arg-type]
    return [(f.kind, f.words) for f in faults(clause, date.fromisoformat(today))]


def test_lint_knows_old_bodies_by_their_date() -> None:
    assert kinds("由县国土资源局负责。") == [("body", "国土资源局")]
    assert kinds("由县银保监组负责。") == [("body", "银保监组")]
    assert kinds("由县银保监组负责。", today="2022-01-01") == []
    assert kinds("落实《国土资源部关于用地的意见》。") == []
    assert kinds("由县自然资源局、农业农村局负责。") == []


def test_lint_knows_expired_plans() -> None:
    assert kinds("落实《健康行动方案（2019—2023年）》。") == [("citation", "《健康行动方案（2019—2023年）》")]
    assert kinds("落实《健康行动方案（2019—2030年）》。") == []
    assert [k for k, _ in kinds("落实《“十三五”规划》。")] == ["citation"]
    assert kinds("落实《“十五五”规划》。") == []


def test_lint_knows_broken_slots() -> None:
    assert [k for k, _ in kinds("好。", slots={"level.all": "全县"})] == ["slot"]
    assert [k for k, _ in kinds("好。", responsibility=Wording("{{ unit.x }}", "县卫健局"))] == ["slot"]


def test_lint_finds_files_that_cannot_be_read(library: Library, draftkit: Run) -> None:
    (library.path / "坏.yaml").write_text("schema: draftkit.clauses/1\nclauses: [a\n", encoding="utf-8")
    (library.path / "topics.yaml").write_text("topics: [a\n", encoding="utf-8")
    done = draftkit("clauses", "lint", "--library", library.path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "坏.yaml" in done.stdout and "topics.yaml" in done.stdout and "共 2 处要看" in done.stdout
    record = json.loads(draftkit("clauses", "lint", "--library", library.path, "--json").stdout)
    assert record["count"] == 2 and {f["kind"] for f in record["faults"]} == {"file"}
    library.documents()[0].path.write_text("坏", encoding="utf-8")
    nothing_left = draftkit("clauses", "lint", "--library", library.path)
    assert nothing_left.returncode == 1 and "共 3 处要看" in nothing_left.stdout


def test_lint_of_a_library(library: Library, draftkit: Run) -> None:
    assert list(lint(library)) == []
    done = draftkit("clauses", "lint", "--library", library.path)
    assert (done.returncode, done.stdout) == (0, "没有发现问题。\n")
    path = library.documents()[0].path
    words = path.read_text(encoding="utf-8").replace("variant_of: null", "variant_of: 01NOWHERE", 1)
    path.write_text(words.replace("村村响广播", "县旅游局"), encoding="utf-8")
    done = draftkit("clauses", "lint", "--library", library.path, "--json")
    assert done.returncode == 1
    assert {f["kind"] for f in json.loads(done.stdout)["faults"]} == {"reference", "body"}
