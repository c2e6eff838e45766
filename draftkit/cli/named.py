"""The documents that a command line names: files, folders and patterns (命令行上写的文件)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from draftkit.model import Document

# What is taken from a folder; a file that is named is read whatever it is called.
SUFFIXES = frozenset(
    ".docx .doc .wps .rtf .odt .pdf .ofd .txt .md .html .htm .mht .mhtml .png .jpg .jpeg .tif .tiff".split()
)


def documents_named(named: Sequence[str]) -> list[str]:
    """The files that are named, once each: themselves, by patterns (*.docx, **), or by their folder.

    Raises InputError when a pattern or a folder names none.
    """
    found: dict[str, None] = {}
    for name in named:
        path = Path(name)
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*")) if _is_document(p.relative_to(path)) and p.is_file()]
            _some(inside, name, "这个文件夹里没有可读的文件")
            found.update(dict.fromkeys(map(str, inside)))
        elif any(c in name for c in "*?[") and not path.exists():
            import glob

            # Path.glob takes no absolute pattern.
            matching = [p for p in sorted(glob.glob(name, recursive=True)) if Path(p).is_file()]  # noqa: PTH207
            _some(matching, name, "没有合乎这个写法的文件")
            found.update(dict.fromkeys(matching))
        else:
            found[name] = None
    return list(found)


def typed(*words: str) -> str:
    """A command as one can type it again: what holds a blank stands in quotation marks."""
    return " ".join(f'"{word}"' if any(c in word for c in " \t　()（）&") else word for word in words)


def read_telling(path: str) -> Document:
    """Read a file; what its reader has to say goes to standard error. Raises InputError and its kinds."""
    import click

    from draftkit.errors import InputError
    from draftkit.parsing import read

    if Path(path).name.startswith("~$"):
        raise InputError(
            "这是 Word、WPS 打开文件时留下的临时文件，不是公文",
            where=path,
            remedy="请选同一个文件夹里不带“~$”的那个文件",
        )
    document = read(path)
    for warning in document.warnings:
        click.echo(f"提示：{path}：{warning}。", err=True)
    return document


def _is_document(path: Path) -> bool:
    """Whether a file found in a folder looks like a document; Word's lock files and hidden ones do not."""
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    return not hidden and path.suffix.lower() in SUFFIXES


def _some(found: Sequence[object], where: str, cause: str) -> None:
    from draftkit.errors import InputError

    if not found:
        raise InputError(cause, where=where, remedy=f"可读 {'、'.join(sorted(SUFFIXES))} 文件")
