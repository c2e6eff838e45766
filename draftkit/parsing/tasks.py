"""Rows of a table of tasks (任务分工表) -> what each says: label, title, text, who answers for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from draftkit.lexicon.text import squeeze
from draftkit.model import Responsibility, Text
from draftkit.parsing.columns import ends_as_body, kind_of_column, kinds_of_header
from draftkit.parsing.labels import Label, find_label
from draftkit.parsing.units import take_apart

_DIGITS = re.compile(r"(\d{1,3})\s*[.．、]?$")
_LABELS = {"lead": "牵头单位：", "units": "责任单位：", "limit": "完成时限："}
_GLUED = re.compile("(?<=[局厅])(?=[省市县区州])")  # two bodies of a cell whose break was lost
_TITLE_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Task:
    """A row: a heading inside the table (no text, nobody answers), or a task."""

    label: Label
    title: str | None
    text: Text
    answer: Responsibility | None = None
    heading: bool = False


@dataclass
class TaskTable:
    """Reads the rows of one table one after the other. kinds: of its columns, by its header."""

    kinds: tuple[str | None, ...]
    count: int = 0  # tasks without a number of their own
    group: str = ""
    seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, cells: Sequence[Text]) -> TaskTable | None:
        """The table below a header row; None when the row heads no table of tasks."""
        kinds = kinds_of_header([cell.text for cell in cells])
        return cls(kinds) if kinds else None

    def refine(self, cells: Sequence[Text]) -> bool:
        """A second header row (牵头 | 配合 below 责任单位); whether it was one."""
        found: list[str | None] = []
        for cell in cells:
            kind = kind_of_column(cell.text) if cell.text.strip() else None
            if kind not in ("lead", "units") and cell.text.strip():
                return False
            found.append(kind)
        if not any(found):
            return False
        pairs = zip(found, (*self.kinds, *[None] * len(found)), strict=False)
        self.kinds = tuple(new or old for new, old in pairs)
        return True

    def read(self, cells: Sequence[Text]) -> list[Task]:
        """What a row says: nothing, a heading and a task, or one of them."""
        filled = [(cell, kind) for cell, kind in zip(cells, self.kinds, strict=False) if cell.text.strip()]
        if len({squeeze(cell.text) for cell, _ in filled}) == 1:
            heading = _heading(filled[0][0])
            return [heading] if heading else []
        tasks = [cell for cell, kind in filled if kind == "task"]
        out = [heading for cell, kind in filled if (heading := self._group(cell, kind, len(tasks)))]
        tasks = [cell for cell in tasks if not any(cell is h.text for h in out)]
        if not tasks:
            return out
        label = self._label([cell for cell, kind in filled if kind == "number"], tasks)
        title, text = _title_and_text(tasks)
        return [*out, Task(label, title, text, _answer(filled))]

    def _group(self, cell: Text, kind: str | None, tasks: int) -> Task | None:
        """一、加快项目建设 in a column of its own: the heading of the rows that it spans."""
        if kind not in ("other", "task") or (kind == "task" and tasks < 2):
            return None
        label = find_label(cell.text)
        if label is None or label.level > 2 or cell.text == self.group:
            return None
        self.group = cell.text
        return Task(label, _words(cell.text[label.end :]), cell, heading=True)

    def _label(self, numbers: list[Text], tasks: list[Text]) -> Label:
        for cell in numbers:
            if found := find_label(cell.text):
                return found
            if match := _DIGITS.match(cell.text.strip()):
                return Label(match[1], 3, int(match[1]), 0)
        if found := find_label(tasks[0].text):
            return found
        self.count += 1
        return Label(str(self.count), 3, self.count, 0)


def _heading(cell: Text) -> Task | None:
    label = find_label(cell.text)
    if label is None or len(cell.text) > 60:
        return None
    return Task(label, _words(cell.text[label.end :]), cell, heading=True)


def _words(words: str) -> str | None:
    return words.strip().rstrip("。：:") or None


def _title_and_text(tasks: list[Text]) -> tuple[str | None, Text]:
    """Of two columns the first names the task and the others say what to do."""
    first = tasks[0]
    label = find_label(first.text)
    own = first.cut(label.end).strip() if label else first
    if len(tasks) > 1 and len(own.text) <= _TITLE_LIMIT:
        return _words(own.text), Text.concat(tasks[1:])
    head, stop, _ = own.text.partition("。")
    rest = own.text[len(head) + len(stop) :]
    if (
        len(tasks) == 1
        and rest.strip()
        and len(head) <= 24
        and "，" not in head
        and not re.search(r"\d", head)
    ):
        return head.strip(), own.cut(len(head) + 1).strip()
    return None, Text.concat([own, *tasks[1:]])


def _names(cell: Text) -> str:
    """The bodies of a cell; each may stand on a line of its own, without a mark behind it."""
    starts = [a.offset for a, b in zip(cell.anchors[1:], cell.anchors, strict=False) if a.line != b.line]
    bounds = [0, *starts, len(cell.text)]
    pieces = [squeeze(cell.text[a:b]) for a, b in pairwise(bounds)]
    joined = "".join(
        piece + ("、" if more and ends_as_body(piece) else "")
        for piece, more in zip(pieces, [*pieces[1:], ""], strict=True)
    )
    return _GLUED.sub("、", joined)


def _answer(filled: list[tuple[Text, str | None]]) -> Responsibility | None:
    named = [(cell, kind) for cell, kind in filled if kind in _LABELS and kind]
    bodies = [(cell, kind) for cell, kind in named if kind != "limit"]
    if not bodies:
        return None
    parts = take_apart("；".join(_LABELS[kind] + _names(cell).rstrip("。；") for cell, kind in bodies))
    raw = "；".join(_LABELS[kind] + cell.text.strip() for cell, kind in named)
    return Responsibility(raw, parts.lead, parts.units, Text.concat([cell for cell, _ in named]))
