"""The hint that something was stated for nothing, for `draft` and `batch`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from draftkit.drafting import Template, Unused
    from draftkit.localities import Locality
    from draftkit.model import Document

_SHOWN = 8


def tell_unused(parents: Sequence[Document], template: Template, localities: Iterable[Locality]) -> None:
    """One line on standard error with what no draft uses; nothing when everything is used."""
    from draftkit.drafting import needs_of, unused

    needs = [needs_of(parent, template) for parent in parents]
    found: dict[tuple[str, str], Unused] = {}
    for here in localities:
        stated = [{(one.kind, one.name): one for one in unused(need, here)} for need in needs]
        for key in (name for name in stated[0] if all(name in other for other in stated)):
            # A misspelt name may be that of any of the parents.
            found.setdefault(key, next((one[key] for one in stated if one[key].near), stated[0][key]))
    if not found:
        return
    more = f"等 {len(found)} 项" if len(found) > _SHOWN else ""
    told = "、".join([one.told for one in found.values()][:_SHOWN]) + more
    if all(one.is_kept for one in found.values()):
        click.echo(f"提示：{told}留作备用，这个模板没有引用；{_HOW}。", err=True)
    else:
        click.echo(f"提示：给了但没有用上：{told}。请核对名称；{_WHY}。", err=True)


_HOW = "要写进稿子，在模板里加 {{ 本地.资料名称 }}"
_WHY = "上级文件没有提到的指标和机构、模板没有引用的资料，不会写进方案"
