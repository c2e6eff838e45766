"""The hint that something was stated for nothing, for `draft` and `batch`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from draftkit.drafting import Template
    from draftkit.localities import Locality
    from draftkit.model import Document

_SHOWN = 8


def tell_unused(parents: Sequence[Document], template: Template, localities: Iterable[Locality]) -> None:
    """One line on standard error with what no draft uses; nothing when everything is used."""
    from draftkit.drafting import needs_of, unused

    needs = [needs_of(parent, template) for parent in parents]
    names: dict[str, None] = {}
    for here in localities:
        first, *others = (unused(need, here) for need in needs)
        names |= dict.fromkeys(name for name in first if all(name in other for other in others))
    if names:
        more = f"等 {len(names)} 项" if len(names) > _SHOWN else ""
        told = "、".join(list(names)[:_SHOWN])
        click.echo(f"提示：给了但没有用上：{told}{more}。请核对名称；{_WHY}。", err=True)


_WHY = "上级文件没有提到的指标和机构、模板没有引用的资料，不会写进方案"
