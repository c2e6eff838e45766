"""Numbering at the start of a paragraph (结构层次序数), GB/T 9704 §7.3.3: 一、（一）1.（1）."""

from __future__ import annotations

import re
from typing import NamedTuple

from draftkit.lexicon.text import chinese_number, to_chinese

_NUM = "一二三四五六七八九十百零〇"
# 第三条第⏎（二）项规定, （一）至（三）: a number that refers to a paragraph; 项目 and 目标 are words of a title.
_REFERRED = (
    r"项(?!目)|款(?!项)|目(?![标的录])|条(?![件例块线])|类(?![型别])|级(?!别)|[至到]\s*第?[（(]|、[（(]"
)
_LABEL = re.compile(
    rf"""\s*(?:
      (?P<part>第[{_NUM}\d]{{1,4}}\s*(?P<of>编|章|部分|节|条))(?=[\s：:、.．“《（(【〔［\[]|[^\W\d_]|$)\s*[：:、.．]?
    | (?P<one>[{_NUM}]{{1,4}})\s*(?:、|[.．](?!\d))(?![{_NUM}](?:级|类|产|线|孩|老|、)|[{_NUM}]{{1,2}}(?:年级|医院))
    | (?:[（(〔]\s*)?(?P<two>[{_NUM}]{{1,4}})\s*[）)〕](?!{_REFERRED})[、.．]?
    | (?P<three>[0-9０-９]{{1,3}}|[lI][0-9lI]?|[0-9][lIO])\s*(?:[.．](?![0-9０-９])|、(?![0-9]))
    | (?:[（(]\s*)?(?P<four>[0-9０-９]{{1,3}})\s*[）)](?!{_REFERRED})[、.．]?
    | (?P<five>[\u2460-\u2473])
    | (?P<sign>[\u2474-\u249b\u3220-\u3229])[、.．]?
    )""",
    re.VERBOSE,
)
_STARTS = frozenset(f"{_NUM}0123456789０１２３４５６７８９第（(〔lI") | {
    chr(c) for c in (*range(0x2460, 0x249C), *range(0x3220, 0x322A))
}
_STARTS |= {c for c in map(chr, range(0x3001)) if c.isspace()}
_OF_LEVEL = {"编": 1, "章": 1, "部分": 1, "节": 2, "条": 3}
_RANK = {"编": 0, "章": 1, "部分": 1, "节": 2, "条": 3}
_VALUES = {to_chinese(n): n for n in range(1, 100)}  # the numbers of nearly all labels
_OCR = {ord(a): b for a, b in zip("lIO０１２３４５６７８９", "1100123456789", strict=True)}


class Label(NamedTuple):
    """A label: normalised text, level by form (一、=1, （一）=2, 1.=3, （1）=4, ①=5), number, end offset.

    end: where what follows begins, white space behind the label not counted. kind: ``章``, ``条`` …
    for 第…章 forms, None otherwise.
    """

    text: str
    level: int
    number: int
    end: int
    kind: str | None = None

    @property
    def rank(self) -> int:
        """Depth for nesting: chapters hold 一、 although both are level 1 by form."""
        return _RANK[self.kind] if self.kind else self.level + 3


def find_label(text: str, at: int = 0) -> Label | None:
    """The label at the start of a paragraph (or at offset `at`), None when there is none."""
    if text[at : at + 1] not in _STARTS or (match := _LABEL.match(text, at)) is None:
        return None
    form, end = match.lastgroup, match.end()
    words: str = match[form or 0]
    if form == "one":
        number = _value(words)
        return Label(f"{words}、", 1, number, end) if number else None
    if form == "two":
        number = _value(words)
        return Label(f"（{words}）", 2, number, end) if number else None
    if form == "part":
        return _part(words, match["of"], end)
    if form == "five":
        return Label(words, 5, ord(words) - 0x2460 + 1, end)
    if form == "sign":
        return _sign(ord(words), end)
    digits = words if words.isascii() and words.isdigit() else words.translate(_OCR)
    if form == "four":
        return Label(f"（{digits}）", 4, int(digits), end)
    mark = "、" if match.group().rstrip().endswith("、") else "."
    return Label(f"{digits}{mark}", 3, int(digits), end)


def _sign(code: int, end: int) -> Label:
    """㈠ ⑴ ⒈: labels of one character, as （一）, （1） and 1."""
    if code >= 0x3220:
        return Label(f"（{to_chinese(code - 0x321F)}）", 2, code - 0x321F, end)
    if code >= 0x2488:
        return Label(f"{code - 0x2487}.", 3, code - 0x2487, end)
    return Label(f"（{code - 0x2473}）", 4, code - 0x2473, end)


def _value(number: str) -> int | None:
    return _VALUES.get(number) or chinese_number(number)


def _part(words: str, kind: str, end: int) -> Label | None:
    """第一章, 第3条, 第 一 部分."""
    squeezed = re.sub(r"\s", "", words)
    raw = squeezed[1 : -len(kind)]
    number = int(raw) if raw.isdigit() else _value(raw)
    return Label(squeezed, _OF_LEVEL[kind], number, end, kind) if number else None
