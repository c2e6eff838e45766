"""The library (条款库): a folder of clause files, harvested into and searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from draftkit.errors import LibraryError, LocalityError
from draftkit.files import write_whole
from draftkit.library import store
from draftkit.library.clauses import Clause, HarvestResult, Holding, Origin, Shelf
from draftkit.library.facets import Filter
from draftkit.library.ids import as_typed
from draftkit.library.index import Index
from draftkit.library.likeness import alike
from draftkit.library.lock import locked, sweep
from draftkit.library.search import Found, search
from draftkit.library.topics import STARTER, TopicList, domain_of_document, read_list
from draftkit.library.variants import Variant, variants
from draftkit.model import Document, Level

if TYPE_CHECKING:
    from draftkit.localities import Locality

_COMMON, _LONG, _LOOKED_FOR = 3, 3, 1000  # topics that are looked for in texts
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


class Library:
    """A folder of clauses (条款库).

    path: the folder. create: make it with the first harvest when it is not there. Raises LibraryError
    when the folder is missing or holds no clause files.
    """

    def __init__(self, path: str | Path, *, create: bool = False) -> None:
        self.path = Path(path)
        self._may_create = create
        self._swept = False
        if create:
            _check_is_free(self.path)
        elif not is_library(self.path):
            _check_is_free(self.path)
            what = "这个文件夹不是条款库" if self.path.is_dir() else "找不到这个条款库"
            raise LibraryError(
                what,
                where=str(path),
                remedy="请核对路径，或用 draftkit harvest 文件 --library 文件夹 新建一个",
            )

    def __repr__(self) -> str:
        return f"Library({str(self.path)!r})"

    def documents(self) -> tuple[Holding, ...]:
        """The documents of the library, in the order of their files (馆藏文件)."""
        return tuple(self._index.holdings())

    def clauses(self, status: str | None = "active", only: Filter | None = None) -> Iterator[Clause]:
        """The clauses, file by file. status: ``active``, ``archived`` or None for all; `only` replaces it."""
        return self._index.clauses(only or Filter(status=status))

    def get(self, id: str) -> Clause:
        """The clause with this id or the only one whose id begins so, archived ones included.

        Raises LibraryError when there is none or more than one.
        """
        wanted = as_typed(id)
        found = self._index.ids(wanted, limit=4) if wanted else []
        if not found:
            raise LibraryError(f"库里没有编号为“{id}”的条款", remedy="可用 draftkit clauses list 查看编号")
        if len(found) > 1 and found[0] != wanted:
            some = "、".join(found[:3]) + (" 等" if len(found) > 3 else "")
            raise LibraryError(f"编号“{id}”对应多条条款（{some}）", remedy="请多写几位")
        clause = self._index.with_id(found[0])
        assert clause is not None
        return clause

    def search(
        self, query: str, limit: int = 20, only: Filter | None = None, near: Level | None = None
    ) -> Found:
        """The clauses that contain every term of the query, best first (检索).

        Terms stand between spaces; a phrase with spaces stands between quotation marks. near: the
        level that is drafted for, whose clauses come first. Raises LibraryError for an empty query.
        """
        return search(self._index, query, limit, only or Filter(), near)

    def like(self, text: str, limit: int = 10, only: Filter | None = None) -> list[tuple[float, Clause]]:
        """The clauses that say what a text says, best first, with their likeness from 0 to 1 (相近条款)."""
        return alike(self._index, text, limit, only or Filter())

    def variants(self, clause: Clause) -> list[Variant]:
        """The clause and those of other documents that state the same task, nearest first (变体)."""
        return variants(self._index, clause)

    def problems(self) -> list[str]:
        """Files that cannot be read, one Chinese sentence each (损坏的文件)."""
        return self._index.problems()

    def path_of(self, clause: Clause) -> Path:
        """The file in which a clause stands."""
        return self.path / self._index.path_of(clause.id)

    def short_ids(self, ids: Iterable[str]) -> int:
        """How many characters tell each of these ids from all others of the library."""
        alike = (_common(id, other) for id in ids for other in self._index.neighbours(id))
        return max(6, 1 + max(alike, default=0))

    def counted(self, name: str) -> dict[str, int]:
        """How many clauses there are of each value of a property such as ``topic`` or ``year``."""
        return self._index.counted(name)

    def is_empty(self) -> bool:
        """Whether the library holds no document that can be read."""
        return self._index.is_empty()

    def harvest(
        self, document: Document, source_locality: Locality | None = None, domain: str | None = None
    ) -> HarvestResult:
        """Take in the clauses of a document, or of a newer version of one that is there (收录).

        source_locality: whose words the document speaks, inferred when None. domain: folder for a
        document that is new, told from its title when None. Raises LibraryError when the document
        has no measures, is a draft with 【待填】, or the library is broken or taken.
        """
        if not document.measures:
            raise LibraryError(
                "没有读出可收录的条款", where=document.source.path, remedy="请检查文件是否有带序号的正文"
            )
        if any("【待填" in p.text for p in document.paragraphs):
            raise LibraryError(
                "这是草稿，还有【待填】没有填好，没有收录",
                where=document.source.path or None,
                remedy="请填好定稿以后再收录",
            )
        if self._may_create:
            _create(self.path)
        with self.written():
            return self._take_in(document, source_locality or _inferred(document), domain)

    @contextmanager
    def written(self) -> Iterator[None]:
        """Hold the library for writing, with an index that knows what others have written."""
        with locked(self.path):
            if not self._swept:
                sweep(self.path)
                self._swept = True
            self._index.refresh(folders_only=True)
            for problem in self.problems():
                raise LibraryError(problem.rstrip("。"), remedy="条款库里有坏文件，先改好它再收录")
            yield

    def write(self, shelf: Shelf, path: Path) -> None:
        """Write a file and take it into the index; only while `written` is held."""
        store.write_shelf(shelf, path)
        self._index.written(path)

    def _take_in(self, document: Document, place: Locality | None, domain: str | None) -> HarvestResult:
        from draftkit.library.harvest import clauses_of, merge, words_of_document, words_of_shelf

        origin = replace(_origin(document, place), text=words_of_document(document))
        holding = self._same_document(origin)
        old = store.read_shelf(holding.path, self.path) if holding else None
        if holding and old:
            there = replace(old.origin, text=words_of_shelf(old))
            if (note := _nothing_new(there, origin)) is not None:
                return _untouched(holding.path, old, note)
            origin = replace(origin, former=_former(there))
        fresh = clauses_of(document, origin, place, self.topics, self._common_topics())
        merged = merge(old, fresh)
        if holding and old and not (merged.added or merged.updated or merged.archived):
            return _untouched(holding.path, old, "")
        domain = old.domain if old else _folder_name(domain or self._domain(document, origin.place))
        path = holding.path if holding else self._new_path(origin, domain)
        clauses = tuple(replace(c, domain=domain) for c in merged.clauses)
        self.write(Shelf(origin, clauses, domain, path, old.extra if old else {}), path)
        return HarvestResult(merged.added, merged.unchanged, merged.updated, merged.archived, path)

    @property
    def topics(self) -> TopicList:
        """The editable topic list of the library (主题表)."""
        return read_list(self.path)

    def _common_topics(self) -> list[str]:
        """Topics that several headings of the library name, the commonest first."""
        counts = self._index.counted("topic")
        common = [t for t, count in counts.items() if count >= _COMMON and len(t) >= _LONG]
        return sorted(common, key=lambda t: (-counts[t], t))[:_LOOKED_FOR]

    def _same_document(self, origin: Origin) -> Holding | None:
        """Same file, same number, or same title and issuer."""
        for holding in self._index.versions_of(origin):
            if _is_same(holding.origin, origin):
                return holding
        return None

    def _domain(self, document: Document, place: str | None) -> str:
        """A domain that is there already and stands in the title, else the noun of the title."""
        title = document.title or document.notice_title or ""
        there = {name for name in self._index.domains() if name in title}
        return max(sorted(there), key=len) if there else domain_of_document(document, place)

    def _new_path(self, origin: Origin, domain: str) -> Path:
        name = " ".join(filter(None, (origin.doc_number, origin.title))) or Path(origin.file).stem or "未命名"
        stem = _folder_name(name)[:60].rstrip(" .")
        path = self.path / domain / f"{stem}.yaml"
        number = 2
        while path.exists():
            path = self.path / domain / f"{stem} {number}.yaml"
            number += 1
        return path

    @cached_property
    def _index(self) -> Index:
        return Index(self.path)


def is_library(path: Path) -> bool:
    """Whether a folder is a library: it has a topic list or a clause file."""
    if (path / store.TOPICS_FILE).is_file():
        return True
    return any(_looks_like_clauses(file) for file in store.clause_files(path))


def _looks_like_clauses(file: Path) -> bool:
    try:
        with file.open("rb") as handle:
            return b"draftkit.clauses/" in handle.read(400)
    except OSError:
        return False


def _check_is_free(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise LibraryError("这是一个文件，条款库应是文件夹", where=str(path), remedy="请换一个名称")


def _create(path: Path) -> None:
    if not (path / store.TOPICS_FILE).is_file():
        write_whole(path / store.TOPICS_FILE, STARTER, force=True)


def _inferred(document: Document) -> Locality | None:
    """Whose document this is; None when it does not say."""
    from draftkit import localities

    try:
        return localities.infer(document)
    except LocalityError:
        return None


def _origin(document: Document, place: Locality | None) -> Origin:
    return Origin(
        title=document.title or document.notice_title,
        doc_number=document.doc_number,
        issuers=document.issuers or document.signature,
        level=place.level if place else None,
        place=place.name if place else None,
        parents=tuple(place.parents) if place else (),
        issued_on=document.issued_on,
        file=Path(document.source.path).name,
        sha256=document.source.sha256,
    )


def _is_same(there: Origin, new: Origin) -> bool:
    from draftkit.lexicon.text import bare

    if new.sha256 and new.sha256 in (there.sha256, *there.former):
        return True
    if new.doc_number and there.doc_number and bare(new.doc_number) == bare(there.doc_number):
        return True
    if not new.title or bare(new.title) != bare(there.title or ""):
        return False
    ours, theirs = set(map(bare, new.issuers)), set(map(bare, there.issuers))
    return bool(ours & theirs) or (not ours and not theirs and new.place == there.place)


def _nothing_new(there: Origin, new: Origin) -> str | None:
    """Why a document is not taken in: "" for the same file or text, a sentence for an older version.

    A former text that is issued anew, with a later date, is a new version.
    """
    if (new.sha256 and new.sha256 == there.sha256) or new.text == there.text:
        return ""
    reissued = new.text in there.former and (new.issued_on or "") > (there.issued_on or "")
    if not reissued and (new.text in there.former or (new.sha256 and new.sha256 in there.former)):
        return "这个版本以前收录过，库里是更新的版本，没有改动"
    if new.issued_on and there.issued_on and new.issued_on < there.issued_on:
        return f"库里已有 {there.issued_on} 的较新版本，没有改动"
    return None


def _former(there: Origin) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for s in (*there.former, there.sha256, there.text) if s))


def _untouched(path: Path, shelf: Shelf, note: str) -> HarvestResult:
    ids = tuple(c.id for c in shelf.clauses if c.status == "active")
    return HarvestResult((), ids, (), (), path, note or None)


def _folder_name(text: str) -> str:
    return _UNSAFE.sub("_", text.strip()).strip(". ") or "综合"


def _common(a: str, b: str) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
