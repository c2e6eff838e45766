"""Word's automatic numbering turned into the labels that a reader sees (自动编号)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftkit.lexicon.text import to_chinese
from draftkit.readers.docx_signs import BULLET, bullet, circled
from draftkit.readers.docx_styles import Styles, W, is_on, number_of, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_VAL = f"{W}val"
_START, _FORMAT, _TEXT, _RESTART, _SUFFIX, _STYLE, _IS_LEGAL, _FACE = (
    W + name for name in "start numFmt lvlText lvlRestart suff pStyle isLgl rPr".split()
)
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"}
_CHINESE |= {"taiwaneseCountingThousand", "koreanCounting", "japaneseDigitalTenThousand"}
_LEGAL_KINDS = {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}
_LEGAL = str.maketrans("一二三四五六七八九十百零", "壹贰叁肆伍陆柒捌玖拾佰零")
_DIGITS = {"ideographDigital", "japaneseDigital", "taiwaneseDigital"}
_ROWS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographParenthesized": "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
    "decimalEnclosedParen": "".join(map(chr, range(0x2474, 0x2488))),
    "decimalEnclosedFullstop": "".join(map(chr, range(0x2488, 0x249C))),
}
_PLACE = re.compile(r"%([1-9])")
_ENDS_OPEN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]$")
_MOST_LINKS = 12  # of styles and lists that name each other; a ring must end


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    suffix: str = "tab"
    legal: bool = False
    font: str = ""
    style: str | None = None


@dataclass(slots=True)
class _Number:
    """A list as it is used (w:num). levels: with its own overrides. counters: shared by all that use
    the same definition. starts: what its first use sets the counters to."""

    levels: dict[int, _Level]
    styles: dict[str, int]
    counters: dict[int, int]
    starts: dict[int, int] = field(default_factory=dict)
    used: bool = False


class Numbering:
    """Counts as Word counts. root: of the numbering part, None when absent.

    counts: whether there is any list at all.
    """

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstracts: dict[str, _Element] = {}
        self._uses: dict[str, _Element] = {}
        self._numbers: dict[str, _Number | None] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._by_style: dict[str | None, tuple[str, int] | None] = {}
        self._linked: dict[str, tuple[str, int]] | None = None
        if root is not None:
            for node in root.iterchildren(f"{W}abstractNum"):
                self._abstracts[node.get(f"{W}abstractNumId") or ""] = node
            for node in root.iterchildren(f"{W}num"):
                self._uses[node.get(f"{W}numId") or ""] = node
        self.counts = bool(self._uses)

    def label(self, stated: tuple[str | None, int | None] | None, style: str | None) -> str:
        """The label of the next paragraph as it is shown, ``""`` when it has none. Counts it.

        stated: number and level of the paragraph itself (w:numPr), each None when not stated.
        style: id of its style, None for the usual one.
        """
        found = self._of(stated, style)
        if found is None:
            return ""
        number = self._number(found[0])
        level = number.levels.get(found[1]) if number is not None else None
        if number is None or level is None:
            return ""
        self._count(number, found[1])
        return _shown(number, level)

    @staticmethod
    def _count(number: _Number, at: int) -> None:
        counters = number.counters
        if not number.used:
            number.used = True
            for index in number.starts:
                counters.pop(index, None)
        counters[at] = counters.get(at, _start(number, at) - 1) + 1
        for deeper in [i for i in counters if i > at]:
            rule = number.levels.get(deeper)
            if rule is None or rule.restart is None or rule.restart > at:
                del counters[deeper]

    def _of(self, stated: tuple[str | None, int | None] | None, style: str | None) -> tuple[str, int] | None:
        """Number and level that count for a paragraph; None when it has none or it is switched off."""
        if stated is not None and stated[0] is not None:
            return None if stated[0] == "0" else (stated[0], stated[1] or 0)
        try:
            found = self._by_style[style]
        except KeyError:
            found = self._by_style[style] = self._of_style(style)
        if found is not None and stated is not None and stated[1] is not None:
            return found[0], stated[1]
        return found

    def _of_style(self, style: str | None) -> tuple[str, int] | None:
        facts = self._styles.facts(style)
        if facts.number is None:
            return self._links().get(style or "")
        name, level = facts.number
        if name == "0":
            return None
        number = self._number(name)
        for owner in facts.chain:
            if number is not None and owner in number.styles:
                return name, number.styles[owner]
        return name, level or 0

    def _links(self) -> dict[str, tuple[str, int]]:
        """Styles that only the levels name."""
        if self._linked is None:
            self._linked = {}
            for name in self._uses:
                number = self._number(name)
                for style, level in (number.styles if number is not None else {}).items():
                    self._linked.setdefault(style, (name, level))
        return self._linked

    def _number(self, name: str) -> _Number | None:
        if name not in self._numbers:
            node = self._uses.get(name)
            self._numbers[name] = self._read(node) if node is not None else None
        return self._numbers[name]

    def _read(self, use: _Element) -> _Number:
        key = self._definition(value(use, "abstractNumId") or "")
        abstract = self._abstracts.get(key)
        number = _Number({}, {}, self._counters.setdefault(key, {}))
        if abstract is not None:
            for node in abstract.iterchildren(f"{W}lvl"):
                index = number_of(node.get(f"{W}ilvl"), 0)
                number.levels[index] = level = _level(node)
                if level.style:
                    number.styles.setdefault(level.style, index)
        for override in use.iterchildren(f"{W}lvlOverride"):
            index = number_of(override.get(f"{W}ilvl"), 0)
            if (start := value(override, "startOverride")) is not None:
                number.starts[index] = number_of(start, 1)
            for own in override.iterchildren(f"{W}lvl"):
                number.levels[index] = _level(own)
        return number

    def _definition(self, key: str) -> str:
        """The definition that really holds the levels: one may refer to a list style (w:numStyleLink)."""
        for _ in range(_MOST_LINKS):
            abstract = self._abstracts.get(key)
            link = value(abstract, "numStyleLink") if abstract is not None else None
            stated = self._styles.facts(link).number if link else None
            use = self._uses.get(stated[0]) if stated else None
            if use is None:
                break
            key = value(use, "abstractNumId") or ""
        return key


def _start(number: _Number, at: int) -> int:
    level = number.levels.get(at)
    return number.starts.get(at, level.start if level is not None else 1)


def _level(node: _Element) -> _Level:
    level = _Level(format="")
    for child in node:
        tag, stated = child.tag, child.get(_VAL)
        if tag == _START:
            level.start = number_of(stated, 1)
        elif tag == _FORMAT:
            level.format = stated or ""
        elif tag == _TEXT:
            level.text = stated or ""
        elif tag == _RESTART:
            level.restart = number_of(stated, 0)
        elif tag == _SUFFIX:
            level.suffix = stated or "tab"
        elif tag == _STYLE:
            level.style = stated
        elif tag == _IS_LEGAL:
            level.legal = is_on(child)
        elif tag == _FACE:
            fonts = next(child.iterchildren(f"{W}rFonts"), None)
            level.font = (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "") if fonts is not None else ""
    level.format = level.format or _alternative_format(node)
    return level


def _alternative_format(node: _Element) -> str:
    """Newer formats stand in an alternative beside an older one (mc:AlternateContent)."""
    found = next(node.iter(f"{W}numFmt"), None)
    kind = found.get(f"{W}val") if found is not None else None
    if kind == "custom" and found is not None and (found.get(f"{W}format") or "").startswith("01"):
        return "decimalZero"
    return kind or "decimal"


def _shown(number: _Number, level: _Level) -> str:
    if level.format == "none":
        return _PLACE.sub("", level.text)
    if level.format == "bullet":
        return bullet(level.text, level.font) if level.text else ""

    def one(match: re.Match[str]) -> str:
        index = int(match.group(1)) - 1
        rule = number.levels.get(index)
        count = number.counters.get(index, _start(number, index))
        return format_number(count, "decimal" if level.legal or rule is None else rule.format)

    text = _PLACE.sub(one, level.text)
    # Where no mark ends the label, the gap behind it is what keeps 第一条 or 1 apart from the words.
    return text + " " if level.suffix != "nothing" and _ENDS_OPEN.search(text) else text


def format_number(number: int, kind: str) -> str:
    """A counter in one of Word's number formats (w:numFmt); decimal for an unknown format."""
    if kind in _CHINESE and 0 < number < 1000:
        return to_chinese(number)
    if kind in _LEGAL_KINDS and 0 < number < 1000:
        return to_chinese(number).translate(_LEGAL)
    if kind in _DIGITS and number >= 0:
        return "".join("〇一二三四五六七八九"[int(d)] for d in str(number))
    if kind in _ROWS and 0 < number <= len(_ROWS[kind]):
        return _ROWS[kind][number - 1]
    if kind.startswith("decimalEnclosedCircle") and 0 < number <= 50:
        return circled(number)
    if kind in ("decimalFullWidth", "decimalFullWidth2") and number >= 0:
        return "".join(chr(0xFF10 + int(d)) for d in str(number))
    if kind == "decimalZero":
        return f"{number:02d}"
    if kind == "bullet":
        return BULLET
    if kind in ("lowerLetter", "upperLetter") and 0 < number < 1000:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = _roman(number)
        return roman.lower() if kind == "lowerRoman" else roman
    return str(number)


def _roman(number: int) -> str:
    out = ""
    values = (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")
    for amount, letters in (*values, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, number = divmod(number, amount)
        out += letters * count
    return out
