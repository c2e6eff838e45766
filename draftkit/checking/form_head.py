"""Form rules of the head: places of mark, number, red line (版头，GB/T 9704—2012 7.2)."""

from __future__ import annotations

from collections.abc import Iterator

from draftkit.checking.context import Hit
from draftkit.checking.form import form_rule
from draftkit.checking.form_looks import W
from draftkit.checking.form_main import count
from draftkit.checking.form_measures import extent, gap_before, height, mm
from draftkit.checking.form_page import is_red
from draftkit.checking.form_shown import Form, Part, Shown
from draftkit.checking.form_special import is_minutes, is_order

_LINES = 0.6  # how far a number of empty lines may be off
_WORDS = 0.8  # the same for places in characters


@form_rule("F-205")
def mark_height(form: Form) -> Iterator[Hit]:
    """The mark of a 文件 begins 35 mm below the top of the type area (7.2.4), that of a 命令 20 mm (10.2)."""
    marks = form.of("issuer_mark")
    texts = [m.paragraph.text.rstrip() for m in marks]
    order = any(map(is_order, texts))
    # Without either word it may be a 信函, whose mark stands elsewhere (10.1).
    if form.main is None or not (order or any(t.endswith("文件") for t in texts)):
        return
    shown = marks[0].first
    if shown is None or shown.loose:
        return
    above = _above(form, shown)
    if above is None:
        return
    head = form.expected["head"]
    right = head["order" if order else "mark"]
    if abs(mm(above) - right) > head["tolerance"]:
        yield _whole(marks[0], f"发文机关标志上边缘距版心上边缘约 {mm(above):.0f} 毫米，应为 {right:g} 毫米")


def _above(form: Form, mark: Shown) -> float | None:
    """Room above the ink of the mark, None when it cannot be known."""
    room = 0.0
    for shown in form.shown[: mark.at]:
        if shown.loose:
            continue
        if shown.table is not None and shown.table is not mark.table:
            return None
        if shown.table is None:
            room += shown.look.before + height(shown, form.main) + shown.look.after
    look = mark.first
    if mark.look.rule != "exact":
        return room + mark.look.before + (0.15 * look.size * 20)
    return room + mark.look.before + max(0.0, (mark.look.line - look.size * 20) / 2)


@form_rule("F-207")
def number_place(form: Form) -> Iterator[Hit]:
    """The number is centred two lines below the mark; upward documents: one character from the left (7.2.5)."""
    numbers, marks = form.of("doc_number"), form.of("issuer_mark")
    if not numbers or not marks or numbers[0].index < marks[-1].index:
        return  # a number without a head, or below the title, as portals print it
    part = numbers[0]
    shown = part.first
    if shown is None:
        return
    gap = gap_before(form, shown)
    if gap is not None and abs(gap - 2) > _LINES:
        yield _whole(part, f"发文字号在发文机关标志下空了{count(gap)}行，应空二行")
    place = extent(form, shown)
    if place is None:
        return
    if form.of("signer") or "签发人" in part.paragraph.text:
        if abs(place.left - 1) > _WORDS:
            yield _whole(part, "上行文的发文字号应居左空一字")
    elif abs(place.centre) > _WORDS:
        yield _whole(part, "发文字号没有居中")


@form_rule("F-209")
def red_line(form: Form) -> Iterator[Hit]:
    """A red line under the number (7.2.7)."""
    part = _above_line(form)
    if part is None:
        return
    found = _lines_below(form, part)
    if not found:
        yield _whole(part, "发文字号下面没有红色分隔线")
    elif None not in found and not any(is_red(c or "") for c in found):
        yield _whole(part, "版头中的分隔线不是红色")


def _above_line(form: Form) -> Part | None:
    """The last part of the head, when the head has a mark; a 命令 and a 纪要 need no red line (10.2, 10.3)."""
    head = form.of("issuer_mark", "doc_number", "signer")
    titles = form.of("title", "notice_title")
    first = titles[0].index if titles else len(form.parts)
    inside = [p for p in head if p.index < first]
    if any(p.role == "issuer_mark" and _without_line(p.paragraph.text) for p in inside):
        return None
    return inside[-1] if any(p.role == "issuer_mark" for p in inside) else None


def _without_line(mark: str) -> bool:
    return is_order(mark) or is_minutes(mark)


def _lines_below(form: Form, part: Part) -> list[str | None]:
    """Colours of the lines between the head and the title; None for a drawing, whose colour is open."""
    start = part.shown[-1].at
    found: list[str | None] = []
    for shown in form.shown[start:]:
        if shown.at > start and not shown.blank and shown.words.strip():
            top = shown.p.find(f"{W}pPr/{W}pBdr/{W}top")
            return [*found, top.get(f"{W}color") or "auto"] if top is not None else found
        found += _borders(shown)
        if shown.drawn:
            found.append(None)
    return found


def _borders(shown: Shown) -> list[str | None]:
    return [
        side.get(f"{W}color") or "auto"
        for name in ("top", "bottom")
        if (side := shown.p.find(f"{W}pPr/{W}pBdr/{W}{name}")) is not None
        and side.get(f"{W}val") not in ("nil", "none")
    ]


@form_rule("F-303")
def title_place(form: Form) -> Iterator[Hit]:
    """Two empty lines between the red line and the title (7.3.1)."""
    titles = form.of("title", "notice_title")
    before = form.parts[titles[0].index - 1] if titles and titles[0].index else None
    if before is None or before.role not in ("issuer_mark", "doc_number", "signer"):
        return
    head = _above_line(form)
    if head is None or not _lines_below(form, head):
        return  # without a line there is nothing to measure from, and F-209 has said so
    gap = gap_before(form, titles[0].shown[0])
    if gap is not None and abs(gap - 2) > _LINES:
        yield _whole(titles[0], f"标题在红色分隔线下空了{count(gap)}行，应空二行")


@form_rule("F-210")
def line_height(form: Form) -> Iterator[Hit]:
    """The red line stands 4 mm below the number (7.2.7); known only when it is the number's own border."""
    part = _above_line(form)
    shown = part.shown[-1] if part is not None else None
    bottom = shown.p.find(f"{W}pPr/{W}pBdr/{W}bottom") if shown is not None else None
    if part is None or shown is None or bottom is None or shown.look.rule != "exact":
        return
    look = shown.first
    space = float(bottom.get(f"{W}space") or 0) + max(0.0, shown.look.line / 20 - look.size) / 2
    head = form.expected["head"]
    away = mm(space * 20)
    if abs(away - head["line"]) > head["tolerance"]:
        yield _whole(part, f"红色分隔线在发文字号下约 {away:.0f} 毫米，应为 {head['line']:g} 毫米")


@form_rule("F-211")
def flush(form: Form) -> Iterator[Hit]:
    """份号, 密级, 紧急程度 flush left (7.2.1–7.2.3)."""
    for part in form.of("serial", "secrecy", "urgency"):
        shown = part.first
        place = extent(form, shown) if shown is not None else None
        if place is not None and part.opens and place.left > _WORDS:
            yield _whole(part, f"{form.expected['elements'][part.role]['name']}应顶格编排")


def _whole(part: Part, message: str) -> Hit:
    return Hit(part.index, 0, len(part.paragraph.text), message)
