"""What a local paper attaches: the parent's attachments and its own 任务分工表 (附件)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from draftkit.drafting.attached import Appendix, appendices_of
from draftkit.drafting.content import Block
from draftkit.drafting.holes import OpenPoint
from draftkit.drafting.marks import Ledger
from draftkit.drafting.measures import Worder
from draftkit.drafting.tasktable import Sourced, task_table
from draftkit.model import Document

_INDENT = "　　　"
"""Further attachments stand below the first one's number (GB/T 9704 §7.3.4)."""


@dataclass(frozen=True)
class Annex:
    """One attachment. key: of its origin, ``attachment1``, "" for our own table. point: see `Appendix`."""

    key: str
    title: str
    lines: tuple[Sourced, ...]
    point: OpenPoint | None = None
    points: tuple[OpenPoint, ...] = ()


def annexes(
    parent: Document, worder: Worder, blocks: Sequence[Block], own_table: str | None
) -> tuple[Annex, ...]:
    """The attachments in their order. own_table: title of the 任务分工表, None when none is asked for.

    Our own table takes the place of the parent's, when that is one of the same kind.
    """
    out: list[Annex] = []
    for number, appendix in appendices_of(parent, worder):
        if own_table and appendix.assigns:
            point = OpenPoint("decision", appendix.point.text, "由本级的任务分工表代替，请核对有无遗漏")
            out.append(Annex("", own_table, tuple(task_table(blocks, whole=False)), point))
            own_table = None
            continue
        out.append(_annex(f"attachment{number}", appendix))
    if own_table:
        out.append(Annex("", own_table, tuple(task_table(blocks, whole=False))))
    return tuple(out)


def _annex(key: str, appendix: Appendix) -> Annex:
    whole = f"parent:{key}"
    lines = tuple(((f"{whole}#{row}" if row else whole,), line) for line, row in appendix.lines)
    return Annex(key, appendix.title, lines, appendix.point, appendix.points)


def annex_note(attached: Sequence[Annex]) -> str:
    """附件：1.… below the text, "" without attachments."""
    if len(attached) < 2:
        return f"附件：{attached[0].title}" if attached else ""
    lines = [f"{n}.{a.title}" for n, a in enumerate(attached, 1)]
    return "\n".join([f"附件：{lines[0]}", *(f"{_INDENT}{line}" for line in lines[1:])])


def annexes_printed(attached: Sequence[Annex], ledger: Ledger) -> str:
    """All attachments as a template prints them, each with its mark 附件1 and its title."""
    out: list[str] = []
    for number, annex in enumerate(attached, 1):
        mark = f"附件{number}" if len(attached) > 1 else "附件"
        origin = (f"parent:{annex.key}",) if annex.key else ()
        out += [mark, "", printed([(origin, annex.title), *annex.lines], ledger), ""]
    return "\n".join(out).rstrip("\n")


def printed(lines: Sequence[Sourced], ledger: Ledger) -> str:
    """The lines as a template prints them, each with the marks of its origins."""
    return "\n".join("".join(map(ledger.mark, keys)) + line for keys, line in lines)
