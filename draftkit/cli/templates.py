"""`draftkit templates list|show|new|check`: the templates, and help with writing one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from draftkit.drafting import Template
    from draftkit.drafting.inspecting import Inspection


@click.group("templates", help="列出、查看、新建、检查模板。")
def command() -> None:
    """Templates of drafts."""


@command.command("list", help="列出随程序的模板。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def list_templates(as_json: bool) -> None:
    """One line a template: name, what it is called, when it is used."""
    from draftkit.drafting.templates import installed

    found = installed()
    if as_json:
        _print_json("draftkit.templates/1", templates=[_data(template) for template in found])
        return
    for template in found:
        click.echo(f"{template.titles[0]}：{template.name}")
        click.echo(f"  {template.header.get('说明', '')}")


@command.command("show", help="显示一个模板的全文。")
@click.argument("name", metavar="模板")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def show_template(name: str, as_json: bool) -> None:
    """The text of a template, ready to be copied."""
    from draftkit.drafting import find

    template = find(name)
    if as_json:
        _print_json("draftkit.template/1", **_data(template), source=template.source)
    else:
        click.echo(template.source, nl=not template.source.endswith("\n"))


@command.command("new", help="复制一个模板作为自己的，改几个字就能用。")
@click.argument("file", metavar="新模板")
@click.option(
    "--like", "like", default="实施方案", show_default=True, metavar="模板", help="照着哪个模板写。"
)
@click.option("--force", is_flag=True, help="文件已存在时覆盖。")
def new_template(file: str, like: str, force: bool) -> None:
    """A copy of a template under a new name."""
    from draftkit.drafting import find
    from draftkit.errors import OutputError
    from draftkit.files import write_whole

    target = Path(file)
    if target.suffix != ".txt":
        raise OutputError("模板是文本文件", where=file, remedy="请把扩展名写成 .txt")
    template = find(like)
    write_whole(target, template.source, force=force)
    click.echo(f"已写出 {target}（照“{template.titles[-1] if template.titles else like}”写的）。")
    click.echo(f"改好后用 draftkit templates check {target} 检查，用 --template {target} 起草。")


@command.command("check", help="检查模板：列出要用的资料，指出每处错误的行号。")
@click.argument("names", metavar="模板", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def check_template(names: tuple[str, ...], as_json: bool) -> int:
    """What templates ask for, and all their mistakes; status 1 when there are some."""
    from draftkit.drafting import find
    from draftkit.drafting.inspecting import inspect_template

    looked = [(template := find(name), inspect_template(template)) for name in names]
    if as_json:
        _print_json("draftkit.template_check/1", templates=[_checked(t, found) for t, found in looked])
    else:
        click.echo("\n\n".join(_told(t, found) for t, found in looked))
    return 1 if any(found.faults for _, found in looked) else 0


def _told(template: Template, found: Inspection) -> str:
    lines = [f"{template.label}：{template.genre}，自称“{template.self_name}”"]
    if found.asked:
        lines.append(f"用到 {len(found.asked)} 项：")
        lines += [f"  第{asked.line}行  {asked.name}：{asked.meaning}" for asked in found.asked]
    if not found.faults:
        return "\n".join([*lines, "没有发现错误。"])
    lines.append(f"有 {len(found.faults)} 处错误：")
    for fault in found.faults:
        where = f"第{fault.line}行" if fault.line else "全文"
        lines.append(f"  {where}  {fault.problem}。{fault.remedy + '。' if fault.remedy else ''}")
    return "\n".join(lines)


def _data(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "title": template.header.get("名称", ""),
        "genre": template.genre,
        "self_name": template.self_name,
        "about": template.header.get("说明", ""),
        "task_table": template.wants_task_table,
        "path": str(template.path) if template.path else None,
    }


def _checked(template: Template, found: Inspection) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        **_data(template),
        "asked": [asdict(asked) for asked in found.asked],
        "problems": [asdict(fault) for fault in found.faults],
    }


def _print_json(schema: str, **data: Any) -> None:
    click.echo(json.dumps({"schema": schema, **data}, ensure_ascii=False, indent=1))
