"""Characters that stand for values still to come (占位字符).

They are of the private-use area, which offices use too: Windows 造字 begins at U+E000. So a text or a
value that holds such a character of its own never shares a draft with tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from draftkit.localities import Locality

FIRST, LAST = 0xE000, 0xE3FF
TOKEN = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def holds_token(words: Iterable[str | None]) -> bool:
    """Whether a character that would be taken for a token stands in some words."""
    return any(TOKEN.search(text) for text in words if text)


def holds_private(here: Locality) -> bool:
    """Whether a private-use character (自造字) stands in what a locality says."""
    targets = here.targets.values()
    words = (
        *(here.name, here.short or "", here.suffix or "", here.code_word or ""),
        *(*here.parents, *here.issuers, *here.addressees),
        *(*here.units, *here.units.values(), *here.facts, *here.facts.values(), *here.targets),
        *[t.value or "" for t in targets],
        *[t.unit or "" for t in targets],
    )
    return _PRIVATE.search("\n".join(words)) is not None
