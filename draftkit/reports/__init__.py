"""Results for people and programs: html, docx, xlsx, json, terminal. Each view is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftkit.errors import OutputError

if TYPE_CHECKING:
    from draftkit.comparing import Comparison
    from draftkit.model import Document

__all__ = ["write"]


def write(thing: Document | Comparison | Any, path: str | Path, *, force: bool = False) -> None:
    """Write a document or a comparison to a file whose suffix says the form (按扩展名写出).

    A `Document`: .docx (set by GB/T 9704), .txt, .md or .json. A `Comparison`: .html, .docx,
    .xlsx or .json. A draft is written
    as its document. Raises OutputError for another suffix, and when `path` exists without `force`.
    """
    from draftkit.files import write_whole

    target = Path(path)
    write_whole(target, rendered(thing, target), force=force)


def rendered(thing: Document | Comparison | Any, path: Path) -> bytes | str:
    """What `write` would write to `path`. Raises OutputError for a suffix that it cannot take."""
    from draftkit.model import Document

    suffix = path.suffix.lower()
    document = thing if isinstance(thing, Document) else getattr(thing, "document", None)
    if isinstance(document, Document):
        return _document(document, suffix, path)
    from draftkit.comparing.result import Comparison

    if isinstance(thing, Comparison):
        return _comparison(thing, suffix, path)
    raise TypeError(f"cannot write a {type(thing).__name__}")


COMPARISON_SUFFIXES = (".html", ".htm", ".docx", ".xlsx", ".json")
"""Forms in which a comparison can be written."""


def _comparison(comparison: Comparison, suffix: str, path: Path) -> bytes | str:
    if suffix == ".json":
        from draftkit.reports.comparison_json import comparison_json

        return _json(comparison_json(comparison))
    if suffix in (".html", ".htm"):
        from draftkit.reports.comparison_html import comparison_html

        return comparison_html(comparison)
    if suffix == ".docx":
        from draftkit.reports.comparison_docx import comparison_docx

        return comparison_docx(comparison)
    if suffix == ".xlsx":
        from draftkit.reports.comparison_xlsx import comparison_xlsx

        return comparison_xlsx(comparison)
    raise unknown_suffix(path, COMPARISON_SUFFIXES)


def _document(document: Document, suffix: str, path: Path) -> bytes | str:
    if suffix == ".docx":
        from draftkit.writers.docx import to_docx

        return to_docx(document)
    if suffix == ".json":
        from draftkit.reports.document_json import document_json

        return _json(document_json(document))
    if suffix == ".txt":
        from draftkit.writers.text import to_text

        return to_text(document)
    if suffix == ".md":
        from draftkit.writers.markdown import to_markdown

        return to_markdown(document)
    raise unknown_suffix(path, (".docx", ".txt", ".md", ".json"))


def _json(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def unknown_suffix(path: Path, known: Sequence[str]) -> OutputError:
    """The error for a suffix that says no form which can be written."""
    suffix = path.suffix or "没有扩展名"
    return OutputError(
        f"写不了这种文件（{suffix}）", where=str(path), remedy=f"扩展名可用 {'、'.join(known)}"
    )
