"""Batches: every row its plan, bad rows told, nothing finished lost, nothing made twice."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftkit.batch import Batch, Outcome, Shared, run
from draftkit.batch.manifest import FILE, Entry, Manifest, digest
from draftkit.batch.names import file_stems, safe
from draftkit.batch.places import Folder
from draftkit.batch.progress import Progress, duration, status
from draftkit.batch.summary import SUMMARY, WORKBOOK, places_of, write_summary
from draftkit.drafting import find
from draftkit.drafting.sidecar import SCHEMA
from draftkit.localities import Locality, LocalityError, Row
from draftkit.model import Document
from draftkit.parsing import read

CASES = Path(__file__).parent / "cases" / "bad_input"
PARENT = CASES / "parent.txt"
LETTERS = "甲乙丙丁春夏秋冬东西南北山水"


@pytest.fixture(scope="module")
def parent() -> Document:
    return read(PARENT)


def place(name: str, **changes: Any) -> Locality:
    known = {"name": name, "level": "county", "issuers": [f"{name}民政局"], "issued_on": "2024-07-01"}
    return Locality.from_mapping(known | changes)


def table(count: int) -> list[Row]:
    names = (a + b + "县" for a in LETTERS for b in LETTERS)
    return [Row(number, place(next(names))) for number in range(2, count + 2)]


def batch(parent: Document, folder: Path, **changes: Any) -> Batch:
    return Batch(Shared(parent, find("implementation_plan")), folder, **changes)


def states(outcomes: list[Outcome]) -> list[str]:
    return [outcome.state for outcome in outcomes]


def plans(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.docx"))}


# --- what a batch does ---------------------------------------------------------------------------


def test_every_row_has_its_plan(parent: Document, tmp_path: Path) -> None:
    rows = table(5)
    outcomes = run(batch(parent, tmp_path), rows)
    assert states(outcomes) == ["done"] * 5
    for row, outcome in zip(rows, outcomes, strict=True):
        assert row.locality is not None
        document = read(tmp_path / outcome.file)
        assert document.title is not None and document.title.startswith(row.locality.name)
        assert document.issuers == row.locality.issuers
        assert len(document.measures) == len(parent.measures)
        second = json.loads((tmp_path / f"{row.locality.name}.来源.json").read_text(encoding="utf-8"))
        assert second["schema"] == SCHEMA
        assert len(second["open_points"]) == outcome.open_points


def test_a_bad_row_is_told_and_the_others_go_on(parent: Document, tmp_path: Path) -> None:
    rows = table(3)
    rows[1] = Row(3, error=LocalityError("level（级别）不认识", where="表.csv 第3行"))
    told: list[Outcome] = []
    outcomes = run(batch(parent, tmp_path, tell=told.append), rows)
    assert states(outcomes) == ["done", "failed", "done"]
    assert outcomes[1].error == "表.csv 第3行：level（级别）不认识。"
    assert sorted(o.row for o in told) == [2, 3, 4]


def test_a_row_that_cannot_be_set_is_told(parent: Document, tmp_path: Path) -> None:
    rows = table(3)
    rows[1] = Row(3, place("坏坏县", addressees=["各乡镇\x01人民政府"]))
    outcomes = run(batch(parent, tmp_path), rows)
    assert states(outcomes) == ["done", "failed", "done"]
    assert len(plans(tmp_path)) == 2


def test_the_same_call_again_does_nothing(parent: Document, tmp_path: Path) -> None:
    run(batch(parent, tmp_path), table(4))
    times = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.docx")}
    assert states(run(batch(parent, tmp_path), table(4))) == ["kept"] * 4
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.docx")} == times


def test_only_what_changed_is_made_again(parent: Document, tmp_path: Path) -> None:
    rows = table(4)
    run(batch(parent, tmp_path), rows)
    rows[2] = replace(rows[2], locality=place(rows[2].locality.name, issued_on="2026-01-01"))  # type: ignore[union-attr]
    assert states(run(batch(parent, tmp_path), rows)) == ["kept", "kept", "done", "kept"]
    newer = replace(parent, source=replace(parent.source, sha256="0" * 64))
    assert states(run(batch(newer, tmp_path), rows)) == ["done"] * 4
    other = Batch(Shared(newer, find("implementation_opinion")), tmp_path)
    assert states(run(other, rows)) == ["done"] * 4
    (tmp_path / run(other, rows)[0].file).unlink()
    assert states(run(other, rows)) == ["done", "kept", "kept", "kept"]


def test_a_plan_without_its_second_file_is_made_again(parent: Document, tmp_path: Path) -> None:
    rows = table(3)
    run(batch(parent, tmp_path), rows)
    second = tmp_path / "甲乙县.来源.json"
    before = second.read_bytes()
    second.unlink()
    assert states(run(batch(parent, tmp_path), rows)) == ["kept", "done", "kept"]
    assert second.read_bytes() == before


def test_a_plan_that_somebody_edited_is_not_overwritten(parent: Document, tmp_path: Path) -> None:
    outcomes = run(batch(parent, tmp_path), table(2))
    edited = tmp_path / outcomes[0].file
    edited.write_bytes(edited.read_bytes() + b"\0")
    newer = replace(parent, source=replace(parent.source, sha256="1" * 64))
    again = run(batch(newer, tmp_path), table(2))
    assert states(again) == ["failed", "done"]
    assert "改动" in (again[0].error or "")
    assert edited.read_bytes().endswith(b"\0")
    assert states(run(batch(newer, tmp_path, force=True), table(2))) == ["done", "done"]


def test_somebody_elses_file_is_not_overwritten(parent: Document, tmp_path: Path) -> None:
    foreign = tmp_path / "甲甲县.docx"
    foreign.write_bytes(b"mine")
    assert states(run(batch(parent, tmp_path), table(2))) == ["failed", "done"]
    assert foreign.read_bytes() == b"mine"


def test_processes_make_the_same_as_one(parent: Document, tmp_path: Path) -> None:
    run(batch(parent, tmp_path / "one", jobs=1), table(40))
    run(batch(parent, tmp_path / "two", jobs=2), table(40))
    assert plans(tmp_path / "one") == plans(tmp_path / "two")


def test_any_executor_will_do(parent: Document, tmp_path: Path) -> None:
    outcomes = run(batch(parent, tmp_path, executor=lambda: ThreadPoolExecutor(2)), table(20))
    assert states(outcomes) == ["done"] * 20


class Dying(Executor):
    """An executor whose first worker dies in the middle of its work."""

    deaths = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        from concurrent.futures.process import BrokenProcessPool

        future: Future[Any] = Future()
        if Dying.deaths < 1:
            Dying.deaths += 1
            future.set_exception(BrokenProcessPool("gone"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_a_process_that_dies_costs_no_plan(parent: Document, tmp_path: Path) -> None:
    Dying.deaths = 0
    outcomes = run(batch(parent, tmp_path, executor=Dying), table(20))
    assert states(outcomes) == ["done"] * 20
    assert len({outcome.file for outcome in outcomes}) == len(plans(tmp_path)) == 20


# --- stopped in the middle -----------------------------------------------------------------------


def write_table(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["name", "level", "issuers"])
        out.writerows(
            [row.locality.name, "county", row.locality.issuers[0]] for row in table(count) if row.locality
        )


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_kill_in_the_middle_loses_nothing(jobs: str, tmp_path: Path, draftkit: Any) -> None:
    rows, out = tmp_path / "各县.csv", tmp_path / "out"
    write_table(rows, 180)
    args = ["batch", "--parent", PARENT, "--localities", rows, "-o", out, "--jobs", jobs]
    command = [sys.executable, "-m", "draftkit", *map(str, args)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while len(list(out.glob("*.docx"))) < 20 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL  # it was still at work
    for path in out.glob("*.docx"):
        read(path)  # whole, never half
    finished = {path.name: path.stat().st_mtime_ns for path in out.glob("*.docx")}
    assert finished
    done = {e["file"] for e in entries(out) if e["state"] == "done"}
    again = draftkit(*args, "--json")
    assert again.returncode == 0, again.stderr
    outcomes = json.loads(again.stdout)["plans"]
    assert len(outcomes) == len({o["file"] for o in outcomes}) == len(plans(out)) == 180
    assert {o["file"] for o in outcomes if o["state"] == "kept"} == done
    for name in done:
        assert (out / name).stat().st_mtime_ns == finished[name]
    assert not [path for path in out.iterdir() if path.name.startswith(".") and path.name != FILE]


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_keeps_what_is_finished(jobs: str, tmp_path: Path, draftkit: Any) -> None:
    rows, out = tmp_path / "各县.csv", tmp_path / "out"
    write_table(rows, 180)
    args = ["batch", "--parent", PARENT, "--localities", rows, "-o", out, "--jobs", jobs]
    process = subprocess.Popen(
        [sys.executable, "-m", "draftkit", *map(str, args)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while len(list(out.glob("*.docx"))) < 20 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    # Twice, as people do: the second must not break what the first has begun to end.
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.002)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 2
    (line,) = told.decode().splitlines()
    said = re.fullmatch(
        rf"draftkit：已停下。做完的 (\d+) 份都在 {re.escape(str(out))}。再运行同一命令，从这里继续。", line
    )
    whole = {path.name for path in out.glob("*.docx")}
    assert 20 <= len(whole) < 180
    done = {e["file"] for e in entries(out) if e["state"] == "done"}
    assert said is not None and int(said[1]) == len(done)
    assert len(whole - done) <= 1  # the plan that one process was just about to note
    again = json.loads(draftkit(*args, "--json").stdout)["plans"]
    assert {o["file"] for o in again if o["state"] == "kept"} == done
    assert len(plans(out)) == 180


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("first", [0, 20])
def test_ctrl_c_again_and_again(first: int, tmp_path: Path) -> None:
    """Whenever they come, the command ends with its sentence, not by the signal."""
    rows, out = tmp_path / "各县.csv", tmp_path / "out"
    write_table(rows, 180)
    args = ["batch", "--parent", PARENT, "--localities", rows, "-o", out, "--jobs", "1"]
    code = "import sys; from draftkit.cli.main import main; sys.stderr.write('.'); main(sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, args)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None and process.stderr.read(1) == b"."
    deadline = time.monotonic() + 60
    while len(list(out.glob("*.docx"))) < first and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    if not first:
        time.sleep(0.3)
    while process.poll() is None and time.monotonic() < deadline:
        process.send_signal(signal.SIGINT)
        time.sleep(0.001)
    assert process.wait(timeout=10) == 2
    told = process.stderr.read().decode()
    assert "draftkit：已停下。" in told or "draftkit：已中断" in told
    assert "Traceback" not in told


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    rows, out = tmp_path / "各县.csv", tmp_path / "out"
    write_table(rows, 180)
    args = ["batch", "--parent", PARENT, "--localities", rows, "-o", out, "--jobs", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "draftkit", *map(str, args)], stdout=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while len(list(out.glob("*.docx"))) < 20 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    workers = of_session(process.pid) - {process.pid}
    assert workers
    process.kill()
    process.wait()
    while (left := of_session(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left


def of_session(session: int) -> set[int]:
    """The living processes of a session."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its, *_ = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(its) == session and state != "Z":
            found.add(int(path.parent.name))
    return found


def entries(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / FILE).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.endswith("}")]


def test_a_line_that_was_cut_off_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "甲.docx").write_bytes(b"1")
    with Manifest(Folder(tmp_path)) as manifest:
        manifest.add(Entry("甲.docx", "k", "done", digest(b"1"), size=1))
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"file": "乙.docx", "key": "k", "sta')
    with Manifest(Folder(tmp_path)) as manifest:
        assert manifest.finished("甲.docx", "k") is not None
        manifest.add(Entry("丙.docx", "k", "started"))
        (tmp_path / "丙.docx").write_bytes(b"half")
    with Manifest(Folder(tmp_path)) as manifest:
        assert manifest.ours("丙.docx")
        assert manifest.finished("甲.docx", "other") is None


# --- the command ---------------------------------------------------------------------------------


def test_command(tmp_path: Path, draftkit: Any) -> None:
    rows, out = tmp_path / "各县.csv", tmp_path / "out"
    write_table(rows, 3)
    with rows.open("a", encoding="utf-8") as file:
        file.write("坏县,hamlet,\n")
    args = ["batch", "--parent", PARENT, "--localities", rows, "-o", out, "--jobs", "1"]
    first = draftkit(*args)
    assert first.returncode == 1
    assert "生成 3 份，1 行没有生成" in first.stdout
    assert [line for line in first.stderr.splitlines() if "hamlet" in line and "第5行" in line]
    with (out / SUMMARY).open(encoding="utf-8-sig", newline="") as file:
        table_rows = list(csv.reader(file))
    assert [r[3] for r in table_rows[1:]] == ["已生成", "已生成", "已生成", "未生成"]
    todo = out / "待办清单.csv"
    assert first.stdout.rstrip().endswith(f"待办清单：{todo}")
    listed = todo.read_bytes()
    check_workbook(
        out / WORKBOOK, table_rows[1:], list(csv.reader(io.StringIO(listed.decode("utf-8-sig"))))[1:]
    )
    second = draftkit(*args)
    assert second.returncode == 1
    assert "已有 3 份没有变化" in second.stdout
    assert todo.read_bytes() == listed
    with todo.open(encoding="utf-8-sig", newline="") as file:
        header, *points = csv.reader(file)
    assert header == ["地方", "类别", "所在条", "内容", "怎么办"]
    assert len(points) == sum(int(r[4]) for r in table_rows[1:]) > 0
    assert {p[0] for p in points} == {r[1] for r in table_rows[1:4]}
    assert all(p[1] and p[3] and p[4] for p in points)


def check_workbook(path: Path, rows: list[list[str]], points: list[list[str]]) -> None:
    """The xlsx says what the csv files say, with filters on."""
    from openpyxl import load_workbook

    plans_sheet, points_sheet = load_workbook(path).worksheets
    assert (plans_sheet.title, points_sheet.title) == ("汇总", "待办")
    head, *lines = ([cell.value for cell in line] for line in plans_sheet.iter_rows())
    assert [[str(x or "") for x in line[:4]] for line in lines] == [row[:4] for row in rows]
    for line, row in zip(lines, rows, strict=True):
        assert line[4] == int(row[4]) == sum(n or 0 for n in line[5:11])
    assert head[5:11] == ["待填资料", "目标待定", "需要决定", "单位待定", "名称待核", "文字待核"]
    listed = [[cell.value or "" for cell in line] for line in points_sheet.iter_rows(min_row=2)]
    assert listed == points
    assert points_sheet.auto_filter.ref == f"A1:E{len(points) + 1}"
    assert plans_sheet.auto_filter.ref == f"A1:L{len(rows) + 1}"
    assert points_sheet["D2"].alignment.wrap_text


def test_summary_holds_no_formula(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_summary(Folder(tmp_path), [Outcome(2, "=HYPERLINK(1)", "@甲.docx")])
    assert "'=HYPERLINK(1),'@甲.docx" in (tmp_path / SUMMARY).read_text(encoding="utf-8-sig")
    cell = load_workbook(tmp_path / WORKBOOK).worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s") or cell.data_type == "inlineStr"


# --- names and progress --------------------------------------------------------------------------


@given(st.text(max_size=300))
def test_file_names_stay_in_their_folder(name: str) -> None:
    made = safe(name)
    assert made and len(made.encode()) <= 160
    assert not set(made) & set('/\\:*?"<>|\0')
    assert Path("/a") / made == Path(f"/a/{made}")
    assert made not in (".", "..") and not made.startswith(".")


@pytest.mark.parametrize(
    ("name", "expected"), [("../../etc/passwd", "_.._etc_passwd"), ("CON", "_CON"), (" 甲县 ", "甲县")]
)
def test_safe_names(name: str, expected: str) -> None:
    assert safe(name) == expected


def test_places_of_one_name_are_told_apart() -> None:
    rows = [
        (2, place("甲县", parents=["某省", "东市"])),
        (3, place("甲县", parents=["某省", "西市"])),
        (4, place("乙县")),
        (5, place("乙县")),
        (6, place("丙县")),
    ]
    assert file_stems(rows) == ["甲县（东市）", "甲县（西市）", "乙县（第4行）", "乙县（第5行）", "丙县"]


def test_progress_tells_rate_and_time_left() -> None:
    assert status(120, 3000, 120, 2.0) == "已完成 120/3000 份，每秒 60.0 份，还需约 48 秒"
    assert status(2120, 3000, 120, 2.0) == "已完成 2120/3000 份，每秒 60.0 份，还需约 15 秒"
    assert status(3, 3, 3, 1.0) == "已完成 3/3 份，每秒 3.0 份"
    assert status(2, 9, 2, 10.0) == "已完成 2/9 份，每份 5 秒，还需约 35 秒"
    # Of what has just begun, or was there before, no rate can be told.
    assert status(0, 3, 0, 0.0) == status(0, 3, 0, 1.0) == "已完成 0/3 份"
    assert status(2, 3, 2, 0.1) == "已完成 2/3 份"
    assert (duration(300), duration(7800)) == ("5 分钟", "2 小时 10 分钟")


def test_progress_leaves_failed_rows_on_lines_of_their_own() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    progress = Progress(2, stream)
    progress.step(2)
    progress.say("第3行：坏。")
    assert stream.getvalue().endswith("\r\x1b[K第3行：坏。\n")


def test_places_in_the_todo_list() -> None:
    texts = [
        ("title", "某县方案", ""),
        ("heading", "二、主要任务", "二、主要任务"),
        ("heading", "（二）完善体系", "（二）完善体系"),
        ("item", "1.加大投入。县财政局安排资金。", "（二）1.加大投入"),
        ("body", "另起一段。", "（二）1.加大投入"),
        ("item", "2.强化队伍。", "（二）2.强化队伍"),
        ("heading", "（三）加强监管", "（三）加强监管"),
        ("heading", "三、保障措施", "三、保障措施"),
        ("signature", "某县民政局", ""),
    ]
    assert places_of([{"role": role, "text": text} for role, text, _ in texts]) == [
        place for *_, place in texts
    ]


def test_what_was_stated_for_nothing_is_told(tmp_path: Path, draftkit: Any) -> None:
    rows = tmp_path / "各县.csv"
    rows.write_text(
        "name,level,parents,units.水利,units.教育,targets.电站装机容量,常住人口,发文序号\n"
        "石渚县,county,澜江省；望川市,县水务局,县教育体育局,30万千瓦,24.9万人,5\n",
        encoding="utf-8",
    )
    done = draftkit("batch", "--parent", PARENT, "--localities", rows, "-o", tmp_path / "out", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    (hint,) = [line for line in done.stderr.splitlines() if line.startswith("提示：给了但没有用上")]
    assert "指标“电站装机容量”" in hint and "机构“水" in hint and "资料“常住人口”" in hint
    assert "教育" not in hint and "发文序号" not in hint
