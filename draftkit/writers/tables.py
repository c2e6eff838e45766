"""Tables, and the imprint (版记, GB/T 9704—2012 7.4), which is a table at the foot of the last page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from draftkit.model import Paragraph
from draftkit.writers import geometry as g
from draftkit.writers.blocks import Block, Setting, cell, indent, paragraph, plain, row, solid, table
from draftkit.writers.runs import BODY, HEI, TAB, run

IMPRINT_ROLES = ("copy_to", "printed")
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_THIN = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)
_GRID = f"<w:tblBorders>{_THIN}</w:tblBorders>"
_WIDEST = 20.0  # characters; longer cells are wrapped anyway and take no more room
_SHORT = 8.0  # characters up to which a column is centred

# First and last line 0.35 mm, the lines between 0.25 mm.
_IMPRINT_LINES = (
    '<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tblBorders>'
)
_FOOT = (
    '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" '
    'w:tblpXSpec="left" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
)
_PRINTED = re.compile(
    r"^(?P<who>.*?)[\s\u3000]*(?P<when>(?:\d{4}年\d{1,2}月\d{1,2}日|[\ue000-\uf8ff]|【待填[^】]*】)\s*印发)$"
)


def rows(group: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """One table. The first row is its head and is repeated on every page."""
    texts = [tuple(c.text.strip() for c in p.cells) or (plain(p),) for p in group]
    widths = _widths(texts)
    centred = [max(g.ems(t[i]) for t in texts if i < len(t)) <= _SHORT for i in range(len(widths))]
    body = "".join(_row(t, widths, centred, head=n == 0) for n, t in enumerate(texts))
    yield table(body, widths, borders=_GRID, margin=70)


def _widths(texts: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    """Columns in proportion to their longest cell, within limits; together the type area."""
    columns = max(len(t) for t in texts)
    need = [min(_WIDEST, max(2.5, *(g.ems(t[i]) for t in texts if i < len(t)))) + 1.0 for i in range(columns)]
    widths = [int(g.BODY_WIDTH * n / sum(need)) for n in need]
    widths[-1] += g.BODY_WIDTH - sum(widths)
    return tuple(widths)


def _row(texts: tuple[str, ...], widths: tuple[int, ...], centred: Sequence[bool], *, head: bool) -> str:
    last = len(texts) - 1
    cells = []
    for i, text in enumerate(texts):
        span = len(widths) - last if i == last else 1
        middle = '<w:jc w:val="center"/>' if head or centred[i] else ""
        content = paragraph("GwCell", run(text, HEI if head else BODY), middle)
        cells.append(cell(content, sum(widths[i : i + span]), span=span, align="center"))
    return row("".join(cells), "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>")


def imprint(group: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """抄送 and 印发 between their lines, floating to the foot of the page on which the text ends."""
    copies = [plain(p) for p in group if p.role == "copy_to"]
    printed = "　".join(plain(p) for p in group if p.role == "printed")
    lines = [_copy(c) for c in copies] + ([_printed(printed)] if printed else [])
    xml = "".join(row(cell(line, g.BODY_WIDTH, align="center"), "<w:cantSplit/>") for line in lines)
    yield table(xml, (g.BODY_WIDTH,), float_=_FOOT, borders=_IMPRINT_LINES)


def _copy(text: str) -> str:
    """One character from both sides, further lines begin after the colon (7.4.2)."""
    label, colon, _ = text.partition("：")
    hang = g.width(label + colon, g.SMALL) if colon else 0
    return paragraph("GwImprint", run(text), indent(left=g.SMALL + hang, right=g.SMALL, first=-hang))


def _printed(text: str) -> str:
    """The office one character from the left, the date one character from the right (7.4.3)."""
    found = _PRINTED.match(text)
    who, when = (found["who"], solid(found["when"])) if found else (text, "")
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{g.BODY_WIDTH - g.SMALL}"/></w:tabs>'
    content = run(who) + (TAB + run(when) if when else "")
    return paragraph("GwImprint", content, f'{tab}{indent(left=g.SMALL)}<w:jc w:val="left"/>')
