"""Tables on a terminal, as reports make them."""

from __future__ import annotations

from draftkit.reports.grid import clipped, padded, table

__all__ = ["clipped", "padded", "table"]
