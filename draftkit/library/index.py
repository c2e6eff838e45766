"""The derived index of a library: one SQLite file in the user's cache, rebuilt for changed files only.

It may be deleted at any time. When the cache cannot be written the index is built in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from draftkit.errors import LibraryError
from draftkit.lexicon.text import bare
from draftkit.library.bigrams import SEPARATOR, words
from draftkit.library.clauses import Clause, Holding, Origin, Shelf
from draftkit.library.records import clause_of, clause_record, origin_of, origin_record
from draftkit.library.store import clause_files, domain_of, read_shelf

_VERSION = 1  # of the tables below; another number, another file
_TABLES = """
CREATE TABLE shelf (id INTEGER PRIMARY KEY, path TEXT UNIQUE, stamp TEXT, domain TEXT, level TEXT,
    issued_on TEXT, number TEXT, title TEXT, files TEXT, origin TEXT, error TEXT);
CREATE TABLE clause (id INTEGER PRIMARY KEY, shelf INTEGER, clause_id TEXT, status TEXT, topics TEXT,
    more TEXT, record TEXT);
CREATE INDEX shelf_by_number ON shelf (number);
CREATE INDEX shelf_by_title ON shelf (title);
CREATE INDEX clause_by_shelf ON clause (shelf);
CREATE INDEX clause_by_id ON clause (clause_id);
CREATE VIRTUAL TABLE words USING fts5(heading, body, more, content='', tokenize='ascii', prefix='1');
"""
_ROW = "SELECT c.record, s.origin, s.domain, s.path FROM clause c JOIN shelf s ON s.id = c.shelf"
Stamps = dict[str, str]


def cache_folder() -> Path:
    """Where derived files live: DRAFTKIT_CACHE, else the user's cache folder of the system."""
    own = os.environ.get("DRAFTKIT_CACHE")
    if own:
        return Path(own)
    system = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return Path(system or Path.home() / ".cache") / "draftkit"


class Index:
    """Everything that is asked of a library without opening its files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._base = self._open()
        self.refresh()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def refresh(self) -> None:
        """Bring the index up to date with the files."""
        try:
            self._synchronise()
        except sqlite3.OperationalError:  # locked for long, full or read-only: go on without the cache
            self._base.close()
            self._base = _prepared(":memory:")
            self._synchronise()

    # -- asking -----------------------------------------------------------------------------------

    def clauses(self, where: str = "1", values: Sequence[object] = ()) -> Iterator[Clause]:
        """The clauses for which an SQL condition on ``c`` (clause) and ``s`` (shelf) holds."""
        rows = self._base.execute(f"{_ROW} WHERE {where} ORDER BY s.path, c.id", values)
        return (self._clause(row) for row in rows)

    def matching(
        self, query: str, where: str, values: Sequence[object], limit: int
    ) -> tuple[int, list[tuple[float, Clause]]]:
        """How many clauses match, and the best of them with their scores (higher is better)."""
        source = "words JOIN clause c ON c.id = words.rowid JOIN shelf s ON s.id = c.shelf"
        condition = f"words MATCH ? AND {where}"
        count = self._base.execute(f"SELECT count(*) FROM {source} WHERE {condition}", (query, *values))
        best = self._base.execute(
            f"SELECT c.record, s.origin, s.domain, s.path, -bm25(words, 30.0, 1.0, 0.5) AS score FROM {source} "
            f"WHERE {condition} ORDER BY score DESC, s.issued_on DESC, s.path, c.id LIMIT ?",
            (query, *values, limit),
        )
        return count.fetchone()[0], [(row[4], self._clause(row[:4])) for row in best]

    def holdings(self, where: str = "1", values: Sequence[object] = ()) -> list[Holding]:
        """The documents for which an SQL condition on ``s`` holds, in the order of their files."""
        rows = self._base.execute(
            "SELECT s.origin, s.domain, s.path, coalesce(sum(c.status = 'active'), 0), "
            "coalesce(sum(c.status <> 'active'), 0) FROM shelf s LEFT JOIN clause c ON c.shelf = s.id "
            f"WHERE s.error IS NULL AND {where} GROUP BY s.id ORDER BY s.path",
            values,
        )
        return [
            Holding(origin_of(json.loads(origin)), domain, self.root / path, active, archived)
            for origin, domain, path, active, archived in rows
        ]

    def versions_of(self, origin: Origin) -> list[Holding]:
        """Documents that may be the same as this one: same file, number or title; surest first."""
        found: dict[Path, Holding] = {}
        for where, value in (
            ("instr(s.files, ?)", origin.sha256),
            ("s.number = ?", bare(origin.doc_number or "")),
            ("s.title = ?", bare(origin.title or "")),
        ):
            for holding in self.holdings(where, (value,)) if value else ():
                found.setdefault(holding.path, holding)
        return list(found.values())

    def ids(self, prefix: str, limit: int = -1) -> list[str]:
        """The ids that begin with `prefix`, in ascending order."""
        rows = self._base.execute(
            "SELECT DISTINCT clause_id FROM clause WHERE clause_id >= ? AND clause_id < ? "
            "ORDER BY clause_id LIMIT ?",
            (prefix, prefix + "\uffff", limit),
        )
        return [row[0] for row in rows]

    def problems(self) -> list[str]:
        """What is wrong with files that could not be read, one sentence each."""
        return [row[0] for row in self._base.execute("SELECT error FROM shelf WHERE error IS NOT NULL")]

    def _clause(self, row: Sequence[str]) -> Clause:
        from dataclasses import replace

        record, origin, domain, path = row
        clause = clause_of(json.loads(record), path, origin_of(json.loads(origin)))
        return replace(clause, domain=domain)

    # -- keeping ----------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        name = hashlib.sha256(str(self.root.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:20]
        path = cache_folder() / f"clauses-{name}-{_VERSION}.sqlite3"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _prepared(str(path))
        except sqlite3.OperationalError as error:
            if "fts5" in str(error):
                raise LibraryError(
                    "这个 Python 所带的 SQLite 没有全文检索（FTS5）",
                    remedy="请换用官方的 Python 3.11 以上版本",
                ) from None
            return _prepared(":memory:")
        except sqlite3.DatabaseError:  # a broken index is thrown away
            path.unlink(missing_ok=True)
            return _prepared(str(path))
        except OSError:
            return _prepared(":memory:")

    def _synchronise(self) -> None:
        found = _stamps(self.root)
        if found == self._known():
            return
        with self._base:
            self._base.execute("BEGIN IMMEDIATE")
            known = self._known()
            for path in known.keys() - found.keys():
                self._forget(path)
            for path, stamp in found.items():
                if known.get(path) != stamp:
                    self._forget(path)
                    self._learn(path, stamp)

    def _known(self) -> Stamps:
        return dict(self._base.execute("SELECT path, stamp FROM shelf"))

    def _forget(self, path: str) -> None:
        found = self._base.execute("SELECT id FROM shelf WHERE path = ?", (path,)).fetchone()
        if found is None:
            return
        for number, more, record in self._base.execute(
            "SELECT id, more, record FROM clause WHERE shelf = ?", found
        ).fetchall():
            # A contentless index must be told what it is to forget.
            self._base.execute(
                "INSERT INTO words (words, rowid, heading, body, more) VALUES ('delete', ?, ?, ?, ?)",
                (number, *_columns(json.loads(record), more)),
            )
        self._base.execute("DELETE FROM clause WHERE shelf = ?", found)
        self._base.execute("DELETE FROM shelf WHERE id = ?", found)

    def _learn(self, path: str, stamp: str) -> None:
        file = self.root / path
        shelf, error = _read(file, self.root)
        o = shelf.origin
        files = " ".join((o.sha256, *o.former))
        record = json.dumps(origin_record(o), ensure_ascii=False)
        added = self._base.execute(
            "INSERT INTO shelf (path, stamp, domain, level, issued_on, number, title, files, origin, error) "
            "VALUES (?,?,?,?,?,?,?,?,?,?)",
            (path, stamp, shelf.domain, o.level, o.issued_on or "", bare(o.doc_number or ""),
             bare(o.title or ""), files, record, error),
        )  # fmt: skip
        for clause in shelf.clauses:
            self._add(added.lastrowid, clause)

    def _add(self, shelf: int | None, clause: Clause) -> None:
        record = clause_record(clause)
        topics = "\n".join(("", *clause.topics, ""))
        note = clause.responsibility.original if clause.responsibility else ""
        more = SEPARATOR.join((note, *clause.topics))
        added = self._base.execute(
            "INSERT INTO clause (shelf, clause_id, status, topics, more, record) VALUES (?,?,?,?,?,?)",
            (shelf, clause.id, clause.status, topics, more, json.dumps(record, ensure_ascii=False)),
        )
        self._base.execute(
            "INSERT INTO words (rowid, heading, body, more) VALUES (?, ?, ?, ?)",
            (added.lastrowid, *_columns(record, more)),
        )


def _prepared(place: str) -> sqlite3.Connection:
    base = sqlite3.connect(place, timeout=30, isolation_level=None)
    try:
        if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone():
            _create(base)
    except sqlite3.Error:
        base.close()
        raise
    return base


def _create(base: sqlite3.Connection) -> None:
    """Make the tables, unless another process was faster."""
    base.execute("BEGIN IMMEDIATE")
    if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone():
        for statement in _TABLES.split(";"):
            base.execute(statement)
    base.execute("COMMIT")


def _columns(record: dict[str, Any], more: str) -> tuple[str, str, str]:
    return words(record["heading"] or ""), words(record["original"]), words(more)


def _read(file: Path, root: Path) -> tuple[Shelf, str | None]:
    """The file's clauses; a broken file has none, and a sentence that says what is wrong."""
    try:
        return read_shelf(file, root), None
    except LibraryError as error:
        return Shelf(Origin(), (), domain_of(file, root)), error.render()


def _stamps(root: Path) -> Stamps:
    """Relative path -> what changes when a file is written: time, size and, where there is one, inode."""
    stamps: Stamps = {}
    for path in clause_files(root):
        try:
            info = path.stat()
        except FileNotFoundError:  # moved while we look
            continue
        stamps[path.relative_to(root).as_posix()] = f"{info.st_mtime_ns} {info.st_size} {info.st_ino}"
    return stamps
