"""The elements around the text, from the locality: number, addressees, signature, date (版头、版记)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from draftkit.drafting.holes import hole
from draftkit.lexicon.text import to_chinese
from draftkit.localities import Locality
from draftkit.localities.words import as_called

NUMBER, APPROVAL = "发文序号", "同意机关"
"""Names of facts that the letterhead asks for, as a locality file writes them."""

OVER, SIGNER = ("份号", "密级", "紧急程度"), "签发人"
"""Facts above the 发文机关标志 in the order of GB/T 9704—2012 7.2.1–7.2.3, and beside the number (7.2.6)."""


_TOWNSHIP = re.compile(
    r"(?:中共)?(?P<place>.+(?:[镇乡]|街道|苏木))(?:人民政府|办事处|(?:工作)?委员会|党工?委|委)"
)


def head_values(here: Locality) -> dict[str, str]:
    """Values by English name of the vocabulary; what the locality does not state is a hole."""
    date = date_words(here.issued_on)
    return {
        "issuer": here.issuers[0] if here.issuers else hole("发文机关"),
        "issuers": "\n".join(here.issuers) or hole("发文机关"),
        "issued_by": issued_by(here.issuers),
        "over_mark": "\n".join(words for name in OVER if (words := here.facts.get(name, "").strip())),
        "doc_number": doc_number(here),
        "signers": _signers(here.facts.get(SIGNER, "")),
        "addressees": "，".join(here.addressees) or hole("主送机关"),
        "issued_on": date,
        "approval": here.facts.get(APPROVAL) or hole("同意机关", f"如{government_of(here)}"),
        "printed_by": here.facts.get("印发机关") or printing_office(here.issuers),
        "printed_on": date,
        "copy_to": here.facts.get("抄送机关", "").rstrip("。"),
    }


def government_of(here: Locality, *, short: bool = False) -> str:
    """The government of a place as it is called there: 县人民政府, 街道办事处, 盟行政公署. short: 县政府."""
    return as_called(f"{here.prefix}{'' if short else '人民'}政府", here.suffix)


def date_words(iso: str | None) -> str:
    """2026-03-01 as 2026年3月1日 (§7.3.5.4: Arabic digits, no leading zeros)."""
    if not iso:
        return hole("成文日期")
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"


def issued_by(issuers: Sequence[str]) -> str:
    """One issuer by name, several as 某局等十部门 (TTL-06: the number is that of the signatures)."""
    if not issuers:
        return hole("发文机关")
    if len(issuers) == 1:
        return issuers[0]
    if len(issuers) == 2 and issuers[0].startswith("中共"):
        return " ".join(issuers)  # 中共某县委 某县人民政府: Party and government are both named
    kind = "部门" if not any(name.endswith("人民政府") for name in issuers) else "单位"
    number = "两" if len(issuers) == 2 else to_chinese(len(issuers))
    return f"{issuers[0]}等{number}{kind}"


def doc_number(here: Locality) -> str:
    """代字〔年份〕序号号; the running number is given out when the paper is issued."""
    given = here.facts.get("发文字号")
    if given:
        return given
    if not here.code_word:
        return hole("发文字号")
    year = here.issued_on[:4] if here.issued_on else hole("年份")
    return f"{here.code_word}〔{year}〕{here.facts.get(NUMBER) or hole(NUMBER)}号"


def _signers(names: str) -> str:
    """签发人：张三　李四, as it follows the number of a paper that goes up; empty without one."""
    known = [name for name in re.split(r"[、，,；;\s]+", names.strip().removeprefix("签发人：")) if name]
    return "　　签发人：" + "　".join(known) if known else ""


def printing_office(issuers: Sequence[str]) -> str:
    """印发机关: the office of the first issuer (GB/T 9704 §7.4.3)."""
    if not issuers:
        return hole("印发机关")
    first = issuers[0]
    if first.endswith(("办公室", "办公厅")):
        return first
    if found := _TOWNSHIP.fullmatch(first):
        return f"{found['place']}党政办公室"  # a township's government has no office of its own
    return f"{first}办公室"


def needs_approval(here: Locality) -> bool:
    """Whether a department issues to lower governments, so that consent must be stated (ELM-09)."""
    if not here.issuers or here.issuers[0].endswith("人民政府"):
        return not here.issuers
    below = "".join(here.addressees)
    return not below or any(
        word in below for word in ("人民政府", "街道办", "乡镇", "党委", "各镇", "各区", "各县")
    )
