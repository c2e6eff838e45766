"""A document as Markdown, the way colleagues paste it into notes and chat tools."""

from __future__ import annotations

from collections.abc import Callable

from .plain import Block


def write(blocks: list[Block], style: str) -> str:
    """The Markdown text. style: ``hash`` (## 一、…) or ``bold`` (**一、…** as plain paragraphs)."""
    numbered = _hash if style == "hash" else _bold
    out: list[str] = []
    for block in blocks:
        line = _line(block, numbered)
        if block.kind == "row" and out and out[-1].startswith("|"):
            out[-1] += "\n" + line
        elif block.kind == "row":
            out.append(line + "\n" + "|" + "---|" * (line.count("|") - 1))
        else:
            out.append(line)
    return "\n\n".join(out) + "\n"


def _line(block: Block, numbered: Callable[[Block], str]) -> str:
    if block.kind == "row":
        return "| " + " | ".join(block.text.split("\t")) + " |"
    if block.kind in ("title", "attachment_title"):
        return "# " + block.text.replace("　", " ")
    if block.kind in ("attachment_mark", "mark"):
        return f"**{block.text}**"
    return numbered(block) if block.level else block.text


def _hash(block: Block) -> str:
    if not block.rest:
        return "#" * (block.level + 1) + f" {block.label}{block.title}"
    return _run_in(block)


def _bold(block: Block) -> str:
    return _run_in(block) if block.rest else f"**{block.label}{block.title}**"


def _run_in(block: Block) -> str:
    if block.level == 3:
        return f"{block.label} **{block.title}**{block.rest}"
    return f"**{block.label}{block.title}**{block.rest}"
