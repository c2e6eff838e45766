"""Looking after clauses (条款维护): each change is checked, and the file says who made it, when and why."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from draftkit.errors import LibraryError
from draftkit.library import law, store
from draftkit.library.clauses import Clause, Earlier, Edit
from draftkit.library.harvest import EDITED, MERGED, RESTORED, RETIRED
from draftkit.library.library import Library
from draftkit.library.records import clause_of, clause_record
from draftkit.library.slotting import local_words


def user() -> str:
    """Who makes a change: DRAFTKIT_USER, else the name of the account."""
    try:
        return os.environ.get("DRAFTKIT_USER") or getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def retire(library: Library, id: str, who: str, why: str = "") -> Clause:
    """Take a clause out of use (停用). Raises LibraryError when it is out already."""
    return _change(library, id, lambda c: _standing(c, "archived"), Edit(_now(), who, RETIRED, why))


def restore(library: Library, id: str, who: str, why: str = "") -> Clause:
    """Take a clause into use again (恢复). Raises LibraryError when it is in use."""
    return _change(library, id, lambda c: _standing(c, "active"), Edit(_now(), who, RESTORED, why))


def merge(library: Library, id: str, others: Sequence[str], who: str, why: str = "") -> list[Clause]:
    """Let one clause stand for others that say the same (合并): they are archived as its variants.

    Raises LibraryError for a clause that is to be merged with itself or is gone.
    """
    kept = library.get(id)
    gone = [library.get(other) for other in others]
    if any(other.id == kept.id for other in gone):
        raise LibraryError("一条条款不能并入它自己", where=kept.id, remedy="请核对编号")
    edit = Edit(_now(), who, MERGED, why or f"并入 {kept.id}")
    put = partial(replace, status="archived", variant_of=kept.id)
    return _change_all(library, {one.id: (put, edit) for one in gone})


def replaced(library: Library, new: Clause, who: str, why: str = "") -> Clause:
    """Put an edited clause in the place of the one with its id.

    Other words make a new version. Raises LibraryError when the clause breaks the law of the library or
    nothing differs.
    """
    return replaced_all(library, [(new, why)], who)[0]


def replaced_all(library: Library, edited: Sequence[tuple[Clause, str]], who: str) -> list[Clause]:
    """The same for many clauses, each with its reason; every file is written once."""
    when = _now()
    return _change_all(
        library,
        {checked(new).id: (partial(_put, new), Edit(when, who, EDITED, why)) for new, why in edited},
    )


def _put(new: Clause, old: Clause) -> Clause:
    if old == replace(new, version=old.version, earlier=old.earlier, edits=old.edits, origin=old.origin):
        raise LibraryError("内容没有变化", where=old.id, remedy="")
    return versioned(old, new)


def versioned(old: Clause, new: Clause) -> Clause:
    """`new` in the place of `old`: with other words a version more, and the old words kept."""
    notes = [c.responsibility.original if c.responsibility else None for c in (old, new)]
    said = (old.heading, old.original, notes[0]) != (new.heading, new.original, notes[1])
    past = Earlier(old.version, old.heading, old.original, notes[0], old.origin.issued_on)
    return replace(
        new,
        version=old.version + said,
        earlier=(*old.earlier, past) if said else old.earlier,
        edits=old.edits,
        origin=old.origin,
        domain=old.domain,
    )


def checked(clause: Clause) -> Clause:
    """The clause itself. Raises LibraryError for words that its slots do not give, or a strength out of range."""
    for words in clause.wordings:
        said = law.fill(words.template, clause.slots)
        if said != words.original:
            at = next((n for n, (a, b) in enumerate(zip(said, words.original, strict=False)) if a != b), 0)
            raise LibraryError(
                f"模板填上空位后与原文不一致，从第{at + 1}个字起：“{said[at : at + 12]}”对“{words.original[at : at + 12]}”",
                where=clause.id,
                remedy="请让 template、slots、original 对得上",
            )
    if clause.strength is not None and clause.strength not in range(6):
        raise LibraryError("strength 只能是 0 到 5", where=clause.id, remedy="请改正")
    return clause


def as_text(clause: Clause) -> str:
    """The clause as YAML, for an editor."""
    record = {name: value for name, value in clause_record(clause).items() if name not in _KEPT}
    return store.yaml_text(record)


_KEPT = ("version", "earlier", "edits", "span")


def from_text(text: str, old: Clause) -> Clause:
    """The clause that somebody has edited. Raises LibraryError with the line, or when the id is another.

    When only `original` was changed, template and slots are made anew from it.
    """
    record = store.load_yaml(text, old.id)
    kept = {name: value for name, value in clause_record(old).items() if name in _KEPT}
    new = clause_of(
        {**record, **kept} if isinstance(record, dict) else record, old.id, old.origin, old.domain
    )
    if new.id != old.id:
        raise LibraryError("编号不能改", where=old.id, remedy="请恢复 id 一行")
    return with_slots(new, old)


def with_slots(new: Clause, old: Clause) -> Clause:
    """`new` with template and slots made from its words, when only the words were edited."""
    note = [c.responsibility.original if c.responsibility else None for c in (new, old)]
    same = (new.template, new.slots) == (old.template, old.slots)
    if not same or (new.original, note[0]) == (old.original, note[1]):
        return new
    made = local_words(new)
    return replace(new, template=made.body.template, responsibility=made.note, slots=made.slots)


def _standing(clause: Clause, status: str) -> Clause:
    if clause.status == status:
        words = "已经停用" if status == "archived" else "正在使用"
        raise LibraryError(f"这条条款{words}，不用再改", where=clause.id, remedy="请核对编号")
    return replace(clause, status="archived" if status == "archived" else "active")


Change = Callable[[Clause], Clause]


def _change(library: Library, id: str, change: Change, edit: Edit) -> Clause:
    """Change one clause in its file, under the lock of the library."""
    return _change_all(library, {library.get(id).id: (change, edit)})[0]


def _change_all(library: Library, changes: Mapping[str, tuple[Change, Edit]]) -> list[Clause]:
    """Change clauses by their full ids; nothing is written when one of them cannot be changed."""
    done: dict[str, Clause] = {}
    with library.written():
        shelves = {path: store.read_shelf(path, library.path) for path in _paths(library, changes)}
        for path, shelf in shelves.items():
            clauses = tuple(_changed(c, changes) for c in shelf.clauses)
            shelves[path] = replace(shelf, clauses=clauses)
            done |= {c.id: c for c in clauses if c.id in changes}
        if missing := changes.keys() - done.keys():
            raise LibraryError("文件里已经没有这条条款", where=min(missing), remedy="请重试一次")
        for path, shelf in shelves.items():
            library.write(shelf, path)
    return [done[id] for id in changes]


def _paths(library: Library, ids: Iterable[str]) -> list[Path]:
    return list(dict.fromkeys(library.path_of(library.get(id)) for id in ids))


def _changed(clause: Clause, changes: Mapping[str, tuple[Change, Edit]]) -> Clause:
    if clause.id not in changes:
        return clause
    change, edit = changes[clause.id]
    new = change(clause)
    return replace(new, edits=(*new.edits, edit))


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
