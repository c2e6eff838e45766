"""A docx as it is set: sections, paragraphs with their looks, page numbers; and which words are whose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from draftkit.checking.form_looks import Looks, ParagraphLook, RunLook, W
from draftkit.checking.form_special import as_set
from draftkit.model import Document, Paragraph, Role
from draftkit.readers.docx_trace import Stretch, Trace, part_beside, trace
from draftkit.readers.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REPEATED = frozenset(("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", f"{W}del"))
_DRAWN = (f"{W}drawing", f"{W}pict", f"{W}object")


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph as it is set (版面上的一段). at: its place among all paragraphs, from 0.

    line: as the reader counts, None when it shows no words. words: what was typed. first, mark:
    looks of its first words and of itself. loose: it stands in a text box or frame, so its place says
    nothing. table: its w:tbl, None outside. page: as Word last saved it, None when it did not say.
    """

    at: int
    p: _Element
    line: int | None
    words: str
    look: ParagraphLook
    first: RunLook
    mark: RunLook
    loose: bool
    table: _Element | None
    page: int | None

    @property
    def blank(self) -> bool:
        """Whether it shows nothing."""
        return not self.words.strip() and not self.drawn

    @property
    def drawn(self) -> bool:
        """Whether it carries a drawing (a line, a seal, a picture)."""
        return any(next(self.p.iter(tag), None) is not None for tag in _DRAWN)


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of the document with the places where it is set (要素).

    shown: the paragraphs that carry it, none for a row of a table. opens: whether it begins where the
    first of them begins. spans: (start, end, look) over its typed words. role: what it is on the page.
    """

    index: int
    paragraph: Paragraph
    role: Role
    shown: tuple[Shown, ...]
    opens: bool
    spans: tuple[tuple[int, int, RunLook], ...]

    @property
    def first(self) -> Shown | None:
        """The shown paragraph in which it begins, None when it is set nowhere."""
        return self.shown[0] if self.shown else None

    def looks(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, RunLook]]:
        """(start, end, look) over the words [start, end) that were typed."""
        stop = len(self.paragraph.text) if end is None else end
        for a, b, look in self.spans:
            if max(a, start) < min(b, stop):
                yield max(a, start), min(b, stop), look


@dataclass(frozen=True, slots=True)
class Section:
    """A w:sectPr with lengths in twips (节). grid: w:docGrid as its attributes. first: place of its
    first paragraph."""

    node: _Element
    page: tuple[int, int]
    top: int
    bottom: int
    left: int
    right: int
    footer: int
    grid: Mapping[str, str]
    first: int

    @property
    def width(self) -> int:
        """Width of the type area (版心宽)."""
        return self.page[0] - self.left - self.right

    @property
    def height(self) -> int:
        """Height of the type area (版心高)."""
        return self.page[1] - self.top - self.bottom

    @property
    def landscape(self) -> bool:
        """Whether the page lies on its side, as for wide tables."""
        return self.page[0] > self.page[1]


@dataclass(frozen=True, slots=True)
class Footer:
    """A paragraph with the page number (页码). kind: ``default``, ``even`` or ``first``."""

    kind: str
    p: _Element
    words: str
    look: ParagraphLook
    number: RunLook
    boxed: bool
    outside: bool


@dataclass(eq=False)
class Form:
    """A docx under inspection. expected: the values that count, see ``data/form.toml``."""

    document: Document
    package: Package
    expected: Mapping[str, Any] = field(default_factory=dict)

    trace: Trace = field(kw_only=True)
    memo: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def body(self) -> _Element | None:
        """The w:body."""
        return self.trace.root.find(f"{W}body")

    def part(self, name: str) -> _Element | None:
        """The root of a part beside the document, None when it is absent."""
        path = part_beside(self.trace.part, name)
        return self.package.xml(path) if path in self.package else None

    @cached_property
    def looks(self) -> Looks:
        """What resolves formatting."""
        return Looks(self.part("styles.xml"), self.part("theme/theme1.xml"), self.part("numbering.xml"))

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """All paragraphs in the order of the file."""
        nodes = [p for p in self.body.iter(f"{W}p") if not _elsewhere(p)] if self.body is not None else []
        words: dict[int, list[tuple[int, Stretch]]] = {}
        for line, stretches in self.trace.lines.items():
            for stretch in stretches:
                words.setdefault(id(stretch.p), []).append((line, stretch))
        pages = _pages(nodes)
        return tuple(
            self._shown(at, p, words.get(id(p), []), page)
            for at, (p, page) in enumerate(zip(nodes, pages, strict=True))
        )

    def _shown(self, at: int, p: _Element, words: list[tuple[int, Stretch]], page: int | None) -> Shown:
        boxed = next(p.iterancestors(f"{W}txbxContent"), None) is not None
        first = next((s for _, s in words if s.t is not None and s.words.strip()), None)
        mark = self.looks.run(None, p)
        return Shown(
            at, p, words[0][0] if words else None, "".join(stretch.words for _, stretch in words),
            self.looks.paragraph(p), self.look_of(first) if first is not None else mark, mark,
            boxed or p.find(f"{W}pPr/{W}framePr") is not None, next(p.iterancestors(f"{W}tbl"), None), page,
        )  # fmt: skip

    def look_of(self, stretch: Stretch) -> RunLook:
        """The look of words."""
        if stretch.t is None:
            return self.looks.run(None, stretch.p)
        found = self._looks.get(id(stretch.t))
        if found is None:
            run = next(stretch.t.iterancestors(f"{W}r"), None)
            found = self._looks[id(stretch.t)] = self.looks.run(run, stretch.p)
        return found

    @cached_property
    def _looks(self) -> dict[int, RunLook]:
        return {}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All paragraphs of the document with their places."""
        by_node = {id(s.p): s for s in self.shown}
        return as_set([self._part(i, p, by_node) for i, p in enumerate(self.document.paragraphs)])

    def _part(self, index: int, paragraph: Paragraph, by_node: dict[int, Shown]) -> Part:
        shown: dict[int, Shown] = {}
        spans: list[tuple[int, int, RunLook]] = []
        opens = False
        for start, end, stretch, column in self._stretches(paragraph) if not paragraph.cells else ():
            place = by_node.get(id(stretch.p))
            if place is None:
                continue
            if not shown:
                opens = not place.words[: column - 1].strip()
            shown.setdefault(id(stretch.p), place)
            look = self.look_of(stretch)
            if spans and spans[-1][1] == start and spans[-1][2] == look:
                spans[-1] = (spans[-1][0], end, look)
            else:
                spans.append((start, end, look))
        return Part(index, paragraph, paragraph.role, tuple(shown.values()), opens, tuple(spans))

    def _stretches(self, paragraph: Paragraph) -> Iterator[tuple[int, int, Stretch, int]]:
        """(start, end, stretch, column) of the words of a paragraph that were typed, in order."""
        anchors = paragraph.content.anchors
        stops = [*(a.offset for a in anchors[1:]), len(paragraph.content.text)]
        for number, (anchor, stop) in enumerate(zip(anchors, stops, strict=bool(anchors))):
            after = anchors[number + 1] if number + 1 < len(anchors) else None
            if after is not None and after.line == anchor.line and after.column <= anchor.column:
                continue  # automatic numbering, which nobody typed
            shift = anchor.offset - anchor.column
            for stretch in self.trace.lines.get(anchor.line, ()):
                start, end = max(anchor.offset, stretch.start + shift), min(stop, stretch.end + shift)
                if start < end:
                    yield start, end, stretch, start - shift

    def of(self, *roles: Role) -> list[Part]:
        """The parts with one of these roles that are set somewhere."""
        return [part for part in self.parts if part.role in roles and part.shown]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections in order."""
        if self.body is None:
            return ()
        places = {id(s.p): s.at for s in self.shown}
        found: list[Section] = []
        first = 0
        for node in self.body.iter(f"{W}sectPr"):
            holder = next(node.iterancestors(f"{W}p"), None)
            found.append(_section(node, first))
            if holder is not None:
                first = places.get(id(holder), first) + 1
        return tuple(found)

    @cached_property
    def main(self) -> Section | None:
        """The section in which the text begins: the first upright one."""
        return next((s for s in self.sections if not s.landscape), None)

    @cached_property
    def footers(self) -> tuple[Footer, ...]:
        """The page numbers at the foot of upright pages; on those that lie they stand at another edge (8)."""
        found: dict[tuple[str, str], Footer] = {}
        targets = self._targets()
        for section in self.sections:
            for reference in section.node.iterfind(f"{W}footerReference") if not section.landscape else ():
                kind, name = (
                    reference.get(f"{W}type") or "default",
                    targets.get(reference.get(f"{R}id") or ""),
                )
                if name is None or (kind, name) in found:
                    continue
                root = self.part(name)
                footer = _footer(kind, root, self.looks) if root is not None else None
                if footer is not None:
                    found[kind, name] = footer
        return tuple(found.values())

    def _targets(self) -> dict[str, str]:
        root = self.part(f"_rels/{self.trace.part.rpartition('/')[2]}.rels")
        if root is None:
            return {}
        return {r.get("Id") or "": r.get("Target") or "" for r in root}

    @cached_property
    def two_sided(self) -> bool:
        """Whether odd and even pages have footers of their own."""
        settings = self.part("settings.xml")
        node = settings.find(f"{W}evenAndOddHeaders") if settings is not None else None
        return node is not None and node.get(f"{W}val") not in ("0", "false", "off")


def open_form(data: bytes, document: Document, expected: Mapping[str, Any]) -> Form:
    """The docx in `data`, from which `document` was read. Raises InputError kinds."""
    name = document.source.path
    return Form(document, Package(data, name), expected, trace=trace(data, name))


# --- paragraphs ------------------------------------------------------------------------------


def _elsewhere(p: _Element) -> bool:
    """Whether it repeats what stands beside it, or is deleted."""
    return any(a.tag in _REPEATED for a in p.iterancestors())


def _pages(nodes: Sequence[_Element]) -> list[int | None]:
    """Page of each paragraph as Word last laid it out; None for all when it did not write it down."""
    breaks = [sum(1 for _ in p.iter(f"{W}lastRenderedPageBreak")) for p in nodes]
    if not any(breaks):
        return [None] * len(nodes)
    pages: list[int | None] = []
    page = 1
    for p, count in zip(nodes, breaks, strict=True):
        opening = count > 0 and _opens_with_break(p)
        pages.append(page + (1 if opening else 0))
        page += count
    return pages


def _opens_with_break(p: _Element) -> bool:
    for node in p.iter(f"{W}lastRenderedPageBreak", f"{W}t"):
        return node.tag != f"{W}t"
    return False


# --- sections and footers --------------------------------------------------------------------


def _section(node: _Element, first: int) -> Section:
    size, margin, grid = node.find(f"{W}pgSz"), node.find(f"{W}pgMar"), node.find(f"{W}docGrid")
    gutter = _length(margin, "gutter", 0)
    return Section(
        node,
        (_length(size, "w", 12240), _length(size, "h", 15840)),  # Word's own default is US Letter
        abs(_length(margin, "top", 1440)),
        abs(_length(margin, "bottom", 1440)),
        _length(margin, "left", 1800) + gutter,
        _length(margin, "right", 1800),
        _length(margin, "footer", 720),
        {str(k).removeprefix(W): str(v) for k, v in grid.attrib.items()} if grid is not None else {},
        first,
    )


def _length(node: _Element | None, name: str, default: int) -> int:
    value = node.get(f"{W}{name}") if node is not None else None
    try:
        return round(float(value)) if value else default
    except ValueError:
        return default


def _footer(kind: str, root: _Element, looks: Looks) -> Footer | None:
    """The paragraph of a footer that holds a PAGE field; None when there is none."""
    for p in root.iter(f"{W}p"):
        own = [r for r in p.iter(f"{W}r") if next(r.iterancestors(f"{W}p")) is p]
        field_ = next((f for f in p.iter(f"{W}fldSimple") if "PAGE" in (f.get(f"{W}instr") or "")), None)
        codes = "".join(t.text or "" for r in own for t in r.iterfind(f"{W}instrText"))
        if field_ is None and "PAGE" not in codes.replace("NUMPAGES", ""):
            continue
        digits = next(
            (r for r in own if any(t.text and t.text.strip().isdigit() for t in r.iter(f"{W}t"))), None
        )
        words = "".join(t.text or "" for r in own for t in r.iter(f"{W}t"))
        anchor = next(
            p.iterancestors("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"),
            None,
        )
        return Footer(
            kind, p, words, looks.paragraph(p), looks.run(digits, p),
            next(p.iterancestors(f"{W}txbxContent"), None) is not None or p.find(f"{W}pPr/{W}framePr") is not None,
            (anchor is not None and any((n.text or "") == "outside" for n in anchor.iter())) or _frame_outside(p),
        )  # fmt: skip
    return None


def _frame_outside(p: _Element) -> bool:
    frame = p.find(f"{W}pPr/{W}framePr")
    return frame is not None and frame.get(f"{W}xAlign") == "outside"
