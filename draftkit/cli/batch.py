"""`draftkit batch`: a local plan for every row of a table."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from draftkit.batch import Outcome

SUMMARY = "汇总.csv"


@click.command("batch", help="按表格为每个地方各起草一份方案；同一命令再次运行时，从上次停下的地方继续。")
@click.option("--parent", required=True, metavar="上级文件", help="上级文件（docx、txt、md 等）。")
@click.option("--localities", required=True, metavar="表格", help="各地信息（xlsx、csv），一行一个地方。")
@click.option("-o", "--output", required=True, metavar="文件夹", help="结果放在这个文件夹里。")
@click.option(
    "--template",
    default="implementation_plan",
    show_default=True,
    metavar="模板",
    help="模板的名字（如 实施意见）或路径。",
)
@click.option("--library", metavar="条款库", help="条款库文件夹，供模板取用条款。")
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="数量", help="同时使用的进程数，默认为处理器的个数。"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（draftkit.batch/1）。")
@click.option("--force", is_flag=True, help="全部重新生成，覆盖已有文件。")
def command(
    parent: str,
    localities: str,
    output: str,
    template: str,
    library: str | None,
    jobs: int | None,
    as_json: bool,
    force: bool,
) -> int:
    """Draft all rows; status 1 when some rows failed."""
    from draftkit.batch import Batch, run
    from draftkit.batch.progress import Progress
    from draftkit.cli.todo import TODO, write_todo
    from draftkit.cli.unused import tell_unused
    from draftkit.drafting import find
    from draftkit.errors import LocalityError
    from draftkit.localities import read_table
    from draftkit.parsing import read

    chosen = find(template)
    chosen.names()
    rows = list(read_table(localities))
    if not rows:
        raise LocalityError(
            "表格里只有表头，没有地方", where=localities, remedy="请从第二行起，每行填一个地方"
        )
    document = read(parent)
    for warning in document.warnings:
        click.echo(f"提示：{parent}：{warning}。", err=True)
    tell_unused(document, chosen, [row.locality for row in rows if row.locality is not None])
    progress = Progress(len(rows))

    def tell(outcome: Outcome) -> None:
        if outcome.error is not None:
            progress.say(_failed(outcome))
        progress.step()

    folder = Path(output)
    batch = Batch(document, chosen, folder, library, jobs or os.cpu_count() or 1, force, tell=tell)
    try:
        outcomes = run(batch, rows)
    finally:
        progress.clear()
    write_summary(folder / SUMMARY, outcomes)
    failed = sum(o.state == "failed" for o in outcomes)
    write_todo(folder / TODO, folder, outcomes)
    click.echo(_json(outcomes) if as_json else _told(outcomes, folder, folder / TODO))
    return 1 if failed else 0


def write_summary(path: Path, outcomes: list[Outcome]) -> None:
    """A table of all rows that spreadsheet programs open: file, state, open points, what is wrong."""
    from draftkit.cli.sheet import write_csv

    states = {"done": "已生成", "kept": "已有，未变", "failed": "未生成"}
    rows = ((o.row, o.name, o.file, states[o.state], o.open_points, o.error or "") for o in outcomes)
    write_csv(path, ("行", "地方", "文件", "结果", "待办处数", "说明"), rows)


def _failed(outcome: Outcome) -> str:
    # A row that could not be read names its place in the table itself.
    return f"第{outcome.row}行（{outcome.name}）：{outcome.error}" if outcome.name else str(outcome.error)


def _told(outcomes: list[Outcome], folder: Path, todo: Path) -> str:
    counts = {state: sum(o.state == state for o in outcomes) for state in ("done", "kept", "failed")}
    words = [f"生成 {counts['done']} 份"]
    if counts["kept"]:
        words.append(f"已有 {counts['kept']} 份没有变化")
    if counts["failed"]:
        words.append(f"{counts['failed']} 行没有生成")
    points = sum(o.open_points for o in outcomes)
    tail = f"；共有 {points} 处待办" if points else ""
    return f"{'，'.join(words)}，在 {folder}{tail}。\n汇总表：{folder / SUMMARY}；待办清单：{todo}"


def _json(outcomes: list[Outcome]) -> str:
    import json
    from dataclasses import asdict

    data = {"schema": "draftkit.batch/1", "plans": [asdict(outcome) for outcome in outcomes]}
    return json.dumps(data, ensure_ascii=False, indent=1)
