"""Deviations of deadlines (时限)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.comparing.align import is_general
from draftkit.comparing.finding import Finding
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, Sentence
from draftkit.comparing.quantities import last_day
from draftkit.comparing.result import Quote
from draftkit.comparing.tuning import thresholds
from draftkit.lexicon.text import normal
from draftkit.parsing.deadlines import find_deadlines

# 确保2025年底前消除…: a date in the middle of a clause, which the reading of targets leaves alone.
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
    before, after = last_day(ours), last_day(theirs)
    if before == after:
        return
    facts = frozenset({"far"}) if after[0] - before[0] >= 1 else frozenset()
    kind = "deadline_delayed" if after > before else "deadline_advanced"
    verb = "推迟到" if after > before else "提前到"
    text = f"完成时限由{spoken(ours)}{verb}{spoken(theirs)}"
    yield Finding(kind, *ids, *quotes, text, facts=facts)  # type: ignore[arg-type]


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
            matches = pairing.answers.get((index, sentence.number), ())
            if not matches or matches[0].score < bar:
                continue
            child = pairing.theirs[matches[0].child.passage]
            yield from _sentence(passage, sentence, child, matches[0].child, pairing)


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
    found = [(d.start, d.value) for d in find_deadlines(text, year)]
    found += [(m.start(), _iso(m)) for m in _BEFORE.finditer(text)]
    return [value for value in dict.fromkeys(v for _, v in sorted(found)) if value not in taken]


def _iso(match: re.Match[str]) -> str:
    value = match["y"]
    if match["m"]:
        value += f"-{int(match['m']):02d}"
    return f"{value}-{int(match['d']):02d}" if match["d"] else value
