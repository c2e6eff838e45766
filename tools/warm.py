"""Compile modules and regular expressions ahead of the first call, as installing a package does.

For an installation from the working tree, which pip does not compile: `python tools/warm.py`.
"""

from __future__ import annotations

import compileall
import contextlib
import importlib
import pkgutil
from pathlib import Path

import draftkit
from draftkit.lexicon.patterns import LazyPattern
from draftkit.precompiled import install, save


def main() -> None:
    """Import every module once; what that compiles is kept."""
    compileall.compile_dir(str(Path(draftkit.__file__).parent), quiet=2)
    install()
    for module in pkgutil.walk_packages(draftkit.__path__, "draftkit."):
        if not module.name.endswith("__main__"):
            with contextlib.suppress(ImportError):  # of an extra that is not installed
                importlib.import_module(module.name)
    for pattern in LazyPattern.every:
        _ = pattern.compiled
    save()


if __name__ == "__main__":
    main()
