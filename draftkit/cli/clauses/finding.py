"""`draftkit clauses search|like`: clauses by words, and clauses like a text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from draftkit.cli.clauses.common import (
    filter_of,
    json_option,
    level_of,
    library_option,
    named,
    open_library,
    origin_cells,
    print_json,
    record,
    selection,
    shown,
)  # fmt: skip

if TYPE_CHECKING:
    from draftkit.library import Clause, Found, Library

_SHOWN = 90  # characters of a clause in a list


@click.command("search", help="检索条款。多个词用空格隔开，都要出现；带空格的短语加引号。")
@click.argument("query", metavar="检索词…", nargs=-1, required=True)
@library_option
@selection
@click.option("--near", metavar="层级", help="起草的是哪一级，相近层级的排在前面。")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="最多显示多少条。")
@json_option
def search_command(
    query: tuple[str, ...], folder: str | None, near: str | None, limit: int, as_json: bool, **chosen: Any
) -> None:
    """The clauses that contain every term, best first."""
    library = open_library(folder)
    found = library.search(_asked(query), limit, filter_of(library, chosen), level_of(near))
    if as_json:
        return print_json(_found_json(library, found))
    if not found.hits:
        return click.echo(f"没有找到含“{found.query}”的条款{named(chosen)}。")
    length = library.short_ids(hit.clause.id for hit in found.hits)
    for hit in found.hits:
        c = hit.clause
        title = shown(hit.heading) if c.heading else c.name
        click.echo(f"{c.id[:length]}  {title}  {' '.join(filter(None, origin_cells(c)[1:]))}".rstrip())
        click.echo(f"    {shown(hit.body)}")
    rest = f"，显示前 {len(found.hits)} 条" if found.count > len(found.hits) else ""
    return click.echo(f"共 {found.count} 条{'' if found.complete else '以上'}{rest}。")


def _asked(words: tuple[str, ...]) -> str:
    """The query as typed; an argument with spaces is one phrase, as the shell took its marks away."""
    marked = (f'"{w}"' if len(words) > 1 and " " in w and '"' not in w else w for w in words)
    return " ".join(marked)


def _found_json(library: Library, found: Found) -> dict[str, Any]:
    hits = [
        {
            **record(hit.clause),
            "score": round(hit.score, 6),
            "heading_marked": hit.heading.marked(),
            "snippet": hit.body.marked(),
        }
        for hit in found.hits
    ]
    return {"library": str(library.path), "query": found.query, "count": found.count, "complete": found.complete,
            "hits": hits}  # fmt: skip


# --- like ------------------------------------------------------------------------------------


@click.command("like", help="找相近的条款：给一段话、一个文本文件，或用 - 从标准输入读。")
@click.argument("text", metavar="文字|文件|-")
@library_option
@selection
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="最多显示多少条。")
@json_option
def like_command(text: str, folder: str | None, limit: int, as_json: bool, **chosen: Any) -> None:
    """The clauses that say what a text says, nearest first."""
    from draftkit.library.likeness import NEAR

    words = _words(text)
    library = open_library(folder)
    nearest = library.like(words, limit, filter_of(library, chosen))
    found = [(score, clause) for score, clause in nearest if score >= NEAR]
    if as_json:
        hits = [{**record(clause), "score": score} for score, clause in found]
        return print_json({"library": str(library.path), "text": words, "count": len(hits), "hits": hits})
    if not found:
        far = f"，最接近的一条相近度只有 {nearest[0][0]:.0%}" if nearest else ""
        return click.echo(f"没有相近的条款{named(chosen)}{far}。")
    length = library.short_ids(clause.id for _, clause in found)
    for score, c in found:
        cells = " ".join(filter(None, origin_cells(c)[1:]))
        click.echo(f"{c.id[:length]}  {c.name}  {cells}  相近度 {score:.0%}")
        click.echo(f"    {_opening(c)}")
    return None


def _opening(clause: Clause) -> str:
    words = " ".join(clause.original.split())
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"


def _words(text: str) -> str:
    """The text itself, or what stands in the file that it names. Raises DraftkitError for nothing."""
    from draftkit.errors import DraftkitError

    if text == "-":
        words = sys.stdin.buffer.read().decode("utf-8", "replace")
    elif _names_a_file(text):
        from draftkit.parsing import read

        words = "\n".join(p.text for p in read(text).paragraphs)
    else:
        words = text
    if not words.strip():
        raise DraftkitError("没有给出文字", remedy="请写一段话，或给出有字的文件")
    return words


def _names_a_file(text: str) -> bool:
    """Whether the argument is a file, or looks like the name of one that is not there (没有.txt).

    A stroke alone makes no name, as sentences have it too (医疗/养老); a folder in front of it does.
    """
    from draftkit.cli.named import SUFFIXES

    path = Path(text)
    try:
        if path.is_file():
            return True
        in_folder = path.parent != Path() and path.parent.is_dir()
    except (OSError, ValueError):  # too long or strange for a name
        return False
    rooted = text.startswith(("/", "./", "../", "~/", ".\\", "..\\")) or text[1:3] == ":\\"
    return path.suffix.lower() in SUFFIXES or in_folder or rooted
