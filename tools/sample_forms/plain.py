"""The clean text (samples/src/*.txt) as blocks with the part each one plays.

The clean text is what a person would type: one paragraph a line, a blank line between the parts of
the document (版头, 发文字号, 标题, 主送机关, 正文, 署名, 附件, 版记), tabs between the cells of a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_NUMBER = re.compile(r"^\S{2,12}〔\d{4}〕\d+号$")
_DATE = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")
_LABELS = (
    (1, re.compile(r"^[一二三四五六七八九十]+、")),
    (2, re.compile(r"^（[一二三四五六七八九十]+）")),
    (3, re.compile(r"^\d{1,2}\.(?!\d)")),
)
_RUN_IN = re.compile(r"^[^。]{2,28}。")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. kind: mark, number, title, addressee, body, note, signature, date, remark,

    attachment_note, attachment_mark, attachment_title, row, printed. label and level only for
    numbered paragraphs; title: the words between the label and the text, with their 。 when text
    follows on the same line.
    """

    kind: str
    text: str
    label: str = ""
    level: int = 0
    title: str = ""

    @property
    def rest(self) -> str:
        """What follows label and title."""
        return self.text[len(self.label) + len(self.title) :]


def read(path: Path) -> list[Block]:
    """The blocks of a clean text."""
    zones = [zone.split("\n") for zone in path.read_text(encoding="utf-8").strip().split("\n\n")]
    blocks: list[Block] = []
    for zone in zones:
        blocks += _zone(zone, started=any(b.kind == "addressee" for b in blocks))
    return blocks


def _zone(lines: list[str], started: bool) -> list[Block]:
    if lines[-1].endswith("文件"):
        return [Block("mark", line) for line in lines]
    if _NUMBER.match(lines[0]):
        return [Block("number", lines[0])]
    if lines[0] == "附件":
        return [Block("attachment_mark", lines[0]), Block("attachment_title", lines[1])] + [
            Block("row", line) for line in lines[2:]
        ]
    if any(_DATE.match(line) for line in lines):
        return [_signature(line) for line in lines]
    if len(lines) == 1:
        return [Block(_single(lines[0], started), lines[0])]
    return [_body(line) for line in lines]


def _signature(line: str) -> Block:
    if _DATE.match(line):
        return Block("date", line)
    return Block("remark" if line.startswith("（") else "signature", line)


def _single(line: str, started: bool) -> str:
    if line.endswith("日印发"):
        return "printed"
    if line.startswith("附件："):
        return "attachment_note"
    if line.endswith("："):
        return "addressee"
    return "body" if started and line.endswith("。") else "title"


def _body(line: str) -> Block:
    if line[0] in "（〔" and line[-1] in "）〕" and not _LABELS[1][1].match(line):
        return Block("note", line)
    for level, pattern in _LABELS:
        found = pattern.match(line)
        if found:
            rest = line[found.end() :]
            run_in = _RUN_IN.match(rest)
            title = run_in.group() if run_in else rest if not rest.endswith("。") else ""
            return Block("body", line, found.group(), level, title)
    return Block("body", line)
