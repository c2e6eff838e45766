"""draftkit: from a superior document to a local plan, and back to see what changed.

The public names are loaded when they are first used, so that ``import draftkit`` and
``draftkit --help`` cost next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from draftkit.checking import check as check
    from draftkit.comparing import compare as compare
    from draftkit.drafting import Draft as Draft
    from draftkit.drafting import draft as draft
    from draftkit.errors import DraftkitError as DraftkitError
    from draftkit.library import Library as Library
    from draftkit.localities import Locality as Locality
    from draftkit.model import Document as Document
    from draftkit.parsing import read as read
    from draftkit.reports import write as write

_HOMES = {
    "Document": "draftkit.model",
    "Draft": "draftkit.drafting",
    "DraftkitError": "draftkit.errors",
    "Library": "draftkit.library",
    "Locality": "draftkit.localities",
    "check": "draftkit.checking",
    "compare": "draftkit.comparing",
    "draft": "draftkit.drafting",
    "read": "draftkit.parsing",
    "write": "draftkit.reports",
}

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'draftkit' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
