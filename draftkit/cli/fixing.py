"""What `draftkit check --fix` writes: the user's own docx with corrections and comments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from draftkit.checking import Settings
    from draftkit.checking.engine import Checked


def write_fixed(checked: Checked, target: Path, settings: Settings, *, force: bool, quiet: bool) -> None:
    """Write it and say how much was changed. What is no docx is set as one first.

    quiet: say it on standard error. Raises OutputError when the target cannot be written.
    """
    from draftkit.files import write_whole
    from draftkit.reports.problems_docx import fixed

    if checked.data is None:
        click.echo(f"提示：{checked.file} 不是 .docx，先按 GB/T 9704 排成 Word 文档，再作修订。", err=True)
        checked = _set_first(checked, settings)
    assert checked.data is not None
    done = fixed(checked.data, checked.document, checked.problems)
    write_whole(target, done.data, force=force)
    click.echo(f"已写出 {target}：修订 {done.made} 处，批注 {done.comments} 条", err=quiet)
    for refusal in done.refused:
        click.echo(f"  · 只作了批注：{refusal}", err=quiet)


def _set_first(checked: Checked, settings: Settings) -> Checked:
    """The same document as a docx, proofread again, because its places are other ones."""
    from dataclasses import replace

    from draftkit.checking import check_document
    from draftkit.parsing import parse
    from draftkit.readers import source_of_bytes
    from draftkit.writers.docx import to_docx

    data = to_docx(checked.document)
    document = parse(source_of_bytes(data, checked.file))
    problems = check_document(document, settings)
    return replace(checked, document=document, problems=problems, data=data)
