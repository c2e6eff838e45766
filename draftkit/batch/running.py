"""A draft for every row of a table, in pieces that can be taken up again (批量起草)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from draftkit.batch.executors import Cluster, Here, Stop, Stopped, deaths, executor_for
from draftkit.batch.manifest import Entry, Manifest
from draftkit.batch.names import file_stems
from draftkit.batch.places import place_of
from draftkit.batch.shared import Shared
from draftkit.batch.work import Done, Setup, Task, entry_of, get_ready, packed, second_of, work
from draftkit.localities import Locality, Row

_PIECE = 32
"""Plans in one piece of work: some hundredths of a second, so that a stop has little to wait for."""
_ATTEMPTS = 2
_GLANCE = 0.5
"""Seconds between looks at whether to stop, when a piece of work takes long."""
_CHANGED = "文件在上次生成之后被改动过，没有覆盖；要重新生成请加 --force"
_FOREIGN = "文件夹里已有同名文件，没有覆盖；换一个文件夹，或加 --force"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row. state: done now, kept from before, failed with a sentence, or left: a plan
    that was made before and that no row of the table asks for any more; it has no row (0).
    """

    row: int
    name: str
    file: str = ""
    state: str = "done"
    open_points: int = 0
    error: str | None = None


@dataclass
class Batch:
    """A batch to be run. folder: where results go, or an address that fsspec knows (s3://…).

    executor: makes the Executor; None takes processes of this machine by `jobs`. tell: hears of every
    outcome as it comes. last: the process ends when the batch is stopped (see `Stop`).
    """

    shared: Shared
    folder: Path | str
    jobs: int = 1
    force: bool = False
    executor: Callable[[], Executor] | None = None
    tell: Callable[[Outcome], None] = field(default=lambda outcome: None)
    last: bool = False

    @property
    def where(self) -> str:
        """The folder from the root, or the address."""
        return str(self.folder) if "://" in str(self.folder) else str(Path(self.folder).resolve())


def run(batch: Batch, rows: Iterable[Row]) -> list[Outcome]:
    """Drafts every row that is not done yet. Outcomes are in the order of the table, what is left over
    from earlier tables at the end.

    A row that cannot be drafted is an outcome of its own and the others go on. Raises OutputError
    when the folder cannot be written, Stopped (a KeyboardInterrupt) when the user asks to stop.
    """
    outcomes: dict[int, Outcome] = {}
    todo: list[Task] = []
    try:
        left = _all(batch, rows, outcomes, todo)
    except KeyboardInterrupt:
        raise Stopped(_finished(batch, outcomes, todo)) from None
    return [*(outcomes[number] for number in sorted(outcomes)), *left]


def _finished(batch: Batch, outcomes: Mapping[int, Outcome], todo: Iterable[Task]) -> int:
    """How many plans are finished, by the log: processes note what nobody has asked them after."""
    kept = sum(outcome.state == "kept" for outcome in outcomes.values())
    with Manifest(place_of(batch.where)) as manifest:
        return kept + sum(manifest.finished(task.file, task.key) is not None for task in todo)


def _all(batch: Batch, rows: Iterable[Row], outcomes: dict[int, Outcome], todo: list[Task]) -> list[Outcome]:
    """Fills outcomes, and todo with what is not done yet; gives what is left over."""
    setup = _setup(batch)
    with Stop(last=batch.last) as stop, Manifest(place_of(batch.where)) as manifest, ExitStack() as ended:
        early = batch.jobs > 1 and batch.executor is None and not manifest.known
        pool = ended.enter_context(Pool(setup, batch.jobs)) if early else None
        files: set[str] = set()
        for task in _tasks(setup, _asked(batch, rows, outcomes, pool)):
            stop.check()
            files.add(task.file)
            settled = _settled(batch, manifest, task)
            if settled is None:
                todo.append(task)
            else:
                _tell(batch, outcomes, settled)
        left = [Outcome(0, _stem(file), file, "left") for file in manifest.besides(files)]
        manifest.forget()
        names = {task.row: task for task in todo}
        for done in _drafted(_Run(batch, setup, manifest, stop, pool), todo):
            _tell(batch, outcomes, _outcome(names[done.row], done))
    return left


def _tell(batch: Batch, outcomes: dict[int, Outcome], outcome: Outcome) -> None:
    outcomes[outcome.row] = outcome
    batch.tell(outcome)


def _asked(
    batch: Batch, rows: Iterable[Row], outcomes: dict[int, Outcome], pool: Pool | None
) -> Iterator[Asked]:
    """The localities of the rows that can be read; the others are outcomes at once."""
    for row in rows:
        if row.locality is None:
            _tell(batch, outcomes, _bad(row))
            continue
        asked = Asked.of(row.number, row.locality)
        if pool is not None:
            pool.begin(asked.packed)
        yield asked


@dataclass(frozen=True, slots=True)
class Asked:
    """A locality of the table, packed: thirty thousand of them have to fit into the memory."""

    row: int
    name: str
    parents: tuple[str, ...]
    values: bytes
    packed: bytes

    @classmethod
    def of(cls, row: int, here: Locality) -> Asked:
        """Packs a locality. values: a digest of all it says."""
        values = hashlib.blake2b(_values(here).encode("utf-8", "replace"), digest_size=16).digest()
        return cls(row, here.name, here.parents, values, packed(here))


def _setup(batch: Batch) -> Setup:
    where = batch.where
    logs = batch.executor is None and "://" not in where
    return Setup.of(f"{batch.shared.key()}:{where}", batch.shared, where, logs)


def _tasks(setup: Setup, asked: Iterable[Asked]) -> Iterator[Task]:
    known = list(asked)
    stems = iter(file_stems([(a.row, a) for a in known]))
    known.reverse()
    shared = setup.key.split(":")[0]
    while known:
        one, stem = known.pop(), next(stems)
        key = hashlib.blake2b(shared.encode() + one.values, digest_size=16).hexdigest()
        yield Task(one.row, one.name, one.packed, f"{stem}.docx", key)


def _values(here: Locality) -> str:
    """Everything a locality says, the same for the same row each time, whatever the order of columns."""
    said = (here.name, here.level, here.short, here.suffix, here.parents, here.code_word, here.issuers)
    told = (here.addressees, here.issued_on, here.certain)
    named = (sorted(mapping.items()) for mapping in (here.units, here.facts, here.targets))
    return repr((said, told, *named))


def _settled(batch: Batch, manifest: Manifest, task: Task) -> Outcome | None:
    """The outcome of a task that is not to be done: finished before, or in the way of a file."""
    entry = manifest.finished(task.file, task.key)
    whole = entry is not None and manifest.place.size(second_of(task.file)) is not None
    if entry is not None and whole and not batch.force:
        return Outcome(task.row, task.name, task.file, "kept", entry.open_points)
    if batch.force or manifest.ours(task.file):
        return None
    error = _CHANGED if manifest.knows(task.file) else _FOREIGN
    return Outcome(task.row, task.name, task.file, "failed", error=error)


@dataclass(frozen=True, slots=True)
class _Run:
    """A batch at work."""

    batch: Batch
    setup: Setup
    manifest: Manifest
    stop: Stop
    pool: Pool | None


def _drafted(run: _Run, tasks: Sequence[Task]) -> Iterator[Done]:
    """The tasks as they are finished; a process that dies costs one new start, not the run."""
    left = {task.row: task for task in tasks}
    for attempt in range(_ATTEMPTS):
        try:
            for done in _pass(run, list(left.values()), 1 if attempt else None):
                left.pop(done.row)
                yield done
            return
        except deaths():
            continue
    for row in left:
        yield Done(row, error="起草进程意外终止（可能是内存不足）。请减少 --jobs 再试。")


def _pass(run: _Run, tasks: Sequence[Task], size: int | None) -> Iterator[Done]:
    """size: of a piece of work, None to choose by the number of tasks."""
    batch = run.batch
    if run.pool is not None and size is None:
        yield from _worked(run, tasks, run.pool.executor, batch.jobs)
        return
    if not tasks:
        return
    executor = batch.executor() if batch.executor else executor_for(min(batch.jobs, len(tasks)))
    width = executor.width if isinstance(executor, Cluster) else max(batch.jobs, 1)
    try:
        yield from _worked(run, tasks, executor, width, size)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


class Pool:
    """Processes that bind the plan while the table is still being read."""

    def __init__(self, setup: Setup, jobs: int) -> None:
        self._setup, self._jobs = setup, jobs
        self._begun = False
        self.executor = executor_for(jobs)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.executor.shutdown(wait=True, cancel_futures=True)

    def begin(self, packed: bytes) -> None:
        """Start the processes with the first locality, whose shape is most likely that of all."""
        if not self._begun:
            self._begun = True
            for _ in range(self._jobs):
                self.executor.submit(get_ready, self._setup, packed)


def _worked(
    run: _Run, tasks: Sequence[Task], executor: Executor, width: int = 1, size: int | None = None
) -> Iterator[Done]:
    """The tasks through an executor that does `width` pieces at once. Raises KeyboardInterrupt when asked to stop."""
    largest = _PIECE if width > 1 else _PIECE // 4
    size = size or max(1, min(largest, len(tasks) // (4 * width)))
    pieces = iter([tasks[i : i + size] for i in range(0, len(tasks), size)])
    running: dict[Future[list[Done]], Sequence[Task]] = {}
    while True:
        run.stop.check()
        # Only so much is handed out that a stop has little to wait for.
        ahead = 1 if isinstance(executor, Here) else 3 * width
        while len(running) < ahead and (piece := next(pieces, None)):
            run.manifest.add(*(Entry(t.file, t.key, "started") for t in piece))
            running[executor.submit(work, run.setup, piece)] = piece
        if not running:
            return
        finished, _ = wait(running, _GLANCE, return_when=FIRST_COMPLETED)
        for future in finished:
            piece, dones = running.pop(future), future.result()
            entries = [entry_of(t, d) for t, d in zip(piece, dones, strict=True) if d.error is None]
            run.manifest.settle(entries, written=run.setup.logs)
            yield from dones


def _outcome(task: Task, done: Done) -> Outcome:
    state = "done" if done.error is None else "failed"
    return Outcome(task.row, task.name, task.file, state, done.open_points, done.error)


def _stem(file: str) -> str:
    return file.rpartition(".")[0]


def _bad(row: Row) -> Outcome:
    error = row.error.render() if row.error else "这一行读不出来。"
    return Outcome(row.number, row.name, state="failed", error=error)
