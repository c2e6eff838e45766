"""path -> Source. One file a form; the kind is found by content, never by the suffix alone."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from draftkit.errors import EmptyDocument, InputError, UnsupportedFormat
from draftkit.files import reason
from draftkit.readers import sniff
from draftkit.readers.source import Line, Source, Style

__all__ = ["Line", "Source", "Style", "open_source", "source_of_bytes"]

# No 公文 comes near; larger input is a mistake or an attack.
MAX_BYTES = 32 * 1024 * 1024
MAX_LINES = 30_000  # cells of tables among them; a book of 500 pages has half as many
MAX_CHARACTERS = 3_000_000

# signature -> what it is, what to do about it
_FOREIGN = (
    (b"Rar!", "压缩包", "请先解压"),
    (b"7z\xbc\xaf", "压缩包", "请先解压"),
    (b"\x1f\x8b", "压缩包", "请先解压"),
)
# what tells a form -> the module that reads it; the first that fits counts
_READERS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (sniff.is_ofd, "ofd"),
    (sniff.is_odt, "office"),
    (sniff.is_zip, "docx"),
    (sniff.is_ole, "doc"),
    (sniff.is_pdf, "pdf"),
    (sniff.is_picture, "ocr"),
    (sniff.is_rtf, "rtf"),
    (sniff.is_word_xml, "wordml"),
    (sniff.is_page, "html"),
    (sniff.is_web_archive, "mhtml"),
)


def open_source(path: str | Path) -> Source:
    """Read a file, or standard input for ``-``, into lines.

    Raises InputError and its kinds: missing, a folder, too large, not a document, empty.
    """
    name = str(path)
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError("找不到这个文件", where=name, remedy="请检查路径和文件名") from None
    except IsADirectoryError:
        raise InputError("这是一个文件夹", where=name, remedy="请给出其中的一个文件") from None
    except PermissionError:
        raise InputError(
            "没有权限读取", where=name, remedy="请检查文件的权限，或先关闭占用它的程序"
        ) from None
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "文件名里有不能用的字符"
        raise InputError(f"读不出来（{why}）", where=name, remedy="请检查路径和文件名") from None
    return source_of_bytes(data, name)


def source_of_bytes(data: bytes, name: str = "-") -> Source:
    """The same for bytes already in memory; `name` is shown in messages and hints at Markdown."""
    if len(data) > MAX_BYTES:
        raise InputError(
            f"文件太大（超过 {MAX_BYTES // 1024 // 1024} MB），不像是公文", where=name, remedy="请只留正文"
        )
    if not data.strip():
        raise EmptyDocument("文件是空的", where=name, remedy="请检查是否选错了文件")
    digest = hashlib.sha256(data).hexdigest()
    for signature, what, remedy in _FOREIGN:
        if data.startswith(signature):
            raise UnsupportedFormat(f"这是{what}，现在还读不了", where=name, remedy=remedy)
    for holds, module in _READERS:
        if holds(data):
            return _bounded(import_module(f"draftkit.readers.{module}").read(data, name, digest))
    if name.lower().endswith(".docx"):
        raise UnsupportedFormat(
            "后缀是 .docx，内容却不是 Word 文档", where=name, remedy="请用 Word 或 WPS 打开后另存为 .docx"
        )
    from draftkit.readers import text

    return _bounded(text.read(data, name, digest))


def _bounded(source: Source) -> Source:
    """A source that is read in a second or two. Raises InputError for more than any document holds."""
    count, words = len(source.lines), sum(len(line.text) for line in source.lines)
    if count > MAX_LINES:
        problem = f"文件有 {count} 行（最多 {MAX_LINES} 行），不像是公文"
    elif words > MAX_CHARACTERS:
        problem = f"文件有 {words} 个字（最多 {MAX_CHARACTERS} 个字），不像是公文"
    else:
        return source
    raise InputError(problem, where=source.path, remedy="请只留正文")
