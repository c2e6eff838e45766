"""`draftkit inspect FILE`: the structure that was read."""

from __future__ import annotations

import click


@click.command("inspect", help="显示从文件里读出的结构：要素、大纲、举措、责任单位、目标、引用。")
@click.argument("file", metavar="文件")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（draftkit.document/1）。")
def command(file: str, as_json: bool) -> None:
    """Read a file and show what was found."""
    from draftkit.parsing import read

    document = read(file)
    for warning in document.warnings:
        click.echo(f"提示：{warning}。", err=True)
    if as_json:
        import json

        from draftkit.reports.document_json import document_json

        click.echo(json.dumps(document_json(document), ensure_ascii=False, indent=1))
        return
    from draftkit.reports.document_terminal import document_terminal

    click.echo(document_terminal(document))
