"""What one process does: draft one locality after the other with a plan that is bound once."""

from __future__ import annotations

import json
import pickle
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from draftkit.batch.manifest import digest
from draftkit.drafting import Plan, Skeleton, Template, compile, sidecar, sidecar_path
from draftkit.errors import DraftkitError
from draftkit.files import write_whole
from draftkit.localities import Locality
from draftkit.model import Document

if TYPE_CHECKING:
    from draftkit.drafting.plan import Clauses
    from draftkit.writers.docx import CompiledBody


@dataclass(frozen=True, slots=True)
class Setup:
    """What all plans of a batch share, packed once; a process unpacks and binds it once.

    key: identity of everything that is packed. folder: where results go.
    """

    key: str
    packed: bytes
    folder: str

    @classmethod
    def of(cls, key: str, parent: Document, template: Template, library: str | None, folder: str) -> Setup:
        """library: folder or None."""
        return cls(key, zlib.compress(pickle.dumps((parent, template, library)), 1), folder)


@dataclass(frozen=True, slots=True)
class Task:
    """One plan to make. file: name in the folder. key: of everything it is made from."""

    row: int
    locality: Locality
    file: str
    key: str


@dataclass(frozen=True, slots=True)
class Done:
    """A plan that is made, or why it is not. error: a Chinese sentence; sha256: of the file."""

    task: Task
    sha256: str = ""
    open_points: int = 0
    error: str | None = None


def work(setup: Setup, tasks: Sequence[Task]) -> list[Done]:
    """Makes some plans, each written whole before the next is begun; a failure stops only itself."""
    return [_one(setup, task) for task in tasks]


def _one(setup: Setup, task: Task) -> Done:
    try:
        made = _made(bound(setup), task.locality)
        path = Path(setup.folder) / task.file
        write_whole(sidecar_path(path), made.sidecar, force=True)
        write_whole(path, made.docx, force=True)
        return Done(task, digest(made.docx), made.open_points)
    except DraftkitError as error:
        return Done(task, error=error.render())
    except Exception as error:
        # One odd row must not stop the others; the sentence names the kind for a bug report.
        return Done(task, error=f"程序内部出错（{type(error).__name__}：{error}）。")


@dataclass(frozen=True, slots=True)
class Made:
    """The two files of a plan."""

    docx: bytes
    sidecar: str
    open_points: int


def _made(bound: Bound, here: Locality) -> Made:
    from draftkit.writers.docx import to_docx

    skeleton = bound.plan.skeleton(here)
    if skeleton is None:
        draft = bound.plan.render(here)
        return Made(to_docx(draft.document), sidecar(draft), len(draft.open_points))
    body, second = bound.compiled(skeleton)
    values = skeleton.values(here)
    quoted = {token: json.dumps(words, ensure_ascii=False)[1:-1] for token, words in values.items()}
    words = "".join(quoted.get(piece, piece) for piece in second)
    return Made(body.fill(values), words, len(skeleton.draft.open_points))


@dataclass
class Bound:
    """A plan, and for each of its skeletons the finished page and sidecar with places for values."""

    plan: Plan
    _compiled: dict[int, tuple[Skeleton, CompiledBody, list[str]]] = field(default_factory=dict)

    def compiled(self, skeleton: Skeleton) -> tuple[CompiledBody, list[str]]:
        """The body of a skeleton, and its sidecar cut at the places of values; made once."""
        from draftkit.writers.docx import Profile, compile_body

        kept = self._compiled.get(id(skeleton))
        if kept is None or kept[0] is not skeleton:
            second = re.split(f"([{''.join(skeleton.keys)}])", sidecar(skeleton.draft))
            kept = skeleton, compile_body(skeleton.draft.document, Profile()), second
            self._compiled[id(skeleton)] = kept
        return kept[1], kept[2]


_bound: dict[str, Bound] = {}


def bound(setup: Setup) -> Bound:
    """The plan of a setup, bound once in each process; only the last one is kept."""
    if setup.key not in _bound:
        parent, template, library = pickle.loads(zlib.decompress(setup.packed))
        _bound.clear()
        _bound[setup.key] = Bound(compile(parent, template=template, library=_library(library)))
    return _bound[setup.key]


def _library(folder: str | None) -> Clauses | None:
    if not folder:
        return None
    from draftkit.library import Library

    return Library(folder)
