"""How the words of a docx look: styles, defaults, themes and numbering resolved (实际格式).

Word lets a later level win over an earlier one: defaults of the document, style of the table, chain of
paragraph styles, numbering, chain of character styles, the run's own properties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
Properties = dict[str, str]

_DEPTH = 12  # deeper chains of styles do not occur, and a ring must end
_OFF = ("0", "false", "off", "none")
_FONT_SLOTS = ("eastAsia", "ascii", "hAnsi")
_DEFAULT_SIZE = "20"  # half points; what Word takes when nothing is stated


@dataclass(frozen=True, slots=True)
class RunLook:
    """How a run looks (字符格式).

    east, latin: faces for Chinese characters and for digits; None when nothing names one. size: in
    points. colour: ``RRGGBB`` or ``auto``. spacing: added to every character, twips. scale: width in %.
    hint: whether ambiguous marks (“ ”) take the Chinese face.
    """

    east: str | None
    latin: str | None
    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: str = "auto"
    spacing: int = 0
    scale: int = 100
    hint: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """How a paragraph is set (段落格式). Lengths in twips.

    The indents in characters (1/100) win over those in twips and are None when not stated; a hanging
    first line is negative. line: pitch, 240 for one line when `rule` is ``auto``. style: id of the style.
    """

    align: str = "left"
    left: int = 0
    left_chars: int | None = None
    right: int = 0
    right_chars: int | None = None
    first: int = 0
    first_chars: int | None = None
    line: int = 240
    rule: str = "auto"
    before: int = 0
    after: int = 0
    grid: bool = True
    page_break: bool = False
    style: str | None = None


class Looks:
    """Resolves formatting. styles, theme, numbering: roots of those parts, None when absent."""

    def __init__(
        self, styles: _Element | None, theme: _Element | None = None, numbering: _Element | None = None
    ) -> None:
        self._theme = _theme_faces(theme)
        self._styles: dict[str, _Element] = {}
        self._default: dict[str, str] = {}
        self._run_defaults: Properties = {}
        self._paragraph_defaults: Properties = {}
        self._runs: dict[str, Properties] = {}
        self._seen: dict[tuple[str | None, str | None, bytes], RunLook] = {}
        self._paragraphs: dict[str, Properties] = {}
        self._levels = _numbering_levels(numbering)
        if styles is not None:
            self._read(styles)

    def _read(self, styles: _Element) -> None:
        for style in styles.iterfind(f"{W}style"):
            id = style.get(f"{W}styleId") or ""
            self._styles[id] = style
            if style.get(f"{W}default") in ("1", "true"):
                self._default[style.get(f"{W}type") or ""] = id
        defaults = styles.find(f"{W}docDefaults")
        if defaults is not None:
            self._run_defaults = self._run_properties(defaults.find(f"{W}rPrDefault/{W}rPr"))
            self._paragraph_defaults = _paragraph_properties(defaults.find(f"{W}pPrDefault/{W}pPr"))

    def run(self, r: _Element | None, p: _Element) -> RunLook:
        """The look of a run in its paragraph; None for the paragraph's own look."""
        own = r.find(f"{W}rPr") if r is not None else None
        key = (_table_style(p), _style_of(p), _source(own))
        if key not in self._seen:
            self._seen[key] = self._resolved(own, p)
        return self._seen[key]

    def _resolved(self, own: _Element | None, p: _Element) -> RunLook:
        found = dict(self._run_defaults)
        found |= self._chain_runs(_table_style(p))
        found |= self._chain_runs(_style_of(p) or self._default.get("paragraph"))
        if own is not None:
            character = own.find(f"{W}rStyle")
            found |= self._chain_runs(character.get(f"{W}val") if character is not None else None)
            found |= self._run_properties(own)
        return _run_look(found)

    def normal(self) -> RunLook:
        """The look of the default paragraph style (正文样式)."""
        return _run_look(self._run_defaults | self._chain_runs(self._default.get("paragraph")))

    def paragraph(self, p: _Element) -> ParagraphLook:
        """The look of a paragraph."""
        own = p.find(f"{W}pPr")
        style = _style_of(p) or self._default.get("paragraph")
        found = self._paragraph_defaults | self._chain_paragraphs(_table_style(p))
        through_style = self._chain_paragraphs(style)
        found |= self._level(through_style) | through_style
        mine = _paragraph_properties(own)
        found |= self._level(mine) | mine
        return _paragraph_look(found, style)

    def _level(self, properties: Properties) -> Properties:
        """The indents that automatic numbering gives."""
        number = properties.get("numId")
        return self._levels.get((number, properties.get("ilvl", "0")), {}) if number else {}

    def _chain_runs(self, id: str | None) -> Properties:
        if id is None:
            return {}
        if id not in self._runs:
            found: Properties = {}
            for style in self._chain(id):
                found |= self._run_properties(style.find(f"{W}rPr"))
            self._runs[id] = found
        return self._runs[id]

    def _chain_paragraphs(self, id: str | None) -> Properties:
        if id is None:
            return {}
        if id not in self._paragraphs:
            found: Properties = {}
            for style in self._chain(id):
                found |= _paragraph_properties(style.find(f"{W}pPr"))
            self._paragraphs[id] = found
        return self._paragraphs[id]

    def _chain(self, id: str) -> list[_Element]:
        """The style and what it is based on, the base first."""
        chain: list[_Element] = []
        at: str | None = id
        while at is not None and at in self._styles and len(chain) < _DEPTH:
            style = self._styles[at]
            chain.insert(0, style)
            base = style.find(f"{W}basedOn")
            at = base.get(f"{W}val") if base is not None else None
        return chain

    def _run_properties(self, node: _Element | None) -> Properties:
        if node is None:
            return {}
        found: Properties = {}
        fonts = node.find(f"{W}rFonts")
        if fonts is not None:
            found |= self._fonts(fonts)
        for name in ("sz", "color", "spacing", "w"):
            child = node.find(f"{W}{name}")
            if child is not None and (value := child.get(f"{W}val")) is not None:
                found[name] = value
        for name in ("b", "i", "u"):
            child = node.find(f"{W}{name}")
            if child is not None:
                found[name] = child.get(f"{W}val") or "1"
        return found

    def _fonts(self, fonts: _Element) -> Properties:
        found: Properties = {}
        for slot in _FONT_SLOTS:
            theme, name = fonts.get(f"{W}{slot}Theme"), fonts.get(f"{W}{slot}")
            if theme is not None:  # a theme wins over a name of the same level
                found[slot] = self._theme.get(theme, "")
            elif name is not None:
                found[slot] = name
        if (hint := fonts.get(f"{W}hint")) is not None:
            found["hint"] = hint
        return found


def _source(properties: _Element | None) -> bytes:
    from lxml import etree

    return etree.tostring(properties, with_tail=False) if properties is not None else b""


def _run_look(found: Properties) -> RunLook:
    return RunLook(
        east=found.get("eastAsia") or None,
        latin=found.get("ascii") or found.get("hAnsi") or None,
        size=_number(found.get("sz"), _number(_DEFAULT_SIZE, 20.0)) / 2,
        bold=_on(found.get("b")),
        italic=_on(found.get("i")),
        underline=_on(found.get("u")),
        colour=(found.get("color") or "auto").upper().replace("AUTO", "auto"),
        spacing=int(_number(found.get("spacing"), 0)),
        scale=int(_number(found.get("w"), 100)) or 100,
        hint=found.get("hint") == "eastAsia",
    )


def _paragraph_properties(node: _Element | None) -> Properties:
    if node is None:
        return {}
    found: Properties = {}
    found |= _indents(node.find(f"{W}ind"))
    spacing = node.find(f"{W}spacing")
    if spacing is not None:
        for name in ("line", "lineRule", "before", "after"):
            if (value := spacing.get(f"{W}{name}")) is not None:
                found[name] = value
        if "line" in found and "lineRule" not in found:
            found["lineRule"] = "auto"
    for name in ("jc", "snapToGrid", "pageBreakBefore"):
        child = node.find(f"{W}{name}")
        if child is not None:
            found[name] = child.get(f"{W}val") or "1"
    for name in ("numId", "ilvl"):
        child = node.find(f"{W}numPr/{W}{name}")
        if child is not None:
            found[name] = child.get(f"{W}val") or "0"
    return found


_SIDES = {"left": "left", "start": "left", "right": "right", "end": "right"}
_SIDES |= {f"{name}Chars": f"{side}Chars" for name, side in _SIDES.items()}


def _indents(ind: _Element | None) -> Properties:
    if ind is None:
        return {}
    found: Properties = {}
    for name, side in _SIDES.items():
        if (value := ind.get(f"{W}{name}")) is not None:
            found[side] = value
    for unit in ("", "Chars"):
        first, hanging = ind.get(f"{W}firstLine{unit}"), ind.get(f"{W}hanging{unit}")
        if hanging is not None:
            found[f"first{unit}"] = str(-_number(hanging, 0))
        elif first is not None:
            found[f"first{unit}"] = first
        # A level that states twips only takes back the characters of the level before.
        if unit == "" and (first or hanging) and not _has_chars(ind, "firstLine", "hanging"):
            found["firstChars"] = ""
    for side in ("left", "right"):
        if side in found and f"{side}Chars" not in found:
            found[f"{side}Chars"] = ""
    return found


def _has_chars(ind: _Element, *names: str) -> bool:
    return any(ind.get(f"{W}{name}Chars") is not None for name in names)


def _paragraph_look(found: Properties, style: str | None) -> ParagraphLook:
    return ParagraphLook(
        align={"start": "left", "end": "right"}.get(found.get("jc", "left"), found.get("jc", "left")),
        left=int(_number(found.get("left"), 0)),
        left_chars=_chars(found.get("leftChars")),
        right=int(_number(found.get("right"), 0)),
        right_chars=_chars(found.get("rightChars")),
        first=int(_number(found.get("first"), 0)),
        first_chars=_chars(found.get("firstChars")),
        line=int(_number(found.get("line"), 240)),
        rule=found.get("lineRule", "auto"),
        before=int(_number(found.get("before"), 0)),
        after=int(_number(found.get("after"), 0)),
        grid=_on(found.get("snapToGrid", "1")),
        page_break=_on(found.get("pageBreakBefore")),
        style=style,
    )


def _chars(value: str | None) -> int | None:
    """Hundredths of a character; 0 means that the twips count."""
    return int(_number(value, 0)) or None if value else None


def _number(value: str | None, default: float) -> float:
    try:
        return float(value) if value else default
    except ValueError:
        return default


def _on(value: str | None) -> bool:
    return value is not None and value.lower() not in _OFF


def _style_of(p: _Element) -> str | None:
    style = p.find(f"{W}pPr/{W}pStyle")
    return style.get(f"{W}val") if style is not None else None


def _table_style(p: _Element) -> str | None:
    table = next(p.iterancestors(f"{W}tbl"), None)
    style = table.find(f"{W}tblPr/{W}tblStyle") if table is not None else None
    return style.get(f"{W}val") if style is not None else None


def _theme_faces(theme: _Element | None) -> dict[str, str]:
    """minorEastAsia … -> the face that Word takes for Chinese text."""
    if theme is None:
        return {}
    found: dict[str, str] = {}
    for kind in ("major", "minor"):
        fonts = theme.find(f".//{A}{kind}Font")
        if fonts is None:
            continue
        latin, east = _face(fonts, "latin"), _face(fonts, "ea")
        hans = fonts.find(f"{A}font[@script='Hans']")
        if not east and hans is not None:
            east = hans.get("typeface") or ""
        found |= {f"{kind}EastAsia": east, f"{kind}Ascii": latin, f"{kind}HAnsi": latin}
    return found


def _face(fonts: _Element, name: str) -> str:
    node = fonts.find(f"{A}{name}")
    return node.get("typeface") or "" if node is not None else ""


def _numbering_levels(numbering: _Element | None) -> dict[tuple[str, str], Properties]:
    """(numId, level) -> the indents of that level."""
    if numbering is None:
        return {}
    abstract = {
        a.get(f"{W}abstractNumId"): {
            lvl.get(f"{W}ilvl") or "0": _indents(lvl.find(f"{W}pPr/{W}ind")) for lvl in a.iterfind(f"{W}lvl")
        }
        for a in numbering.iterfind(f"{W}abstractNum")
    }
    found: dict[tuple[str, str], Properties] = {}
    for num in numbering.iterfind(f"{W}num"):
        target = num.find(f"{W}abstractNumId")
        levels = abstract.get(target.get(f"{W}val") if target is not None else None, {})
        for level, indents in levels.items():
            found[num.get(f"{W}numId") or "", level] = indents
    return found
