"""`draftkit redline OLD NEW -o OUT.docx`: NEW with Word tracked changes against OLD."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from draftkit.cli.named import read_telling

if TYPE_CHECKING:
    from draftkit.model import Document
    from draftkit.writers.redline.blocks import Block


@click.command(
    "redline", help="新稿对照旧稿，生成带修订痕迹的 Word 文件：接受全部修订是新稿，拒绝全部修订是旧稿。"
)
@click.argument("old", metavar="旧稿")
@click.argument("new", metavar="新稿")
@click.option("-o", "--output", required=True, metavar="输出文件", help="写成这个 .docx 文件。")
@click.option(
    "--against-parent",
    is_flag=True,
    help="旧稿是上级文件：先换成本地的名称和层级，再与本级文件对照。",
)
@click.option("--author", default="draftkit", show_default=True, metavar="姓名", help="修订人。")
@click.option("--no-moves", is_flag=True, help="整段移动的，写成删除和插入，不写成移动。")
@click.option("--numbers", is_flag=True, help="只是序号变了（（三）变成（四））的，也标出来。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
def command(
    old: str,
    new: str,
    output: str,
    against_parent: bool,
    author: str,
    no_moves: bool,
    numbers: bool,
    force: bool,
) -> int:
    """Write the marked-up file."""
    from draftkit.files import refuse_existing, write_whole
    from draftkit.reports import unknown_suffix
    from draftkit.writers.redline import Options, redlined

    target = Path(output)
    if target.suffix.lower() != ".docx":
        raise unknown_suffix(target, (".docx",))
    refuse_existing(target, force=force, inputs=(old, new))
    data, set_by_us = _new(new)
    blocks = _localised(old, new) if against_parent else _old(old, set_by_us)
    marked = redlined(data, blocks, Options(author, moves=not no_moves, numbers=numbers))
    write_whole(target, marked, force=force)
    click.echo(f"已写出 {target}")
    return 0


def _new(path: str) -> tuple[bytes, bool]:
    """The new version as a docx, and whether our own writer set it (because it was none)."""
    document = read_telling(path)
    if document.source.kind == "docx":
        return Path(path).read_bytes(), False
    from draftkit.writers.docx import to_docx

    click.echo(f"提示：{path}：不是 Word 文档（.docx），已先按公文格式排版。", err=True)
    return to_docx(document), True


def _old(path: str, set_by_us: bool) -> tuple[Block, ...]:
    from draftkit.writers.redline import old_of_docx

    document = read_telling(path)
    if document.source.kind == "docx":
        return old_of_docx(Path(path).read_bytes())
    if set_by_us:
        from draftkit.writers.docx import to_docx

        return old_of_docx(to_docx(document))
    return _blocks(document)


def _localised(parent: str, child: str) -> tuple[Block, ...]:
    """The superior document as the child's place would say it."""
    from dataclasses import replace

    from draftkit.errors import LocalityError
    from draftkit.localities import infer, localise
    from draftkit.model import Text

    above, below = read_telling(parent), read_telling(child)
    try:
        source, target = infer(above), infer(below)
    except LocalityError as error:
        raise LocalityError(
            "看不出两份文件各是哪个地方的，没法换成本地的名称", where=parent, remedy="请去掉 --against-parent"
        ) from error
    said = tuple(
        replace(
            p,
            content=Text(localise(p.text, source, target)),
            cells=tuple(Text(localise(c.text, source, target)) for c in p.cells),
        )
        for p in above.paragraphs
    )
    return _blocks(replace(above, paragraphs=said))


def _blocks(document: Document) -> tuple[Block, ...]:
    """The words of a document as blocks: a paragraph a line, the rows of a table together."""
    from itertools import groupby

    from draftkit.writers.redline.blocks import Para, Row, Table

    out: list[Block] = []
    shown = [p for p in document.paragraphs if p.role != "residue"]
    for table, members in groupby(shown, key=lambda p: p.table):
        if table is None:
            out += [Para("".join(p.text.split("\n"))) for p in members]
        else:
            out.append(Table(tuple(Row(tuple((Para(c.text),) for c in p.cells)) for p in members)))
    return tuple(out)
