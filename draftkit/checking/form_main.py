"""Form rules of the text: places of title, addressee, paragraphs, signature (主体，GB/T 9704—2012 7.3)."""

from __future__ import annotations

from collections.abc import Iterator

from draftkit.checking.context import Hit
from draftkit.checking.form import form_rule
from draftkit.checking.form_measures import Extent, extent, first_indent, gap_before
from draftkit.checking.form_shown import Form, Part, Shown
from draftkit.model import Role

_LINES, _WORDS = 0.6, 0.8
_TITLES: tuple[Role, ...] = ("title", "notice_title")
_INDENTED: tuple[Role, ...] = ("notice_body", "preamble", "item", "body", "closing", "heading")


@form_rule("F-302")
def centred_title(form: Form) -> Iterator[Hit]:
    """The title is centred (7.3.1)."""
    for part in form.of(*_TITLES):
        for shown in part.shown:
            place = extent(form, shown)
            off = place is not None and abs(place.centre) > _WORDS
            if off or (place is None and _is_left(shown)):
                yield _whole(part, "标题没有居中")
                break


def _is_left(shown: Shown) -> bool:
    return not shown.loose and shown.table is None and shown.look.align not in ("center", "distribute")


@form_rule("F-305")
def addressee_place(form: Form) -> Iterator[Hit]:
    """The addressee one empty line below the title, flush left (7.3.2)."""
    for part in form.of("addressee"):
        shown = part.first
        if shown is None or (not part.opens and part.index and _same_line(form, part)):
            continue
        before = form.parts[part.index - 1].role if part.index else None
        gap = gap_before(form, shown)
        if gap is not None and before in (*_TITLES, "subtitle") and abs(gap - 1) > _LINES:
            yield _whole(part, f"主送机关在标题下空了{count(gap)}行，应空一行")
        if not shown.loose and shown.table is None and first_indent(shown) > _WORDS:
            yield _whole(part, "主送机关应居左顶格")


def _same_line(form: Form, part: Part) -> bool:
    above = form.parts[part.index - 1]
    return bool(above.shown) and above.shown[-1] is part.first


@form_rule("F-307")
def indents(form: Form) -> Iterator[Hit]:
    """Every paragraph is indented by two characters (7.3.3)."""
    for part in form.of(*_INDENTED):
        shown = part.first
        if shown is None or shown.loose or shown.table is not None or not part.opens:
            continue
        if part.role == "heading" and shown.look.align == "center":
            continue  # a chapter
        found = first_indent(shown)
        if abs(found - 2) > _WORDS:
            yield _whole(
                part,
                f"首行{'没有缩进' if found < 0.3 else f'空了 {found:.1f} 字'}，应左空二字".replace(
                    ".0 字", " 字"
                ),
            )


@form_rule("F-313")
def note_place(form: Form) -> Iterator[Hit]:
    """附件说明 one empty line below the text, two characters from the left (7.3.4)."""
    notes = form.of("attachment_note")
    for part in notes:
        shown = part.first
        if shown is None or shown.loose or shown.table is not None:
            continue
        first = part is notes[0] or form.parts[part.index - 1].role != "attachment_note"
        if not first:
            continue
        gap = gap_before(form, shown)
        if gap is not None and abs(gap - 1) > _LINES:
            yield _whole(part, f"附件说明在正文下空了{count(gap)}行，应空一行")
        if part.opens and abs(first_indent(shown) - 2) > _WORDS:
            yield _whole(part, "附件说明应左空二字")


@form_rule("F-315")
def date_place(form: Form) -> Iterator[Hit]:
    """成文日期: four characters from the right with a seal, else by the signature (7.3.5)."""
    for date, names in _signed(form):
        place = _alone(form, date)
        above = _common([_alone(form, name) for name in names])
        if place is None or _sealed(place, above if len(names) == 1 else None) or _unsealed(place, above):
            continue
        yield _whole(
            date,
            f"成文日期距右边 {_words(place.right)} 字；加盖印章时应右空四字，不加盖印章时应比署名首字右移二字或右空二字",
        )


@form_rule("F-316")
def signature_place(form: Form) -> Iterator[Hit]:
    """署名: centred on the date with a seal, else two characters from the right (7.3.5)."""
    for date, names in _signed(form):
        if len(names) != 1:
            continue
        name = names[0]
        place, above = _alone(form, date), _alone(form, name)
        if place is None or above is None:
            continue
        centred = abs(place.centre - above.centre) <= 1 or above.right < 0.8
        if not centred and abs(above.right - 2) > _WORDS and not _unsealed(place, above):
            yield _whole(name, "署名应以成文日期为准居中（加盖印章），或右空二字（不加盖印章）")


def _signed(form: Form) -> Iterator[tuple[Part, list[Part]]]:
    """Each date with the signatures above it, the last first."""
    for date in form.of("date"):
        names: list[Part] = []
        for part in reversed(form.parts[: date.index]):
            if part.role != "signature":
                break
            names.append(part)
        if (
            not names
            and date.index
            and form.parts[date.index - 1].role in ("title", "notice_title", "subtitle")
        ):
            continue  # a date under the title
        yield date, names


def _common(names: list[Extent | None]) -> Extent | None:
    """Where several signatures begin and the longest ends; None when they do not begin below each other."""
    known = [name for name in names if name is not None]
    lefts = [name.left for name in known]
    if not known or len(known) < len(names) or max(lefts) - min(lefts) > _WORDS:
        return None
    return Extent(min(lefts), min(name.right for name in known))


def _alone(form: Form, part: Part) -> Extent | None:
    """The place of a paragraph that fills a line by itself."""
    if len(part.shown) != 1 or not part.opens:
        return None
    shown = part.shown[0]
    if shown.words.strip() != part.paragraph.text.strip():
        return None
    return extent(form, shown)


def _sealed(date: Extent, name: Extent | None) -> bool:
    return abs(date.right - 4) <= _WORDS or (date.right > 4 and name is not None and name.right < 0.8)


def _unsealed(date: Extent, name: Extent | None) -> bool:
    if abs(date.right - 2) <= _WORDS:
        return True
    if name is None:
        return False
    if abs(date.left - name.left - 2) <= _WORDS:
        return True
    # A short name leaves no room to the right of it: the date ends at the edge.
    return date.right < _WORDS and abs(name.right - 2) <= _WORDS and 0 < date.left - name.left < 2


@form_rule("F-319")
def disclosure_place(form: Form) -> Iterator[Hit]:
    """附注 two characters from the left, below the date (7.3.6)."""
    for part in form.of("disclosure"):
        place = _alone(form, part)
        if place is not None and abs(place.left - 2) > _WORDS:
            yield _whole(part, "附注应居左空二字")


def _whole(part: Part, message: str) -> Hit:
    return Hit(part.index, 0, len(part.paragraph.text), message)


def _words(number: float) -> str:
    return f"{max(0.0, number):.1f}".removesuffix(".0")


def count(lines: float) -> str:
    """A number of empty lines as a person says it: 二, 1.5."""
    whole = round(lines)
    if abs(lines - whole) > 0.3:
        return f" {lines:.1f} "
    return "零一二三四五六七八九十"[whole] if 0 <= whole <= 10 else f" {whole} "
