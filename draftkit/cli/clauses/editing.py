"""`draftkit clauses edit|retire|restore|merge|history`: looking after clauses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from draftkit.cli.clauses.common import (
    STATUSES,
    json_option,
    library_option,
    open_library,
    own_library,
    print_json,
    record,
)

if TYPE_CHECKING:
    from draftkit.library import Clause
    from draftkit.library.clauses import Earlier

F = TypeVar("F", bound=Callable[..., Any])


def _signed(f: F) -> F:
    """Who makes the change, and why."""
    for option in (
        click.option("--why", metavar="原因", default="", help="为什么改，记在条款里。"),
        click.option("--who", metavar="姓名", help="谁改的；不写就用登录的用户名。"),
    ):
        f = option(f)
    return f


def _who(name: str | None) -> str:
    from draftkit.library.curation import user

    return name or user()


@click.command("retire", help="停用一条条款：不再检索出来，内容保留，可以恢复。")
@click.argument("clause_id", metavar="编号")
@library_option
@_signed
def retire_command(clause_id: str, folder: str | None, who: str | None, why: str) -> None:
    """Take a clause out of use."""
    from draftkit.library.curation import retire

    done = retire(own_library(folder), clause_id, _who(who), why)
    click.echo(f"已停用：{done.name}（{done.id}）。")


@click.command("restore", help="恢复一条停用或归档的条款。")
@click.argument("clause_id", metavar="编号")
@library_option
@_signed
def restore_command(clause_id: str, folder: str | None, who: str | None, why: str) -> None:
    """Take a clause into use again."""
    from draftkit.library.curation import restore

    done = restore(own_library(folder), clause_id, _who(who), why)
    click.echo(f"已恢复：{done.name}（{done.id}）。")


@click.command("merge", help="把说法重复的条款并入第一条：后面的归档，记为它的变体。")
@click.argument("clause_id", metavar="编号")
@click.argument("others", metavar="并入的编号…", nargs=-1, required=True)
@library_option
@_signed
def merge_command(
    clause_id: str, others: tuple[str, ...], folder: str | None, who: str | None, why: str
) -> None:
    """Let one clause stand for others."""
    from draftkit.library.curation import merge

    library = own_library(folder)
    gone = merge(library, clause_id, others, _who(who), why)
    click.echo(f"已并入 {library.get(clause_id).name}：{'、'.join(c.id for c in gone)}。")


@click.command("history", help="一条条款的来历：各个版本，谁在什么时候为什么改过。")
@click.argument("clause_id", metavar="编号")
@library_option
@json_option
def history_command(clause_id: str, folder: str | None, as_json: bool) -> None:
    """Versions and edits of a clause."""
    clause = open_library(folder).get(clause_id)
    if as_json:
        kept = record(clause)
        return print_json(
            {name: kept.get(name, []) for name in ("id", "version", "status", "earlier", "edits")}
        )
    click.echo(f"{clause.name}（{clause.id}）：{STATUSES[clause.status]}，第 {clause.version} 版")
    for e in clause.edits:
        click.echo(f"{local_time(e.when)}  {e.who or '不详'}  {e.what}" + (f"：{e.why}" if e.why else ""))
    return click.echo("\n".join(line for past in _versions(clause) for line in _version_lines(past)))


def _versions(clause: Clause) -> list[Earlier]:
    """How the clause reads and read, newest first."""
    from draftkit.library.clauses import Earlier

    note = clause.responsibility.original if clause.responsibility else None
    now = Earlier(clause.version, clause.heading, clause.original, note, clause.origin.issued_on)
    return [now, *reversed(clause.earlier)]


def _version_lines(past: Earlier) -> list[str]:
    parts = (("标题", past.heading), ("原文", past.original), ("责任单位", past.responsibility))
    head = f"第 {past.version} 版（{past.issued_on or '日期不详'}）"
    return ["", head, *(f"  {name}：{' '.join(words.split())}" for name, words in parts if words)]


def local_time(when: str) -> str:
    """An ISO time by the clock of this place: 2026年11月22日 17:11; what is none as it stands."""
    from datetime import datetime

    try:
        here = datetime.fromisoformat(when).astimezone()
    except (ValueError, OverflowError):
        return when
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"


@click.command("edit", help="用编辑器改一条条款。存盘退出后先检查，通不过不写入。编辑器由 EDITOR 指定。")
@click.argument("clause_id", metavar="编号")
@library_option
@_signed
def edit_command(clause_id: str, folder: str | None, who: str | None, why: str) -> None:
    """Open a clause in an editor and take in what comes back."""
    from draftkit.errors import DraftkitError
    from draftkit.library.curation import as_text, checked, from_text, replaced

    library = own_library(folder)
    old = library.get(clause_id)
    text: str | None = as_text(old)
    while True:
        text = _edited(text or "")
        if text is None:
            return click.echo("没有改动。")
        try:
            new = checked(from_text(text, old))
            break
        except DraftkitError as error:
            if not _again(error.render()):
                raise
    done = replaced(library, new, _who(who), why)
    return click.echo(f"已修改：{done.name}（{done.id}），第 {done.version} 版。")


def _edited(text: str) -> str | None:
    """What the editor leaves; None when nothing was written. Raises DraftkitError without an editor."""
    from draftkit.errors import DraftkitError

    try:
        return click.edit(text, extension=".yaml")
    except click.ClickException:
        import os

        name = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        raise DraftkitError(
            f"编辑器{f'“{name}”' if name else ''}打不开，或没有正常结束，没有改动",
            remedy="请用环境变量 EDITOR 指定编辑器，例如 EDITOR=vi",
        ) from None


def _again(fault: str) -> bool:
    """Whether the person wants to go on editing; without a terminal nobody can say so."""
    import sys

    return sys.stdin.isatty() and click.confirm(f"{fault}回到编辑器继续改？", default=True)
