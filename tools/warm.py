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
from draftkit.errors import DraftkitError
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
    _main_job()
    save()


def _main_job() -> None:
    """Draft, compare and check the samples once: what is compiled only then is kept too."""
    from draftkit import read
    from draftkit.checking import check
    from draftkit.comparing import compare
    from draftkit.drafting import draft
    from draftkit.localities import Locality
    from draftkit.resources import folder
    from draftkit.writers.docx import to_docx

    samples = folder("samples")
    documents = [read(samples / f"{name}.docx") for name in ("province", "city", "liuquan")]
    for path in sorted((samples / "localities").glob("*.yaml")):
        with contextlib.suppress(DraftkitError):  # some are there to show mistakes
            made = draft(documents[1], Locality.load(path)).document
            to_docx(made)
            check(made)
    compare(documents[1], documents[2])


if __name__ == "__main__":
    main()
