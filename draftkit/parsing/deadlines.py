"""Deadlines of a sentence (时限): 到2025年, 2025年6月底前, “十四五”末, 年底前."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from draftkit.lexicon.text import chinese_number

_DEADLINE = re.compile(
    r"(?P<pre>其中|到|至|和|、|及|截至|截止|力争到|力争|争取到|争取|在|于|(?<=^)|(?<=[，,；;：:。]))\s*"
    r"(?:(?P<y>20\d{2})(?:\s*[—–\-－~～至]\s*(?P<y2>20\d{2}))?\s*年(?!度|以来|起|版|第|的?基[础数]|水平|同期|之前的)"
    r"(?:\s*(?P<m>\d{1,2})\s*月)?(?:\s*(?P<d>\d{1,2})\s*日)?"
    r"|[“\"]?(?P<p>十三五|十四五|十五五|十六五)[”\"]?(?:规划)?(?:期末|末期|末|期间|时期|期))"
    r"\s*(?P<post>年?年底之?前|年?底之?前|年?底以前|年?末之?前|年?底|年?末|之?前|以前|期间)?"
)
_AND = ("和", "、", "及")
_THIS_YEAR = re.compile(r"(?:今年|本年|当年)?(?:年底前|年内|年末前|年底)|今年")
# 三年内，…: counted from the document's year
_WITHIN = re.compile(
    r"(?:^|(?<=[，。；：]))(?:力争)?(?:用)?(?P<n>[1-9]|[一二两三四五])年(?:以内|之内|内|时间)(?=[，,])"
)
_FIVE_YEARS = {"十三五": "2020", "十四五": "2025", "十五五": "2030", "十六五": "2035"}
_NOT_DEADLINE = re.compile(r"(?:较|比|自|从|以|与|相比|相较|《[^》]*)$")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline at text[start:end]; value ``2025``, ``2025-06`` or ``2025-06-30``."""

    start: int
    end: int
    value: str


def find_deadlines(sentence: str, year: int | None = None) -> Iterator[Deadline]:
    """Deadlines of a sentence: 到2025年, 2025年底前, “十四五”末, 年底前."""
    last = -1
    for match in _DEADLINE.finditer(sentence):
        if match["pre"] in _AND and match.start() != last:
            continue  # 和2027年 is a deadline only behind another one: 到2025年和2027年
        if _NOT_DEADLINE.search(sentence, max(0, match.start() - 12), match.start()):
            continue
        last = match.end()
        if period := match["p"]:
            yield Deadline(match.start(), match.end(), _FIVE_YEARS[period])
            continue
        value = match["y2"] or match["y"]
        if match["m"]:
            value += f"-{int(match['m']):02d}"
            if match["d"]:
                value += f"-{int(match['d']):02d}"
        yield Deadline(match.start(), match.end(), value)
    if year is not None:
        for match in _WITHIN.finditer(sentence):
            number = int(match["n"]) if match["n"].isdigit() else chinese_number(match["n"])
            yield Deadline(match.start(), match.end(), str(year + (number or 0)))
        for match in _THIS_YEAR.finditer(sentence):
            if (
                not re.search(r"[\d年]\s*$", sentence[: match.start()])
                and "年底" in match.group() + sentence[match.end() : match.end() + 2]
            ):
                yield Deadline(match.start(), match.end(), str(year))
