"""Findings as a docx: safe corrections as tracked changes, the others as comments at their place.

A view of `draftkit.checking.Problem`s, like the other reports; see docs/decisions/006-corrected-docx-is-a-view.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from draftkit.checking.problems import LABELS, Edit, Place, Problem
from draftkit.model import Document
from draftkit.readers.docx_trace import place_of
from draftkit.writers.tracked import Correction, Remark, corrected

_MOST = 10  # comments of one folded finding; more would bury the text
_REFUSED = "draftkit 建议把“{old}”改为“{new}”，没有直接改：{reason}。"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A corrected docx (改好的文件). made: tracked changes. comments: how many. refused: corrections
    that could not be made, each as one Chinese sentence; they stand in the docx as comments too."""

    data: bytes
    made: int
    comments: int
    refused: tuple[str, ...] = ()


def fixed(
    data: bytes, document: Document, problems: Sequence[Problem], *, when: datetime | None = None
) -> Fixed:
    """The docx in `data`, from which `document` was read, with its findings worked in.

    Raises InputError kinds for a broken docx.
    """
    corrections: dict[Correction, None] = {}
    remarks: list[Remark] = []
    apart: list[str] = []
    for problem in problems:
        open_places: list[Place] = []
        for place in problem.places:
            made = [_correction(document, edit) for edit in place.edits]
            if made and all(isinstance(c, Correction) for c in made):
                corrections |= {c: None for c in made if isinstance(c, Correction)}
            else:
                open_places.append(place)
                apart += [
                    _apart(edit, reason)
                    for edit, reason in zip(place.edits, made, strict=True)
                    if isinstance(reason, str)
                ]
        remarks += _remarks(document, problem, open_places)
    done = corrected(data, list(corrections), remarks, refused_as=_REFUSED, when=when)
    refused = [f"第{c.line}段“{c.old}”→“{c.new}”：{reason}" for c, reason in done.refused]
    return Fixed(done.data, done.made, len(remarks) + len(done.refused), (*apart, *refused))


def _correction(document: Document, edit: Edit) -> Correction | str:
    """The edit as columns of one line; the reason when it is not one."""
    content = document.paragraphs[edit.paragraph].content
    if not content.anchors:
        return "这里没有对应的原文"
    if edit.start == edit.end:
        return _insertion(document, edit)
    places = [place_of(content, offset) for offset in range(edit.start, edit.end)]
    first = places[0]
    if any(p is None for p in places) or first is None:
        return "这里是自动编号，要在 Word 的编号里改"
    if places != [(first[0], first[1] + i) for i in range(len(places))]:
        return "要改的文字跨了段落"
    return Correction(first[0], first[1], first[1] + len(places), edit.old, edit.new)


def _insertion(document: Document, edit: Edit) -> Correction | str:
    content = document.paragraphs[edit.paragraph].content
    before = place_of(content, edit.start - 1) if edit.start else None
    if before is not None:
        return Correction(before[0], before[1] + 1, before[1] + 1, "", edit.new)
    after = place_of(content, edit.start) if edit.start < len(content.text) else None
    if after is None:
        return "这里是自动编号，要在 Word 的编号里改"
    return Correction(after[0], after[1], after[1], "", edit.new)


def _apart(edit: Edit, reason: str) -> str:
    return f"第{edit.paragraph + 1}段“{edit.old}”→“{edit.new}”：{reason}"


def _remarks(document: Document, problem: Problem, places: Sequence[Place]) -> Iterator[Remark]:
    """A comment at each place of a finding; at the first only when there are too many."""
    shown = places[:1] if len(places) > _MOST or problem.rule.startswith("F-") else places
    more = len(places) - len(shown)
    for number, place in enumerate(shown):
        tail = f"（全文共 {len(places)} 处，只在这里标一次）" if number == 0 and more else ""
        yield _remark(document, problem, place, tail)


def _remark(document: Document, problem: Problem, place: Place, tail: str) -> Remark:
    advice = f"建议：{problem.fix}" if problem.fix else ""
    text = f"{LABELS[problem.severity]} {problem.rule}：{_closed(problem.message)}{tail}"
    words = f"{text}\n{advice}" if advice else text
    if place.paragraph is None:
        return Remark(place.line, place.column or 1, (place.column or 1) + max(1, len(place.quote)), words)
    content = document.paragraphs[place.paragraph].content
    typed = [p for o in range(place.start, place.end) if (p := place_of(content, o)) is not None]
    if not typed:
        return Remark(place.line, place.column or 1, (place.column or 1) + 1, words)
    line = typed[0][0]
    columns = [column for at, column in typed if at == line]
    return Remark(line, min(columns), max(columns) + 1, words)


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith(("。", "！", "？")) else f"{sentence}。"
