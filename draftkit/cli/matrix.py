"""`draftkit matrix PARENT CHILD...`: one superior document against many children."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from draftkit.batch.many import Many
    from draftkit.comparing.matrix import Column, Matrix

_FOLDER_REPORTS = "逐份报告"
_SUFFIXES = (".html", ".htm", ".xlsx", ".json")


@click.command("matrix", help="一份上级文件对照多份下级文件：哪些地方缺了、弱化了、降低了哪些条款。")
@click.argument("parent", metavar="上级文件")
@click.argument("children", metavar="下级文件…", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（draftkit.matrix/1）。")
@click.option(
    "-o",
    "--output",
    metavar="输出",
    help="写成文件（.html、.xlsx、.json）；写文件夹的名字时，矩阵、表格和每份文件的对照报告都放在里面。",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="数量", help="同时使用的进程数，默认为处理器的个数。"
)
@click.option("--profile", metavar="设置文件", help="draftkit.toml，可改各类偏离的程度。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
def command(
    parent: str,
    children: tuple[str, ...],
    as_json: bool,
    output: str | None,
    jobs: int | None,
    profile: str | None,
    force: bool,
) -> int:
    """Compare every child; status 1 when some deviation was found, 2 when some child could not be read."""
    from draftkit.batch.many import Many
    from draftkit.cli.named import documents_named, read_telling
    from draftkit.comparing import Weights

    target = Path(output) if output else None
    folder = target if target is not None and not target.suffix else None
    _check(target, folder, force, (parent, *children))
    weights = Weights.load(profile) if profile else Weights()
    document = read_telling(parent)
    reports = folder / _FOLDER_REPORTS if folder else None
    files = [f for f in documents_named(children) if not _same(f, parent)]
    matrix = _run(Many(document, files, weights, jobs or os.cpu_count() or 1, reports, force))
    if target is not None:
        _write(matrix, target, folder, force)
        click.echo(f"已写出 {target}", err=as_json)
    if as_json:
        import json

        from draftkit.reports.matrix_json import matrix_json

        click.echo(json.dumps(matrix_json(matrix), ensure_ascii=False, indent=1))
    elif target is None:
        from draftkit.cli.diff import columns
        from draftkit.reports.matrix_terminal import matrix_terminal

        click.echo(matrix_terminal(matrix, columns=columns()))
    if any(c.error for c in matrix.columns):
        return 2
    return int(any(c.severities for c in matrix.columns))


def _same(path: str, parent: str) -> bool:
    """A folder of papers may hold the parent too."""
    return Path(path).resolve() == Path(parent).resolve()


def _check(target: Path | None, folder: Path | None, force: bool, inputs: tuple[str, ...]) -> None:
    """Say what is wrong with the output before the work is done."""
    from draftkit.files import refuse_existing
    from draftkit.reports import unknown_suffix

    if target is None:
        return
    if folder is None and target.suffix.lower() not in _SUFFIXES:
        raise unknown_suffix(target, _SUFFIXES)
    for path in _folder_files(folder) if folder else [target]:
        refuse_existing(path, force=force, inputs=inputs)


def _folder_files(folder: Path) -> list[Path]:
    return [folder / "落实矩阵.html", folder / "落实矩阵.xlsx"]


def _run(many: Many) -> Matrix:
    from dataclasses import replace

    from draftkit.batch.many import run_many
    from draftkit.batch.progress import Progress
    from draftkit.errors import InputError

    if not many.children:
        raise InputError(
            "没有要对照的下级文件", remedy="请在上级文件后面写下级文件、文件夹或 *.docx 这样的写法"
        )
    progress = Progress(len(many.children))

    def tell(column: Column) -> None:
        if column.error is not None:
            progress.say(f"draftkit：跳过 {column.error}")
        progress.step()

    try:
        return run_many(replace(many, tell=tell))
    finally:
        progress.clear()


def _write(matrix: Matrix, target: Path, folder: Path | None, force: bool) -> None:
    from draftkit.files import write_whole

    for path in _folder_files(folder) if folder else [target]:
        write_whole(path, _rendered(matrix, path.suffix.lower(), folder), force=force)


def _rendered(matrix: Matrix, suffix: str, folder: Path | None) -> bytes | str:
    if suffix == ".xlsx":
        from draftkit.reports.matrix_xlsx import matrix_xlsx

        return matrix_xlsx(matrix)
    if suffix == ".json":
        import json

        from draftkit.reports.matrix_json import matrix_json

        return json.dumps(matrix_json(matrix), ensure_ascii=False, indent=1) + "\n"
    from draftkit.reports.matrix_html import matrix_html

    return matrix_html(matrix, reports=_FOLDER_REPORTS if folder else "")
