"""The foot of the last page: the imprint (版记) on an even page, and the properties of the last section.

GB/T 9704—2012 7.4.1: the last line of the imprint coincides with the foot of the type area of the last
page; printed on both sides that is an even one. 7.5: an imprint on a page of its own has no number there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil

from draftkit.writers.blocks import Block, Flexible, flexible, paragraph
from draftkit.writers.estimate import Stretch, pages, stretches
from draftkit.writers.geometry import Page

_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_IMPRINT_LINE, _IMPRINT_CHARACTERS = 480, 26
_TYPED = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")


@dataclass(frozen=True, slots=True)
class Sections:
    """w:sectPr of the document, of a last section that begins on an even page, and of pages that lie on
    their side; all may be empty."""

    main: str
    imprint: str
    turned: str = ""


END = paragraph("GwEnd", "")


def ending(before: Sequence[Block], imprint: Block, page: Page, sections: Sections) -> Block:
    """The imprint on an even page, and all that stands behind it.

    It stays on the page of the text when this is surely an even one with room; else it begins a section
    of its own on the next even page, which is right however long the text turns out.
    """
    parts = stretches(before, page)
    tokens = tuple(dict.fromkeys(t for s in parts for o in s.open for t in o.tokens))
    own = imprint.texts if isinstance(imprint, Flexible) else (imprint,)
    build = imprint.build if isinstance(imprint, Flexible) else _first
    return flexible(
        partial(_ending, build=build, own=len(own), tokens=tokens, parts=parts, page=page, sections=sections),
        (*own, *tokens),
    )


def _first(texts: tuple[str, ...]) -> str:
    return texts[0]


def _ending(
    texts: tuple[str, ...],
    *,
    build: Callable[[tuple[str, ...]], str],
    own: int,
    tokens: tuple[str, ...],
    parts: tuple[Stretch, ...],
    page: Page,
    sections: Sections,
) -> str:
    xml = build(texts[:own])
    values = dict(zip(tokens, texts[own:], strict=True))
    lines = (ceil(len("".join(_TYPED.findall(row))) / _IMPRINT_CHARACTERS) for row in _ROW.findall(xml))
    height = sum(lines) * _IMPRINT_LINE + _IMPRINT_LINE // 4
    fewest, most = pages(parts, page, lambda token: values[token], height)
    if fewest == most and most % 2 == 0:
        return xml + END + sections.main
    # LibreOffice loses the page break before a floating table, so a paragraph takes it.
    return paragraph("GwEnd", "", sections.main) + END + xml + END + sections.imprint
