"""Deviations of targets (指标) and of their deadlines."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from draftkit.comparing.deadlines import compare_dates
from draftkit.comparing.finding import Finding, heading_quote, in_quotes, name
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, Sentence, everyday_terms, terms
from draftkit.comparing.quantities import (
    Amount,
    amount,
    change,
    changed,
    comparable,
    is_rate,
    soft_words,
    tables,
)
from draftkit.comparing.result import Quote
from draftkit.comparing.sentences import clauses
from draftkit.comparing.superior import superiors_own
from draftkit.lexicon.text import normal
from draftkit.model import Target
from draftkit.parsing.targets import find_targets

_SAME_METRIC = 0.45  # likeness of what is measured, for targets of sentences that answer each other
_LINKED_METRIC = 0.6  # … of linked measures
_ANY_METRIC = 0.8  # … of any two measures


@dataclass(frozen=True, slots=True)
class _Stated:
    """A target where it stands."""

    passage: Passage
    index: int
    target: Target
    sentence: Sentence | None
    metric: frozenset[str]
    amount: Amount | None
    rate: str | None  # what the rate is of: the two characters before 率, None when it is no rate
    grades: frozenset[str]  # 省级, 市级 … in the metric


@dataclass(frozen=True, slots=True)
class TargetPair:
    """A target of the parent and the child's target for the same metric."""

    ours: _Stated
    theirs: _Stated


def target_deviations(pairing: Pairing) -> Iterator[Finding]:
    """All deviations of targets."""
    ours, theirs = _stated(pairing.ours), _stated(pairing.theirs)
    pairs = _paired(pairing, ours, theirs)
    for pair in pairs:
        yield from _compared(pairing, pair)
    met = {id(pair.ours) for pair in pairs}
    known = {id(pair.theirs) for pair in pairs}
    lost = [f for stated in ours if id(stated) not in met for f in _dropped(pairing, stated)]
    yield from _joined(pairing, lost)
    for stated in theirs:
        if id(stated) not in known:
            yield from _added(pairing, stated)


def _stated(side: Sequence[Passage]) -> list[_Stated]:
    return [
        _Stated(
            passage,
            index,
            target,
            _sentence_of(passage, target),
            _metric_terms(passage, target),
            amount(target),
            _rate_of(target),
            frozenset(_GRADE.findall(target.metric)),
        )
        for index, passage in enumerate(side)
        for target in (passage.measure.targets if passage.measure else find_targets(passage.content.text))
    ]


def _sentence_of(passage: Passage, target: Target) -> Sentence | None:
    return next((s for s in passage.sentences if s.start <= target.start < s.end), None)


_LEVEL_WORDS = {"province": "省", "city": "市", "county": "县", "township": "乡"}
_COUNTIES = "区县|县区|县（市、区）|县市区|市县|县（区）"
_PEERS = {"city": "设区的?市|市（州）|市州|地市", "county": _COUNTIES, "township": f"{_COUNTIES}|乡镇|镇街"}
_SHORTEST = 8  # a target in fewer characters is quoted with its clause
_TELLING = 10  # a count from here on seldom stands in a measure by chance
_SAME_WORDS = 0.85  # metrics so alike are the same even when the rate is named otherwise
_SOME_OF_METRIC = 2  # … and a clause one that speaks of it
_SOME_WORDS = 3  # terms of the matter that make a reworded metric the same
_RATE = re.compile(r"([\u4e00-\u9fff]{2})率")
_GRADE = re.compile(r"国家级|[省市州县区乡镇]级")
_WHOLE = re.compile(r"[全我本][国省市州盟县区旗乡镇](?:范围内|域内|境内)?")


def _metric_terms(passage: Passage, target: Target) -> frozenset[str]:
    return frozenset(terms(_WHOLE.sub("", normal(target.metric)))) or frozenset(terms(passage.title))


def _likeness(ours: _Stated, theirs: _Stated) -> float:
    if not ours.metric or not theirs.metric:
        return 0.0
    return len(ours.metric & theirs.metric) / math.sqrt(len(ours.metric) * len(theirs.metric))


def _rate_of(target: Target) -> str | None:
    found = _RATE.findall(normal(target.metric))
    return found[-1] if found else None


def _paired(pairing: Pairing, ours: list[_Stated], theirs: list[_Stated]) -> list[TargetPair]:
    """The best pairs first, each target once."""
    candidates = []
    by_unit: dict[str | None, list[_Stated]] = {}
    for b in theirs:
        by_unit.setdefault(_unit_of(b), []).append(b)
    for a in ours:
        for b in by_unit.get(_unit_of(a), ()):
            if (score := _affinity(pairing, a, b)) > 0:
                candidates.append((score, a, b))
    taken: set[int] = set()
    sure = _best_first(candidates, taken)
    left = [a for a in ours if id(a) not in taken], [b for b in theirs if id(b) not in taken]
    return [*sure, *_best_first(list(_reworded(pairing, *left)), taken)]


_Candidate = tuple[float, _Stated, _Stated]


def _best_first(candidates: list[_Candidate], taken: set[int]) -> list[TargetPair]:
    candidates.sort(key=lambda c: (-c[0], c[1].index, c[1].target.start, c[2].index, c[2].target.start))
    out = []
    for _, a, b in candidates:
        if id(a) not in taken and id(b) not in taken:
            taken |= {id(a), id(b)}
            out.append(TargetPair(a, b))
    return out


def _reworded(pairing: Pairing, ours: list[_Stated], theirs: list[_Stated]) -> Iterator[_Candidate]:
    """Targets of linked measures that measure the same in other words: in one unit, by a word of the matter."""
    for a in ours:
        for b in theirs:
            if not pairing.linked(a.index, b.index) or _unit_of(a) != _unit_of(b) or a.amount is None:
                continue
            if a.grades and b.grades and not a.grades & b.grades:
                continue
            if a.rate and b.rate and a.rate != b.rate:
                continue
            same = b.amount is not None and a.amount.value == b.amount.value
            words = a.metric & b.metric
            if _of_matter(pairing, words) or (same and words - everyday_terms()):
                yield _likeness(a, b) + same, a, b


def _unit_of(stated: _Stated) -> str | None:
    """Only targets in the same base unit are compared; None for relative targets."""
    return stated.amount.unit if stated.amount else None


def _affinity(pairing: Pairing, a: _Stated, b: _Stated) -> float:
    """How surely two targets are of the same metric; 0 when they are not."""
    x, y = a.amount, b.amount
    if a.grades and b.grades and not a.grades & b.grades:
        return 0.0  # 市级中心 and 县级中心 are two things
    likeness = _likeness(a, b)
    if a.rate != b.rate and likeness < _SAME_WORDS:
        return 0.0  # 健康管理率 and 签约率 of the same people are two metrics
    answering = _answering(pairing, a, b)
    linked = pairing.linked(a.index, b.index)
    bar = _SAME_METRIC if answering else _LINKED_METRIC if linked else _ANY_METRIC
    if likeness < bar:
        return 0.0
    same_value = x is not None and y is not None and x.value == y.value
    return likeness + 0.3 * answering + 0.2 * linked + 0.05 * same_value


def _answering(pairing: Pairing, a: _Stated, b: _Stated) -> bool:
    if a.sentence is None or b.sentence is None:
        return False
    matches = pairing.answers.get((a.sentence.passage, a.sentence.number), ())
    return any(m.child is b.sentence for m in matches)


def _compared(pairing: Pairing, pair: TargetPair) -> Iterator[Finding]:
    ours, theirs = pair.ours, pair.theirs
    ids = ours.passage.id, theirs.passage.id
    quotes = _quote(ours), _quote(theirs)
    if comparable(ours.target, theirs.target, pairing.same_place):
        step = change(ours.target, theirs.target)
        softer = [w for w in soft_words(theirs.target.text) if w not in ours.target.text]
        if not pairing.same_place:
            softer = [w for w in softer if w != "争取"]  # of the superior's money
        if step:
            kind = "target_lowered" if step < 0 else "target_raised"
            text = changed("指标", ours.target, theirs.target, step)
            yield Finding(kind, *ids, *quotes, text)  # type: ignore[arg-type]
        if softer and (not step or not _answering(pairing, ours, theirs)):
            text = f"同一指标前加了“{softer[0]}”，由硬指标变为软指标"
            yield Finding("weakened", *ids, *quotes, text, facts=frozenset({"soft_target"}))
        elif not step and (
            firmer := [w for w in soft_words(ours.target.text) if w not in theirs.target.text]
        ):
            text = f"同一指标前去掉了“{firmer[0]}”，由软指标变为硬指标"
            yield Finding("strengthened", *ids, *quotes, text)
    if ours.target.deadline or theirs.target.deadline:
        around = (
            theirs.passage.content.text[theirs.sentence.start : theirs.sentence.end]
            if theirs.sentence
            else ""
        )
        said = _said(ours), _said(theirs)
        yield from compare_dates(pairing, ours.target.deadline, theirs.target.deadline, ids, said, around)


def _said(stated: _Stated) -> Quote:
    """The sentence of a target: there its deadline stands."""
    return stated.passage.sentence_quote(stated.sentence) if stated.sentence else _quote(stated)


def _quote(stated: _Stated) -> Quote:
    """The words of the target; its whole clause when the figure stands alone (120个)."""
    start, end = stated.target.start, stated.target.end
    if stated.sentence is not None and end - start < _SHORTEST:
        text = stated.passage.content.text[stated.sentence.start : stated.sentence.end]
        for a, b in clauses(text):
            if stated.sentence.start + a <= start < stated.sentence.start + b:
                start, end = stated.sentence.start + a, max(end, stated.sentence.start + b)
    return _bare_quote(stated.passage, start, end)


def _bare_quote(passage: Passage, start: int, end: int) -> Quote:
    words = passage.content.text[start:end]
    return passage.quote(start, start + len(words.rstrip("，,；;。")))


def _dropped(pairing: Pairing, stated: _Stated) -> Iterator[Finding]:
    children = pairing.children_of.get(stated.index, ())
    linked = [pairing.theirs[c] for c in children]
    if (
        not linked
        or _number_stands_in(stated.target, linked)
        or _share_of_peers(pairing, stated.target)
        or _asked_of_another_level(pairing, stated)
        or _apportioned(pairing, stated, linked)
        or _as_often(stated.target, linked)
        or _single_thing(stated, linked, _LEVEL_WORDS.get(pairing.child_level or "", ""))
    ):
        return
    within = _within(pairing, stated)
    if within is not None:
        yield from within
        return
    apportioned = not pairing.same_place and not is_rate(stated.target)
    child = pairing.theirs[_answer_of(pairing, stated, children)]
    yield Finding(
        "target_dropped",
        stated.passage.id,
        child.id,
        _quote(stated),
        _context(pairing, stated, child),
        _missing_text(stated.passage, _quote(stated)),
        facts=_weight(pairing, stated, apportioned),
    )


def _weight(pairing: Pairing, stated: _Stated, apportioned: bool) -> frozenset[str]:
    facts = {"total"} if apportioned else set()
    if superiors_own(pairing, _quote(stated).text):
        facts.add("superior")
    return frozenset(facts)


def _missing_text(passage: Passage, quote: Quote) -> str:
    return f"上级{name(passage)}的指标{in_quotes(normal(quote.text))}，本级没有提出"


def _joined(pairing: Pairing, lost: Sequence[Finding]) -> Iterator[Finding]:
    """Missing targets of one sentence are told in one breath."""
    of = {passage.id: passage for passage in pairing.ours}
    groups: dict[object, list[Finding]] = {}
    for finding in lost:
        quote = finding.parent_quote
        known = [s for s in of[finding.parent or ""].sentences if quote and s.start <= quote.start < s.end]
        alone = finding.kind != "target_dropped" or not known
        key: object = id(finding) if alone else (finding.parent, finding.child, known[0].number)
        groups.setdefault(key, []).append(finding)
    for group in groups.values():
        yield _one(of[group[0].parent or ""], group) if len(group) > 1 else group[0]


def _one(passage: Passage, group: Sequence[Finding]) -> Finding:
    quotes = [f.parent_quote for f in group if f.parent_quote]
    quote = passage.quote(min(q.start for q in quotes), max(q.end for q in quotes))
    every = frozenset.intersection(*(f.facts for f in group))
    return replace(group[0], parent_quote=quote, explanation=_missing_text(passage, quote), facts=every)


def _within(pairing: Pairing, stated: _Stated) -> list[Finding] | None:
    """A figure of the same unit in the answering sentence that was not read as a target.

    Empty when it keeps to the parent's target, a lowering when it does not, None without a figure.
    """
    target, sentence = stated.target, stated.sentence
    if sentence is None or target.value is None or not target.unit:
        return None
    if not comparable(target, target, pairing.same_place):
        return None
    for match in pairing.answers.get((sentence.passage, sentence.number), ())[:1]:
        child = pairing.theirs[match.child.passage]
        read = [t for t in child.measure.targets if t.unit == target.unit] if child.measure else []
        figures = re.findall(rf"(\d+(?:\.\d+)?)\s*{re.escape(target.unit)}", match.child.form)
        if read or len(figures) != 1:
            continue
        if change(target, replace(target, value=float(figures[0]))) >= 0:
            return []
        text = changed("指标", target, replace(target, value=float(figures[0])), -1)
        quotes = _quote(stated), child.sentence_quote(match.child)
        return [Finding("target_lowered", stated.passage.id, child.id, *quotes, text)]
    return None


def _answer_of(pairing: Pairing, stated: _Stated, children: Sequence[int]) -> int:
    """The linked child measure in which the target would be expected."""
    if stated.sentence is not None:
        for match in pairing.answers.get((stated.sentence.passage, stated.sentence.number), ()):
            if match.child.passage in children:
                return match.child.passage
    return children[0]


def _context(pairing: Pairing, stated: _Stated, child: Passage) -> Quote:
    if stated.sentence is not None:
        for match in pairing.answers.get((stated.sentence.passage, stated.sentence.number), ()):
            if pairing.theirs[match.child.passage] is child:
                return child.sentence_quote(match.child)
    return heading_quote(child)


def _added(pairing: Pairing, stated: _Stated) -> Iterator[Finding]:
    parents = pairing.parents_of.get(stated.index, ())
    if not parents or _number_stands_in(stated.target, (pairing.ours[p] for p in parents)):
        return
    parent = pairing.ours[parents[0]]
    yield Finding(
        "target_added",
        parent.id,
        stated.passage.id,
        heading_quote(parent),
        _quote(stated),
        f"本级{name(stated.passage)}增加了指标{in_quotes(normal(_quote(stated).text))}",
    )


def _share_of_peers(pairing: Pairing, target: Target) -> bool:
    """Whether the target asks for something from a share of places like the child's own (70%以上的区县).

    One county cannot have 70% of the counties; its superior sees to that.
    """
    if pairing.same_place or target.unit != "%" or pairing.child_level not in _PEERS:
        return False
    return re.search(rf"的(?:{_PEERS[pairing.child_level]})", normal(target.text)) is not None


_ABOVE = {"county": "市", "township": "市县区"}


def _asked_of_another_level(pairing: Pairing, stated: _Stated) -> bool:
    """Whether the target is what each place of a level above the child's must have (每个设区的市至少1所)."""
    above = _ABOVE.get(pairing.child_level or "")
    if above is None or pairing.same_place:
        return False
    return (
        re.search(rf"(?:每个|每|各)(?:设区的?)?[{above}](?!、|（|\()", normal(_quote(stated).text))
        is not None
    )


def _single_thing(stated: _Stated, where: Sequence[Passage], own: str) -> bool:
    """Whether “at least one X”, or full coverage by X of the child's own level, is met by a measure on X.

    own: the level word of the child (县).
    """
    one = stated.target.value == 1 and not is_rate(stated.target)
    covered = stated.target.value == 100 and stated.target.unit == "%" and stated.grades == {f"{own}级"}
    if not (one or covered):
        return False
    said = frozenset(term for passage in where for term in passage.terms)
    return len(stated.metric & said) >= 0.5 * len(stated.metric)


def _apportioned(pairing: Pairing, stated: _Stated, where: Iterable[Passage]) -> bool:
    """Whether a child states its share of a total: another number of the same things."""
    unit = stated.target.unit
    if pairing.same_place or is_rate(stated.target) or not unit:
        return False
    number = re.compile(rf"(?:\d[\d.]*|[一两二三四五六七八九十]+)万?(?:{_same_units(unit)})")
    return any(
        number.search(clause) and _of_matter(pairing, stated.metric & frozenset(terms(clause)))
        for passage in where
        for clause in _clauses(passage)
    )


def _same_units(unit: str) -> str:
    """A pattern for the counting words that count the same: 个, 家, 处, 所."""
    scale = tables()["scale"]
    base = scale.get(unit, (unit, 1))[0]
    return "|".join(re.escape(u) for u in (base, *(u for u, (b, f) in scale.items() if b == base and f == 1)))


def _of_matter(pairing: Pairing, shared: frozenset[str]) -> bool:
    """Whether shared terms show that two clauses speak of one thing: a rare one, or several."""
    words = shared - everyday_terms()
    return len(words) >= _SOME_WORDS or any(map(pairing.spread.rare, words))


_OFTEN = re.compile(
    r"(?P<period>每(?:两|三|五)?(?:年度?|半年|学期|季度?|个?月|周|日|天))(?P<what>[^，。；]{0,20}?)"
    r"(?P<number>\d+|[一两二三四五六])(?P<unit>次|场|期|轮|遍)"
)
_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def _as_often(target: Target, where: Iterable[Passage]) -> bool:
    """Whether the child does as often what it is to do: 每季度至少研究1次 and 每季度听取一次."""
    wanted = amount(target)
    if wanted is None or not wanted.yearly:
        return False
    for passage in where:
        for match in _OFTEN.finditer(normal(passage.content.text)):
            number = match["number"]
            value = _DIGITS.get(number) or float(number)
            stated = amount(Target(match.group(), "", ">=", value, match["unit"], period=match["period"]))
            if stated and stated.yearly and stated.unit == wanted.unit:
                return stated.value * stated.yearly >= wanted.value * wanted.yearly
    return False


def _clauses(passage: Passage) -> list[str]:
    text = normal(passage.content.text)
    return [text[a:b] for a, b in clauses(text)]


def _number_stands_in(target: Target, where: Iterable[Passage]) -> bool:
    """Whether the figure with its unit stands in one of the texts, though it was not read as a target."""
    if target.value is None:
        return any(target.benchmark and target.benchmark in normal(p.content.text) for p in where)
    figure = f"{target.value:g}"
    said = "|".join({re.escape(figure), *(k for k, v in _DIGITS.items() if v == target.value)})
    pattern = re.compile(rf"(?<![\d.])(?:{said})\s*{re.escape(target.unit or '')}")
    full = target.value == 100 and target.unit == "%"
    telling = frozenset(terms(normal(target.metric))) - everyday_terms()
    for passage in where:
        text = _TENTHS.sub(_percent, normal(passage.content.text))
        if any(_about(target, text, m) for m in pattern.finditer(text)) or (
            full and any(not telling or _same_matter(target, text, m) for m in _ALL.finditer(text))
        ):
            return True
    return False


_TENTHS = re.compile("([一二三四五六七八九])成([一二三四五六七八九半]?)(?=[以的左，；。])")
_NUMERALS = "零一二三四五六七八九"


def _percent(match: re.Match[str]) -> str:
    """八成五 as a figure: 85%."""
    rest = "五" if match[2] == "半" else match[2]
    return f"{_NUMERALS.index(match[1])}{_NUMERALS.index(rest) if rest else 0}%"


_ALL = re.compile("全覆盖|全部|所有|[均都]|应.{1,4}尽")


def _about(target: Target, text: str, found: re.Match[str]) -> bool:
    """Whether a figure elsewhere can be the target's: 1次 stands everywhere, 3000人 in one place only."""
    return target.unit == "%" or (target.value or 0) >= _TELLING or _same_matter(target, text, found)


def _same_matter(target: Target, text: str, found: re.Match[str]) -> bool:
    """Whether the clause around some words speaks of what the target measures."""
    metric = frozenset(terms(normal(target.metric)))
    start = max(text.rfind(mark, 0, found.start()) for mark in "，；。") + 1
    end = min((e for mark in "，；。" if (e := text.find(mark, found.end())) >= 0), default=len(text))
    shared = metric & frozenset(terms(text[start:end]))
    return len(shared) >= 0.3 * len(metric) or len(shared - everyday_terms()) >= _SOME_OF_METRIC
