"""Build the shipped clause_library/ from samples/*.docx.

    python tools/build_library.py [FOLDER]

Everything but the ids is what ``draftkit harvest`` does. The ids of shipped clauses are derived
from the date and name of the file and the clause's number, so that the folder is the same wherever
it is built; a test checks that it is fresh.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import draftkit
from draftkit.library import store
from draftkit.library.clauses import Shelf
from draftkit.library.ids import encode
from draftkit.library.lock import LOCK_FILE

ROOT = Path(__file__).resolve().parent.parent


def build(target: Path) -> None:
    """Harvest the samples into `target`, which is emptied first."""
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as cache:
        os.environ["DRAFTKIT_CACHE"] = cache
        library = draftkit.Library(target, create=True)
        for file in sorted((ROOT / "samples").glob("*.docx")):
            print(library.harvest(draftkit.read(file)).path.relative_to(target))
    for path in store.clause_files(target):
        shelf = store.read_shelf(path, target)
        store.write_shelf(with_fixed_ids(shelf), path)
    (target / LOCK_FILE).unlink(missing_ok=True)


def with_fixed_ids(shelf: Shelf) -> Shelf:
    """The same clauses with ids that only depend on the source."""
    issued = shelf.origin.issued_on
    days = (date.fromisoformat(issued) - date(1970, 1, 1)).days if issued else 0
    name = int.from_bytes(hashlib.sha256(shelf.origin.file.encode()).digest()[:8], "big")
    clauses = [
        replace(clause, id=encode(days * 86_400_000 << 80 | number << 64 | name))
        for number, clause in enumerate(shelf.clauses, 1)
    ]
    return replace(shelf, clauses=tuple(clauses))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Build the shipped clause library from the samples.")
    arguments.add_argument(
        "folder", nargs="?", type=Path, default=ROOT / "clause_library", help="emptied first"
    )
    build(arguments.parse_args().folder)
