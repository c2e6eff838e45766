"""Responsibility notes (责任单位) found in a text. What they say is taken apart in units.py."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.text import squeeze
from draftkit.parsing.units import (
    LABEL_START,
    LABEL_WORD,
    LIMIT_LABEL,
    PERSON_LABEL,
    STANDING,
    split_units,
)

_OPEN = "（(〔[【［"
_BRACKET = re.compile(r"[（(〔\[【［）)〕\]】］]")
_INNER_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_LABEL = re.compile(rf"(?:{LABEL_WORD}|{PERSON_LABEL})\s*[:：]")
_LIMIT = re.compile(rf"\s*{LIMIT_LABEL}\s*[:：]")
_OWN_LINE = re.compile(rf"\s*{LABEL_START}(?:{LABEL_WORD}|{PERSON_LABEL}|{LIMIT_LABEL})\s*[:：]")
# …到位。责任单位：市发展改革委、市财政局。: a note that has lost its brackets
_BARE = re.compile(rf"[。；;！”）)](?P<note>\s*{LABEL_START}{LABEL_WORD}\s*[:：])")
_BARE_LIMIT = 400
_TOLD = re.compile(
    r"[。；;！](?P<note>\s*(?:(?:此|该|本|上述|以上)项?(?:工作|任务|措施|事项)?[，,]?)?由?(?P<lead>[^由。；;：:《要]{3,120})牵头(?:负责|组织实施|落实)?"
    r"[，,](?P<rest>[^由。；;：:《要]{3,160}?)(?:配合|参与|参加|协助|协同|(?:按(?:照)?职责)?(?:分工)?负责|抓好落实|落实|组织实施)+)。?\s*$"
)
_TOLD_ENDS = ("配合", "参与", "参加", "协助", "协同", "负责", "落实", "组织实施")
_ROLE_END = re.compile(
    r"(?:负责(?:落实|组织实施|推进|指导|实施)?|落实|配合|牵头|参与|参加|协办|承办|实施|推进|分工协作|各负其责|协助|列出|列明|赘述|下同)[，,。；;]?$"
)
_ROLE_IN = re.compile(r"牵头|按(?:照)?(?:各自)?职责|分工负责|配合|负责")
_STOP_IN = re.compile(r"[。；;]")
_DATED = re.compile(
    r"[，,；;]\s*(?:20\d{2}(?:[—–\-]20\d{2})?年[^，,；;]{0,12}|(?:长期|持续)\S{0,6}|每年\S{0,8}|年底前\S{0,4})$"
)
_ORG_LIKE = re.compile(
    r"局|委|厅|部|办|院|会|政府|单位|部门|机构|街道|乡镇|各县|各市|各区|各镇|各地|中心|公司|队|银行|社|团|署|海关|集团|学校|高校|开发区|示范区|高新区|新区|县区|区县|职责分工"
)
_SENTENCE_END = ("。", "；", ";", "！", "”", "）", ")", "〕", "】")
_BETWEEN_NAMES = re.compile(r"[、，,；;]|和(?=各|省|市[^场政]|县|区|有关|相关)")
_LONGEST = 1500  # characters in a bracket; no note is longer


class Note(NamedTuple):
    """A responsibility note in a text: words[start:end] with its brackets; `raw` without them.

    limit: the note states only by when (完成时限：2025年底), not who.
    """

    start: int
    end: int
    raw: str
    limit: bool = False


def brackets(text: str) -> list[tuple[int, int]]:
    """(start, end) of every outermost bracket, end exclusive; kinds of brackets may be mixed."""
    found: list[tuple[int, int]] = []
    depth = start = 0
    for match in _BRACKET.finditer(text):
        if match.group() in _OPEN:
            if depth == 0:
                start = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append((start, match.end()))
    return found


@lru_cache(maxsize=64)  # the same paragraph is asked about while it is joined and while it is read
def find_notes(text: str) -> tuple[Note, ...]:
    """All responsibility notes of a text: bracketed ones, bare ones, and lines 责任单位：…."""
    if own := _OWN_LINE.match(text):
        limit = _LIMIT.match(text) is not None and _BARE.search(text) is None
        return (Note(own.end() - len(own.group().lstrip()), len(text), text.strip().rstrip("。"), limit),)
    notes = []
    spans = brackets(text)
    for start, end in spans:
        if end - start > _LONGEST:
            continue
        inner = text[start + 1 : end - 1].strip()
        if is_note(inner, text[max(0, start - 2) : start], text[end : end + 4]):
            notes.append(Note(start, end, inner))
    if bare := _bare_note(text, spans) or (None if notes else _told_note(text)):
        notes = [note for note in notes if note.end <= bare.start] + [bare]
    return tuple(notes)


def only_note(words: str) -> bool:
    """Whether a paragraph is nothing but a responsibility note."""
    if words[:1] not in _OPEN and not _OWN_LINE.match(words):
        return False
    notes = find_notes(words)
    return bool(notes) and notes[0].start == 0 and notes[0].end >= len(words.rstrip("。； "))


def _bare_note(text: str, inside: list[tuple[int, int]]) -> Note | None:
    """责任单位：… behind the last sentence of a paragraph, without brackets."""
    colon = max(text.rfind("："), text.rfind(":")) + 1  # behind it there is no label
    if not colon:
        return None
    found = [m.start("note") for m in _BARE.finditer(text, max(0, len(text) - _BARE_LIMIT - 1), colon)]
    start = next((at for at in found if not any(a < at < b for a, b in inside)), None)
    if start is None:
        return None
    raw = text[start:].strip()
    first = _STOP_IN.split(raw.rstrip("。；; "))
    if any(part and "：" not in part and ":" not in part for part in first):
        return None  # a sentence follows: the words belong to the text
    return Note(start, len(text), raw.rstrip("。"))


def _told_note(text: str) -> Note | None:
    """…。此项工作由市教育局牵头，市财政局配合。: a last sentence that says nothing but who answers."""
    if "牵头" not in text or not text.rstrip("。 ").endswith(_TOLD_ENDS):
        return None
    tail = text[-_BARE_LIMIT:]
    if (found := _TOLD.search(tail)) is None:
        return None
    named = [*split_units(found["lead"]), *split_units(found["rest"])]
    if not named or not all(_name().search(unit) for unit in named):
        return None
    start = len(text) - len(tail) + found.start("note")
    return Note(start, len(text), tail[found.start("lead") : found.end("note")].strip())


def is_note(inner: str, before: str, behind: str) -> bool:
    """Whether the words of a bracket name those who answer for a task.

    before, behind: some characters of the text around the bracket.
    """
    if len(inner) < 3:
        return False
    if _LABEL.match(inner):
        return True
    if _LIMIT.match(inner):
        return _LABEL.search(inner) is not None
    if _ORG_LIKE.search(inner) is None:
        return False
    at_end = not behind.strip(" \u3000。；;")
    inner = _DATED.sub("", inner)
    if _ROLE_END.search(inner) and (_ROLE_IN.search(inner) or at_end):
        return (
            _STOP_IN.search(inner.rstrip("。；;")) is None
            or "牵头" in inner
            or at_end
            or STANDING.search(inner) is not None
        )
    if not at_end:
        return False
    return _only_names(inner, begun=before.rstrip().endswith(_SENTENCE_END) or not before.strip())


def _only_names(inner: str, begun: bool) -> bool:
    """（省自然资源厅、省民政厅）: nothing but names. One name alone must stand behind a full stop."""
    parts = [squeeze(p) for p in _BETWEEN_NAMES.split(_INNER_BRACKET.sub("", inner))]
    parts = [p for p in parts if p]
    if not parts or (len(parts) == 1 and not begun):
        return False
    short = sum(len(p) == 2 for p in parts)  # 市委、各市、县
    return short * 2 <= len(parts) and all(_name().search(p) for p in parts)


@cache
def _name() -> re.Pattern[str]:
    return re.compile(
        rf"^[^的和为是在了将把]{{1,24}}?(?<!县级以上)(?:{alternation('org_suffixes')}|部门|单位|机构|企业|高校|学校|残联|团市委|团县委|园区|管理区|新区|开发区|高新区|经开区|区县|县区|旗县|乡镇|镇街|街道|各镇|各区|各县|各市)(?:等(?:\d+|[一二三四五六七八九十]+)?个?(?:部门|单位)?)?$|^各(?:市|县|区|州|盟|旗|镇|乡)$"
    )
