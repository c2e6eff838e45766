"""What people write into one field of a locality, as the program wants it (栏目里的写法)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from draftkit.errors import LocalityError

_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}
_EDGES = " \t　：:，,；;。、"
_INSIDE = r"(?![^（(]*[）)])"
# A space parts two bodies only behind a word with which a body ends; elsewhere it is a slip of the hand.
_AFTER_BODY = r"(?<=[局厅委部院会室署府处司社心团])[\s　]+(?!办公)"
_AMONG_ADDRESSEES = re.compile(rf"(?:[，,；;|\n]|{_AFTER_BODY}){_INSIDE}")
_AMONG_ISSUERS = re.compile(rf"(?:[，,；;|、\n]|{_AFTER_BODY}){_INSIDE}")
_RUNNING = re.compile(r"第?\s*0*(\d+)\s*号?")
_CODE = re.compile(
    r"(?P<word>\D+?)(?:[〔【〖[(](?P<year>\d{4})?年?[〕】〗\])](?:第?0*(?P<number>\d+))?号?|第?0*(?P<alone>\d+)号)?"
)
_WORD = re.compile(r"[^\d〔〕【】〖〗\[\](),.:;，。、；：]+")


def plain(value: Any) -> str:
    """A cell or YAML value as text; None is empty, 80.0 is 80."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def half_width(text: str) -> str:
    """Digits and signs as they are typed without a Chinese keyboard: ６５％ → 65%."""
    return text if text.isascii() else text.translate(_WIDE)


def items(value: Any) -> tuple[str, ...]:
    """The items of a list or of a cell, where ；or a new line parts them; 、 may stand inside one."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in re.split(r"[；;|\n]", value) if part.strip())
    if isinstance(value, Sequence):
        return tuple(plain(item) for item in value if plain(item))
    return (plain(value),)


def addressees(value: Any) -> tuple[str, ...]:
    """主送机关, one kind each, as they are parted by commas; the colon after the last is the letterhead's.

    Inside a kind 、 stays (各镇人民政府、街道办事处).
    """
    return tuple(_parted(value, _AMONG_ADDRESSEES))


def issuers(value: Any) -> tuple[str, ...]:
    """发文机关, parted by any sign or by a space."""
    return tuple(_parted(value, _AMONG_ISSUERS))


def _parted(value: Any, among: re.Pattern[str]) -> Iterator[str]:
    for item in items(value):
        for part in among.split(item):
            if name := re.sub(r"[\s　]+", "", part).strip(_EDGES):
                yield name


def parents(value: Any) -> Iterable[str]:
    """上级, highest first; names that are written without anything between them are parted too."""
    for item in (part for listed in items(value) for part in re.split("[、，]", listed)):
        yield from re.findall(r".+?(?:省|自治区|自治州|地区|市|州|盟|县|区|旗)(?!州|区|县|市)|.+$", item)


def running_number(text: str) -> str | None:
    """15 of 第15号; None when it is no running number."""
    found = _RUNNING.fullmatch(half_width(text))
    return found[1] if found else None


def document_number(text: str) -> str:
    """A whole 发文字号 as it is printed: 丰政办发[2026]第015号 → 丰政办发〔2026〕15号; others as given."""
    found = _CODE.fullmatch(re.sub(r"[\s　]+", "", half_width(text)))
    if found is None or not (found["year"] and found["number"]):
        return text
    return f"{found['word']}〔{found['year']}〕{found['number']}号"


def code_word(
    value: Any, facts: Mapping[str, str], issued_on: str | None, where: str | None
) -> tuple[str | None, dict[str, str]]:
    """发文机关代字 alone, and the facts with what else of the number was written beside it.

    丰政办发〔2026〕15号 → 丰政办发 with 发文序号 15, unless the locality states one; a year that is not
    that of the date makes it a whole 发文字号. Raises LocalityError for what is no 代字.
    """
    text = plain(value)
    if not text:
        return None, dict(facts)
    found = _CODE.fullmatch(re.sub(r"[\s　]+", "", half_width(text)))
    if found is None or not _WORD.fullmatch(found["word"]):
        raise LocalityError(
            f"发文机关代字“{text}”看不明白",
            where=where,
            remedy="请只写〔〕前面的字，如“丰政办发”；序号写在“发文序号”里",
        )
    return found["word"], dict(facts) | _beside(found, facts, issued_on)


def _beside(found: re.Match[str], facts: Mapping[str, str], issued_on: str | None) -> dict[str, str]:
    word, year, number = found["word"], found["year"], found["number"] or found["alone"]
    if not number or facts.get("发文序号") or facts.get("发文字号"):
        return {}
    if year and year != (issued_on or "")[:4]:
        return {"发文字号": f"{word}〔{year}〕{number}号"}
    return {"发文序号": number}
