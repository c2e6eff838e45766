"""Signature and date (发文机关署名, 成文日期), with and without seals. GB/T 9704—2012 7.3.5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from draftkit.model import Paragraph
from draftkit.writers.blocks import (
    Block,
    Setting,
    blank,
    cell,
    flexible,
    indent,
    paragraph,
    plain,
    row,
    solid,
    table,
)
from draftkit.writers.geometry import Page
from draftkit.writers.runs import BODY, run

SIGNATURE_ROLES = ("signature", "date")
_KEEP = "<w:keepNext/>"
_SEAL = 2551  # 45 mm: a seal of 42 mm and 3 mm between seals
_NARROWEST_COLUMN = 2495  # 44 mm: seals of 42 mm do not touch
_FIRST_ROW = 3  # lines: the first seal begins within one line of the text (7.3.5.1)
_TEXT = 2  # lines of text that stand with the names
_SEVERAL = re.compile(r"[\s\u3000]+")
_SHORTEST_NAME = 4
_SLACK = 40  # twips: a face a little wider than its em
# 职务 and name of who signs a 命令 or 议案 (签名章, 7.3.5.3).
_PERSON = re.compile(r"^(\S{0,20}(?:长|主席|主任|书记|总理))[\s\u3000]+(\S(?:[\s\u3000]?\S){1,5})$")
_OUT = 240  # twips by which the date may stand out at both sides of its column
_MOST_OUT = 800
_COMFORTABLE, _FEW = 75, 6
_NARROWEST = 55  # % of the width of a face; below it a name takes two lines
# A long name is cut before these, else in the middle; its place (某某市) stays in the first line.
_CUT = re.compile(r"(?<=.{4})(?:和|与|及|暨)(?=.{2})|(?<=人民政府)(?=.{3})|(?<=委员会)(?=.{3})")


def signature(group: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """The blocks of consecutive signatures and dates."""
    lines = [plain(p) for p in group if p.role == "signature"]
    date = "　".join(plain(p) for p in group if p.role == "date")
    if len(lines) == 1 and _PERSON.match(lines[0]):
        yield flexible(partial(_signed_by, page=setting.page), (date, lines[0]))
        return
    names = _names(lines, setting.signature)
    yield flexible(partial(_sign, seal=setting.profile.seal, page=setting.page), (date, *names))


def _names(lines: Sequence[str], known: tuple[str, ...]) -> tuple[str, ...]:
    """One name an entry, also where several stand in one line."""
    if known and sorted(solid("".join(known))) == sorted(solid("".join(lines))):
        return known
    return tuple(name for line in lines for name in _known(line, known) or _split(line))


def _known(line: str, names: tuple[str, ...]) -> list[str]:
    """The known names that a line consists of, empty when it says anything else (江 苏 省 教 育 厅)."""
    rest, found = solid(line), []
    while rest:
        name = next((n for n in sorted(names, key=len, reverse=True) if rest.startswith(solid(n))), None)
        if name is None:
            return []
        found.append(name)
        rest = rest[len(solid(name)) :]
    return found


def _split(line: str) -> list[str]:
    parts = _SEVERAL.split(line)
    return parts if all(len(p) >= _SHORTEST_NAME for p in parts) else [line]


def _sign(texts: tuple[str, ...], *, seal: bool, page: Page) -> str:
    date, *names = texts
    if len(names) > 1:
        return _joint_sealed(names, date, page) if seal else _joint_unsealed(names, date, page)
    name = names[0] if names else ""
    return _sealed(name, date, page) if seal else _unsealed(name, date, page)


def _from_right(count: int, page: Page) -> str:
    """So many characters from the right edge."""
    return f'<w:ind w:rightChars="{100 * count}" w:right="{count * page.size}"/>'


def _sealed(name: str, date: str, page: Page) -> str:
    """The date four characters from the right, the name centred above it (7.3.5.1)."""
    half = 4 * page.size + page.measure(date) // 2 if date else page.width // 4
    own = page.measure(name) // 2 + page.character // 2
    shift = max(0, own - half)  # a name wider than that would stand beyond the type area
    place = indent(left=max(0, page.width - 2 * (half + shift))) + '<w:jc w:val="center"/>'
    who = paragraph("GwSign", run(name), f"{_KEEP if date else ''}{place}") if name else ""
    right = indent(right=4 * page.size + shift) if shift else _from_right(4, page)
    return blank(2, keep=True) + who + (paragraph("GwSign", run(date), right) if date else "")


def _signed_by(texts: tuple[str, ...], *, page: Page) -> str:
    """签名章 two lines below the text, four characters from the right, 职务 two characters to its left; the
    date an empty line below (7.3.5.3)."""
    date, who = texts
    post, name = _PERSON.findall(who)[0]
    place = _from_right(4, page)
    signed = paragraph("GwSign", run(f"{post}　　{name}"), (_KEEP if date else "") + place)
    when = blank(1, keep=True) + paragraph("GwSign", run(date), place) if date else ""
    return blank(2, keep=True) + signed + when


def _unsealed(name: str, date: str, page: Page) -> str:
    """The name two characters from the right, the date begins two characters after it (7.3.5.2)."""
    own, when = page.measure(name), page.measure(date)
    if when > own and name:  # then the date stands two characters from the right
        who = indent(left=max(0, page.width - 4 * page.size - when)) + '<w:jc w:val="left"/>'
        what = _from_right(2, page)
    else:
        who = _from_right(2, page)
        start = min(page.width - own, page.width - when - page.character // 2)
        what = indent(left=max(0, start)) + '<w:jc w:val="left"/>' if name else who
    signed = paragraph("GwSign", run(name), f"{_KEEP if date else ''}{who}") if name else ""
    return blank(1, keep=True) + signed + (paragraph("GwSign", run(date), what) if date else "")


def _joint_unsealed(names: Sequence[str], date: str, page: Page) -> str:
    """主办机关 first, the others below, one a line; the date last (7.3.5.2)."""
    left = max(0, page.width - 2 * page.size - max(page.measure(n) for n in names) - 40)
    place = indent(left=left) + '<w:jc w:val="left"/>'
    signed = "".join(paragraph("GwSign", run(n), _KEEP + place) for n in names)
    start = min(left + 2 * page.size, page.width - page.measure(date) - page.character // 2)
    when = paragraph("GwSign", run(date), indent(left=max(0, start)) + '<w:jc w:val="left"/>') if date else ""
    return blank(1, keep=True) + signed + when


def _joint_sealed(names: Sequence[str], date: str, page: Page) -> str:
    """Names in rows of two or three, room for a seal on each; the last stands above the date (7.3.5.1)."""
    centre = 4 * page.size + page.measure(date or "2000年10月10日") // 2
    columns = _columns(names, centre, page)
    width = _column(columns, centre, page)
    parts = [tuple(names[i : i + columns]) for i in range(0, len(names), columns)]
    rows = [("",) * (columns - len(r)) + r for r in parts]
    left = max(0, page.width - columns * width - max(0, centre - width // 2))
    xml = [_row(r, width, left, page, first=i == 0) for i, r in enumerate(rows[:-1])]
    xml.append(_row(rows[-1], width, left, page, first=len(rows) == 1, date=date))
    if (_FIRST_ROW + _TEXT + 1) * page.line + (len(rows) - 1) * _SEAL <= page.height:
        # No page ends between the rows; more of them than a page holds with some text are left to break.
        xml[:-1] = [r.replace('"GwSign"/>', f'"GwSign"/>{_KEEP}') for r in xml[:-1]]
    placed = f'<w:tblInd w:w="{left}" w:type="dxa"/>'
    return table("".join(xml), (width,) * columns, placed=placed) + paragraph("GwEnd", "")


def _columns(names: Sequence[str], centre: int, page: Page) -> int:
    """Three, as most offices do; two when that keeps the names of a few bodies in their natural width."""
    width = _column(3, centre, page)
    squeezed = any(_scale(page.measure(n), width - page.character) < _COMFORTABLE for n in names)
    few = len(names) <= _FEW and squeezed
    return 2 if len(names) < 3 or few or width < _NARROWEST_COLUMN else 3


def _column(columns: int, centre: int, page: Page) -> int:
    """Width of a column such that the middle of the last one stands `centre` from the right edge."""
    return min(int((page.width - centre) / (columns - 0.5)), 2 * centre)


def _row(names: Sequence[str], width: int, left: int, page: Page, *, first: bool, date: str = "") -> str:
    """A row of names, empty where there is none: the last name stands at the right, above the date.

    The last row holds the date too, so that no page ends between them.
    """
    rooms = _rooms([page.measure(n) for n in names], width, left, page)
    height = _FIRST_ROW * page.line if first else _SEAL
    cells = []
    for at, (name, room) in enumerate(zip(names, rooms, strict=True), 1):
        lines = _name(name, room, width, height, page) if name else "<w:p/>"
        if date and at == len(names):
            lines += paragraph("GwSign", run(date), _middle(_OUT))
        cells.append(cell(lines, width))
    height += page.line if date else 0
    return row("".join(cells), f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="exact"/>')


def _rooms(own: Sequence[int], width: int, left: int, page: Page) -> Iterator[int]:
    """How wide each name of a row may be, so that a character of space stays between two of them.

    A long name may stand out of its column where its neighbours are short.
    """
    gap = page.character
    usual = width - gap
    kept = [min(o, usual) for o in own]
    for at in range(len(own)):
        before = kept[at - 1] if at and own[at - 1] else None
        behind = kept[at + 1] if at + 1 < len(own) and own[at + 1] else None
        edges = 2 * (left + at * width) + width, 2 * (page.width - left - at * width) - width
        yield min(
            edge if other is None else 2 * usual - other
            for edge, other in zip(edges, (before, behind), strict=True)
        )


def _name(name: str, room: int, width: int, height: int, page: Page) -> str:
    """A name at the foot of its row: a long one is set narrower, and on two lines when that is not enough.

    There is no line break in it: its paragraph is just wide enough for the first half. The room above is the
    paragraph's own; cells aligned to their foot come out at the top when LibreOffice moves the table.
    """
    room = min(room, width + 2 * _MOST_OUT)
    own = page.measure(name)
    scale = min(100, _scale(own, room))
    if scale >= _NARROWEST or len(name) < 2 * _SHORTEST_NAME:
        out = (own * scale // 100 + _SLACK - width + 1) // 2
        place = _above(height - page.line) + _middle(max(0, out))
        return paragraph("GwSign", run(name, _narrow(scale)), place)
    half = (len(name) + 1) // 2
    at = min((i for m in _CUT.finditer(name) if (i := m.start()) >= half), default=half)
    own = page.measure(name[:at])
    scale = min(100, _scale(own, min(room, width)))
    side = max(0, round((width - own * scale / 100 - page.character * 0.6) / 2))
    place = _above(height - 2 * page.line) + _middle(-side)
    return paragraph("GwSign", run(name, _narrow(scale)), place)


def _above(room: int) -> str:
    return f'<w:spacing w:before="{room}"/>'


def _middle(out: int) -> str:
    """Centred, and so many twips beyond both sides of a column."""
    beyond = f'<w:ind w:left="{-out}" w:right="{-out}"/>' if out else ""
    return beyond + '<w:jc w:val="center"/>'


def _scale(own: int, room: int) -> int:
    """The horizontal scale in % with which a text fits into so much room."""
    return int(100 * (room - _SLACK) // max(own, 1))


def _narrow(scale: int) -> str:
    return BODY if scale >= 100 else f'{BODY}<w:w w:val="{max(scale, 50)}"/>'
