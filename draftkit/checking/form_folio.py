"""Form rules of page numbers (页码，GB/T 9704—2012 7.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.checking.context import Hit
from draftkit.checking.form import form_rule
from draftkit.checking.form_fonts import is_face, size_name
from draftkit.checking.form_measures import mm, pitch_of
from draftkit.checking.form_shown import Footer, Form

_WORDS = 0.7
_DASH = 0.6  # mm that the dash stands above the middle of its line, measured


def _page(message: str) -> Hit:
    return Hit(None, message=message)


@form_rule("F-501")
def numbers(form: Form) -> Iterator[Hit]:
    """Pages are numbered (7.5)."""
    if form.main is not None and not form.footers and len(form.shown) > 1:
        yield _page("没有页码")


@form_rule("F-502")
def number_face(form: Form) -> Iterator[Hit]:
    """四号半角宋体 digits (7.5)."""
    folio = form.expected["folio"]
    for footer in _once(form):
        face, size = footer.number.latin, footer.number.size
        wrong, right = [], []
        if not is_face(form, face, folio["faces"]):
            wrong.append(face or "默认字体")
            right.append("或".join(folio["faces"]))
        if abs(size - folio["size"]) > 0.3:
            wrong.append(size_name(form, size))
            right.append(size_name(form, folio["size"]))
        if wrong:
            yield _page(f"页码是{'、'.join(wrong)}，应为{'、'.join(right)}")
            return


@form_rule("F-503")
def number_form(form: Form) -> Iterator[Hit]:
    """The number between two dashes (7.5)."""
    for footer in _once(form):
        words = "".join(footer.words.split())
        if not re.match(form.expected["folio"]["form"], words):
            shown = re.sub(r"\d+", "1", words) or "1"
            yield _page(f"页码写成“{shown}”，应为“— 1 —”，数字左右各放一条一字线")
            return


@form_rule("F-504")
def number_sides(form: Form) -> Iterator[Hit]:
    """Right on odd pages, left on even ones (7.5)."""
    kinds = {f.kind: f for f in form.footers}
    odd, even = kinds.get("default"), kinds.get("even")
    if odd is None or odd.outside:
        return
    if not form.two_sided or even is None:
        yield _page("页码单双页同在一处，应单页居右、双页居左")
        return
    right, left = _at(odd, "right"), _at(even, "left")
    if right is False or left is False:
        yield _page("页码没有做到单页居右、双页居左")


def _at(footer: Footer, side: str) -> bool | None:
    """Whether the number stands at that side; None when a box or tab makes it unknown."""
    if footer.boxed or "\t" in footer.words or footer.p.find(".//{*}tab") is not None:
        return None
    align = footer.look.align
    if side == "left":
        return align in ("left", "both")
    return align == "right"


@form_rule("F-505")
def number_indent(form: Form) -> Iterator[Hit]:
    """One character from the edge (7.5)."""
    if not form.two_sided:
        return
    for footer in form.footers:
        side = {"default": "right", "even": "left"}.get(footer.kind)
        if side is None or _at(footer, side) is not True:
            continue
        look, em = footer.look, footer.number.size * 20
        if side == "right":
            found = look.right_chars / 100 if look.right_chars is not None else look.right / em
        else:
            found = (look.left_chars or 0) / 100 if look.left_chars is not None else look.left / em
            found += look.first_chars / 100 if look.first_chars is not None else look.first / em
        spaces = footer.words[::-1] if side == "right" else footer.words
        found += len(spaces) - len(spaces.lstrip("\u3000"))
        if abs(found - 1) > _WORDS:
            where = "单页居右、右空一字" if side == "right" else "双页居左、左空一字"
            yield _page(f"页码离版心边空了 {found:.1f} 字，应{where}".replace(".0 字", " 字"))


@form_rule("F-506")
def number_height(form: Form) -> Iterator[Hit]:
    """The dash 7 mm below the type area (7.5)."""
    folio = form.expected["folio"]
    for footer in form.footers:
        if footer.boxed or footer.kind == "first" or form.main is None:
            continue
        section = form.main
        line = pitch_of(footer.look, footer.number, None) or footer.number.size * 20 * 1.3
        below = mm(section.bottom - section.footer - line / 2 - footer.look.after) + _DASH
        if abs(below - folio["below"]) > folio["tolerance"]:
            yield _page(f"页码的一字线在版心下边缘之下约 {below:.0f} 毫米，应为 {folio['below']:g} 毫米")
            return


def _once(form: Form) -> Iterator[Footer]:
    """The page numbers that are printed: the even one only where it counts."""
    for footer in form.footers:
        if footer.kind == "default" or (footer.kind == "even" and form.two_sided):
            yield footer
