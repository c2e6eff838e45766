"""The marks of tracked changes in WordprocessingML (ECMA-376 part 1, 17.13.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Literal

from draftkit.writers.redline.blocks import PPR, RPR, SIGNS, R, T, W, runs_of
from draftkit.writers.redline.models import main_run
from draftkit.writers.redline.words import Segment

if TYPE_CHECKING:
    from lxml.etree import _Element

Change = Literal["ins", "del", "moveFrom", "moveTo"]
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TAGS = {character: tag for tag, character in SIGNS.items() if not tag.endswith("cr")}
# Paragraph properties that would do something by themselves in a copied paragraph.
_NOT_COPIED = frozenset(
    f"{W}{n}" for n in ("numPr", "sectPr", "pageBreakBefore", "outlineLvl", "pPrChange", "framePr")
)


class Tracks:
    """Writes marks with one author and date, ids counted up."""

    def __init__(self, author: str, when: str, first: int) -> None:
        self._author, self._when, self._next = author, when, first

    def mark(self, kind: str, **more: str) -> _Element:
        """An element w:kind with id, author and date."""
        from lxml import etree

        made = etree.Element(f"{W}{kind}", nsmap={"w": W[1:-1]})
        made.set(f"{W}id", str(self._next))
        self._next += 1
        if not kind.endswith("End"):
            made.set(f"{W}author", self._author)
            made.set(f"{W}date", self._when)
        for name, value in more.items():
            made.set(f"{W}{name}", value)
        return made

    # --- inside a paragraph ----------------------------------------------------------------------

    def write(self, paragraph: _Element, segments: Sequence[Segment]) -> None:
        """Put the edit script of a paragraph into it. All pieces but the gone ones are its own text."""
        cuts = _Cuts(segments)
        for run in list(runs_of(paragraph)):
            pieces = list(self._pieces(run, cuts))
            parent = run.getparent()
            if parent is None:
                continue
            at = parent.index(run)
            parent[at : at + 1] = pieces
        for text in cuts.rest():
            self._append(paragraph, text)

    def _pieces(self, run: _Element, cuts: _Cuts) -> Iterator[_Element]:
        """The run cut up where changes begin and end, with what is gone put between."""
        kept: list[tuple[bool, _Element]] = []
        for child in run:
            if child.tag == RPR:
                continue
            text = (child.text or "") if child.tag == T else SIGNS.get(child.tag)
            if text is None:
                kept.append((False, deepcopy(child)))
                continue
            for op, piece in cuts.take(text):
                if op == "gone":
                    yield from self._flush(run, kept)
                    yield self._changed("del", run, piece)
                else:
                    node = deepcopy(child) if child.tag != T else _text("t", piece)
                    kept.append((op == "new", node))
        yield from self._flush(run, kept)

    def _flush(self, run: _Element, kept: list[tuple[bool, _Element]]) -> Iterator[_Element]:
        """Runs of what has been kept so far; what is new is wrapped."""
        at = 0
        while at < len(kept):
            end = at
            while end < len(kept) and kept[end][0] == kept[at][0]:
                end += 1
            made = _run_like(run)
            made.extend(node for _, node in kept[at:end])
            if kept[at][0]:
                wrapper = self.mark("ins")
                wrapper.append(made)
                yield wrapper
            else:
                yield made
            at = end
        kept.clear()

    def _changed(self, kind: Change, like: _Element | None, text: str) -> _Element:
        wrapper = self.mark(kind)
        wrapper.append(text_run(like, text, deleted=kind in ("del", "moveFrom")))
        return wrapper

    def _append(self, paragraph: _Element, text: str) -> None:
        runs = list(runs_of(paragraph))
        paragraph.append(self._changed("del", runs[-1] if runs else None, text))

    # --- whole paragraphs -------------------------------------------------------------------------

    def wrap_all(self, paragraph: _Element, kind: Change) -> None:
        """Mark all runs of a paragraph."""
        for run in list(runs_of(paragraph)):
            parent = run.getparent()
            if parent is None:
                continue
            wrapper = self.mark(kind)
            parent[parent.index(run)] = wrapper
            wrapper.append(run)

    def mark_end(self, paragraph: _Element, kind: Change) -> None:
        """Mark the end of a paragraph (its paragraph mark) as inserted or deleted."""
        from lxml import etree

        properties = paragraph.find(PPR)
        if properties is None:
            properties = etree.Element(PPR)
            paragraph.insert(0, properties)
        of_mark = properties.find(RPR)
        if of_mark is None:
            of_mark = etree.Element(RPR)
            behind = properties.find(f"{W}sectPr")
            if behind is None:
                behind = properties.find(f"{W}pPrChange")
            if behind is None:
                properties.append(of_mark)
            else:
                behind.addprevious(of_mark)
        of_mark.insert(0, self.mark(kind))

    def paragraph(self, text: str, like: _Element | None, kind: Change) -> _Element:
        """A paragraph of the old version, all of it gone; it looks like `like`."""
        from lxml import etree

        made = etree.Element(f"{W}p", nsmap={"w": W[1:-1]})
        run = None
        if like is not None:
            properties = like.find(PPR)
            if properties is not None:
                made.append(_plain_properties(properties))
            run = main_run(like)
        if text:
            made.append(self._changed(kind, run, text))
        return made

    def move_range(self, paragraph: _Element, kind: Literal["moveFrom", "moveTo"], name: str) -> None:
        """The borders that tie both ends of a move together."""
        begin = self.mark(f"{kind}RangeStart", name=name)
        end = self.mark(f"{kind}RangeEnd")
        end.set(f"{W}id", begin.get(f"{W}id") or "0")
        place = 1 if paragraph.find(PPR) is not None else 0
        paragraph.insert(place, begin)
        paragraph.append(end)

    # --- tables -------------------------------------------------------------------------------------

    def mark_row(self, row: _Element, kind: Literal["ins", "del"]) -> None:
        """Mark a row of a table as inserted or deleted."""
        from lxml import etree

        properties = row.find(f"{W}trPr")
        if properties is None:
            properties = etree.Element(f"{W}trPr")
            before = row.find(f"{W}tblPrEx")
            row.insert(0 if before is None else row.index(before) + 1, properties)
        if not len(properties):  # the schema wants a property beside the mark
            properties.append(etree.Element(f"{W}cantSplit", {f"{W}val": "off"}))
        properties.append(self.mark(kind))


class _Cuts:
    """An edit script that is taken off piece by piece as the runs of the new text go by."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._left = list(reversed(segments))

    def take(self, text: str) -> Iterator[Segment]:
        """The pieces for the next characters of the new text, with what is gone before and among them."""
        while text:
            op, words = self._left.pop()
            if op == "gone":
                yield op, words
                continue
            size = min(len(words), len(text))
            yield op, words[:size]
            text = text[size:]
            if size < len(words):
                self._left.append((op, words[size:]))

    def rest(self) -> Iterator[str]:
        """What is gone behind the last character."""
        while self._left:
            op, words = self._left.pop()
            if op == "gone":
                yield words


def text_run(like: _Element | None, text: str, *, deleted: bool) -> _Element:
    """A run with these words (tabs and breaks as their signs), formatted like another one."""
    from lxml import etree

    made = _run_like(like) if like is not None else etree.Element(R, nsmap={"w": W[1:-1]})
    plain = ""
    for character in text:
        if character in _TAGS:
            if plain:
                made.append(_text("delText" if deleted else "t", plain))
            made.append(etree.Element(_TAGS[character]))
            plain = ""
        else:
            plain += character
    if plain:
        made.append(_text("delText" if deleted else "t", plain))
    return made


def _run_like(run: _Element) -> _Element:
    made = run.makeelement(R)
    properties = run.find(RPR)
    if properties is not None:
        made.append(deepcopy(properties))
    return made


def _plain_properties(properties: _Element) -> _Element:
    made = deepcopy(properties)
    for child in list(made):
        if child.tag in _NOT_COPIED or child.tag == RPR:
            made.remove(child)
    return made


def _text(name: str, words: str) -> _Element:
    from lxml import etree

    node = etree.Element(f"{W}{name}", {_SPACE: "preserve"}, nsmap={"w": W[1:-1]})
    node.text = words
    return node
