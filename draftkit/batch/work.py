"""What one process does: draft one locality after the other with a plan that is bound once."""

from __future__ import annotations

import json
import pickle
import re
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Protocol

from draftkit import __version__
from draftkit.batch.manifest import Entry, digest
from draftkit.batch.places import Place, place_of
from draftkit.drafting import Draft, Plan, Skeleton, sidecar
from draftkit.drafting.sidecar import SUFFIX
from draftkit.errors import DraftkitError
from draftkit.localities import Locality

if TYPE_CHECKING:
    from draftkit.batch.shared import Shared

_OTHER_VERSION = "集群里这台机器的 draftkit 是 {} 版，发起的机器是 {} 版。请装成同一版本。"


@dataclass(frozen=True, slots=True)
class Setup:
    """What all plans of a batch share, packed once; a process unpacks and binds it once.

    key: identity of everything that is packed. where: folder or address for results. logs: whether
    the process that makes a plan also writes it into the log.
    """

    key: str
    packed: bytes
    where: str
    logs: bool = True
    version: str = __version__

    @classmethod
    def of(cls, key: str, shared: Shared, where: str, logs: bool = True) -> Setup:
        """Packs what is shared."""
        return cls(key, zlib.compress(pickle.dumps(shared), 1), where, logs)


@dataclass(frozen=True, slots=True)
class Task:
    """One plan to make. packed: its locality. file: its name. key: of everything it is made from."""

    row: int
    name: str
    packed: bytes
    file: str
    key: str


@dataclass(frozen=True, slots=True)
class Done:
    """A plan that is made, or why it is not. error: a Chinese sentence; sha256, size: of the file."""

    row: int
    sha256: str = ""
    size: int = 0
    open_points: int = 0
    error: str | None = None


_FIELDS = tuple(f.name for f in fields(Locality) if not f.name.startswith("_"))


def packed(here: Locality) -> bytes:
    """A locality in few bytes: its values without the names of its fields."""
    return pickle.dumps(tuple(getattr(here, name) for name in _FIELDS), pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Locality:
    """The locality, with nothing derived a second time."""
    here = object.__new__(Locality)
    for name, value in zip(_FIELDS, pickle.loads(data), strict=True):
        object.__setattr__(here, name, value)
    for name in ("_hole", "_open"):
        object.__setattr__(here, name, None)
    return here


def entry_of(task: Task, done: Done) -> Entry:
    """The line of the log for a finished plan."""
    return Entry(task.file, task.key, "done", done.sha256, done.open_points, done.size)


def work(setup: Setup, tasks: Sequence[Task]) -> list[Done]:
    """Makes some plans, each written whole before the next is begun; a failure stops only itself."""
    if setup.version != __version__:
        return [Done(t.row, error=_OTHER_VERSION.format(__version__, setup.version)) for t in tasks]
    try:
        return [_one(setup, task) for task in tasks]
    finally:
        if setup.key in _bound:
            _bound[setup.key].place.close()


def get_ready(setup: Setup, packed: bytes) -> None:
    """Binds the plan and makes one for nothing, so that the next ones only have to be filled."""
    if setup.version == __version__:
        with suppress(Exception):  # the row that it belongs to tells
            _made(bound(setup), unpacked(packed))


def _one(setup: Setup, task: Task) -> Done:
    try:
        here = bound(setup)
        made = _made(here, unpacked(task.packed))
        here.place.write(second_of(task.file), made.sidecar)
        here.place.write(task.file, made.docx)
        done = Done(task.row, digest(made.docx), len(made.docx), made.open_points)
        if setup.logs:
            # At once: whoever is killed after this has lost nothing.
            here.place.add(entry_of(task, done).line(), lasting=False)
        return done
    except DraftkitError as error:
        return Done(task.row, error=error.render())
    except Exception as error:
        # One odd row must not stop the others; the sentence names the kind for a bug report.
        return Done(task.row, error=f"程序内部出错（{type(error).__name__}：{error}）。")


def second_of(file: str) -> str:
    """The name of a plan's sidecar."""
    return file.rpartition(".")[0] + SUFFIX


@dataclass(frozen=True, slots=True)
class Made:
    """The two files of a plan."""

    docx: bytes
    sidecar: bytes
    open_points: int


class Page(Protocol):
    """A finished page with places for values."""

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The bytes of the docx."""


def _made(bound: Bound, here: Locality) -> Made:
    # The first of a shape has none; asked again it gets one. So a plan never depends on who made it, or when.
    skeleton = bound.plan.skeleton(here) or bound.plan.skeleton(here)
    if skeleton is None:
        draft = bound.plan.render(here)
        return Made(bound.page(draft).fill({}), sidecar(draft).encode("utf-8"), len(draft.open_points))
    page, second = bound.compiled(skeleton)
    values = skeleton.values(here)
    docx = page.fill(values)
    return Made(docx, second.fill(values), len(skeleton.draft.open_points))


class _Sidecar:
    """A sidecar with places for values."""

    def __init__(self, skeleton: Skeleton) -> None:
        pieces = re.split(f"([{''.join(skeleton.keys)}])", sidecar(skeleton.draft))
        self._tokens = pieces[1::2]
        self._pieces = [piece.encode("utf-8") for piece in pieces]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The bytes of the file."""
        quoted = {
            token: json.dumps(words, ensure_ascii=False)[1:-1].encode("utf-8")
            for token, words in values.items()
        }
        whole = self._pieces.copy()
        whole[1::2] = [quoted[token] for token in self._tokens]
        return b"".join(whole)


@dataclass
class Bound:
    """A plan, and for each of its skeletons the finished page and sidecar with places for values."""

    plan: Plan
    place: Place
    shared: Shared
    _compiled: dict[int, tuple[Skeleton, Page, _Sidecar]] = field(default_factory=dict)

    def compiled(self, skeleton: Skeleton) -> tuple[Page, _Sidecar]:
        """The page and the sidecar of a skeleton with places for values; made once."""
        kept = self._compiled.get(id(skeleton))
        if kept is None or kept[0] is not skeleton:
            kept = skeleton, self.page(skeleton.draft), _Sidecar(skeleton)
            self._compiled[id(skeleton)] = kept
        return kept[1], kept[2]

    def page(self, draft: Draft) -> Page:
        """The page of a draft that has just been made: a Word template keeps only its last rendering."""
        from draftkit.reports.draft_docx import compile_draft

        shared = self.shared
        return compile_draft(draft, shared.template, shared.profile, shared.frame, annotate=shared.annotate)


_bound: dict[str, Bound] = {}


def bound(setup: Setup) -> Bound:
    """The plan of a setup, bound once in each process; only the last one is kept."""
    if setup.key not in _bound:
        shared: Shared = pickle.loads(zlib.decompress(setup.packed))
        _bound.clear()
        _bound[setup.key] = Bound(shared.plan(), place_of(setup.where), shared)
    return _bound[setup.key]
