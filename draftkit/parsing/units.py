"""A responsibility note taken apart: who leads, who answers, what holds for all that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_OPEN, _CLOSE = "（(〔[【［", "）)〕]】］"
_SPLIT = re.compile("[" + re.escape(_OPEN + _CLOSE) + "、，,]")
_ANY_BRACKET = re.compile("[" + re.escape(_OPEN + _CLOSE) + "]")
LABEL_WORD = (
    r"(?:(?:第一|主要|市级|县级|省级|区级|镇级|乡镇|具体|各|各项|工作)?(?:责任|牵头|配合|负责|主办|协办|承办|参与|参加|实施|落实|主责|协同|主管|协作|执行|牵头责任|责任牵头|牵头负责|配合责任)"
    r"(?:单位|部门|主体|机构|处室|科室|股室|地区|地方|厅局)(?:及(?:其)?(?:分工|配合单位|责任单位|责任人|完成时限))?|责任分工|任务分工|职责分工|工作分工|牵头|配合|责任)"
)
# Persons are named beside the bodies, but only bodies answer for a measure.
PERSON_LABEL = (
    r"(?:(?:包抓|分管|责任|牵头|配合|挂钩|具体)(?:市|县|区)?(?:领导|责任人|负责人)|责任人|责任同志|牵头同志)"
)
LIMIT_LABEL = (
    r"(?:(?:完成|办结|推进|整改|落实|实施|工作|进度)?(?:时限|时间|期限|时间节点|时间安排|进度|节点|时间进度)(?:要求|安排)?"
    r"|(?:进度|频次|目标|成果|预期成果|工作目标|年度目标)(?:要求)?)"
)
# One look at the first letter of a label: nearly every place is passed over by it.
LABEL_START = "(?=[第主市县省区镇乡具各工责牵配负协承参实落同执任职包分挂完办推整进时期节频目成预年])"
_MARK = re.compile(
    rf"{LABEL_START}(?:(?P<who>{LABEL_WORD})|(?P<other>{PERSON_LABEL}|{LIMIT_LABEL}))(?:[（(][^（）()]{{1,12}}[）)])?[:：]"
)
_LEAD_LABEL = re.compile(r"牵头|主办|第一责任|主责|主要责任")
_FIRST_LEADS = re.compile(
    r"[，,；;。（(]?(?:其中)?[，,]?(?:(?:列|排|居|位列|排名)(?:在)?(?:第一|首)(?:位|名)?(?:的|者)?(?:责任)?(?:单位|部门)?|第一(?:个)?(?:责任)?(?:单位|部门)|首位(?:责任)?单位)为(?:第一)?牵头(?:责任)?(?:单位|部门)(?P<all>[，,]?(?:下同|以下同))?[。；;]?[）)]?"
)
STANDING = re.compile(
    r"(?:以下|下列|下同|后续|上述|以上)[^。；]{0,200}?不再(?:一一|逐一|逐项|重复|另行|单独|分别)?(?:列出|列明|列|赘述|注明|标注|说明|写明|列示|重复)"
)
_STANDING_HEAD = re.compile(
    r"^(?:以下|下列|后续|上述|以上)(?:各项|各条|所有|有关|工作|重点|措施|任务|事项|举措|内容|条款|的)*[，,]?(?:均|都|皆)?(?:需要?|由|须|要|涉及)*"
)
_VERB = (
    r"(?:等(?:(?:有关|相关)(?:部门|单位)(?:和单位)?)?)?(?:分别|共同|具体|统筹|主要|联合|结合实际|抓好|做好)?"
    r"(?:按照?(?:各自|有关|相关)?(?:的)?职[责能](?:任务|范围|权限)?(?:内)?(?:分工)?(?:分别|共同|做好|抓好|各负其责)?(?:负责|落实|配合|推进|实施|分工负责|抓好落实)*"
    r"|(?:分工|分别|共同|具体|牵头|按要求|组织|属地)?(?:负责|配合|落实|牵头|实施|参与|参加|推进|承办|承担|协助|协同|协办|组织实施|抓好落实)(?:组织实施|组织|实施|落实|推进|指导|配合|协调|做好|此项工作|相关工作|具体落实)*"
    r"|各负其责|齐抓共管|下同)[。；;，,]?$"
)
_STRIP_VERB = re.compile(rf"(?=[等分共具统主联结抓做按组牵要属负配落实参推承协各齐下])(?:{_VERB})")
_VERB_ENDS = frozenset("责能务围限内工别同好实合进施头与加办担助织导调作管。；;，,")
_STRIP_ETC = re.compile(
    r"等(?:\d+个?|[一二三四五六七八九十]+个?)?(?:(?:有关|相关|市级|县级|省级|市直|县直|省直|省|市|县|区)*(?:部门|单位|部门和单位|部门单位|部门（单位）|部门\(单位\)))?$"
)
_PREFIX = re.compile(r"^(?:和|及|与|以及|由|会同|协同|配合|并|其他|请|并由|,|，)+(?=.{2})")
_SUBORDINATE = re.compile(
    r"^各(?:设区的?|地级)?(?:市|县|区|州|旗|盟行政公署|盟行署|盟|地区行署|地|乡|镇|街道|市州|区县|县区)(?:[（(〔\[][^（）()]*[）)〕\]])?(?:、(?:市|县|区|州|旗|盟|乡|镇|特区)(?:[（(〔\[][^（）()]*[）)〕\]])?)*$"
)
_SUBORDINATE_REST = re.compile(
    r"^(?:自治|特)?(?:县|区|市|旗|州|盟|镇|街道|乡|民族乡)(?:[（(〔\[、人级政办委州市县区旗]|$)"
)
_JOINT = re.compile(
    r"(?=[会配以及和])(?:会同|配合|(?:以及|及|和)(?=各|市直|县直|省直|区直|有关|相关|其他|市[^场政级]|省[^级]|县[^级]))"
)
# 责任部门：市教育局 市财政局 各区政府: the space is the only mark between them
_BETWEEN_BODIES = re.compile(
    r"(?<=[局委厅部办会院府室队心司])[ \u3000]+(?=(?:省|市|县|区|州|旗|各|镇|乡)[^\s])"
)
_DATE_PIECE = re.compile(
    r"^(?:20\d{2}(?:[—–\-]20\d{2})?年|\d{1,2}月|(?:长期|持续)(?:坚持|推进|实施)?$|每年|每季度|全年|年底前|按时序|\d+月底前)"
)
_LEAD_MARK = re.compile(r"[（(〔［](?:牵头(?:单位|部门|负责)?|主责|主办)[）)〕］]$")
_NO_UNIT = re.compile(r"(?:有关|相关)?(?:部门|单位)?(?:按.*)?|按.*分工.*|分工.*")


class Parts(NamedTuple):
    """A note taken apart. standing: the sentence 以下……不再列出, None when there is none.

    first_leads: the note says that from here on the unit named first leads (列第一位者为牵头单位，下同).
    """

    lead: tuple[str, ...]
    units: tuple[str, ...]
    standing: str | None
    standing_units: tuple[str, ...]
    first_leads: bool = False


@lru_cache(maxsize=256)  # a document says the same few notes again and again
def take_apart(raw: str, first_leads: bool = False) -> Parts:
    """Lead, units and standing clause of a note.

    first_leads: an earlier note has declared that the unit named first leads.
    """
    if " " in raw or "\u3000" in raw:
        raw = _BETWEEN_BODIES.sub("、", raw)
    text = "".join(raw.split())
    declared = None
    if "第一" in text or "首位" in text:
        declared = _FIRST_LEADS.search(text)
        text = _FIRST_LEADS.sub("", text)
    standing = standing_units = None
    if "不再" in text and (match := STANDING.search(text)):
        standing = match.group().rstrip("。")
        standing_units = tuple(_standing_units(standing))
        text = text[: match.start()] + text[match.end() :]
    lead: list[str] = []
    units: list[str] = []
    for label, part in _segments(text):
        marked = label is not None and _LEAD_LABEL.search(label) is not None
        own_lead, own_units = _segment_units(part, marked)
        lead += own_lead
        units += own_units
    if not lead and units and (declared or first_leads):
        lead = units[:1]
    return Parts(
        tuple(dict.fromkeys(lead)),
        tuple(dict.fromkeys(units)),
        standing,
        standing_units or (),
        first_leads or (declared is not None and declared["all"] is not None),
    )


def _segments(text: str) -> Iterator[tuple[str | None, str]]:
    """(label, words) for each 责任单位：… 配合单位：… of a note; one without label when none.

    Time limits and persons are left out.
    """
    colon = max(text.rfind("："), text.rfind(":")) + 1  # behind it there is no label
    marks = list(_MARK.finditer(text, 0, colon)) if colon else []
    if not marks:
        yield None, text
        return
    if head := text[: marks[0].start()].strip("，,；;。、"):
        yield None, head
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        if mark["other"] is None:
            end = following.start() if following else len(text)
            yield mark["who"], text[mark.end() : end].strip("，,；;。、")


def _segment_units(text: str, lead_label: bool) -> tuple[list[str], list[str]]:
    lead: list[str] = []
    units: list[str] = []
    for clause in _CLAUSE.split(text):
        if _LEAD_MARKS.search(clause) and (marked := _marked(clause)):
            lead += marked
            units += split_units(_LEAD_MARKS.sub("", clause))
            continue
        head, found, rest = clause.partition("牵头")
        if found and head:
            named = split_units(head)
            lead += named
            units += named + split_units(re.sub(r"^(?:负责|单位|部门)?[，,、]?", "", rest))
        else:
            named = split_units(clause)
            units += named
            if lead_label:
                lead += named
    return lead, units


def _marked(clause: str) -> list[str]:
    """市教育局（牵头）、市财政局: the units that a bracket marks."""
    return [_LEAD_MARK.sub("", p) for p in _top_level(clause, "、，,") if _LEAD_MARK.search(p)]


_CLAUSE = re.compile("[；;。]")
_LEAD_MARKS = re.compile(r"[（(〔［](?:牵头(?:单位|部门|负责)?|主责|主办)[）)〕］]")


def split_units(text: str) -> list[str]:
    """A list of units one by one: split at 、 and ，outside brackets, roles and 等 dropped."""
    out: list[str] = []
    pieces = [p for chunk in _top_level(text, "，,") for p in _top_level(_cut_roles(chunk), "、")]
    for piece in _rejoin(pieces):
        out += _units_of(piece)
    return out


@lru_cache(maxsize=1024)  # the same bodies answer for measure after measure
def _units_of(piece: str) -> tuple[str, ...]:
    """The body that a piece of a list names; two where one joins the other (会同)."""
    unit = _cut_roles(piece)
    if unit[:1] in _PREFIX_STARTS:
        unit = _PREFIX.sub("", unit)
    if joint := _JOINT.search(unit, 2):
        halves = (_cut_roles(unit[: joint.start()]), _cut_roles(unit[joint.end() :]))
        return tuple(half for half in halves if len(half) > 1)
    return (unit,) if len(unit) > 1 and not _is_no_unit(unit) else ()


_PREFIX_STARTS = frozenset("和及与以由会协配并其请,，")
_NO_UNIT_STARTS = frozenset("有相部单按分长持每全年0123456789０１２３４５６７８９")


def _is_no_unit(unit: str) -> bool:
    """有关部门, 按职责分工 and dates that stand among the units."""
    if unit[0] not in _NO_UNIT_STARTS:
        return False
    return _NO_UNIT.fullmatch(unit) is not None or _DATE_PIECE.match(unit) is not None


def _cut_roles(piece: str) -> str:
    """Without trailing roles: 省工信厅等按职责分工负责 -> 省工信厅."""
    before = None
    while before != piece:
        before = piece
        if piece[-1:] in _VERB_ENDS:
            piece = _STRIP_VERB.sub("", piece)
        if "等" in piece:
            piece = _STRIP_ETC.sub("", piece)
        piece = piece.strip("、，,；;。 ")
    return piece


def _top_level(text: str, marks: str) -> list[str]:
    """The text split at marks that stand outside brackets."""
    if _ANY_BRACKET.search(text) is None:
        for mark in marks[1:]:
            if mark in text:
                text = text.replace(mark, marks[0])
        if marks[0] not in text:
            return [text.strip()] if text and not text.isspace() else []
        return [part for piece in text.split(marks[0]) if (part := piece.strip())]
    parts, depth, at = [], 0, 0
    for match in _SPLIT.finditer(text):
        char = match.group()
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and char in marks:
            parts.append(text[at : match.start()])
            at = match.end()
    parts.append(text[at:])
    return [p.strip() for p in parts if p.strip()]


def _rejoin(pieces: list[str]) -> list[str]:
    """各市、县（市、区）人民政府 is one body, not two."""
    out: list[str] = []
    for piece in pieces:
        if out and piece in ("单位", "机构", "企业"):
            out[-1] += "、" + piece  # 市直有关部门、单位
        elif out and piece in ("政府", "人民政府") and out[-1].endswith("党委"):
            out[-1] += "、" + piece  # 各县（区）党委、政府
        elif out and out[-1][0] == "各" and _SUBORDINATE.match(out[-1]) and _SUBORDINATE_REST.match(piece):
            out[-1] += "、" + piece
        else:
            out.append(piece)
    return out


def _standing_units(sentence: str) -> list[str]:
    body = _STANDING_HEAD.sub("", sentence)
    body = re.sub(r"[，,]?(?:在此|此处|下文|以下|文中|后文|均|将)?不再.*$", "", body)
    return split_units(body)


def find_standing(text: str) -> str | None:
    """The sentence 以下……不再列出 anywhere in a text, None when there is none."""
    match = STANDING.search(text) if "不再" in text else None
    return match.group() if match else None


def standing_units(sentence: str) -> tuple[str, ...]:
    """The units that a standing sentence names."""
    return tuple(_standing_units(re.sub(r"\s+", "", sentence)))
