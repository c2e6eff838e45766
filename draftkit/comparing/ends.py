"""Dates that are no deadlines of a task: how long something is in force, and what is due every year.

A benefit that ends earlier gives less (执行期至2027年12月31日); a plan's own validity is the issuer's choice.
每年12月10日前 bears no year and so is none of the deadlines that `deadlines.py` compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from draftkit.comparing.finding import Finding
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.quantities import last_day
from draftkit.comparing.result import Kind
from draftkit.comparing.twins import Twin

_END = re.compile(
    r"(?P<what>有效期|执行期限?|执行|优惠期限?|过渡期|政策期限?|政策|延续|延长|施行)(?:限)?(?:延长|延续|执行)?(?:至|到|截至)"
    r"(?P<y>20\d{2})年(?:(?P<m>\d{1,2})月)?(?:(?P<d>\d{1,2})日)?"
)
_LASTS = re.compile(
    r"(?P<what>有效期|执行期限?|优惠期限?|过渡期|政策期限?)限?为?(?P<n>\d{1,2}|[一二三四五六七八九十])年"
)
_YEARLY = re.compile(
    r"(?P<each>每年度?|次年|每半年|每季度|每月|次月)(?:的)?(?P<m>\d{1,2}月)?(?P<d>\d{1,2}日)?底?(?:之?前|以前)"
)
_ANY = re.compile("有效期|[至到]20|期限?为?[0-9一二三四五六七八九十]+年|[日月底]之?[前以]")
_VALIDITY = "有效期"


def in_force(text: str) -> Iterator[tuple[int, int]]:
    """Where a text says until when something is in force."""
    return (match.span() for match in _END.finditer(text))


def end_deviations(pairing: Pairing, twins: Sequence[Twin]) -> Iterator[Finding]:
    """Ends of validity and of benefits, and yearly dates, in clauses that answer each other."""
    for twin in twins:
        ours, theirs = twin.ours.text, twin.theirs.text
        if ours == theirs or not (_ANY.search(ours) and _ANY.search(theirs)):
            continue
        for kind, text, facts in (*_ended(ours, theirs), *_due(ours, theirs)):
            a, b = twin.ours.sentence, twin.theirs.sentence
            parent, child = pairing.ours[a.passage], pairing.theirs[b.passage]
            quotes = parent.sentence_quote(a), child.sentence_quote(b)
            yield Finding(kind, parent.id, child.id, *quotes, text, facts=facts)


def _ended(ours: str, theirs: str) -> Iterator[tuple[Kind, str, frozenset[str]]]:
    """In force for a shorter or a longer time."""
    for pattern in (_END, _LASTS):
        before, after = pattern.search(ours), pattern.search(theirs)
        if before is None or after is None:
            continue
        was, now = _until(before), _until(after)
        if was == now:
            continue
        validity = _VALIDITY in (before["what"], after["what"])
        what = _VALIDITY if validity else "执行期"
        said = f"{what}由{_spoken(before)}{{}}{_spoken(after)}"
        if now > was:
            yield "strengthened", said.format("延长到"), frozenset()
        else:
            yield "weakened", said.format("缩短到"), frozenset({"validity" if validity else "far"})


def _until(match: re.Match[str]) -> tuple[int, ...]:
    found = match.groupdict()
    if "n" in found:
        sign = found["n"]
        return (int(sign) if sign.isdigit() else "一二三四五六七八九十".index(sign) + 1,)
    return last_day("-".join(f"{int(found[key]):02d}" for key in "ymd" if found[key]))


def _spoken(match: re.Match[str]) -> str:
    return match.group()[match.start("n" if "n" in match.re.groupindex else "y") - match.start() :]


def _due(ours: str, theirs: str) -> Iterator[tuple[Kind, str, frozenset[str]]]:
    """每年12月10日前 that became 每年12月20日前."""
    before, after = _YEARLY.search(ours), _YEARLY.search(theirs)
    if before is None or after is None or before["each"] != after["each"]:
        return
    if bool(before["m"]) != bool(after["m"]):
        return
    was, now = _day(before), _day(after)
    if was is None or now is None or was == now:
        return
    later = now > was
    text = f"每次完成的时限由“{before.group()}”{'推迟到' if later else '提前到'}“{after.group()}”"
    yield "deadline_delayed" if later else "deadline_advanced", text, frozenset()


def _day(match: re.Match[str]) -> tuple[int, int] | None:
    """Month and day; None when neither is said."""
    if not (match["m"] or match["d"]):
        return None
    return int((match["m"] or "0月")[:-1]), int((match["d"] or "31日")[:-1])
