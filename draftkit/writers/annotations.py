"""Comments on paragraphs of a set document (批注): where they stand in the XML, and their part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from draftkit.model import Document
from draftkit.writers.blocks import Block, Flexible

_AUTHOR = "draftkit"
_FIRST = 9001  # a letterhead may have comments of its own, with small numbers


def numbered(
    document: Document, annotations: Mapping[int, str]
) -> tuple[Document, dict[int, int], list[tuple[int, str]]]:
    """The document, the number of the comment for the id() of each annotated paragraph, and the comments.

    Annotated paragraphs are made anew, so that no two are the same object. Raises IndexError when
    there is no paragraph with an index.
    """
    paragraphs = list(document.paragraphs)
    numbers: dict[int, int] = {}
    comments = []
    for number, (index, text) in enumerate(sorted(annotations.items()), _FIRST):
        paragraphs[index] = replace(paragraphs[index])
        numbers[id(paragraphs[index])] = number
        comments.append((number, text))
    return replace(document, paragraphs=tuple(paragraphs)), numbers, comments


def annotated(block: Block, numbers: Sequence[int]) -> Block:
    """The block with these comments on its first words."""
    if not numbers:
        return block
    if isinstance(block, Flexible):
        return Flexible(partial(_built, build=block.build, numbers=tuple(numbers)), block.texts)
    return _marked(block, numbers)


def on_rows(block: Block, numbers: Mapping[int, int]) -> Block:
    """A table with comments on its rows. numbers: of a row, from 0 -> of its comment."""
    if not numbers:
        return block
    if isinstance(block, Flexible):
        return Flexible(partial(_built_rows, build=block.build, numbers=dict(numbers)), block.texts)
    return _marked_rows(block, numbers)


def _built_rows(
    texts: tuple[str, ...], *, build: Callable[[tuple[str, ...]], str], numbers: Mapping[int, int]
) -> str:
    return _marked_rows(build(texts), numbers)


def _marked_rows(xml: str, numbers: Mapping[int, int]) -> str:
    first, *rows = xml.split("<w:tr>")
    marked = [_marked(r, [numbers[n]]) if n in numbers else r for n, r in enumerate(rows)]
    return "<w:tr>".join([first, *marked])


def with_comments(data: bytes, comments: Iterable[tuple[int, str]]) -> bytes:
    """The docx with the part that holds the words of the comments."""
    from draftkit.readers.docx_trace import main_part
    from draftkit.readers.package import Package
    from draftkit.writers.package import rewritten
    from draftkit.writers.remarks import add_comments

    main = main_part(Package(data, ""))
    return rewritten(data, add_comments(data, main, list(comments), _AUTHOR, ""))


def _built(
    texts: tuple[str, ...], *, build: Callable[[tuple[str, ...]], str], numbers: tuple[int, ...]
) -> str:
    return _marked(build(texts), numbers)


def _marked(xml: str, numbers: Sequence[int]) -> str:
    start = xml.find("<w:r>")
    if start < 0:
        return xml
    end = xml.index("</w:p>", start)
    opened = "".join(f'<w:commentRangeStart w:id="{n}"/>' for n in numbers)
    closed = "".join(
        f'<w:commentRangeEnd w:id="{n}"/><w:r><w:commentReference w:id="{n}"/></w:r>' for n in numbers
    )
    return f"{xml[:start]}{opened}{xml[start:end]}{closed}{xml[end:]}"
