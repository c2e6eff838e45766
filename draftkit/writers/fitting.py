"""Signature and date stand on a page that shows text (落款与正文同处一页).

GB/T 9704—2012 7.3.5.5: when the room left cannot hold seal, signature and date, lines and characters
are set closer or wider; 此页无正文 is never written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from draftkit.writers.blocks import Block, Flexible, exact, paragraph
from draftkit.writers.cutting import Slot, cut, translated
from draftkit.writers.estimate import stretches
from draftkit.writers.geometry import Page
from draftkit.writers.runs import TOKEN, value

# Up to where the pitch belongs; not of a paragraph that has one already.
_PROPERTIES = re.compile(r"(<w:pPr>(?:(?!<w:ind |<w:jc |<w:spacing |</w:pPr>).)*)(?=<w:ind |<w:jc |</w:pPr>)")
_BLANK = paragraph("Normal", "", "<w:keepNext/>")
# Pitches that still read well: 23.2 pt to 36.2 pt for the usual 28.95 pt.
_CLOSEST, _WIDEST = 0.8, 1.25
_UTMOST = 1.35  # when nothing else brings text to the page of the signature
_LONGEST = 60  # characters of a value, as far as room is made for it beforehand
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
    tokens = _tokens(blocks)
    if not tokens or _settled([*before, *text], signed, page, more):
        return _set_as_needed([*before, *text], signed, page, more)
    parts = tuple(_parts(b) for b in blocks)
    late = partial(_late, tokens=tokens, parts=parts, signed=len(signed), page=page, more=more)
    return [Flexible(late, tokens)], []


def _tokens(blocks: Sequence[Block]) -> tuple[str, ...]:
    texts = (text for b in blocks for text in ((b,) if isinstance(b, str) else b.texts))
    return tuple(dict.fromkeys(token for text in texts for token in TOKEN.findall(text)))


def _settled(above: Sequence[Block], signed: Sequence[Block], page: Page, more: int) -> bool:
    """Whether nothing is to be fitted whatever the values: it all fits on a page, or runs over one anyway."""
    full = page.lines * page.line
    text, foot = stretches(above, page)[-1], stretches(signed, page)[-1]
    if text.heights(lambda _: "")[0] > full + 2 * page.line:
        return True
    high = text.heights(lambda _: "长" * _LONGEST)[1] + foot.heights(lambda _: "长" * _LONGEST)[1]
    return high + more * page.line <= full


_Parts = Flexible | tuple["str | Slot", ...]


def _parts(block: Block) -> _Parts:
    return block if isinstance(block, Flexible) else tuple(cut(block))


def _late(
    values: tuple[str, ...],
    *,
    tokens: tuple[str, ...],
    parts: tuple[_Parts, ...],
    signed: int,
    page: Page,
    more: int,
) -> str:
    """Everything up to the signature with its values in place, then set closer or wider as needed."""
    known = dict(zip(tokens, values, strict=True))
    made = [_with(part, known) for part in parts]
    above, below = _set_as_needed(made[: len(made) - signed], made[len(made) - signed :], page, more)
    return "".join(b if isinstance(b, str) else b.build(b.texts) for b in (*above, *below))


def _with(part: _Parts, known: Mapping[str, str]) -> str:
    if isinstance(part, Flexible):
        return part.build(tuple(translated(t, known) for t in part.texts))
    return "".join(
        p if isinstance(p, str) else value(known.get(p.token, p.token), p.properties) for p in part
    )


def _set_as_needed(
    above: list[Block] | list[str], signed: Sequence[Block], page: Page, more: int
) -> tuple[list[Block], list[Block]]:
    above = list(above)
    full = page.lines * page.line
    low, high = _height(above, page)
    below = more * page.line
    if low > full or high + _height(signed, page)[1] + below <= full:
        return above, list(signed)
    short = [_shortened(b) for b in signed]
    whole = high + _height(short, page)[1] + below
    if whole <= full:
        return above, short
    least, fixed = _height(_kept(above), page)
    closer = 1 - (whole - full) / max(whole - below - fixed, 1)
    wider = 1 + (full - low + _OVER * page.line) / max(low - least, 1)
    if closer >= _CLOSEST and (1 - closer <= wider - 1 or wider > _WIDEST):
        pitch = int(page.line * closer)
        return [_pitched(b, pitch) for b in above], [_pitched(b, pitch) for b in short]
    if wider <= _WIDEST:
        return [_pitched(b, round(page.line * wider)) for b in above], list(signed)
    return _loosened(above, low, page) or above, list(signed)


def _loosened(above: Sequence[Block], low: int, page: Page) -> list[Block] | None:
    """The empty lines of the head set wider too, as a last resort; None when that does not help either.

    Not when 份号, 密级 or 紧急程度 stand there: they would push the 发文机关标志 down.
    """
    if any(isinstance(b, str) and _OWN in b and "GwFlush" in b for b in above):
        return None
    widest = _height([_pitched(b, round(page.line * _UTMOST), head=True) for b in above], page)[0]
    needed = page.lines * page.line + _OVER * page.line - low
    if not 0 < needed <= widest - low:
        return None
    pitch = round(page.line * (1 + (_UTMOST - 1) * needed / (widest - low)))
    return [_pitched(b, pitch, head=True) for b in above]


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
        return Flexible(partial(_short, build=block.build), block.texts)
    return block.removeprefix(_BLANK) if block.startswith(_BLANK * 2) else block


def _short(texts: tuple[str, ...], *, build: Callable[[tuple[str, ...]], str]) -> str:
    xml = build(texts)
    return xml.removeprefix(_BLANK) if xml.startswith(_BLANK * 2) else xml


def _pitched(block: Block, pitch: int, *, head: bool = False) -> Block:
    if isinstance(block, Flexible):
        return Flexible(partial(_built, build=block.build, pitch=pitch, head=head), block.texts)
    return _set(block, pitch, head=head)


def _built(texts: tuple[str, ...], *, build: Callable[[tuple[str, ...]], str], pitch: int, head: bool) -> str:
    return _set(build(texts), pitch, head=head)


def _set(xml: str, pitch: int, *, head: bool) -> str:
    """Every paragraph with this pitch of lines, off the grid; titles and tables stay, and but for `head` the head."""
    if _TITLE in xml:
        return xml
    if not head and (_OWN in xml or "<w:tbl>" in xml):
        return xml
    spacing = f'<w:snapToGrid w:val="0"/>{exact(pitch)}'
    return _PROPERTIES.sub(rf"\1{spacing}", xml.replace("<w:p/>", paragraph("Normal", "")))
