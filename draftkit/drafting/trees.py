"""Changing the outline of a draft: blocks looked up, replaced, put in, taken out (大纲的改动)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from draftkit.drafting.content import Block
from draftkit.drafting.numbering import make_label

Blocks = tuple[Block, ...]


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks in reading order."""
    for block in blocks:
        yield from block.walk()


def changed(blocks: Sequence[Block], key: str, change: Callable[[Block], Block]) -> Blocks:
    """The outline with one block changed."""
    return tuple(
        change(b) if b.key == key else replace(b, children=changed(b.children, key, change)) for b in blocks
    )


def put_beside(blocks: Sequence[Block], key: str, new: Block, *, behind: bool = True) -> Blocks:
    """The outline with a block behind (or before) another one, on the same level."""
    out: list[Block] = []
    for b in blocks:
        if b.key != key:
            out.append(replace(b, children=put_beside(b.children, key, new, behind=behind)))
            continue
        beside = levelled(new, b.level)
        out += [b, beside] if behind else [beside, b]
    return tuple(out)


def levelled(block: Block, level: int) -> Block:
    """The block as one of this level, everything below it moved along."""
    if block.level == level:
        return block
    children = tuple(levelled(child, min(4, child.level + level - block.level)) for child in block.children)
    return replace(block, level=level, label=make_label(level, 1), children=children)


def nested(flat: Sequence[Block], holders: frozenset[str]) -> Blocks:
    """An outline from blocks in reading order, without children, by their levels.

    holders: keys of the blocks that may have others below them. A block that comes to stand among
    others of another level takes theirs.
    """
    at = 0

    def below(level: int) -> Blocks:
        nonlocal at
        out: list[Block] = []
        while at < len(flat) and flat[at].level > level:
            block = flat[at]
            at += 1
            if block.key in holders:
                block = replace(block, children=below(block.level))
            out.append(levelled(block, out[0].level) if out else block)
        return tuple(out)

    return below(0)
