"""Runs of a page -> strips, the lines as one reads them: columns side by side, page furniture out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.text import CJK, squeeze
from draftkit.readers.pdf_pages import Sheet
from draftkit.readers.pdf_rules import Grid
from draftkit.readers.pdf_runs import COLUMN, Run

_PAGE_NUMBER = re.compile(
    r"^(?:[—\-–－―─_·•|\s]*\d{1,3}[—\-–－―─_·•|\s]*|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?"
    r"|\d{1,3}\s*/\s*\d{1,3})$"
)
_BROWSER = re.compile(r"^\d{1,4}[/-]\d{1,2}[/-]\d{1,4},? \d{1,2}:\d{2}\b|^(?:https?|file)://\S+")
_DASHED = re.compile(r"^[—\-–－―─_]\s*\d{1,3}\s*[—\-–－―─_]$")
_LABEL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|●|•|·|—+)$"
)
_NOTE_MARK = re.compile(r"^(?:\[\d{1,2}\]|\d{1,2}|[①-⑳]|\*{1,3}|注?\d{1,2})$")
_MEASURED = re.compile(r"[0-9A-Za-z米里)）]$")  # what has a power: m², 10⁶
_NAMES = re.compile(rf"^[{CJK}]{{4,}}(?: [{CJK}]{{4,}})+$")
_DIGITS = re.compile(r"\d+")
_MOST = 1000  # lines on a page that can be a page of a document
_OFTEN = 4  # pages: what stands at one place on so many is no text, however near the text it is
_EDGE = 3  # lines at the top and at the bottom of a page that may be furniture
SPACES = "   "  # between columns: what the names of a signature are told apart by


@dataclass(slots=True)
class Strip:
    """One line (行) as one reads it. page: 1-based. `cell`: (table, row, column) of a table's cell.

    joined: the words go on in the next strip, in the same cell of a signature.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    page: int
    cell: tuple[int, int, int] | None = None
    joined: bool = False
    columns: int = 1
    number: int = 0


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as lines, with its measures in points. notes: lines of footnotes that were left out."""

    number: int
    width: float
    height: float
    strips: tuple[Strip, ...]
    notes: int = 0
    columns: tuple[tuple[float, ...], ...] = ()  # of each table


def leaf_of(sheet: Sheet) -> Leaf:
    """The lines of a page from top to bottom."""
    cells, free = _cells(sheet)
    lines = _baselines(free)
    lines, tall = _tall(lines)
    strips: list[Strip] = []
    for group in _overlapping(lines):
        strips += [_strip(group[0], sheet.number)] if len(group) == 1 else _side_by_side(group, sheet.number)
    for run in tall:
        _set_behind(strips, _strip([run], sheet.number))
    for table in cells:
        at = next((i for i, s in enumerate(strips) if s.base > table[0].base), len(strips))
        strips[at:at] = table
    strips, notes = _without_notes(strips, sheet.height)
    columns = tuple(grid.columns for grid in sheet.grids)
    return Leaf(sheet.number, sheet.width, sheet.height, tuple(strips), notes, columns)


def _cells(sheet: Sheet) -> tuple[list[list[Strip]], list[Run]]:
    """The lines of each table in the order of its cells, and the runs that stand in none."""
    if not sheet.grids:
        return [], list(sheet.runs)
    inside: dict[tuple[int, int, int], list[Run]] = defaultdict(list)
    free: list[Run] = []
    for run in sheet.runs:
        place = _place(run, sheet.grids)
        if place is None:
            free.append(run)
        else:
            inside[place].append(run)
    tables: dict[int, list[Strip]] = defaultdict(list)
    for place in sorted(inside):
        tables[place[0]] += _cell(inside[place], sheet.number, place)
    return [table for _, table in sorted(tables.items())], free


def _place(run: Run, grids: Sequence[Grid]) -> tuple[int, int, int] | None:
    x, y = (run.left + run.right) / 2, run.base - 0.35 * run.size
    for number, grid in enumerate(grids, 1):
        if (cell := grid.cell(x, y)) is not None:
            return (number, *cell)
    return None


def _cell(runs: list[Run], page: int, place: tuple[int, int, int]) -> list[Strip]:
    """The lines of a cell; they are one text, except for complete names one below the other."""
    strips = [_strip(line, page) for line in _baselines(runs)]
    for index, strip in enumerate(strips):
        strip.cell = place
        strip.joined = index + 1 < len(strips) and not _complete(strip.text)
    return strips


def _baselines(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs of one baseline together; what stands a little above or below one belongs to it."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: r.base):
        if not run.text.strip():
            continue
        line = lines[-1] if lines else None
        if line is not None and _level(line[0], run):
            line.append(run)
        else:
            lines.append([run])
    return _raised_marks(lines)


def _level(a: Run, b: Run) -> bool:
    """Whether two runs stand on one baseline as words of one line do."""
    small, large = (a.size, b.size) if a.size < b.size else (b.size, a.size)
    return abs(b.base - a.base) <= 0.3 * small and large < 1.5 * small


def _raised_marks(lines: list[list[Run]]) -> list[list[Run]]:
    """Superscripts come back to the words that they stand at (㎡ and notes)."""
    out: list[list[Run]] = []
    for index, line in enumerate(lines):
        host = None
        if len(line[0].text) <= 4 and all(len(run.text) <= 4 for run in line):
            near = [*(lines[index + 1 : index + 2]), *out[-1:]]
            host = next((other for other in near if _is_mark_of(line, other)), None)
        if host is None:
            out.append(line)
        else:
            host += line
    return out


def _is_mark_of(marks: list[Run], line: list[Run]) -> bool:
    for mark in marks:
        hosts = (r for r in line if r.size * 0.78 > mark.size and abs(r.base - mark.base) < 0.7 * r.size)
        if not any(r.left - r.size < mark.left < r.right + 0.6 * r.size for r in hosts):
            return False
    return True


def _tall(lines: list[list[Run]]) -> tuple[list[list[Run]], list[Run]]:
    """Runs as high as several of the lines beside them (文件 beside the stacked issuers)."""
    least = min((run.size for line in lines for run in line), default=0.0)
    if len(lines) > _MOST or all(line[0].size <= 1.4 * least for line in lines):
        return lines, []
    kept: list[list[Run]] = []
    tall: list[Run] = []
    for line in lines:
        if line[0].size <= 1.4 * least:
            kept.append(line)
            continue
        beside = [
            r
            for other in lines
            if other is not line
            for r in other
            if line[0].base - 0.9 * line[0].size < r.base < line[0].base + 0.3 * line[0].size
        ]
        if len(line) == 1 and beside and all(line[0].size > 1.4 * r.size for r in beside):
            tall.append(line[0])
        else:
            kept.append(line)
    return kept, tall


def _set_behind(strips: list[Strip], tall: Strip) -> None:
    """Put a tall run behind the whole stack of lines that it stands beside."""
    at = next((i for i, s in enumerate(strips) if s.base >= tall.base), len(strips))
    while at < len(strips) and (at == 0 or _stacked(strips[at - 1], strips[at])):
        at += 1
    strips.insert(at, tall)


def _stacked(above: Strip, below: Strip) -> bool:
    alike = abs(above.size - below.size) < 1 and abs(above.left - below.left) < 2 * above.size
    return alike and below.base - above.base < 2.2 * above.size


def _overlapping(lines: list[list[Run]]) -> list[list[list[Run]]]:
    """Lines that stand beside each other without a common baseline, as groups."""
    groups: list[list[list[Run]]] = []
    for line in lines:
        if groups and _apart_from(groups[-1], line):
            groups.append([line])
        elif groups and any(_beside(o, line) or _wrapped_cell(o, line) for o in groups[-1][-8:]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _apart_from(group: list[list[Run]], line: list[Run]) -> bool:
    """The usual case, seen at once: one run below another at the distance of lines of a text."""
    if len(group) > 1 or len(group[0]) > 1 or len(line) > 1:
        return False
    return line[0].base - group[0][0].base > max(line[0].size, group[0][0].size)


def _beside(a: list[Run], b: list[Run]) -> bool:
    if b[0].base - a[0].base >= 0.95 * min(a[0].size, b[0].size):
        return False
    return all(one.right <= two.left or two.right <= one.left for one in a for two in b)


def _wrapped_cell(above: list[Run], below: list[Run]) -> bool:
    """Whether one of several names side by side goes on in the line below (…社会⏎保障局)."""
    if max(len(above), len(below)) < 2 or below[0].base - above[0].base > 2.2 * above[0].size:
        return False
    if any(len(run.text) > 24 or abs(run.size - above[0].size) > 1 for run in above + below):
        return False
    for run in above:
        under = [r for r in below if r.left < run.right and run.left < r.right]
        if len(under) == 1 and not _complete(run.text) and _inside(under[0], run):
            return True
    return False


def _inside(below: Run, above: Run) -> bool:
    """A rest of a name stands under its beginning: at its left edge or in its middle."""
    near = 0.6 * above.size
    return (
        abs(below.left - above.left) < near
        or abs(below.left + below.right - above.left - above.right) < 2 * near
    )


def _strip(line: list[Run], page: int) -> Strip:
    """The runs of a line as words; columns apart from each other."""
    if len(line) == 1 and " " not in line[0].text:
        run = line[0]
        return Strip(run.text, run.left, run.right, run.base, run.size, page)
    line.sort(key=lambda r: r.left)
    size = max(run.size for run in line)
    body = [run for run in line if run.size > 0.78 * size]
    text, columns = "", 1
    before: Run | None = None
    for run in line:
        if before is not None and run.size <= 0.78 * size and run.base < body[0].base - 0.1 * size:
            if _NOTE_MARK.match(run.text) and not _MEASURED.search(before.text):
                continue  # the mark of a footnote
            text += run.text
            before = replace(before, right=run.right)
            continue
        if before is not None:
            air = (run.left - before.right) / size
            if air >= COLUMN and not _LABEL.match(text.strip()):
                text, columns = text + SPACES, columns + 1
            elif air >= 0.6:
                text += " "
        text += run.text
        before = run
    right = max(run.right for run in line)
    if columns == 1 and _NAMES.match(text) and any(map(_complete, text.split(" "))):
        columns = text.count(" ") + 1
        text = text.replace(" ", SPACES)
    return Strip(text, line[0].left, right, body[0].base, size, page, columns=columns)


def _side_by_side(group: list[list[Run]], page: int) -> list[Strip]:
    """Cells set in the middle of their row: each column read down, one after the other."""
    runs = sorted((run for line in group for run in line), key=lambda r: r.left)
    columns: list[list[Run]] = []
    edge = float("-inf")
    for run in runs:
        if columns and run.left < edge:
            columns[-1].append(run)
        else:
            columns.append([run])
        edge = max(edge, run.right)
    if len(columns) == 1:
        return [_strip(line, page) for line in group]
    out: list[Strip] = []
    for column in columns:
        column.sort(key=lambda r: r.base)
        for index, run in enumerate(column):
            strip = _strip([run], page)
            goes_on = index + 1 < len(column) and not _complete(run.text)
            last = index == len(column) - 1
            strip.joined = goes_on or (last and column is not columns[-1])
            strip.text += "" if goes_on or not strip.joined else SPACES
            strip.columns = len(columns)
            out.append(strip)
    return out


@cache
def _org_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('org_suffixes')}|文件|日|[）)])$")


def _complete(words: str) -> bool:
    """Whether the name of a body is complete, so that what stands below it is another one."""
    return _org_end().search(squeeze(words)) is not None


def _without_notes(strips: list[Strip], height: float) -> tuple[list[Strip], int]:
    """Footnotes: small lines at the foot of the page, the first with a mark, the text above larger."""
    end = len(strips)
    while end > 0 and _PAGE_NUMBER.match(strips[end - 1].text.strip()):
        end -= 1
    if not end:
        return strips, 0
    weights: Counter[float] = Counter()
    for strip in strips[:end]:
        weights[strip.size] += len(strip.text)
    body = weights.most_common(1)[0][0]
    start = end
    while start > 0 and strips[start - 1].size < 0.86 * body and strips[start - 1].cell is None:
        start -= 1
    first = next((i for i in range(start, end) if _starts_note(strips[i].text)), None)
    if first is None or strips[first].base < 0.5 * height:
        return strips, 0
    return strips[:first] + strips[end:], end - first


def _starts_note(words: str) -> bool:
    return (
        re.match(r"^\s*(?:\[\d{1,2}\]|\d{1,2}(?![\d.．、年月%％])|[①-⑳]|\*+|注[:：]?\d)\s*\S", words)
        is not None
    )


def without_furniture(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Pages without page numbers, running heads and feet: by their place and by coming again."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    rims = [_edges(leaf) for leaf in leaves]
    for leaf, rim in zip(leaves, rims, strict=True):
        for strip in rim:
            if _marginal(strip, leaf):
                seen[_signature(strip)].add(leaf.number)
    out = []
    for leaf, rim in zip(leaves, rims, strict=True):
        edges = {id(s) for s in rim if _is_furniture(s, leaf, seen)}
        if not edges:
            out.append(leaf)
            continue
        out.append(replace(leaf, strips=tuple(s for s in leaf.strips if id(s) not in edges)))
    return out


def _edges(leaf: Leaf) -> list[Strip]:
    free = [s for s in leaf.strips if s.cell is None]
    return free if len(free) <= 2 * _EDGE else free[:_EDGE] + free[-_EDGE:]


def _signature(strip: Strip) -> tuple[str, int]:
    return _DIGITS.sub("#", squeeze(strip.text)), round(strip.base / 4)


def _marginal(strip: Strip, leaf: Leaf) -> bool:
    return strip.base < 0.12 * leaf.height or strip.base > 0.86 * leaf.height


def _is_furniture(strip: Strip, leaf: Leaf, seen: dict[tuple[str, int], set[int]]) -> bool:
    words = strip.text.strip()
    marginal = _marginal(strip, leaf)
    if _DASHED.match(words) or (marginal and (_PAGE_NUMBER.match(words) or _BROWSER.match(words))):
        return True
    if not marginal:
        return False
    text, place = _signature(strip)
    pages: set[int] = set().union(*(seen.get((text, place + d), set()) for d in (-1, 0, 1)))
    if len(pages) < _OFTEN and not _apart(strip, leaf):
        return False
    # On facing pages a running head stands on every other page only.
    return any(0 < abs(leaf.number - other) <= 2 for other in pages)


def _apart(strip: Strip, leaf: Leaf) -> bool:
    """Whether a line stands off from the text of its page; two pages may end in the same words."""
    index = next(i for i, s in enumerate(leaf.strips) if s is strip)
    head = strip.base < 0.5 * leaf.height
    inner = leaf.strips[index + 1 : index + 2] if head else leaf.strips[max(index - 1, 0) : index]
    gaps = sorted(b.base - a.base for a, b in pairwise(leaf.strips))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    return all(
        abs(s.base - strip.base) > 1.4 * usual or abs(s.size - strip.size) > 0.08 * s.size for s in inner
    )
