"""Columns of a table of tasks (任务分工表): what their names say they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.text import squeeze
from draftkit.precompiled import fixed

_KINDS = ("number", "lead", "units", "limit", "task", "other")
_NAME_LIMIT = 14  # characters; a longer cell is no name of a column


@lru_cache(maxsize=256)
def kind_of_column(name: str) -> str | None:
    """``number``, ``task``, ``lead``, ``units``, ``limit`` or ``other``; None for a cell of words."""
    words = re.sub(r"[（(].*?[）)]|[*：:]", "", squeeze(name))
    if not 1 < len(words) <= _NAME_LIMIT:
        return "number" if words == "序" else None
    return next((kind for kind in _KINDS if _pattern(kind).search(words)), None)


def kinds_of_header(cells: Sequence[str]) -> tuple[str | None, ...] | None:
    """The kinds of the columns below a header of tasks and those who answer for them, else None.

    Every name must be known but one; a header may leave a cell empty.
    """
    filled = [cell for cell in cells if cell.strip()]
    if not 2 <= len(filled) <= 12:
        return None
    kinds = tuple(kind_of_column(cell) for cell in cells)
    named = [kind for kind in kinds if kind]
    whole = len(named) >= len(filled) - 1 and "task" in named
    return kinds if whole and ("lead" in named or "units" in named) else None


def ends_as_body(words: str) -> bool:
    """Whether the words end as the name of a body does, 等 behind it aside."""
    return _body().search(squeeze(words)) is not None


@cache
def _body() -> re.Pattern[str]:
    return fixed(
        rf"(?:{alternation('org_suffixes')}|部门|单位|科|科室|处室|街道|乡镇|各县|各区|各镇|园区)(?:[（(][^（）()]*[）)])?等?$"
    )


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    names = alternation(f"column_{kind}")
    # 重点任务, 2024年工作任务: a task's column may have words before its name
    return fixed(f"(?:{names})$" if kind == "task" else f"^(?:{names})$")
