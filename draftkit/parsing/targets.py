"""Quantitative targets (量化目标) with comparator and deadline.

A sentence falls into clauses, a clause into numbers; amounts.py judges each number. Beside numbers
there are full coverage, doubling and targets measured against others. A deadline reaches forward
inside its own sentence only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from draftkit.model import Comparator, Target
from draftkit.parsing.amounts import Piece, candidate, judge, make_target
from draftkit.parsing.deadlines import Deadline, find_deadlines

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]?")
_QUICK = re.compile(
    r"\d|[０-９]|分之|成以|[一二两三四五六七八九十]\s*(?:个|家|次|年内|所|名|成)|全覆盖|翻.番|平均"
)
_SPACE = re.compile(r"\s")
_CLAUSE_MARK = re.compile(r"[，,；;：:]")
_COVERAGE = re.compile(
    r"全\s*覆盖(?!试点|工作|行动|的|面|式|、|检查|排查|监督|监管|抽查|培训|走访|摸排|督查|巡查|宣传)"
)
_DONE = re.compile(r"(?:实现|完成|达到|做到)了|已(?:经)?(?:基本)?实现")
_DOUBLING = re.compile(r"翻(?P<n>一|两|三)番")
_BENCHMARK = re.compile(
    r"(?P<c>超过|高于|达到|不低于|优于|好于|低于)\s*(?P<b>(?:全国|全省|全市|全县|全区|国家|省|市|省级|市级|同期|上年|中西部|东部)[^，,。；;、]{0,8}?平均(?:水平|数|值)?|(?:全国|全省|全市|省|国家)(?:先进|领先)水平)"
)


def find_targets(text: str, year: int | None = None) -> tuple[Target, ...]:
    """The targets of a text in reading order; relative ones have value None.

    year: of the document's date, by which 今年底前 is resolved; None leaves such deadlines open.
    """
    compact, places = _compact(text)
    found: list[Target] = []
    for sentence in _SENTENCE.finditer(compact):
        words_ = sentence.group()
        if _QUICK.search(words_):
            found.extend(_in_sentence(words_, sentence.start(), year))
    if year is not None:
        found = [t for t in found if t.deadline is None or int(t.deadline[:4]) >= year]  # else: a report
    if places is None:
        return tuple(found)
    return tuple(_placed(target, text, places) for target in found)


def _compact(text: str) -> tuple[str, list[int] | None]:
    """The text without white space, which layout puts anywhere, and where each character stood."""
    if _SPACE.search(text) is None:
        return text, None
    places = [i for i, char in enumerate(text) if not char.isspace()]
    return "".join(text[i] for i in places), places


def _placed(target: Target, text: str, places: list[int]) -> Target:
    """A target found in the compact text, put back to its place and its words."""
    start, end = places[target.start], places[target.end - 1] + 1
    return replace(target, text=text[start:end], start=start, end=end)


def _in_sentence(sentence: str, offset: int, year: int | None) -> Iterator[Target]:
    deadlines = sorted(find_deadlines(sentence, year), key=lambda d: d.start)
    hidden = _hidden(sentence)
    clauses = _clauses(sentence, hidden)
    for start, end in clauses:
        found = list(_in_clause(sentence, start, end, hidden, deadlines))
        values = _due(found, deadlines, sentence[start:end])
        for (_, _, target), value in zip(found, values, strict=True):
            yield replace(target, deadline=value, start=offset + target.start, end=offset + target.end)


def _due(found: list[tuple[int, int, Target]], deadlines: list[Deadline], clause: str) -> list[str | None]:
    """The deadline of each target of a clause: the last before it; 分别 deals several out in turn."""
    if not found:
        return []
    before = [d for d in deadlines if d.end <= found[0][0]]
    several = [d for i, d in enumerate(before) if all(b.start - a.end <= 1 for a, b in pairwise(before[i:]))]
    if "分别" in clause and len(several) == len(found) > 1:
        return [d.value for d in several]
    out: list[str | None] = []
    for a, _, _ in found:
        due = [d for d in deadlines if d.end <= a]
        out.append(due[-1].value if due else None)
    return out


def _hidden(sentence: str) -> list[tuple[int, int]]:
    """Stretches in which numbers are names or asides: “…”, 《…》, （…）."""
    return [
        m.span()
        for m in re.finditer(r"《[^》]*》|“[^”]*”|\"[^\"]*\"|[（(][^（）()]*[）)]|〔[^〕]*〕", sentence)
    ]


def _clauses(sentence: str, hidden: list[tuple[int, int]]) -> list[tuple[int, int]]:
    marks = [m.start() for m in _CLAUSE_MARK.finditer(sentence) if not _inside(m.start(), hidden)]
    bounds = [-1, *marks, len(sentence.rstrip("。！？!?\n"))]
    return [(a + 1, b) for a, b in pairwise(bounds) if a + 1 < b]


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(a <= at < b for a, b in spans)


def _in_clause(
    sentence: str, start: int, end: int, hidden: list[tuple[int, int]], deadlines: list[Deadline]
) -> Iterator[tuple[int, int, Target]]:
    """(start, end of the number, target) for each target of a clause."""
    seen_percent = False
    at = start
    for deadline in deadlines:
        if start <= deadline.start <= start + 4 and deadline.end <= end:
            at = deadline.end
    begin = at
    earlier: Target | None = None
    for match in candidate().finditer(sentence, at, end):
        if _inside(match.start(), hidden):
            continue
        piece_start = begin if begin == at else _piece_start(sentence, begin, match.start())
        piece_end = _piece_end(sentence, match.end(), end)
        target = judge(match, sentence, piece_start, piece_end, start)
        if target is None:
            continue
        alone = piece_start > begin and not sentence[piece_start : match.start()].strip()
        if earlier is not None and alone and target.unit == earlier.unit:
            # 分别超过90%、75%: the second number shares the words before the first
            same = target.comparator if target.value == 100 else earlier.comparator
            target = replace(target, comparator=same, metric=earlier.metric)
        elif earlier is None:
            earlier = target
        seen_percent = seen_percent or target.unit == "%"
        begin = begin if match["circle"] else match.end()
        yield match.start(), match.end(), target
    yield from _special(sentence, at, end, hidden, seen_percent)


def _piece_start(sentence: str, begin: int, number: int) -> int:
    """Behind an earlier number of the clause: its 、 or 和 ends the earlier piece."""
    cut = max(sentence.rfind(mark, begin, number) for mark in "、和")
    return cut + 1 if cut >= begin else begin


def _piece_end(sentence: str, number_end: int, end: int) -> int:
    following = candidate().search(sentence, number_end, end) or _BENCHMARK.search(sentence, number_end, end)
    if following is not None and (cut := sentence.find("、", number_end, following.start())) >= 0:
        return cut
    return end


_DIRECTION: dict[str, Comparator] = {"超过": ">", "高于": ">", "优于": ">", "好于": ">", "低于": "<"}


def _special(
    sentence: str, start: int, end: int, hidden: list[tuple[int, int]], seen_percent: bool
) -> Iterator[tuple[int, int, Target]]:
    """Full coverage, doubling, and targets measured against others."""

    def piece(match: re.Match[str]) -> Piece:
        before = sentence[start : match.start()]
        return Piece(sentence, start, end, before, "", before)

    for match in _COVERAGE.finditer(sentence, start, end):
        before = sentence[start : match.start()]
        if not seen_percent and not _inside(match.start(), hidden) and not _DONE.search(before):
            yield match.start(), match.end(), make_target(piece(match), "=", 100.0, "%")
    for match in _DOUBLING.finditer(sentence, start, end):
        times = 2.0 ** {"一": 1, "两": 2, "三": 3}[match["n"]]
        yield match.start(), match.end(), make_target(piece(match), "=", times, "倍")
    for match in _BENCHMARK.finditer(sentence, start, end):
        comparator = _DIRECTION.get(match["c"], ">=")
        begin = max(start, sentence.rfind("、", start, match.start()) + 1) if seen_percent else start
        before = sentence[begin : match.start()]
        plain = make_target(Piece(sentence, begin, end, before, "", before), comparator, 0.0, "")
        yield match.start(), match.end(), replace(plain, value=None, unit=None, benchmark=match["b"])
