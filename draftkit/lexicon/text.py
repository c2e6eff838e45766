"""The reading form of a text: pure functions on strings, never written back into a document."""

from __future__ import annotations

import re
from functools import lru_cache

CJK = r"\u3400-\u9fff\uf900-\ufaff"
# An ideograph (or another letter). A range of CJK takes re more than a millisecond to compile.
HAN = r"[^\W\d_]"
# What may stand beside a half-width mark that is meant full-width: ideographs and Chinese marks.
_NEAR = CJK + r"、。，；：？！（）《》〈〉“”‘’〔〕【】％%"

_SPACE = re.compile(r"[ \t\u00a0\u2000-\u200b\u3000\ufeff]+")
_DIGIT_SIDE = re.compile(r"[0-9A-Za-z]")
_HALF = str.maketrans(",;:?!()", "，；：？！（）")
_MARK = re.compile(rf"(?<=[{_NEAR}0-9A-Za-z\])])[,;:?!()](?=\s*[{_NEAR}])|(?<=[{_NEAR}])\s*[,;:?!()]")
_TRAILING_MARK = re.compile(r"[,;:?!](?=\s*$)")
_BRACKETS = re.compile(rf"\(([^()]*[{CJK}][^()]*)\)")
_FULL_ASCII = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF21 + i: 0x41 + i for i in range(26)}
_FULL_ASCII |= {0xFF41 + i: 0x61 + i for i in range(26)} | {0xFF05: 0x25, 0xFF0E: 0x2E, 0xFF0B: 0x2B}
_WIDE_ASCII = re.compile("[\uff05\uff0b\uff0e\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_CHINESE = re.compile(rf"[{CJK}]")

# What XML 1.0 cannot hold: control characters, half surrogates, the two last code points of the plane.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def squeeze(text: str) -> str:
    """Without any white space (去掉所有空白)."""
    if text.isprintable() and " " not in text:
        return text  # only the common space is printable
    return _SPACE.sub("", text).replace("\n", "").replace("\r", "")


def _space(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if start == 0 or end == len(text):
        return ""
    before, after = text[start - 1], text[end]
    # Only between two Latin words or numbers does a space mean something.
    return " " if _DIGIT_SIDE.match(before) and _DIGIT_SIDE.match(after) else ""


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The reading form (阅读形式): full-width Chinese punctuation, no stray spaces, half-width digits.

    Marks inside numbers (1,000), times (10:30) and Latin text stay as they are.
    """
    if _WIDE_ASCII.search(text):
        text = text.translate(_FULL_ASCII)
    text = _SPACE.sub(_space, text)
    if _CHINESE.search(text) is None:
        return text
    text = _BRACKETS.sub(r"（\1）", text)
    text = _MARK.sub(lambda m: m.group().strip().translate(_HALF), text)
    return _TRAILING_MARK.sub(lambda m: m.group().translate(_HALF), text)


def bare(text: str) -> str:
    """For comparing two names or titles: reading form without quotation and bracket differences."""
    return squeeze(normal(text)).translate(str.maketrans("〔〕[]【】〈〉", "（）（）（）《》"))


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "两": 2}
_CHINESE_NUMBER = "零〇一二三四五六七八九十百千两"


def chinese_number(text: str) -> int | None:
    """The value of 十一, 二十, 一百零三, 二〇二三. None when it is no number."""
    if not text or any(c not in _CHINESE_NUMBER and c not in _DIGITS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = current = 0
    for c in text:
        if c in _DIGITS:
            current = _DIGITS[c]
        else:
            unit = {"十": 10, "百": 100, "千": 1000}[c]
            total += (current or 1) * unit
            current = 0
    return total + current


def to_chinese(number: int) -> str:
    """The number as used in labels: 1 → 一, 12 → 十二, 20 → 二十, 105 → 一百零五. Below 1000."""
    if not 0 < number < 1000:
        raise ValueError(number)
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (digits[ones] if ones else "")


def width(text: str) -> int:
    """Columns on a terminal: ideographs and full-width marks count two (显示宽度)."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)
