"""`draftkit clauses lint`: what is to be put right in a library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from draftkit.cli.clauses.common import json_option, library_option, named_library, print_json

if TYPE_CHECKING:
    from draftkit.library.lint import Fault


@click.command(
    "lint",
    help="体检：读不了的条款文件、坏的空位、指不到的引用、已撤并的机构、已到期的依据。有问题时退出码为 1。",
)
@library_option
@json_option
def lint_command(folder: str | None, as_json: bool) -> int:
    """All faults, file by file; status 1 when there are any."""
    from draftkit.library.lint import KINDS, broken, lint

    library = named_library(folder)
    files = broken(library)
    found = list(lint(library))
    if as_json:
        entries = [_entry(f) for f in found]
        entries += [
            {"id": None, "heading": None, "kind": "file", "words": "", "message": words} for words in files
        ]
        print_json({"library": str(library.path), "count": len(entries), "faults": entries})
    else:
        length = library.short_ids(f.clause.id for f in found)
        for words in files:
            click.echo(f"坏文件  {words}")
        for f in found:
            click.echo(f"{f.clause.id[:length]}  {KINDS[f.kind]}  {f.clause.name}：“{f.words}”{f.message}。")
        count = len(files) + len(found)
        click.echo(f"共 {count} 处要看。" if count else "没有发现问题。")
    return 1 if found or files else 0


def _entry(fault: Fault) -> dict[str, Any]:
    return {
        "id": fault.clause.id,
        "heading": fault.clause.heading,
        "kind": fault.kind,
        "words": fault.words,
        "message": fault.message,
    }
