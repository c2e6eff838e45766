"""How much a deviation weighs, by the table data/severity.toml and an office's own table over it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from draftkit.comparing.labels import label
from draftkit.comparing.result import KINDS, SEVERITIES, Kind, Severity
from draftkit.errors import ProfileError
from draftkit.files import read_settings

_USUAL = "usual"


@dataclass(frozen=True)
class Weights:
    """An office's own severities (程度口径). own: kind → fact (or ``usual``) → severity; empty for the standard."""

    own: Mapping[str, Mapping[str, Severity]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: str | Path) -> Weights:
        """The table ``[diff.severity]`` of a draftkit.toml; empty when it has none.

        ``unit_dropped = "medium"`` sets a kind whatever the facts; ``[diff.severity.partly_omitted]``
        sets single facts. Raises ProfileError for a file that cannot be read, an unknown kind, fact
        or severity.
        """
        settings = read_settings(Path(path))
        if "severity" in settings:
            raise ProfileError("[severity] 这张表不认识", where=str(path), remedy="请写成 [diff.severity]")
        table = settings.get("diff", {})
        rows = table.get("severity", {}) if isinstance(table, dict) else {}
        if not isinstance(rows, dict):
            raise ProfileError("[diff.severity] 应当是一张表", where=str(path), remedy=_EXAMPLE)
        return cls({_kind(kind): _row(_kind(kind), value, str(path)) for kind, value in rows.items()})


STANDARD = Weights()
_EXAMPLE = '写法见 docs/settings.md，例如 [diff.severity] 下写 unit_dropped = "medium"'


@cache
def table() -> Mapping[str, Mapping[str, Severity]]:
    """Kind → fact → severity, in the file's order."""
    text = (Path(__file__).parent / "data" / "severity.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def severity(kind: Kind, facts: frozenset[str], weights: Weights = STANDARD) -> Severity:
    """The severity of a deviation: the first fact in the table that applies decides.

    A severity that `weights` names for the same fact (or for the whole kind) wins.
    """
    own = weights.own.get(kind, {})
    for fact, weight in table()[kind].items():
        if fact in facts or fact == _USUAL:
            return own.get(fact, own.get("*", weight))
    return own.get("*", table()[kind][_USUAL])


def _kind(name: str) -> str:
    """The kind by its own name or the Chinese one (新增)."""
    return next((kind for kind in KINDS if label("kind", kind) == name), name)


def _severity(name: object) -> object:
    """The severity by its own name or the Chinese one (重大)."""
    return next((one for one in SEVERITIES if label("severity", one) == name), name)


def _row(kind: str, value: object, where: str) -> dict[str, Severity]:
    if kind not in KINDS:
        known = "、".join(f"{k}（{label('kind', k)}）" for k in KINDS)
        raise ProfileError(f"没有“{kind}”这种偏离", where=where, remedy=f"可用的有：{known}")
    given = value if isinstance(value, dict) else {"*": value}
    rows = {fact: _severity(weight) for fact, weight in given.items()}
    facts = (*table()[kind], "*")
    for fact, weight in rows.items():
        if fact not in facts:
            named = "、".join(f for f in facts if f != "*")
            raise ProfileError(f"{kind} 没有“{fact}”这种情形", where=where, remedy=f"可用的有：{named}")
        if weight not in SEVERITIES:
            said = "、".join(f"{s}（{label('severity', s)}）" for s in SEVERITIES)
            raise ProfileError(f"{kind} 的程度“{weight}”不认识", where=where, remedy=f"可用的有：{said}")
    return rows  # type: ignore[return-value]
