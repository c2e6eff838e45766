"""Tables for spreadsheet programs: csv that Excel and WPS open with a double click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table whole, in UTF-8 with the mark by which Excel knows it, over an older one."""
    import csv
    import io

    from draftkit.files import write_whole

    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(header)
    table.writerows([_cell(value) for value in row] for row in rows)
    write_whole(path, "\ufeff" + out.getvalue(), force=True)


def _cell(value: object) -> str:
    # A spreadsheet program takes a text that begins like this for a formula and runs it.
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
