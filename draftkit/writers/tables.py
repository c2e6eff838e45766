"""Tables, and the imprint (版记, GB/T 9704—2012 7.4), which is a table at the foot of the last page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate

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
_WIDEST = 28.0  # characters; cells of a whole paragraph take no more
_PARAGRAPH = 120  # characters of a cell from which on its row may be cut at the foot of a page
_SHORT = 8.0  # characters up to which a column is centred and never wrapped
_HEAD = 5.0  # characters of a head that stand in one line
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
    widths = _widths(texts, page)
    below = texts[1:] or texts
    centred = [max((ems(t[i]) for t in below if i < len(t)), default=0) <= _SHORT for i in range(len(widths))]
    body = "".join(_row(t, widths, centred, head=n == 0) for n, t in enumerate(texts))
    return table(body, widths, borders=_GRID, margin=_CELL_MARGIN)


def _widths(texts: Sequence[tuple[str, ...]], page: Page) -> tuple[int, ...]:
    """Short columns as wide as their longest cell, long ones share the rest; together the type area.

    The head may take several lines, so that it does not decide alone.
    """
    columns = range(max(len(t) for t in texts))
    head, *below = [[_wanted(c) for c in t] for t in texts]
    shown = [[min(w, _HEAD) for w in head] if below else head, *below]
    need = [max(2.0, *(row[i] for row in shown if i < len(row))) for i in columns]
    natural = [round(n * page.cell) + 2 * _CELL_MARGIN + 240 for n in need]
    # Beside a column of whole paragraphs only the shortest ones keep their line.
    kept = _SHORT if max(need) < 2 * _SHORT else _HEAD
    fixed = [w if n <= kept else 0 for n, w in zip(need, natural, strict=True)]
    rest = page.width - sum(fixed)
    if all(fixed) or rest < page.width // 3:
        fixed, rest = [0] * len(natural), page.width
    share = rest / sum(w for w, f in zip(natural, fixed, strict=True) if not f)
    widths = [f or int(w * share) for w, f in zip(natural, fixed, strict=True)]
    widths[-1] += page.width - sum(widths)
    return tuple(widths)


def _wanted(text: str) -> float:
    """Characters of width for a cell: a long one is wrapped and takes its share by the root of its length."""
    room = _room(text)
    return room if room <= _SHORT else min(_WIDEST, (_SHORT * room) ** 0.5)


def _room(text: str) -> float:
    """Characters of room for a cell; a substitute for a missing face has wider digits."""
    return ems(text) + 0.15 * sum(c.isascii() for c in text)


def _row(texts: tuple[str, ...], widths: tuple[int, ...], centred: Sequence[bool], *, head: bool) -> str:
    last = len(texts) - 1
    cells = []
    for i, text in enumerate(texts):
        span = len(widths) - last if i == last else 1
        middle = '<w:jc w:val="center"/>' if head or centred[i] else ""
        content = paragraph("GwCell", run(text, HEI if head else BODY), middle)
        cells.append(cell(content, sum(widths[i : i + span]), span=span, align="center"))
    if head:
        return row("".join(cells), "<w:cantSplit/><w:tblHeader/>")
    # A row of a whole paragraph may go on overleaf; kept together it would leave half a page empty.
    whole = max(map(len, texts), default=0) <= _PARAGRAPH
    return row("".join(cells), "<w:cantSplit/>" if whole else "")


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
