"""What drafting gives back (起草结果)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from draftkit.drafting.holes import OpenPoint
from draftkit.model import Document, Span

OriginKind = Literal["parent", "library", "locality", "plan"]


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing a paragraph was made of (来源).

    kind: parent (上级文件), library (条款库), locality (本地资料), plan (计划文件，自拟的文字). key:
    measure id, ``h2`` for a heading, ``preamble``, ``closing``, ``attachment1``; clause id; field name;
    or line of the plan file. span: place in the parent, None when it has none. sha256: of the words in
    the source, None for a locality's value. version: of a library clause. document: number of the
    superior document, 1 for the leading one; None for other kinds. row: of the table, counted
    below its head, None for a paragraph.
    """

    kind: OriginKind
    key: str
    span: Span | None = None
    sha256: str | None = None
    version: int | None = None
    document: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Parent:
    """A superior document of a draft (上级文件). title: as it is cited, 《…》（…号）."""

    path: str
    sha256: str
    title: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Where one paragraph of the draft came from. line: of the template (1-based)."""

    paragraph: int
    line: int | None
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted document, where each paragraph came from, and what is still open.

    text: the rendered template, as the parser read it. parents: the superior documents, the leading
    one first. decisions: what a plan file decided, a Chinese sentence each. warnings: likewise, what to
    know before using the draft.
    """

    document: Document
    provenance: tuple[Trace, ...]
    open_points: tuple[OpenPoint, ...]
    text: str = ""
    template: str = ""
    parent_path: str = ""
    parent_sha256: str = ""
    warnings: tuple[str, ...] = field(default=())
    parents: tuple[Parent, ...] = ()
    decisions: tuple[str, ...] = ()
