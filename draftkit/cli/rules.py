"""`draftkit rules list|show`: the rules of proofreading, explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from draftkit.checking import Rule

_SCOPES = {"text": "文字", "form": "版式", "diff": "对照上级文件时查（draftkit diff）"}
_LAYERS = {"standard": "标准", "office": "本单位", "user": "个人"}


@click.group("rules", help="列出、解释校对规则。")
def command() -> None:
    """Rules of proofreading."""


@command.command("list", help="列出规则。")
@click.argument("group", metavar="[组]", required=False)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def list_rules(group: str | None, as_json: bool) -> None:
    """One line a rule. group: only ids that begin so."""
    import json

    from draftkit.checking import LABELS, load_settings

    settings = load_settings()
    rules = _of_group(list(settings.rules.values()), group)
    if as_json:
        click.echo(
            json.dumps(
                {"schema": "draftkit.rules/1", "rules": [_json(r) for r in rules]},
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    for rule in rules:
        off = "（已关闭）" if settings.is_off(rule) else ""
        diff = "（对照时查）" if rule.scope == "diff" else ""
        click.echo(f"{rule.id}  {LABELS[settings.severity(rule)]}  {rule.title}{diff}{off}")


def _of_group(rules: list[Rule], group: str | None) -> list[Rule]:
    """The rules of a group: PUN, 标点, F-3, 版头. Raises DraftkitError that says which groups there are."""
    from draftkit.checking.groups import GROUPS, group_of
    from draftkit.errors import DraftkitError

    if not group:
        return rules
    begin = group_of(group) or _id_of(group)
    found = [r for r in rules if r.id.startswith(begin) or r.group == group.strip()]
    if not found:
        names = "、".join(f"{short} {name}" for short, name in GROUPS.items())
        raise DraftkitError(f"没有“{group}”这一组规则", remedy=f"可用的组：{names}")
    return found


def _id_of(text: str) -> str:
    """pun-1, ＰＵＮ－01, pun1 as PUN-01; a form rule has three digits."""
    import re
    import unicodedata

    id = unicodedata.normalize("NFKC", text).strip().upper()
    match = re.fullmatch(r"([A-Z]+)\s*[-—–_]?\s*(\d+)", id)
    return f"{match[1]}-{match[2]:0>2}" if match else id


@command.command("show", help="解释一条规则：出处、例子。")
@click.argument("id", metavar="规则")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def show_rule(id: str, as_json: bool) -> None:
    """One rule with its source and examples."""
    import json

    from draftkit.checking import load_settings
    from draftkit.errors import DraftkitError

    settings = load_settings()
    rule = settings.rules.get(_id_of(id))
    if rule is None:
        known = [r for r in settings.rules if r.startswith(f"{_id_of(id).partition('-')[0]}-")]
        near = f"这一组有 {known[0]} 至 {known[-1]}；" if known else ""
        raise DraftkitError(f"没有“{id}”这条规则", remedy=f"{near}所有规则见 draftkit rules list")
    if as_json:
        click.echo(json.dumps(_json(rule), ensure_ascii=False, indent=1))
        return
    click.echo("\n".join(_told(rule)))


def _told(rule: Rule) -> list[str]:
    from draftkit.checking import LABELS

    lines = [
        f"{rule.id}  {rule.title}",
        f"轻重：{LABELS[rule.severity]}",
        f"理由：{rule.why}",
        f"出处：{rule.source or '（没有写）'}",
    ]
    lines.append(f"类别：{_SCOPES[rule.scope]}，{_LAYERS[rule.layer]}规则")
    if rule.since or rule.until:
        lines.append(f"时间：{rule.since or ''}起{f'，到{rule.until}前' if rule.until else ''}的文件")
    if rule.bad:
        lines.append(f"错例：{rule.bad}")
    if rule.good:
        lines.append(f"正例：{rule.good}")
    lines.append("改法：可以自动改（check --fix）" if rule.safe else "改法：需要人看过再改")
    lines.append(
        f'关闭：draftkit.toml 里写 [check] off = ["{rule.id}"]，或在文中写 <!-- draftkit: off {rule.id} -->'
    )
    return lines


def _json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity,
        "scope": rule.scope,
        "layer": rule.layer,
        "why": rule.why,
        "source": rule.source,
        "bad": rule.bad,
        "good": rule.good,
        "since": rule.since.isoformat() if rule.since else None,
        "until": rule.until.isoformat() if rule.until else None,
        "safe": rule.safe,
        "deviations": list(rule.deviations),
    }
