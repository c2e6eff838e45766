"""Heads of 命令（令） and 纪要, and papers that a person signs (特定格式, GB/T 9704—2012 10.2, 10.3, 7.3.5.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from draftkit.lexicon.text import squeeze
from draftkit.model import Role

_ORDER = re.compile(
    r"^(?P<who>(?!.*关于)[一-鿿（）]{1,36}(?:政府|委员会|部|局|厅|院|署|办公室|银行|主席))(?:命令|令)$"
)
_MINUTES = re.compile(r"纪要$")
_CN = "一二三四五六七八九十百零〇"
_NUMBER = re.compile(rf"^[（(]?(?P<bare>第(?:\d+|[{_CN}]+)[号期次]|〔\d{{4}}〕第?\d+[号期])[）)]?$")
_PERSON = re.compile(r"^\s*\S{0,20}(?:长|主席|主任|书记|总理)[\s\u3000]+\S(?:[\s\u3000]?\S){1,5}\s*$")
# 王小华, 李　明, 古丽·买买提
_NAMES = re.compile(
    r"^\s*(?:(?:[一-鿿]{2,4}|[一-鿿][\s\u3000]{1,2}[一-鿿]|[一-鿿]{2,4}·[一-鿿]{2,5})(?:[\s\u3000、]+|$)){1,4}$"
)

_NUMBERED = re.compile(r"^\s*([一-鿿]{1,12}\s*〔\d{4}〕\s*\d+\s*号)\s+(\S.*)$")


def order_of(words: str) -> str | None:
    """Who gives an order, told by its mark (松岭市人民政府令); None for other words."""
    found = _ORDER.match(squeeze(words))
    return found["who"] if found else None


def number_below(words: str, above: str) -> str | None:
    """第12号 below the mark of an order, 〔2026〕3号 or 第3期 below 纪要; None when it is nothing of the kind."""
    if len(words) > 24 or not (order_of(above) or _MINUTES.search(squeeze(above))):
        return None
    found = _NUMBER.match(squeeze(words))
    return found["bare"] if found else None


def head_role(words: str, roles: Sequence[Role], above: str) -> Role | None:
    """issuer_mark or doc_number in the head of such a paper, further lines of 签发人; None for anything else."""
    if words.endswith("令") and order_of(words) and "title" not in roles and "issuer_mark" not in roles:
        return "issuer_mark"
    if roles and roles[-1] in ("issuer_mark", "title") and number_below(words, above):
        return "doc_number"
    if roles and roles[-1] == "signer" and (are_names(words) or last_signers(words)):
        return "doc_number" if last_signers(words) else "signer"
    return None


def are_names(words: str) -> bool:
    """Whether a line below 签发人 holds nothing but further names (两人一行，回行对齐, 7.2.6)."""
    return len(words) <= 40 and _NAMES.match(words) is not None


def last_signers(words: str) -> tuple[str, str] | None:
    """The number and the last names in one line (最后一个签发人与发文字号处在同一行, 7.2.6); None without names."""
    found = _NUMBERED.match(words)
    return (squeeze(found[1]), found[2].strip()) if found and are_names(found[2]) else None


def is_person(words: str) -> bool:
    """Whether a line below the text is 职务 and name of who signs (市长　李明)."""
    return len(words) <= 40 and _PERSON.match(words) is not None
