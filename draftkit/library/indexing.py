"""Keeping the index: its tables, what it knows of each file, building it anew."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from draftkit.errors import LibraryError
from draftkit.lexicon.text import bare
from draftkit.library.bigrams import joined, key, tokens
from draftkit.library.clauses import Clause, Origin, Shelf
from draftkit.library.facets import document_facets, facets_of
from draftkit.library.records import clause_record, origin_record
from draftkit.library.store import SUFFIXES, TOPICS_FILE, domain_of, read_shelf

VERSION = 3  # of the tables below; another number, another file
_TABLES = """
CREATE TABLE shelf (id INTEGER PRIMARY KEY, path TEXT UNIQUE, stamp TEXT, domain TEXT, level TEXT, day INTEGER,
    number TEXT, title TEXT, origin TEXT, error TEXT, active INTEGER, archived INTEGER);
CREATE TABLE file (sha256 TEXT, shelf INTEGER);
CREATE TABLE clause (id INTEGER PRIMARY KEY, clause_id TEXT, variant_of TEXT, facets TEXT, record TEXT);
CREATE TABLE text (id INTEGER PRIMARY KEY, heading TEXT, body TEXT);
CREATE INDEX shelf_by_number ON shelf (number);
CREATE INDEX shelf_by_title ON shelf (title);
CREATE INDEX shelf_by_domain ON shelf (domain);
CREATE INDEX shelf_with_error ON shelf (id) WHERE error IS NOT NULL;
CREATE INDEX file_by_sha256 ON file (sha256);
CREATE INDEX file_by_shelf ON file (shelf);
CREATE INDEX clause_by_id ON clause (clause_id);
CREATE INDEX clause_by_variant ON clause (variant_of) WHERE variant_of IS NOT NULL;
CREATE VIRTUAL TABLE words USING fts5(tokens, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');
"""
_IN_ORDER = 20_000  # clauses put into the index at a time: it takes them in the order of their numbers
_MANY = 400  # changed files from which the index is built anew beside the old one

# The number of a clause in the index: newest documents first, then file by file, in reading order.
_DAYS, _SHELF_BITS, _CLAUSE_BITS = 99_999, 22, 20
Stamps = dict[str, str]
_Row = tuple[int, tuple[object, ...], tuple[int, str, str], tuple[int, str]]


def number_of(shelf: int, day: int, n: int) -> int:
    """The number of the n-th clause of a file."""
    return ((_DAYS - day) << (_SHELF_BITS + _CLAUSE_BITS)) | (shelf << _CLAUSE_BITS) | n


def numbers_of(shelf: int, day: int) -> tuple[int, int]:
    """The first and the last number that a clause of a file can have."""
    return number_of(shelf, day, 0), number_of(shelf, day, (1 << _CLAUSE_BITS) - 1)


SHELF = f"((c.id >> {_CLAUSE_BITS}) & {(1 << _SHELF_BITS) - 1})"  # the same in SQL


def day_of(issued_on: str | None) -> int:
    """Days since 1900, 0 when the document is not dated."""
    try:
        day = (date.fromisoformat(issued_on or "") - date(1900, 1, 1)).days
    except ValueError:
        return 0
    return min(max(day, 0), _DAYS)


def stamps(root: Path) -> Stamps:
    """Relative path -> what changes when a file is written: time, size and, where there is one, inode."""
    found: Stamps = {}
    with suppress(OSError), os.scandir(root) as entries:
        folders = [e.name for e in entries if e.is_dir() and not e.name.startswith(".")]
        found.update(_stamps_in(root, ""))
        for folder in sorted(folders):
            found.update(_stamps_in(root / folder, f"{folder}/"))
    found.pop(TOPICS_FILE, None)
    return found


def _stamps_in(folder: Path, prefix: str) -> Iterator[tuple[str, str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.endswith(SUFFIXES) and not name.startswith("."):
                with suppress(FileNotFoundError):  # moved while we look
                    yield prefix + name, stamp_of(entry.stat())


def stamp_of(info: os.stat_result) -> str:
    """What changes when a file is written."""
    return f"{info.st_mtime_ns} {info.st_size} {info.st_ino}"


def prepared(place: str) -> sqlite3.Connection:
    """An open index, made when it is not there."""
    base = sqlite3.connect(place, timeout=30, isolation_level=None)
    try:
        base.execute("PRAGMA cache_size = -8000")
        if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'vocabulary'").fetchone():
            _create(base)
    except sqlite3.Error:
        base.close()
        raise
    return base


def _create(base: sqlite3.Connection) -> None:
    """Make the tables, unless another process was faster."""
    base.execute("BEGIN IMMEDIATE")
    if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'vocabulary'").fetchone():
        for statement in _TABLES.split(";"):
            base.execute(statement)
    base.execute("COMMIT")


def known(base: sqlite3.Connection) -> Stamps:
    """The files that the index has read, and how they were stamped then."""
    return dict(base.execute("SELECT path, stamp FROM shelf"))


def is_much(changed: int, there: int) -> bool:
    """Whether so many files changed that building anew is quicker."""
    return changed >= _MANY and changed * 3 > there


def build(place: Path, root: Path, found: Stamps, told: Callable[[int, int], None] | None = None) -> None:
    """Make the index beside `place` and put it there whole."""
    temporary = place.with_name(f".{place.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    try:
        base = prepared(str(temporary))
        try:
            for pragma in (
                "journal_mode = OFF",
                "synchronous = OFF",
                "cache_size = -64000",
                "locking_mode = EXCLUSIVE",
            ):
                base.execute(f"PRAGMA {pragma}")
            # Few large pieces, made one at the end, instead of many small ones merged again and again.
            for name, value in (("automerge", 0), ("crisismerge", 10_000), ("hashsize", 1 << 28)):
                base.execute("INSERT INTO words (words, rank) VALUES (?, ?)", (name, value))
            base.execute("BEGIN")
            learn(base, root, found.items(), told)
            base.execute("INSERT INTO words (words) VALUES ('optimize')")
            for name, value in (("automerge", 4), ("crisismerge", 16), ("hashsize", 1 << 20)):
                base.execute("INSERT INTO words (words, rank) VALUES (?, ?)", (name, value))
            base.execute("COMMIT")
        finally:
            base.close()
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def update(base: sqlite3.Connection, root: Path, found: Stamps) -> None:
    """Forget what is gone, read what is new or changed."""
    base.execute("BEGIN IMMEDIATE")
    try:
        there = known(base)
        changed = {path: stamp for path, stamp in found.items() if there.get(path) != stamp}
        for path in (*(there.keys() - found.keys()), *(changed.keys() & there.keys())):
            forget(base, path)
        learn(base, root, changed.items())
        base.execute("COMMIT")
    except BaseException:
        base.execute("ROLLBACK")
        raise


def update_one(base: sqlite3.Connection, root: Path, path: str) -> None:
    """Bring one file up to date; for who has just written it."""
    base.execute("BEGIN IMMEDIATE")
    try:
        forget(base, path)
        learn(base, root, [(path, stamp_of((root / path).stat()))])
        base.execute("COMMIT")
    except BaseException:
        base.execute("ROLLBACK")
        raise


def forget(base: sqlite3.Connection, path: str) -> None:
    """Take a file and its clauses out of the index."""
    row = base.execute("SELECT id, day FROM shelf WHERE path = ?", (path,)).fetchone()
    if row is None:
        return
    numbers = numbers_of(*row)
    # The index holds no texts, so it must be told what it is to forget.
    base.executemany(
        "INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?, ?)",
        [
            (number, tokens(heading, body, facets))
            for number, heading, body, facets in base.execute(
                "SELECT t.id, t.heading, t.body, c.facets FROM text t JOIN clause c ON c.id = t.id "
                "WHERE t.id BETWEEN ? AND ?",
                numbers,
            )
        ],
    )
    for table in ("clause", "text"):
        base.execute(f"DELETE FROM {table} WHERE id BETWEEN ? AND ?", numbers)
    base.execute("DELETE FROM file WHERE shelf = ?", row[:1])
    base.execute("DELETE FROM shelf WHERE id = ?", row[:1])


def learn(
    base: sqlite3.Connection,
    root: Path,
    files: Iterable[tuple[str, str]],
    told: Callable[[int, int], None] | None = None,
) -> None:
    """Read files and put their clauses into the index. told: is called with files read and in all."""
    rows: list[_Row] = []
    for path, stamp in files:
        rows += _rows_of(base, root, path, stamp)
        if len(rows) >= _IN_ORDER:
            _put(base, rows)
            rows = []
    _put(base, rows)


def _put(base: sqlite3.Connection, rows: list[_Row]) -> None:
    rows.sort(key=lambda row: row[0])
    base.executemany("INSERT INTO clause VALUES (?,?,?,?,?)", [row[1] for row in rows])
    base.executemany("INSERT INTO text VALUES (?,?,?)", [row[2] for row in rows])
    base.executemany("INSERT INTO words (rowid, tokens) VALUES (?,?)", [row[3] for row in rows])


def _rows_of(base: sqlite3.Connection, root: Path, path: str, stamp: str) -> Iterator[_Row]:
    shelf, error = _read(root / path, root)
    o, day = shelf.origin, day_of(shelf.origin.issued_on)
    active = sum(c.status == "active" for c in shelf.clauses)
    added = base.execute(
        "INSERT INTO shelf (path, stamp, domain, level, day, number, title, origin, error, active, archived) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (path, stamp, shelf.domain, o.level, day, bare(o.doc_number or ""), bare(o.title or ""),
         _json(origin_record(o)), error, active, len(shelf.clauses) - active),
    )  # fmt: skip
    number = added.lastrowid or 0
    base.executemany("INSERT INTO file VALUES (?,?)", [(sha, number) for sha in (o.sha256, *o.former) if sha])
    shared = document_facets(o, shelf.domain)
    for n, clause in enumerate(shelf.clauses):
        yield _row(clause, number_of(number, day, n), shared)


def _row(clause: Clause, number: int, shared: list[str]) -> _Row:
    heading = key(clause.heading or "")
    note = clause.responsibility.original if clause.responsibility else ""
    body = joined((clause.original, note, *clause.topics))
    facets = " ".join((*shared, *facets_of(clause)))
    return (
        number,
        (number, clause.id, clause.variant_of, facets, _json(clause_record(clause))),
        (number, heading, body),
        (number, tokens(heading, body, facets)),
    )


_json: Callable[[Mapping[str, object]], str] = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":")
).encode


def _read(file: Path, root: Path) -> tuple[Shelf, str | None]:
    """The file's clauses; a broken file has none, and a sentence that says what is wrong."""
    try:
        return read_shelf(file, root), None
    except LibraryError as error:
        return Shelf(Origin(), (), domain_of(file, root)), error.render()
