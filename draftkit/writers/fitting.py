"""Signature and date stand on a page that shows text (落款与正文同处一页).

GB/T 9704—2012 7.3.5.5: when the room left cannot hold seal, signature and date, lines and characters
are set closer or wider; 此页无正文 is never written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from draftkit.writers.blocks import Block, Flexible, exact, paragraph
from draftkit.writers.estimate import stretches
from draftkit.writers.geometry import Page
from draftkit.writers.looks import ByWidth, Part, part_of, tokens_of, with_values

# Up to where the pitch belongs; not of a paragraph that has one already.
_PROPERTIES = re.compile(r"(<w:pPr>(?:(?!<w:ind |<w:jc |<w:spacing |</w:pPr>).)*)(?=<w:ind |<w:jc |</w:pPr>)")
_BLANK = paragraph("Normal", "", "<w:keepNext/>")
# Pitches that still read well: 23.2 pt to 36.2 pt for the usual 28.95 pt.
_CLOSEST, _WIDEST = 0.8, 1.25
_UTMOST = 1.35  # when nothing else brings text to the page of the signature
_LONGEST = 60  # characters of a value, as far as room is made for it beforehand
_MOST_NEEDS = 40  # kept for one document
_OVER = 0.6  # lines by which the text must run over for its last line to stand with the signature
# What has a pitch of its own keeps it, and so does a title.
_OWN = "<w:spacing "
_TITLE = '<w:pStyle w:val="Title"/>'


def fitted(
    before: Sequence[Block], text: Sequence[Block], signed: Sequence[Block], page: Page, more: int
) -> tuple[list[Block], list[Block]]:
    """All above the signature, and the signature, set closer or wider when it would stand without text.

    before: what stands above the text. more: lines that follow the signature. Where values are still
    to come that could decide it, all of it waits for them.
    """
    blocks = [*before, *text, *signed]
    tokens = tokens_of(blocks)
    if not tokens or _settled([*before, *text], signed, page, more):
        above = [*before, *text]
        return _set(above, signed, _needed(above, signed, page, more))
    late = _Late(tokens, tuple(blocks), len(signed), page, more)
    return [Flexible(late, tokens, remembers=True)], []


@dataclass(frozen=True, slots=True)
class _Need:
    """How the page is to be set. pitch: of the lines, None for the usual one. head: the head's too. short: one
    empty line above the signature instead of two.
    """

    pitch: int | None = None
    head: bool = False
    short: bool = False


class _Late:
    """Everything up to the signature, set when the values are known.

    What is needed depends on how long the values are, not on their letters, so it is worked out once
    for each look of them; a page that is set as needed is kept, cut at its values.
    """

    def __init__(
        self, tokens: tuple[str, ...], blocks: tuple[Block, ...], signed: int, page: Page, more: int
    ) -> None:
        self._tokens, self._blocks, self._above = tokens, blocks, len(blocks) - signed
        self._page, self._more = page, more
        self._needs = ByWidth[_Need]()
        self._ready: dict[_Need, list[Part]] = {}

    def __call__(self, values: tuple[str, ...]) -> str:
        known = dict(zip(self._tokens, values, strict=True))
        need = self._needs.of(values, lambda: self._need(known))
        return "".join(with_values(part, known) for part in self._set(need))

    def _need(self, known: Mapping[str, str]) -> _Need:
        made = [with_values(part_of(block), known) for block in self._blocks]
        return _needed(made[: self._above], made[self._above :], self._page, self._more)

    def _set(self, need: _Need) -> list[Part]:
        if need not in self._ready:
            if len(self._ready) > _MOST_NEEDS:
                self._ready.clear()
            above, signed = _set(self._blocks[: self._above], self._blocks[self._above :], need)
            self._ready[need] = [part_of(block) for block in (*above, *signed)]
        return self._ready[need]


def _settled(above: Sequence[Block], signed: Sequence[Block], page: Page, more: int) -> bool:
    """Whether nothing is to be fitted whatever the values: it all fits on a page, or runs over one anyway."""
    full = page.lines * page.line
    text, foot = stretches(above, page)[-1], stretches(signed, page)[-1]
    if text.heights(lambda _: "")[0] > full + 2 * page.line:
        return True
    high = text.heights(lambda _: "长" * _LONGEST)[1] + foot.heights(lambda _: "长" * _LONGEST)[1]
    return high + more * page.line <= full


def _needed(above: Sequence[Block], signed: Sequence[Block], page: Page, more: int) -> _Need:
    full = page.lines * page.line
    low, high = _height(above, page)
    below = more * page.line
    if low > full or high + _height(signed, page)[1] + below <= full:
        return _Need()
    whole = high + _height([_shortened(b) for b in signed], page)[1] + below
    if whole <= full:
        return _Need(short=True)
    least, fixed = _height(_kept(above), page)
    closer = 1 - (whole - full) / max(whole - below - fixed, 1)
    wider = 1 + (full - low + _OVER * page.line) / max(low - least, 1)
    if closer >= _CLOSEST and (1 - closer <= wider - 1 or wider > _WIDEST):
        return _Need(int(page.line * closer), short=True)
    if wider <= _WIDEST:
        return _Need(round(page.line * wider))
    return _Need(_loosened(above, low, page), head=True)


def _set(above: Sequence[Block], signed: Sequence[Block], need: _Need) -> tuple[list[Block], list[Block]]:
    above, signed = list(above), [_shortened(b) for b in signed] if need.short else list(signed)
    if need.pitch is None:
        return above, signed
    above = [_pitched(b, need.pitch, head=need.head) for b in above]
    return above, [_pitched(b, need.pitch) for b in signed] if need.short else signed


def _loosened(above: Sequence[Block], low: int, page: Page) -> int | None:
    """The pitch with the empty lines of the head set wider too, as a last resort; None when not even that helps.

    Not when 份号, 密级 or 紧急程度 stand there: they would push the 发文机关标志 down.
    """
    if any(isinstance(b, str) and _OWN in b and "GwFlush" in b for b in above):
        return None
    widest = _height([_pitched(b, round(page.line * _UTMOST), head=True) for b in above], page)[0]
    needed = page.lines * page.line + _OVER * page.line - low
    if not 0 < needed <= widest - low:
        return None
    return round(page.line * (1 + (_UTMOST - 1) * needed / (widest - low)))


def _kept(blocks: Sequence[Block]) -> list[Block]:
    """The blocks whose pitch stays."""
    return [b for b in blocks if not isinstance(b, str) or _OWN in b or _TITLE in b]


def _height(blocks: Sequence[Block], page: Page) -> tuple[int, int]:
    """Of what stands behind the last page break."""
    last = stretches(blocks, page)[-1]
    return last.heights(lambda _: "四个字长")


def _shortened(block: Block) -> Block:
    """A signature with one empty line above it instead of two."""
    if isinstance(block, Flexible):
        return Flexible(partial(_short, build=block.build), block.texts, block.remembers)
    return block.removeprefix(_BLANK) if block.startswith(_BLANK * 2) else block


def _short(texts: tuple[str, ...], *, build: Callable[[tuple[str, ...]], str]) -> str:
    xml = build(texts)
    return xml.removeprefix(_BLANK) if xml.startswith(_BLANK * 2) else xml


def _pitched(block: Block, pitch: int, *, head: bool = False) -> Block:
    if isinstance(block, Flexible):
        return Flexible(
            partial(_built, build=block.build, pitch=pitch, head=head), block.texts, block.remembers
        )
    return _at_pitch(block, pitch, head=head)


def _built(texts: tuple[str, ...], *, build: Callable[[tuple[str, ...]], str], pitch: int, head: bool) -> str:
    return _at_pitch(build(texts), pitch, head=head)


def _at_pitch(xml: str, pitch: int, *, head: bool) -> str:
    """Every paragraph with this pitch of lines, off the grid; titles and tables stay, and but for `head` the head."""
    if _TITLE in xml:
        return xml
    if not head and (_OWN in xml or "<w:tbl>" in xml):
        return xml
    spacing = f'<w:snapToGrid w:val="0"/>{exact(pitch)}'
    return _PROPERTIES.sub(rf"\1{spacing}", xml.replace("<w:p/>", paragraph("Normal", "")))
