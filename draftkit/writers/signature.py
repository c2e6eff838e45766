"""Signature and date (发文机关署名, 成文日期), with and without seals. GB/T 9704—2012 7.3.5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from draftkit.model import Paragraph
from draftkit.writers import geometry as g
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
from draftkit.writers.runs import BODY, run

SIGNATURE_ROLES = ("signature", "date")
_KEEP = "<w:keepNext/>"
_DATE_RIGHT = '<w:ind w:rightChars="400" w:right="1280"/>'
_SEAL = 2551  # 45 mm: a seal of 42 mm and 3 mm between seals
_FIRST_ROW = 3 * g.LINE  # the first seal begins within one line of the text (7.3.5.1)
_SEVERAL = re.compile(r"[\s\u3000]+")
_SHORTEST_NAME = 4
_NARROWEST = 80  # % of the width of a face


def signature(group: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """The blocks of consecutive signatures and dates."""
    lines = [plain(p) for p in group if p.role == "signature"]
    date = "　".join(plain(p) for p in group if p.role == "date")
    names = _names(lines, setting.signature)
    yield flexible(partial(_sign, seal=setting.profile.seal), (date, *names))


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


def _sign(texts: tuple[str, ...], *, seal: bool) -> str:
    date, *names = texts
    if len(names) > 1:
        return _joint_sealed(names, date) if seal else _joint_unsealed(names, date)
    name = names[0] if names else ""
    return _sealed(name, date) if seal else _unsealed(name, date)


def _sealed(name: str, date: str) -> str:
    """The date four characters from the right, the name centred above it (7.3.5.1)."""
    half = 4 * g.EM + g.width(date) // 2 if date else g.BODY_WIDTH // 4
    own = g.width(name) // 2 + g.CHARACTER // 2
    shift = max(0, own - half)  # a name wider than that would stand beyond the type area
    place = indent(left=max(0, g.BODY_WIDTH - 2 * (half + shift))) + '<w:jc w:val="center"/>'
    who = paragraph("GwSign", run(name), f"{_KEEP if date else ''}{place}") if name else ""
    right = indent(right=4 * g.EM + shift) if shift else _DATE_RIGHT
    return blank(2, keep=True) + who + (paragraph("GwSign", run(date), right) if date else "")


def _unsealed(name: str, date: str) -> str:
    """The name two characters from the right, the date begins two characters after it (7.3.5.2)."""
    own, when = g.width(name), g.width(date)
    if when > own and name:  # then the date stands two characters from the right
        who = indent(left=max(0, g.BODY_WIDTH - 4 * g.EM - when)) + '<w:jc w:val="left"/>'
        what = '<w:ind w:rightChars="200" w:right="640"/>'
    else:
        who = '<w:ind w:rightChars="200" w:right="640"/>'
        start = min(g.BODY_WIDTH - own, g.BODY_WIDTH - when - g.CHARACTER // 2)
        what = indent(left=max(0, start)) + '<w:jc w:val="left"/>' if name else who
    signed = paragraph("GwSign", run(name), f"{_KEEP if date else ''}{who}") if name else ""
    return blank(1, keep=True) + signed + (paragraph("GwSign", run(date), what) if date else "")


def _joint_unsealed(names: Sequence[str], date: str) -> str:
    """主办机关 first, the others below, one a line; the date last (7.3.5.2)."""
    left = max(0, g.BODY_WIDTH - 2 * g.EM - max(g.width(n) for n in names) - 40)
    place = indent(left=left) + '<w:jc w:val="left"/>'
    signed = "".join(paragraph("GwSign", run(n), _KEEP + place) for n in names)
    start = min(left + 2 * g.EM, g.BODY_WIDTH - g.width(date) - g.CHARACTER // 2)
    when = paragraph("GwSign", run(date), indent(left=max(0, start)) + '<w:jc w:val="left"/>') if date else ""
    return blank(1, keep=True) + signed + when


def _joint_sealed(names: Sequence[str], date: str) -> str:
    """Names in rows, room for a seal on each; the last stands above the date (7.3.5.1)."""
    centre = 4 * g.EM + g.width(date or "2000年10月10日") // 2
    widest = max(g.width(n) for n in names) + 120
    columns = 3 if len(names) > 2 and widest <= _column(3, centre) else 2
    width = _column(columns, centre)
    rows = [names[i : i + columns] for i in range(0, len(names), columns)]
    last = len(rows) - 1
    xml = "".join(
        _row(r, columns, width, first=i == 0, date=date if i == last else "") for i, r in enumerate(rows)
    )
    left = max(0, g.BODY_WIDTH - columns * width - max(0, centre - width // 2))
    placed = f'<w:tblInd w:w="{left}" w:type="dxa"/>'
    return table(xml, (width,) * columns, placed=placed) + paragraph("GwEnd", "")


def _column(columns: int, centre: int) -> int:
    """Width of a column such that the middle of the last one stands `centre` from the right edge."""
    return min(int((g.BODY_WIDTH - centre) / (columns - 0.5)), 2 * centre)


def _row(names: Sequence[str], columns: int, width: int, *, first: bool, date: str) -> str:
    """A row of names; the last one holds the date too, so that no page ends between them."""
    empty = [""] * (columns - len(names))  # the last name stands at the right, above the date
    middle = '<w:jc w:val="center"/>'
    cells = []
    for at, name in enumerate((*empty, *names), 1):
        lines = paragraph("GwSign", run(name, _narrow(name, width)), middle)
        if date:
            lines += paragraph("GwSign", run(date if at == columns else ""), middle)
        cells.append(cell(lines, width, align="bottom"))
    height = (_FIRST_ROW if first else _SEAL) + (g.LINE if date else 0)
    return row("".join(cells), f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="exact"/>')


def _narrow(name: str, width: int) -> str:
    """A long name is set narrower before it takes a second line."""
    own = g.width(name)
    scale = max(_NARROWEST, 100 * (width - 40) // max(own, 1))
    return BODY if scale >= 100 else f'{BODY}<w:w w:val="{scale}"/>'
