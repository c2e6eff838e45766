"""Rendering a template and reading the result as a document (成文)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from draftkit.drafting.disguise import Disguise, of_holes, with_sha
from draftkit.drafting.holes import OpenPoint, holes
from draftkit.drafting.inlaid import cells_of, is_row, plain
from draftkit.drafting.marks import Rendered, rendered_lines
from draftkit.drafting.material import WHOLE, Material, citation_of
from draftkit.drafting.numbering import renumber
from draftkit.drafting.result import Draft, Origin, Parent, Trace
from draftkit.drafting.superiors import key_of
from draftkit.drafting.templates import Template
from draftkit.model import Document, Measure, Paragraph, Span, Text
from draftkit.parsing import parse
from draftkit.readers.source import Line, Source, Style


def compose(
    parents: Sequence[Document],
    material: Material,
    template: Template,
    versions: Mapping[str, int],
    stand_ins: Mapping[str, str] = MappingProxyType({}),
) -> Draft:
    """The draft that a template makes of the material.

    parents: the superior documents, the leading one first. versions: of the library clauses used. stand_ins: what the parser sees for opaque characters.
    """
    rendered = template.render(material.values)
    lines = _numbered(list(rendered_lines(rendered, material.ledger)), material)
    # Holes and tokens are read as what will stand there.
    text = "\n".join(line.text for line in lines) + "\n"
    mask = Disguise([*of_holes(text), *stand_ins.items()])
    seen = [Rendered(mask.hide(line.text), line.line, line.origins) for line in lines]
    document = mask.reveal(parse(source_of(seen)))
    origins = _Origins(parents, versions)
    traces = tuple(
        Trace(index, line.line, tuple(origins.of(key) for key in line.origins))
        for index, line in enumerate(_lines_of(document, lines))
    )
    text = mask.back("\n".join(plain(line.text) for line in lines) + "\n")
    return Draft(
        document=with_sha(_without_places(document, traces), text),
        provenance=traces,
        open_points=_open_points(document, traces, material.points),
        text=text,
        template=template.name,
        parent_path=parents[0].source.path,
        parent_sha256=parents[0].source.sha256,
        parents=tuple(Parent(p.source.path, p.source.sha256, citation_of(p)) for p in parents),
        decisions=material.decisions,
    )


def _numbered(lines: list[Rendered], material: Material) -> list[Rendered]:
    words = renumber((line.text for line in lines), material.continuous, material.restart, material.annexes)
    return [Rendered(text, line.line, line.origins) for text, line in zip(words, lines, strict=True)]


def source_of(lines: Sequence[Rendered]) -> Source:
    """The rendered lines as the parser takes them: each is a whole paragraph."""
    return Source(
        path="",
        kind="draft",
        sha256="",
        lines=tuple(piece for n, line in enumerate(lines, 1) for piece in _pieces(line.text, n, lines)),
    )


def _pieces(text: str, number: int, lines: Sequence[Rendered]) -> Iterator[Line]:
    """A paragraph, or the cells of a row. A table begins where the line before is no row."""
    if not is_row(text):
        yield Line(text, number, style=Style(whole=True))
        return
    first = number
    while first > 1 and is_row(lines[first - 2].text):
        first -= 1
    for column, cell in enumerate(cells_of(text), 1):
        place = (first, number - first + 1, column)
        yield Line(cell, number, style=Style(whole=True, table=place))


def _lines_of(document: Document, lines: Sequence[Rendered]) -> list[Rendered]:
    return [lines[p.content.at(0).line - 1] for p in document.paragraphs]


def _without_places(document: Document, traces: Iterable[Trace]) -> Document:
    """A draft has no source: its paragraphs tell their origin instead of a line and column."""
    paragraphs = tuple(
        replace(
            p,
            content=Text(p.content.text),
            origin=_key(trace),
            cells=tuple(Text(cell.text) for cell in p.cells),
        )
        for p, trace in zip(document.paragraphs, traces, strict=True)
    )
    return replace(
        document,
        paragraphs=paragraphs,
        measures=tuple(_bare_measure(m) for m in document.measures),
        closing=tuple(Text(text.text) for text in document.closing),
    )


def _bare_measure(measure: Measure) -> Measure:
    note = measure.responsibility
    return replace(
        measure,
        content=Text(measure.content.text),
        span=None,
        responsibility=replace(note, text=None) if note else None,
    )


def _key(trace: Trace) -> str | None:
    keys = [f"{o.kind}:{key_of(o.document or 1, o.key)}" for o in trace.origins]
    return keys[0] if keys else (f"template:{trace.line}" if trace.line else None)


@dataclass(slots=True)
class _Origins:
    parents: Sequence[Document]
    versions: Mapping[str, int]

    def of(self, mark_key: str) -> Origin:
        """What a mark stands for, with its place in the parent."""
        kind, _, key = mark_key.partition(":")
        if kind == "plan":
            return Origin("plan", key)
        if kind == "locality":
            return Origin("locality", key)
        if kind == "library":
            return Origin("library", key, version=self.versions.get(key))
        key, _, row = key.partition("#")
        head, _, rest = key.partition(".")
        number, key = (int(head), rest) if head.isdigit() else (1, key)
        words = self._words(self.parents[number - 1], key)
        if row:
            words = [p for p in words if p.role == "table"][int(row) : int(row) + 1]
        text = "\n".join(p.text for p in words)
        span = _joined([p.span for p in words])
        sha = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        return Origin("parent", key, span, sha, None, number, int(row) if row else None)

    def _words(self, parent: Document, key: str) -> list[Paragraph]:
        paragraphs = parent.paragraphs
        if key.startswith("m") and key[1:].isdigit():
            return [paragraphs[i] for i in parent.measure(key).paragraphs]
        if key.startswith("attachment"):
            found = parent.attachments[int(key.removeprefix("attachment")) - 1]
            return [paragraphs[i] for i in found.paragraphs]
        if key.startswith("h") and key[1:].isdigit():
            headings = [s for s in parent.headings() if s.measure is None]
            return [paragraphs[headings[int(key[1:]) - 1].paragraph]]
        roles = {"title": ("title",), "preamble": ("preamble",), "closing": ("closing",)}.get(key, ())
        return [p for p in paragraphs if p.role in roles]


def _joined(spans: Sequence[Span | None]) -> Span | None:
    known = [span for span in spans if span]
    if not known:
        return None
    first, last = known[0], known[-1]
    page = (first.page[0], last.page[1]) if first.page and last.page else None
    return Span((first.line[0], last.line[1]), (first.column[0], last.column[1]), page)


def _open_points(
    document: Document, traces: Sequence[Trace], known: Mapping[str, tuple[OpenPoint, ...]]
) -> tuple[OpenPoint, ...]:
    """What is open, in reading order: the points of what was used, and every hole that is seen.

    What concerns the whole draft comes last.
    """
    texts = [p.text for p in document.paragraphs]
    places: dict[str, list[int]] = {}
    for trace in traces:
        for origin in trace.origins:
            if origin.kind == "parent":
                places.setdefault(key_of(origin.document or 1, origin.key), []).append(trace.paragraph)
            elif origin.kind == "plan":
                places.setdefault(f"+{origin.key}", []).append(trace.paragraph)
    points = [
        replace(point, paragraph=next((i for i in at if point.text in texts[i]), at[0]))
        for key, at in places.items()
        for point in known.get(key, ())
    ]
    points += known.get(WHOLE, ())
    told = {point.text for point in points}
    points += [
        point for i, text in enumerate(texts) for point in _holes_in(text, i) if point.text not in told
    ]
    # What is said of a name once holds for all its places.
    once: dict[tuple[str, str, str], OpenPoint] = {}
    for point in points:
        once.setdefault((point.kind, point.text, point.reason), point)
    return tuple(sorted(once.values(), key=_place))


def _place(point: OpenPoint) -> tuple[bool, int]:
    return point.paragraph is None, point.paragraph or 0


def _holes_in(text: str, paragraph: int) -> list[OpenPoint]:
    return [
        OpenPoint("fact", f"【待填：{name}】", "请在地方信息里补上，或直接填写", paragraph)
        for name in dict.fromkeys(holes(text))
    ]
