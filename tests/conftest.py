"""What tests share: the reference material, outside tools, and running the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("DRAFTKIT_REQUIRE_ALL") == "1"

# Laws are checked on the same examples everywhere and every time: a red test is always repeatable.
# HYPOTHESIS_PROFILE=explore looks for new counter-examples.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("explore", settings.get_profile("steady"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

Tool = Callable[[str], str]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session", autouse=True)
def private_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Derived files of the tests, away from the user's own cache."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["DRAFTKIT_CACHE"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference material that stands beside the checkout (real documents, gold, scorers)."""
    place = Path(os.environ.get("DRAFTKIT_SHARED") or ROOT.parent / "shared")
    if not (place / "seeds").is_dir():
        pytest.skip(f"no reference material at {place} (set DRAFTKIT_SHARED)")
    return place


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample documents that ship with the program."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def require_tool() -> Tool:
    """Path of an outside program; skips without it, fails when everything is required."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            message = f"the program {name} is not installed"
            if REQUIRE_ALL:
                pytest.fail(message)
            pytest.skip(message)
        return path

    return find


@pytest.fixture(scope="session")
def draftkit() -> Run:
    """Run the command line as a process of its own: ``draftkit("inspect", path)``."""

    def run(
        *args: str | Path, cwd: Path | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "draftkit", *map(str, args)]
        return subprocess.run(
            command, cwd=cwd, timeout=timeout, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL
        )

    return run
