"""What one process does: draft one locality after the other with a plan that is bound once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from draftkit.batch.manifest import digest
from draftkit.drafting import Plan, Template, compile, sidecar, sidecar_path
from draftkit.errors import DraftkitError
from draftkit.files import write_whole
from draftkit.localities import Locality
from draftkit.model import Document


@dataclass(frozen=True)
class Setup:
    """What all plans of a batch share; small enough to be sent with every piece of work.

    key: identity of everything below, so that a process binds it once. library: folder or None.
    """

    key: str
    parent: Document
    template: Template
    library: str | None
    folder: str

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Setup) and self.key == other.key


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
        plan = bound(setup)
        path = Path(setup.folder) / task.file
        draft = plan.fill(task.locality)
        data = _docx(draft.document)
        write_whole(sidecar_path(path), sidecar(draft), force=True)
        write_whole(path, data, force=True)
        return Done(task, digest(data), len(draft.open_points))
    except DraftkitError as error:
        return Done(task, error=error.render())
    except Exception as error:
        # One odd row must not stop the others; the sentence names the kind for a bug report.
        return Done(task, error=f"程序内部出错（{type(error).__name__}：{error}）。")


def _docx(document: Document) -> bytes:
    from draftkit.writers.docx import to_docx

    return to_docx(document)


@lru_cache(maxsize=2)
def bound(setup: Setup) -> Plan:
    """The plan of a setup, bound once in each process."""
    library = None
    if setup.library:
        from draftkit.library import Library

        library = Library(setup.library)
    return compile(setup.parent, template=setup.template, library=library)
