"""Tasks that only a superior level may do: said as 按上级规定…, and listed for a decision (上级事权)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from draftkit.drafting.edits import Edit
from draftkit.drafting.holes import OpenPoint
from draftkit.drafting.sentences import clauses, sentences
from draftkit.lexicon.levels import superior_tasks
from draftkit.localities import Locality
from draftkit.localities import OpenPoint as Asked

_BY_RULE, _TOGETHER, _STRIVE = "按上级规定", "配合上级", "积极争取"
_JOINED = re.compile("^配合|信息系统|系统|平台")
_SAID = re.compile(
    r"按(?:照|有关|相关)?[^，。]{0,8}(?:规定|部署|要求|标准)|根据|争取|配合|争创|申报|执行上级|落实"
)
_ACTOR = re.compile(r"(?:省|市|自治区|州)(?:级|财政|本级|妇幼|疾控|人民|中医|第)")
_MONEY = re.compile(r"[^，。]{0,6}财政|[^，。]{0,10}(?:资金|补助|奖补)")
_OPENER = re.compile(r"^(?:并且?|同时|其中|此外|另外|对[^，。；]{0,12}的，)?")
_COMPARED = re.compile("平均|先进")
# What a superior gives into the hands of the level below: our own choice now, not somebody's.
_GIVEN = re.compile(
    r"(?:有条件的)?(?:各?市、?县|各?(?:市、)?县（市、区）|市县区|各?县市|各?区县|各?县区)(?:两级|人民政府|政府)?(?=可|要|应|政府|财政|级)"
)


_SERIES = re.compile(r"(?<![省各一-龥])市、?县(?=财政|可(?!以上|能))")


def superior_edits(
    text: str, asked: Iterable[Asked], source: Locality, target: Locality, measure: str | None
) -> Iterator[Edit]:
    """Puts 按上级规定 or 配合上级 before what this level may not do by itself, once a sentence.

    asked: what `localise` found that speaks of the superior's own money, titles and systems.
    """
    found: list[tuple[int, str, str, str]] = []
    at = 0
    for sentence in sentences(text):
        for task in superior_tasks(sentence, source.level, target.level):
            words = _TOGETHER if _JOINED.search(task.pattern + task.proposal) else _BY_RULE
            reason = f"{task.reason}，{task.proposal}" if task.proposal else task.reason
            found.append((at + task.start, sentence[task.start : task.end], reason, words))
        at += len(sentence)
    taken = [(start, start + len(words)) for start, words, _, _ in found]
    found += [
        (a.start, a.text, a.reason, _BY_RULE)
        for a in asked
        if _is_superior(a) and not any(start < a.end and a.start < end for start, end in taken)
    ]
    yield from _edits(text, sorted(found), measure)


def _is_superior(asked: Asked) -> bool:
    return asked.kind == "superior" and not _COMPARED.search(asked.text)


def _edits(text: str, found: list[tuple[int, str, str, str]], measure: str | None) -> Iterator[Edit]:
    said: set[int] = set()
    for start, words, reason, opener in found:
        sentence = text.rfind("。", 0, start) + 1
        clause_at, clause = _clause_at(text, sentence, start)
        point = OpenPoint("decision", words, f"{reason}；请定写法或删去", None, measure)
        if sentence in said or _SAID.search(clause):
            yield Edit(start, start, "", point)
            continue
        said.add(sentence)
        skip = _OPENER.match(clause)
        begin = clause_at + (skip.end() if skip else 0)
        yield Edit(begin, begin, _before(text[begin:], opener), point)


def _before(words: str, opener: str) -> str:
    """The opener that fits: where the superior itself acts, its help is sought and its work joined."""
    if not _ACTOR.match(words):
        return opener
    return _STRIVE if _MONEY.match(words) else "配合"


def _clause_at(text: str, sentence: int, position: int) -> tuple[int, str]:
    at = sentence
    for clause in clauses(text[sentence:]):
        if at + len(clause) > position:
            return at, clause
        at += len(clause)
    return sentence, text[sentence:]


def given_to_us(text: str, here: Locality, measure: str | None) -> Iterator[Edit]:
    """What the superior leaves to cities and counties, for the county to decide (LVL-04)."""
    for found in _SERIES.finditer(text):
        # 市、县财政建立…制度: here it is the county's own treasury.
        yield Edit(*found.span(), here.word)
    for found in _GIVEN.finditer(text):
        words = clauses(text[found.start() :])[0].rstrip("，。；")
        reason = "上级交给市县的事项，请核对由本级还是下级承担，写明本级的决定"
        yield Edit(found.start(), found.start(), "", OpenPoint("decision", words, reason, None, measure))
