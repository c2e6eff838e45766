"""Signs that Word does not keep as letters: symbol fonts (特殊符号) and letters in circles (带圈字符)."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).resolve().parent.parent / "lexicon" / "data" / "symbol_fonts.json"
_UNKNOWN = "□"
BULLET = "●"
# { EQ \o\ac(○,11) }: two signs over each other, \ad(\s\up 9(pīn),拼): a reading above a word.
_OVER = re.compile(r"^\s*EQ\s.*?\\o\s*\\a[cdlr]\s*\((?P<inside>.*)\)\s*$", re.IGNORECASE | re.DOTALL)


@cache
def _fonts() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return {name: signs for name, signs in table.items() if name != "source"}


def sign(code: str, font: str) -> str:
    """The sign that a symbol font shows for a hexadecimal code; □ for one that is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return _UNKNOWN
    known = _fonts().get(font.lower())
    if 0xF000 <= number <= 0xF0FF or (known is not None and number < 0x100):
        return (known or {}).get(f"{number & 0xFF:02X}", _UNKNOWN)
    if not 0x20 <= number <= 0xFFFD or 0xD800 <= number <= 0xDFFF or 0xE000 <= number <= 0xF8FF:
        return _UNKNOWN
    return chr(number)


def bullet(text: str, font: str) -> str:
    """A bullet as it is shown; ● for one in a symbol font that is not known; "" for none."""
    text = text.strip()
    if not text:
        return ""
    if font.lower() in _fonts() or any("\ue000" <= char <= "\uf8ff" for char in text):
        shown = sign(f"{ord(text[0]):04X}", font)
        return BULLET if shown == _UNKNOWN else shown
    return text


def field_words(instruction: str) -> str:
    """What an EQ field shows of two signs over each other: ⑪ for ○ and 11, else the base; else ""."""
    found = _OVER.match(instruction)
    if found is None:
        return ""
    inside = found["inside"]
    depth = 0
    cut = -1
    for at, char in enumerate(inside):
        depth += (char == "(") - (char == ")")
        if depth == 0 and char in ",，;；":
            cut = at
    above, base = inside[:cut].strip(), inside[cut + 1 :].strip()
    if cut >= 0 and above in ("○", "〇", "◯", "O") and base.isascii() and base.isdigit():
        return circled(int(base)) or f"（{base}）"
    return base if cut >= 0 else ""


def circled(number: int) -> str:
    """①–㊿; "" beyond."""
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return ""
