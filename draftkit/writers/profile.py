"""How a document is to be set: fonts and the choices that GB/T 9704 leaves to the office."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from draftkit.errors import InputError
from draftkit.writers.geometry import STANDARD, Page

Layout = Literal["file", "letter", "order", "minutes"]
# How offices call the formats (GB/T 9704 第10章).
LAYOUTS: Mapping[str, Layout] = {
    "文件": "file",
    "信函": "letter",
    "命令": "order",
    "令": "order",
    "纪要": "minutes",
}
_DATA = Path(__file__).with_name("data") / "profiles.toml"


@dataclass(frozen=True, slots=True)
class Fonts:
    """Names of the faces (字体). latin: face for digits and Latin letters, None for the face around them."""

    body: str
    kai: str
    hei: str
    title: str
    song: str
    latin: str | None = None

    @classmethod
    def named(cls, name: str, *, latin: str | None = None) -> Fonts:
        """A preset: ``gb2312``, ``gbk`` or ``windows``. Raises InputError for another name."""
        presets = _data()["presets"]
        if name not in presets:
            raise InputError(f"没有“{name}”这套字体方案", remedy=f"可用的有 {'、'.join(presets)}")
        return cls(**presets[name], latin=latin)


def _default_fonts() -> Fonts:
    return Fonts.named("gb2312")


@dataclass(frozen=True, slots=True)
class Profile:
    """Choices of an office (版式方案).

    fonts: faces. grid: ``portable`` sets 28 characters by run spacing and shows the same in Word,
    WPS and LibreOffice; ``word`` uses Word's own character grid, which LibreOffice cannot show.
    seal: the signature leaves room for seals (加盖印章, GB/T 9704 7.3.5.1), else 7.3.5.2.
    bold_second, bold_third: set the titles of （一） and of 1. bold, a local custom.
    page_numbers: print them. layout: ``file`` is 文件格式, ``letter`` 信函格式 (10.1), ``order`` 命令（令）
    格式 (10.2), ``minutes`` 纪要格式 (10.3).
    even_imprint: the imprint (版记) stands on an even page, on a page of its own when the text ends on
    an odd one; else on the page where the text ends. wide_tables: an attachment whose table is too wide for
    an upright page lies on its side (8). page: margins, grid and sizes of type.
    """

    fonts: Fonts = field(default_factory=_default_fonts)
    grid: Literal["portable", "word"] = "portable"
    seal: bool = True
    bold_second: bool = False
    bold_third: bool = False
    page_numbers: bool = True
    layout: Layout = "file"
    even_imprint: bool = True
    wide_tables: bool = True
    page: Page = STANDARD

    @classmethod
    def named(cls, name: str) -> Profile:
        """The default profile with the fonts of a preset. Raises InputError for an unknown name."""
        return cls(fonts=Fonts.named(name))

    @classmethod
    def load(cls, path: str | Path, base: Profile | None = None) -> Profile:
        """The table ``[format]`` of a ``draftkit.toml`` over `base` (the standard when None).

        Without such a table it is `base` itself. Raises ProfileError for a file that cannot be read,
        an unknown entry or a value that makes no page.
        """
        from draftkit.writers.profile_file import load

        return load(Path(path), base or cls())


def substitutes() -> Mapping[str, str]:
    """For a face the one that Word may take when it is not installed."""
    table: Mapping[str, str] = _data()["substitutes"]
    return table


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
