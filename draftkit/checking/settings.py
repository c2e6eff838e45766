"""How to proofread: what is switched off, what counts how much, and as of which day."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from draftkit.checking.problems import SEVERITIES, Severity
from draftkit.checking.rules import Rule, layered, standard
from draftkit.errors import DraftkitError
from draftkit.files import read_settings

FILE = "draftkit.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a document is proofread (校对设置).

    as_of: the day by which dated rules judge; None for the document's own day. off: rules (or
    whole groups, ``PUN``) that are switched off. severities: rules whose weight is changed.
    least: findings below this weight are left out. rules: all rules of the three layers.
    place: whose document it is (溪口县), where the document does not say; None to infer. form: values
    of the layout that differ from the standard's, see ``data/form.toml``.
    """

    as_of: date | None = None
    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    least: Severity = "info"
    rules: Mapping[str, Rule] = field(default_factory=standard)
    place: str | None = None
    form: Mapping[str, Any] = field(default_factory=dict)

    def is_off(self, rule: Rule) -> bool:
        """Whether the rule is switched off by id, by group or by itself."""
        return rule.disabled or rule.id in self.off or rule.id.split("-")[0] in self.off

    def severity(self, rule: Rule) -> Severity:
        """The weight of the rule's findings."""
        return self.severities.get(rule.id, rule.severity)

    def shows(self, severity: Severity) -> bool:
        """Whether findings of this weight are wanted."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.least)


def load_settings(start: Path | None = None, **changes: Any) -> Settings:
    """The settings of the nearest ``draftkit.toml`` at or above `start` (default: here), and the user's rules.

    changes: fields of `Settings` that win over the file. Raises DraftkitError for a broken file.
    """
    path = _nearest(start or Path.cwd())
    table = _table(path) if path else {}
    base = path.parent if path else Path()
    office = [base / name for name in _strings(table, "rules", path)]
    user = [p for p in (user_rules(),) if p.is_file()]
    values: dict[str, Any] = {
        "off": frozenset(_strings(table, "off", path)),
        "severities": _severities(table, path),
        "rules": layered(office, user),
        "place": table.get("place"),
        "form": table.get("form", {}),
    }
    return Settings(**(values | {k: v for k, v in changes.items() if v is not None}))


def with_off(settings: Settings, off: Iterable[str]) -> Settings:
    """The settings with more rules or groups switched off. Raises DraftkitError for an unknown one."""
    wanted = {
        name.strip().upper() for item in off for name in item.replace("，", ",").split(",") if name.strip()
    }
    known = set(settings.rules) | {id.split("-")[0] for id in settings.rules}
    if unknown := sorted(wanted - known):
        raise DraftkitError(f"没有这条规则：{'、'.join(unknown)}", remedy="所有规则见 draftkit rules list")
    return replace(settings, off=settings.off | wanted) if wanted else settings


def user_rules() -> Path:
    """Where the user's own rules are kept (个人规则)."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "draftkit" / "rules.yaml"


def _nearest(start: Path) -> Path | None:
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE).is_file():
            return folder / FILE
    return None


def _table(path: Path) -> Mapping[str, Any]:
    table = read_settings(path).get("check", {})
    if not isinstance(table, dict):
        raise DraftkitError("check 应当是一节", where=str(path), remedy="写成 [check]")
    known = {"off", "severity", "rules", "place", "form"}
    if unknown := sorted(table.keys() - known):
        raise DraftkitError(
            f"[check] 里不认识的字段：{'、'.join(unknown)}",
            where=str(path),
            remedy=f"可用 {'、'.join(sorted(known))}",
        )
    return table


def _strings(table: Mapping[str, Any], name: str, path: Path | None) -> list[str]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise DraftkitError(f"{name} 应当是一列文字", where=str(path), remedy=f'写成 {name} = ["…", "…"]')
    return value


def _severities(table: Mapping[str, Any], path: Path | None) -> Mapping[str, Severity]:
    value = table.get("severity", {})
    if not isinstance(value, dict) or not all(v in SEVERITIES for v in value.values()):
        raise DraftkitError(
            "severity 应当是“规则 = 轻重”", where=str(path), remedy="轻重可用 error、warning、info"
        )
    return value
