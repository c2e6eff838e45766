"""`draftkit diff PARENT CHILD`: how the child deviates from its parent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from draftkit.cli.named import read_telling

if TYPE_CHECKING:
    from draftkit.comparing import Severity


@click.command("diff", help="对照上级文件，列出下级文件的缺失、弱化、指标、时限、单位等偏离。")
@click.argument("parent", metavar="上级文件")
@click.argument("child", metavar="下级文件")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（draftkit.comparison/1）。")
@click.option("-o", "--output", "output", metavar="输出文件", help="写成文件：.html、.docx、.xlsx 或 .json。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
@click.option(
    "--also", multiple=True, metavar="另一上级文件", help="本级同时依据的另一份上级文件，可以重复。"
)
@click.option(
    "--severity",
    type=click.Choice(["high", "medium", "low", "info"]),
    default="info",
    metavar="程度",
    help="屏幕上只列到这一程度：high（重大）、medium、low 或 info（提示）。",
)
@click.option("--profile", metavar="设置文件", help="draftkit.toml，可改各类偏离的程度。")
def command(
    parent: str,
    child: str,
    as_json: bool,
    output: str | None,
    force: bool,
    also: tuple[str, ...],
    severity: Severity,
    profile: str | None,
) -> int:
    """Compare, show or write, and tell by the status whether something was found."""
    from draftkit.comparing import Weights, compare_with, doubts

    target = Path(output) if output else None
    if target is not None:
        _check(target, force, (parent, child, *also))
    weights = Weights.load(profile) if profile else Weights()
    above, below, *others = [read_telling(path) for path in (parent, child, *also)]
    comparison = compare_with(above, below, others, weights)
    for doubt in doubts(comparison):
        click.echo(f"提示：{doubt}。", err=True)
    if target is not None:
        from draftkit.reports import write

        write(comparison, target, force=force)
        click.echo(f"已写出 {target}", err=as_json)
    if as_json:
        import json

        from draftkit.reports.comparison_json import comparison_json

        click.echo(json.dumps(comparison_json(comparison), ensure_ascii=False, indent=1))
    elif target is None:
        from draftkit.reports.comparison_terminal import comparison_terminal

        shown = comparison_terminal(comparison, columns=columns(), colour=_colour(), least=severity)
        click.echo(shown)
    return 1 if comparison.deviations else 0


def _check(target: Path, force: bool, inputs: tuple[str, ...]) -> None:
    """Say what is wrong with the output before the work is done."""
    from draftkit.files import refuse_existing
    from draftkit.reports import COMPARISON_SUFFIXES, unknown_suffix

    if target.suffix.lower() not in COMPARISON_SUFFIXES:
        raise unknown_suffix(target, COMPARISON_SUFFIXES)
    refuse_existing(target, force=force, inputs=inputs)


def columns() -> int:
    """Width of the terminal, at most 140."""
    import shutil

    return min(shutil.get_terminal_size((100, 24)).columns, 140)


def _colour() -> bool:
    import os
    import sys

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
