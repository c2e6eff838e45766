"""Form rules of attachments, tables and imprint (附件、表格、版记，GB/T 9704—2012 7.3.7, 7.4, 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from draftkit.checking.context import Hit
from draftkit.checking.form import form_rule
from draftkit.checking.form_looks import W
from draftkit.checking.form_measures import extent, first_indent, gap_before, mm
from draftkit.checking.form_shown import Form, Part, Shown

if TYPE_CHECKING:
    from lxml.etree import _Element

_LINES, _WORDS = 0.6, 0.8
_OVER = 240  # twips: Word lets a table stand out by the margins of its cells
_THICK = (7, 10)  # 1/8 pt: 0.35 mm is 8


@form_rule("F-320")
def attachment_page(form: Form) -> Iterator[Hit]:
    """An attachment begins on a new page, its mark flush left (7.3.7)."""
    for part in form.of("attachment_mark"):
        shown = part.first
        if shown is None or shown.loose or shown.table is not None:
            continue
        if part.index and not _new_page(form, shown):
            yield _whole(part, "附件应当另面编排")
        if first_indent(shown) > _WORDS:
            yield _whole(part, "“附件”二字应顶格")


def _new_page(form: Form, shown: Shown) -> bool:
    """Whether a page break stands before a paragraph, however it was made."""
    if shown.look.page_break or _page_break(shown, before_words=True):
        return True
    for before in reversed(form.shown[: shown.at]):
        if before.loose:
            continue
        if before.p.find(f"{W}pPr/{W}sectPr") is not None or _page_break(before, before_words=False):
            return True
        if not before.blank:
            return False
        if before.look.page_break:
            return True
    return True


def _page_break(shown: Shown, *, before_words: bool) -> bool:
    for node in shown.p.iter(f"{W}br", f"{W}t"):
        if node.tag == f"{W}t" and before_words and (node.text or "").strip():
            return False
        if node.tag == f"{W}br" and node.get(f"{W}type") == "page":
            return True
    return False


@form_rule("F-323")
def attachment_title(form: Form) -> Iterator[Hit]:
    """The title of an attachment is centred on the third line (7.3.7)."""
    for part in form.of("attachment_title"):
        shown = part.first
        if shown is None:
            continue
        place = extent(form, shown)
        left = not shown.loose and shown.table is None and shown.look.align not in ("center", "distribute")
        if (place is not None and abs(place.centre) > _WORDS) or (place is None and left):
            yield _whole(part, "附件标题没有居中")
        above = form.parts[part.index - 1].role if part.index else None
        gap = gap_before(form, shown) if above == "attachment_mark" else None
        if gap is not None and abs(gap - 1) > _LINES:
            yield _whole(part, "附件标题应在版心第三行（“附件”下空一行）")


@form_rule("F-324")
def wide_table(form: Form) -> Iterator[Hit]:
    """A table stays within the type area (8)."""
    done: set[int] = set()
    for shown in form.shown:
        table = shown.table
        if table is None or id(table) in done or form.main is None:
            continue
        done.add(id(table))
        section = next((s for s in reversed(form.sections) if s.first <= shown.at), form.main)
        own = sum(_number(c.get(f"{W}w")) for c in table.iterfind(f"{W}tblGrid/{W}gridCol"))
        outer = next(table.iterancestors(f"{W}tbl"), None)
        if outer is None and own > section.width + _OVER and not _fitted(table):
            yield Hit(
                None, message=f"表格宽 {mm(own):.0f} 毫米，超出版心（{mm(section.width):.0f} 毫米）",
                line=shown.line, column=1, page=shown.page, quote=shown.words.strip()[:20],
            )  # fmt: skip


def _fitted(table: _Element) -> bool:
    """Whether the width is given as a share of the page, or the whole is scaled by Word."""
    size = table.find(f"{W}tblPr/{W}tblW")
    return size is not None and size.get(f"{W}type") == "pct"


@form_rule("F-402")
def imprint_lines(form: Form) -> Iterator[Hit]:
    """Lines above, between and below the imprint (7.4.1)."""
    parts = form.of("copy_to", "printed")
    if not parts:
        return
    shown = [s for p in parts for s in p.shown]
    if _drawn_near(form, shown):
        return
    top, bottom = _edges(form, shown)
    missing = [name for name, line in (("首条", top), ("末条", bottom)) if line is None]
    if missing:
        yield _whole(parts[0], f"版记没有{'和'.join(missing)}分隔线")
        return
    for name, line in (("首条", top), ("末条", bottom)):
        if line is not None and not _THICK[0] <= line <= _THICK[1]:
            yield _whole(
                parts[0], f"版记{name}分隔线粗 {line / 8 * 25.4 / 72:.2f} 毫米，推荐用粗线 0.35 毫米"
            )


def _drawn_near(form: Form, shown: Sequence[Shown]) -> bool:
    first, last = shown[0].at, shown[-1].at
    return any(s.drawn for s in form.shown[max(0, first - 2) : last + 3])


def _edges(form: Form, shown: Sequence[Shown]) -> tuple[int | None, int | None]:
    """Weights of the first and the last line, None for none."""
    first, last = shown[0], shown[-1]
    if first.table is not None:
        return _side(first.table, first, "top"), _side(last.table, last, "bottom")
    above = form.shown[first.at - 1] if first.at else None
    below = form.shown[last.at + 1] if last.at + 1 < len(form.shown) else None
    top = _border(first, "top") or (_border(above, "bottom") if above is not None else None)
    bottom = _border(last, "bottom") or (_border(below, "top") if below is not None else None)
    return top, bottom


def _border(shown: Shown, side: str) -> int | None:
    return _weight(shown.p.find(f"{W}pPr/{W}pBdr/{W}{side}"))


def _side(table: _Element | None, shown: Shown, side: str) -> int | None:
    """The line of a table's edge: of the cell, else of the table, else of the paragraph."""
    cell = next(shown.p.iterancestors(f"{W}tc"), None)
    own = cell.find(f"{W}tcPr/{W}tcBorders/{W}{side}") if cell is not None else None
    if own is not None:
        return _weight(own)
    whole = table.find(f"{W}tblPr/{W}tblBorders/{W}{side}") if table is not None else None
    return _weight(whole) or _border(shown, side)


def _weight(border: _Element | None) -> int | None:
    if border is None or border.get(f"{W}val") in ("nil", "none"):
        return None
    return round(_number(border.get(f"{W}sz"))) or None


@form_rule("F-403")
def imprint_place(form: Form) -> Iterator[Hit]:
    """抄送 and 印发机关 one character from the left, the date one from the right (7.4.2, 7.4.3)."""
    for part in form.of("copy_to", "printed"):
        shown = part.first
        if shown is None or not part.opens or shown.loose:
            continue
        if _in_columns(shown):
            continue  # cells beside each other carry their own places
        left = first_indent(shown)
        if abs(left - 1) > _WORDS:
            name = form.expected["elements"][part.role]["name"]
            found = "没有空" if left < 0.3 else f"空了 {_plain(left)} 字"
            yield _whole(part, f"{name}左边{found}，应左空一字")


def _in_columns(shown: Shown) -> bool:
    row = next(shown.p.iterancestors(f"{W}tr"), None)
    return row is not None and len(row.findall(f"{W}tc")) > 1


def _plain(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _number(value: str | None) -> float:
    try:
        return float(value) if value else 0.0
    except ValueError:
        return 0.0


def _whole(part: Part, message: str) -> Hit:
    return Hit(part.index, 0, len(part.paragraph.text), message)
