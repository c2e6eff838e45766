"""The metadata that a portal sets above a document (索引号, 发文字号, 发布日期): which lines, what they say."""

from __future__ import annotations

import re
from functools import cache

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.genre import words as words_of
from draftkit.lexicon.text import squeeze

# 统一编号 of a 规范性文件: DZCR-2023-01005
_UNIFIED = re.compile(r"^[A-Z]{2,8}\d{0,4}\s*[-－—–]\s*(?:19|20)\d{2}\s*[-－—–]\s*\d{2,6}$")


def is_metadata(words: str) -> bool:
    """Whether a line is metadata, or words that only web pages have. Cheap looks come first."""
    start = words[:2]
    if (":" in words or "：" in words or "  " in words or start in _page_starts()) and _metadata().match(
        words
    ):
        return True
    if start in _firm_starts() and (" " in words or "\t" in words) and _firm().match(words):
        return True
    return "A" <= start[0] <= "Z" and words[-1].isdigit() and _UNIFIED.match(words) is not None


def metadata_of(words: str) -> list[tuple[str, str]]:
    """(name without white space, value) pairs of a portal's metadata line, empty values left out."""
    found = list(_pair().finditer(words)) or _firm_pair().finditer(words)
    pairs = [(squeeze(m["name"]), m["value"].strip(" |\t")) for m in found]
    return [(name, value) for name, value in pairs if value]


@cache
def metadata_starts() -> frozenset[str]:
    """The first letters that a line of metadata can have."""
    lists = ("metadata", "metadata_firm", "residue")
    words = [word for name in lists for word in words_of(name)]
    return frozenset(word[0] for word in words) | frozenset("•·●-*时日ABCDEFGHIJKLMNOPQRSTUVWXYZ")


LONGEST_PAGE_WORD = 8  # characters


@cache
def page_words() -> frozenset[str]:
    """Words of a page that stand alone on their line (点赞, 加入收藏)."""
    return frozenset(words_of("page_words"))


@cache
def _page_starts() -> frozenset[str]:
    """The first two letters of words that only web pages have; bullets stand before names."""
    return frozenset(word[:2] for word in words_of("residue")) | frozenset(
        f"{bullet}{rest}" for bullet in "•·●-*" for rest in [" ", *(n[0] for n in words_of("metadata"))]
    )


def _spaced_names() -> str:
    """Names of metadata; those of two letters are often spread out (文    号)."""
    names = (re.escape(name) for name in words_of("metadata"))
    return "|".join(rf"{name[0]}\s*{name[1]}" if len(name) == 2 else name for name in names)


@cache
def _metadata() -> re.Pattern[str]:
    names = _spaced_names()
    return re.compile(
        rf"^[•·●\-*]?\s*(?:{names})(?:\s*[:：]|\s{{2,}}(?!$))|^[•·●\-*]\s*(?:{names})$|^(?:时间|日期)\s*[:：]\s*\d{{4}}[-/.年]|^[•·●]\s*[^。，；]{{2,20}}(?:网|网站|门户|平台)$|^(?:{alternation('residue')})(?:[^。，；]{{0,12}}$|[^。；]{{0,60}}[>＞])"
    )


@cache
def _pair() -> re.Pattern[str]:
    names = _spaced_names()
    return re.compile(
        rf"(?:^[•·●\-*]?\s*|(?<=\s))(?P<name>{names})(?:\s*[:：]|\s{{2,}})\s*(?P<value>.*?)(?=\s+(?:{names})(?:\s*[:：]|\s{{2,}})|$)"
    )


@cache
def _firm_starts() -> frozenset[str]:
    return frozenset(word[:2] for word in words_of("metadata_firm"))


@cache
def _firm() -> re.Pattern[str]:
    """索引号 014437529/2018-00693 主题分类 环境保护: metadata that have lost their colons."""
    names = alternation("metadata_firm")
    return re.compile(rf"(?:{names})[ \t]+(?!(?:的|是|为|和|与|及))[^。；，]{{1,120}}$")


@cache
def _firm_pair() -> re.Pattern[str]:
    names = alternation("metadata_firm")
    return re.compile(rf"(?<!\S)(?P<name>{names})[ \t]+(?P<value>.*?)(?=\s+(?:{names})(?:\s|$)|$)")
