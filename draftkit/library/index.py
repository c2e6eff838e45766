"""The derived index of a library: one SQLite file in the user's cache, rebuilt for changed files only.

It may be deleted at any time. When the cache cannot be written the index is built in memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from draftkit.errors import LibraryError
from draftkit.lexicon.text import bare
from draftkit.library import indexing
from draftkit.library.bigrams import said, values_of
from draftkit.library.clauses import Clause, Holding, Origin
from draftkit.library.facets import ANY, Filter
from draftkit.library.indexing import SHELF, Stamps
from draftkit.library.lock import locked
from draftkit.library.records import clause_of, origin_of

_ROW = f"SELECT c.record, s.origin, s.domain, s.path FROM clause c JOIN shelf s ON s.id = {SHELF}"
_BUILDING = 1800.0  # seconds to wait while another process builds the same index


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
        self._place: Path | None = None
        self._base = self._open()
        self._folders: Stamps = {}
        self.refresh()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    # -- asking -----------------------------------------------------------------------------------

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """What an SQL query on the tables of `indexing` finds."""
        return self._base.execute(sql, values).fetchall()

    def numbers(self, sql: str, values: Sequence[object] = ()) -> list[int]:
        """The same for one column of numbers."""
        return [row[0] for row in self._base.execute(sql, values)]

    def clauses(self, only: Filter = ANY) -> Iterator[Clause]:
        """The clauses that pass a filter, file by file."""
        query = only.query()
        if query:
            sql = f"{_ROW} WHERE c.id IN (SELECT rowid FROM words WHERE words MATCH ?) ORDER BY s.path, c.id"
            return map(_clause, self._base.execute(sql, (query,)))
        return self._all()

    def _all(self) -> Iterator[Clause]:
        for shelf, day in self._base.execute("SELECT id, day FROM shelf ORDER BY path").fetchall():
            span = indexing.numbers_of(shelf, day)
            yield from map(_clause, self._base.execute(f"{_ROW} WHERE c.id BETWEEN ? AND ?", span).fetchall())

    def numbered(self, numbers: Iterable[int]) -> list[Clause]:
        """The clauses with these numbers, in this order."""
        found = (self._base.execute(f"{_ROW} WHERE c.id = ?", (n,)).fetchone() for n in numbers)
        return [_clause(row) for row in found if row is not None]

    def with_id(self, id: str) -> Clause | None:
        """The clause with this id, None when there is none."""
        row = self._base.execute(f"{_ROW} WHERE c.clause_id = ?", (id,)).fetchone()
        return None if row is None else _clause(row)

    def path_of(self, id: str) -> str:
        """The file of the clause with this id, relative to the library."""
        rows = self.rows(
            f"SELECT s.path FROM clause c JOIN shelf s ON s.id = {SHELF} WHERE c.clause_id = ?", (id,)
        )
        return str(rows[0][0])

    def variants_of(self, ids: Sequence[str]) -> list[Clause]:
        """The clauses with one of these ids, and the variants of them."""
        marks = ",".join("?" * len(ids))
        where = f"c.clause_id IN ({marks}) OR c.variant_of IN ({marks})"
        rows = self._base.execute(f"{_ROW} WHERE {where} ORDER BY c.id", (*ids, *ids))
        return list(map(_clause, rows))

    def holdings(self, where: str = "1", values: Sequence[object] = ()) -> list[Holding]:
        """The documents for which an SQL condition on ``s`` holds, in the order of their files."""
        rows = self._base.execute(
            "SELECT s.origin, s.domain, s.path, s.active, s.archived FROM shelf s "
            f"WHERE s.error IS NULL AND ({where}) ORDER BY s.path",
            values,
        )
        return [
            Holding(_origin(origin), domain, self.root / path, active, archived)
            for origin, domain, path, active, archived in rows
        ]

    def count(self) -> int:
        """How many clauses there are, archived ones included."""
        return int(self.numbers("SELECT coalesce(sum(active + archived), 0) FROM shelf")[0])

    def is_empty(self) -> bool:
        """Whether no document can be read."""
        return not self.rows("SELECT 1 FROM shelf WHERE error IS NULL LIMIT 1")

    def domains(self) -> list[str]:
        """The policy domains of the library."""
        return [str(row[0]) for row in self.rows("SELECT DISTINCT domain FROM shelf WHERE domain <> ''")]

    def counted(self, name: str) -> dict[str, int]:
        """How many clauses there are of each value of a property, archived ones included."""
        start, stop = values_of(name)
        rows = self.rows("SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?", (start, stop))
        return {said(str(term)[len(start) :]): int(str(count)) for term, count in rows}

    def versions_of(self, origin: Origin) -> list[Holding]:
        """Documents that may be the same as this one: same file, number or title; surest first."""
        found: dict[Path, Holding] = {}
        for where, value in (
            ("s.id IN (SELECT shelf FROM file WHERE sha256 = ?)", origin.sha256),
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

    def neighbours(self, id: str) -> list[str]:
        """The ids before and after one, in ascending order."""
        asked = (
            "SELECT max(clause_id) FROM clause WHERE clause_id < ?",
            "SELECT min(clause_id) FROM clause WHERE clause_id > ?",
        )
        found = (self._base.execute(sql, (id,)).fetchone()[0] for sql in asked)
        return [other for other in found if other is not None]

    def problems(self) -> list[str]:
        """What is wrong with files that could not be read, one sentence each."""
        return [
            str(row[0]) for row in self.rows("SELECT error FROM shelf WHERE error IS NOT NULL ORDER BY path")
        ]

    # -- keeping ----------------------------------------------------------------------------------

    def refresh(self, *, folders_only: bool = False) -> None:
        """Bring the index up to date with the files.

        folders_only: look only at folders in which files came or went, as all programs that write a
        clause file whole make them; files written over in place are seen the next time.
        """
        folders = _folder_stamps(self.root)
        if folders_only and folders == self._folders:
            return
        try:
            self._synchronise()
        except (sqlite3.OperationalError, LibraryError):  # locked for long, full or read-only
            self._base.close()
            self._place, self._base = None, indexing.prepared(":memory:")
            self._synchronise()
        self._folders = folders

    def written(self, path: Path) -> None:
        """Take in a file that this program has just written, under the lock of the library."""
        try:
            indexing.update_one(self._base, self.root, path.relative_to(self.root).as_posix())
            self._folders = _folder_stamps(self.root)
        except sqlite3.OperationalError:
            self.refresh()

    def _open(self) -> sqlite3.Connection:
        name = hashlib.sha256(str(self.root.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:20]
        path = cache_folder() / f"clauses-{name}-{indexing.VERSION}.sqlite3"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._place = path
            return indexing.prepared(str(path))
        except sqlite3.OperationalError as error:
            if "fts5" in str(error):
                raise LibraryError(
                    "这个 Python 所带的 SQLite 没有全文检索（FTS5）",
                    remedy="请换用官方的 Python 3.11 以上版本",
                ) from None
        except sqlite3.DatabaseError:  # a broken index is thrown away
            path.unlink(missing_ok=True)
            return indexing.prepared(str(path))
        except OSError:
            pass
        self._place = None
        return indexing.prepared(":memory:")

    def _synchronise(self) -> None:
        found = indexing.stamps(self.root)
        there = indexing.known(self._base)
        if found == there:
            return
        changed = sum(there.get(path) != stamp for path, stamp in found.items())
        if self._place is None or not indexing.is_much(changed, len(there)):
            indexing.update(self._base, self.root, found)
        else:
            self._build(self._place)

    def _build(self, place: Path) -> None:
        with locked(place.parent, _BUILDING, f".{place.name}.lock"):
            self._base.close()
            self._base = indexing.prepared(str(place))
            found = indexing.stamps(self.root)
            if indexing.known(self._base) != found:  # nobody was faster
                self._base.close()
                indexing.build(place, self.root, found)
                self._base = indexing.prepared(str(place))


def _folder_stamps(root: Path) -> Stamps:
    """When files last came to or went from the folders of a library."""
    try:
        with os.scandir(root) as entries:
            inner = [Path(e.path) for e in entries if e.is_dir() and not e.name.startswith(".")]
        return {str(folder): str(folder.stat().st_mtime_ns) for folder in (root, *inner)}
    except OSError:
        return {}


def _clause(row: Sequence[str]) -> Clause:
    record, origin, domain, path = row
    return clause_of(json.loads(record), path, _origin(origin), domain)


@lru_cache(maxsize=256)
def _origin(record: str) -> Origin:
    return origin_of(json.loads(record))
