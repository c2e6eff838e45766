"""The registry of rules: YAML files in three layers, standard < office < user.

The standard rules are in ``checking/data/*.yaml``. An office adds or changes rules in the files
that ``draftkit.toml`` names, a user in ``rules.yaml`` of the user's configuration folder; a later
layer changes the fields it states of a rule with the same id, and adds rules with new ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from draftkit.checking.problems import SEVERITIES, Severity
from draftkit.errors import DraftkitError

Layer = Literal["standard", "office", "user"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that a data rule looks for (查找式).

    find: a regular expression over a paragraph as it stands. gate: strings of which one must
    occur in the paragraph for the expression to be tried at all. unless: where this matches at or
    around the find, nothing is reported. replace: safe correction (with \\1 …), None when there is none.
    fix: advice to a person. message: instead of the rule's `why`. roles: only in paragraphs with
    these roles; empty for all but what is no text of the document. since, until: only in documents of this
    time (until exclusive). quoted: whether names in 《》 are looked at too. group: the group of
    `find` that is the place.
    """

    find: re.Pattern[str]
    gate: tuple[str, ...] = ()
    unless: re.Pattern[str] | None = None
    replace: str | None = None
    fix: str | None = None
    message: str | None = None
    roles: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    quoted: bool = False
    group: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of proofreading (校对规则).

    title: what it asks for. why: the sentence shown with a finding. source: the clause it comes
    from. bad, good: an example each. fold: how many findings stay single before they are folded
    into one. disabled: a later layer has switched it off. scope: ``text``, ``form`` (layout of a docx) or ``diff`` (needs the superior's
    document, see `draftkit diff`). since, until: the time of documents for which it holds (until exclusive).
    safe: whether its findings can carry a correction that is safe without a look. patterns: for a rule that is
    data; others are functions of the same id.
    """

    id: str
    title: str
    severity: Severity
    why: str
    source: str
    bad: str = ""
    good: str = ""
    group: str = ""
    layer: Layer = "standard"
    scope: Literal["text", "form", "diff"] = "text"
    since: date | None = None
    until: date | None = None
    safe: bool = False
    fold: int = 10
    disabled: bool = False
    patterns: tuple[Pattern, ...] = field(default=(), repr=False)
    deviations: tuple[str, ...] = ()


_FIELDS = frozenset(f.name for f in fields(Rule)) - {"layer"}


@cache
def standard() -> Mapping[str, Rule]:
    """The rules that come with the program, by id, in the order of the specification."""
    found: dict[str, Rule] = {}
    for path in sorted(DATA.glob("[0-9]*.yaml")):
        found |= load(path, "standard", found)
    return found


def load(path: Path, layer: Layer, known: Mapping[str, Rule]) -> dict[str, Rule]:
    """The rules of one file. Raises DraftkitError that names the rule and what is wrong with it."""
    import yaml

    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), _loader())
    except (OSError, UnicodeDecodeError) as error:
        raise DraftkitError(
            "规则文件读不出来", where=str(path), remedy=f"请检查这个文件（{error}）"
        ) from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise DraftkitError(
            "规则文件不是有效的 YAML", where=f"{path} 第{line}行", remedy="请检查缩进和引号"
        ) from None
    if not isinstance(loaded, list):
        raise DraftkitError("规则文件应当是一个列表", where=str(path), remedy="每条规则以“- id: ”开头")
    made = (_made(item, layer, known, str(path)) for item in loaded)
    return {rule.id: rule for rule in made}


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def layered(office: Iterable[Path] = (), user: Iterable[Path] = ()) -> Mapping[str, Rule]:
    """The rules of all three layers, later layers over earlier ones (三层规则)."""
    rules = dict(standard())
    layers: tuple[tuple[Layer, Iterable[Path]], ...] = (("office", office), ("user", user))
    for layer, paths in layers:
        for path in paths:
            rules |= load(path, layer, rules)
    return rules


# --- one rule --------------------------------------------------------------------------------


def _made(item: Any, layer: Layer, known: Mapping[str, Rule], path: str) -> Rule:
    if not isinstance(item, dict) or not item.get("id"):
        raise DraftkitError("有一条规则没有 id", where=path, remedy="每条规则要写 id")
    id = str(item["id"])
    where = f"{path} 规则{id}"
    if unknown := sorted(item.keys() - _FIELDS):
        raise DraftkitError(
            f"不认识的字段：{'、'.join(unknown)}", where=where, remedy="见 draftkit rules show"
        )
    values = {k: v for k, v in item.items() if k != "patterns"}
    if "severity" in values and values["severity"] not in SEVERITIES:
        raise DraftkitError(
            f"severity 不能是 {values['severity']}", where=where, remedy="可用 error、warning、info"
        )
    for name in ("since", "until"):
        values[name] = _date(values.get(name), where)
    if "deviations" in values:
        values["deviations"] = tuple(values["deviations"])
    if "patterns" in item:
        values["patterns"] = tuple(_pattern(p, where) for p in item["patterns"])
    if id in known:
        return replace(known[id], **{k: v for k, v in values.items() if v is not None}, layer=layer)
    if missing := [name for name in ("title", "severity", "why") if not values.get(name)]:
        raise DraftkitError(f"缺少 {'、'.join(missing)}", where=where, remedy="请补上")
    values.setdefault("source", "")
    return Rule(**values, layer=layer)


_PATTERN_FIELDS = frozenset(f.name for f in fields(Pattern))


def _pattern(item: Any, where: str) -> Pattern:
    if not isinstance(item, dict) or not item.get("find"):
        raise DraftkitError("patterns 里每一项要有 find", where=where, remedy="写一个正则表达式")
    if unknown := sorted(item.keys() - _PATTERN_FIELDS):
        raise DraftkitError(
            f"patterns 里不认识的字段：{'、'.join(unknown)}", where=where, remedy="请检查拼写"
        )
    unless = item.get("unless")
    return Pattern(
        find=_regex(str(item["find"]), where),
        gate=tuple(str(g) for g in item.get("gate", ())),
        unless=_regex(str(unless), where) if unless else None,
        replace=item.get("replace"),
        fix=item.get("fix"),
        message=item.get("message"),
        roles=frozenset(item.get("roles", ())),
        since=_date(item.get("since"), where),
        until=_date(item.get("until"), where),
        quoted=bool(item.get("quoted", False)),
        group=int(item.get("group", 0)),
    )


def _regex(text: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise DraftkitError(f"正则表达式有误（{error}）：{text}", where=where, remedy="请改正") from None


def _date(value: Any, where: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise DraftkitError(f"日期 {value} 看不懂", where=where, remedy="写成 2023-05-18 这样") from None
