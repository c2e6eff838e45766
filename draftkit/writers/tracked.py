"""Corrections in somebody's own docx: tracked changes and comments, everything else untouched (修订和批注).

Refusing all changes gives the words back as they were; accepting all gives the corrected ones. Runs are
cut where a correction begins and ends, and every piece keeps the formatting of the run it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from draftkit.readers.docx_trace import Cell, Trace, part_beside, trace
from draftkit.writers.package import rewritten
from draftkit.writers.remarks import add_comments
from draftkit.writers.revisions import closing, element, run_like, text
from draftkit.writers.runs import refuse_illegal

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_AUTHOR = "draftkit"
# Where a run may stand so that changes can be written beside it.
_HOLDERS = frozenset(f"{W}{name}" for name in ("p", "hyperlink", "smartTag", "sdtContent", "customXml"))
_CHANGES = frozenset(f"{W}{name}" for name in ("ins", "moveTo", "del", "moveFrom"))


@dataclass(frozen=True, slots=True)
class Correction:
    """Words to change (修订): in line `line`, the columns [start, end) become `new`.

    Places as in `draftkit.readers.source.Line`; start == end inserts before the column. old: the
    words that must stand there.
    """

    line: int
    start: int
    end: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment (批注) on the columns [start, end) of a line; line None: on the document as a whole."""

    line: int | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The docx with its changes. refused: corrections that could not be made, each with the reason."""

    data: bytes
    made: int
    refused: tuple[tuple[Correction, str], ...] = ()


@dataclass(slots=True)
class _Work:
    """What is to be done to one run, by (w:t, index). marks: comment borders before a character."""

    gone: set[tuple[int, int]] = field(default_factory=set)
    new: dict[tuple[int, int], str] = field(default_factory=dict)
    opens: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    closes: dict[tuple[int, int], list[int]] = field(default_factory=dict)


def corrected(
    data: bytes,
    corrections: Sequence[Correction],
    remarks: Sequence[Remark] = (),
    *,
    refused_as: str = "",
    when: datetime | None = None,
) -> Corrected:
    """A docx with these corrections as tracked changes and these remarks as comments.

    refused_as: what a comment says of a correction that could not be made, with ``{reason}``, ``{old}``
    and ``{new}``; empty for no comment. when: date of the changes, now by default. Raises InputError
    kinds for a broken docx, OutputError for words that no Word file can carry.
    """
    for correction in corrections:
        refuse_illegal(correction.new, f"第{correction.line}段的改动")
    found = trace(data)
    tracker = _Tracker(found, (when or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    refused = []
    for correction in sorted(corrections, key=lambda c: (c.line, c.start, c.end)):
        reason = tracker.correct(correction)
        if reason is not None:
            refused.append((correction, reason))
    notes = list(remarks)
    if refused_as:
        notes += [
            Remark(
                c.line, c.start, max(c.end, c.start + 1), refused_as.format(reason=why, old=c.old, new=c.new)
            )
            for c, why in refused
        ]
    numbered = _numbered(data, found, notes)
    for number, note in numbered:
        tracker.remark(number, note)
    tracker.finish()
    changed = {found.part: _xml(found.root)}
    if numbered:
        texts = [(number, note.text) for number, note in numbered]
        changed |= add_comments(data, found.part, texts, _AUTHOR, tracker.when)
    return Corrected(rewritten(data, changed), len(corrections) - len(refused), tuple(refused))


def _numbered(data: bytes, found: Trace, notes: Iterable[Remark]) -> list[tuple[int, Remark]]:
    """The comments with ids that the docx does not use yet, in reading order."""
    from draftkit.readers.package import Package

    package, part = Package(data, ""), part_beside(found.part, "comments.xml")
    used = [int(c.get(f"{W}id") or 0) for c in package.xml(part)] if part in package else []
    ordered = sorted(notes, key=lambda n: (n.line or 0, n.start))
    return list(enumerate(ordered, max(used, default=-1) + 1))


class _Tracker:
    """Collects what is to be done to each run, then does it."""

    def __init__(self, found: Trace, when: str) -> None:
        self._found = found
        self._root = found.root
        self.when = when
        self._work: dict[int, tuple[_Element, _Work]] = {}
        self._fields: dict[int, set[int]] = {}
        ids = (n.get(f"{W}id") or "0" for n in self._root.iter() if n.tag in _CHANGES)
        self._next = max((int(i) for i in ids if i.isdigit()), default=0) + 9000

    def correct(self, wanted: Correction) -> str | None:
        """Note a correction. Returns the reason when it cannot be made."""
        wanted = _trimmed(wanted)
        cells = [self._found.at(wanted.line, column) for column in range(wanted.start, wanted.end)]
        if not cells:
            return self._insert(wanted)
        typed = [c for c in cells if c is not None and c.t is not None]
        if len(typed) < len(cells):
            return "这里有自动编号、制表符或换行"
        if "".join(c.character for c in typed) != wanted.old:
            return "原文和读出的文字对不上"
        for cell in typed:
            if (reason := self._hindrance(cell)) is not None:
                return reason
        inside = any(_key(c) in self._of(c).new for c in typed[1:])
        if inside or any(_key(c) in self._of(c).gone for c in typed):
            return "和另一处改动重叠"
        for _, low, high, first, last in _changes(wanted.old, wanted.new):
            self._replace(typed, low, high, wanted.new[first:last])
        return None

    def _replace(self, cells: Sequence[Cell], low: int, high: int, new: str) -> None:
        """Of the cells, [low, high) go and `new` comes, behind the first of their runs."""
        for cell in cells[low:high]:
            self._of(cell).gone.add(_key(cell))
        if not new:
            return
        if low == high:
            at = (cells[low], _key(cells[low])) if low == 0 else (cells[low - 1], _after(cells[low - 1]))
        else:
            same = [c for c in cells[low:high] if _run(c) is _run(cells[low])]
            at = (same[-1], _after(same[-1]))
        before = self._of(at[0]).new.get(at[1], "")  # put in there by a change that ends here
        self._of(at[0]).new[at[1]] = before + new

    def _insert(self, wanted: Correction) -> str | None:
        before = self._found.at(wanted.line, wanted.start - 1)
        after = self._found.at(wanted.line, wanted.start)
        # Words put in take the formatting of what stands before them.
        for cell, key in ((before, _after), (after, _key)):
            if cell is None or cell.t is None or self._hindrance(cell) is not None:
                continue
            place = key(cell)
            if place in self._of(cell).new:
                return "和另一处改动重叠"
            self._of(cell).new[place] = wanted.new
            return None
        at = before or after
        return (self._hindrance(at) if at is not None else None) or "这里没有可以改的文字"

    def _hindrance(self, cell: Cell) -> str | None:
        run = _run(cell)
        if cell.t is None or run is None:
            return "这里不是普通文字"
        ancestors = [a.tag for a in run.iterancestors()]
        if any(a in _CHANGES for a in ancestors):
            return "这里已有别人的修订，请先接受或拒绝"
        if f"{W}txbxContent" in ancestors:
            return "文字在文本框里"
        if ancestors[0] not in _HOLDERS:
            return "文字在域或公式里"
        return "文字在域里" if id(run) in self._in_fields(cell.p) else None

    def _in_fields(self, p: _Element) -> set[int]:
        """Runs of a paragraph that show the result of a field, which Word writes anew."""
        if id(p) not in self._fields:
            inside: set[int] = set()
            depth = 0
            for run in p.iter(f"{W}r"):
                for char in run.iterfind(f"{W}fldChar"):
                    depth += {"begin": 1, "end": -1}.get(char.get(f"{W}fldCharType") or "", 0)
                if depth > 0:
                    inside.add(id(run))
            self._fields[id(p)] = inside
        return self._fields[id(p)]

    def _of(self, cell: Cell) -> _Work:
        run = _run(cell)
        assert run is not None
        return self._work.setdefault(id(run), (run, _Work()))[1]

    # --- comments ----------------------------------------------------------------------------

    def remark(self, number: int, note: Remark) -> None:
        """Note where a comment begins and ends."""
        columns = range(note.start, max(note.end, note.start + 1))
        cells = [c for x in columns if note.line and (c := self._found.at(note.line, x)) and c.t is not None]
        plain = [
            c for c in cells if (run := _run(c)) is not None and run.getparent() is c.p and not _boxed(c.p)
        ]
        if plain and plain == cells and plain[0].p is plain[-1].p:
            self._of(plain[0]).opens.setdefault(_key(plain[0]), []).append(number)
            self._of(plain[-1]).closes.setdefault(_after(plain[-1]), []).append(number)
            return
        p = self._anchor(note, cells)
        if p is not None:
            place = 1 if p.find(f"{W}pPr") is not None else 0
            p.insert(place, element("commentRangeStart", number))
            p.extend(closing(number))

    def _anchor(self, note: Remark, cells: Sequence[Cell]) -> _Element | None:
        """The paragraph on which a comment is hung when it cannot stand at its words."""
        p = cells[0].p if cells else self._nearest(note)
        while p is not None and (box := next(p.iterancestors(f"{W}txbxContent"), None)) is not None:
            p = next(box.iterancestors(f"{W}p"), None)
        return p

    def _nearest(self, note: Remark) -> _Element | None:
        lines = self._found.lines
        stretches = lines.get(note.line or 0) or next(iter(lines.values()), [])
        return stretches[0].p if stretches else None

    # --- doing it ----------------------------------------------------------------------------

    def finish(self) -> None:
        """Cut the runs and put the changes in."""
        for run, work in self._work.values():
            parent = run.getparent()
            if parent is None or not (work.gone or work.new or work.opens or work.closes):
                continue
            pieces = self._pieces(run, work)
            at = parent.index(run)
            tail = run.tail
            parent[at : at + 1] = pieces
            if tail and pieces:
                pieces[-1].tail = tail

    def _pieces(self, run: _Element, work: _Work) -> list[_Element]:
        out: list[_Element] = []
        for child in run:
            if child.tag == f"{W}rPr":
                continue
            if child.tag != f"{W}t":
                self._add(out, run, deepcopy(child))
                continue
            self._cut(out, run, child, work)
        return out

    def _cut(self, out: list[_Element], run: _Element, t: _Element, work: _Work) -> None:
        """The pieces of one w:t."""
        words, start = t.text or "", 0
        for i in range(len(words) + 1):
            key = (id(t), i)
            last = i == len(words)
            border = last or key in work.new or key in work.opens or key in work.closes
            turns = not last and i > 0 and ((key in work.gone) != ((id(t), i - 1) in work.gone))
            if not (border or turns):
                continue
            if i > start:
                self._words(out, run, words[start:i], gone=(id(t), start) in work.gone)
                start = i
            if key in work.new:
                out.append(self._change("ins", run_like(run, text("t", work.new[key]))))
            for number in work.closes.get(key, ()):
                out.extend(closing(number))
            if not last:
                out.extend(element("commentRangeStart", n) for n in work.opens.get(key, ()))

    def _words(self, out: list[_Element], run: _Element, words: str, *, gone: bool) -> None:
        if gone:
            out.append(self._change("del", run_like(run, text("delText", words))))
        else:
            self._add(out, run, text("t", words))

    @staticmethod
    def _add(out: list[_Element], run: _Element, child: _Element) -> None:
        """To the run before when it was left as it was, else to a new one."""
        if out and out[-1].tag == f"{W}r" and out[-1].find(f"{W}commentReference") is None:
            out[-1].append(child)
        else:
            out.append(run_like(run, child))

    def _change(self, kind: str, run: _Element) -> _Element:
        change = element(kind, self._next)
        self._next += 1
        change.set(f"{W}author", _AUTHOR)
        change.set(f"{W}date", self.when)
        change.append(run)
        return change


def _trimmed(wanted: Correction) -> Correction:
    """Without what stays the same at both ends."""
    old, new, start = wanted.old, wanted.new, wanted.start
    while old and new and old[0] == new[0]:
        old, new, start = old[1:], new[1:], start + 1
    end = wanted.end
    while old and new and old[-1] == new[-1]:
        old, new, end = old[:-1], new[:-1], end - 1
    return Correction(wanted.line, start, end, old, new)


def _changes(old: str, new: str) -> Iterable[tuple[str, int, int, int, int]]:
    """What differs between two wordings, as small as it can be read: ``(一)`` to ``（一）`` is two changes."""
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    kept = sum(high - low for kind, low, high, _, _ in found if kind == "equal")
    if 2 * kept < max(len(old), len(new)) and len(old) != len(new):
        return [("replace", 0, len(old), 0, len(new))]
    return [step for step in found if step[0] != "equal"]


def _run(cell: Cell) -> _Element | None:
    parent = cell.t.getparent() if cell.t is not None else None
    return parent if parent is not None and parent.tag == f"{W}r" else None


def _key(cell: Cell) -> tuple[int, int]:
    return id(cell.t), cell.index


def _after(cell: Cell) -> tuple[int, int]:
    return id(cell.t), cell.index + 1


def _boxed(p: _Element) -> bool:
    return next(p.iterancestors(f"{W}txbxContent"), None) is not None


def _xml(root: _Element) -> bytes:
    from lxml import etree

    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
