"""Form rules of the page: paper, margins, type area, grid, colour (页面，GB/T 9704—2012 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from draftkit.checking.context import Hit
from draftkit.checking.form import form_rule
from draftkit.checking.form_measures import TEXT_ROLES, grid_of, mm, pitch_of, text_looks
from draftkit.checking.form_shown import Form, Section

_SAME = 0.05  # of the pitch: finer differences between paragraphs are no other pitch
_CLOSEST, _WIDEST = 0.79, 1.36


def _upright(form: Form) -> Iterator[Section]:
    """Sections whose page stands upright, each page set-up once."""
    seen: set[tuple[object, ...]] = set()
    for section in form.sections:
        key = (section.page, section.top, section.bottom, section.left, section.right)
        if not section.landscape and key not in seen:
            seen.add(key)
            yield section


def _page(text: str) -> Hit:
    return Hit(None, message=text)


@form_rule("F-101")
def paper(form: Form) -> Iterator[Hit]:
    """A4 (5.1)."""
    page = form.expected["page"]
    seen: set[tuple[int, int]] = set()
    for section in form.sections:
        width, height = sorted(section.page)
        if (width, height) in seen:
            continue
        seen.add((width, height))
        off = max(abs(mm(width) - page["width"]), abs(mm(height) - page["height"]))
        if off > page["paper_tolerance"]:
            yield _page(
                f"纸张是 {_mm(mm(width))}×{_mm(mm(height))} 毫米，应为 A4 纸"
                f"（{_mm(page['width'])}×{_mm(page['height'])} 毫米）"
            )


@form_rule("F-102")
def top(form: Form) -> Iterator[Hit]:
    """天头 37 mm ± 1 (5.2.1)."""
    page = form.expected["page"]
    for section in _upright(form):
        if abs(mm(section.top) - page["top"]) > page["tolerance"] + 0.05:
            yield _page(f"天头（上边距）是 {_mm(mm(section.top))} 毫米，应为 {_mm(page['top'])} 毫米")


@form_rule("F-103")
def left(form: Form) -> Iterator[Hit]:
    """订口 28 mm ± 1 (5.2.1)."""
    page = form.expected["page"]
    for section in _upright(form):
        if abs(mm(section.left) - page["left"]) > page["tolerance"] + 0.05:
            yield _page(f"订口（左边距）是 {_mm(mm(section.left))} 毫米，应为 {_mm(page['left'])} 毫米")


@form_rule("F-104")
def type_area(form: Form) -> Iterator[Hit]:
    """版心 156 mm × 225 mm (5.2.1)."""
    page = form.expected["page"]
    for section in _upright(form):
        off = max(abs(mm(section.width) - page["type_width"]), abs(mm(section.height) - page["type_height"]))
        if off > page["tolerance"] + 0.05:
            yield _page(
                f"版心是 {_mm(mm(section.width))}×{_mm(mm(section.height))} 毫米，"
                f"应为 {_mm(page['type_width'])}×{_mm(page['type_height'])} 毫米"
            )


@form_rule("F-105")
def characters(form: Form) -> Iterator[Hit]:
    """28 characters a line (5.2.3)."""
    grid, wanted = grid_of(form), form.expected["page"]["characters"]
    if grid is not None and grid.characters is not None and grid.characters != wanted:
        yield _page(f"正文每行排 {grid.characters} 字，一般每行排 {wanted} 字")


@form_rule("F-106")
def lines(form: Form) -> Iterator[Hit]:
    """22 lines a page (5.2.3)."""
    grid, wanted = grid_of(form), form.expected["page"]["lines"]
    if grid is None or grid.lines == wanted:
        return
    if grid.lines is None:
        yield _page(f"行距没有定死，每页行数由字体决定；一般每面排 {wanted} 行")
    else:
        pitch = f"（行距 {_mm((grid.line or 0) / 20)} 磅）"
        yield _page(f"正文每页排 {grid.lines} 行{pitch}，一般每面排 {wanted} 行")


@form_rule("F-107")
def even_lines(form: Form) -> Iterator[Hit]:
    """The running text in one pitch, without room between paragraphs (5.2.3)."""
    run, paragraph = text_looks(form)
    if run is None or paragraph is None:
        return
    usual = pitch_of(paragraph, run, form.main)
    # 7.3.5.5: the text before a signature may be set closer or wider, so that both share a page.
    # The 附件说明 between text and signature goes along.
    texts = [p for p in form.parts if p.role != "attachment_note"]
    signed = {a.index for a, b in pairwise(texts) if b.role == "signature"}
    for part in form.of(*TEXT_ROLES):
        shown = part.first
        if shown is None or shown.table is not None or shown.loose:
            continue
        if shown.look.before or shown.look.after:
            yield Hit(part.index, 0, len(part.paragraph.text), "段前、段后加了空，正文各行应当等距")
            continue
        own = pitch_of(shown.look, run, form.main)
        if usual is not None and own is not None and part.index in signed and _fitted(own, usual):
            continue
        if usual is not None and (own is None or abs(own - usual) > usual * _SAME):
            stated = f"{_mm(own / 20)} 磅" if own else "没有定死"
            yield Hit(
                part.index, 0, len(part.paragraph.text),
                f"这一段的行距（{stated}）和其他正文（{_mm(usual / 20)} 磅）不一样",
            )  # fmt: skip


def _fitted(own: float, usual: float) -> bool:
    """Whether a pitch is the usual one set closer or wider, still easy to read."""
    return _CLOSEST * usual <= own <= _WIDEST * usual


@form_rule("F-108")
def colour(form: Form) -> Iterator[Hit]:
    """Black, but for the issuer's mark and its line (5.2.4)."""
    for part in form.parts:
        if part.role in ("issuer_mark", "residue"):
            continue
        for start, end, look in part.looks():
            if look.colour not in ("auto", "000000") and part.paragraph.text[start:end].strip():
                yield Hit(part.index, start, end, f"文字是{colour_name(look.colour)}，应为黑色")


def colour_name(value: str) -> str:
    """A colour as a person calls it (颜色)."""
    if is_red(value):
        return "红色"
    channels = _channels(value)
    if channels is None:
        return "彩色"
    red, green, blue = channels
    if max(channels) - min(channels) < 24:
        return "白色" if min(channels) > 230 else "灰色" if max(channels) > 40 else "接近黑的颜色"
    return {red: "偏红的颜色", green: "偏绿的颜色", blue: "蓝色"}[max(channels)]


def is_red(value: str) -> bool:
    """Whether a colour is the red of a 版头."""
    channels = _channels(value)
    return channels is not None and channels[0] >= 0xB0 and max(channels[1:]) <= 0x50


def _channels(value: str) -> tuple[int, int, int] | None:
    try:
        number = int(value, 16)
    except ValueError:
        return None
    return number >> 16 & 255, number >> 8 & 255, number & 255


def _mm(value: float) -> str:
    """A length with one digit behind the point, none when it is whole."""
    return f"{value:.1f}".removesuffix(".0")
