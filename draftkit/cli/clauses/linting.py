"""`draftkit clauses lint`: what is to be put right in a library."""

from __future__ import annotations

import click

from draftkit.cli.clauses.common import json_option, library_option, open_library, print_json


@click.command("lint", help="体检：坏的空位、指不到的引用、已撤并的机构、已到期的依据。有问题时退出码为 1。")
@library_option
@json_option
def lint_command(folder: str | None, as_json: bool) -> int:
    """All faults, file by file; status 1 when there are any."""
    from draftkit.library.lint import KINDS, lint

    library = open_library(folder)
    found = list(lint(library))
    if as_json:
        entries = [
            {
                "id": f.clause.id,
                "heading": f.clause.heading,
                "kind": f.kind,
                "words": f.words,
                "message": f.message,
            }
            for f in found
        ]
        print_json({"library": str(library.path), "count": len(entries), "faults": entries})
    else:
        length = library.short_ids(f.clause.id for f in found)
        for f in found:
            click.echo(f"{f.clause.id[:length]}  {KINDS[f.kind]}  {f.clause.name}：“{f.words}”{f.message}。")
        click.echo(f"共 {len(found)} 处要看。" if found else "没有发现问题。")
    return 1 if found else 0
