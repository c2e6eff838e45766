"""One changed spot in a clause that the child otherwise keeps: a trigger, a rank, a list, who pays (一处改动).

The clauses are known to answer each other; what is told here no comparison of acting words or figures sees:
连续两次 that became 连续三次, 分管副县长任召集人 that became 局长任召集人, 严禁新建、改建、扩建 without 扩建.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from draftkit.comparing.align import Match
from draftkit.comparing.finding import Finding, in_quotes, name
from draftkit.comparing.often import Often, each_often, often
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, Sentence
from draftkit.comparing.result import Kind
from draftkit.comparing.sentences import clauses
from draftkit.comparing.superior import superiors_own
from draftkit.comparing.tables import table
from draftkit.comparing.twins import Twin

_Change = tuple[Kind, str, frozenset[str]]
_FAR: frozenset[str] = frozenset({"far"})
_NONE: frozenset[str] = frozenset()

_N = "一二两三四五六七八九十"
_TRIGGER = re.compile(
    rf"(?:(?:连续|逾期)(?:(?!不|至少|达到)[\u4e00-\u9fff]){{0,5}}?|累计)(?P<n>\d+|[{_N}])(?P<unit>个?(?:次|年|季度|月|天|日|周|小时))(?!内)"
)
_BOTTOM = re.compile(rf"(?:排名|考核|得分)[^，。；]{{0,6}}(?:后|末)(?P<n>\d+|[{_N}])(?P<unit>[位名个])")
_PRESIDES = re.compile(
    r"(?:由|明确|[，。；]|^)(?P<who>[^，。；由]{2,24}?)(?:任|担任|兼任|为)(?P<as>总?召集人|双?组长|总?指挥长?|主任委员|牵头人|链长|[河林田湾]长)"
)
_OFFICE = re.compile("[\ue000-\uf8ff局厅]")  # departments are marks in the neutral form
_POSTS = re.compile(r"[配聘设由]|明确|安排|落实|确定|至少|不少于|\d名")
_SCALE = re.compile(
    r"(?:规模以上|限额以上|[百千万]{1,2}(?:吨|人|亩|户|头|千瓦|平方米|立方米)(?:[百千万]{1,2}人|以上))"
    r"(?=(?:的)?[\u4e00-\u9fff]{2})"
)
_JOINED = re.compile("[、和与及或]")
_FORBIDS = re.compile("严禁|禁止|不得(?![低少高多小大晚]于|超过|早于)|不准|不许")
_ASSESSED = re.compile("纳入[^，。；]*(?:考核|考评|督查|评价|述职)")
_ACT = re.compile(
    r"(?:按[月季年学]度?|每[月季周年]度?)(?P<act>调度|通报|会商|督导|研判|检查|巡查|公示|公布|公开|报送|报告|评估|考核|排名|点评)"
)
# Only clauses with such words are looked into.
_WORTH = re.compile(
    r"连续|累计|逾期|[后末][\d一二两三四五六七八九十]|召集|组长|指挥|链长|牵头人|主任委员|[河林田湾]长"
    r"|[模额]以上|[百千万][百千万]?[吨人亩户头千平立]|禁|不得|不准|不许|纳入"
)


def _tables() -> Mapping[str, Any]:
    return table("spots")


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile("|".join(_tables()[key]))


@cache
def _burden(side: str) -> re.Pattern[str]:
    return re.compile(_tables()["burden"][side])


def spot_deviations(pairing: Pairing, twins: Sequence[Twin]) -> Iterator[Finding]:
    """What one changed spot does to a clause that is kept otherwise."""
    for twin in twins:
        ours, theirs = twin.ours.text, twin.theirs.text
        if ours == theirs or not (_WORTH.search(ours) or _words("qualities").search(ours)):
            continue
        for kind, text, facts in _changes(twin):
            yield _finding(pairing, twin, kind, text, facts)
    yield from _unpaid(pairing, twins)


def _finding(pairing: Pairing, twin: Twin, kind: Kind, text: str, facts: frozenset[str]) -> Finding:
    ours = pairing.ours[twin.ours.sentence.passage]
    theirs = pairing.theirs[twin.theirs.sentence.passage]
    quotes = ours.sentence_quote(twin.ours.sentence), theirs.sentence_quote(twin.theirs.sentence)
    return Finding(kind, ours.id, theirs.id, *quotes, text, facts=facts)


def _changes(twin: Twin) -> Iterator[_Change]:
    ours, theirs = twin.ours.text, twin.theirs.text
    rules = _triggered, _presided, _scaled, _listed, _qualified
    for rule in rules:
        change = rule(ours, theirs, twin)
        if change is not None:
            yield change


def _triggered(ours: str, theirs: str, twin: Twin) -> _Change | None:
    """连续两次排名末位 that became 连续三次: what follows comes later."""
    for pattern, sign in ((_TRIGGER, -1), (_BOTTOM, 1)):
        before, after = pattern.search(ours), pattern.search(theirs)
        if before is None or after is None or before["unit"] != after["unit"]:
            continue
        step = _number(after["n"]) - _number(before["n"])
        if not step:
            continue
        said = f"由“{before.group()}”变为“{after.group()}”"
        form = twin.ours.sentence.form
        if not _words("consequences").search(form, max(0, form.find(ours))):
            return "conditioned", f"条件{said}，请核对是放宽还是收紧", frozenset({"trigger"})
        if step * sign < 0:
            return "weakened", f"触发条件{said}，约束力减弱", _FAR
        return "strengthened", f"触发条件{said}，约束力增强", _NONE
    return None


def triggers(clause: str) -> bool:
    """Whether the figures of a clause say when something follows (连续干旱30天以上的)."""
    return _TRIGGER.search(clause) is not None or _BOTTOM.search(clause) is not None


def _number(sign: str) -> int:
    if sign.isdigit():
        return int(sign)
    return _N.replace("两", "").index(sign) + 1 if sign != "两" else 2


def _presided(ours: str, theirs: str, _: Twin) -> _Change | None:
    """分管副县长任召集人 that became 县水务局局长任召集人."""
    before, after = _PRESIDES.search(ours), _PRESIDES.search(theirs)
    if before is None or after is None:
        return None
    was, now = _rank(before["who"]), _rank(after["who"])
    if not was or not now or now <= was:
        return None
    facts = _FAR if now > 2 else _NONE
    return "weakened", f"“{after['as']}”由{_spoken(was)}变为{_spoken(now)}担任，规格降低", facts


def _rank(who: str) -> int:
    """1: who leads a government; 2: its deputies; 3: who leads a department; 0 when it cannot be told."""
    if _OFFICE.search(who):
        return 3
    return next((row["rank"] for row in _tables()["ranks"] if any(w in who for w in row["words"])), 0)


def _spoken(rank: int) -> str:
    return ("党政主要负责同志", "分管负责同志", "部门负责同志")[rank - 1]


def _scaled(ours: str, theirs: str, twin: Twin) -> _Change | None:
    """千吨万人供水工程 that became 万吨以上供水工程: other ones are meant."""
    before = [m.group() for m in _SCALE.finditer(ours)]
    after = [m.group() for m in _SCALE.finditer(theirs)]
    if len(before) != 1 or len(after) != 1 or before == after:
        return None
    if before[0] in twin.theirs.sentence.form or after[0] in twin.ours.sentence.form:
        return None
    return "conditioned", f"适用范围由“{before[0]}”变为“{after[0]}”", _NONE


def _listed(ours: str, theirs: str, twin: Twin) -> _Change | None:
    """What is no longer forbidden, or no longer assessed: some links of a list, and nothing else, left out."""
    forbids = _FORBIDS.search(ours)
    if not forbids and not _ASSESSED.search(ours):
        return None
    gone = _cut(ours, theirs)
    if gone is None or not _JOINED.search(gone) or gone in twin.theirs.sentence.form:
        return None
    words = in_quotes(gone.strip("、和与及或"))
    if forbids:
        return "weakened", f"禁止的事项少了{words}", _FAR
    return "weakened", f"考核、督查的范围少了{words}", _NONE


def _cut(ours: str, theirs: str) -> str | None:
    """The only stretch of a clause that the other one does not have; None when more differs."""
    ours, theirs = ours.rstrip("，,；;。"), theirs.rstrip("，,；;。")
    size = len(ours) - len(theirs)
    if size <= 0:
        return None
    start = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), len(theirs))
    return ours[start : start + size] if ours[start + size :] == theirs[start:] else None


def _qualified(ours: str, theirs: str, twin: Twin) -> _Change | None:
    """2名专职运维人员 that became 2名运维人员."""
    gone = _cut(ours, theirs)
    found = _words("qualities").search(gone) if gone else None
    if found is None or found.group() in twin.theirs.sentence.form:
        return None
    if found.group().startswith("专") and not _POSTS.search(ours):
        return None  # 专职人员培训: those are trained all the same
    return "weakened", f"同一任务去掉了“{found.group()}”，要求降低", _NONE


def _unpaid(pairing: Pairing, twins: Sequence[Twin]) -> Iterator[Finding]:
    """由县级财政给予补贴 that became 由供水单位自行承担, in sentences that share a clause."""
    seen = set()
    for twin in twins:
        ours, theirs = twin.ours.sentence, twin.theirs.sentence
        key = ours.passage, ours.number, theirs.passage, theirs.number
        if key in seen or "财政" not in ours.form or ours.form == theirs.form:
            continue
        seen.add(key)
        public, own = _borne("public", ours), _borne("own", theirs)
        if own and not _borne("own", ours) and len(public) > len(_borne("public", theirs)):
            answered = {t.ours.text for t in twins if t.ours.sentence is ours}
            left = [words for clause, words in public if clause not in answered] or [public[0][1]]
            text = f"由“{left[0]}”变为“{own[0][1]}”，财政不再承担"
            yield _finding(pairing, twin, "weakened", text, _FAR | {"burden"})


def _borne(side: str, sentence: Sentence) -> list[tuple[str, str]]:
    """The clauses in which somebody pays, and the words for it."""
    cut = [sentence.form[a:b] for a, b in clauses(sentence.form)]
    return [(clause, m.group()) for clause in cut if (m := _burden(side).search(clause))]


def lost_acts(pairing: Pairing) -> Iterator[Finding]:
    """按季通报 left out of a sentence that is kept otherwise; too short a clause to be missed as such."""
    for index, passage in enumerate(pairing.ours):
        for sentence in passage.sentences if index in pairing.children_of else ():
            if "按" not in sentence.form and "每" not in sentence.form:
                continue
            found = list(_ACT.finditer(sentence.form))
            answers = pairing.answers.get((index, sentence.number), ()) if found else ()
            if not answers or answers[0].parent.form == answers[0].child.form:
                continue
            said = "".join(pairing.theirs[c].form for c in pairing.children_of[index])
            above = superiors_own(pairing, passage.content.text[sentence.start : sentence.end])
            kept = {how.yearly for c in pairing.children_of[index] for how in _often(pairing.theirs[c])}
            for act in found:
                how = often(act.group())
                if act["act"] not in said and not above and how and how.yearly not in kept:
                    yield _lost(pairing, answers[0], act)


def _often(passage: Passage) -> Iterator[Often]:
    """How often a measure asks for anything."""
    for sentence in passage.sentences:
        for a, b in clauses(sentence.form):
            yield from each_often(sentence.form[a:b])


def _lost(pairing: Pairing, match: Match, act: re.Match[str]) -> Finding:
    ours, theirs = pairing.ours[match.parent.passage], pairing.theirs[match.child.passage]
    at = ours.content.text.find(act.group(), match.parent.start)
    span = (at, at + len(act.group())) if at >= 0 else (match.parent.start, match.parent.end)
    text = f"上级{name(ours)}的“{act.group()}”，本级对应条款没有体现"
    quotes = ours.quote(*span), theirs.sentence_quote(match.child)
    return Finding("partly_omitted", ours.id, theirs.id, *quotes, text, facts=frozenset({"clause"}))
