"""Tasks that only a superior level may do: said as 按上级规定…, and listed for a decision (上级事权)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from draftkit.drafting.edits import Edit
from draftkit.drafting.holes import OpenPoint
from draftkit.drafting.rules import rules
from draftkit.drafting.sentences import clauses, sentences
from draftkit.lexicon import levels
from draftkit.lexicon.levels import superior_tasks
from draftkit.lexicon.mentions import scan
from draftkit.localities import Locality
from draftkit.localities import OpenPoint as Asked
from draftkit.model import Level
from draftkit.precompiled import fixed

_TOGETHER, _STRIVE, _STRIVE_FOR = "配合上级", "积极争取", "积极争取上级"
_JOINED = re.compile("^配合|信息系统|系统|平台")
_SAID = re.compile(
    r"按(?:照|有关|相关)?[^，。]{0,8}(?:规定|部署|要求|标准)|根据|争取|配合|争创|申报|执行上级|落实"
)
_ACTOR = re.compile(r"(?:省|市|自治区|州)(?:级|财政|政府|本级|妇幼|疾控|人民|中医|第)")
_MONEY = re.compile(r"[^，。]{0,6}财政|[^，。]{0,10}(?:资金|补助|奖补|基金)")
_IN_MONEY = re.compile(
    r"可?(?=(?:在|从|由|通过|列入)[^，。；]{0,4}(?:省|市|自治区|州)级?[^，。；]{0,14}(?:资金|财政|公益金|经费))"
)
_URGED = re.compile(
    r"(?:支持|鼓励|引导|指导)各(?:地区?|省（[^（）]*）|市（[^（）]*）|县（[^（）]*）|市|县)(?=结合|因地制宜|制定|出台|开展|探索|立足)"
)
_OPENER = re.compile(r"^(?:并且?|同时|其中|此外|另外|对[^，。；]{0,12}的，)?")
_COMPARED = re.compile("平均|先进")
_WITH_OTHERS = re.compile(r"(?:(?:会同|联合|等)(?:有关|相关)?(?:部门|单位))?(?:应当?|要|须|将|负责|牵头)?")
_PURSE = re.compile("(?:省|市|自治区|州|县|中央)级?财政")
_MODAL = re.compile(r"[^，。；]{2,14}?(?:部门|厅|局|委|政府)(?P<modal>应当?|要|须)")
_BUILDS = re.compile("[一-龥]{1,3}级(?:统一)?(?:建|搭|统筹)")
_USED = re.compile("其中|(?:要)?(?:依托|接入|对接|利用|用好|通过|推广|融入)")
"""What is used is not built: 依托全省一体化平台."""
_BODIES = re.compile(r"(?:会同|牵头|联合|商|[、和与])$")


@dataclass(frozen=True, slots=True)
class _Found:
    """Words of a sentence that only the superior may act on. kind: what tells the way of saying it."""

    start: int
    words: str
    reason: str
    kind: str


def superior_edits(
    text: str, asked: Iterable[Asked], source: Locality, target: Locality, measure: str | None
) -> Iterator[Edit]:
    """Puts 按上级规定 or 配合上级 before what this level may not do by itself, once a sentence.

    asked: what `localise` found that speaks of the superior's own money, titles and systems.
    """
    found = _apart(_tasks(text, source, target))
    taken = [(f.start, f.start + len(f.words)) for f in found]
    found += [
        _Found(a.start, a.text, a.reason, f"{a.reason}{a.text}")
        for a in asked
        if _is_superior(a) and not any(start < a.end and a.start < end for start, end in taken)
    ]
    yield from _edits(text, sorted(found, key=lambda f: f.start), source, measure)


def _apart(found: Iterable[_Found]) -> list[_Found]:
    """One of the tasks that share words: the first rule that knows them."""
    kept: list[_Found] = []
    for item in found:
        end = item.start + len(item.words)
        if not any(item.start < k.start + len(k.words) and k.start < end for k in kept):
            kept.append(item)
    return kept


def _tasks(text: str, source: Locality, target: Locality) -> Iterator[_Found]:
    at = 0
    for sentence in sentences(text):
        for task in superior_tasks(sentence, source.level, target.level):
            reason = f"{task.reason}，{task.proposal}" if task.proposal else task.reason
            words = sentence[task.start : task.end]
            if task.pattern == "督导各市" and levels.LOWER.search(words):
                continue  # 对各市的考核 has become 对各乡镇（街道）的考核
            yield _Found(at + task.start, words, reason, f"{task.pattern}{task.proposal}{words}")
        yield from _own_tasks(sentence, at, source, target)
        at += len(sentence)


def _own_tasks(sentence: str, at: int, source: Locality, target: Locality) -> Iterator[_Found]:
    """By the rules of drafting itself (data/superior_only.yaml)."""
    if levels.rank(target.level) <= levels.rank(source.level):
        return
    for number, (has, pattern, lowest, reason) in enumerate(_own_rules()):
        if not any(word in sentence for word in has):
            continue
        if lowest is not None and levels.rank(target.level) <= levels.rank(lowest):
            continue
        for found in pattern.finditer(sentence):
            yield _Found(at + found.start(), found.group(), reason, f"#{number}")


@cache
def _own_rules() -> tuple[tuple[tuple[str, ...], re.Pattern[str], Level | None, str], ...]:
    rows = rules("superior_only")["tasks"]
    return tuple(
        (tuple(row["has"]), fixed(row["words"]), levels.level_of(row["lowest"]), row["reason"])
        for row in rows
    )


def _is_superior(asked: Asked) -> bool:
    return asked.kind == "superior" and not _COMPARED.search(asked.text)


def _edits(text: str, found: list[_Found], source: Locality, measure: str | None) -> Iterator[Edit]:
    said: set[int] = set()
    clauses_said: set[int] = set()
    for item in found:
        sentence = text.rfind("。", 0, item.start) + 1
        at, clause = _clause_at(text, sentence, item.start)
        point = OpenPoint(
            "decision", _quoted(text, at, item), f"{item.reason}；请定写法或删去", None, measure
        )
        done = at in clauses_said or _SAID.search(clause)
        money = _IN_MONEY.match(text, at)
        again = (
            sentence in said
            and not money
            and not _honour(item, clause)
            and _opener(item) != "配合"
            and not _PURSE.match(clause)
        )
        if done or again:
            yield Edit(item.start, item.start, "", point)
            continue
        said.add(sentence)
        clauses_said.add(at)
        named = item.reason.startswith("上级的平台") and item.start == at and not _BUILDS.match(item.words)
        if named or _is_said_only(item, text, at):
            yield Edit(item.start, item.start, "", point)
        elif money:
            by = text.startswith("由", money.end())
            yield Edit(at, money.end() + by, _STRIVE, point)
        else:
            yield from _opened(text, at, clause, item, source, point)


def _opened(
    text: str, at: int, clause: str, item: _Found, source: Locality, point: OpenPoint
) -> Iterator[Edit]:
    """The clause with its opener: after the bodies that act, in front of everything else."""
    skip = _OPENER.match(clause)
    begin = at + (skip.end() if skip else 0)
    if verb := _honour(item, text[begin : at + len(clause)]):
        yield Edit(begin, begin + verb.end(), rules("below")["competed"], point)
        return
    begin = _after_bodies(text, begin)
    if urged := _URGED.match(text, begin):
        # 支持各地制定地方性法规: what those below are told to do, we cannot pass on.
        yield Edit(begin, urged.end(), _opener(item), point)
        return
    opener = _before(text[begin:], _opener(item))
    yield Edit(begin, begin, opener, point)
    if opener == "配合" and (modal := _MODAL.match(text, begin)):
        yield Edit(*modal.span("modal"), "")  # 配合省级教育部门建立…, no longer 要建立
    if opener in (_TOGETHER, "配合", _STRIVE):
        # Whom the superior gives to and takes from are those below it, not those below us.
        for below in levels.LOWER.finditer(text):
            if begin <= below.start() < at + len(clause):
                yield Edit(*below.span(), below.group())
    if opener == _TOGETHER:
        # What the superior builds for all of its territory is not 全县 when a county helps.
        for whole in re.finditer(f"{source.whole}(?:统一的?)?", text[begin : at + len(clause)]):
            yield Edit(begin + whole.start(), begin + whole.end(), "")


def _is_said_only(item: _Found, text: str, at: int) -> bool:
    """Whether the words stay as they are and are only listed.

    So do the superior's institutions (市属企业、市博物馆) and shares (其中市级财政承担40%): nobody
    does anything there that could be done 按上级规定.
    """
    if item.kind.startswith("#"):
        return bool(rules("superior_only")["tasks"][int(item.kind[1:])]["opener"] == "")
    only = re.search(rules("openers")["said_only"], item.kind)
    return only is not None or _USED.match(text, at) is not None


def _opener(item: _Found) -> str:
    if item.kind.startswith("#"):
        return str(rules("superior_only")["tasks"][int(item.kind[1:])]["opener"])
    table = rules("openers")
    for opener, kinds in table["openers"].items():
        if re.search(kinds, item.kind) or (opener == _TOGETHER and _JOINED.search(item.kind)):
            return str(opener)
    return str(table["default"])


def _honour(item: _Found, clause: str) -> re.Match[str] | None:
    """The verb of 建设一批省优质…, which for those below is 争创."""
    if not re.search(rules("openers")["honours"], item.kind):
        return None
    return re.match(rules("below")["achieving"], clause)


def _after_bodies(text: str, begin: int) -> int:
    """Behind 省教育厅会同省财政厅, when the clause begins so: it is they who join in."""
    end = begin
    for mention in scan(text[begin : begin + 60]):
        gap = text[end : begin + mention.start]
        if mention.generic or (gap and not _BODIES.fullmatch(gap)):
            break
        end = begin + mention.end
    if end == begin:
        return begin
    joined = _WITH_OTHERS.match(text, end)
    return joined.end() if joined else end


def _before(words: str, opener: str) -> str:
    """The opener that fits: where the superior itself acts, its help is sought and its work joined."""
    if not _ACTOR.match(words):
        return opener
    if opener == _STRIVE:
        return opener
    return _STRIVE if _MONEY.match(words) else "配合"


def _quoted(text: str, at: int, item: _Found) -> str:
    """The words in question up to the end of their clause when they break off inside it."""
    end = item.start + len(item.words)
    rest = clauses(text[end:])[0] if end < len(text) else ""
    cut = re.match(r"[一-龥]{0,8}(?=[，。；、])", rest)
    return text[item.start : end + (cut.end() if cut else 0)]


def _clause_at(text: str, sentence: int, position: int) -> tuple[int, str]:
    at = sentence
    for clause in clauses(text[sentence:]):
        if at + len(clause) > position:
            return at, clause
        at += len(clause)
    return sentence, text[sentence:]
