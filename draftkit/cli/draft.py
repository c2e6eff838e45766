"""`draftkit draft`: a local plan from a superior document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from draftkit.drafting import Draft, Matter

SUFFIXES = (".docx", ".txt", ".md")


@click.command("draft", help="依据上级文件起草本地方案，并另存一份来源文件，写明每段出处和待办事项。")
@click.option("--parent", required=True, metavar="上级文件", help="上级文件（docx、txt、md 等）。")
@click.option("--locality", required=True, metavar="地方文件", help="本地信息（yaml）。")
@click.option(
    "--template",
    default="implementation_plan",
    show_default=True,
    metavar="模板",
    help="模板的名字（如 实施意见）或路径。",
)
@click.option("--library", metavar="条款库", help="条款库文件夹，供模板取用条款。")
@click.option("-o", "--output", required=True, metavar="输出文件", help="写成 .docx、.txt 或 .md。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（draftkit.draft/1）。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
def command(
    parent: str, locality: str, template: str, library: str | None, output: str, as_json: bool, force: bool
) -> None:
    """Draft, write the document and its sidecar, and list what is open."""
    from draftkit.cli.unused import tell_unused
    from draftkit.drafting import draft, find, sidecar, sidecar_path
    from draftkit.files import write_whole
    from draftkit.localities import Locality
    from draftkit.parsing import read

    target = Path(output)
    second = sidecar_path(target)
    check_output(target, second, force=force)
    chosen = find(template)
    here = Locality.load(locality)
    document = read(parent)
    for warning in document.warnings:
        click.echo(f"提示：{parent}：{warning}。", err=True)
    tell_unused(document, chosen, [here])
    made = draft(document, here, library=open_library(library), template=chosen)
    second_text = sidecar(made)
    from draftkit.reports import rendered

    write_whole(target, rendered(made.document, target), force=force)
    write_whole(second, second_text, force=force)
    click.echo(second_text if as_json else _told(made, target, second), nl=not as_json)


def check_output(*targets: Path, force: bool) -> None:
    """Say what is wrong with the output before the work is done."""
    from draftkit.errors import OutputError
    from draftkit.files import refuse_existing

    first = targets[0]
    if first.suffix.lower() not in SUFFIXES:
        raise OutputError("写不了这种文件", where=str(first), remedy=f"扩展名可用 {'、'.join(SUFFIXES)}")
    for target in targets:
        refuse_existing(target, force=force)


def open_library(path: str | None) -> Any:
    """The library in a folder, None without one."""
    if path is None:
        return None
    from draftkit.library import Library

    return Library(path)


def _told(made: Draft, target: Path, second: Path) -> str:
    from draftkit.drafting import agenda

    lines = [f"已写出 {target}", f"来源和待办写在 {second}"]
    if made.open_points:
        lines += ["", f"还有 {len(made.open_points)} 处需要处理，要紧的在前："]
    for group in agenda(made):
        lines += ["", f"{group.title}（{group.count}处）"]
        lines += [line for matter in group.matters for line in _matter(matter)]
    return "\n".join(lines)


def _matter(matter: Matter) -> list[str]:
    """One point on one line; several with the same reason below each other."""
    if len(matter.places) == 1:
        return [f"  · {matter.places[0]}：{matter.reason}"]
    return [f"  {matter.reason}：", *(f"    · {place}" for place in matter.places)]
