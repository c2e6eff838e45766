"""Names of agencies out of signature blocks: columns, stacked lines, names broken over lines."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.text import squeeze

_COLUMNS = re.compile(r"(?:[ \u00a0]{2,}|[\t\u3000]+)")
_COMPLETE = re.compile(rf"(?:{alternation('org_suffixes')})(?:[（(][^（）()]{{1,12}}[）)])?$")
_BEFORE_CUE = re.compile(r"^(.{2,60}?(?:政府|委员会|办公室|办公厅|委|局|厅|部|会|院))(?=关于|印发|转发)")
_HEAD = re.compile(r"(?:省|市|县|区|州)(?!场)|国家|中国|中共|共青团|团[省市县区]")
_SEAL = re.compile(r"[（(]\s*(?:代\s*章|盖\s*章|公\s*章|印\s*章|章|[^（）()]{2,24}代\s*章)\s*[）)]")
_SPACED = re.compile(r"^(?:\S[ \u3000])+\S$")


def names_of(lines: list[str]) -> list[str]:
    """The agencies named in the lines of a head or signature, in reading order, each once.

    Columns are separated by two or more spaces; a name spread out with single spaces is closed
    up; a name broken at the end of its column is finished by the fragments of the next line.
    """
    if not lines:
        return []
    rows = [_cells(line) for line in (_SEAL.sub("", line) for line in lines) if line.strip()]
    start = _common_start([cell for row in rows for cell in row])
    names: list[str] = []
    open_names: list[int] = []
    for row in rows:
        for cell in (piece for run in row for piece in _split_run(run, start)):
            if open_names and not (start and cell.startswith(start)) and not _HEAD.match(cell):
                index = open_names.pop(0)
                names[index] += cell
                if not _COMPLETE.search(names[index]):
                    open_names.insert(0, index)
                continue
            names.append(cell)
            if not _COMPLETE.search(cell):
                open_names.append(len(names) - 1)
    return list(dict.fromkeys(re.sub(r"文件$", "", name) for name in names if name != "文件"))


def _cells(line: str) -> list[str]:
    parts = [p for p in _COLUMNS.split(line.strip()) if p.strip()]
    cells: list[str] = []
    for part in parts:
        if " " in part and not _SPACED.match(part):
            # 江苏省卫生健康委员会 江苏省发展和改革委员会: single spaces may separate columns too.
            words = part.split(" ")
            if all(len(w) > 2 for w in words):
                cells.extend(words)
                continue
        cells.append(squeeze(part))
    # Letters spread over the whole line: 江 苏 省 教 育 厅 江 苏 省 民 政 厅
    return cells if any(len(c) > 1 for c in cells) or len(cells) == 1 else ["".join(cells)]


def _common_start(cells: list[str]) -> str:
    """The place that most names begin with (江苏省), empty when there is none."""
    counts: Counter[str] = Counter()
    for cell in cells:
        for size in range(2, min(9, len(cell))):
            if cell[size - 1] in "省市县区州盟旗":
                counts[cell[:size]] += 1
    best = [(n * (len(s) ** 0.5), s) for s, n in counts.items() if n >= 2]
    return max(best)[1] if best else ""


def _split_run(cell: str, start: str) -> list[str]:
    """江苏省教育厅江苏省民政厅 -> two names."""
    if len(cell) > 40 and not start:
        return split_glued(cell)
    if not start or cell.count(start) < 2:
        return [cell]
    bounds = [0]
    for match in re.finditer(re.escape(start), cell):
        piece = cell[bounds[-1] : match.start()]
        # 国家税务总局某省税务局 is one name although a complete one stands before the place.
        if start in piece and _COMPLETE.search(piece):
            bounds.append(match.start())
    return [cell[a:b] for a, b in pairwise([*bounds, len(cell)])]


def issuers_of_title(title: str) -> list[str]:
    """The bodies before 关于 or 印发 in a title: 中共某市委办公室某市人民政府办公室印发… names two."""
    match = _BEFORE_CUE.match(title)
    if match is None:
        return []
    return split_glued(re.sub(r"等[\d一二三四五六七八九十]+(?:个|家)?(?:部门|单位).*$", "", match.group(1)))


def split_glued(names: str) -> list[str]:
    """Names of one place without anything between them, one by one."""
    start = names.removeprefix("中共")[:2]
    bounds = [0]
    for found in re.finditer(f"(?:中共)?{re.escape(start)}|国务院", names) if start else ():
        if found.start() > 2 and _COMPLETE.search(names[bounds[-1] : found.start()]):
            bounds.append(found.start())
    return [names[a:b] for a, b in pairwise([*bounds, len(names)])]


def same_body(a: str, b: str) -> bool:
    """Whether two names are one agency, one of them shortened (市场监管局, 市场监督管理局)."""
    if a == b:
        return True
    if a[:2] != b[:2] or a[-1:] != b[-1:]:
        return False
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) < 4:
        return False
    rest = iter(long)
    return all(char in rest for char in short)
