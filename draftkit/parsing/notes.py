"""Responsibility notes (责任单位): found in a text, and taken apart into lead and units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.text import squeeze

_OPEN, _CLOSE = "（(〔[【［", "）)〕]】］"
_LABEL_WORD = (
    r"(?:(?:第一|主要|市级|县级|省级|区级|具体|各)?(?:责任|牵头|配合|负责|主办|协办|承办|参与|参加|实施|落实|主责|协同|主管|牵头责任)"
    r"(?:单位|部门|主体|机构|处室|科室|领导|人|地区|地方)(?:及(?:分工|配合单位|责任单位))?|责任分工|任务分工|职责分工|牵头|配合|责任)"
)
_LABEL = re.compile(rf"{_LABEL_WORD}\s*[:：]")
_LEAD_LABEL = re.compile(r"牵头|主办|第一责任|主责|主要责任")
_OTHER_LABEL = re.compile(
    r"(?:完成|办结|推进)?(?:时限|时间|期限|时间节点)\s*[:：]|(?:进度|频次|目标|成果)\w{0,4}\s*[:：]|联系人\s*[:：]"
)
_ROLE_END = re.compile(
    r"(?:负责(?:落实|组织实施|推进|指导|实施)?|落实|配合|牵头|参与|承办|实施|推进|分工协作|各负其责|协助|列出|列明|赘述)[，,。；;]?$"
)
_ROLE_IN = re.compile(r"牵头|按(?:照)?(?:各自)?职责|分工负责|配合|负责")
_OWN_LINE = re.compile(
    rf"^\s*(?:{_LABEL_WORD}|(?:完成|办结|推进)?(?:时限|时间|期限|时间节点)|完成期限)\s*[:：]"
)
_STANDING = re.compile(
    r"(?:以下|下列|下同|后续|上述|以上)[^。；]{0,200}?不再(?:一一|逐一|逐项|重复|另行|单独|分别)?(?:列出|列明|列|赘述|注明|标注|说明|写明|列示|重复)"
)
_STANDING_HEAD = re.compile(
    r"^(?:以下|下列|后续|上述|以上)(?:各项|各条|所有|有关|工作|重点|措施|任务|事项|举措|内容|条款|的)*[，,]?(?:均|都|皆)?(?:需要?|由|须|要|涉及)*"
)
_VERB = (
    r"(?:等(?:(?:有关|相关)(?:部门|单位)(?:和单位)?)?)?(?:分别|共同|具体|统筹|主要|联合|结合实际|抓好|做好)?"
    r"(?:按照?(?:各自|有关|相关)?(?:的)?职[责能](?:任务|范围|权限)?(?:内)?(?:分工)?(?:分别|共同|做好|抓好|各负其责)?(?:负责|落实|配合|推进|实施|分工负责)*"
    r"|(?:分工|分别|共同|具体|牵头|按要求|组织|属地)?(?:负责|配合|落实|牵头|实施|参与|推进|承办|承担|协助|协同|组织实施|抓好落实)(?:组织实施|组织|实施|落实|推进|指导|配合|协调|做好|此项工作|相关工作|具体落实)*"
    r"|各负其责|齐抓共管)[。；;，,]?$"
)
_STRIP_VERB = re.compile(_VERB)
_STRIP_ETC = re.compile(
    r"等(?:\d+个|[一二三四五六七八九十]+个)?(?:(?:有关|相关|市级|县级|省级|市直|县直|省直|省|市|县|区)*(?:部门|单位|部门和单位|部门单位|部门（单位）|部门\(单位\)))?$"
)
_PREFIX = re.compile(r"^(?:和|及|与|以及|由|会同|协同|配合|并|其他|请|并由|,|，)+(?=.{2})")
_SUBORDINATE = re.compile(
    r"^各(?:设区的?|地级)?(?:市|县|区|州|旗|盟|地|乡|镇|街道|市州|区县|县区)(?:[（(][^（）()]*[）)])?$"
)
_SUBORDINATE_REST = re.compile(r"^(?:自治)?(?:县|区|市|旗|州|镇|街道|乡|民族乡)(?:[（(、人级政办委]|$)")
_JOINT = re.compile(r"会同|配合|(?:以及|及|和)(?=各|市直|县直|省直|区直|有关|相关|其他)")
_ORG_LIKE = re.compile(
    r"局|委|厅|部|办|院|会|政府|单位|部门|机构|街道|乡镇|各县|各市|各区|各镇|各地|中心|公司|队|银行|社|团|署|海关|集团|学校|高校|开发区|示范区|高新区|新区|县区|区县"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A responsibility note in a text: words[start:end] with its brackets; `raw` without them."""

    start: int
    end: int
    raw: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A note taken apart. standing: the sentence 以下……不再列出, None when there is none."""

    lead: tuple[str, ...]
    units: tuple[str, ...]
    standing: str | None
    standing_units: tuple[str, ...]


def brackets(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every outermost bracket, end exclusive; kinds of brackets may be mixed."""
    depth = 0
    start = 0
    for i, char in enumerate(text):
        if char in _OPEN:
            if depth == 0:
                start = i
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield start, i + 1


def find_notes(text: str) -> list[Note]:
    """All responsibility notes of a text: bracketed ones, and a line that opens with 责任单位：."""
    if own := _OWN_LINE.match(text):
        return [Note(own.start(), len(text), text.strip().rstrip("。"))]
    notes = []
    last = len(text.rstrip(" \u3000。；;"))
    for start, end in brackets(text):
        inner = text[start + 1 : end - 1].strip()
        if is_note(inner, at_end=end >= last):
            notes.append(Note(start, end, inner))
    return notes


def is_note(inner: str, *, at_end: bool) -> bool:
    """Whether the words of a bracket name those who answer for a task."""
    if len(inner) < 3 or (_ORG_LIKE.search(inner) is None and _LABEL.match(inner) is None):
        return False
    if _LABEL.match(inner):
        return True
    if _ROLE_END.search(inner) and (_ROLE_IN.search(inner) or at_end):
        return (
            re.search(r"[。；;]", inner.rstrip("。；;")) is None
            or _STANDING.search(inner) is not None
            or "牵头" in inner
            or at_end
        )
    # （省自然资源厅、省民政厅）: nothing but names, and at the end of the text
    parts = [p for p in re.split(r"[、，,；;]", re.sub(r"[（(][^（）()]*[）)]", "", inner)) if p]
    return at_end and all(_names_only().search(squeeze(p)) for p in parts)


@cache
def _names_only() -> re.Pattern[str]:
    return re.compile(
        rf"^[^的和为是在了将把]{{2,24}}(?<!县级以上)(?:{alternation('org_suffixes')}|部门|单位|县（市、区）|市、区\)|乡镇|街道)(?:等(?:部门|单位)?)?$"
    )


def take_apart(raw: str) -> Parts:
    """Lead, units and standing clause of a note."""
    text = re.sub(r"\s+", "", raw)
    standing = standing_units = None
    if match := _STANDING.search(text):
        standing = match.group().rstrip("。")
        standing_units = tuple(_standing_units(standing))
        text = text[: match.start()] + text[match.end() :]
    lead: list[str] = []
    units: list[str] = []
    for label, part in _segments(text):
        if label is not None and _OTHER_LABEL.match(label):
            continue
        marked = label is not None and _LEAD_LABEL.search(label) is not None
        own_lead, own_units = _segment_units(part, marked)
        lead += own_lead
        units += own_units
    return Parts(
        tuple(dict.fromkeys(lead)),
        tuple(dict.fromkeys(units)),
        standing,
        standing_units or (),
    )


def _segments(text: str) -> Iterator[tuple[str | None, str]]:
    """(label, words) for each 责任单位：… 配合单位：… of a note; one without label when none."""
    marks = list(
        re.finditer(rf"(?:{_LABEL_WORD}|(?:完成|办结|推进)?(?:时限|时间|期限|时间节点)|联系人)[:：]", text)
    )
    if not marks:
        yield None, text
        return
    if head := text[: marks[0].start()].strip("，,；;。、"):
        yield None, head
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(text)
        yield mark.group(), text[mark.end() : end].strip("，,；;。、")


def _segment_units(text: str, lead_label: bool) -> tuple[list[str], list[str]]:
    lead: list[str] = []
    units: list[str] = []
    for clause in re.split(r"[；;。]", text):
        head, marked, rest = clause.partition("牵头")
        if marked and head:
            named = split_units(head)
            lead += named
            units += named + split_units(re.sub(r"^(?:负责|单位|部门)?[，,、]?", "", rest))
        else:
            named = split_units(clause)
            units += named
            if lead_label:
                lead += named
    return lead, units


def split_units(text: str) -> list[str]:
    """A list of units one by one: split at 、 and ，outside brackets, roles and 等 dropped."""
    out: list[str] = []
    pieces = [p for chunk in _top_level(text, "，,") for p in _pieces(chunk)]
    for piece in _rejoin(pieces):
        unit = _PREFIX.sub("", _cut_roles(piece))
        if joint := _JOINT.search(unit, 2):
            halves = (_cut_roles(unit[: joint.start()]), _cut_roles(unit[joint.end() :]))
            out += [half for half in halves if len(half) > 1]
        elif len(unit) > 1 and not re.fullmatch(r"(?:有关|相关)?(?:部门|单位)?(?:按.*)?", unit):
            out.append(unit)
    return out


def _pieces(chunk: str) -> list[str]:
    chunk = _cut_roles(chunk)
    return _top_level(chunk, "、")


def _cut_roles(piece: str) -> str:
    """Without trailing roles: 省工信厅等按职责分工负责 -> 省工信厅."""
    before = None
    while before != piece:
        before = piece
        piece = _STRIP_ETC.sub("", _STRIP_VERB.sub("", piece)).strip("、，,；;。 ")
    return piece


def _top_level(text: str, marks: str) -> list[str]:
    parts, depth, at = [], 0, 0
    for i, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and char in marks:
            parts.append(text[at:i])
            at = i + 1
    parts.append(text[at:])
    return [p.strip() for p in parts if p.strip()]


def _rejoin(pieces: list[str]) -> list[str]:
    """各市、县（市、区）人民政府 is one body, not two."""
    out: list[str] = []
    for piece in pieces:
        if out and piece in ("单位", "机构", "企业"):
            out[-1] += "、" + piece  # 市直有关部门、单位
        elif out and _SUBORDINATE.match(out[-1]) and _SUBORDINATE_REST.match(piece):
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
    match = _STANDING.search(text)
    return match.group() if match else None


def standing_units(sentence: str) -> tuple[str, ...]:
    """The units that a standing sentence names."""
    return tuple(_standing_units(re.sub(r"\s+", "", sentence)))
