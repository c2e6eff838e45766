"""Many drafts over a `concurrent.futures` Executor, resumable at any time (批量起草).

The public names are loaded when they are first used: a single draft takes `Shared` and no executor.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from draftkit.batch.running import Batch as Batch
    from draftkit.batch.running import Outcome as Outcome
    from draftkit.batch.running import run as run
    from draftkit.batch.shared import Shared as Shared

_HOMES = {
    "Batch": "draftkit.batch.running",
    "Outcome": "draftkit.batch.running",
    "Shared": "draftkit.batch.shared",
    "run": "draftkit.batch.running",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'draftkit.batch' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
