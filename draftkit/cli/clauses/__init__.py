"""`draftkit clauses …`: what a library holds, finding in it, looking after it."""

from __future__ import annotations

import click

from draftkit.cli.clauses.editing import (
    edit_command,
    history_command,
    merge_command,
    restore_command,
    retire_command,
)  # fmt: skip
from draftkit.cli.clauses.exchanging import export_command, import_command
from draftkit.cli.clauses.finding import like_command, search_command
from draftkit.cli.clauses.linting import lint_command
from draftkit.cli.clauses.looking import list_command, show_command, stats_command, topics_command


@click.group("clauses", help="查看、检索、维护条款库。不写 --library 时用随程序附带的条款库。")
def command() -> None:
    """Group of the commands on a library."""


for _one in (
    list_command, search_command, like_command, show_command, stats_command, edit_command, retire_command,
    restore_command, merge_command, history_command, lint_command, export_command, import_command,
    topics_command,
):  # fmt: skip
    command.add_command(_one)
