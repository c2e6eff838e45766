"""RES: what is left over from web pages, templates, page layout and character recognition (残留与占位)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from draftkit.checking.context import BODY, Context, Hit
from draftkit.checking.engine import rule
from draftkit.checking.problems import Edit
from draftkit.model import Paragraph

_LETTERS = r"[^\W\d_]"
_TITLES = frozenset({"title", "notice_title"})
_RUNNING = BODY | _TITLES | {"addressee"}

_PLACEHOLDER = re.compile(
    r"(?<!\*)\*\*(?!\*)|×{2,}|[xX]{2,}(?![A-Za-z])|【(?:\s*|[^】]{0,40}?(?:待填|待定|填写|请填|待补|待核)[^】]{0,120})】"
    r"|(?<![_A-Za-z])_{2,}(?![_A-Za-z])|＿{2,}|\{\{.*?\}\}|\[(?:待填|待定|填写|此处|请)[^\]]{0,20}\]|〔待[^〕]{1,20}〕|[○◯]{2,}"
)
_OWN_HOLE = "【待填"
_OPEN = "稿子里留着待填的内容，定稿前要填好。"
_MARKDOWN_BOLD = re.compile(r"\*\*(?=[^\s*])([^*\n]{1,80}?[^\s*])\*\*")
_MARKDOWN = re.compile(
    r"^\s*#{1,6}\s+(?=\S)|`[^`\n]{1,60}`|^\s*[-*]\s\[[ xX]\]\s|^\s*>\s+(?=\S)|\]\(https?://[^)\s]+\)"
)


@rule("RES-01")
def placeholders(context: Context) -> Iterator[Hit]:
    """Places that were left to be filled in: **, ××, 【待填：…】."""
    for index, paragraph in _paragraphs(context, _RUNNING | {"signature", "date", "doc_number"}):
        text = paragraph.text
        bold = [m.span() for m in _MARKDOWN_BOLD.finditer(text)] if "**" in text else []
        for match in _PLACEHOLDER.finditer(text):
            at = match.start()
            if any(a <= at < b for a, b in bold) or _is_latin(text, match):
                continue
            if match.group().startswith(_OWN_HOLE):  # a draft says itself what is still open
                yield Hit(index, at, match.end(), _OPEN, cause=match.group(), mild=True)
            else:
                yield Hit(index, at, match.end(), cause=match.group())


def _is_latin(text: str, match: re.Match[str]) -> bool:
    """XX inside a Latin word is no placeholder (XXL)."""
    return (
        match.group()[0] in "xX"
        and re.match(r"[A-Za-z]", text[match.start() - 1 : match.start()]) is not None
    )


@rule("RES-02")
def markdown(context: Context) -> Iterator[Hit]:
    """Marks of Markdown. A pair ** … ** is bold; a lone ** is a place-holder (RES-01)."""
    if context.kind == "markdown":
        return
    if context.kind == "text":
        yield from _bold_taken_out(context)
    for index, paragraph in _paragraphs(context, _RUNNING):
        for match in _MARKDOWN_BOLD.finditer(paragraph.text):
            yield Hit(index, match.start(), match.end(), fix=match.group(1))
        for match in _MARKDOWN.finditer(paragraph.text):
            yield Hit(index, match.start(), match.end())


def _bold_taken_out(context: Context) -> Iterator[Hit]:
    """Pairs of ** that the reader of plain text has taken out: the columns jump where they stood."""
    if any(line.style.page_break for line in context.lines):
        return
    for line in context.lines:
        at, jumps = line.column - 1, []
        if at:
            jumps.append((0, 1))
        for offset, column in line.columns:
            if column > offset + at + 1:
                jumps.append((offset, offset + at + 1))
                at = column - offset - 1
        if jumps:
            offset, column = jumps[0]
            end = jumps[1][0] if len(jumps) > 1 else len(line.text)
            words = line.text[offset:end]
            yield Hit(None, line=line.number, column=column, page=line.page, quote=f"**{words}**", fix=words)


_ENGLISH = re.compile(r"(?<![A-Za-z0-9@./_\-+&])[a-z]{2,}(?:\s+[a-z]{2,})*(?![A-Za-z0-9@./_\-+&])")
_KNOWN = frozenset(
    "app apps wifi web com cn org net www http https pm mm cm km kg mg ml kw kwh mw gw db hz ppm pdf doc docx xls xlsx txt mp "
    "min max eg ie vs id ip ok wx qq nm dm ha mu tce gb mb tb bim gis ipv ph".split()
)


@rule("RES-03")
def english_words(context: Context) -> Iterator[Hit]:
    """Lower-case English words in a Chinese sentence. Capitals are abbreviations (DRG, 5G, App)."""
    for index, paragraph in _paragraphs(context, BODY):
        text = paragraph.text
        if not re.search(r"[a-z]{2}", text):
            continue
        for match in _ENGLISH.finditer(text):
            before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
            if all(w in _KNOWN for w in match.group().split()) or not before or not after:
                continue
            if (
                re.search(rf"{_LETTERS}$|[、，]$", before)
                and re.match(rf"{_LETTERS}", after)
                and not re.search(r"\d$", before)
            ):
                if before[-1].isascii() or after[0].isascii():
                    continue
                yield Hit(index, match.start(), match.end(), cause=match.group())


@rule("RES-04")
def web_summary(context: Context) -> Iterator[Hit]:
    """The summary of a web page in front of the document: title and half of the text, cut off by dots."""
    for index, paragraph in enumerate(context.paragraphs[:12]):
        text = paragraph.text.rstrip()
        if len(text) < 40 or not text.endswith(("..", "…")):
            continue
        if paragraph.role == "residue" or (index < 6 and _repeated(context, index)):
            yield Hit(index, 0, len(text), quote=text[:30] + "…")


def _repeated(context: Context, index: int) -> bool:
    """Whether what the paragraph says is said again further down."""
    words = context.words[index].rstrip(".…")
    return any(words[-16:] in later for later in context.words[index + 1 :])


_PAGE_LINE = re.compile(
    r"^\s*(?:[—–\-－―─]{1,2}\s*\d{1,3}\s*[—–\-－―─]{1,2}|第\s*\d{1,3}\s*页(?:\s*[，,/]?\s*共\s*\d{1,3}\s*页)?)\s*$"
)
_PAGE_INSIDE = re.compile(rf"(?<=[^\W\d_，。；、])\s*[—–－]\s?\d{{1,3}}\s?[—–－]\s*(?={_LETTERS})")
_FLOWING = frozenset({"text", "markdown", "html", "docx", "doc", ""})


@rule("RES-05")
def page_numbers(context: Context) -> Iterator[Hit]:
    """Page numbers among the words of a format that has none of its own."""
    if context.kind not in _FLOWING:
        return
    for line in context.lines:
        if line.text and _PAGE_LINE.match(line.text):
            text = line.text.strip()
            column = line.column + len(line.text) - len(line.text.lstrip())
            yield Hit(None, line=line.number, column=column, page=line.page, quote=text)
    for index, paragraph in _paragraphs(context, BODY):
        for match in _PAGE_INSIDE.finditer(paragraph.text):
            yield Hit(index, match.start(), match.end())


@rule("RES-06")
def hard_breaks(context: Context) -> Iterator[Hit]:
    """A paragraph broken over lines where no sentence ends. PDF has lines by nature, Markdown wraps."""
    if context.kind not in ("text", "html", "docx", "doc"):
        return
    roles = BODY | _TITLES if context.kind == "text" else BODY
    for index, paragraph in _paragraphs(context, roles):
        text = paragraph.text
        anchors = paragraph.content.anchors
        for before, after in itertools.pairwise(anchors):
            at = after.offset
            if after.line == before.line or not 0 < at < len(text) or text[at - 1] in "。；：！？;:）)":
                continue
            low = max(before.offset, at - 8)
            yield Hit(index, low, min(len(text), at + 4), quote=f"{text[low:at]}⏎{text[at : at + 4]}")


_GAP = r"[ \u3000\u00a0]+(?!\t)"  # a tab sets words in columns, in Word too: nobody types one by mistake
_HAN_GAP = re.compile(rf"(?<={_LETTERS}){_GAP}(?={_LETTERS})")
_CHAPTER = re.compile(rf"^第[一二三四五六七八九十百\d]+[章节条]{_GAP}")


@rule("RES-07")
def spaces_between_ideographs(context: Context) -> Iterator[Hit]:
    """Spaces between two ideographs."""
    for index, paragraph in _paragraphs(context, _RUNNING):
        text = paragraph.text
        if not re.search(_GAP, text) or paragraph.cells:
            continue
        start = max(paragraph.label_end, m.end() if (m := _CHAPTER.match(text)) else 0)
        for match in _HAN_GAP.finditer(text):
            if match.start() < start or text[match.start() - 1].isascii() or text[match.end()].isascii():
                continue
            if _spaced_out(text, match) or _at_break(paragraph, match) or _joint_issuers(text, match):
                continue
            yield _gap(index, text, match.start(), match.end())


def _at_break(paragraph: Paragraph, match: re.Match[str]) -> bool:
    """Where two lines were joined the white space is the line's end (RES-06)."""
    content = paragraph.content
    return bool(content.anchors) and content.at(match.start() - 1).line != content.at(match.end()).line


def _joint_issuers(text: str, match: re.Match[str]) -> bool:
    """甲局 乙局关于…: several issuers at the head of a title are set apart by a space."""
    return (
        text[match.start() - 1] in "局委厅会院部府办行社署队室"
        and re.search("关于|印发", text[match.end() :]) is not None
    )


def _gap(index: int, text: str, start: int, end: int) -> Hit:
    """A space that goes; the letters on both sides are shown."""
    low, high = max(0, start - 1), min(len(text), end + 1)
    edits = (Edit(index, start, end, text[start:end], ""),)
    return Hit(index, low, high, fix=text[low:start] + text[end:high], edits=edits)


def _spaced_out(text: str, match: re.Match[str]) -> bool:
    """A word set apart letter by letter (目 录, 张 三), or two names side by side."""
    if len(match.group()) >= 2 and len(text) < 20 and "。" not in text:
        return True
    before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
    return re.fullmatch(r"\W?\w", before) is not None and re.fullmatch(r"\w\W?", after) is not None


_DIGIT_GAP = re.compile(
    rf"(?<={_LETTERS}){_GAP}(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%％]){_GAP}(?={_LETTERS})|^\d{{1,3}}[.．]({_GAP})(?=\S)"
)
_NUMBER = re.compile(r"〔\s*\d{4}\s*〕\s*第?\s*\d+\s*号")


@rule("RES-08")
def spaces_beside_figures(context: Context) -> Iterator[Hit]:
    """Spaces between ideographs and figures or letters; those inside a 发文字号 are NUM-05."""
    for index, paragraph in _paragraphs(
        context, _RUNNING | {"date", "printed", "disclosure", "attachment_note"}
    ):
        text = paragraph.text
        if not re.search(_GAP, text) or paragraph.cells:
            continue
        numbers = [m.span() for m in _NUMBER.finditer(text)] if "〔" in text else []
        for match in _DIGIT_GAP.finditer(text):
            start, end = match.span(1) if match.group(1) else match.span()
            if any(a <= start < b for a, b in numbers) or not _touches(
                text, start, end, match.group(1) is not None
            ):
                continue
            if paragraph.role == "printed" and re.match(r"(?:19|20)\d\d\s*年", text[end:]):
                continue
            if _markdown_label(context, text, end) or (start and _at_break(paragraph, match)):
                continue
            yield _gap(index, text, start, end)


def _touches(text: str, start: int, end: int, label: bool) -> bool:
    """Whether an ideograph stands on one side, and not two Latin words."""
    return label or not (text[start - 1].isascii() and text[end].isascii())


def _markdown_label(context: Context, text: str, end: int) -> bool:
    """In Markdown “1. ” needs its space."""
    return context.kind == "markdown" and re.fullmatch(r"\d{1,3}[.．]\s*", text[:end]) is not None


_LETTER_FOR_DIGIT = re.compile(
    r"^\s*([lI]\d?|\d[lIO])(?=[.．、])|(?<![A-Za-z\d])((?:19|2[0O])[0-9lIOo]{2})(?=年|\s*年)|(?<![A-Za-z])([1-9]\d*[lIOo]\d*)(?=[%％个家名万亿年月日人])"
)
_TO_DIGIT = str.maketrans("lIOo", "1100")


@rule("RES-09")
def letters_for_digits(context: Context) -> Iterator[Hit]:
    """l, I, O in the place of 1 and 0."""
    for index, paragraph in _paragraphs(context, _RUNNING | {"date"}):
        if not re.search("[lIOo]", paragraph.text):
            continue
        for match in _LETTER_FOR_DIGIT.finditer(paragraph.text):
            group = match.lastindex or 0
            words = match.group(group)
            if not re.search("[lIOo]", words) or (re.fullmatch(r"\d+[lI]", words) and group == 3):
                continue
            yield Hit(index, match.start(group), match.end(group), new=words.translate(_TO_DIGIT))


@rule("RES-10")
def broken_signature(context: Context) -> Iterator[Hit]:
    """Names of the signature cut in two by columns, or set apart by other elements."""
    names = {_squeezed(n) for n in (*context.document.signature, *context.document.issuers)}
    if not names:
        return
    for index, paragraph in _paragraphs(context, frozenset({"signature"})):
        for match in re.finditer(r"\S+(?:[ \t\u3000\u00a0]\S+)*?(?=\s{2,}|$)", paragraph.text):
            cell = _squeezed(match.group())
            if len(cell) > 2 and cell not in names and _is_piece(cell, names):
                yield Hit(index, match.start(), match.end(), fix=_whole_of(cell, names))
        if index and context.paragraphs[index - 1].role in ("disclosure", "date"):
            yield Hit(index, 0, len(paragraph.text), "这个署名机关被附注或日期隔开了，应移到成文日期之前。")


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _is_piece(cell: str, names: set[str]) -> bool:
    return any(cell in n for n in names) and not any(n in cell for n in names)


def _whole_of(cell: str, names: set[str]) -> str | None:
    return next((n for n in sorted(names) if cell in n), None)


def _paragraphs(context: Context, roles: frozenset[str]) -> Iterator[tuple[int, Paragraph]]:
    return ((i, p) for i, p in enumerate(context.paragraphs) if p.role in roles)
