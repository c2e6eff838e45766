"""The local title from the parent's title (标题)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from draftkit.drafting.rules import rules

_TAIL = re.compile(r"(（[^（）]*）)$")
_OWN = re.compile(r"^(?:自治区|全[省市县区州旗盟]|我[省市县区州旗盟]|[省市县](?=级))(?:级)?(?=[一-龥]{4})")
"""自治区加快数字政府建设实施方案: the words by which the superior speaks of itself."""
_ISSUED = re.compile(r"(?:印发|转发|发布)《?(.+?)》?的(?:通知|函)$")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is about (事由): its words, and the note in brackets at the end of the title.

    tail: （2024—2026年）, （试行）, or empty.
    """

    words: str
    tail: str = ""


def subject_of(title: str, place: str | None = None) -> Subject:
    """The matter of a title, without issuer, 关于, place and noun. title: in reading form.

    place: the name to be taken off the start, None when it is not known.
    """
    inner = _ISSUED.search(title)
    words = inner[1] if inner else title
    tail = _TAIL.search(words)
    if tail:
        words = words[: tail.start()]
    words = words[words.find("关于") + 2 :] if "关于" in words else words
    words = words.strip("《》 ")
    if place and words.startswith(place) and len(words) > len(place):
        words = words[len(place) :]
    words = _OWN.sub("", words)
    return Subject(_without_noun(words), tail[1] if tail else "")


def _without_noun(words: str) -> str:
    table = rules("titles")
    if words.endswith(tuple(table["kept"])):
        return words
    for noun in sorted(table["dropped"], key=len, reverse=True):
        if words.endswith(noun) and len(words) > len(noun):
            rest = str(words[: -len(noun)].removesuffix("的"))
            return rest + "行动" if noun.startswith("行动") and re.search(table["campaigns"], rest) else rest
    return words


def local_title(subject: Subject, genre: str, place: str, level_word: str) -> str:
    """A title for the local paper: 兰溪县…实施方案; an 意见 or 通知 is 关于…的实施意见 (A6: issued
    directly)."""
    words = subject.words
    if genre.endswith(("意见", "通知")):
        return f"关于{words}的{genre}{subject.tail}"
    words = words.removeprefix(place).replace(f"全{level_word}", "", 1)
    if words.endswith("行动") and genre.startswith("行动"):
        words = words.removesuffix("行动")  # 三年行动 + 行动计划 is 三年行动计划
    return f"{place}{words}{genre}{subject.tail}"
