"""The nouns of the house. Frozen values, no I/O, no knowledge of where a document came from.

A `Document` is an ordered tuple of `Paragraph`s, each with a role, and beside them the elements
that were found in these paragraphs (head, sections, measures, signature, imprint). The words of
the source are kept as they stand, only hard line breaks are joined; anything normalised
(full-width punctuation, removed spaces) is derived by pure functions where it is needed and is
never written back. Every piece of text can tell its place in the source through its anchors.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, dataclass, field, fields
from functools import partial
from operator import itemgetter
from typing import Any, Literal, NamedTuple, TypeVar

Level = Literal["nation", "province", "city", "county", "township"]
LEVELS: tuple[Level, ...] = ("nation", "province", "city", "county", "township")

Comparator = Literal[">=", ">", "<=", "<", "=", "~"]

Role = Literal[
    "serial",  # 份号
    "secrecy",  # 密级和保密期限
    "urgency",  # 紧急程度
    "issuer_mark",  # 发文机关标志
    "doc_number",  # 发文字号
    "signer",  # 签发人
    "notice_title",  # 印发通知的标题
    "title",  # 标题（方案、意见本身）
    "subtitle",  # 题注：（2023年6月19日）、（试行）
    "addressee",  # 主送机关
    "notice_body",  # 印发通知的正文
    "preamble",  # 引言
    "heading",  # 独行标题（章名、一、……）
    "item",  # 带序号、后接正文的段落
    "body",  # 无序号正文段落
    "responsibility",  # 独行的责任单位括注
    "closing",  # 结尾段
    "attachment_note",  # 附件说明
    "signature",  # 发文机关署名
    "date",  # 成文日期
    "disclosure",  # 附注（此件公开发布）
    "attachment_mark",  # 附件1
    "attachment_title",  # 附件标题
    "attachment_body",  # 附件正文
    "table",  # 表格的一行
    "copy_to",  # 抄送机关
    "printed",  # 印发机关和印发日期
    "footnote",  # 脚注、尾注，排在文末，不并入正文
    "residue",  # 残留：网页摘要、此页无正文等，不属于公文
]


_T = TypeVar("_T")


def quick(cls: type[_T]) -> type[_T]:
    """The same frozen dataclass, made in half the time: a parse makes hundreds of these values.

    The `__init__` of a frozen dataclass looks every field up by its name; this one writes the
    slots directly. Arguments and defaults are the same.
    """
    parameters, lines = [], []
    space: dict[str, Any] = {}
    for f in fields(cls):  # type: ignore[arg-type]
        space[f"set_{f.name}"] = getattr(cls, f.name).__set__
        space[f"default_{f.name}"] = f.default
        parameters.append(f.name if f.default is MISSING else f"{f.name}=default_{f.name}")
        lines.append(f"    set_{f.name}(self, {f.name})")
    exec("\n".join([f"def __init__(self, {', '.join(parameters)}):", *lines]), space)
    space["__init__"].__annotations__ = cls.__init__.__annotations__
    setattr(cls, "__init__", space["__init__"])  # noqa: B010
    return cls


class Anchor(NamedTuple):
    """From `offset` of a text on, the characters stand at `line`, `column` of the source.

    offset is 0-based; line, column and page are 1-based; page is None when the source has none.
    """

    offset: int
    line: int
    column: int
    page: int | None = None


_offset = itemgetter(0)  # of an anchor
# An anchor of a tuple, without the function in between that a NamedTuple puts there.
place: Callable[[tuple[int, int, int, int | None]], Anchor] = partial(tuple.__new__, Anchor)


class Span(NamedTuple):
    """A stretch of the source (原文位置): first and last line, column and page, all inclusive.

    page is None when the source has no pages.
    """

    line: tuple[int, int]
    column: tuple[int, int]
    page: tuple[int, int] | None = None


@quick
@dataclass(frozen=True, slots=True)
class Text:
    """Words of the source with their places (带出处的文字).

    text: the words as they stand, hard line breaks joined. anchors: sorted by offset; empty for
    text that has no source (a draft).
    """

    text: str
    anchors: tuple[Anchor, ...] = ()

    def __str__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.text)

    def cut(self, start: int, end: int | None = None) -> Text:
        """The words from `start` to `end` (0-based, end exclusive) with their places."""
        anchors = self.anchors
        words = self.text[start:end]
        if not anchors:
            return Text(words)
        if len(anchors) == 1:
            offset, line, column, page = anchors[0]
            if start == offset:
                return Text(words, anchors) if offset == 0 else Text(words, (place((0, line, column, page)),))
            return Text(words, (place((0, line, column + (start - offset), page)),))
        first = bisect_right(anchors, start, key=_offset)
        last = bisect_left(anchors, len(self.text) if end is None else end, first, key=_offset)
        offset, line, column, page = anchors[first - 1 if first else 0]
        kept = [place((0, line, column + (start - offset), page))]
        for offset, line, column, page in anchors[first:last]:
            kept.append(place((offset - start, line, column, page)))
        return Text(words, tuple(kept))

    def trim(self, start: int, end: int | None = None) -> Text:
        """The same as `cut`, without white space at both ends."""
        words = self.text[start:end]
        bare = words.strip()
        if len(bare) == len(words):
            return self.cut(start, end)
        start += len(words) - len(words.lstrip())
        return self.cut(start, start + len(bare))

    @classmethod
    def concat(cls, parts: Iterable[Text]) -> Text:
        """Several stretches as one, places kept (拼接)."""
        words: list[str] = []
        anchors: list[Anchor] = []
        size = 0
        for part in parts:
            if size:
                for offset, line, column, page in part.anchors:
                    anchors.append(place((offset + size, line, column, page)))
            else:
                anchors += part.anchors
            words.append(part.text)
            size += len(part.text)
        return cls("".join(words), tuple(anchors))

    def strip(self) -> Text:
        """Without white space at both ends."""
        text = self.text
        bare = text.strip()
        if len(bare) == len(text):
            return self
        start = len(text) - len(text.lstrip())
        return self.cut(start, start + len(bare))

    def at(self, offset: int) -> Anchor:
        """The place of one character. Line 1 column 1 when the text has no source."""
        if not self.anchors:
            return Anchor(offset, 1, offset + 1)
        begin, line, column, page = self._anchor(offset)
        return Anchor(offset, line, column + (offset - begin), page)

    def _anchor(self, offset: int) -> Anchor:
        """The last anchor at or before a character."""
        anchors = self.anchors
        if len(anchors) == 1:
            return anchors[0]
        return anchors[max(0, bisect_right(anchors, offset, key=_offset) - 1)]

    def span(self, start: int = 0, end: int | None = None) -> Span | None:
        """Where the words from `start` to `end` stand. None when the text has no source."""
        if not self.anchors:
            return None
        stop = len(self.text) if end is None else end
        last = max(start, stop - 1)
        a, line, column, page = self._anchor(start)
        b, last_line, last_column, last_page = self._anchor(last)
        pages = (page, last_page) if page is not None and last_page is not None else None
        return Span((line, last_line), (column + start - a, last_column + last - b), pages)


@quick
@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a document with the part it plays (段落).

    content: label, title and body together, as they stand. label: the numbering as a reader sees
    it, normalised to full-width brackets and right digits (``（一）``, ``11.``), None when there
    is none. level: 1 for 一、(and 章), 2 for （一）, 3 for 1., 4 for （1）, 0 without label.
    body_at: offset in `content` where the body starts, behind label and title (equal to the
    length when nothing follows the title). origin: key of where a drafted paragraph came from,
    None for a paragraph that was read. cells: the cells of a table row, else empty.
    table: number of the table the row belongs to (1-based), None otherwise.
    """

    role: Role
    content: Text
    label: str | None = None
    level: int = 0
    title: str | None = None
    label_end: int = 0
    body_at: int = 0
    origin: str | None = None
    cells: tuple[Text, ...] = ()
    table: int | None = None

    @property
    def text(self) -> str:
        """The whole paragraph as it stands, numbering included."""
        return self.content.text

    @property
    def body(self) -> Text:
        """What follows label and title; the whole paragraph when it has neither."""
        return self.content.cut(self.body_at).strip()

    @property
    def span(self) -> Span | None:
        """Where the paragraph stands in the source."""
        return self.content.span()


@quick
@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who answers for a measure (责任单位).

    raw: the note without its brackets. lead: the units before 牵头 (or under 牵头单位：). units: all
    responsible bodies one by one, short forms as written, 等 and 按职责分工… dropped. text: the note
    with its place, or None in a draft.
    """

    raw: str
    lead: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    text: Text | None = None


@quick
@dataclass(frozen=True, slots=True)
class Target:
    """A quantitative target (量化目标).

    text: the words that state it. metric: what is measured. comparator: direction as stated.
    value: the number, None for a relative target (超过全省平均水平). unit: ``%``, ``家``, ``人`` …,
    None when there is none. deadline: ``2025``, ``2025-06`` or ``2025-06-30``, None when not stated.
    period: 每年, 每季度 … or None. benchmark: for relative targets, what it is measured against.
    start, end: where `text` stands in the measure's text.
    """

    text: str
    metric: str
    comparator: Comparator
    value: float | None
    unit: str | None = None
    deadline: str | None = None
    period: str | None = None
    benchmark: str | None = None
    start: int = 0
    end: int = 0


@quick
@dataclass(frozen=True, slots=True)
class Citation:
    """A document named in 《》 (引用文件). number: its 发文字号 without white space, None when absent."""

    title: str
    number: str | None = None
    start: int = 0
    end: int = 0


@quick
@dataclass(frozen=True, slots=True)
class Measure:
    """The smallest numbered unit that states a task (举措).

    id: m1, m2 … in reading order. path: labels from the chapter down. title: None when the item
    opens with an ordinary sentence. content: the body without label, title and responsibility
    note, hard breaks joined. paragraphs: indices into `Document.paragraphs`.
    """

    id: str
    path: tuple[str, ...]
    title: str | None
    content: Text
    responsibility: Responsibility | None = None
    targets: tuple[Target, ...] = ()
    citations: tuple[Citation, ...] = ()
    span: Span | None = None
    paragraphs: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The body as a string."""
        return self.content.text

    @property
    def units(self) -> tuple[str, ...]:
        """The responsible bodies, empty when the measure names none."""
        return self.responsibility.units if self.responsibility else ()

    @property
    def lead(self) -> tuple[str, ...]:
        """The leading bodies, empty when none is marked 牵头."""
        return self.responsibility.lead if self.responsibility else ()


@quick
@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the outline (层次). title: None when the part opens with a sentence.

    measure: id of the measure that this section is, None for a section that only holds others.
    paragraph: index into `Document.paragraphs`.
    """

    label: str
    level: int
    title: str | None
    children: tuple[Section, ...] = ()
    measure: str | None = None
    paragraph: int = 0

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class StandingResponsibility:
    """A sentence that makes units answer for all that follows (以下……不再列出).

    declared_in: id of the measure in which it stands, None when it stands in the preamble.
    """

    text: str
    units: tuple[str, ...]
    declared_in: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment (附件). label: ``附件1``; title: None when only announced or without title."""

    label: str
    title: str | None
    paragraphs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words of a scan that were not recognised for sure (存疑文字).

    text: the words as read. confidence: 0 to 1, of the least sure character. line: the whole line
    in which they stand.
    """

    text: str
    span: Span
    confidence: float
    line: str = ""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where a document came from. path: ``-`` for standard input, ``""`` for a draft.

    kind: text, markdown, docx … sha256: of the file's bytes.
    """

    path: str
    kind: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """A 公文 in parts. What the document does not state is None or empty."""

    source: SourceInfo
    paragraphs: tuple[Paragraph, ...]
    doc_number: str | None = None
    title: str | None = None
    notice_title: str | None = None
    issuers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    issued_on: str | None = None  # ISO date of 成文日期
    printed_by: str | None = None
    printed_on: str | None = None
    copied_to: tuple[str, ...] = ()
    disclosure: str | None = None
    effective_from: str | None = None
    valid_until: str | None = None
    basis: tuple[Citation, ...] = ()
    standing_responsibility: StandingResponsibility | None = None
    closing: tuple[Text, ...] = ()
    sections: tuple[Section, ...] = ()
    measures: tuple[Measure, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signature: tuple[str, ...] = ()  # 署名 as written after the text
    warnings: tuple[str, ...] = field(default=())
    doubts: tuple[Doubt, ...] = ()  # of a scan only

    def headings(self) -> Iterator[Section]:
        """All numbered parts in reading order (大纲)."""
        for section in self.sections:
            yield from section.walk()

    def measure(self, id: str) -> Measure:
        """The measure with this id. Raises KeyError when there is none."""
        for m in self.measures:
            if m.id == id:
                return m
        raise KeyError(id)
