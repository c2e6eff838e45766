"""Plain text and Markdown: bytes -> lines. Encodings as Chinese offices have them."""

from __future__ import annotations

import re

from draftkit.errors import EmptyDocument, InputError, UnsupportedFormat
from draftkit.readers import sniff
from draftkit.readers.source import PLAIN, Line, Source, Style

_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ODD = re.compile(r"[\ue000-\uf8ff\ufffd]")
_UOF = re.compile(r"<(?:uof:UOF|UOF)\b|schemas\.uof\.org")
_BOLD = re.compile(r"\*\*([^*\s][^*]{1,}?)\*\*|__([^_\s][^_]{1,}?)__")
_MD_START = re.compile(r"^(#{1,6})\s+|^(>+)\s?|^[-*+]\s+(?=\S)")
_MD_RULE = re.compile(r"^\s*([-*_])(\s*\1){2,}\s*$|^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_MD_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


def decode(data: bytes, name: str) -> str:
    """Text of UTF-8, UTF-16 with a mark, or GB18030 bytes. Raises InputError for anything else."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise InputError("文字编码有错，读不出来", where=name, remedy="请另存为 UTF-8 编码") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_gb18030(data, name, error)


def _decode_gb18030(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    # Nearly valid UTF-8 with some broken bytes must not turn into GB18030 gibberish.
    rough = data.decode("utf-8", errors="replace")
    broken, chinese = rough.count("\ufffd"), len(_CHINESE.findall(rough))
    if chinese and broken * 20 <= chinese:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            "文字编码有损坏的字节", where=f"{name} 第{line}行", remedy="请重新导出，或另存为 UTF-8 编码"
        )
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise InputError(
            "既不是 UTF-8 也不是 GB18030 文字", where=name, remedy="请另存为 UTF-8 编码的文本或 .docx"
        ) from None
    sample = text[:20000]
    if len(_CHINESE.findall(sample)) * 3 < len(sample) and _ODD.search(sample):
        raise UnsupportedFormat("不是可读的文字", where=name, remedy="请给出 .docx、.txt 或 .md 文件")
    return text


def read(data: bytes, name: str, digest: str) -> Source:
    """Plain text or Markdown as lines. Raises InputError, UnsupportedFormat, EmptyDocument."""
    text = decode(data, name)
    if _NOT_TEXT.search(text[:100_000]):
        raise UnsupportedFormat("不是文本文件", where=name, remedy="请给出 .docx、.txt 或 .md 文件")
    if sniff.is_xml(text):
        uof = _UOF.search(text, 0, 2000) is not None
        what = "UOF（标文通）文件，读不了" if uof else "XML 数据文件，不是文档"
        raise UnsupportedFormat(
            f"这是{what}", where=name, remedy="请用 WPS 或原来的程序打开，另存为 .docx 或 .txt"
        )
    markdown = name.lower().endswith((".md", ".markdown"))
    lines = split(text, markdown=markdown)
    if not any(line.text.strip() for line in lines):
        raise EmptyDocument("文件里没有文字", where=name, remedy="请检查是否选错了文件")
    return Source(name, "markdown" if markdown else "text", digest, lines)


def split(text: str, *, markdown: bool = False) -> tuple[Line, ...]:
    """Lines of a text, form feeds as page starts, bold marks taken out, places kept."""
    out: list[Line] = []
    page = 1
    paged = "\f" in text
    table = row = 0
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not (markdown or paged or "**" in raw or "__" in raw):
            out.append(Line(raw, number))  # most lines of a plain text
            continue
        for index, part in enumerate(raw.split("\f")):
            page += index > 0
            offset = len(raw) - len(raw.split("\f", index)[-1]) if index else 0
            if markdown and part.lstrip().startswith("|"):
                if row == 0:
                    table += 1
                if not _MD_RULE.match(part):
                    row += 1
                    out.extend(_cells(part, number, offset, table, row))
                continue
            row = 0
            line = _line(part, number, offset + 1, markdown)
            style = Style(page_break=True) if index else line.style
            out.append(
                Line(line.text, number, line.column, page if paged else None, style, columns=line.columns)
            )
    return tuple(out)


def _line(part: str, number: int, column: int, markdown: bool) -> Line:
    """One line without markup. `columns` remember where something was taken out."""
    outline: int | None = None
    keep = [(0, len(part))]
    if markdown:
        if _MD_RULE.match(part):
            return Line("", number, column)
        if start := _MD_START.match(part):
            outline = len(start.group(1)) if start.group(1) else None
            keep = [(start.end(), len(part))]
    if "**" in part or "__" in part:
        keep = _without(part, keep[0][0], _BOLD)
    if markdown and "\\" in part:
        keep = [piece for a, b in keep for piece in _unescape(part, a, b)]
    text = "".join(part[a:b] for a, b in keep)
    columns: list[tuple[int, int]] = []
    offset = 0
    for a, b in keep:
        columns.append((offset, column + a))
        offset += b - a
    first = columns[0][1] if columns else column
    # An outline mark of Markdown says that the line is a heading of its own.
    style = Style(outline=outline, whole=True) if outline else PLAIN
    return Line(text, number, first, None, style, columns=tuple(columns[1:]))


def _without(part: str, start: int, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    keep: list[tuple[int, int]] = []
    at = start
    for match in pattern.finditer(part, start):
        group = 1 if match.group(1) is not None else 2
        keep += [(at, match.start()), match.span(group)]
        at = match.end()
    keep.append((at, len(part)))
    return [(a, b) for a, b in keep if a < b]


def _unescape(part: str, start: int, end: int) -> list[tuple[int, int]]:
    keep: list[tuple[int, int]] = []
    at = start
    for match in _MD_ESCAPE.finditer(part, start, end):
        keep.append((at, match.start()))
        at = match.start(1)
    keep.append((at, end))
    return [(a, b) for a, b in keep if a < b]


def _cells(part: str, number: int, offset: int, table: int, row: int) -> list[Line]:
    cells = []
    at = offset
    for column, raw in enumerate(part.strip().strip("|").split("|"), 1):
        text = raw.strip()
        found = part.find(text, at - offset) if text else at - offset
        at = offset + max(found, 0)
        line = _line(text, number, at + 1, True)
        style = Style(whole=True, table=(table, row, column))
        cells.append(Line(line.text, number, line.column, None, style, columns=line.columns))
        at += len(text)
    return cells
