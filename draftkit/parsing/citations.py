"""Documents named in 《》 with their numbers (引用文件)."""

from __future__ import annotations

import re

from draftkit.lexicon.text import squeeze
from draftkit.model import Citation

_TITLE = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_NUMBER = re.compile(
    r"\s*[（(〔]\s*(?P<n>[^（）()《》]{0,24}?[〔\[【﹝［]\s*\d{4}\s*[〕\]】﹞］]\s*第?\s*\d+\s*号)\s*[）)〕]"
    r"|\s*[（(]\s*(?P<p>[^（）()《》]{0,20}?[（(]\s*\d{4}\s*[）)]\s*第?\s*\d+\s*号)\s*[）)]"
)
_BEFORE = re.compile(r"(?P<n>[\u4e00-\u9fff]{2,12}〔\d{4}〕\s*\d+\s*号)\s*$")
# Things in 《》 that are no documents: licences, newspapers, columns.
_NOT_DOCUMENT = re.compile(
    r"(?:证|证书|执照|日报|晚报|报告单|申请表|登记表|审批表|通知书|告知书|承诺书|协议书)$"
)


def find_citations(text: str) -> tuple[Citation, ...]:
    """The documents cited in a text, in order, each once; certificates and forms left out."""
    if "《" not in text:
        return ()
    found: dict[tuple[str, str | None], Citation] = {}
    for match in _TITLE.finditer(text):
        title = squeeze(match.group(1))
        if not title or _NOT_DOCUMENT.search(title):
            continue
        behind = _NUMBER.match(text, match.end())
        number, end = None, match.end()
        if behind is not None:
            number, end = squeeze(behind["n"] or behind["p"]), behind.end()
        elif before := _BEFORE.search(text, max(0, match.start() - 30), match.start()):
            number = squeeze(before["n"])
        found.setdefault((title, number), Citation(title, number, match.start(), end))
    return tuple(found.values())
