"""Tables, and the imprint (版记, GB/T 9704—2012 7.4), which is a table at the foot of the last page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate
from math import ceil

from draftkit.model import Paragraph
from draftkit.writers.blocks import (
    Block,
    Setting,
    cell,
    flexible,
    indent,
    paragraph,
    plain,
    row,
    solid,
    table,
)
from draftkit.writers.geometry import SMALL, Page, ems, width
from draftkit.writers.runs import BODY, HEI, TAB, run

IMPRINT_ROLES = ("copy_to", "printed")
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_THIN = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)
_GRID = f"<w:tblBorders>{_THIN}</w:tblBorders>"
_WIDEST = 28.0  # characters; longer cells take no larger share than four lines of these
_TALL = 0.45  # of a page: a higher row may be cut at its foot
_SHORT = 8.0  # characters up to which a column is centred and no wider than needed
_HEAD = 5.0  # characters of a head that stand in one line
_KEPT = 5.5  # characters up to which a cell is never wrapped
_ENOUGH = 8.0  # characters of a long column, on average, beside short ones that keep their line
_NARROW = 4.0  # characters of the narrowest column of longer cells
_BESIDE = re.compile(r"(?<=[!-~])(?=[^ -~])|(?<=[^ -~])(?=[!-~])")
_CELL_MARGIN = 70  # the room beside the text

# First and last line 0.35 mm, the lines between 0.25 mm.
_IMPRINT_LINES = (
    '<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tblBorders>'
)
# Anchored to the page: LibreOffice lets a table as wide as the text float only then.
_FOOT = (
    '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" '
    'w:tblpX="{left}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
)
_PRINTED = re.compile(
    r"^(?P<who>.*?)[\s\u3000]*(?P<when>(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]|【待填[^】]*】)\s*印发)$"
)


def rows(group: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """One table. The first row is its head and is repeated on every page."""
    texts = [tuple(c.text.strip() for c in p.cells) or (plain(p),) for p in group]
    cells = tuple(c for t in texts for c in t)
    # A value that is filled in later can make a column wider.
    yield flexible(partial(_rows, lengths=tuple(map(len, texts)), page=setting.page), cells)


def _rows(cells: tuple[str, ...], *, lengths: tuple[int, ...], page: Page) -> str:
    """The table. lengths: how many of the cells stand in each row."""
    ends = list(accumulate(lengths))
    texts = [cells[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    widths = column_widths(texts, page)
    below = texts[1:] or texts
    centred = [max((ems(t[i]) for t in below if i < len(t)), default=0) <= _SHORT for i in range(len(widths))]
    body = "".join(_row(t, widths, centred, page, head=n == 0) for n, t in enumerate(texts))
    return table(body, widths, borders=_GRID, margin=_CELL_MARGIN)


def room_for(width: int, page: Page) -> float:
    """Characters that a line of a cell of this width holds."""
    return (width - 2 * _CELL_MARGIN) / page.cell


def column_widths(texts: Sequence[tuple[str, ...]], page: Page) -> tuple[int, ...]:
    """Twips of each column, together the type area.

    No column is narrower than its head (up to five characters) or its cells when they are short, none wider
    than its longest cell; between these each has its share by the length of its cells, so that no column
    makes the rows much higher than the others do.
    """
    columns = range(max(len(t) for t in texts))
    rooms = [[_room(t[i]) for t in texts if i < len(t)] for i in columns]
    heads = [min(r[0], _HEAD) if len(texts) > 1 else 0.0 for r in rooms]
    longest = [max(r[1:] or r) for r in rooms]
    least = _least(heads, longest, page)
    most = [max(n, h) if n <= _SHORT else _WIDEST * 9 for h, n in zip(least, longest, strict=True)]
    # The widths for which the sum of the cubes of all lines of cells is least: few cells decide little.
    shares = [sum(min(n, _WIDEST * 4) ** 3 for n in r[1:] or r) ** 0.25 or 1.0 for r in rooms]
    widths = _shared(page.width, [_twips(n, page) for n in least], [_twips(n, page) for n in most], shares)
    widths[-1] += page.width - sum(widths)
    return tuple(widths)


def _least(heads: Sequence[float], longest: Sequence[float], page: Page) -> list[float]:
    """Characters of the narrowest that each column may be.

    Short cells keep their one line when that leaves the long ones enough; else they are cut in half, not
    so that a single character stands in the second line.
    """
    out = []
    for kept in (_SHORT, _KEPT):
        out = [
            max(2.0, h, n if n <= kept else n / 2 + 0.5 if n <= _SHORT else _NARROW)
            for h, n in zip(heads, longest, strict=True)
        ]
        long = sum(n > _SHORT for n in longest)
        rest = page.width - sum(_twips(w, page) for w, n in zip(out, longest, strict=True) if n <= _SHORT)
        if long and rest / long >= _twips(_ENOUGH, page):
            break
    return out


def _twips(characters: float, page: Page) -> int:
    """Width of a column of so many characters."""
    return round(characters * page.cell) + 2 * _CELL_MARGIN + 40


def _shared(whole: int, least: Sequence[int], most: Sequence[int], shares: Sequence[float]) -> list[int]:
    """The whole dealt out by shares, no part below its least or above its most as far as that can be."""
    if sum(least) >= whole or sum(most) <= whole:
        limits = least if sum(least) >= whole else most
        return [w * whole // sum(limits) for w in limits]
    fixed: dict[int, int] = {}
    while True:
        rest = whole - sum(fixed.values())
        unit = rest / sum(s for i, s in enumerate(shares) if i not in fixed)
        parts = {i: unit * s for i, s in enumerate(shares) if i not in fixed}
        low = {i: least[i] for i, part in parts.items() if part < least[i]}
        high = {i: most[i] for i, part in parts.items() if part > most[i]}
        if not low and not high:
            return [fixed.get(i) or int(parts[i]) for i in range(len(shares))]
        lacking = sum(least[i] - parts[i] for i in low)
        over = sum(parts[i] - most[i] for i in high)
        fixed |= low if lacking >= over else high
        if len(fixed) == len(shares):
            return [fixed[i] for i in range(len(shares))]


def _room(text: str) -> float:
    """Characters of room for a cell; a substitute for a missing face has wider digits, and beside them
    stands a little space."""
    return ems(text) + 0.15 * sum(c.isascii() for c in text) + 0.25 * len(_BESIDE.findall(text))


def _row(
    texts: tuple[str, ...], widths: tuple[int, ...], centred: Sequence[bool], page: Page, *, head: bool
) -> str:
    last = len(texts) - 1
    cells = []
    for i, text in enumerate(texts):
        span = len(widths) - last if i == last else 1
        middle = '<w:jc w:val="center"/>' if head or centred[i] else ""
        content = paragraph("GwCell", run(text, HEI if head else BODY), middle)
        cells.append(cell(content, sum(widths[i : i + span]), span=span, align="center"))
    if head:
        return row("".join(cells), "<w:cantSplit/><w:tblHeader/>")
    # A row of half a page may go on overleaf; kept together it would leave so much of a page empty.
    lines = max((ceil(_room(t) / room_for(w, page)) for t, w in zip(texts, widths, strict=False)), default=1)
    return row("".join(cells), "<w:cantSplit/>" if lines * page.cell_line <= _TALL * page.height else "")


def imprint(group: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """抄送 and 印发 between their lines, floating to the foot of the page on which the text ends.

    A letter (信函格式) has neither lines nor 印发机关 (10.1).
    """
    letter = setting.profile.layout == "letter"
    copies = [plain(p) for p in group if p.role == "copy_to"]
    printed = "" if letter else "　".join(plain(p) for p in group if p.role == "printed")
    if copies or printed:
        yield flexible(partial(_imprint, page=setting.page, bare=letter), (printed, *copies))


def _imprint(texts: tuple[str, ...], *, page: Page, bare: bool) -> str:
    printed, *copies = texts
    lines = [_copy(c) for c in copies] + ([_printed(printed, page)] if printed else [])
    xml = "".join(row(cell(line, page.width, align="center"), "<w:cantSplit/>") for line in lines)
    borders = "" if bare else _IMPRINT_LINES
    return table(xml, (page.width,), float_=_FOOT.format(left=page.left), borders=borders)


def _copy(text: str) -> str:
    """One character from both sides, further lines begin after the colon (7.4.2)."""
    label, colon, _ = text.partition("：")
    hang = width(label + colon, SMALL) if colon else 0
    return paragraph("GwImprint", run(text), indent(left=SMALL + hang, right=SMALL, first=-hang))


def _printed(text: str, page: Page) -> str:
    """The office one character from the left, the date one character from the right (7.4.3)."""
    found = _PRINTED.match(text)
    who, when = (found["who"], solid(found["when"])) if found else (text, "")
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{page.width - SMALL}"/></w:tabs>'
    content = run(who) + (TAB + run(when) if when else "")
    return paragraph("GwImprint", content, f'{tab}{indent(left=SMALL)}<w:jc w:val="left"/>')
