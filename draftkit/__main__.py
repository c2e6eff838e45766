"""``python -m draftkit`` is the same as ``draftkit``."""

from __future__ import annotations

from draftkit.cli.main import main

if __name__ == "__main__":
    main()
