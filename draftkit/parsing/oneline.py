"""A line that holds whole chapters has lost all its breaks: every place where it should be cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.text import HAN
from draftkit.parsing.dates import DATE
from draftkit.parsing.labels import Label, find_label

_N = "一二三四五六七八九十"
FORMS = rf"第[{_N}百零〇]{{1,5}}[章节条]|[{_N}]{{1,3}}、|[（(][{_N}]{{1,3}}[）)]|\d{{1,2}}[.．](?!\d)|\d{{1,2}}、(?!\d)|[（(]\d{{1,2}}[）)]"
_ANY = re.compile(rf"(?<![{_N}\d“《])(?={FORMS})")
_LOST = re.compile(
    rf"(?:^|[。：:！？）)”\s]|{HAN})[ \u3000]*一、(?![{_N}]).{{20,}}[。！？）)〕】\s]二、", re.DOTALL
)
_LOST_ARTICLES = re.compile(r"第一条(?!第).{10,}[。；][ \u3000]*第二条", re.DOTALL)
_STOP = re.compile(r"[。；;]")
_ENDED = tuple("。！？；;：:）)〕】 \u3000\t”")
_B = r"[ \t\u3000]*"
_GAP = re.compile(rf"(?:(?<={HAN})|(?<=[。！？：:”）)]))[ \t\u3000]+(?={HAN}|[“《（(])")
_BODY = (
    r"(?:人民政府|政府|办公室|办公厅|委员会|管委会|联合会|总工会|总队|支队|分行|银行|中心|局|委|厅|部|院|会)"
)
_OPEN_NOTE = r"[（(][^（）()]{2,12}公开[^（）()]{0,6}[）)]"
_SIGNED = re.compile(
    rf"(?<=[。！”）)]){_B}(?P<page>[（(]此页无正文[）)])?{_B}(?P<by>{HAN}(?:{HAN}|[ \t\u3000]|{_OPEN_NOTE}){{1,400}}?{_BODY})"
    rf"{_B}(?P<on>{DATE.pattern})(?P<note>{_B}[（(](?:此件|信息)[^（）()]{{2,14}}[）)])?(?!印发|起|前|以)"
)
_INNER_NOTE = re.compile(_OPEN_NOTE)
_IMPRINT = re.compile(rf"(?<=[。）)日号]){_B}(?={HAN}{{2,40}}?{_BODY}{_B}(?:{DATE.pattern}){_B}印发)")
_TAIL = re.compile(rf"(?<=[。）)日号]){_B}(?=抄送[：:]|附件[：:1])")
_INSIDE = r"[^（）()〔〕。]{2,300}(?:[（(][^（）()]{1,20}[）)][^（）()〔〕。]{0,200}){0,6}"
_BEHIND_NOTE = re.compile(
    rf"[（(〔](?:(?:责任|牵头|配合)(?:单位|部门)[：:]{_INSIDE}|{_INSIDE}(?:负责|落实|牵头|配合))[）)〕](?=[^。，；、]{{2}})"
)
_PRINTED_END = re.compile(rf"[日号]{_B}印发(?={_B}\S)")
_JOINT_TITLE = re.compile(rf"{HAN}{{2,30}}?{_BODY}(?:关于|印发|转发)")
_BEHIND_LABEL = re.compile(rf"(?:第[{_N}百零〇]{{1,5}}[章节条]|[（(](?:[{_N}]{{1,3}}|\d{{1,2}})[）)])$")
_WRAPPED = 90  # characters: a space inside sentences so often is a line's end or a typist's habit
_NEAR = 60  # a heading is not longer


def is_lost(words: str) -> bool:
    """Whether a line holds more than one chapter."""
    return _LOST.search(words) is not None or _LOST_ARTICLES.search(words) is not None


def cuts(words: str, last: dict[int, int], see: Callable[[Label], None]) -> Iterator[int]:
    """Offsets where a lost break stood. last: the numbers seen so far by rank; see: told of each label."""
    first = len(words)
    above: tuple[int, int] | None = None  # rank and end of the label above
    for match in _ANY.finditer(words):
        at = match.start()
        label = find_label(words, at)
        if label is None or not _fits(words, at, label, last, above):
            continue
        first = min(first, at)
        see(label)
        above = label.rank, label.end
        yield at
    yield from _front(words[:first])
    for match in _SIGNED.finditer(words):
        if match["page"]:
            yield match.start("page")
        yield match.start("by")
        for note in _INNER_NOTE.finditer(words, match.start("by"), match.end("by")):
            yield from note.span()
        yield match.start("on")
        yield match.end("on")
        yield match.end()
    for pattern in (_IMPRINT, _TAIL, _BEHIND_NOTE, _PRINTED_END):
        for match in pattern.finditer(words):
            yield match.end()
    yield from _gaps(words)


def _fits(words: str, at: int, label: Label, last: dict[int, int], above: tuple[int, int] | None) -> bool:
    """Whether a label goes on with the numbering, behind a sentence or right below a heading."""
    if label.rank == 4 and label.number == 1:
        return 4 not in last
    if label.number not in (1, last.get(label.rank, -9) + 1):
        return False
    if at == 0 or words[at - 1] in _ENDED:
        return True
    if label.kind is not None and label.number == 1 and not last:
        return True  # …管理办法第一章总则第一条为了…
    if above is None or above[0] >= label.rank or at - above[1] > _NEAR:
        return False
    return not _STOP.search(words, above[1], at)


def _gaps(words: str) -> Iterator[int]:
    """Spaces that stand for lost breaks: not those that a text has behind every full stop, or for looks."""
    gaps = list(_GAP.finditer(words))
    behind_stops = [m for m in gaps if words[m.start() - 1] in "。！？"]
    inside = [m for m in gaps if words[m.start() - 1] not in "。！？：:”）)"]
    spaced = len(behind_stops) * 2 > len(_STOP.findall(words))
    wrapped = len(inside) * _WRAPPED > len(words)
    at = 0
    for match in gaps:
        before = words[match.start() - 1]
        loose = spaced if before in "。！？" else wrapped and before not in "：:”）)"
        behind = _BEHIND_LABEL.search(words, max(0, match.start() - 8), match.start())
        joined = _JOINT_TITLE.match(words, match.end()) or _goes_on(words, match)
        if not loose and match.start() - at > 3 and behind is None and not joined:
            yield match.end()
        at = match.end()


def _goes_on(words: str, gap: re.Match[str]) -> bool:
    """Whether a title was broken here: …服务能力的 实施方案."""
    return words[gap.start() - 1] == "的" and _genre().match(words, gap.end()) is not None


@cache
def _genre() -> re.Pattern[str]:
    return re.compile(alternation("genres"))


def _front(words: str) -> Iterator[int]:
    """Where title, addressee and letter meet, in the words before the first label."""
    for match in _front_marks().finditer(words):
        yield match.end()
        if match["to"]:
            yield match.end() + len(match["to"])


@cache
def _front_marks() -> re.Pattern[str]:
    genres = alternation("genres")
    start = r"为(?:进一步|深入|全面|贯彻|认真|切实|加快|推|促|有效|加强|做好|落实|规范|确保|积极)|根据《?|按照《?|近年来"
    number = rf"{HAN}{{2,8}}〔\d{{4}}〕"
    return re.compile(
        rf"(?:{genres})(?:[（(][^（）()]{{2,16}}[）)])?[ \u3000]*(?=(?:{start}))"
        rf"|文件[ \u3000]*(?={number})|{_BODY}[ \u3000]*(?={number})"
        rf"|的通知[ \u3000]*(?=各|{number})|〔\d{{4}}〕\d+号[ \u3000]*(?=各|关于|{HAN}{{2,60}}?(?:关于|印发|转发|等))"
        rf"|(?:{genres})[ \u3000]*(?=(?P<to>各[^。；：:]{{2,120}}[：:]))"
        rf"|(?:政府|部门|单位|机构|局|办|委|处|会|公司|院|校|镇|街道)[）)]?[：:][ \u3000]*(?=现将|《|经|为|根据)"
    )
