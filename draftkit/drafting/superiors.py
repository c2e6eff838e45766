"""Drafting for several superiors at once (省、市两级文件): one leads, the others are merged in.

What the leading document already carries is not said again; what it leaves out is added in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from draftkit.drafting.content import Block, blocks_of
from draftkit.drafting.holes import OpenPoint
from draftkit.drafting.inlaid import is_row
from draftkit.drafting.measures import Worder
from draftkit.drafting.notes import with_bodies
from draftkit.drafting.sentences import sentences
from draftkit.drafting.tasktable import bodies_of
from draftkit.drafting.trees import Blocks, changed, put_beside, walk
from draftkit.lexicon import departments, levels
from draftkit.localities import Locality, infer
from draftkit.model import Document, Measure

_LEANS = re.compile(r"^(?:并|且|同时|也|还|其中|以|在|对|为|使|让|由|从|与|和|及|按|依|通过|其|上述|该|此类)")
_MOST = 0.6  # share of a sentence from which on it is said whole


class Answer(Protocol):
    """How a measure is carried by the leading document; see `draftkit.comparing.carried`."""

    @property
    def by(self) -> tuple[str, ...]:
        """Measures that answer it, the most alike first."""

    @property
    def missing(self) -> tuple[tuple[int, int], ...]:
        """Stretches of its text that none of them says."""

    @property
    def units_missing(self) -> bool:
        """Whether one of its bodies is not named there."""

    @property
    def milder(self) -> tuple[str, ...]:
        """Where the leading document asks for less, a Chinese sentence each."""


@dataclass(frozen=True)
class Superior:
    """A further superior document (另一份上级文件), and how the leading one carries its measures."""

    document: Document
    answers: Mapping[str, Answer] = field(default_factory=dict)
    source: Locality | None = None

    @property
    def place(self) -> Locality:
        """Whose document it is."""
        return self.source or infer(self.document)


def by_nearness(documents: Sequence[Document]) -> list[Document]:
    """The documents with the nearest superior first (市 before 省); of one level the first given."""
    return sorted(documents, key=lambda d: -levels.rank(infer(d).level))


def key_of(number: int, measure: str) -> str:
    """Key of a measure of the second, third … superior document: ``2.m5``."""
    return f"{number}.{measure}" if number > 1 else measure


@dataclass
class _Merging:
    blocks: Blocks
    number: int
    title: str
    superior: Superior
    worder: Worder
    behind: str | None = None  # key of the block behind which a new one goes


def merged(blocks: Blocks, superior: Superior, number: int, title: str, worder: Worder) -> Blocks:
    """The outline with the measures of another superior document in it, none of them twice.

    number: of the document, 2 for the second. title: how it is called for the user.
    """
    work = _Merging(blocks, number, title, superior, worder)
    theirs = {b.measure: b for b in walk(blocks_of(superior.document, worder)) if b.measure}
    for measure in superior.document.measures:
        block = theirs.get(measure.id)
        if block is not None:
            _merge(work, measure, block)
    return work.blocks


def _merge(work: _Merging, measure: Measure, block: Block) -> None:
    answer = work.superior.answers.get(measure.id)
    there = {b.key for b in walk(work.blocks)}
    ours = next((key for key in answer.by if key in there), None) if answer else None
    if ours is None or answer is None:
        _add(work, measure, block)
        return
    work.behind = ours

    def enrich(b: Block) -> Block:
        return _enriched(b, block, measure, answer, work)

    work.blocks = changed(work.blocks, ours, enrich)


def _add(work: _Merging, measure: Measure, block: Block) -> None:
    key = key_of(work.number, measure.id)
    reason = f"{work.title}里的这一条，其他上级文件没有，已补入，请核对位置和写法"
    said = block.title or (block.paragraphs[0] if block.paragraphs else "")
    points = (*_keyed(block.points, key), OpenPoint("check", said, reason, None, key))
    new = replace(
        block,
        key=key,
        measure=key,
        children=(),
        points=points,
        note_points=_keyed(block.note_points, key),
        origins=(f"parent:{key}",),
    )
    beside = work.behind or _next_known(work, measure)
    if beside is None:
        work.blocks = (*work.blocks, new)
    else:
        work.blocks = put_beside(work.blocks, beside, new, behind=work.behind is not None)
    work.behind = key


def _next_known(work: _Merging, measure: Measure) -> str | None:
    """The block that answers the first later measure of the same document."""
    ids = [m.id for m in work.superior.document.measures]
    there = {b.key for b in walk(work.blocks)}
    for later in ids[ids.index(measure.id) + 1 :]:
        answer = work.superior.answers.get(later)
        for key in answer.by if answer else ():
            if key in there:
                return key
    return None


def _keyed(points: Sequence[OpenPoint], key: str) -> tuple[OpenPoint, ...]:
    return tuple(replace(point, measure=key) for point in points)


def _enriched(ours: Block, theirs: Block, measure: Measure, answer: Answer, work: _Merging) -> Block:
    key = key_of(work.number, measure.id)
    said = list(_said(measure, answer))
    body = work.worder.body(said, replace(measure, id=key))
    points = list(body.points)
    reason = f"由{work.title}补入，请与前后文核对，避免重复"
    points += [OpenPoint("check", text, reason, None, key) for text in body.paragraphs]
    note, bodies = with_bodies(ours.note, _bodies(theirs, ours) if answer.units_missing else ())
    points += [
        OpenPoint("check", unit, f"由{work.title}补入的责任单位，请核对", None, key) for unit in bodies
    ]
    points += [
        OpenPoint("decision", ours.title or "", f"{work.title}要求更高：{why}；请核定", None, key)
        for why in answer.milder
    ]
    return replace(
        ours,
        paragraphs=_appended(ours.paragraphs, "".join(body.paragraphs)),
        note=note,
        points=(*ours.points, *points),
        origins=(*ours.made_of, f"parent:{key}"),
    )


def _appended(paragraphs: Sequence[str], words: str) -> tuple[str, ...]:
    if not words:
        return tuple(paragraphs)
    said = [i for i, line in enumerate(paragraphs) if not is_row(line)]
    if not said:
        return (words, *paragraphs)
    out = list(paragraphs)
    last = out[said[-1]]
    out[said[-1]] = last + ("" if last.endswith(tuple("。！？；")) else "。") + words
    return tuple(out)


def _said(measure: Measure, answer: Answer) -> Iterator[str]:
    """What is to be added, each as a sentence: a part that can stand alone, else its whole sentence."""
    text, told = measure.text, set[str]()
    for start, end in answer.missing:
        for a, b in _sentences(text, start, end):
            part = text[max(a, start) : min(b, end)].strip("，。；、： ")
            whole = text[a:b].strip()
            alone = not _LEANS.match(part) and len(part) < _MOST * len(whole)
            words = part + "。" if alone else whole.rstrip("；") + ("" if whole.endswith("。") else "。")
            if part and words not in told and whole not in told:
                told.add(words)
                yield words


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = 0
    for sentence in sentences(text):
        if at < end and at + len(sentence) > start:
            yield at, at + len(sentence)
        at += len(sentence)


def _bodies(theirs: Block, ours: Block) -> tuple[str, ...]:
    """Bodies of the other note that ours does not name."""
    there = {departments.key_of(unit) or unit for part in bodies_of(ours.note) for unit in part}
    found = [unit for part in bodies_of(theirs.note) for unit in part]
    return tuple(u for u in found if (departments.key_of(u) or u) not in there and not u.startswith("各"))
