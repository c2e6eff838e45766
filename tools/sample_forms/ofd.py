"""OFD packages (GB/T 33190): a clean text set on pages, in the ways producers write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .archive import archive

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
WIDTH, HEIGHT, LEFT, TOP, RIGHT = 210.0, 297.0, 28.0, 37.0, 26.0
EM = 5.64  # 16 pt in millimetres
PER_LINE = int((WIDTH - LEFT - RIGHT) / EM)
PER_PAGE = 22
_UNIT = re.compile(r"[0-9A-Za-z.%]+[，。、；：！？）〕》”]*|[（(〔《“]*.[，。、；：！？）〕》”]*")
_TITLE = re.compile(r"^.{4,110}(?:通知|方案|意见|计划|措施|办法|（\d{4}—\d{4}年）)$")
_NUMBER = re.compile(r"^\S{2,12}〔\d{4}〕\d+号$")


@dataclass(frozen=True)
class Words:
    """Words at a place on a page; millimetres."""

    text: str
    x: float
    y: float
    em: float = EM


def width(text: str) -> float:
    """Width in em: half-width characters count a half."""
    return sum(0.5 if c.isascii() else 1 for c in text)


def fold(text: str, most: float, indent: float) -> list[str]:
    """Lines of at most so many em, no mark at the start of a line, no number cut."""
    lines, used = [""], indent
    for unit in _UNIT.findall(text):
        if used + width(unit) > most + 0.01:
            lines.append("")
            used = 0.0
        lines[-1] += unit
        used += width(unit)
    return lines


def pages_of(text: str) -> list[list[Words]]:
    """The text set: titles larger and in the middle, paragraphs indented, signatures on the right."""
    lines = [words for paragraph in text.split("\n") for words in _paragraph(paragraph.strip())]
    pages: list[list[Words]] = []
    for at in range(0, len(lines), PER_PAGE):
        number = f"— {len(pages) + 1} —"
        page = [
            Words(w.text, w.x, TOP + (row + 1) * 1.8 * EM, w.em)
            for row, line in enumerate(lines[at : at + PER_PAGE])
            for w in line
        ]
        pages.append([*page, Words(number, (WIDTH - width(number) * 4.94) / 2, HEIGHT - 25, 4.94)])
    return pages


def _paragraph(text: str) -> Iterator[list[Words]]:
    if not text:
        yield []
    elif "\t" in text:
        cells = [cell.strip() for cell in text.split("\t")]
        step = (WIDTH - LEFT - RIGHT) / len(cells)
        yield [Words(cell[:6], LEFT + i * step, 0.0, 3.2) for i, cell in enumerate(cells) if cell]
    elif _TITLE.match(text) or _NUMBER.match(text):
        em = EM if _NUMBER.match(text) else 7.76
        for line in fold(text, (WIDTH - LEFT - RIGHT) / em, 0):
            yield [Words(line, (WIDTH - LEFT - RIGHT - width(line) * em) / 2 + LEFT, 0.0, em)]
    elif len(text) < 30 and not re.search("[。：；，]", text) and re.search("[会局府厅室日]$", text):
        yield [Words(text, WIDTH - RIGHT - (width(text) + 2) * EM, 0.0)]
    else:
        flush = text.endswith("：")
        for row, line in enumerate(fold(text, PER_LINE, 0 if flush else 2)):
            yield [Words(line, LEFT + (2 * EM if row == 0 and not flush else 0), 0.0)]


def line_objects(words: Words) -> str:
    """One object a line: Boundary around it, DeltaX with repeats."""
    steps = [(0.5 if c.isascii() else 1.0) * words.em for c in words.text[:-1]]
    boundary = (
        f"{words.x:.3f} {words.y - words.em:.3f} {width(words.text) * words.em:.3f} {words.em * 1.2:.3f}"
    )
    return (
        f'<ofd:TextObject ID="1" Boundary="{boundary}" Font="2" Size="{words.em}">'
        f'<ofd:TextCode X="0" Y="{words.em}" DeltaX="{repeats(steps)}">{escape(words.text)}</ofd:TextCode></ofd:TextObject>'
    )


def char_objects(words: Words) -> str:
    """One object a character, as some printer drivers write."""
    out, x = [], words.x
    for char in words.text:
        out.append(line_objects(Words(char, x, words.y, words.em)))
        x += (0.5 if char.isascii() else 1.0) * words.em
    return "".join(out)


def scaled_objects(words: Words) -> str:
    """A matrix that scales, the page as boundary, no DeltaX."""
    boundary = f'Boundary="0 0 {WIDTH} {HEIGHT}" CTM="0.5 0 0 0.5 {words.x} {words.y}"'
    return (
        f'<ofd:TextObject ID="1" {boundary} Font="2" Size="{words.em * 2}">'
        f'<ofd:TextCode X="0" Y="0">{escape(words.text)}</ofd:TextCode></ofd:TextObject>'
    )


def repeats(steps: Iterable[float]) -> str:
    """Steps with equal neighbours written as g COUNT STEP."""
    out: list[tuple[int, float]] = []
    for step in steps:
        if out and out[-1][1] == step:
            out[-1] = (out[-1][0] + 1, step)
        else:
            out.append((1, step))
    return " ".join(f"g {n} {step:.4f}" if n > 2 else " ".join([f"{step:.4f}"] * n) for n, step in out)


WAYS = {"lines": line_objects, "characters": char_objects, "scaled": scaled_objects}


def ofd(text: str, way: str = "lines") -> bytes:
    """The bytes of an OFD file that shows `text`."""
    return package(["".join(map(WAYS[way], page)) for page in pages_of(text)])


def package(pages: list[str], **parts: str) -> bytes:
    """A package of pages whose layers hold the given XML; `parts` replace or add whole files."""
    listed = "".join(
        f'<ofd:Page ID="{i + 10}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages))
    )
    files = {
        "OFD.xml": f'<ofd:OFD {NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {WIDTH} {HEIGHT}"
        f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for i, layer in enumerate(pages):
        files[f"Doc_0/Pages/Page_{i}/Content.xml"] = (
            f'<ofd:Page {NS}><ofd:Content><ofd:Layer ID="5">{layer}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return archive({name: head + xml for name, xml in (files | parts).items() if xml})
