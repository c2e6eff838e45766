"""A batch on a Dask cluster: a real scheduler, two worker processes, one of them killed; results anywhere."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from test_batch_options import everything
from test_batch_options import rows as options_rows

from draftkit.batch import Batch, Outcome, Shared, run
from draftkit.batch.executors import cluster
from draftkit.drafting import find
from draftkit.errors import InputError, OutputError
from draftkit.localities import Locality, Row
from draftkit.parsing import read

PARENT = Path(__file__).parent / "cases" / "bad_input" / "parent.txt"
LETTERS = "甲乙丙丁春夏秋冬东西南北山水"

pytest.importorskip("distributed", reason="draftkit[cluster] is not installed")
pytest.importorskip("fsspec", reason="draftkit[cluster] is not installed")


def table(count: int) -> list[Row]:
    names = (a + b + "县" for a in LETTERS for b in LETTERS)
    return [Row(number, place(next(names))) for number in range(2, count + 2)]


def place(name: str, **changes: Any) -> Locality:
    known = {"name": name, "level": "county", "issuers": [f"{name}民政局"], "issued_on": "2024-07-01"}
    return Locality.from_mapping(known | changes)


def plans(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.docx"))}


def batch(folder: Path | str, **changes: Any) -> Batch:
    return Batch(Shared(read(PARENT), find("implementation_plan")), folder, **changes)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def process(*args: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the cluster, gone with all its children at the end."""
    command = [sys.executable, "-m", *args]
    environment = os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    started = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=environment
    )
    try:
        yield started
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler with two workers, each a process of its own, and these processes."""
    port = free_port()
    address = f"127.0.0.1:{port}"
    scheduler = (
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-dashboard",
    )
    worker = (
        "distributed.cli.dask_worker",
        f"tcp://{address}",
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
    )
    with ExitStack() as stack:
        stack.enter_context(process(*scheduler))
        _until(lambda: _answers(port))
        local = ("--local-directory", str(tmp_path))
        yield f"dask://{address}", [stack.enter_context(process(*worker, *local)) for _ in range(2)]


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _until(true: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.05)


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_worker_killed_in_the_middle_costs_no_plan(dask: Any, tmp_path: Path) -> None:
    address, workers = dask
    out, alone = tmp_path / "out", tmp_path / "alone"
    rows = table(150)
    told: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        told.append(outcome)
        if len(told) == 20:
            os.killpg(workers[0].pid, signal.SIGKILL)

    outcomes = run(batch(out, executor=lambda: cluster(address), tell=tell), rows)
    assert workers[0].wait(10) == -signal.SIGKILL
    assert [o.state for o in outcomes] == ["done"] * 150
    assert len({o.row for o in told}) == len(told) == 150  # none missing, none twice
    run(batch(alone), rows)
    assert plans(out) == plans(alone)
    again = run(batch(out, executor=lambda: cluster(address)), rows)
    assert [o.state for o in again] == ["kept"] * 150


def test_all_that_plans_share_goes_to_the_cluster(dask: Any, tmp_path: Path) -> None:
    address, _ = dask
    shared, rows = everything(), options_rows(8)
    here, there = tmp_path / "here", tmp_path / "there"
    assert [o.state for o in run(Batch(shared, here), rows)] == ["done"] * 8
    assert [o.state for o in run(Batch(shared, there, executor=lambda: cluster(address)), rows)] == [
        "done"
    ] * 8
    assert plans(here) == plans(there)


def test_a_scheduler_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match="连不上"):
        cluster(f"dask://127.0.0.1:{free_port()}")
    with pytest.raises(InputError, match="不认识的执行器"):
        cluster("spark://here")


def test_results_to_any_address(tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    where = f"memory://{tmp_path.name}/plans"
    rows = table(6)
    assert [o.state for o in run(batch(where), rows)] == ["done"] * 6
    run(batch(tmp_path / "here"), rows)
    for name, data in plans(tmp_path / "here").items():
        assert memory.cat_file(f"/{tmp_path.name}/plans/{name}") == data
    assert [o.state for o in run(batch(where), rows)] == ["kept"] * 6
    memory.rm(f"/{tmp_path.name}/plans/{rows[0].locality.name}.docx")  # type: ignore[union-attr]
    assert [o.state for o in run(batch(where), rows)] == ["done", *["kept"] * 5]
    memory.pipe_file(f"/{tmp_path.name}/plans/{rows[1].locality.name}.docx", b"edited")  # type: ignore[union-attr]
    assert [o.state for o in run(batch(where), rows)] == ["kept", "failed", *["kept"] * 4]


def test_a_share_by_its_address(tmp_path: Path) -> None:
    where = f"file://{tmp_path}/share"
    rows = table(4)
    assert [o.state for o in run(batch(where), rows)] == ["done"] * 4
    run(batch(tmp_path / "here"), rows)
    assert plans(tmp_path / "share") == plans(tmp_path / "here")
    assert [o.state for o in run(batch(where), rows)] == ["kept"] * 4
    assert not [p for p in (tmp_path / "share").rglob(".*") if p.name != ".draftkit-batch"]


@pytest.mark.parametrize("where", ["nowhere://x/y", "s3://bucket/plans"])
def test_an_address_that_cannot_be_reached_is_told(where: str) -> None:
    if where.startswith("s3"):
        try:
            import s3fs  # noqa: F401
        except ImportError:
            pass
        else:
            pytest.skip("s3fs is installed")
    with pytest.raises(OutputError, match="s3fs" if where.startswith("s3") else "不认识的地址"):
        run(batch(where), table(1))


def test_the_command(dask: Any, tmp_path: Path, draftkit: Any) -> None:
    address, _ = dask
    rows = tmp_path / "各县.csv"
    rows.write_text("name,level\n兰溪县,county\n松岭县,county\n", encoding="utf-8")
    args = ("batch", "--parent", PARENT, "--localities", rows, "-o", f"file://{tmp_path}/out")
    done = draftkit(*args, "--executor", address)
    assert done.returncode == 0, done.stderr
    assert {p.name for p in (tmp_path / "out").glob("*.docx")} == {"兰溪县.docx", "松岭县.docx"}
    assert (tmp_path / "out" / "汇总.xlsx").is_file()
