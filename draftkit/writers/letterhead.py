"""An office's own letterhead as the frame of a document (--frame, 红头模板).

Its page, headers, footers, styles and first-page words are kept. The text takes the place of the
paragraph 【正文】, or stands at the end; 【发文字号】 and other elements of the head may have places of
their own. The styles of the text are added under names that no office uses, so neither side changes
the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from draftkit.errors import InputError
from draftkit.model import Document, Role
from draftkit.writers.blocks import Block, Flexible, blank, flexible, plain
from draftkit.writers.ending import Sections
from draftkit.writers.frame import Frame, Letterhead, core_properties, style_sheet
from draftkit.writers.geometry import Page
from draftkit.writers.layout import BEFORE_TITLE, LEFT_OUT, layout
from draftkit.writers.profile import Profile
from draftkit.writers.runs import TOKEN, attribute

if TYPE_CHECKING:
    from lxml.etree import _Element

    from draftkit.readers.package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY_MARK = "【正文】"
PLACES: Mapping[str, Role] = {
    "【份号】": "serial",
    "【密级】": "secrecy",
    "【紧急程度】": "urgency",
    "【发文机关标志】": "issuer_mark",
    "【发文字号】": "doc_number",
    "【签发人】": "signer",
}
_STYLE = re.compile(r'<w:pStyle w:val="(Title|Subtitle|Heading\d|Normal)"/>')
_BLANK = '<w:p><w:pPr><w:pStyle w:val="GwBase"/></w:pPr></w:p>'
_RENAMED = {"Normal": "GwBase"}
_NOT_ADDED = ("DefaultParagraphFont", "TableNormal", "NoList", "Footer", "GwPageOdd", "GwPageEven")
_NARROWEST, _SHORTEST = 4000, 4000  # twips: about 7 cm
_HEAD = 60  # % of the first page that the office's own head may take
_WHERE = "红头模板"


@lru_cache(maxsize=4)
def letterhead(data: bytes, profile: Profile) -> Frame:
    """The frame that an office's .docx is. Raises InputError and its kinds for one that is refused."""
    from draftkit.writers.letterhead_parts import opened, remaining

    package, name, names = opened(data)
    root = package.xml(name)
    body = root.find(f"{W}body")
    if body is None:
        raise InputError("没有正文部分，不是完整的 Word 文档", where=_WHERE, remedy="请用 Word 或 WPS 另存")
    section = _section(body)
    place, own_section = _place(body, section)
    page = _page(section, profile.page)
    profile = replace(profile, page=page)
    for p in body.iter(f"{W}p"):
        _join_places(p)
    gap = _gap(place, body)
    before, after = _cut(root, body, place, section if own_section else None)
    marked = bool(_shown(before)) or _heads(package, names)
    styles = _with_styles(package, names, style_sheet(profile))
    core = core_properties() if "docProps/core.xml" in names else None
    static = remaining(package, names, name, styles)
    ends = _sections(section) if own_section else ("", "")
    roles = tuple(role for word, role in PLACES.items() if word in before + after)
    return Frame(static, name, before, after, Sections(*ends), core, page, Letterhead(roles, marked, gap))


def inside(
    document: Document, profile: Profile, frame: Frame, comments: Mapping[int, int] | None
) -> list[Block]:
    """The document set inside a letterhead."""
    head = frame.letterhead or Letterhead((), False, 0)
    gone = {*head.roles, *(("issuer_mark",) if head.marked else ())}
    own = replace(document, paragraphs=tuple(p for p in document.paragraphs if p.role not in gone))
    texts = tuple(
        " ".join(plain(p) for p in document.paragraphs if p.role == role) for role in PLACES.values()
    )
    set_in = replace(profile, page=frame.page, layout="file")
    above = frame.page.lines * frame.page.line * _HEAD // 100
    blocks = layout(own, set_in, frame.sections, comments, above)
    opens = next((p.role for p in own.paragraphs if p.role not in LEFT_OUT), None)
    missing = blank(head.gap) if head.marked and opens in BEFORE_TITLE else ""
    around = [flexible(partial(_filled, xml=xml), texts) for xml in (frame.open, frame.close)]
    return [around[0], _restyled(missing), *(_restyled(b) for b in blocks), around[1]]


def _filled(texts: tuple[str, ...], *, xml: str) -> str:
    """The frame's own words with the elements in their places."""
    for word, text in zip(PLACES, texts, strict=True):
        xml = xml.replace(word, attribute(text))
    return xml


def _restyled(block: Block) -> Block:
    if isinstance(block, Flexible):
        return Flexible(partial(_rebuilt, build=block.build), block.texts)
    return _renamed(block)


def _rebuilt(texts: tuple[str, ...], *, build: Callable[[tuple[str, ...]], str]) -> str:
    return _renamed(build(texts))


def _renamed(xml: str) -> str:
    return _STYLE.sub(lambda m: f'<w:pStyle w:val="{_own(m[1])}"/>', xml.replace("<w:p/>", _BLANK))


def _own(style: str) -> str:
    """The name of one of our styles beside those of an office."""
    return style if style.startswith("Gw") else _RENAMED.get(style, f"Gw{style}")


# --- where the text goes -------------------------------------------------------------------------


def _section(body: _Element) -> _Element:
    """The properties of the last section, made when there are none."""
    found = body.find(f"{W}sectPr")
    return found if found is not None else body.makeelement(f"{W}sectPr")


def _place(body: _Element, section: _Element) -> tuple[_Element | None, bool]:
    """The paragraph 【正文】 (None: the end), and whether nothing but the section's properties follows."""
    found = [p for p in body.iter(f"{W}p") if _words(p).strip() == BODY_MARK]
    if len(found) > 1:
        raise InputError(f"有 {len(found)} 处{BODY_MARK}", where=_WHERE, remedy="请只留一处")
    if not found:
        if any(BODY_MARK in _words(p) for p in body.iter(f"{W}p")):
            raise InputError(f"{BODY_MARK}和别的文字在一段里", where=_WHERE, remedy="请让它单独成段")
        return None, True
    if found[0].getparent() is not body:
        raise InputError(
            f"{BODY_MARK}在表格、文本框或控件里", where=_WHERE, remedy="请把它移到正文中单独一段"
        )
    if found[0].find(f"{W}pPr/{W}sectPr") is not None:
        raise InputError(f"{BODY_MARK}这一段后面紧跟分节符", where=_WHERE, remedy="请在两者之间加一个空段")
    following = [n for n in found[0].itersiblings() if n is not section]
    return found[0], not any(_words(n).strip() or n.tag == f"{W}tbl" or _drawn(n) for n in following)


def _gap(place: _Element | None, body: _Element) -> int:
    """Empty lines missing between a head and a title: two, less those that the office has put there (7.3.1)."""
    before = list(place.itersiblings(preceding=True)) if place is not None else list(reversed(body))
    paragraphs = (n for n in before if n.tag == f"{W}p")
    empty = 0
    for p in paragraphs:
        if _words(p).strip() or _drawn(p):
            break
        empty += 1
    return max(0, 2 - empty)


def _join_places(p: _Element) -> None:
    """Word splits what is typed over several runs; the place of an element goes into one."""
    texts = list(p.iter(f"{W}t"))
    words = "".join(t.text or "" for t in texts)
    for word in PLACES:
        start = words.find(word)
        if start < 0 or any(word in (t.text or "") for t in texts):
            continue
        at = 0
        for t in texts:
            own = t.text or ""
            low, high = max(start - at, 0), min(start + len(word) - at, len(own))
            if low < high:
                t.text = own[:low] + (word if at + low == start else "") + own[high:]
            at += len(own)


def _cut(root: _Element, body: _Element, place: _Element | None, section: _Element | None) -> tuple[str, str]:
    """The main part before and behind the text. section: taken out, because the text states it."""
    from lxml import etree

    mark = body.makeelement(f"{W}sectPrChange")  # stands nowhere in a body, so it is found again
    if place is not None:
        place.addprevious(mark)
        following = list(place.itersiblings()) if section is not None else []
        body.remove(place)
    else:
        following = []
        end = section if section is not None and section.getparent() is body else None
        _drop_last_blank(body, end)
        body.append(mark) if end is None else end.addprevious(mark)
    for node in (*following, *([section] if section is not None else [])):
        if node.getparent() is body:
            body.remove(node)
    text = _without_tokens(etree.tostring(root, encoding="unicode"))
    before, _, after = text.partition(_serialised(text))
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{before}', after


def _without_tokens(xml: str) -> str:
    """Private-use characters of the frame (自造字, signs) are no places of values: written as references."""
    return TOKEN.sub(lambda m: f"&#{ord(m.group())};", xml)


def _serialised(text: str) -> str:
    found = re.search(r"<\w+:sectPrChange/>", text)
    assert found is not None
    return found.group()


def _drop_last_blank(body: _Element, end: _Element | None) -> None:
    """An empty last paragraph would push the text down by a line."""
    last = end.getprevious() if end is not None else (body[-1] if len(body) else None)
    if last is None or last.tag != f"{W}p" or _words(last).strip() or _drawn(last):
        return
    if last.find(f"{W}pPr/{W}sectPr") is None and not list(last.iter(f"{W}br")):
        body.remove(last)


def _words(node: _Element) -> str:
    return "".join(t.text or "" for t in node.iter(f"{W}t"))


def _drawn(node: _Element) -> bool:
    return any(next(node.iter(f"{W}{n}"), None) is not None for n in ("drawing", "pict", "object"))


def _shown(xml: str) -> bool:
    """Whether words or pictures stand in this XML, places of elements not counted."""
    words = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml))
    for word in PLACES:
        words = words.replace(word, "")
    return bool(words.strip()) or "<w:drawing" in xml or "<w:pict" in xml


def _heads(package: Package, names: tuple[str, ...]) -> bool:
    """Whether a header shows more than blanks."""
    parts = [n for n in names if re.fullmatch(r"word/header\d*\.xml", n)]
    return any(_shown(package.read(n).decode("utf-8", "replace")) for n in parts)


# --- page and styles -----------------------------------------------------------------------------


def _page(section: _Element, standard: Page) -> Page:
    """The type area of the letterhead with the standard's pitch and width of characters."""
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    paper = [_twips(size, n, d) for n, d in (("w", standard.paper_width), ("h", standard.paper_height))]
    sides = {n: abs(_twips(margins, n, getattr(standard, n))) for n in ("top", "right", "bottom", "left")}
    page = replace(standard, paper_width=paper[0], paper_height=paper[1], **sides)
    if page.width < _NARROWEST or page.height < _SHORTEST or max(paper) > 31680:
        raise InputError("页面太小，排不下正文", where=_WHERE, remedy="请检查纸张大小和页边距")
    characters = max(1, page.width // standard.character)
    return replace(page, lines=max(1, page.height // standard.line), characters=characters)


def _twips(node: _Element | None, name: str, usual: int) -> int:
    value = node.get(f"{W}{name}") if node is not None else None
    try:
        return int(float(value)) if value is not None else usual
    except (ValueError, OverflowError):
        return usual


def _sections(section: _Element) -> tuple[str, str]:
    """The frame's section, and one like it that begins on an even page, without a first page."""
    from copy import deepcopy

    from lxml import etree

    even = deepcopy(section)
    for name in ("titlePg", "type", "pgNumType"):
        for node in even.findall(f"{W}{name}"):
            even.remove(node)
    for node in list(even):
        if node.get(f"{W}type") == "first" and node.tag.endswith("Reference"):
            even.remove(node)
    kind = even.makeelement(f"{W}type", {f"{W}val": "evenPage"})
    at = next(
        (i for i, n in enumerate(even) if not n.tag.endswith(("Reference", "footnotePr", "endnotePr"))),
        len(even),
    )
    even.insert(at, kind)
    own, other = (
        _without_tokens(etree.tostring(n, encoding="unicode", with_tail=False)) for n in (section, even)
    )
    return own, other


def _with_styles(package: Package, names: tuple[str, ...], sheet: str) -> bytes:
    """The frame's styles, and ours that it does not have."""
    from lxml import etree

    if "word/styles.xml" not in names:
        raise InputError("没有样式表", where=_WHERE, remedy="请用 Word 或 WPS 打开后另存为 .docx")
    root: _Element = package.xml("word/styles.xml")
    known = {s.get(f"{W}styleId") for s in root.iter(f"{W}style")}
    for style in _styles(sheet):
        if style.get(f"{W}styleId") not in known:
            root.append(style)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _styles(sheet: str) -> Iterator[_Element]:
    """Our styles under their own names; the base states all that Normal of the standard's page does."""
    from lxml import etree

    for style in etree.fromstring(sheet.encode()).iter(f"{W}style"):
        id = style.get(f"{W}styleId") or ""
        if id in _NOT_ADDED:
            continue
        style.attrib.pop(f"{W}default", "")
        style.set(f"{W}customStyle", "1")
        style.set(f"{W}styleId", _own(id))
        for node in style.iter(f"{W}basedOn", f"{W}next"):
            node.set(f"{W}val", _own(node.get(f"{W}val") or ""))
        name = style.find(f"{W}name")
        if name is not None and not id.startswith("Gw"):
            name.set(f"{W}val", f"公文 {name.get(f'{W}val')}")
        if id == "Normal":
            spacing = style.find(f"{W}pPr/{W}spacing")
            if spacing is not None:  # the frame's grid is not ours
                spacing.addprevious(spacing.makeelement(f"{W}snapToGrid", {f"{W}val": "0"}))
        yield style
