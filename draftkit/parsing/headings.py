"""Where the title of a numbered paragraph ends and its body begins."""

from __future__ import annotations

import re

from draftkit.parsing.notes import find_notes

_STOP = re.compile(r"[。！？]")
_COLON_TITLE = re.compile(r"^[^，,。；;：:（(《“\d]{2,16}[：:]")
_RUN = re.compile(r"[^，,。；;：:\s]{0,23}")  # what ends it tells whether one of the two can match
_SPACED_TITLE = re.compile(r"^([^，,。；;：:\s]{2,22})(?:[ \t]{2,}|[\u3000\t]+)(?=\S{6,})")
# What a title never says: at its start, in numbers, in words.
_SENTENCE_START = re.compile(r"本(?!地|土|质|科)|到\d|各[^级类项]{1,6}要|自\d|对于?|将|由")
_SENTENCE_NUMBER = re.compile(r"\d\s*[%％]|20\d{2}\s*年")
_SENTENCE_WORDS = re.compile(r"由[^。]{2,24}(?:组成|担任|负责)|[的位]单位为")
_OUGHT = re.compile(r"[^，]{2,14}(?:应当|必须|不得)")
# Titles that stand in every plan, known even when the mark behind them is lost.
_STOCK_TITLE = re.compile(
    r"^(?P<t>指导思想|(?:总体|发展|基本|工作)思路|总体要求|(?:工作|总体|主要|发展|行动|建设|整治|活动|改革)目标|目标任务|基本原则|工作原则|发展定位|组织领导|实施步骤|工作步骤)[：:]?\s*(?=以习近平|坚持以|以[^。]{2,24}为|坚持|深入|全面|认真|到20|力争|通过|紧紧|紧扣|为(?:切实|加强|确保|进一步)|成立|20\d\d年)"
)
_STOCK_STARTS = frozenset("指总发基工目主行建整活改组实")
_STAGE_TITLE = re.compile(
    r"^(?P<t>[^，,。；;：:（(]{2,20}(?:阶段|期)\s*[（(][^（）()。]{2,40}[）)])[：:。.]?\s*(?=\S)"
)
_COMMA = re.compile("[，,；;]")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_TITLE_LIMIT, _TITLE_COMMAS = 42, 2
_OWN_LINE_LIMIT = 70


def title_end(rest: str, followed: bool) -> tuple[str | None, int]:
    """(title or None, offset behind it) of what follows a label.

    followed: whether body text or deeper numbering follows in later paragraphs, which makes a
    lone sentence a heading.
    """
    if (marked := _marked_title(rest)) is not None:
        return marked
    if (stop := _STOP.search(rest)) is None:
        if (notes := find_notes(rest)) and followed and _like_title(rest[: notes[0].start]):
            return rest[: notes[0].start].strip(), notes[0].start
        own_line = len(rest) <= _OWN_LINE_LIMIT and not re.search(r"[；;]", rest) and not notes
        return (rest.strip(), len(rest)) if own_line else (None, 0)
    head, tail = rest[: stop.start()], rest[stop.end() :].strip()
    if not _like_title(head):
        return None, 0
    if not tail:
        return (head.strip(), len(rest)) if followed else (None, 0)
    notes = () if followed else find_notes(tail)
    if notes and notes[0].start == 0 and notes[0].end >= len(tail.rstrip("。")):
        return None, 0
    return head.strip(), stop.end()


def _marked_title(rest: str) -> tuple[str, int] | None:
    """A title known by its words, or by the colon or the gap behind it."""
    if rest[:1] in _STOCK_STARTS and (known := _STOCK_TITLE.match(rest)):
        return known["t"], known.end()
    if ("期" in rest or "阶段" in rest) and (known := _STAGE_TITLE.match(rest)):
        return known["t"], known.end()
    run = _RUN.match(rest)
    behind = rest[run.end() :][:1] if run else ""
    if not (behind in "：:" or behind.isspace()):
        return None
    if colon := _COLON_TITLE.match(rest):
        if colon.end() < len(rest.rstrip()):
            return rest[: colon.end() - 1].strip(), colon.end()
        return rest.strip().rstrip("：:"), len(rest)
    if spaced := _SPACED_TITLE.match(rest):
        return spaced.group(1), spaced.end()
    return None


def _like_title(head: str) -> bool:
    if "（" in head or "(" in head:
        head = _ASIDE.sub("", head)  # （2023年5月） says nothing against a title
    if len(head) > _TITLE_LIMIT:
        return False
    if len(_COMMA.findall(head)) > _TITLE_COMMAS or _SENTENCE_START.match(head):
        return False
    return not (_SENTENCE_NUMBER.search(head) or _SENTENCE_WORDS.search(head) or _OUGHT.match(head))


def article_title(rest: str) -> tuple[str | None, int]:
    """【适用范围】 behind 第三条; an article has no other title."""
    match = re.match(r"[【（(]([^】）)。，]{2,16})[】）)]\s*", rest)
    return (match.group(1), match.end()) if match else (None, 0)
