"""Plain text and Markdown: bytes -> lines. Encodings as Chinese offices have them."""

from __future__ import annotations

import re

from draftkit.errors import EmptyDocument, InputError, UnsupportedFormat
from draftkit.readers import markdown, sniff
from draftkit.readers.source import PLAIN, Line, Source, Style

_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WIDE = re.compile(r"[\u4e00-\u9fff\ue000-\uf8ff]")
_ODD = re.compile(r"[\ue000-\uf8ff\ufffd]")
_UOF = re.compile(r"<(?:uof:UOF|UOF)\b|schemas\.uof\.org")
_FEWEST = 20  # ideographs: of fewer, nothing can be said


def decode(data: bytes, name: str) -> str:
    """Text of UTF-8, UTF-16, GB18030 or Big5 bytes. Raises InputError for anything else."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise InputError("文字编码有错，读不出来", where=name, remedy="请另存为 UTF-8 编码") from None
    if b"\0" in data[:4096] and (text := _unmarked_utf16(data)):
        return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_gb18030(data, name, error)


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark at its start; "" when it is none."""
    for codec in ("utf-16-le", "utf-16-be"):
        text = data[: len(data) // 2 * 2].decode(codec, errors="replace")
        sample = text[:2000]
        if "\0" not in sample and len(_CHINESE.findall(sample)) * 2 > len(sample):
            return text
    return ""


def _rare(data: bytes, text: str) -> bool:
    """Whether bytes are Big5: as GB18030 they give characters that nobody uses, as Big5 usual ones."""
    usual = [char.encode("gb18030")[0] for char in _WIDE.findall(text[:5000])]
    if len(usual) < _FEWEST or sum(0xB0 <= lead <= 0xD7 for lead in usual) > 0.7 * len(usual):
        return False
    try:
        other = data.decode("big5")
    except UnicodeDecodeError:
        return False
    leads = [char.encode("big5")[0] for char in _CHINESE.findall(other[:5000])]
    return len(leads) >= _FEWEST and sum(0xA4 <= lead <= 0xC6 for lead in leads) > 0.9 * len(leads)


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
    if _rare(data, text):
        return data.decode("big5")
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
    marked = name.lower().endswith((".md", ".markdown")) or markdown.looks_so(text)
    lines, notes = markdown.split(text) if marked else (split(text), ())
    if not any(line.text.strip() for line in lines):
        raise EmptyDocument("文件里没有文字", where=name, remedy="请检查是否选错了文件")
    return Source(name, "markdown" if marked else "text", digest, lines, notes=notes)


def split(text: str) -> tuple[Line, ...]:
    """Lines of a plain text, form feeds as page starts, bold marks taken out, places kept."""
    out: list[Line] = []
    page = 1
    paged = "\f" in text
    raws = (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text).split("\n")
    if not (paged or "**" in text or "__" in text):
        return tuple([Line(raw, number) for number, raw in enumerate(raws, 1)])
    for number, raw in enumerate(raws, 1):
        if not (paged or "**" in raw or "__" in raw):
            out.append(Line(raw, number))  # most lines of a plain text
            continue
        offset = 0
        for index, part in enumerate(raw.split("\f")):
            page += index > 0
            style = Style(page_break=True) if index else PLAIN
            keep = markdown.without_bold(part, 0)
            out.append(markdown.line_of(part, number, keep, style, page if paged else None, offset))
            offset += len(part) + 1
    return tuple(out)
