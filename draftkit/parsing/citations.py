"""Documents named in 《》 with their numbers (引用文件)."""

from __future__ import annotations

import re

from draftkit.lexicon.text import squeeze
from draftkit.model import Citation

_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_NUMBER = re.compile(
    r"[”\"]?\s*[（(〔]\s*(?P<n>[^（）()《》]{0,24}?[〔\[【﹝［]\s*\d{4}\s*[〕\]】﹞］]\s*第?\s*\d+\s*号)文?件?\s*(?:[，,；;、][^（）()]{0,60}?)?[）)〕]"
    r"|[”\"]?\s*[（(]\s*(?P<p>[^（）()《》]{0,20}?[（(]\s*\d{4}\s*[）)]\s*第?\s*\d+\s*号)文?件?\s*[）)]"
    r"|[”\"]?\s*[（(]\s*(?P<o>[^（）()《》\d]{1,24}令\s*(?:第\s*)?\d{1,4}\s*号)\s*[）)]"  # 国令第722号
    r"|\s*(?P<q>[^\W\d_]{2,10}[〔\[]\d{4}[〕\]]\s*\d+\s*号)(?=文|精神|要求|[，。、）)])"
)
_BEFORE = re.compile(
    r"(?:根据|按照|依据|遵照|落实|贯彻|执行|结合|和|及|与|以)*(?P<n>[^\W\d_]{2,12}?〔\d{4}〕\s*\d+\s*号)(?:文件)?\s*$"
)
# Things in 《》 that are no documents: licences, newspapers, columns.
_NOT_DOCUMENT = re.compile(
    r"(?:证|证书|执照|日报|晚报|报告单|申请表|登记表|审批表|通知书|告知书|承诺书|协议书)$"
)
# 《方案》: a word by which the text calls a document that it has named before.
_SHORT = re.compile(
    r"(?:实施|工作|行动|总体|试点|指导|管理|若干|暂行|三年)?(?:方案|意见|计划|措施|办法|通知|规划|要点|纲要|决定|规定|细则|条例|清单|指南|标准|规范|政策)"
)
_CALLED = re.compile(r"(?:简称|称为?|称作)[：:]?\s*$")


def find_citations(text: str) -> tuple[Citation, ...]:
    """The documents cited in a text, in order, each once; certificates and forms left out."""
    if "《" not in text:
        return ()
    found: dict[tuple[str, str | None], Citation] = {}
    for match in _TITLE.finditer(text):
        title = squeeze(match.group(1))
        if not title or _NOT_DOCUMENT.search(title) or _SHORT.fullmatch(title):
            continue
        if _CALLED.search(text, max(0, match.start() - 8), match.start()):
            continue
        behind = _NUMBER.match(text, match.end())
        number, end = None, match.end()
        if behind is not None:
            number, end = squeeze(behind["n"] or behind["p"] or behind["o"] or behind["q"]), behind.end()
        elif "〕" in text[max(0, match.start() - 12) : match.start()] and (
            before := _BEFORE.search(text, max(0, match.start() - 30), match.start())
        ):
            number = squeeze(before["n"])
        found.setdefault((title, number), Citation(title, number, match.start(), end))
    return tuple(found.values())
