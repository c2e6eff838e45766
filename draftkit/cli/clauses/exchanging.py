"""`draftkit clauses export|import`: clauses to Excel and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from draftkit.cli.clauses.common import (
    filter_of,
    json_option,
    library_option,
    named,
    open_library,
    own_library,
    print_json,
    selection,
)  # fmt: skip

if TYPE_CHECKING:
    from draftkit.library.exchange import Planned

_SHOWN = 30  # characters of a text in a preview


@click.command("export", help="把条款导出成 Excel 表格，改好后用 clauses import 收回来。")
@library_option
@selection
@click.option("-o", "--output", metavar="表格.xlsx", required=True, help="存成哪个文件。")
@click.option("--force", is_flag=True, help="覆盖已有的文件。")
def export_command(folder: str | None, output: str, force: bool, **chosen: Any) -> None:
    """The clauses that pass the filters, as a workbook."""
    from draftkit.errors import DraftkitError, OutputError
    from draftkit.files import refuse_existing, write_whole
    from draftkit.reports.clauses_xlsx import clauses_xlsx

    target = Path(output)
    if target.suffix.lower() != ".xlsx":
        raise OutputError("只能导出 xlsx", where=output, remedy="请把文件名写成 表格.xlsx")
    refuse_existing(target, force=force)
    library = open_library(folder)
    clauses = list(library.clauses(only=filter_of(library, chosen)))
    if not clauses:
        raise DraftkitError(f"没有符合条件的条款{named(chosen)}", remedy="请放宽条件")
    write_whole(target, clauses_xlsx(clauses), force=force)
    click.echo(f"已导出 {len(clauses)} 条到 {output}。")


@click.command("import", help="收回在 Excel 里改过的条款。先只列出会改什么，加 --yes 才写入。")
@click.argument("table", metavar="表格.xlsx")
@library_option
@click.option("--yes", is_flag=True, help="写入条款库。")
@click.option("--dry-run", is_flag=True, help="只看会改什么（不加 --yes 时就是这样）。")
@click.option("--who", metavar="姓名", help="谁改的；不写就用登录的用户名。")
@json_option
def import_command(
    table: str, folder: str | None, yes: bool, dry_run: bool, who: str | None, as_json: bool
) -> int:
    """Tell what a workbook changes, and with --yes write it. Status 1 when rows are not taken."""
    from draftkit.library.curation import user
    from draftkit.library.exchange import apply, plan, read_table

    library = own_library(folder)
    planned = plan(library, read_table(table))
    refused = sum(p.problem is not None for p in planned)
    write = yes and not dry_run
    count = apply(library, planned, who or user()) if write else len(planned) - refused
    if as_json:
        print_json(
            {"written": write, "changed": count, "refused": refused, "rows": list(map(_entry, planned))}
        )
    else:
        for one in planned:
            click.echo(_line(one))
        click.echo(_sum(count, refused, write))
    return 1 if refused else 0


def _line(one: Planned) -> str:
    if one.problem is not None:
        return f"第 {one.row} 行  不收：{one.problem}。"
    changes = "；".join(f"{name} “{_short(old)}”→“{_short(new)}”" for name, old, new in one.changes)
    return f"第 {one.row} 行  {one.clause.name if one.clause else one.id}：{changes}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"


def _sum(count: int, refused: int, written: bool) -> str:
    if not count and not refused:
        return "没有改动。"
    words = f"已改 {count} 条" if written else f"会改 {count} 条，还没有写入，确认后请加 --yes"
    return words + (f"；{refused} 行不收。" if refused else "。")


def _entry(one: Planned) -> dict[str, Any]:
    changes = [{"column": name, "before": old, "after": new} for name, old, new in one.changes]
    return {"row": one.row, "id": one.id, "changes": changes, "problem": one.problem}
