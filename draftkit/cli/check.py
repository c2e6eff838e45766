"""`draftkit check FILE...`: proofread documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from draftkit.checking import Settings
    from draftkit.checking.engine import Checked


class _Day(click.DateTime):
    """A day; what is none is told with the form that is wanted."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"“{value}”不是日期，要写成 2026-03-01 这样（年-月-日）", param, ctx)


_SEVERITIES = ("error", "warning", "info")
_REPORTS = (".html", ".htm", ".json", ".sarif")


@click.command("check", help="校对公文：文字规则；docx 还查 GB/T 9704 的版式。")
@click.argument("files", metavar="文件…", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（draftkit.problems/1）。")
@click.option("--sarif", "as_sarif", is_flag=True, help="输出 SARIF 2.1.0，供编辑器显示。")
@click.option("-o", "--output", metavar="输出文件", help="写成文件：.html、.json 或 .sarif。")
@click.option("--fix", "fix", metavar="输出文件", help="把有把握的改动做成修订，其余作批注，另存为 .docx。")
@click.option(
    "--as-of",
    "as_of",
    type=_Day(["%Y-%m-%d"]),
    metavar="日期",
    help="按哪一天的规定校对，如 2026-03-01；不写就按文件的成文日期。",
)
@click.option(
    "--severity",
    type=click.Choice(_SEVERITIES),
    default="info",
    show_default=True,
    metavar="轻重",
    help="只看这一级和更重的：error、warning 或 info。",
)
@click.option(
    "--off", "off", multiple=True, metavar="规则", help="关闭的规则或组，如 PUN-04、RSP；可以写几次。"
)
@click.option("--place", metavar="地名", help="这是谁的文件（溪口县）；文中看不出来时写明。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
def command(
    files: tuple[str, ...],
    as_json: bool,
    as_sarif: bool,
    output: str | None,
    fix: str | None,
    as_of: datetime | None,
    severity: str,
    off: tuple[str, ...],
    place: str | None,
    force: bool,
) -> int:
    """Proofread, show or write; 1 when something was found, 2 when a file could not be read."""
    from draftkit.cli.named import documents_named

    files, fix = _fix_named(files, fix)
    files = tuple(documents_named(files))
    _refuse(files, output, fix, force)
    settings = _settings(as_of, severity, off, place)
    checked, failed = _check_all(files, settings)
    if fix is not None and checked:
        from draftkit.cli.fixing import write_fixed

        write_fixed(checked[0], Path(fix), settings, force=force, quiet=as_json or as_sarif)
    if output is not None:
        _write(checked, settings, Path(output), force, quiet=as_json or as_sarif)
    if as_json or as_sarif:
        click.echo(_rendered(checked, settings, ".json" if as_json else ".sarif"), nl=False)
    elif output is None and fix is None:
        _show(checked, settings)
    return 2 if failed else int(any(one.problems for one in checked))


def _fix_named(files: tuple[str, ...], fix: str | None) -> tuple[tuple[str, ...], str | None]:
    """The files and the target of --fix; `--fix -o 输出文件`, as other commands have it, is understood too."""
    if fix in ("-o", "--output") and len(files) == 2:
        return files[:1], files[1]
    return files, fix


def _refuse(files: Sequence[str], output: str | None, fix: str | None, force: bool) -> None:
    """Say what is wrong with the outputs before the work is done."""
    from draftkit.errors import OutputError
    from draftkit.files import refuse_existing

    if output is not None:
        if Path(output).suffix.lower() not in _REPORTS:
            remedy = "扩展名可用 .html、.json、.sarif；改好的 .docx 用 --fix 输出文件 来写"
            raise OutputError("写不了这种文件", where=output, remedy=remedy)
        refuse_existing(Path(output), force=force, inputs=files)
    if fix is not None:
        how = f"写成 draftkit check {files[0]} --fix 改好的.docx"
        if fix.startswith("-"):
            raise OutputError("--fix 后面要紧跟输出文件的名字", where=fix, remedy=how)
        if len(files) != 1:
            raise OutputError(f"--fix 一次只改一个文件，这里写了 {len(files)} 个", where=fix, remedy=how)
        if Path(fix).suffix.lower() != ".docx":
            raise OutputError("写不了这种文件", where=fix, remedy="扩展名可用 .docx")
        refuse_existing(Path(fix), force=force, inputs=files)


def _settings(as_of: datetime | None, severity: str, off: tuple[str, ...], place: str | None) -> Settings:
    from draftkit.checking import load_settings
    from draftkit.checking.settings import with_off

    settings = load_settings(as_of=as_of.date() if as_of else None, least=severity, place=place)
    return with_off(settings, off)


def _check_all(files: Sequence[str], settings: Settings) -> tuple[list[Checked], bool]:
    """All files that can be read; the others are told one by one."""
    from draftkit.checking.engine import check_file
    from draftkit.errors import DraftkitError

    checked: list[Checked] = []
    failed = False
    for file in files:
        try:
            one = check_file(file, settings)
        except DraftkitError as error:
            if len(files) == 1:
                raise
            click.echo(f"draftkit：{error.render()}", err=True)
            failed = True
            continue
        for warning in one.document.warnings:
            click.echo(f"提示：{file}：{warning}。", err=True)
        if one.document.doubts:
            _tell_doubts(file, len(one.document.doubts))
        checked.append(one)
    return checked, failed


def _tell_doubts(file: str, many: int) -> None:
    """Where the words of a scan are listed that were not recognised for sure."""
    click.echo(
        f"提示：{file}：{many} 处存疑文字可用 draftkit inspect {file} 逐处查看；校对结果里的问题也可能是识别错的。",
        err=True,
    )


def _rendered(checked: Sequence[Checked], settings: Settings, suffix: str) -> str:
    import json

    if suffix in (".html", ".htm"):
        from draftkit.reports.problems_html import problems_html

        return problems_html(checked, settings.rules)
    view: Any
    if suffix == ".sarif":
        from draftkit.reports.problems_sarif import problems_sarif

        view = problems_sarif(checked, settings.rules)
    else:
        from draftkit.reports.problems_json import files_json

        view = files_json([(one.file, one.problems) for one in checked])
    return json.dumps(view, ensure_ascii=False, indent=1) + "\n"


def _write(checked: Sequence[Checked], settings: Settings, target: Path, force: bool, quiet: bool) -> None:
    from draftkit.files import write_whole

    write_whole(target, _rendered(checked, settings, target.suffix.lower()), force=force)
    click.echo(f"已写出 {target}", err=quiet)


def _show(checked: Sequence[Checked], settings: Settings) -> None:
    import os
    import shutil
    import sys

    from draftkit.reports.problems_terminal import problems_terminal

    columns = min(shutil.get_terminal_size((100, 24)).columns, 140)
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for number, one in enumerate(checked):
        if number:
            click.echo()
        click.echo(problems_terminal(one.file, one.problems, one.document, columns=columns, colour=colour))
    if any(one.problems for one in checked):
        click.echo("\n每条规则的出处和例子：draftkit rules show 规则")
