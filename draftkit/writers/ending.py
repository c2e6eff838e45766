"""The foot of the last page: the imprint (版记) on an even page, and the properties of the last section.

GB/T 9704—2012 7.4.1: the last line of the imprint coincides with the foot of the type area of the last
page; printed on both sides that is an even one. 7.5: an imprint on a page of its own has no number there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from draftkit.writers.blocks import Block, Flexible, paragraph
from draftkit.writers.estimate import Stretch, pages, stretches
from draftkit.writers.geometry import Page
from draftkit.writers.looks import ByWidth, filled
from draftkit.writers.runs import TOKEN

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


def ending(before: Sequence[Block], imprint: Block, page: Page, sections: Sections, above: int = 0) -> Block:
    """The imprint on an even page, and all that stands behind it.

    It stays on the page of the text when this is surely an even one with room; else it begins a section
    of its own on the next even page, which is right however long the text turns out. above: twips of the
    first page that may be taken by other things.
    """
    first, *others = stretches(before, page)
    parts = (replace(first, high=first.high + above), *others)
    own = imprint.texts if isinstance(imprint, Flexible) else (imprint,)
    told = (
        *(t for text in own for t in TOKEN.findall(text)),
        *(t for s in parts for o in s.open for t in o.tokens),
    )
    late = _Late(tuple(dict.fromkeys(told)), imprint, parts, page, sections)
    return Flexible(late, late.tokens, remembers=True) if told else late(())


class _Late:
    """The ending when the values are known. Whether the page is even depends on how long they are."""

    def __init__(
        self,
        tokens: tuple[str, ...],
        imprint: Block,
        parts: tuple[Stretch, ...],
        page: Page,
        sections: Sections,
    ) -> None:
        self.tokens, self._imprint, self._parts = tokens, imprint, parts
        self._page, self._sections = page, sections
        self._known = ByWidth[bool]()

    def __call__(self, values: tuple[str, ...]) -> str:
        known = dict(zip(self.tokens, values, strict=True))
        imprint = self._imprint
        xml = filled(imprint, known) if isinstance(imprint, Flexible) else imprint
        sections = self._sections
        if self._known.of(values, lambda: self._stays(xml, known)):
            return xml + END + sections.main
        # LibreOffice loses the page break before a floating table, so a paragraph takes it.
        return paragraph("GwEnd", "", sections.main) + END + xml + END + sections.imprint

    def _stays(self, xml: str, known: Mapping[str, str]) -> bool:
        """Whether the imprint stays on the page of the text."""
        lines = (ceil(len("".join(_TYPED.findall(row))) / _IMPRINT_CHARACTERS) for row in _ROW.findall(xml))
        height = sum(lines) * _IMPRINT_LINE + _IMPRINT_LINE // 4
        fewest, most = pages(self._parts, self._page, lambda token: known[token], height)
        return fewest == most and most % 2 == 0
