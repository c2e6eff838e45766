"""The parts of a docx that do not depend on the document (框架): styles, settings, fonts, footers.

A frame is built once for a profile and kept deflated. It is all that a body needs to know about
the file around it, so another frame (an office's own letterhead) can take its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

from draftkit.writers import geometry as g
from draftkit.writers.package import Part, deflate
from draftkit.writers.profile import Fonts, Profile, substitutes
from draftkit.writers.runs import attribute

_FOLDER = Path(__file__).with_name("data") / "frame"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCUMENT_OPEN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<w:document xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}"><w:body>'
)
DOCUMENT_CLOSE = "</w:body></w:document>"
_BOLD = "<w:b/><w:bCs/>"


@dataclass(frozen=True, slots=True)
class Frame:
    """Ready parts of a package and the section properties that point to its footers.

    before, after: parts that stand before and behind ``word/document.xml``. section: w:sectPr.
    core: docProps/core.xml with the place of the title.
    """

    before: tuple[Part, ...]
    after: tuple[Part, ...]
    section: str
    core: tuple[str, str]


@lru_cache(maxsize=16)
def frame_for(profile: Profile) -> Frame:
    """The frame that sets a page by `profile`."""
    fonts = profile.fonts
    number = _read("page_number.xml").strip() if profile.page_numbers else ""
    before = (_part("[Content_Types].xml", "content_types.xml"), _part("_rels/.rels", "package_rels.xml"))
    after = (
        _part("word/_rels/document.xml.rels", "document_rels.xml"),
        _part("word/styles.xml", "styles.xml", **_style_values(profile)),
        _part("word/settings.xml", "settings.xml"),
        deflate("word/fontTable.xml", _font_table(fonts).encode(), 9),
        _part("word/footer1.xml", "footer.xml", style="GwPageOdd", content=number),
        _part("word/footer2.xml", "footer.xml", style="GwPageEven", content=number),
    )
    head, tail = _read("core.xml").split("$title")
    return Frame(before, after, _section(profile), (head, tail))


def _section(profile: Profile) -> str:
    # Word's own grid subtracts from Normal's 16 pt; -842/4096 pt leaves 28 cells in 156 mm.
    grid = f'w:type="lines" w:linePitch="{g.LINE}"'
    if profile.grid == "word":
        grid = f'w:type="linesAndChars" w:linePitch="{g.LINE}" w:charSpace="-842"'
    values = {
        "page_width": g.PAGE_WIDTH,
        "page_height": g.PAGE_HEIGHT,
        "top": g.TOP,
        "right": g.RIGHT,
        "bottom": g.BOTTOM,
        "left": g.LEFT,
        "footer": g.FOOTER,
    }
    return Template(_read("section.xml").strip()).substitute(values, grid=grid)


def _style_values(profile: Profile) -> dict[str, str]:
    fonts = profile.fonts
    return {
        "body": _faces(fonts.body, fonts),
        "kai": _faces(fonts.kai, fonts),
        "hei": _faces(fonts.hei, fonts),
        "title": _faces(fonts.title, fonts),
        "song": _faces(fonts.song, fonts, latin=False),
        "line": str(g.LINE),
        "spacing": "-5" if profile.grid == "portable" else "0",
        "bold_second": _BOLD if profile.bold_second else "",
        "bold_third": f"<w:rPr>{_BOLD}</w:rPr>" if profile.bold_third else "",
    }


def _faces(name: str, fonts: Fonts, *, latin: bool = True) -> str:
    """w:rFonts with all four faces and no theme, which would win over them."""
    western = attribute(fonts.latin if latin and fonts.latin else name)
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{western}" w:hAnsi="{western}" '
        f'w:eastAsia="{attribute(name)}" w:cs="{western}"/>'
    )


def _font_table(fonts: Fonts) -> str:
    names = dict.fromkeys((fonts.body, fonts.kai, fonts.hei, fonts.title, fonts.song))
    entries = [_font(name, '<w:charset w:val="86"/>') for name in names]
    if fonts.latin:
        entries.append(_font(fonts.latin, '<w:charset w:val="00"/>'))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{_MAIN}">{"".join(entries)}</w:fonts>'
    )


def _font(name: str, charset: str) -> str:
    other = substitutes().get(name)
    alias = f'<w:altName w:val="{attribute(other)}"/>' if other else ""
    return f'<w:font w:name="{attribute(name)}">{alias}{charset}<w:family w:val="auto"/></w:font>'


def _part(name: str, template: str, **values: str) -> Part:
    text = _read(template)
    return deflate(name, (Template(text).substitute(values) if values else text).encode(), 9)


@lru_cache(maxsize=32)
def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
