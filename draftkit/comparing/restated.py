"""Figures and frequencies of clauses that answer each other, whether or not they were read as targets.

A target that is answered here is not missing: 食品留样不少于125克 and 食品留样100克, 每学期公开一次 and
每学年公开一次, 占比达到50% and 半数幼儿园.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from draftkit.comparing.finding import Finding
from draftkit.comparing.numbers import figures_in
from draftkit.comparing.often import Often, each_often, often, spoken
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, Sentence, everyday_terms, terms
from draftkit.comparing.quantities import (
    amount,
    change,
    changed,
    comparable,
    direction_known,
    softer_words,
)
from draftkit.comparing.result import Kind, Quote
from draftkit.comparing.sentences import clauses
from draftkit.comparing.spots import triggers
from draftkit.comparing.stated import Stated
from draftkit.comparing.twins import Clause, Twin
from draftkit.model import Target

_Stretch = tuple[int, int]
_Spans = Mapping[str, Sequence[_Stretch]]
_NUMBER = re.compile(
    r"\d|每|全年|按[月季年学]|半数|一半|[一两二三四五六七八九十][次场期轮遍批个名家所年月周天小分倍成项]"
)
_DIGITS = re.compile(r"\d[\d.]*|[一两二三四五六七八九十](?=个?[年月周天小])")
_STATES = re.compile(rf"{_NUMBER.pattern}|全覆盖|[都均]有|全部|定期|适时")
_EVERYWHERE = re.compile("全覆盖|[都均]有|全部[建设]")
_LIMITS = frozenset({"分钟", "天", "个工作日", "个月"})  # base units of limits of time
_CAP = re.compile("最高|封顶|上限|不超过")
_SOME_WORDS = 2  # everyday ones aside
_PERIOD = re.compile("每|全年|按[月季年学]")
_VAGUE = re.compile("不?定期|适时")


@dataclass(slots=True)
class Restated:
    """What the clauses say of figures. settled: parent passage → stretches whose figures are answered."""

    findings: list[Finding] = field(default_factory=list)
    settled: dict[str, list[_Stretch]] = field(default_factory=dict)
    known: dict[str, list[_Stretch]] = field(default_factory=dict)

    def settle(self, ours: _Side, theirs: _Side) -> None:
        """The figures of two clauses are answered by each other."""
        self.settled.setdefault(ours.passage.id, []).append((ours.start, ours.end))
        self.known.setdefault(theirs.passage.id, []).append((theirs.start, theirs.end))

    def tell(
        self, ours: _Side, theirs: _Side, kind: Kind, text: str, facts: frozenset[str] = frozenset()
    ) -> None:
        """A deviation between two clauses."""
        ids = ours.passage.id, theirs.passage.id
        self.findings.append(Finding(kind, *ids, ours.quote, theirs.quote, text, facts=facts))

    def answers(self, stated: Stated) -> bool:
        """Whether a target of the parent is answered by figures here."""
        return _within(stated, self.settled)

    def states(self, stated: Stated) -> bool:
        """Whether a target of the child answers a figure of the parent."""
        return _within(stated, self.known)


@dataclass(frozen=True, slots=True)
class _Side:
    """A clause in the words as they stand, with the figures that no target pair has taken."""

    passage: Passage
    start: int
    end: int
    figures: tuple[Target, ...]

    @property
    def text(self) -> str:
        return self.passage.content.text[self.start : self.end]

    @property
    def quote(self) -> Quote:
        return self.passage.quote(self.start, self.end)


def restated(pairing: Pairing, twins: Sequence[Twin], pairs: Sequence[tuple[Stated, Stated]]) -> Restated:
    """Hold the figures of clauses that answer each other against one another.

    pairs: the targets that are compared as such.
    """
    taken = _spans(a for a, _ in pairs), _spans(b for _, b in pairs)
    out = Restated()
    for twin in twins:
        if not _worth_reading(twin.ours.text, twin.theirs.text):
            continue
        ours = _side(pairing.ours[twin.ours.sentence.passage], twin.ours, taken[0])
        theirs = _side(pairing.theirs[twin.theirs.sentence.passage], twin.theirs, taken[1])
        if ours is not None and theirs is not None:
            _frequencies(ours, theirs, out)
            _figures(pairing, ours, theirs, out)
    _left_over(pairing, twins, taken, out)
    return out


def _worth_reading(ours: str, theirs: str) -> bool:
    """Whether two clauses hold figures or frequencies that are not simply the same digits."""
    if ours == theirs or not (_NUMBER.search(ours) and _STATES.search(theirs)):
        return False
    figures = _DIGITS.findall(ours)
    return bool(_PERIOD.search(ours)) or not figures or figures != _DIGITS.findall(theirs)


def _left_over(pairing: Pairing, twins: Sequence[Twin], taken: tuple[_Spans, _Spans], out: Restated) -> None:
    """Figures that alone are left of their unit in two sentences that answer each other."""
    for asked, said in _answering(pairing, twins):
        if not _differ(asked.form, said.form):
            continue
        ours = _open(pairing.ours[asked.passage], asked, taken[0], out.settled)
        theirs = _open(pairing.theirs[said.passage], said, taken[1], out.known)
        for a, b in _differing([f for f, _ in ours], [f for f, _ in theirs]):
            side = next(s for f, s in ours if f is a)
            other = next(s for f, s in theirs if f is b or (b is None and amount(f) == amount(a)))
            if b is None:
                out.settle(side, other)
            elif _of_one_thing(a, b) and comparable(a, b, pairing.same_place) and _known(a, b):
                _compared(a, b, side, other, out)
        _only_frequency(pairing, asked, said, out)


def _of_one_thing(a: Target, b: Target) -> bool:
    """Whether two figures left over belong together: limits of time, caps of a grant, or two words in common."""
    if _unit(a) in _LIMITS or (_CAP.search(a.text) and _CAP.search(b.text)):
        return True
    shared = frozenset(terms(a.metric)) & frozenset(terms(b.metric))
    return len(shared - everyday_terms()) >= _SOME_WORDS


def _only_frequency(pairing: Pairing, asked: Sentence, said: Sentence, out: Restated) -> None:
    """The one frequency of each sentence, in whatever clauses they stand."""
    if not (_PERIOD.search(asked.form) and _PERIOD.search(said.form)):
        return
    ours = _often_in(pairing.ours[asked.passage], asked, out.settled)
    theirs = _often_in(pairing.theirs[said.passage], said, out.known)
    if len(ours) == len(theirs) == 1:
        _frequencies(ours[0], theirs[0], out)


def _often_in(passage: Passage, sentence: Sentence, done: _Spans) -> list[_Side]:
    return [side for side in _undone(passage, sentence, {}, done, _PERIOD.pattern) if often(side.text)]


def _undone(passage: Passage, sentence: Sentence, taken: _Spans, done: _Spans, sign: str) -> Iterator[_Side]:
    """The clauses of a sentence that hold a sign of figures and that nothing answers yet."""
    known = done.get(passage.id, ())
    pattern = re.compile(sign)
    for number, (a, b) in enumerate(clauses(sentence.form)):
        if pattern.search(sentence.form, a, b):
            side = _side(passage, Clause(sentence, number, sentence.form[a:b]), taken)
            if side and not any(x < side.end and side.start < y for x, y in known):
                yield side


def _differ(ours: str, theirs: str) -> bool:
    """Whether two sentences state other figures, or how often something is done."""
    if not (_NUMBER.search(ours) and _NUMBER.search(theirs)):
        return False
    often_said = _PERIOD.search(ours) and _PERIOD.search(theirs)
    return bool(often_said) or sorted(_DIGITS.findall(ours)) != sorted(_DIGITS.findall(theirs))


def _answering(pairing: Pairing, twins: Sequence[Twin]) -> Iterator[tuple[Sentence, Sentence]]:
    """Child sentences with the one that they answer before all others, and sentences that only share a clause."""
    known = set()
    for matches in pairing.answered.values():  # one sentence may be split into several
        match = matches[0]
        if match.parent.form != match.child.form:
            known.add((match.parent.passage, match.parent.number))
            yield match.parent, match.child
    for twin in twins:
        key = twin.ours.sentence.passage, twin.ours.sentence.number
        if key not in known and key not in pairing.answers:
            known.add(key)
            yield twin.ours.sentence, twin.theirs.sentence


def _open(passage: Passage, sentence: Sentence, taken: _Spans, settled: _Spans) -> list[tuple[Target, _Side]]:
    """The figures of a sentence that nothing answers yet."""
    sides = _undone(passage, sentence, taken, settled, _NUMBER.pattern)
    return [(figure, side) for side in sides for figure in side.figures]


def _within(stated: Stated, spans: _Spans) -> bool:
    at = stated.target
    return any(a < at.end and at.start < b for a, b in spans.get(stated.passage.id, ()))


def _spans(stated: Iterator[Stated]) -> dict[str, list[_Stretch]]:
    out: dict[str, list[_Stretch]] = {}
    for one in stated:
        out.setdefault(one.passage.id, []).append((one.target.start, one.target.end))
    return out


def _side(passage: Passage, clause: Clause, taken: _Spans) -> _Side | None:
    """A clause in the words as they stand; None when the neutral form has other clauses."""
    sentence = clause.sentence
    text = passage.content.text[sentence.start : sentence.end]
    bounds = clauses(text)
    if len(bounds) != len(clauses(sentence.form)):
        return None
    a, b = bounds[clause.number]
    start = sentence.start + a
    end = start + len(text[a:b].rstrip("，,；;。：:"))
    spans = taken.get(passage.id, ())
    found = tuple(figures_in(passage.content.text[start:end], start, end, spans))
    return _Side(passage, start, end, found)


def _frequencies(ours: _Side, theirs: _Side, out: Restated) -> None:
    """每季度至少一次 that became 每年一次."""
    asked, said = each_often(ours.text), each_often(theirs.text)
    if not asked:
        return
    if not said:
        vague = _VAGUE.search(theirs.text)
        if vague and vague.group() not in ours.text:
            out.settle(ours, theirs)
            text = f"频次由{spoken(asked[0])}变为“{vague.group()}”，不再有明确次数"
            out.tell(ours, theirs, "target_lowered", text)
        return
    out.settle(ours, theirs)
    if sorted(x.yearly for x in asked) == sorted(x.yearly for x in said):
        return  # in another order
    pairs = list(zip(asked, said, strict=True)) if len(asked) == len(said) else [(asked[0], said[0])]
    for before, after in pairs:
        step = after.yearly - before.yearly
        if abs(step) > 0.02 * before.yearly:
            kind: Kind = "target_lowered" if step < 0 else "target_raised"
            out.tell(ours, theirs, kind, _rarer(before, after, step))


def _rarer(before: Often, after: Often, step: float) -> str:
    verb = "降低到" if step < 0 else "提高到"
    return f"频次由{spoken(before)}{verb}{spoken(after)}"


def _figures(pairing: Pairing, ours: _Side, theirs: _Side, out: Restated) -> None:
    """The only figure of its unit that differs on both sides."""
    if any(f.value == 1 for f in ours.figures) and "每" in ours.text and _EVERYWHERE.search(theirs.text):
        out.settle(ours, theirs)  # 每个社区设置1个服务点 and 社区服务点全覆盖
    for a, b in _differing(ours.figures, theirs.figures):
        if b is None:
            out.settle(ours, theirs)
        elif comparable(a, b, pairing.same_place) and _known(a, b):
            _compared(a, b, ours, theirs, out)
    softer = softer_words(pairing.same_place, ours.text, theirs.text)
    if softer and theirs.figures and ours.figures:
        text = f"同一要求的数字前后加了“{softer[0]}”，由硬指标变为软指标"
        out.tell(ours, theirs, "weakened", text, frozenset({"soft_target"}))


def _compared(a: Target, b: Target, ours: _Side, theirs: _Side, out: Restated) -> None:
    out.settle(ours, theirs)
    step = change(_as_limited(a, b), b)
    if step and not triggers(ours.text):
        text = changed("标准", _as_limited(a, b), b, step)
        out.tell(ours, theirs, "target_lowered" if step < 0 else "target_raised", text)


def _differing(ours: Sequence[Target], theirs: Sequence[Target]) -> Iterator[tuple[Target, Target | None]]:
    """Figures of one unit that stand alone on both sides; None where the child states the same one."""
    left = list(theirs)
    rest = []
    for a in ours:
        same = next((b for b in left if amount(b) == amount(a)), None)
        if same is None:
            rest.append(a)
        else:
            left.remove(same)
            yield a, None
    for a in rest:
        of_unit = [b for b in left if _unit(b) == _unit(a)]
        if len(of_unit) == 1 and sum(_unit(x) == _unit(a) for x in rest) == 1:
            yield a, of_unit[0]


def _unit(target: Target) -> str | None:
    found = amount(target)
    return found.unit if found else None


def _known(ours: Target, theirs: Target) -> bool:
    """Whether it can be told which way is better."""
    return (
        not ours.unit or direction_known(ours) or direction_known(theirs) or ours.comparator in ("<=", ">=")
    )


def _as_limited(ours: Target, theirs: Target) -> Target:
    """The parent's figure with the child's direction where only the child says it (48小时, 24小时以上)."""
    if direction_known(ours) or ours.comparator != "=" or not direction_known(theirs):
        return ours
    return replace(ours, comparator="<=" if theirs.comparator == "<=" else ">=")
