"""The figures of a clause that stand in it without being read as targets (数字)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from draftkit.comparing.quantities import in_figures
from draftkit.lexicon.text import normal
from draftkit.model import Target
from draftkit.parsing.amounts import candidate

_Stretch = tuple[int, int]
_DATE = re.compile(
    r"20\d{2}\s*年|\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|《[^》]*》|[（(][^（）()]*[）)]|〔[^〕]*〕|第[一二三四五六七八九十\d]+"
)
_TURNS = frozenset({"次", "场", "场次", "期", "轮", "遍", "批", "批次", "回"})
_GRANTED = re.compile("免[收租交费]|减免|免除|免缴|补贴|补助|贴息|过渡期|保护期")  # the longer, the better
# Hours for which somebody is there, not within which something is done: 24小时热线.
_SERVED = re.compile(
    "(?:不间断|在线|全天候)?(?:热线|值班|值守|服务|开放|运行|监控|在岗|带班|接听|供[水电气热应])"
)
_CALENDAR = frozenset({"月", "日"})
_COEFFICIENT = re.compile(r"(?<=系数|指数)[^，。；\d]{0,8}?(?P<n>\d+\.\d+)(?!\s*[%％倍])")
_INSIDE = re.compile(r"(?:以|之)?内")


def figures_in(text: str, start: int, end: int, taken: Sequence[_Stretch]) -> Iterator[Target]:
    """The figures of a clause; dates, numbers of documents and what is compared as a target left out."""
    text = in_figures(normal(text))
    plain = _DATE.sub(lambda m: "　" * len(m.group()), text)
    for match in _COEFFICIENT.finditer(plain):
        yield _figure(text, start, end, float(match["n"]), "", match)
    for match in candidate().finditer(plain):
        if any(a <= start + match.start() < b for a, b in taken):
            continue
        number = match["pn"] or match["tn"] or match["cn"]
        unit = match["pu"] or match["tu"] or match["cu"]
        value = _value(number or "")
        if unit in _TURNS and ("每" in text or "全年" in text):
            continue  # a frequency, compared as such
        if value is not None and unit and unit not in _CALENDAR and not (unit == "年" and value > 100):
            yield _figure(text, start, end, value, unit, match)


_NUMERALS = {
    "一": 1.0,
    "两": 2.0,
    "二": 2.0,
    "三": 3.0,
    "四": 4.0,
    "五": 5.0,
    "六": 6.0,
    "八": 8.0,
    "十": 10.0,
}


def _value(number: str) -> float | None:
    if number in _NUMERALS:
        return _NUMERALS[number]
    return float(number.replace(",", "")) if number[:1].isdigit() else None


def _figure(text: str, start: int, end: int, value: float, unit: str, at: re.Match[str]) -> Target:
    inside = at.group().endswith("内") or _INSIDE.match(text, at.end())
    served = unit == "小时" and _SERVED.match(text, at.end()) is not None
    limit = (
        ">="
        if served or (_GRANTED.search(text) and unit in _TIMES)
        else "<="
        if unit in _TIMES and inside
        else "="
    )
    metric = text.replace(at.group(), "")
    return Target(text, metric, limit, value, unit, start=start, end=end)  # type: ignore[arg-type]


_TIMES = frozenset({"小时", "分钟", "天", "日", "个工作日", "工作日", "个月", "周", "年"})
