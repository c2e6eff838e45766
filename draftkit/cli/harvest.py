"""`draftkit harvest FILE... --library DIR`: the clauses of documents into a library."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from draftkit.library import HarvestResult, Library

Taken = tuple[str, "HarvestResult"]
Skipped = tuple[str, str]


@click.command(
    "harvest", help="把文件的条款收进条款库。同一文件再收一次没有变化；新版本更新原有条款，消失的条款归档。"
)
@click.argument("files", metavar="文件…", nargs=-1, required=True)
@click.option("--library", "folder", metavar="条款库", required=True, help="条款库文件夹，没有就新建。")
@click.option(
    "--domain", "--topic", "domain", metavar="领域", help="新文件放进哪个政策领域；不写就按标题判断。"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(files: tuple[str, ...], folder: str, domain: str | None, as_json: bool) -> int:
    """Harvest file by file; a file that cannot be read is reported and the others go on."""
    from draftkit.library import Library

    library = Library(folder, create=True)
    taken, skipped = _harvest_all(library, files, domain)
    if as_json:
        click.echo(json.dumps(_as_json(library, taken, skipped), ensure_ascii=False, indent=1))
    elif taken:
        click.echo(_as_text(library, taken))
    return 2 if skipped else 0


def _harvest_all(
    library: Library, files: tuple[str, ...], domain: str | None
) -> tuple[list[Taken], list[Skipped]]:
    from draftkit.errors import DraftkitError
    from draftkit.parsing import read

    taken: list[Taken] = []
    seen: dict[Path, str] = {}
    skipped: list[Skipped] = []
    for file in files:
        try:
            document = read(file)
            for warning in document.warnings:
                click.echo(f"提示：{file}：{warning}。", err=True)
            result = library.harvest(document, domain=domain)
            if result.path in seen and result.changed:
                result = replace(result, note=f"与 {seen[result.path]} 同题，按新版本处理")
            seen.setdefault(result.path, file)
            taken.append((file, result))
        except DraftkitError as error:
            if len(files) == 1:
                raise
            skipped.append((file, error.render()))
            click.echo(f"draftkit：跳过 {error.render()}", err=True)
    return taken, skipped


def _as_json(library: Library, taken: list[Taken], skipped: list[Skipped]) -> dict[str, Any]:
    return {
        "schema": "draftkit.harvest/1",
        "library": str(library.path),
        "documents": [
            {
                "file": file,
                "path": str(result.path),
                "added": list(result.added),
                "unchanged": list(result.unchanged),
                "updated": list(result.updated),
                "archived": list(result.archived),
                "note": result.note,
            }
            for file, result in taken
        ],
        "skipped": [{"file": file, "reason": reason} for file, reason in skipped],
    }


def _as_text(library: Library, taken: list[Taken]) -> str:
    from draftkit.cli.table import table

    rows = [
        [file, *(str(len(ids)) for ids in (r.added, r.unchanged, r.updated, r.archived)), _place(library, r)]
        for file, r in taken
    ]
    lines = [table(("文件", "新增", "未变", "更新", "归档", "条款文件"), rows, (40,))]
    lines += [f"提示：{file}：{result.note}。" for file, result in taken if result.note]
    return "\n".join(lines)


def _place(library: Library, result: HarvestResult) -> str:
    return result.path.relative_to(library.path).as_posix()
