"""Form rules of faces and sizes, element by element (字体字号，GB/T 9704—2012 5.2.2, 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from draftkit.checking.context import Hit
from draftkit.checking.form import form_rule
from draftkit.checking.form_looks import RunLook
from draftkit.checking.form_page import colour_name, is_red
from draftkit.checking.form_shown import Form, Part

_SIZE_TOLERANCE = 0.3  # pt: 15.75 pt is the trade's own 三号
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_QUOTES = "“”‘’—…·"


def _element(rule: str) -> Any:
    def check(form: Form) -> Iterator[Hit]:
        """The faces and sizes of the elements that ``form.toml`` gives this rule."""
        for role, element in form.expected["elements"].items():
            if element.get("rule") == rule:
                for part in form.of(role):
                    yield from _part(form, part, element)

    return check


for _id in ("F-201", "F-202", "F-203", "F-204", "F-206", "F-301", "F-304", "F-306", "F-312",
            "F-314", "F-317", "F-318", "F-401"):  # fmt: skip
    form_rule(_id)(_element(_id))


def _part(form: Form, part: Part, element: Mapping[str, Any]) -> Iterator[Hit]:
    # Behind a label there is the title of the level, which has a face of its own.
    start = part.paragraph.body_at if part.role == "item" else 0
    if part.role == "item" and part.paragraph.title is None:
        start = part.paragraph.label_end
    end = len(part.paragraph.text)
    if part.role == "doc_number" and (signer := part.paragraph.text.find("签发人")) > 0:
        end = signer  # upward documents name the signer in the same line
    yield from _range(form, part, start, end, element)


@form_rule("F-208")
def signer_face(form: Form) -> Iterator[Hit]:
    """签发人 in 仿宋, the name in 楷体 (7.2.6)."""
    element = form.expected["elements"]["signer"]
    for part in form.of("signer", "doc_number"):
        start = part.paragraph.text.find("签发人")
        if part.role == "signer" or start > 0:
            yield from _range(form, part, max(start, 0), len(part.paragraph.text), element)


@form_rule("F-308")
def first_level(form: Form) -> Iterator[Hit]:
    """一、 in 黑体 (7.3.3)."""
    return _level(form, "F-308")


@form_rule("F-309")
def second_level(form: Form) -> Iterator[Hit]:
    """（一） in 楷体 (7.3.3)."""
    return _level(form, "F-309")


@form_rule("F-310")
def deeper_levels(form: Form) -> Iterator[Hit]:
    """1. and （1） in 仿宋 (7.3.3)."""
    return _level(form, "F-310")


def _level(form: Form, rule: str) -> Iterator[Hit]:
    for part in form.of("heading", "item"):
        element = form.expected["levels"].get(str(part.paragraph.level))
        if element is None or element.get("rule") != rule or part.paragraph.title is None:
            continue
        end = part.paragraph.body_at or len(part.paragraph.text)
        yield from _range(form, part, part.paragraph.label_end, end, element)


def _range(form: Form, part: Part, start: int, end: int, element: Mapping[str, Any]) -> Iterator[Hit]:
    """Where the words [start, end) are not set as the element asks; one finding for each look."""
    wrong: dict[str, tuple[int, int]] = {}
    for a, b, look in part.looks(start, end):
        words = part.paragraph.text[a:b]
        if not words.strip():
            continue
        said = _said(form, look, words, element)
        if said is not None:
            first = wrong.get(said, (a, b))[0]
            wrong[said] = (first, b)
    for message, (a, b) in wrong.items():
        yield Hit(part.index, a, b, message)


def _said(form: Form, look: RunLook, words: str, element: Mapping[str, Any]) -> str | None:
    """What is wrong with a look, None when it is right."""
    faces, size, colour = element.get("faces", ()), element.get("size"), element.get("colour")
    is_, should = [], []
    if faces and _IDEOGRAPH.search(words) and not is_face(form, look.east, faces):
        is_.append(look.east or "默认字体")
        should.append("或".join(faces))
    if size is not None and abs(look.size - size) > _SIZE_TOLERANCE:
        is_.append(size_name(form, look.size))
        should.append(size_name(form, size))
    if colour == "红色" and not is_red(look.colour):
        is_.append("黑色" if look.colour in ("auto", "000000") else colour_name(look.colour))
        should.append(colour)
    return f"{element['name']}是{'、'.join(is_)}，应为{'、'.join(should)}" if is_ else None


def is_face(form: Form, face: str | None, families: tuple[str, ...]) -> bool:
    """Whether a face belongs to one of the families, by any of its names (字体别名)."""
    return face is not None and any(_plain(face) in _names(form, family) for family in families)


def _names(form: Form, family: str) -> frozenset[str]:
    return _plain_names(family, tuple(form.expected["faces"].get(family, ())))


@cache
def _plain_names(family: str, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_plain(name) for name in (family, *names))


@cache
def _plain(name: str) -> str:
    return "".join(c for c in name.lower().lstrip("@") if c not in " _-\u3000")


def size_name(form: Form, size: float) -> str:
    """A size as it is called: ``三号``, ``13 磅``."""
    for name, points in form.expected["sizes"].items():
        if abs(points - size) <= 0.05:
            return str(name)
    return f"{size:g} 磅"


@form_rule("F-311")
def bold(form: Form) -> Iterator[Hit]:
    """Title and 一、 are not bold (7.3.1, 7.3.3: their faces are heavy enough)."""
    for part in form.of("title", "notice_title", "heading"):
        if part.role == "heading" and part.paragraph.level != 1:
            continue
        for start, end, look in part.looks():
            if look.bold and part.paragraph.text[start:end].strip():
                name = "标题" if part.role != "heading" else "一级标题"
                yield Hit(
                    part.index,
                    start,
                    end,
                    f"{name}加了粗，{'小标宋' if name == '标题' else '黑体'}不用再加粗",
                )
                break


@form_rule("F-321")
def slanted(form: Form) -> Iterator[Hit]:
    """No italics, no underline (5.2.2 names none)."""
    for part in form.parts:
        for start, end, look in part.looks():
            if (look.italic or look.underline) and part.paragraph.text[start:end].strip():
                yield Hit(
                    part.index, start, end, f"文字用了{'斜体' if look.italic else '下划线'}，公文正文不用"
                )


@form_rule("F-322")
def narrow_marks(form: Form) -> Iterator[Hit]:
    """“ ” —— …… in the Chinese face: without a hint Word takes the Latin one."""
    for part in form.of(
        "title", "notice_title", "notice_body", "preamble", "heading", "item", "body", "closing"
    ):
        for start, end, look in part.looks():
            words = part.paragraph.text[start:end]
            at = next((i for i, c in enumerate(words) if c in _QUOTES), None)
            if at is not None and not look.hint and not _same(look):
                yield Hit(
                    part.index,
                    start + at,
                    start + at + 1,
                    f"引号、破折号会排成西文字体（{look.latin or '默认'}），宽窄和汉字不一致",
                )


def _same(look: RunLook) -> bool:
    return look.latin is not None and look.east is not None and _plain(look.latin) == _plain(look.east)
