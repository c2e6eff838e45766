"""Word's automatic numbering turned into the labels that a reader sees (自动编号)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftkit.lexicon.text import to_chinese

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"}
_CHINESE |= {"taiwaneseCountingThousand", "koreanCounting"}
_LEGAL = str.maketrans("一二三四五六七八九十百零", "壹贰叁肆伍陆柒捌玖拾佰零")
_PLACE = re.compile(r"%([1-9])")


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    style: str | None = None


@dataclass
class _Number:
    """A w:num: the abstract definition it uses and its own starts."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)
    used: bool = False


class Numbering:
    """Counts as Word counts. numbering, styles: roots of those parts, None when absent."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._numbers: dict[str, _Number] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def label(self, p: _Element) -> str:
        """The label of a paragraph as it is shown, ``""`` when it has none. Counts it."""
        found = self._of(p)
        if found is None:
            return ""
        num_id, ilvl = found
        number = self._numbers.get(num_id)
        if number is None:
            return ""
        levels = {**self._abstract.get(number.abstract, {}), **number.levels}
        level = levels.get(ilvl)
        if level is None:
            return ""
        counters = self._counters.setdefault(number.abstract, {})
        if not number.used:
            number.used = True
            for index, start in number.starts.items():
                counters[index] = start - 1
        counters[ilvl] = counters.get(ilvl, level.start - 1) + 1
        for deeper in [i for i in counters if i > ilvl]:
            rule = levels.get(deeper)
            if rule is None or rule.restart is None or rule.restart > ilvl:
                del counters[deeper]
        return self._shown(level, levels, counters)

    def _shown(self, level: _Level, levels: dict[int, _Level], counters: dict[int, int]) -> str:
        if level.format in ("none", "bullet"):
            return "●" if level.format == "bullet" and level.text.strip() else ""

        def one(match: re.Match[str]) -> str:
            index = int(match.group(1)) - 1
            rule = levels.get(index, _Level())
            return format_number(counters.get(index, rule.start), rule.format)

        return _PLACE.sub(one, level.text)

    def _of(self, p: _Element) -> tuple[str, int] | None:
        properties = p.find(f"{W}pPr")
        style = None
        if properties is not None:
            num = properties.find(f"{W}numPr")
            style_node = properties.find(f"{W}pStyle")
            style = style_node.get(f"{W}val") if style_node is not None else None
            if num is not None:
                num_id, ilvl = _value(num, "numId"), _value(num, "ilvl")
                if num_id == "0":
                    return None
                if num_id is not None:
                    return num_id, int(ilvl or 0)
        return self._by_style.get(style) if style else None

    def _read(self, root: _Element) -> None:
        for abstract in root.iterfind(f"{W}abstractNum"):
            levels = {int(lvl.get(f"{W}ilvl") or 0): _level(lvl) for lvl in abstract.iterfind(f"{W}lvl")}
            self._abstract[abstract.get(f"{W}abstractNumId") or ""] = levels
        for num in root.iterfind(f"{W}num"):
            number = _Number(_value(num, "abstractNumId") or "")
            for override in num.iterfind(f"{W}lvlOverride"):
                index = int(override.get(f"{W}ilvl") or 0)
                start = _value(override, "startOverride")
                if start is not None:
                    number.starts[index] = int(start)
                own = override.find(f"{W}lvl")
                if own is not None:
                    number.levels[index] = _level(own)
            num_id = num.get(f"{W}numId") or ""
            self._numbers[num_id] = number
            for index, level in self._abstract.get(number.abstract, {}).items():
                if level.style and level.style not in self._by_style:
                    self._by_style[level.style] = (num_id, index)

    def _read_styles(self, root: _Element) -> None:
        base: dict[str, str] = {}
        own: dict[str, tuple[str, int]] = {}
        for style in root.iterfind(f"{W}style"):
            name = style.get(f"{W}styleId") or ""
            parent = _value(style, "basedOn")
            if parent:
                base[name] = parent
            num = style.find(f"{W}pPr/{W}numPr")
            num_id = _value(num, "numId") if num is not None else None
            if num is not None and num_id is not None:
                linked = self._by_style.get(name)
                level = linked[1] if linked and linked[0] == num_id else int(_value(num, "ilvl") or 0)
                own[name] = (num_id, level)
        for name in {*base, *own}:
            seen = {name}
            at: str | None = name
            while at is not None and at not in own:
                at = base.get(at)
                if at in seen:
                    at = None
                elif at is not None:
                    seen.add(at)
            if at is not None and own[at][0] != "0":
                self._by_style[name] = own[at]
            elif at is not None:
                self._by_style.pop(name, None)


def _value(node: _Element, name: str) -> str | None:
    child = node.find(f"{W}{name}")
    return child.get(f"{W}val") if child is not None else None


def _level(node: _Element) -> _Level:
    restart = _value(node, "lvlRestart")
    return _Level(
        start=int(_value(node, "start") or 1),
        format=_value(node, "numFmt") or "decimal",
        text=_value(node, "lvlText") or "",
        restart=int(restart) if restart is not None else None,
        style=_value(node, "pStyle"),
    )


def format_number(number: int, kind: str) -> str:
    """A counter in one of Word's number formats (w:numFmt); decimal for an unknown format."""
    if kind in _CHINESE and 0 < number < 1000:
        return to_chinese(number)
    if kind in ("chineseLegalSimplified", "ideographLegalTraditional") and 0 < number < 1000:
        return to_chinese(number).translate(_LEGAL)
    if kind == "ideographDigital":
        return "".join("〇一二三四五六七八九"[int(d)] for d in str(number))
    if kind.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if kind in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(0xFF10 + int(d)) for d in str(number))
    if kind == "decimalZero":
        return f"{number:02d}"
    if kind in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = _roman(number)
        return roman.lower() if kind == "lowerRoman" else roman
    return str(number)


def _roman(number: int) -> str:
    out = ""
    values = (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")
    for value, letters in (*values, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, number = divmod(number, value)
        out += letters * count
    return out
