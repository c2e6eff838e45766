"""Lines of a source, cleaned and given a first guess of what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import repeat
from operator import attrgetter

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.genre import words as words_of
from draftkit.lexicon.text import squeeze
from draftkit.model import Anchor, Text, place
from draftkit.parsing.dates import DATE, ends_like_date
from draftkit.parsing.decimals import number_decimals
from draftkit.parsing.furniture import (
    FURNITURE_STARTS,
    drop_contents,
    drop_page_tail,
    is_furniture,
    page_numbers,
    tail_starts,
)
from draftkit.parsing.grid import unflatten
from draftkit.parsing.labels import Label, find_label
from draftkit.parsing.metadata import LONGEST_PAGE_WORD, is_metadata, metadata_starts, page_words
from draftkit.parsing.names import split_glued
from draftkit.parsing.unfold import Unfolder
from draftkit.parsing.webhead import settle_web_head
from draftkit.precompiled import fixed
from draftkit.readers.source import Line, Style

_SUMMARY = re.compile(r"^.{16,}(?:\.{3,}|…+)$")
_SUBTITLE = re.compile(
    r"^[（(][^（）()]{0,80}(?:公布|通过|发布|批准|修订|修正|施行|印发)[^（）()]{0,6}[）)]$|^[（(](?:试\s*行|暂\s*行|草\s*案|送审稿|修订稿|(?:公开)?征求意见稿)[）)]$"
)
_DOC_NUMBER = re.compile(
    r"^[（(【]?\s*(?:(?:发文字号|文件编号|发文文号|文号)\s*[:：]?\s*)?(?P<n>[^\W\d_](?:[^\W\d_]|\s){0,14}?"
    r"\s*[〔\[【（(〈﹝［]\s*(?:(?:19|20)\d{2}|【待填：[^【】]*】)\s*[〕\]】）)〉﹞］]\s*第?\s*"
    r"(?:\d{1,5}|【待填：[^【】]*】)\s*号|【待填：[^【】]*字号】)\s*[）)】]?"
    r"(?:\s*签发人\s*[:：]\s*(?P<signer>\S.*))?$"
)
_DATE_LINE = re.compile(
    rf"^[（(]?\s*(?:{DATE.pattern}|【待填：[^【】]*日期】|20\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?)\s*[）)]?$"
)
_PRINTED = re.compile(rf"(?P<by>.*?)\s*(?:{DATE.pattern}|【待填：[^【】]*日期】)\s*印发?\s*$")
_COPY_TO = re.compile(r"^\s*(?:抄\s*送|分\s*送|抄\s*报|主\s*送)\s*[:：]")
_OPENNESS = re.compile(
    r"^[（(【]?\s*(?:此件|信息公开|公开(?:方式|属性|形式|选项|类别|范围)|主动公开|依申请公开|不予公开|不公开)[^。；]{0,30}?[）)】]?$"
)
_CONTACT = re.compile(r"^[（(]\s*联系(?:人|电话)[^。]{0,60}[）)]$")
_NO_BODY = re.compile(r"^[（(]?\s*(?:此页无正文|[本此全]文?略?有删减|本文略?有删节)\s*[）)]?$")
_ATTACHMENT_NOTE = re.compile(r"^附\s*件\s*(?:[1-9]\d?)?\s*[:：]\s*\S")
_ATTACHMENT_MARK = re.compile(
    r"^(?:附\s*件|附\s*表|附\s*录)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[:：]?$"
)
_URGENCY = re.compile(r"^(?:特\s*急|加\s*急|急\s*件|平\s*急)$")
_SECRECY = re.compile(r"^(?:绝\s*密|机\s*密|秘\s*密)(?:\s*★.*)?$")
_SERIAL = re.compile(r"^(?:№|No\.?)?\s*\d{6,7}$")
_ADDRESSEE_WORD = re.compile(r"各|人民政府|单位|部门|机构|局|委|厅|办|公司|院|校|管委会|街道|乡镇")
_SENTENCE = re.compile(r"[。；]")
_DATES = DATE
_TWO = re.compile(rf"(?P<a>\S.*?)\s+(?P<b>{DATE.pattern})$")
_LISTS_BODIES = re.compile(
    r"^(?:各|[^\W\d_]{2,12}(?:管委会|政府|办事处)[，,、]).*(?:政府|部门|单位|机构|办事处|管委会|公司|院校)"
)
_WIDE = re.compile("[\u2e80-\U0010ffff—…“”‘’·]+")
_SPACES = frozenset(" \t\u3000\u00a0")
_EDGE_SPACES = re.compile(r"^(?:[ \t]{4,}|[\u3000\u00a0]{2,}|[\u3000 ]{3,})")


def columns(words: str) -> float:
    """Width in ideographs: half-width characters count a half."""
    return len(words) - len(_WIDE.sub("", words)) / 2


@dataclass(slots=True)
class Row:
    """One line that holds words, and what it looks like by itself."""

    text: Text
    kind: str
    style: Style
    label: Label | None = None
    gap: int = 0  # blank lines above
    indented: bool = False
    before: float = 0.0  # columns that stand before it in its line
    cells: tuple[Text, ...] = ()  # of a table row
    words: str = ""  # of `text`
    width: float = 0.0  # in columns, 0 until it is asked for

    def __post_init__(self) -> None:
        self.words = self.text.text


def text_of(line: Line) -> Text:
    """The words of a line with their places; automatic numbering counts as column 1."""
    anchors = [Anchor(0, line.number, line.column, line.page)]
    if line.label:
        anchors.append(Anchor(line.label, line.number, line.column, line.page))
    anchors.extend(Anchor(offset, line.number, column, line.page) for offset, column in line.columns)
    return Text(line.text, tuple(anchors))


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """The lines that hold words, page furniture left out, each with a first guess of its kind.

    A line that holds several elements (labels, 发文字号 and date) gives several rows.
    """
    lines = unflatten(list(lines))
    stripped = list(map(str.strip, map(_text, lines)))
    rows = _rows(_unwrapped(lines, stripped), page_numbers(lines, stripped))
    settle_web_head(rows)
    firsts = {row.words[0] for row in rows}
    if "1" in firsts:
        number_decimals(rows)
    if "目" in firsts:
        drop_contents(rows)
    if not firsts.isdisjoint(tail_starts()):
        drop_page_tail(rows)
    return rows


_text, _wraps = attrgetter("text"), attrgetter("style.wraps")  # of a line
_Words = tuple[Line, str, Text | None]  # a line, what it says; its text when it was joined from several


def _rows(lines: Iterable[_Words], numbers: set[int]) -> list[Row]:
    """One loop over all lines: blank ones are counted, furniture is dropped, the rest is judged.

    numbers: of the lines that are page numbers.
    """
    rows: list[Row] = []
    gap = 0
    unfolder = Unfolder()
    for line, words, text in lines:
        if not words:
            gap += 1
            continue
        first, last = words[0], words[-1]
        if line.number in numbers or ((first in FURNITURE_STARTS or last.isdigit()) and is_furniture(words)):
            gap += 1
            continue
        if last in "|｜" and text is None:  # the edge of a table that laid out the page
            words = words.rstrip("|｜ \t")
            last = words[-1]
        whole = _stripped(line, words) if text is None else text
        style = line.style
        if style.table:
            rows.append(Row(whole, "table", style, None, gap))
            gap = 0
            continue
        indented = line.text[0] in _SPACES and _EDGE_SPACES.match(line.text) is not None
        label = find_label(words)
        cuts = unfolder.cuts(words, label)
        if cuts or ends_like_date(words):
            rows += _rows_of_pieces(_pieces(whole, cuts or []), style, gap, indented)
        else:
            kind = kind_of(words)
            if label is not None:
                kind, label = ("label", label) if kind in _MAY_BE_NUMBERED else (kind, None)
            rows.append(Row(whole, kind, style, label, gap, indented))
        gap = 0
    return rows


_MAY_BE_NUMBERED = ("text", "addressee", "orgs")


def _unwrapped(lines: Sequence[Line], stripped: Sequence[str]) -> Iterable[_Words]:
    """Each line; lines that positions have shown to be one paragraph as one."""
    if any(map(_wraps, lines)):
        return _joined(lines)
    return zip(lines, stripped, repeat(None))


def _joined(lines: Sequence[Line]) -> Iterator[_Words]:
    parts: list[Line] = []
    for line in lines:
        if not (parts or line.style.wraps):
            yield line, line.text.strip(), None
            continue
        parts.append(line)
        if not line.style.wraps:
            yield _one(parts)
            parts = []
    if parts:
        yield _one(parts)


def _one(parts: list[Line]) -> _Words:
    ending = parts[-1].style
    style = replace(parts[0].style, whole=ending.whole, soft=ending.soft, wraps=False)
    text = Text.concat(text_of(p) for p in parts).strip()
    return replace(parts[0], style=style), text.text, text


def _stripped(line: Line, words: str) -> Text:
    """The words of a line, white space at both ends left out."""
    if line.label or line.columns:
        return text_of(line).strip()
    text, column = line.text, line.column
    if len(words) < len(text):
        column += len(text) - len(text.lstrip())
    return Text(words, (place((0, line.number, column, line.page)),))


def _pieces(text: Text, cuts: list[int]) -> Iterator[Text]:
    """The lines that a line should have been; 发文字号 and date on one line are two as well."""
    at = 0
    for cut in [*cuts, len(text.text)]:
        piece = text.cut(at, cut).strip() if cuts else text
        at = cut
        if ends_like_date(piece.text) and len(piece.text) < 60:
            yield from _elements(piece)
        elif piece.text:
            yield piece


def _rows_of_pieces(found: Iterable[Text], style: Style, gap: int, indented: bool) -> Iterator[Row]:
    pieces = list(found)
    before = 0.0
    for piece in pieces:
        words = piece.text
        if len(pieces) > 1 and is_furniture(words):
            continue  # a page number that the loss of breaks has put into the line
        kind = kind_of(words)
        label = find_label(words) if kind in _MAY_BE_NUMBERED else None
        yield Row(piece, "label" if label else kind, style, label, gap, indented, before)
        if len(pieces) > 1:
            before += columns(words)
        gap, indented = 0, False


def _elements(text: Text) -> Iterator[Text]:
    """发文字号, 署名 or 附注 and 成文日期 on one line are two elements."""
    match = _TWO.match(text.text)
    if match is None or not _stands_by_date(match["a"]):
        yield text
        return
    yield text.cut(0, match.end("a"))
    yield text.cut(match.start("b"))


def _stands_by_date(words: str) -> bool:
    number_or_note = _DOC_NUMBER.match(words) or _OPENNESS.match(words)
    return number_or_note is not None or _org_end().search(squeeze(words)) is not None


def kind_of(words: str) -> str:
    """What a line is by its own form. ``text`` when nothing special.

    Cheap looks at the first and last characters come before the patterns: most lines are text.
    """
    first, last = words[0], words[-1]
    if last in ".…" and words.endswith(("..", "…")) and _SUMMARY.match(words):
        return "summary"
    size = len(words)
    if size > 160:
        return "text"
    if size <= LONGEST_PAGE_WORD and words in page_words():
        return "meta"
    if (forms := _FORMS_OF.get(first)) is not None and words[2:3] not in _CLOSED:
        for kind, pattern in forms:
            if pattern.match(words):
                return "meta" if kind == "disclosure" and first == "公" and is_metadata(words) else kind
    if "号" in words and _DOC_NUMBER.match(words):
        return "doc_number"
    if first in metadata_starts() and is_metadata(words):
        return "meta"
    if last in "印发" and words.endswith(("印发", "印")) and size < 80 and _PRINTED.match(words):
        return "printed"
    if first == "目" and squeeze(words) == "目录":
        return "meta"
    if last in "：:" and is_addressee(words):
        return "addressee"
    return "orgs" if is_orgs(words) else "text"


_FORMS = (
    ("date", _DATE_LINE),
    ("no_body", _NO_BODY),
    ("disclosure", _OPENNESS),
    ("subtitle", _SUBTITLE),
    ("contact", _CONTACT),
    ("copy_to", _COPY_TO),
    ("attachment_note", _ATTACHMENT_NOTE),
    ("attachment_mark", _ATTACHMENT_MARK),
    ("urgency", _URGENCY),
    ("secrecy", _SECRECY),
    ("serial", _SERIAL),
)


_NUMERALS = "0123456789０１２３４５６７８９〇○零一二三四五六七八九十"
_FORM_STARTS = {
    "date": f"（(【{_NUMERALS}",
    "no_body": "（(此本全文",
    "disclosure": "（(【此信公主依不",
    "subtitle": "（(",
    "contact": "（(",
    "copy_to": "抄分主",
    "attachment_note": "附",
    "attachment_mark": "附",
    "urgency": "特加急平",
    "secrecy": "绝机秘",
    "serial": f"№N{_NUMERALS}",
}
_CLOSED = ("）", ")")  # （一） is a label
# Only a few forms can begin with a given character.
_FORMS_OF = {
    char: [(kind, pattern) for kind, pattern in _FORMS if char in _FORM_STARTS[kind]]
    for char in "".join(_FORM_STARTS.values())
}


def is_addressee(words: str) -> bool:
    """A line that ends with a colon and names bodies (主送机关)."""
    if not words.endswith(("：", ":")) or len(words) > 160 or _SENTENCE.search(words):
        return False
    if re.search(r"如下|通知|意见[:：]$|制定|要求|以下|任务|措施|标准[:：]$|内容|包括|责任单位|原则", words):
        return False
    return _ADDRESSEE_WORD.search(words) is not None


def lists_bodies(words: str) -> bool:
    """主送机关 without their colon: 各县区人民政府，市政府有关部门."""
    return len(words) < 200 and "。" not in words and _LISTS_BODIES.match(words) is not None


@cache
def _org_ends() -> frozenset[str]:
    """The last letters of names of agencies, and of what may stand behind them."""
    return frozenset(word[-1] for word in words_of("org_suffixes")) | frozenset("）)件")


@cache
def _org_end() -> re.Pattern[str]:
    return fixed(rf"(?:{alternation('org_suffixes')})(?:[（(][^（）()]{{1,12}}[）)])?(?:文件)?$")


_SEALED_FOR = re.compile(r"[（(][^（）()，。]{2,24}代章[）)]$")  # the body that has sealed for the one above
_SPACE = re.compile(r"\s")
_CELLS = re.compile(r"\s{2,}|\t")
_NOT_NAME = re.compile(
    r"[，。；：、！？,;:!?《》“”\"%％\d]|关于|印发|转发|批转|的|要求|加强|推进|开展|落实|负责"
)


def is_orgs(words: str) -> bool:
    """A line of nothing but names of agencies, in one or more columns."""
    if "，" in words or "。" in words or "的" in words:
        return False
    if words[-1] not in _org_ends() and _SPACE.search(words) is None:
        return False  # neither a finished name nor columns of them
    squeezed = squeeze(words)
    if squeezed == "文件":
        return True
    if not 3 <= len(squeezed) <= 400 or _NOT_NAME.search(squeezed):
        return False
    named = squeezed[-1] in _org_ends()
    if named and squeezed[0] in "（(" and _SEALED_FOR.match(squeezed):
        return True
    if len(squeezed) > 34 and len(split_glued(squeezed)) > 1:
        return named and _org_end().search(squeezed) is not None
    if len(squeezed) > 120:
        return False
    cells = _CELLS.split(words.strip())
    if not (named or len(cells) > 1):
        return False
    if len(cells) > 1 and len({cell.strip()[:2] for cell in cells}) == 1:
        return True  # columns of names of one place, whether they are finished here or not
    complete = sum(_org_end().search(squeeze(cell)) is not None for cell in cells)
    if complete * 2 < len(cells):
        return False
    return len(squeezed) <= 34 or len(cells) > 1 or " " in words or "\u3000" in words


def doc_number_of(words: str) -> tuple[str, str | None] | None:
    """(发文字号 without white space, 签发人 or None) of a doc_number line."""
    match = _DOC_NUMBER.match(words)
    return (squeeze(match["n"]), match["signer"]) if match else None


def printed_of(words: str) -> tuple[str | None, str] | None:
    """(印发机关 or None, the date as written) of an imprint line."""
    match = _PRINTED.match(words)
    if match is None:
        return None
    by = re.sub(r"^印发机关\s*[:：]", "", squeeze(match["by"]))
    return (by or None, match.group()[match.end("by") :])
