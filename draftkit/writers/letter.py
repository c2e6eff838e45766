"""The head of a letter (信函格式). GB/T 9704—2012 10.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from draftkit.model import Paragraph
from draftkit.writers.blocks import Block, Setting, exact, flexible, paragraph, plain
from draftkit.writers.geometry import Page
from draftkit.writers.head import OVER, fit, names_of, over_line, type_of
from draftkit.writers.runs import BODY, HEI, TAB, run

_MM = 1440 / 25.4
DOUBLE_WIDTH = round(170 * _MM)
_TOP = round(30 * _MM)  # from the edge of the page to the name
# 上粗下细, 4 mm under the name (LibreOffice doubles the distance of a border in a frame).
_UPPER = '<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="11" w:color="FF0000"/></w:pBdr>'
_FRAME = (
    f'<w:framePr w:w="{DOUBLE_WIDTH}" w:wrap="notBeside" w:vAnchor="page" w:hAnchor="page" '
    f'w:xAlign="center" w:y="{_TOP}"/>'
)
_GAP = 7 / 8  # of a character between the line and what follows


def letter_head(group: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """The name of the 主办机关 without 文件 30 mm under the edge of the page, a red double line, then 份号,
    密级 and 紧急程度 at the left and the number at the right."""
    page = setting.page
    mark = [p for p in group if p.role == "issuer_mark"]
    names = names_of(mark, setting)[0] if mark else setting.issuers
    yield flexible(partial(_mark, page=page), tuple(names[:1]))
    over = [p for p in group if p.role in OVER]
    number = " ".join(plain(p) for p in group if p.role in ("doc_number", "signer"))
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{page.width}"/></w:tabs>'
    first = run(plain(over[0]), BODY if over[0].role == "serial" else HEI) if over else ""
    place = (
        f'{tab}{exact(page.line, round(_GAP * page.size - (page.line - page.size) / 2))}<w:jc w:val="left"/>'
    )
    yield paragraph("GwNumber", first + (TAB + run(number) if number else ""), place)
    for p in over[1:]:
        yield over_line(p)


def _mark(texts: tuple[str, ...], *, page: Page) -> str:
    text = "".join(texts)
    size, scale = fit(text, page.width / 20, page.mark)
    line = round(size * 20)
    return paragraph("GwMark", run(text, type_of(size, scale)), _FRAME + _UPPER + exact(line))
