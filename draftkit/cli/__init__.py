"""The command line: one module a command, each a thin skin on the Python API."""

from __future__ import annotations

from draftkit.cli.main import main

__all__ = ["main"]
