"""Texts of one million bytes that no office writes: none may take longer than two seconds, or grow without end.

Each row states the seconds of the processor for the whole text. A text of more lines than a file may have is refused;
then the row states what is slower: to refuse it, or to read as many of its lines as a file may have. The same text a
quarter as long stands beside it in the note, so that time which grows faster than length is seen at once.
"""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Callable
from itertools import count

from benchmarks import Row
from draftkit.errors import InputError
from draftkit.parsing import parse
from draftkit.readers import MAX_LINES, source_of_bytes

MEGABYTE = 1_000_000
SECONDS = 2.0
MEMORY = 600.0  # MB at the most for 1 MB of text
PEER = "2 s, the bar"
_CHINESE = "一二三四五六七八九十"


def run() -> list[Row]:
    """Every text as a file; memory for those with the longest line, the most elements and the most lines."""
    rows = [_row(name, make) for name, make in TEXTS.items()]
    return rows + [
        _memory(name)
        for name in ("one line of sentences", "headings of six characters", "a million line breaks")
    ]


def _row(name: str, make: Callable[[int], str]) -> Row:
    text = make(MEGABYTE)
    most = _accepted(text)
    quarter, _ = _seconds(most[: len(most) // 4])
    whole, told = _seconds(most)
    if len(most) < len(text):
        refusing, _ = _seconds(text)
        told = f"; {MAX_LINES} lines of {text.count(chr(10)) + text.count(chr(12))}, all refused in {refusing:.2f} s"
        whole = max(whole, refusing)
    return Row(name, whole, "s", PEER, SECONDS, 1.0, "<=", f"{quarter:.2f} s for a quarter{told}")


def _accepted(text: str) -> str:
    """The text, or as much of it as a file may hold."""
    ends = [match.start() for match in re.finditer("[\n\f]", text)]
    return text if len(ends) < MAX_LINES else text[: ends[MAX_LINES - 1]]


def _seconds(text: str) -> tuple[float, str]:
    """Seconds of a text as a file, and whether it was refused for its many lines."""
    data = text.encode()
    start = time.process_time()
    try:
        parse(source_of_bytes(data, "来文.txt"))
    except InputError as error:
        return time.process_time() - start, f"; refused: {error.problem}"
    return time.process_time() - start, ""


def _memory(name: str) -> Row:
    text = TEXTS[name](MEGABYTE // 4 if name != "one line of sentences" else MEGABYTE)
    tracemalloc.start()
    _seconds(text)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return Row(f"memory: {name}", peak, "MB", "the most allowed", MEMORY, 1.0, "<=")


def filled(unit: str, size: int) -> str:
    """`unit` over and over, `size` bytes in UTF-8. {n} counts up, {c} counts to ten in Chinese."""
    if "{" not in unit:
        return unit * (size // len(unit.encode()))
    parts: list[str] = []
    left = size
    for n in count(1):
        part = unit.replace("{n}", str(n)).replace("{c}", _CHINESE[(n - 1) % 10])
        left -= len(part.encode())
        if left < 0:
            break
        parts.append(part)
    return "".join(parts)


def _of(unit: str, head: str = "") -> Callable[[int], str]:
    return lambda size: head + filled(unit, size - len(head.encode()))


_HEAD = "关于印发工作方案的通知\n各县人民政府：\n一、总体要求\n"

TEXTS: dict[str, Callable[[int], str]] = {
    "headings of six characters": _of("{c}、甲乙丙丁\n"),
    "headings with two figures": _of("{n}.甲乙丙\n"),
    "nested triples": _of("（{c}）甲\n{n}.乙\n（{n}）丙\n", _HEAD),
    "nested triples, sentences": _of(
        "（{c}）建立台账。每年至少一次。\n{n}.达到80%以上。\n（{n}）市财政局负责。\n", _HEAD
    ),
    "brackets open": _of("（"),
    "brackets open and close": _of("（）", _HEAD),
    "brackets in turn, lines": _of("（（\n））\n", _HEAD),
    "titles in turn": _of("《》", _HEAD),
    "titles open": _of("《", _HEAD),
    "all figures": _of("0123456789"),
    "figures, a line each": _of("0\n"),
    "one line of 1 MB": _of("甲乙丙丁戊己庚辛", _HEAD),
    "one line of sentences": _of("到2025年达到80%以上，市教育局负责。", _HEAD),
    "targets without any mark": _of("80%以上全覆盖12个", _HEAD),
    "a million line breaks": _of("\n"),
    "spaces": _of(" 　"),
    "tabs": _of("甲\t", _HEAD),
    "cells": _of("序号\t任务\t单位\n", _HEAD),
    "cells of words, empty ones": _of("翻一番\t\t\t\n"),
    "headers of tables": _of("序号\t任务\t责任单位\n1\t甲\t市教育局\n"),
    "headers of tables, one cell a line": _of("序号\n任务\n责任单位\n"),
    "names of columns": _of("序号 任务\n"),
    "a table, one cell a line": _of("{n}\n完成任务\n市教育局\n2025年\n", "序号\n任务\n责任单位\n完成时限\n"),
    "a row of cells without end": _of("甲\t", "序号\t任务\t单位\n1\t甲\t乙\n"),
    "bars, a line each": _of("|\n", "|序号|任务|责任单位|\n"),
    "a list without end": _of("市教育局、", _HEAD + "（一）建立台账。（责任单位："),
    "a list of any words": _of("甲、"),
    "units over and over": _of("市教育局"),
    "all full stops": _of("。", _HEAD),
    "all commas": _of("，", _HEAD),
    "addressees": _of("各县人民政府：\n"),
    "ends of titles": _of("的通知\n"),
    "beginnings of titles": _of("关于印发\n"),
    "titles": _of("关于印发工作方案的通知\n"),
    "dates": _of("2023年6月19日\n"),
    "numbers of documents": _of("丹政发〔2023〕{n}号\n"),
    "citations": _of("《关于做好工作的通知》（国办发〔2023〕{n}号）、", _HEAD),
    "printed, in turn": _of("印发\n{{\n", _HEAD),
    "signatures": _of("丹泽市教育局\n2023年6月19日\n"),
    "attachments": _of("附件{n}\n清单\n"),
    "notes": _of("（责任单位：市卫健局、民政局牵头，市财政局配合）", _HEAD),
    "notes, a line each": _of("{n}.建立台账。（市财政局牵头，市教育局配合）\n", _HEAD),
    "targets": _of("到2025年，覆盖率达到95%以上，新增车辆20辆；", _HEAD),
    "targets, a line each": _of("百分之八十 \n"),
    "decimal numbers": _of("1.{n} 编制目的\n", "1 总则\n"),
    "articles in one line": _of("第{c}条 各地应当建立台账。", "工作办法 第一章 总则 "),
    "articles": _of("第{n}条 各地应当建立台账。\n", "工作办法\n第一章 总则\n"),
    "labels in one line": _of("{n}.甲。（一）乙。", _HEAD),
    "bold marks": _of("-**\n"),
    "bold marks in one line": _of("**a", _HEAD),
    "control characters": _of("\x08\x0b\x1c"),
    "page breaks": _of("甲\f"),
    "page numbers": _of("— {n} —\n"),
    "from right to left": _of("شكرا\u202e。\n"),
    "Latin letters": _of("abcdefghij"),
    "addresses": _of("http://www.example.invalid/a?b=c"),
}
