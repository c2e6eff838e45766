"""`draftkit harvest FILE... --library DIR`: the clauses of documents into a library."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from draftkit.batch.progress import Progress
    from draftkit.errors import DraftkitError
    from draftkit.library import HarvestResult, Library
    from draftkit.model import Document

Taken = tuple[str, "HarvestResult"]
Skipped = tuple[str, str]


@click.command(
    "harvest",
    help="把文件的条款收进条款库，可以给文件、文件夹或 *.docx 这样的写法。同一文件再收一次没有变化；新版本更新原有条款，消失的条款归档。",
)
@click.argument("files", metavar="文件…", nargs=-1, required=True)
@click.option("--library", "folder", metavar="条款库", required=True, help="条款库文件夹，没有就新建。")
@click.option(
    "--domain", "--topic", "domain", metavar="领域", help="新文件放进哪个政策领域；不写就按标题判断。"
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="数量", help="同时读文件的进程数，默认为处理器的个数。"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(files: tuple[str, ...], folder: str, domain: str | None, jobs: int | None, as_json: bool) -> int:
    """Harvest file by file; a file that cannot be read is reported and the others go on."""
    from draftkit.cli.named import documents_named
    from draftkit.library import Library

    library = Library(folder, create=True)
    taken, skipped = _harvest_all(library, documents_named(files), domain, jobs or os.cpu_count() or 1)
    if as_json:
        click.echo(json.dumps(_as_json(library, taken, skipped), ensure_ascii=False, indent=1))
    elif taken or skipped:
        click.echo(_as_text(library, taken, skipped))
    return 2 if skipped else 0


def _harvest_all(
    library: Library, files: list[str], domain: str | None, jobs: int
) -> tuple[list[Taken], list[Skipped]]:
    from draftkit.errors import DraftkitError

    taken: list[Taken] = []
    seen: dict[Path, str] = {}
    skipped: list[Skipped] = []
    progress = _progress(len(files))
    try:
        for file, document in _read_all(files, jobs):
            try:
                if isinstance(document, DraftkitError):
                    raise document
                for warning in document.warnings:
                    progress.say(f"提示：{file}：{warning}。")
                if document.doubts:
                    progress.say(_of_doubts(file, len(document.doubts)))
                result = library.harvest(document, domain=domain)
            except DraftkitError as error:
                if len(files) == 1:
                    raise
                skipped.append((file, error.render()))
                progress.say(f"draftkit：跳过 {error.render()}")
            else:
                if result.path in seen and result.changed:
                    result = replace(result, note=f"与 {seen[result.path]} 同题，按新版本处理")
                seen.setdefault(result.path, file)
                taken.append((file, result))
            progress.step()
    finally:
        progress.clear()
    return taken, skipped


def _of_doubts(file: str, count: int) -> str:
    """Where a scan's doubtful words are shown; they go into the library as they were read."""
    return f"提示：{file}：有 {count} 处文字识别把握不大，请用 draftkit inspect {file} 查看，对照原件后改正收进的条款。"


class _Quiet:
    """Progress of a single file: none."""

    def say(self, sentence: str) -> None:
        click.echo(sentence, err=True)

    def step(self) -> None:
        pass

    def clear(self) -> None:
        pass


def _progress(total: int) -> Progress | _Quiet:
    if total == 1:
        return _Quiet()
    from draftkit.batch.progress import Progress

    return Progress(total)


def _read_all(files: list[str], jobs: int) -> Iterator[tuple[str, Document | DraftkitError]]:
    """Each file and what is read of it, in order; several processes read while this one harvests."""
    if jobs == 1 or len(files) == 1:
        yield from ((file, _read(file)) for file in files)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(min(jobs, len(files))) as pool:
        # A few at a time, so that thousands of documents do not wait in memory.
        for start in range(0, len(files), step := jobs * 8):
            some = files[start : start + step]
            yield from zip(some, pool.map(_read, some), strict=True)


def _read(file: str) -> Document | DraftkitError:
    from draftkit.errors import DraftkitError
    from draftkit.parsing import read

    try:
        return read(file)
    except DraftkitError as error:
        return error


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


def _as_text(library: Library, taken: list[Taken], skipped: list[Skipped]) -> str:
    from draftkit.reports.grid import table

    rows = [
        [file, *(str(len(ids)) for ids in (r.added, r.unchanged, r.updated, r.archived)), _place(library, r)]
        for file, r in taken
    ]
    lines = [table(("文件", "新增", "未变", "更新", "归档", "条款文件"), rows, (40,))] if rows else []
    lines += [f"提示：{file}：{result.note}。" for file, result in taken if result.note]
    if len(taken) + len(skipped) > 1:
        lines.append(_sum(taken, skipped))
    return "\n".join(lines)


def _sum(taken: list[Taken], skipped: list[Skipped]) -> str:
    results = [result for _, result in taken]
    counts = [sum(len(ids) for ids in kind) for kind in (
        [r.added for r in results], [r.updated for r in results], [r.archived for r in results])]  # fmt: skip
    words = "新增 {} 条，更新 {} 条，归档 {} 条".format(*counts)
    return f"共收录 {len(taken)} 份：{words}" + (f"；跳过 {len(skipped)} 份，原因见上。" if skipped else "。")


def _place(library: Library, result: HarvestResult) -> str:
    return result.path.relative_to(library.path).as_posix()
