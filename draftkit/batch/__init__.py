"""Many drafts over a `concurrent.futures` Executor, resumable at any time (批量起草)."""

from __future__ import annotations

from draftkit.batch.run import Batch, Outcome, run

__all__ = ["Batch", "Outcome", "run"]
