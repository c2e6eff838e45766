"""NEW with tracked changes against OLD."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from draftkit.writers.redline.accepted import accept
from draftkit.writers.redline.blocks import BOX, TC, Block, P, Para, Row, Table, W, blocks_of
from draftkit.writers.redline.crossing import Step
from draftkit.writers.redline.models import Models
from draftkit.writers.redline.pairing import moves, steps
from draftkit.writers.redline.tracks import Tracks
from draftkit.writers.redline.words import Segment, compare_exactly

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Options:
    """How changes are marked.

    author, when: whose changes they are; when None now. moves: whole paragraphs that stand elsewhere
    are marked as moved, else as deleted and inserted. numbers: typed numbers (（三） → （四）) are marked
    like other words; otherwise a number alone is no change, and refusing all keeps the new numbers.
    """

    author: str = "draftkit"
    when: datetime | None = None
    moves: bool = True
    numbers: bool = False


def old_of_docx(data: bytes) -> tuple[Block, ...]:
    """What a docx says, its own tracked changes accepted. Raises InputError kinds for a broken file."""
    _, root = _document(data)
    accept(root)
    return blocks_of(_body(root))


def old_of_lines(lines: Iterable[str]) -> tuple[Block, ...]:
    """An old version of which only the words are known, a paragraph a line."""
    return tuple(Para(line) for line in lines)


def redlined(new: bytes, old: Sequence[Block], options: Options | None = None) -> bytes:
    """The docx `new` with tracked changes that lead from `old` to it.

    Accepting all changes gives `new`, refusing all gives `old` (but for typed numbers, see Options).
    Raises InputError kinds for a broken file.
    """
    chosen = options or Options()
    part, root = _document(new)
    accept(root)
    when = (chosen.when or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    used = [int(i) for n in root.iter() if isinstance(n.tag, str) and (i := n.get(f"{W}id")) and i.isdigit()]
    work = _Work(Tracks(chosen.author, when, max(used, default=0) + 1000), chosen)
    body = _body(root)
    work.container(body, tuple(old), blocks_of(body))
    return _rewritten(new, part, root)


def _document(data: bytes) -> tuple[str, _Element]:
    """The main part of a docx and its root."""
    from draftkit.readers.docx_trace import main_part
    from draftkit.readers.package import Package

    package = Package(data, "")
    part = main_part(package)
    return part, package.xml(part)


def _body(root: _Element) -> _Element:
    body = root.find(f"{W}body")
    assert body is not None
    return body


_Became = tuple[Literal["same", "ins", "del", "moveTo", "moveFrom"], "_Element"]


class _Work:
    """Walks through both versions and has the marks written."""

    def __init__(self, tracks: Tracks, options: Options) -> None:
        self._tracks = tracks
        self._options = options
        self._moved = 0

    def container(self, holder: _Element, old: tuple[Block, ...], new: tuple[Block, ...]) -> None:
        """A body or a cell."""
        form = _text if self._options.numbers else _bare
        way = steps(old, new, form)
        moved = moves(old, new, way) if self._options.moves else {}
        names = {i: f"move{self._moved + n}" for n, i in enumerate(moved, 1)}
        self._moved += len(moved)
        arrived = {j: names[i] for i, j in moved.items()}
        near = _Near(holder, new)
        for step in way:
            near.at(step)
            if step.old is None and step.new is not None:
                self._inserted(new[step.new], arrived.get(step.new))
            elif step.new is None and step.old is not None:
                gone = old[step.old]
                near.put(self._deleted(gone, near.like(gone), names.get(step.old)))
            elif step.old is not None and step.new is not None:
                self._paired(old[step.old], new[step.new])
        _settle_ends(self._tracks, near.blocks(way, old, new, moved))

    def _paired(self, old: Block, new: Block) -> None:
        if isinstance(old, Para) and isinstance(new, Para) and new.element is not None:
            self._boxes(old, new.element)
            segments = self._segments(old, new)
            if any(op != "same" for op, _ in segments):
                self._tracks.write(new.element, segments)
        elif isinstance(old, Table) and isinstance(new, Table):
            self._rows(old, new)

    def _boxes(self, old: Para, new: _Element) -> None:
        """The text boxes that hang on a paragraph, when it has as many as before."""
        before = [] if old.element is None else list(old.element.iter(BOX))
        after = list(new.iter(BOX))
        if len(before) == len(after):
            for ours, theirs in zip(before, after, strict=True):
                self.container(theirs, blocks_of(ours), blocks_of(theirs))

    def _segments(self, old: Para, new: Para) -> list[Segment]:
        if self._options.numbers:
            return compare_exactly(old.text, new.text)
        label: Segment = ("same", new.text[: new.label_end])
        return (
            [label, *compare_exactly(old.bare, new.bare)]
            if new.label_end
            else compare_exactly(old.bare, new.bare)
        )

    def _inserted(self, block: Block, move: str | None) -> None:
        if isinstance(block, Para) and block.element is not None:
            self._tracks.wrap_all(block.element, "moveTo" if move else "ins")
            if move:
                self._tracks.move_range(block.element, "moveTo", move)
        elif isinstance(block, Table):
            for row in block.rows:
                self._row_in(row)

    def _deleted(self, block: Block, like: _Element | None, move: str | None) -> _Element:
        if isinstance(block, Para):
            made = self._tracks.paragraph(block.text, like, "moveFrom" if move else "del")
            if move:
                self._tracks.move_range(made, "moveFrom", move)
            return made
        return self._table_gone(block)

    # --- tables ------------------------------------------------------------------------------------

    def _rows(self, old: Table, new: Table) -> None:
        holder = new.element
        if holder is None:
            return
        behind: _Element | None = None
        for step in steps(old.rows, new.rows, lambda row: row.text):
            if step.new is not None:
                row = new.rows[step.new]
                if step.old is None:
                    self._row_in(row)
                else:
                    self._row_pair(old.rows[step.old], row)
                behind = row.element
            elif step.old is not None:
                gone = self._row_gone(old.rows[step.old], new)
                if behind is not None:
                    behind.addnext(gone)
                else:
                    _before_rows(holder, gone)
                behind = gone

    def _row_pair(self, old: Row, new: Row) -> None:
        cells = list(new.element.iter(TC)) if new.element is not None else []
        own = [tc for tc in cells if next(tc.iterancestors(f"{W}tr"), None) is new.element]
        if len(old.cells) == len(new.cells) == len(own):
            for tc, before, after in zip(own, old.cells, new.cells, strict=True):
                self.container(tc, before, after)
            return
        if new.element is not None:
            new.element.addprevious(self._row_gone(old, None))
            self._row_in(new)

    def _row_in(self, row: Row) -> None:
        if row.element is None:
            return
        self._tracks.mark_row(row.element, "ins")
        for paragraph in row.element.iter(P):
            self._tracks.wrap_all(paragraph, "ins")

    def _row_gone(self, row: Row, table: Table | None) -> _Element:
        """A row of the old version; its cells look like those of the new table where they can."""
        from lxml import etree

        made = etree.Element(f"{W}tr", nsmap={"w": W[1:-1]})
        model = next((r for r in table.rows if len(r.cells) == len(row.cells)), None) if table else None
        patterns = list(model.element.iter(TC)) if model and model.element is not None else []
        for number, blocks in enumerate(row.cells):
            pattern = patterns[number] if len(patterns) == len(row.cells) else None
            made.append(self._cell_gone(blocks, pattern))
        self._tracks.mark_row(made, "del")
        return made

    def _cell_gone(self, blocks: tuple[Block, ...], pattern: _Element | None) -> _Element:
        from lxml import etree

        cell = etree.Element(TC, nsmap={"w": W[1:-1]})
        properties = pattern.find(f"{W}tcPr") if pattern is not None else None
        if properties is not None:
            cell.append(_unmerged(properties))
        like = next(pattern.iter(P), None) if pattern is not None else None
        texts = [line for block in blocks for line in block.text.split("\n")] or [""]
        for text in texts:
            cell.append(self._tracks.paragraph(text, like, "del"))
        return cell

    def _table_gone(self, table: Table) -> _Element:
        from lxml import etree

        made = etree.Element(f"{W}tbl", nsmap={"w": W[1:-1]})
        properties = etree.SubElement(made, f"{W}tblPr")
        etree.SubElement(properties, f"{W}tblW", {f"{W}w": "0", f"{W}type": "auto"})
        grid = etree.SubElement(made, f"{W}tblGrid")
        for _ in range(max((len(row.cells) for row in table.rows), default=1)):
            etree.SubElement(grid, f"{W}gridCol")
        for row in table.rows:
            made.append(self._row_gone(row, None))
        return made


class _Near:
    """Where in a body or cell the next deleted block belongs: behind the block before it."""

    def __init__(self, holder: _Element, new: tuple[Block, ...]) -> None:
        self._holder = holder
        self._new = new
        self._behind: _Element | None = None
        self._made: dict[int, _Element] = {}
        self._step = -1
        self._at = 0
        self._models = Models(new) if holder.tag == f"{W}body" else None

    def at(self, step: Step) -> None:
        """Go on to the next step."""
        self._step += 1
        if step.new is not None:
            self._behind = self._new[step.new].element
            self._at = step.new

    def put(self, block: _Element) -> None:
        """Put a block of the old version in."""
        if self._behind is not None:
            self._behind.addnext(block)
        else:
            first = next((b.element for b in self._new if b.element is not None), None)
            if first is not None:
                first.addprevious(block)
            else:
                self._holder.insert(
                    1 if len(self._holder) and self._holder[0].tag == f"{W}tcPr" else 0, block
                )
        self._behind = block
        self._made[self._step] = block

    def like(self, gone: Block) -> _Element | None:
        """The paragraph whose looks a deleted one takes: in a body one of its kind, in a cell the one before it."""
        if self._models is not None:
            return self._models.like(gone.text, self._at)
        node = self._behind
        while node is not None and node.tag != P:
            node = node.getprevious()
        if node is None:
            node = next((b.element for b in self._new if isinstance(b, Para) and b.element is not None), None)
        return node

    def blocks(
        self, way: Sequence[Step], old: Sequence[Block], new: Sequence[Block], moved: dict[int, int]
    ) -> list[_Became]:
        """All paragraphs of the container as they stand now, each with what happened to it."""
        out: list[_Became] = []
        arrived = set(moved.values())
        for number, step in enumerate(way):
            if step.new is None and step.old is not None:
                out.append(("moveFrom" if step.old in moved else "del", self._made[number]))
            elif step.new is not None and (element := new[step.new].element) is not None:
                kind: Literal["same", "ins", "moveTo"] = "same" if step.old is not None else "ins"
                out.append(("moveTo" if step.new in arrived else kind, element))
        return out


def _settle_ends(tracks: Tracks, blocks: Sequence[_Became]) -> None:
    """Mark the ends of paragraphs that came or went.

    The last paragraph of a body or cell cannot lose its end. What comes or goes at the very end takes
    the end of the paragraph before it instead, as Word does it.
    """
    last = len(blocks)
    while last and blocks[last - 1][0] != "same" and blocks[last - 1][1].tag == P:
        last -= 1
    ends: list[_Became] = [
        (kind, element) for kind, element in blocks[:last] if kind != "same" and element.tag == P
    ]
    trailing = blocks[last:]
    if trailing and last and blocks[last - 1][1].tag == P:
        shifted = [blocks[last - 1][1], *(element for _, element in trailing[:-1])]
        ends += [(kind, element) for (kind, _), element in zip(trailing, shifted, strict=True)]
    elif trailing:
        ends += list(trailing[:-1])
    for kind, element in ends:
        if kind != "same":
            tracks.mark_end(element, kind)


def _text(block: Block) -> str:
    return block.text


def _bare(block: Block) -> str:
    return block.bare if isinstance(block, Para) else block.text


def _unmerged(properties: _Element) -> _Element:
    made = deepcopy(properties)
    for name in ("vMerge", "cellIns", "cellDel", "cellMerge", "tcPrChange"):
        for node in made.findall(f"{W}{name}"):
            made.remove(node)
    return made


def _before_rows(table: _Element, row: _Element) -> None:
    first = table.find(f"{W}tr")
    if first is not None:
        first.addprevious(row)
    else:
        table.append(row)


def _rewritten(data: bytes, part: str, root: _Element) -> bytes:
    """The package with its main part changed; the others are copied as they are."""
    from lxml import etree

    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, content if info.filename == part else old.read(info), zipfile.ZIP_DEFLATED)
    return out.getvalue()
