"""The table ``[format]`` of a draftkit.toml: an office's own rules for a page (版式设置)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from draftkit.errors import InputError, ProfileError
from draftkit.files import read_settings
from draftkit.writers.geometry import Page
from draftkit.writers.profile import LAYOUTS, Fonts, Profile

_MM = 1440 / 25.4
_FACES = {
    "body_font": "body",
    "kai_font": "kai",
    "hei_font": "hei",
    "title_font": "title",
    "number_font": "song",
    "latin_font": "latin",
}
_SWITCHES = ("seal", "bold_second", "bold_third", "page_numbers", "even_imprint", "wide_tables")
_WORDS = {"grid": ("portable", "word"), "layout": tuple(dict.fromkeys(LAYOUTS.values()))}
# Name in the file -> field of Page, twips a unit, least and most.
_MEASURES: Mapping[str, tuple[str, float, float, float]] = {
    "margin_top": ("top", _MM, 5, 100),
    "margin_right": ("right", _MM, 5, 80),
    "margin_bottom": ("bottom", _MM, 10, 100),
    "margin_left": ("left", _MM, 5, 80),
    "body_size": ("size", 20, 9, 26),
    "title_size": ("title", 20, 12, 48),
    "table_size": ("cell", 20, 7, 22),
}
_COUNTS = {"lines": (10, 50), "characters": (12, 60)}
_KNOWN = ("fonts", *_FACES, *_SWITCHES, *_WORDS, *_MEASURES, *_COUNTS, "mark_size")
_SAID = {bool: "true 或 false", str: "用引号括起来的文字", int: "整数", float: "数字"}
# A character may be set this much closer or wider than its own width.
_CLOSEST, _WIDEST = 0.85, 1.3
_LOWEST_LINE = 1.1


def load(path: Path, base: Profile) -> Profile:
    """`base` with what the file states. Raises ProfileError."""
    return _Table(_read(path), f"{path} 的 [format]").over(base)


def _read(path: Path) -> Mapping[str, Any]:
    table = read_settings(path).get("format", {})
    if not isinstance(table, dict):
        raise ProfileError("format 应当是一节", where=str(path), remedy="写成 [format]")
    return table


class _Table:
    """The entries with their place, taken one by one."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._table, self._where = table, where
        if unknown := [name for name in table if name not in _KNOWN]:
            raise self._wrong(f"不认识“{'”“'.join(unknown)}”", f"可用的有 {'、'.join(_KNOWN)}")

    def over(self, base: Profile) -> Profile:
        """`base` with the entries."""
        changes: dict[str, Any] = {n: self._typed(n, bool) for n in _SWITCHES if n in self._table}
        for name, allowed in _WORDS.items():
            if name in self._table:
                changes[name] = self._word(name, allowed)
        return replace(base, fonts=self._fonts(base.fonts), page=self._page(base.page), **changes)

    def _fonts(self, base: Fonts) -> Fonts:
        if "fonts" in self._table:
            try:
                base = Fonts.named(self._typed("fonts", str), latin=base.latin)
            except InputError as error:
                raise self._wrong(error.problem, error.remedy or "") from None
        own = {face: self._typed(name, str) for name, face in _FACES.items() if name in self._table}
        if empty := [name for name, face in _FACES.items() if not own.get(face, "x").strip()]:
            raise self._wrong(f"{empty[0]} 是空的", "请写字体的名称")
        return replace(base, **own)

    def _page(self, base: Page) -> Page:
        changes: dict[str, Any] = {}
        for name, (field, unit, least, most) in _MEASURES.items():
            if name in self._table:
                changes[field] = round(self._number(name, least, most, float) * unit)
        for name, (low, high) in _COUNTS.items():
            if name in self._table:
                changes[name] = int(self._number(name, low, high, int))
        if "mark_size" in self._table:
            changes["mark"] = self._number("mark_size", 20, 90, float)
        page = replace(base, **changes) if changes else base
        if not _CLOSEST <= page.character / page.size <= _WIDEST:
            raise self._wrong(
                f"每行 {page.characters} 字排不下，或者太稀", "请改 characters、body_size 或左右边距"
            )
        if page.line < _LOWEST_LINE * page.size:
            raise self._wrong(f"每页 {page.lines} 行排不下", "请改 lines、body_size 或上下边距")
        return page

    def _typed(self, name: str, kind: type) -> Any:
        value = self._table[name]
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise self._wrong(f"{name} 的值“{value}”不对", f"应当是{_SAID[kind]}")
        return value

    def _word(self, name: str, allowed: tuple[str, ...]) -> str:
        value: str = self._typed(name, str)
        value = LAYOUTS.get(value.removesuffix("格式"), value)
        if value not in allowed:
            raise self._wrong(f"{name} 的值“{value}”不认识", f"可用的有 {'、'.join(allowed)}")
        return value

    def _number(self, name: str, least: float, most: float, kind: Callable[[Any], float]) -> float:
        value = self._table[name]
        fits = isinstance(value, int) if kind is int else isinstance(value, int | float)
        if isinstance(value, bool) or not fits or not least <= value <= most:
            said = _SAID[int if kind is int else float]
            raise self._wrong(f"{name} 的值“{value}”不对", f"应当是 {least:g} 到 {most:g} 之间的{said}")
        return float(value)

    def _wrong(self, problem: str, remedy: str) -> ProfileError:
        return ProfileError(problem, where=self._where, remedy=remedy)
