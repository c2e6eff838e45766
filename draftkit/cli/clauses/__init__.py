"""`draftkit clauses …`: what a library holds, finding in it, looking after it."""

from __future__ import annotations

import click

from draftkit.cli.clauses.finding import like_command, search_command
from draftkit.cli.clauses.looking import list_command, show_command, stats_command


@click.group("clauses", help="查看、检索、维护条款库。不写 --library 时用随程序附带的条款库。")
def command() -> None:
    """Group of the commands on a library."""


for _one in (
    list_command, search_command, like_command, show_command, stats_command,
):  # fmt: skip
    command.add_command(_one)
