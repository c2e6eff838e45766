"""The parts of a docx that do not depend on the document (框架): styles, settings, fonts, footers.

A frame is built once for a profile and kept deflated. It is all that a body needs to know about
the file around it, so another frame (an office's own letterhead) can take its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import floor
from pathlib import Path
from string import Template

from draftkit.model import Role
from draftkit.writers.ending import Sections
from draftkit.writers.geometry import Page
from draftkit.writers.letter import DOUBLE_WIDTH as _LETTER_WIDTH
from draftkit.writers.package import Packed, Part, deflate_small, pack
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
_TITLE = "<w:titlePg/>"
_LYING_FOOTER = 567  # of a page that lies: its number stands at another edge
TURNED = 'r:id="rId7"'  # in a body: it has pages that lie on their side


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What an office's own frame shows itself (自带版头). roles: elements with a place of their own in it
    (【发文字号】). marked: it shows who issues, so the 发文机关标志 is not set again. gap: empty lines that
    a title needs above it."""

    roles: tuple[Role, ...]
    marked: bool
    gap: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Ready parts of a package, and what stands around the body in the main part.

    static: all parts but the main one and the core properties. name: of the main part. open, close: its
    text before and behind the body. sections: properties of the sections. core: docProps/core.xml with
    the place of the title, None when the package has none. page: on which the body is set. letterhead: None for
    the standard's page.
    """

    static: Packed
    name: str
    open: str
    close: str
    sections: Sections
    core: tuple[str, str] | None
    page: Page
    letterhead: Letterhead | None = None


@lru_cache(maxsize=16)
def frame_for(profile: Profile, turned: bool = False) -> Frame:
    """The frame that sets a page by `profile`. turned: some pages lie on their side."""
    fonts = profile.fonts
    letter = profile.layout == "letter"
    number = _read("page_number.xml").strip() if profile.page_numbers else ""
    more = [*([3] if letter else []), *([4, 5] if turned else [])]
    parts = [
        _part("[Content_Types].xml", "content_types.xml", type="".join(map(_footer_type, more))),
        _part("_rels/.rels", "package_rels.xml"),
        _part(
            "word/_rels/document.xml.rels",
            "document_rels.xml",
            relation="".join(map(_footer_relation, more)),
        ),
        deflate_small("word/styles.xml", style_sheet(profile).replace("\n", "").encode()),
        _part("word/settings.xml", "settings.xml"),
        deflate_small("word/fontTable.xml", _font_table(fonts).encode()),
        _part("word/footer1.xml", "footer.xml", style="GwPageOdd", content=number),
        _part("word/footer2.xml", "footer.xml", style="GwPageEven", content=number),
    ]
    if letter:
        foot = paper_foot(profile.page)
        parts.append(_part("word/footer3.xml", "footer_letter.xml", width=str(_LETTER_WIDTH), y=str(foot)))
    if turned:
        parts += [
            _turned_footer(profile.page, n, style, number)
            for n, style in ((4, "GwPageOdd"), (5, "GwPageEven"))
        ]
    return Frame(
        pack(parts),
        "word/document.xml",
        DOCUMENT_OPEN,
        DOCUMENT_CLOSE,
        _sections(profile),
        core_properties(),
        profile.page,
    )


def _footer_type(number: int) -> str:
    return (
        f'<Override PartName="/word/footer{number}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>'
    )


def _footer_relation(number: int) -> str:
    return f'<Relationship Id="rId{number + 3}" Type="{_OFFICE}/footer" Target="footer{number}.xml"/>'


def _turned_footer(page: Page, number: int, style: str, content: str) -> Part:
    """A page number where it stands on upright pages: on a page that lies, along its left edge."""
    place = {"x": str(page.footer), "y": str(page.left), "height": str(page.width)}
    return _part(f"word/footer{number}.xml", "footer_turned.xml", style=style, content=content, **place)


def core_properties() -> tuple[str, str]:
    """docProps/core.xml before and behind the title."""
    head, tail = _read("core.xml").split("$title")
    return head, tail


def paper_foot(page: Page) -> int:
    """Where the frame of the lower double line of a letter begins: the line is 20 mm above the foot of the
    page (10.1). It is the lower border of a line of 1 pt: of an upper border Word and LibreOffice do not
    agree which of both strokes is the thick one.
    """
    return page.paper_height - round(20 * 1440 / 25.4) - 20


def style_sheet(profile: Profile) -> str:
    """word/styles.xml."""
    return Template(_read("styles.xml")).substitute(_style_values(profile))


def _sections(profile: Profile) -> Sections:
    page = profile.page
    # Word's own grid subtracts from Normal's 16 pt; -842/4096 pt leaves 28 cells in 156 mm.
    grid = f'w:type="lines" w:linePitch="{page.line}"'
    if profile.grid == "word":
        space = floor((page.width / page.characters - page.size) * 4096 / 20)
        grid = f'w:type="linesAndChars" w:linePitch="{page.line}" w:charSpace="{space}"'
    text = Template(_read("section.xml").strip())
    values = {**_page_values(page), "grid": grid, "odd": "rId4", "even": "rId5"}
    first = '<w:footerReference w:type="first" r:id="rId6"/>'
    letter = profile.layout == "letter"
    own = text.substitute(values, first=first if letter else "", type="", title=_TITLE if letter else "")
    # A first page of its own without a footer of its own has none: the imprint's page has no number (7.5).
    even = '<w:type w:val="evenPage"/>'
    lying = _page_values(page.turned())
    lying |= {"footer": _LYING_FOOTER, "grid": grid, "odd": "rId7", "even": "rId8"}
    return Sections(
        own,
        text.substitute(values, first="", type=even, title=_TITLE),
        text.substitute(lying, first="", type="", title="").replace(
            "/><w:pgMar", ' w:orient="landscape"/><w:pgMar'
        ),
    )


def _page_values(page: Page) -> dict[str, object]:
    return {
        "page_width": page.paper_width,
        "page_height": page.paper_height,
        "top": page.top,
        "right": page.right,
        "bottom": page.bottom,
        "left": page.left,
        "footer": page.footer,
    }


def _style_values(profile: Profile) -> dict[str, str]:
    fonts, page = profile.fonts, profile.page
    spacing = page.character - page.size if profile.grid == "portable" else 0
    return {
        "body": _faces(fonts.body, fonts),
        "kai": _faces(fonts.kai, fonts),
        "hei": _faces(fonts.hei, fonts),
        "title": _faces(fonts.title, fonts),
        "song": _faces(fonts.song, fonts, latin=False),
        "line": str(page.line),
        "spacing": str(spacing),
        "half": str(page.size // 10),
        "double": str(2 * page.size),
        "title_half": str(page.title // 10),
        "title_line": str(page.line if page.title <= page.line * 0.9 else round(page.title * 1.2)),
        "cell_half": str(page.cell // 10),
        "cell_line": str(page.cell_line),
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
    return f'<w:font w:name="{attribute(name)}">{alias}{charset}</w:font>'


def _part(name: str, template: str, **values: str) -> Part:
    text = _read(template)
    whole = Template(text).substitute(values) if values else text
    return deflate_small(name, whole.replace("\n", "").encode())


@lru_cache(maxsize=32)
def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
