"""The head of a document (版头): 份号, 密级, 紧急程度, 发文机关标志, 发文字号, 签发人, red line.

GB/T 9704—2012 7.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from math import ceil

from draftkit.model import Paragraph
from draftkit.writers.blocks import (
    Block,
    Setting,
    blank,
    cell,
    exact,
    flexible,
    paragraph,
    plain,
    row,
    solid,
    table,
)
from draftkit.writers.geometry import MARK_TOP, Page, ems
from draftkit.writers.runs import BODY, KAI, TAB, run
from draftkit.writers.titles import balance

HEAD_ROLES = ("serial", "secrecy", "urgency", "issuer_mark", "doc_number", "signer")
OVER = ("serial", "secrecy", "urgency")
_FILE = "文件"
_SMALLEST = 10  # pt
# 7.3.3: the first page must show text. Of its 22 lines 35 mm stand above the names, seven and a half are
# empty lines, the number, the red line and one line of text; the names share the rest with what opens.
_TAKEN_LINES = 7.6
_STACK = 250.0  # pt, the highest
_LEAST_PITCH = 11.0  # pt of a name in it
_PAIRS = 8  # signers up to which two stand in a line (一般每行排两个姓名, 7.2.6)
RED_LINE = '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="5" w:color="FF0000"/></w:pBdr>'
_SLACK = 60  # twips: a face a little wider than its em must not jump to the next tab stop
_NUMBERED = re.compile(r"^(\S.*?\d号)\s+(\S.*)$")  # the last signers stand in the line of the number
_SIGNER = re.compile(r"[\s\u3000、，,]+")


def head(group: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """The blocks of the paragraphs that stand in the head."""
    over = [p for p in group if p.role in OVER]
    mark = [p for p in group if p.role == "issuer_mark"]
    for p in over:
        yield over_line(p)
    if mark:
        names, suffix = names_of(mark, setting)
        above = max(0, MARK_TOP - len(over) * setting.page.line)
        build = partial(_mark, suffix=suffix, above=above, below=len(_lines(group)) - 1, page=setting.page)
        yield flexible(build, (*setting.opening, *names))
        yield blank(2)
    yield from _number(group, setting.page, red=bool(mark))


def over_line(p: Paragraph) -> str:
    """份号, 密级 or 紧急程度, flush left (7.2.1–7.2.3)."""
    return paragraph("GwFlush" if p.role == "serial" else "GwFlushHei", run(plain(p), BODY))


def names_of(mark: Sequence[Paragraph], setting: Setting) -> tuple[tuple[str, ...], str]:
    """The names in the 发文机关标志, and 文件 when it is there."""
    return _names([plain(p) for p in mark], setting.issuers)


def _number(group: Sequence[Paragraph], page: Page, *, red: bool) -> Iterator[str]:
    """发文字号 and 签发人; with a 发文机关标志 above there is the red line below, 4 mm under the number."""
    number, signer = _told(group)
    line = RED_LINE if red else ""
    if signer:
        yield from _upward(number, signer, line, page)
    elif number or red:
        yield paragraph("GwNumber", run(number), line)


def _told(group: Sequence[Paragraph]) -> tuple[str, str]:
    """Number and 签发人."""
    number = " ".join(plain(p) for p in group if p.role == "doc_number")
    signer = " ".join(plain(p) for p in group if p.role == "signer")
    if not signer and (at := number.find("签发人")) > 0:  # both in one line, as upward documents print them
        return number[:at].rstrip(), number[at:]
    behind = _NUMBERED.match(number) if signer else None
    return (behind[1], f"{signer}　{behind[2]}") if behind else (number, signer)


def _signers(signer: str) -> tuple[str, list[str]]:
    """The label 签发人： and the names, none when they are not told one by one."""
    label, colon, text = signer.partition("：")
    names = [n for n in _SIGNER.split(text) if n] if colon and "【" not in signer else []
    return label + colon, names


def _lines(group: Sequence[Paragraph]) -> list[list[str]]:
    """The signers line by line; one line when there are none."""
    names = _signers(_told(group)[1])[1]
    return _pairs(names) or [[]]


def _pairs(names: Sequence[str]) -> list[list[str]]:
    """Two in a line; three when there are so many that the first page would show no text."""
    each = 2 if len(names) <= _PAIRS else 3
    return [list(names[i : i + each]) for i in range(0, len(names), each)]


def _upward(number: str, signer: str, line: str, page: Page) -> Iterator[str]:
    """上行文: the number one character from the left, 签发人 one character from the right (7.2.5, 7.2.6).

    Further names stand below the first; the number is in the line of the last.
    """
    label, names = _signers(signer)
    # The first line is indented, not the paragraph: the red line below must keep its full width.
    start = f'<w:ind w:firstLineChars="100" w:firstLine="{page.size}"/><w:jc w:val="left"/>'
    if len(names) < 2:
        who = run(label) + run(signer[len(label) :], KAI) if label.endswith("：") else run(signer)
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{page.width - page.size}"/></w:tabs>'
        yield paragraph("GwNumber", run(number) + TAB + who, f"{line}{tab}{start}")
        return
    lines = _pairs(names)
    own = max(page.measure(n) for n in names) + _SLACK
    each = max(map(len, lines))
    right = page.width - page.size - own
    places = [right - n * (own + page.character) for n in reversed(range(each))]
    stops = (max(0, places[0] - page.measure(label) - _SLACK), *places)
    tabs = "".join(f'<w:tab w:val="left" w:pos="{p}"/>' for p in stops)
    # A number that ends behind the place of the label needs one tab less.
    beyond = page.size + page.measure(number) > stops[0]
    for at, some in enumerate(lines):
        last = at == len(lines) - 1
        opened = (run(label) if at == 0 else "") + TAB
        opened = opened if last and at and beyond else TAB + opened
        content = (run(number) if last else "") + opened + TAB.join(run(n, KAI) for n in some)
        yield paragraph("GwNumber", content, f"{line if last else ''}<w:tabs>{tabs}</w:tabs>{start}")


def _names(texts: Sequence[str], issuers: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The names in the mark, and 文件 when it is there."""
    words = solid("".join(texts))
    parts = [t for t in texts if solid(t) != _FILE]
    suffix = _FILE if len(parts) < len(texts) or words.endswith(_FILE) else ""
    if len(parts) == len(texts) and suffix:
        parts = [t for t in (*parts[:-1], parts[-1].rstrip().removesuffix(_FILE)) if t.strip()]
    if issuers and sorted("".join(issuers)) == sorted(solid("".join(parts))):
        return tuple(issuers), suffix
    return tuple(parts), suffix


def _mark(texts: tuple[str, ...], *, suffix: str, above: int, below: int, page: Page) -> str:
    """below: lines of signers beyond the one that the number shares."""
    title, addressee, *names = texts
    if len(names) < 2:
        return single_mark("".join(names) + suffix, above, page)
    opening = len(balance(title, tuple(names))) + ceil(page.measure(addressee) / page.width) + below
    height = (page.lines - MARK_TOP / page.line - _TAKEN_LINES - opening) * page.line / 20
    return stacked_mark(names, suffix, above, min(max(height, _LEAST_PITCH * len(names)), _STACK), page)


def single_mark(text: str, above: int, page: Page) -> str:
    """A 发文机关标志 in one line. above: twips from the top of the type area, or what is left of them."""
    size, scale = fit(text, page.width / 20, page.mark)
    line = round(size * 24)
    return paragraph(
        "GwMark",
        run(text, type_of(size, scale)),
        exact(line, max(0, above - round((line - size * 20) / 2))),
    )


def stacked_mark(names: Sequence[str], suffix: str, above: int, height: float, page: Page) -> str:
    """All names one under the other, equally wide, 文件 to their right in the middle (7.2.4)."""
    pitch = min(42.0, height / len(names))
    longest = max(names, key=ems)
    file_size = min(page.mark, max(pitch * len(names) * 0.5, 36.0)) if suffix else 0.0
    room = page.width / 20 - len(suffix) * file_size - 12
    size, scale = fit(longest, room, pitch * 0.9)
    left = min(round(room * 20), round(ems(longest) * size * scale / 5) + 120)
    lines = "".join(
        paragraph(
            "GwMark", run(n, type_of(size, scale)), exact(round(pitch * 20)) + '<w:jc w:val="distribute"/>'
        )
        for n in names
    )
    widths: tuple[int, ...] = (left,)
    cells = cell(lines, left, align="center")
    if suffix:
        right = round(len(suffix) * file_size * 20) + 160
        widths = (left, right)
        text = paragraph("GwMark", run(suffix, type_of(file_size, 100)), exact(round(file_size * 24)))
        cells += cell(text, right, align="center")
    space = paragraph("GwMark", "", exact(max(20, above - round((pitch - size) * 10))))
    return space + table(row(cells), widths, placed='<w:jc w:val="center"/>')


def fit(text: str, room: float, largest: float) -> tuple[float, int]:
    """Size in pt and horizontal scale in % with which `text` fills one line of `room` pt.

    A long name is set narrower before it is set small, as offices do.
    """
    count = max(1.0, ems(text))
    for scale in (100, 90, 80, 70, 66):
        size = room / count * 100 / scale
        if size >= min(36.0, largest):
            break
    return max(float(_SMALLEST), min(largest, int(size * 2) / 2)), scale


def type_of(size: float, scale: int) -> str:
    """Properties of a run of the mark."""
    half = round(size * 2)
    narrow = f'<w:w w:val="{scale}"/>' if scale != 100 else ""
    return f'{BODY}{narrow}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
