"""Quantitative targets (量化目标) with comparator and deadline.

A sentence falls into clauses, a clause into numbers; amounts.py judges each number. Beside numbers
there are full coverage, doubling and targets measured against others. A deadline reaches forward
inside its own sentence only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from operator import itemgetter

from draftkit.model import Comparator, Target
from draftkit.parsing.amounts import ONLY_VERBS, Piece, candidate, judge, make_target, number_start
from draftkit.parsing.deadlines import Deadline, find_deadlines

# No sentence is longer; what is, goes through in parts, so that time grows with length only.
_SENTENCE = re.compile(r"[^。！？!?\n]{1,3000}[。！？!?\n]?")
_CLAUSE_MARK = re.compile(r"[，,；;：:]")
_WORDS = re.compile(r"\S+")
_STOPS = "。！？!?\n"
_COVERAGE = re.compile(
    r"全覆盖(?!试点|工作|行动|的|面|式|、|检查|排查|监督|监管|抽查|培训|走访|摸排|督查|巡查|宣传)"
)
_DONE = re.compile(r"(?:实现|完成|达到|做到)了|已(?:经)?(?:基本)?实现")
_DOUBLING = re.compile(r"翻(?P<n>一|两|三)番(?P<least>以上)?")
# 岁 and 年 are no units of a target otherwise
_LIFE = re.compile(
    r"(?:寿命|年限|年数)(?P<verb>稳步|逐步)?(?:不低于|超过|达到|达|提高到|提高至|提升到|提升至|延长到|延长至|增加到)?(?P<n>\d+(?:\.\d+)?)(?P<u>岁|年)"
)
# a figure without unit: 有效利用系数达到0.58
_INDEX = re.compile(
    r"(?:系数|指数|得分|评分)(?:力争|要|应)?(?:不低于|超过|达到|达|提高到|提高至|提升到|提升至|保持在|稳定在|控制在)"
    r"(?P<n>\d+(?:\.\d+)?)(?P<u>分?)(?=$|[，,。；;、]|以[上内]|左右)"
)
_TIMES = {"一": 2.0, "两": 4.0, "三": 8.0}
_BENCHMARK = re.compile(
    r"(?P<c>超过|高于|达到|不低于|优于|好于|低于)(?P<b>(?:全国|全省|全市|全县|全区|国家|省|市|省级|市级|同期|上年|中西部|东部)[^，,。；;、]{0,8}?平均(?:水平|数|值)?|(?:全国|全省|全市|省|国家)(?:先进|领先)水平)"
)
_HIDDEN = re.compile(
    r"[《“\"（(〔](?:(?<=《)[^》]*》|(?<=“)[^”]*”|(?<=\")[^\"]*\"|(?<=[（(])[^（）()]*[）)]|(?<=〔)[^〕]*〕)"
)
_DIRECTION: dict[str, Comparator] = {"超过": ">", "高于": ">", "优于": ">", "好于": ">", "低于": "<"}

# Targets of one kind and numbers in a clause: what goes on longer without a mark is no sentence.
_MOST, _MOST_NUMBERS = 60, 200

_start = itemgetter(0)  # of a span, of a deadline
_Spans = list[tuple[int, int]]
_Found = tuple[int, int, Target]  # start and end of the number, and what it states


def find_targets(text: str, issued: int | str | None = None) -> tuple[Target, ...]:
    """The targets of a text in reading order; relative ones have value None.

    issued: year or ISO date of the document, by which 今年底前 and 三年内 are resolved; None leaves
    such deadlines open.
    """
    compact = "".join(text.split())  # layout puts white space anywhere
    starts = [m.start() for m in number_start().finditer(compact)]
    special = _special_words(compact)
    if not (starts or special):
        return ()
    found: list[Target] = []
    passed = 0
    for sentence in _SENTENCE.finditer(compact):
        begin, end = sentence.span()
        first, passed = passed, bisect_left(starts, end, passed)
        inside = [at - begin for at in starts[first:passed]]
        words_ = sentence.group()
        if inside or (special and _special_words(words_)):
            found += _in_sentence(words_, begin, inside, issued)
    if issued is not None:
        year = int(str(issued)[:4])
        found = [t for t in found if t.deadline is None or int(t.deadline[:4]) >= year]  # else: a report
    if len(compact) == len(text) or not found:
        return tuple(found)
    places: list[int] = []
    for words in _WORDS.finditer(text):
        places.extend(range(*words.span()))
    return tuple(_placed(target, text, places) for target in found)


def targets_of_parts(text: str, seams: Sequence[int], issued: int | str | None) -> tuple[Target, ...]:
    """As `find_targets`, of a text whose parts are sentences of their own. seams: where a part begins."""
    found: list[Target] = []
    for start, end in pairwise((0, *seams, len(text))):
        for t in find_targets(text[start:end], issued):
            found.append(_moved(t, t.deadline, t.start + start, t.end + start, t.text))
    return tuple(found)


def _special_words(words: str) -> bool:
    """Whether full coverage, doubling, a span of life or a target measured against others may be stated."""
    return (
        "全覆盖" in words
        or "番" in words
        or "平均" in words
        or "水平" in words
        or "寿命" in words
        or "年限" in words
        or ("数" in words and ("年数" in words or "系数" in words or "指数" in words))
        or ("分" in words and ("得分" in words or "评分" in words))
    )


def _placed(target: Target, text: str, places: list[int]) -> Target:
    """A target found in the compact text, put back to its place and its words."""
    start, end = places[target.start], places[target.end - 1] + 1
    return _moved(target, target.deadline, start, end, text[start:end])


def _moved(t: Target, deadline: str | None, start: int, end: int, words: str) -> Target:
    return Target(words, t.metric, t.comparator, t.value, t.unit, deadline, t.period, t.benchmark, start, end)


def _in_sentence(sentence: str, offset: int, starts: list[int], issued: int | str | None) -> list[Target]:
    """starts: where numbers may begin."""
    deadlines = sorted(find_deadlines(sentence, issued), key=_start)
    hidden = [m.span() for m in _HIDDEN.finditer(sentence)]
    special = _special_words(sentence)
    out: list[Target] = []
    passed = 0
    for start, end in _clauses(sentence, hidden):
        first, passed = passed, bisect_left(starts, end, passed)
        if not (passed > first or special):
            continue
        inside = starts[first:passed]
        found = _in_clause(sentence, (start, end), inside, hidden, deadlines, bool(out)) if inside else []
        if special:
            found += _special(sentence, (start, end), hidden, deadlines, found)
        if not found:
            continue
        for (_, _, t), due in zip(found, _due(found, deadlines, sentence[start:end]), strict=True):
            if out and ONLY_VERBS.fullmatch(t.metric):
                t = _sharing(t, out[-1], t.comparator)
            if due is not None or offset:
                t = _moved(t, due, offset + t.start, offset + t.end, t.text)
            out.append(t)
    return out


def _due(found: list[_Found], deadlines: list[Deadline], clause: str) -> list[str | None]:
    """The deadline of each target of a clause: the last before it; 分别 deals several out in turn."""
    if not deadlines:
        return [None] * len(found)
    if len(found) > 1 and "分别" in clause:
        before = [d for d in deadlines if d.end <= found[0][0]]
        first = len(before) - 1  # of those that stand side by side right before the targets
        while first > 0 and before[first].start - before[first - 1].end <= 1:
            first -= 1
        if before and len(before) - first == len(found):
            return [d.value for d in before[first:]]
    return [next((d.value for d in reversed(deadlines) if d.end <= at), None) for at, _, _ in found]


def _clauses(sentence: str, hidden: _Spans) -> Iterator[tuple[int, int]]:
    """Start and end of each clause; marks in names and asides are none."""
    start = 0
    for mark in _CLAUSE_MARK.finditer(sentence):
        end = mark.start()
        if hidden and _inside(end, hidden):
            continue
        if start < end:
            yield start, end
        start = end + 1
    end = len(sentence.rstrip(_STOPS))
    if start < end:
        yield start, end


def _inside(at: int, spans: _Spans) -> bool:
    """Whether a place lies in one of the spans, which stand in order."""
    before = bisect_right(spans, at, key=_start) - 1
    return before >= 0 and at < spans[before][1]


def _first_word(start: int, end: int, deadlines: list[Deadline]) -> int:
    """Where a clause goes on behind the deadline with which it opens."""
    at = start
    for deadline in deadlines[bisect_left(deadlines, start, key=_start) :] if deadlines else ():
        if deadline.start > max(start + 4, at):
            break
        if deadline.end <= end and not deadline.limit:
            at = deadline.end
    return at


def _in_clause(
    sentence: str,
    clause: tuple[int, int],
    starts: list[int],
    hidden: _Spans,
    deadlines: list[Deadline],
    told: bool,
) -> list[_Found]:
    """The targets that the numbers of a clause state. told: a clause before it states one."""
    start, end = clause
    at = begin = passed = _first_word(start, end, deadlines)
    earlier: Target | None = None
    out: list[_Found] = []
    find = candidate().match
    first_due = 0 if told else deadlines[0].end if deadlines else end
    for place in starts if len(starts) <= _MOST_NUMBERS else starts[:_MOST_NUMBERS]:
        if place < passed or (match := find(sentence, place, end)) is None:
            continue
        passed = match.end()
        if hidden and _inside(place, hidden):
            continue
        piece_start = _piece_start(sentence, begin, place) if begin > at else at
        piece_end = _piece_end(sentence, passed, end, starts)
        listed = earlier is not None and begin < piece_start == place
        target = judge(match, sentence, piece_start, piece_end, start, first_due <= place, listed)
        if target is None:
            continue
        if earlier is None:
            earlier = target
        elif listed and len(target.metric) < 2:
            same = target.unit == earlier.unit and target.value != 100
            target = _sharing(target, earlier, earlier.comparator if same else target.comparator)
        begin = begin if match["circle"] else passed
        out.append((place, passed, target))
        if len(out) == _MOST:
            break
    return out


def _sharing(t: Target, earlier: Target, comparator: Comparator) -> Target:
    """分别超过90%、75%: the second number shares the words before the first."""
    return Target(
        t.text, earlier.metric, comparator, t.value, t.unit, None, t.period, t.benchmark, t.start, t.end
    )


def _piece_start(sentence: str, begin: int, number: int) -> int:
    """Behind an earlier number of the clause: its 、 or 和 ends the earlier piece."""
    cut = max(sentence.rfind("、", begin, number), sentence.rfind("和", begin, number))
    return cut + 1 if cut >= begin else begin


def _piece_end(sentence: str, number_end: int, end: int, starts: list[int]) -> int:
    """Where the words of a number end: at the 、 before the next number."""
    cut = sentence.find("、", number_end, end)
    if cut < 0:
        return end
    for place in starts:
        if place >= number_end and candidate().match(sentence, place, end):
            return cut if cut < place else end
    following = _BENCHMARK.search(sentence, number_end, end)
    return cut if following is not None and cut < following.start() else end


def _with_name(sentence: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Figures that need the word before them: 寿命达到79岁, 系数达到0.58."""
    if "寿命" in sentence or "年" in sentence:
        yield from islice(_LIFE.finditer(sentence, start, end), _MOST)
    if "数" in sentence or "分" in sentence:
        yield from islice(_INDEX.finditer(sentence, start, end), _MOST)


def _special(
    sentence: str, clause: tuple[int, int], hidden: _Spans, deadlines: list[Deadline], numbers: list[_Found]
) -> list[_Found]:
    """Full coverage, doubling, and targets measured against others."""
    end = clause[1]
    start = _first_word(*clause, deadlines)
    percent = any(target.unit == "%" for _, _, target in numbers)
    out: list[_Found] = []

    def piece(begin: int, match: re.Match[str]) -> Piece:
        before = sentence[begin : match.start()]
        return Piece(sentence, begin, end, before, "", before)

    for match in islice(_COVERAGE.finditer(sentence, start, end), _MOST):
        done = _DONE.search(sentence, start, match.start()) is not None
        if not (percent or done or _inside(match.start(), hidden)):
            out.append((*match.span(), make_target(piece(start, match), 100.0, "%", "=")))
    for match in islice(_DOUBLING.finditer(sentence, start, end), _MOST):
        target = make_target(piece(start, match), _TIMES[match["n"]], "倍", ">=" if match["least"] else "=")
        out.append((*match.span(), target))
    for match in _with_name(sentence, start, end):
        at, behind = match.span("n")[0], match.end()
        before = sentence[start:at]
        named = Piece(sentence, start, end, before, sentence[behind:end], before)
        out.append((at, behind, make_target(named, float(match["n"]), match["u"] or None)))
    for match in islice(_BENCHMARK.finditer(sentence, start, end), _MOST):
        begin = max(start, sentence.rfind("、", start, match.start()) + 1) if percent else start
        comparator = _DIRECTION.get(match["c"], ">=")
        target = make_target(piece(begin, match), None, None, comparator, benchmark=match["b"])
        out.append((*match.span(), target))
    return out
