"""`draftkit batch`: a local plan for every row of a table."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from draftkit.cli.making import Making, content_options, made_ready, page_options

if TYPE_CHECKING:
    from draftkit.batch import Outcome, Shared
    from draftkit.localities import Row


@dataclass(frozen=True, kw_only=True)
class Order(Making):
    """What the command line asks for."""

    localities: str | None
    output: str | None
    init: str | None
    jobs: int | None
    executor: str | None
    as_json: bool
    force: bool


@click.command("batch", help="按表格为每个地方各起草一份方案；同一命令再次运行时，从上次停下的地方继续。")
@click.option(
    "--parent",
    required=True,
    multiple=True,
    metavar="上级文件",
    help="上级文件（docx、pdf、txt 等）。省、市两份都要落实的，写两次。",
)
@click.option("--init", metavar="空表.xlsx", help="按上级文件和模板生成一张填报表，填好后用于 --localities。")
@click.option("--localities", metavar="表格", help="各地信息（xlsx、csv、yaml），一行一个地方。")
@click.option(
    "-o", "--output", metavar="文件夹", help="结果放在这个文件夹里；也可以是 s3://、hdfs:// 等地址。"
)
@content_options
@page_options
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="数量", help="同时使用的进程数，默认为处理器的个数。"
)
@click.option("--executor", metavar="dask://主机:端口", help="交给 Dask 集群起草。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（draftkit.batch/1）。")
@click.option("--force", is_flag=True, help="全部重新生成，覆盖已有文件。")
def command(**given: Any) -> int:
    """Draft all rows; status 1 when some rows failed. Or write the table to be filled in."""
    order = Order(**given)
    if order.init:
        _write_table(order, Path(order.init))
        return 0
    if not order.localities or not order.output:
        table = "缺少 --localities（表格）；还没有表格的，先用 --init 空表.xlsx 生成一张"
        raise click.UsageError("缺少 -o（放结果的文件夹）" if order.localities else table)
    return _draft_all(order, order.localities, order.output)


def _write_table(order: Order, path: Path) -> None:
    from draftkit.batch.fill_in import fill_in
    from draftkit.cli.named import typed
    from draftkit.cli.parents import read_parents
    from draftkit.drafting import find
    from draftkit.errors import OutputError
    from draftkit.files import refuse_existing, write_whole

    if path.suffix.lower() != ".xlsx":
        raise OutputError("填报表只能写成 .xlsx", where=str(path), remedy="请改扩展名")
    refuse_existing(path, force=order.force, inputs=order.inputs)
    template = find(order.template)
    template.names()
    data = fill_in(read_parents(order.parent).documents, template)
    write_whole(path, data, force=order.force)
    parents = [word for parent in order.parent for word in ("--parent", parent)]
    more = () if order.template == "implementation_plan" else ("--template", order.template)
    again = typed("draftkit", "batch", *parents, *more, "--localities", str(path), "-o", "各地方案")
    click.echo(f"已写出填报表 {path}。填好以后运行：\n  {again}")


def _draft_all(order: Order, table: str, output: str) -> int:
    from draftkit.batch import Batch, run
    from draftkit.batch.doubts import doubts
    from draftkit.batch.executors import Stopped
    from draftkit.batch.places import place_of
    from draftkit.batch.progress import Progress
    from draftkit.batch.summary import write_summary
    from draftkit.errors import DraftkitError

    executor = _executor(order.executor)
    rows = _rows(table)
    shared = made_ready(order, _kinds(rows))
    for doubt in doubts((shared.parent, *(s.document for s in shared.superiors)), rows):
        click.echo(f"提示：{table}：{doubt}。", err=True)
    decisions = _tried(shared, rows)
    progress = Progress(len(rows))

    def tell(outcome: Outcome) -> None:
        if outcome.error is not None:
            progress.say(_failed(outcome))
        progress.step(made=outcome.state == "done")

    jobs = order.jobs or os.cpu_count() or 1
    batch = Batch(shared, output, jobs, order.force, executor, tell, last=True)
    try:
        outcomes = run(batch, rows)
    except Stopped as stopped:
        told = f"已停下。做完的 {stopped.done} 份都在 {output}"
        raise DraftkitError(told, remedy="再运行同一命令，从这里继续") from None
    finally:
        progress.clear()
    write_summary(place_of(output), outcomes)
    click.echo(_json(outcomes) if order.as_json else _told(outcomes, output, decisions))
    return 1 if any(o.state == "failed" for o in outcomes) else 0


def _tried(shared: Shared, rows: list[Row]) -> tuple[str, ...]:
    """What a plan file decides; a plan, a template or a library that fits no place stops before all rows do."""
    from draftkit.errors import DraftkitError
    from draftkit.resources import folder

    path = shared.template.path
    if shared.choices is None and shared.library is None and path and path.parent == folder("templates"):
        return ()
    plan = shared.plan()
    fault: DraftkitError | None = None
    for here in itertools.islice((row.locality for row in rows if row.locality), _TRIED):
        try:
            made = plan.fill(here)
        except DraftkitError as error:
            fault = fault or error
            continue
        for warning in made.warnings:
            click.echo(f"提示：{warning}。", err=True)
        return made.decisions
    if fault is not None:
        raise fault
    return ()


_TRIED = 3


def _rows(table: str) -> list[Row]:
    from draftkit.errors import LocalityError
    from draftkit.localities import read_table

    rows = list(read_table(table))
    if not rows:
        raise LocalityError("表格里没有地方", where=table, remedy="请从第二行起，每行填一个地方")
    return rows


def _kinds(rows: list[Row]) -> list[Any]:
    """A locality for each set of names that localities state: what is unused is told by names."""
    kinds: dict[Any, Any] = {}
    for row in rows:
        if (here := row.locality) is not None:
            kinds.setdefault((here.level, *here.targets, *here.units, "", *here.facts), here)
    return list(kinds.values())


def _executor(address: str | None) -> Callable[[], Executor] | None:
    if address is None:
        return None
    from draftkit.batch.executors import checked, cluster

    checked(address)
    return lambda: cluster(address)


def _failed(outcome: Outcome) -> str:
    # A row that could not be read names its place in the table itself.
    return f"第{outcome.row}行（{outcome.name}）：{outcome.error}" if outcome.file else str(outcome.error)


def _told(outcomes: list[Outcome], folder: str, decisions: Sequence[str]) -> str:
    from draftkit.batch.summary import TODO, WORKBOOK

    counts = {state: sum(o.state == state for o in outcomes) for state in ("done", "kept", "failed")}
    words = [f"生成 {counts['done']} 份"]
    if counts["kept"]:
        words.append(f"已有 {counts['kept']} 份没有变化")
    if counts["failed"]:
        words.append(f"{counts['failed']} 行没有生成")
    points = sum(o.open_points for o in outcomes)
    tail = f"；共有 {points} 处待办" if points else ""
    at = folder.rstrip("/")
    planned = "".join(f"  · {told}\n" for told in decisions)
    if left := [o.file for o in outcomes if o.state == "left"]:
        which = f"{left[0]}{' 等' if len(left) > 1 else ''}"
        tail += f"。另有 {len(left)} 份以前生成的旧稿这次没有动（{which}），不要的请自己删去"
    head = f"各份都按起草计划：\n{planned}" if planned else ""
    return f"{head}{'，'.join(words)}，在 {folder}{tail}。\n汇总表：{at}/{WORKBOOK}；待办清单：{at}/{TODO}"


def _json(outcomes: list[Outcome]) -> str:
    import json
    from dataclasses import asdict

    data = {"schema": "draftkit.batch/1", "plans": [asdict(outcome) for outcome in outcomes]}
    return json.dumps(data, ensure_ascii=False, indent=1)
