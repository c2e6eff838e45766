"""A document as it falls out of a PDF or an old web page: hard-wrapped, with page furniture.

Every fault is switched on by the recipe of a document and placed by a seeded generator, so that
the same text comes out on every machine.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from .plain import Block

_CJK = "一-鿿"
_NO_START = "，。、；：！？）〕》”,;:!?)%％"
_NO_END = "（〔《“(["
_HALF = str.maketrans("，（）：；", ",():;")


@dataclass(frozen=True)
class Recipe:
    """Which faults a text gets.

    width: full-width characters a line. gap: blank line between all lines. indent: what opens a
    paragraph. half: half-width marks everywhere (``all``), only around labels (``label``), or in
    ``some`` notes. digit_space: blanks around numbers. stop_space: a blank behind 。. page: lines on
    a page, 0 for none. mark: page mark with {n}; "" leaves only blank lines at the page's end.
    head: ``keep``, ``lost`` (only 文件 is left) or ``joined``. signature: ``spaced`` (two columns,
    names stretched), ``columns`` (three columns, long names broken) or ``plain``. letters: letters
    for digits in some labels. label_space: a blank behind labels. stray: how many stray blanks.
    table: ``rows`` or ``cells``, how a table was flattened.
    """

    width: int = 28
    gap: bool = False
    indent: str = ""
    half: str = "none"
    digit_space: bool = False
    stop_space: bool = False
    page: int = 0
    mark: str = ""
    head: str = "keep"
    signature: str = "plain"
    letters: dict[str, str] = field(default_factory=dict)
    label_space: bool = False
    stray: int = 0
    table: str = "rows"
    page_lead: str = ""


def write(blocks: list[Block], recipe: Recipe, seed: str) -> str:
    """The messy text."""
    dice = random.Random(seed)
    stray = _chosen(blocks, recipe.stray, dice)
    lines: list[str] = []
    for index, block in enumerate(blocks):
        if block.kind == "signature":
            if blocks[index - 1].kind != "signature":
                names = [b.text for b in _run(blocks, index)]
                lines += _signature(names, recipe)
            continue
        if block.kind == "mark":
            lines += _mark(block, recipe)
            continue
        text = _spoil(block, recipe, dice, index in stray)
        lines += _set(block, text, recipe)
    return "\n".join(_paged(lines, recipe)) + "\n"


def _run(blocks: list[Block], start: int) -> list[Block]:
    end = start
    while blocks[end].kind == "signature":
        end += 1
    return blocks[start:end]


def _chosen(blocks: list[Block], count: int, dice: random.Random) -> set[int]:
    """The paragraphs that get one stray blank each."""
    bodies = [i for i, b in enumerate(blocks) if b.kind == "body" and len(b.text) > 60]
    return set(dice.sample(bodies, min(count, len(bodies))))


def _mark(block: Block, recipe: Recipe) -> list[str]:
    if recipe.head == "lost":
        return ["文件"] if block.text.endswith("文件") else []
    return [block.text]


def _spoil(block: Block, recipe: Recipe, dice: random.Random, stray: bool) -> str:
    label = recipe.letters.get(block.label, block.label)
    rest = block.text[len(block.label) :].replace("　", "    " if block.kind == "printed" else " ")
    half = recipe.half == "all" or (recipe.half == "some" and block.kind == "note" and dice.random() < 0.3)
    if half:
        rest = rest.translate(_HALF)
    if recipe.half in ("all", "label"):
        label = label.translate(_HALF)
    if recipe.digit_space:
        rest = _digit_spaces(rest)
    if recipe.stop_space:
        rest = re.sub(rf"。(?=[{_CJK}])", "。 ", rest)
    if stray:
        rest = _stray(rest, len(block.title), dice)
    return label + (" " if label and recipe.label_space else "") + rest


def _digit_spaces(text: str) -> str:
    text = re.sub(rf"(?<=[{_CJK}])(?=\d)", " ", text)
    return re.sub(rf"(?<=[\d%])(?=[{_CJK}])", " ", text)


def _stray(text: str, start: int, dice: random.Random) -> str:
    places = [m.start() + 1 for m in re.finditer(rf"[{_CJK}](?=[{_CJK}])", text) if m.start() > start]
    place = dice.choice(places)
    return text[:place] + " " + text[place:]


def _set(block: Block, text: str, recipe: Recipe) -> list[str]:
    if block.kind == "row":
        cells = block.text.split("\t")
        return cells if recipe.table == "cells" else ["    ".join(cells)]
    if block.kind in ("title", "attachment_title"):
        return _wrap(text, recipe.width * 3 // 4)
    if block.kind in ("date", "number", "addressee", "attachment_mark", "printed"):
        return _wrap(text, recipe.width)
    return _wrap(recipe.indent + text, recipe.width)


def _size(char: str) -> float:
    return 0.5 if ord(char) < 0x2000 else 1.0


def _wrap(text: str, width: int) -> list[str]:
    """Cut into lines of `width` full-width characters; no line starts with a closing mark or ends with an opening one."""
    lines: list[str] = []
    line, used = "", 0.0
    for char in text:
        inside_number = bool(line) and char.isascii() and char.isdigit() and line[-1].isdigit()
        if used + _size(char) > width and char not in _NO_START and not inside_number:
            kept = line.rstrip(_NO_END)
            lines.append(kept.rstrip(" "))
            line = line[len(kept) :]
            used = sum(map(_size, line))
            if char == " ":
                continue
        line += char
        used += _size(char)
    return [*lines, line] if line else lines


def _signature(names: list[str], recipe: Recipe) -> list[str]:
    if recipe.signature == "spaced":
        return [_pair(names[i : i + 2]) for i in range(0, len(names), 2)]
    if recipe.signature == "columns":
        return [line for i in range(0, len(names), 3) for line in _columns(names[i : i + 3])]
    return ["　" * 12 + name for name in names] if recipe.indent else names


def _pair(names: list[str]) -> str:
    """Short names were stretched to the column's width and come out with blanks."""
    return " ".join(" ".join(name) if len(name) < 10 else name for name in names)


def _columns(names: list[str]) -> list[str]:
    """Names longer than their column go on in the next line, below themselves."""
    column = 11
    first = "".join(_pad(name[:column], column) for name in names)
    second = "".join(_pad(name[column:], column) for name in names)
    return [line.rstrip() for line in (first, second) if line.strip()]


def _pad(text: str, column: int) -> str:
    return text + "  " * (column - len(text)) + "   "


def _paged(lines: list[str], recipe: Recipe) -> list[str]:
    """Lines with blank lines between, and with what stands at the end of every page."""
    out: list[str] = []
    for number, line in enumerate(lines):
        new_page = recipe.page and number and number % recipe.page == 0
        if new_page:
            out += _furniture(recipe, number // recipe.page)
        elif recipe.gap and number:
            out.append("")
        out.append(recipe.page_lead + line if new_page else line)
    if recipe.page and recipe.mark:
        out += _furniture(recipe, len(lines) // recipe.page + 1)
    return out


def _furniture(recipe: Recipe, page: int) -> list[str]:
    if recipe.mark:
        return ["", recipe.mark.format(n=page), ""]
    return [] if recipe.page_lead else ["", ""]
