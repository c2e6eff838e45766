"""Deviations of deadlines (时限)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from draftkit.comparing.align import is_general
from draftkit.comparing.ends import in_force
from draftkit.comparing.finding import Finding
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, Sentence, everyday_terms, terms
from draftkit.comparing.quantities import last_day
from draftkit.comparing.result import Quote
from draftkit.comparing.sentences import clauses
from draftkit.comparing.superior import asks_for_this_plan, superiors_own
from draftkit.comparing.tuning import thresholds
from draftkit.lexicon.text import normal
from draftkit.parsing.deadlines import find_deadlines

# 确保2025年底前消除…: a date in the middle of a clause, which the reading of targets leaves alone.
_DATE = re.compile(r"(?:到|在|于)?(?:20\d{2}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?年?[底末]?(?:之?前|以前)")
_BEFORE = re.compile(
    r"(?P<y>20\d{2})年(?:(?P<m>\d{1,2})月)?(?:(?P<d>\d{1,2})日)?(?:年?[底末](?:之?前|以前)?|之前|以前|前)"
)


def compare_dates(
    pairing: Pairing,
    ours: str | None,
    theirs: str | None,
    ids: tuple[str, str],
    quotes: tuple[Quote, Quote],
    around: str,
) -> Iterator[Finding]:
    """What became of one deadline. around: the child's words in which it may still stand."""
    if ours is None:
        return
    if theirs is None:
        if ours[:4] not in around:
            overall = _overall(pairing, ours[:4])
            text = f"上级要求{spoken(ours)}前完成，本级没有写明时限" + (
                "（总目标写有该年份）" if overall else ""
            )
            facts = frozenset({"overall"} if overall else ())
            yield Finding("deadline_dropped", *ids, *quotes, text, facts=facts)
        return
    before, after = last_day(ours), _within_plan(pairing, theirs, quotes[1].text)
    if before == after:
        return
    facts = frozenset({"far"}) if after[0] - before[0] >= 1 else frozenset()
    kind = "deadline_delayed" if after > before else "deadline_advanced"
    verb = "推迟到" if after > before else "提前到"
    text = f"完成时限由{spoken(ours)}{verb}{spoken(theirs)}"
    yield Finding(kind, *ids, *quotes, text, facts=facts)  # type: ignore[arg-type]


_OF_ALL = re.compile("所有|全部|各[类级县市区乡]")
_YEARS = re.compile(r"(20\d{2})年?[—－–\-~至]+(20\d{2})年")


def _within_plan(pairing: Pairing, deadline: str, said: str) -> tuple[int, int, int]:
    """The last day of a deadline; 三年内 of a plan for 2025—2027 ends with the plan."""
    last = last_day(deadline)
    period = _YEARS.search(normal(pairing.child.title or ""))
    if period is None or deadline[:4] in said or last[0] <= int(period[2]):
        return last
    return last_day(period[2])


def _overall(pairing: Pairing, year: str) -> bool:
    """Whether the child names the year for the plan as a whole: in its title or its aims."""
    aims = (p.content.text for p in pairing.theirs if is_general(p))
    return any(year in text for text in (pairing.child.title or "", *aims))


def spoken(deadline: str) -> str:
    """2025-06 as a colleague says it: 2025年6月底."""
    parts = [int(part) for part in deadline.split("-")]
    if len(parts) == 1:
        return f"{parts[0]}年底"
    if len(parts) == 2:
        return f"{parts[0]}年{parts[1]}月底"
    return f"{parts[0]}年{parts[1]}月{parts[2]}日"


def deadline_deviations(pairing: Pairing) -> Iterator[Finding]:
    """Deadlines of sentences that state no target; those of targets are compared with the targets."""
    bar = thresholds()["sentence"]["same_task"]
    for index, passage in enumerate(pairing.ours):
        for sentence in passage.sentences:
            if asks_for_this_plan(pairing, sentence.form):
                continue  # those below have dates of their own
            matches = pairing.answers.get((index, sentence.number), ())
            if matches and matches[0].score >= bar:
                child = pairing.theirs[matches[0].child.passage]
                yield from _sentence(passage, sentence, child, matches[0].child, pairing)
            elif passage.measure:
                yield from _reworded(pairing, index, passage, sentence)


def _reworded(pairing: Pairing, index: int, ours: Passage, sentence: Sentence) -> Iterator[Finding]:
    """The deadline of a clause that the child keeps in a sentence otherwise reworded."""
    year = _year(pairing.parent.issued_on), _year(pairing.child.issued_on)
    for value, words in _dated(ours, sentence, year[0]):
        found = [
            (_alike(pairing, words, said), answer, when, pairing.theirs[number])
            for number in pairing.children_of.get(index, ())
            for answer in pairing.theirs[number].sentences
            for when, said in _dated(pairing.theirs[number], answer, year[1])
        ]
        likeness, answer, when, child = max(found, key=lambda f: f[0], default=(0.0, sentence, value, ours))
        if not likeness and (alone := _only_date(pairing, sentence, year)) is not None:
            likeness, answer, when, child = 1.0, *alone
        if likeness and value not in {f[2] for f in found} and when not in _dates(ours, year[0]):
            quotes = ours.sentence_quote(sentence), child.sentence_quote(answer)
            yield from compare_dates(pairing, value, when, (ours.id, child.id), quotes, "")


def _only_date(
    pairing: Pairing, sentence: Sentence, year: tuple[int | None, int | None]
) -> tuple[Sentence, str, Passage] | None:
    """The one date of the sentence that answers this one before all others, when this has one date too."""
    said = pairing.ours[sentence.passage].content.text[sentence.start : sentence.end]
    if superiors_own(pairing, said) and not _OF_ALL.search(said):
        return None  # the superior's platform is ready by then; but 所有机构…接入 is asked of those below
    match = next(iter(pairing.answers.get((sentence.passage, sentence.number), ())), None)
    if match is None or pairing.answered[match.child.passage, match.child.number][0] is not match:
        return None
    ours, child = pairing.ours[sentence.passage], pairing.theirs[match.child.passage]
    before = {when for when, _ in _dated(ours, sentence, year[0])}
    after = {when for when, _ in _dated(child, match.child, year[1])}
    return (match.child, after.pop(), child) if len(before) == len(after) == 1 else None


def _dates(passage: Passage, year: int | None) -> set[str]:
    """All deadlines of a measure."""
    return {when for sentence in passage.sentences for when, _ in _dated(passage, sentence, year)}


def _dated(passage: Passage, sentence: Sentence, year: int | None) -> Iterator[tuple[str, frozenset[str]]]:
    """Each clause with a deadline: the date, and what it is set for; 2027年6月底前， goes with the next clause."""
    text = normal(passage.content.text[sentence.start : sentence.end])
    if "年" not in text or "有效期" in text:
        return
    before: list[str] = []
    for a, b in clauses(text):
        values = [*before, *_values(text[a:b], year)]
        said = frozenset(terms(_DATE.sub("，", text[a:b])))
        before = values if not said else []
        for value in dict.fromkeys(values) if said else ():
            yield value, said


def _values(text: str, year: int | None) -> list[str]:
    for start, end in in_force(text):  # how long something is in force is no deadline
        text = f"{text[:start]}{'，' * (end - start)}{text[end:]}"
    found = [(d.start, d.value) for d in find_deadlines(text, year)]
    found += [(m.start(), _iso(m)) for m in _BEFORE.finditer(text)]
    return [v for _, v in sorted(found)]


def _alike(pairing: Pairing, a: frozenset[str], b: frozenset[str]) -> float:
    """How alike two clauses are; 0 below the bar, which is lower where they share a rare word."""
    shared, numbers = a & b, thresholds()["echo"]
    if not shared - everyday_terms():
        return 0.0
    likeness = len(shared) / math.sqrt(len(a) * len(b))
    rare = any(map(pairing.spread.rare, shared))
    return likeness if likeness >= numbers["dated_rare" if rare else "dated"] else 0.0


def _sentence(
    ours: Passage, sentence: Sentence, theirs: Passage, answer: Sentence, pairing: Pairing
) -> Iterator[Finding]:
    before = _loose_deadlines(ours, sentence, _year(pairing.parent.issued_on))
    if not before:
        return
    after = _loose_deadlines(theirs, answer, _year(pairing.child.issued_on))
    around = theirs.content.text[answer.start : answer.end]
    ids, quotes = (ours.id, theirs.id), (ours.sentence_quote(sentence), theirs.sentence_quote(answer))
    for number, value in enumerate(before):
        if value in after:
            continue
        left = [v for v in after if v not in before]
        match = left[min(number, len(left) - 1)] if left else None
        yield from compare_dates(pairing, value, match, ids, quotes, around)


def _year(issued_on: str | None) -> int | None:
    return int(issued_on[:4]) if issued_on else None


def _loose_deadlines(passage: Passage, sentence: Sentence, year: int | None) -> list[str]:
    """Deadlines of a sentence that belong to none of its targets."""
    taken = {
        t.deadline
        for t in (passage.measure.targets if passage.measure else ())
        if sentence.start <= t.start < sentence.end
    }
    text = normal(passage.content.text[sentence.start : sentence.end])
    if "年" not in text or "有效期" in text:
        return []  # how long a document is in force is no deadline of a task
    return [value for value in dict.fromkeys(_values(text, year)) if value not in taken]


def _iso(match: re.Match[str]) -> str:
    value = match["y"]
    if match["m"]:
        value += f"-{int(match['m']):02d}"
    return f"{value}-{int(match['d']):02d}" if match["d"] else value
