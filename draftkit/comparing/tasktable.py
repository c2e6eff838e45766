"""Who answers for a measure by a table of tasks behind the text (任务分工表)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from draftkit.lexicon.text import bare
from draftkit.model import Document, Measure, Paragraph, Responsibility
from draftkit.parsing.columns import kinds_of_header
from draftkit.parsing.units import split_units

_ANNOUNCED = re.compile("分工|任务分解|责任分解|任务清单|责任清单|任务表|责任表")
_SHORTEST = 3  # characters of a task's name that may be part of a title, or a title of it


def with_table(document: Document) -> tuple[Measure, ...]:
    """The measures, those without a responsibility note with the bodies that a table of tasks names for them."""
    if all(m.responsibility for m in document.measures):
        return document.measures
    named = list(_rows(document))
    if not named:
        return document.measures
    return tuple(m if m.responsibility else _named(m, named) for m in document.measures)


def answers_elsewhere(document: Document) -> bool:
    """Whether the document announces a table of who does what, so that its measures need not say it."""
    notes = (p.text for p in document.paragraphs if p.role in ("attachment_note", "attachment_title"))
    return any(_ANNOUNCED.search(text) for text in notes)


_Row = tuple[tuple[str, ...], Responsibility]  # names of the task, and who answers for it


def _rows(document: Document) -> Iterator[_Row]:
    kinds: tuple[str | None, ...] | None = None
    for paragraph in document.paragraphs:
        if paragraph.role != "table":
            kinds = None
            continue
        cells = paragraph.text.split("\t")
        header = kinds_of_header(cells)
        if header is not None:
            kinds = header
        elif kinds is not None and len(cells) == len(kinds):
            found = _answers(paragraph, cells, kinds)
            tasks = tuple(bare(c) for c, k in zip(cells, kinds, strict=True) if k == "task" and c.strip())
            if found is not None and tasks:
                yield tasks, found


def _answers(paragraph: Paragraph, cells: list[str], kinds: tuple[str | None, ...]) -> Responsibility | None:
    by_kind: Mapping[str, list[int]] = {
        kind: [i for i, k in enumerate(kinds) if k == kind and cells[i].strip()] for kind in ("lead", "units")
    }
    columns = sorted(by_kind["lead"] + by_kind["units"])
    if not columns:
        return None
    lead = tuple(unit for i in by_kind["lead"] for unit in split_units(cells[i]))
    units = tuple(unit for i in by_kind["units"] for unit in split_units(cells[i]))
    raw = "\t".join(cells[columns[0] : columns[-1] + 1])
    return Responsibility(raw, lead, tuple(dict.fromkeys((*lead, *units))))


def _named(measure: Measure, rows: list[_Row]) -> Measure:
    title = bare(measure.title or "")
    found = [who for tasks, who in rows if any(_same(title, task) for task in tasks)]
    return replace(measure, responsibility=found[0]) if len(found) == 1 else measure


def _same(title: str, task: str) -> bool:
    if title == task:
        return bool(title)
    short, long = sorted((title, task), key=len)
    return len(short) >= _SHORTEST and short in long
