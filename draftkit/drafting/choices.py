"""What a secretary decides before drafting, measure by measure (取舍): keep, order, wording, bodies, targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from draftkit.drafting.content import Block
from draftkit.drafting.holes import OpenPoint
from draftkit.drafting.notes import assigned
from draftkit.drafting.numbering import make_label
from draftkit.drafting.tasktable import bodies_of
from draftkit.drafting.trees import Blocks, nested, walk
from draftkit.errors import InputError
from draftkit.localities import TargetValue

Wording = Literal["parent", "library", "own"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is decided for one part of the outline.

    key: of the block (``m4``, ``h2``, ``2.m5``); "" for one that is added. keep: False to leave it out.
    clause: id of the library clause that is taken. title, text: own words, None when not given.
    lead, units: bodies, None when the parent's stay. targets: values for this measure alone. level: of
    an addition. mark: short fingerprint of the parent's words, "" when not stated. line: in the plan file.
    """

    key: str
    keep: bool = True
    wording: Wording = "parent"
    clause: str | None = None
    title: str | None = None
    text: tuple[str, ...] = ()
    lead: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    targets: Mapping[str, TargetValue] = field(default_factory=dict)
    level: int | None = None
    mark: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Choices:
    """The decisions of a plan file. parents: (path, sha256) of the documents it was made from."""

    items: tuple[Choice, ...]
    where: str = ""
    parents: tuple[tuple[str, str], ...] = ()

    def targets_of(self) -> Mapping[str, Mapping[str, TargetValue]]:
        """Values for single measures, by key."""
        return {c.key: c.targets for c in self.items if c.key and c.targets}


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """A clause of the library in the locality's words. title, note: "" when it has none."""

    title: str
    text: str
    note: str
    mark: str
    about: str


@dataclass(frozen=True, slots=True)
class Arranged:
    """The outline as decided. told: what was decided, a Chinese sentence each. points: for the whole draft."""

    blocks: Blocks
    told: tuple[str, ...] = ()
    points: tuple[OpenPoint, ...] = ()


def arranged(blocks: Blocks, choices: Choices, clause: Callable[[str], ClauseWords]) -> Arranged:
    """The outline with the decisions carried out. Raises InputError for a part that does not exist."""
    work = _Arranging(choices, {b.key: b for b in walk(blocks)}, clause)
    work.check()
    order = work.order(list(walk(blocks)))
    if not work.is_moved(list(walk(blocks)), order):
        kept = _same_shape(blocks, {b.key: b for b, _ in order})
    else:
        holders = frozenset(b.key for b in walk(blocks) if b.children)
        kept = nested([replace(b, children=()) for b, _ in order], holders)
    return Arranged(kept, tuple(work.told), tuple(work.points))


def _same_shape(blocks: Blocks, new: Mapping[str, Block]) -> Blocks:
    return tuple(replace(new[b.key], children=_same_shape(b.children, new)) for b in blocks)


class _Arranging:
    def __init__(
        self, choices: Choices, known: Mapping[str, Block], clause: Callable[[str], ClauseWords]
    ) -> None:
        self.choices = choices
        self.known = known
        self.clause = clause
        self.told: list[str] = []
        self.points: list[OpenPoint] = []

    def check(self) -> None:
        seen: dict[str, int] = {}
        for choice in self.choices.items:
            if not choice.key:
                continue
            if choice.key not in self.known:
                measures = [key for key in self.known if "m" in key]
                raise self.fault(
                    choice,
                    f"上级文件里没有“{choice.key}”这一条",
                    f"举措编号从 {measures[0]} 到 {measures[-1]}",
                )
            if choice.key in seen:
                raise self.fault(
                    choice, f"“{choice.key}”写了两次（前一处在第{seen[choice.key]}行）", "请删去一处"
                )
            seen[choice.key] = choice.line

    def fault(self, choice: Choice, problem: str, remedy: str) -> InputError:
        return InputError(problem, where=f"{self.choices.where} 第{choice.line}行", remedy=remedy)

    def order(self, before: Sequence[Block]) -> list[tuple[Block, Choice | None]]:
        """The parts that stay, in their new order, worded as decided."""
        planned = {c.key for c in self.choices.items if c.key}
        queue: list[tuple[Block | None, Choice | None]] = [
            (self.known[c.key] if c.key else None, c) for c in self.choices.items
        ]
        for index, block in enumerate(before):
            if block.key not in planned:
                # A part that the plan does not name is no decision to leave it out.
                self.told.append(f"计划里没有“{name(block)}”（{block.key}），已照上级列入")
                at = _behind(queue, [b.key for b in before[:index]])
                queue.insert(at, (block, None))
        return list(self._kept(queue))

    def _kept(
        self, queue: Sequence[tuple[Block | None, Choice | None]]
    ) -> Iterator[tuple[Block, Choice | None]]:
        dropped = 9  # level of the part that was left out last; what stands below it goes with it
        level = 1
        for block, choice in queue:
            here = block.level if block else (choice.level if choice and choice.level else level)
            if here > dropped:
                self._leave_out(block, choice)
                continue
            dropped = 9
            if choice is not None and not choice.keep:
                dropped = here if block is not None and block.children else 9
                self._leave_out(block, choice)
                continue
            if block is None and choice is not None:
                yield self._added(choice, here), choice
            elif block is not None:
                yield (self._worded(block, choice) if choice else block), choice
            level = here

    def _leave_out(self, block: Block | None, choice: Choice | None) -> None:
        if block is None:
            return
        self.told.append(f"不采用“{name(block)}”（{block.key}）")
        if block.measure:
            reason = "按计划没有采用，对照上级文件时会列为缺失，请确认"
            self.points.append(OpenPoint("decision", name(block), reason, None, block.measure))

    def is_moved(self, before: Sequence[Block], after: Sequence[tuple[Block, Choice | None]]) -> bool:
        """Whether parts were moved, added or left out. Tells of those that were moved."""
        old, new = [b.key for b in before], [b.key for b, _ in after]
        if old == new:
            return False
        stayed = _rising([old.index(key) for key in new if key in old])
        for block, _ in after:
            if block.key in old and old.index(block.key) not in stayed:
                self.told.append(f"“{name(block)}”（{block.key}）调整了次序")
        return True

    def _added(self, choice: Choice, level: int) -> Block:
        title, text, note = choice.title or "", choice.text, ""
        origins: tuple[str, ...] = (f"plan:{choice.line}",)
        if choice.clause:
            taken = self.clause(choice.clause)
            title, text, note = title or taken.title, (taken.text,), taken.note
            origins = (taken.mark, *origins)
        if choice.lead is not None or choice.units is not None:
            note = self._assigned(choice, note)
        self.told.append(f"增加“{title or text[0][:20]}”（计划第{choice.line}行）")
        key = f"+{choice.line}"
        label = make_label(level, 1)
        return Block(key, level, label, title or None, text, not text, note, key, (), (), (), origins)

    def _worded(self, block: Block, choice: Choice) -> Block:
        if choice.wording == "library" and choice.clause:
            taken = self.clause(choice.clause)
            title = (choice.title or taken.title or block.title) if block.title else choice.title
            self.told.append(f"“{name(block)}”（{block.key}）用条款库的写法：{taken.about}")
            block = _with_words(block, title, (taken.text,), (taken.mark, *block.made_of))
        elif choice.wording == "own":
            self.told.append(f"“{name(block)}”（{block.key}）用自拟的文字")
            own = (f"plan:{choice.line}", *block.made_of)
            block = _with_words(block, choice.title or block.title, choice.text, own)
        elif choice.title and choice.title != block.title:
            self.told.append(f"“{name(block)}”（{block.key}）小标题改为“{choice.title}”")
            block = replace(block, title=choice.title)
        if choice.targets:
            metrics = "、".join(f"{key}{t.value or ''}{t.unit or ''}" for key, t in choice.targets.items())
            self.told.append(f"“{name(block)}”（{block.key}）目标按计划写：{metrics}")
        return self._with_bodies(block, choice)

    def _with_bodies(self, block: Block, choice: Choice) -> Block:
        if choice.lead is None and choice.units is None:
            return block
        note = self._assigned(choice, block.note)
        if note == block.note:
            return block
        self.told.append(f"“{name(block)}”（{block.key}）责任单位改为{note}")
        mark = f"plan:{choice.line}"
        origins = block.made_of if mark in block.made_of else (*block.made_of, mark)
        points = tuple(point for point in block.note_points if point.text in note)
        return replace(block, note=note, note_points=points, origins=origins)

    def _assigned(self, choice: Choice, note: str) -> str:
        lead, units = bodies_of(note) if note else ((), ())
        wanted = (
            (choice.lead if choice.lead is not None else lead),
            (choice.units if choice.units is not None else units),
        )
        return note if wanted == (lead, units) else assigned(*wanted, note)


def _rising(numbers: Sequence[int]) -> frozenset[int]:
    """The most numbers that stand in rising order: what was not moved."""
    best: list[tuple[int, ...]] = [()]
    for number in numbers:
        longest: tuple[int, ...] = max((run for run in best if not run or run[-1] < number), key=len)
        best.append((*longest, number))
    longest = max(best, key=len)
    return frozenset(longest)


def _with_words(block: Block, title: str | None, text: tuple[str, ...], origins: tuple[str, ...]) -> Block:
    return replace(
        block,
        title=title,
        paragraphs=text,
        points=(),
        origins=origins,
        own_line=block.own_line and bool(title),
    )


def _behind(queue: Sequence[tuple[Block | None, Choice | None]], before: Sequence[str]) -> int:
    """Where a part goes that the plan does not name: behind the nearest one before it."""
    places = {block.key: i for i, (block, _) in enumerate(queue) if block}
    return next((places[key] + 1 for key in reversed(before) if key in places), 0)


def name(block: Block) -> str:
    """A part as one calls it: its heading, else how it begins."""
    words = block.title or "".join(block.paragraphs)
    return words if len(words) <= 24 else f"{words[:23]}…"
