"""What the commands on a library share: opening it, choosing clauses, showing them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from draftkit.errors import LibraryError
    from draftkit.library import Clause, Filter, Library, Snippet
    from draftkit.model import Level

LEVELS: dict[str | None, str] = {
    "nation": "国家", "province": "省", "city": "市", "county": "县", "township": "乡镇", None: "",
}  # fmt: skip
STATUSES = {"active": "在用", "archived": "已归档"}
_CHOICES = 20  # topics or domains named in a message

F = TypeVar("F", bound=Callable[..., Any])


def library_option(f: F) -> F:
    """``--library``"""
    return click.option("--library", "folder", metavar="条款库", help="条款库文件夹。")(f)


def json_option(f: F) -> F:
    """``--json``"""
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON。")(f)


def selection(f: F) -> F:
    """The options that choose clauses."""
    for option in (
        click.option("--status", type=click.Choice([*STATUSES, "all"]), default="active", show_default=True,
                     help="active 在用，archived 已归档，all 全部。"),
        click.option("--target/--no-target", "target", default=None, help="只看有（没有）量化指标的。"),
        click.option("--strength", type=click.IntRange(0, 5), help="只看一种力度：5 必须 … 0 无约束。"),
        click.option("--unit", metavar="单位", help="只看写到一个单位的，如 民政局。"),
        click.option("--lead", metavar="单位", help="只看一个单位牵头的，如 卫健局。"),
        click.option("--place", metavar="地方", help="只看一个地方的，全称简称都行。"),
        click.option("--since", metavar="年份", type=click.IntRange(1949, 2100), help="只看这一年以后的。"),
        click.option("--year", metavar="年份", type=click.IntRange(1949, 2100), help="只看一年的。"),
        click.option("--domain", metavar="领域", help="只看一个政策领域（条款库里的子文件夹）。"),
        click.option("--topic", metavar="主题", help="只看一个主题。"),
        click.option("--level", metavar="层级", help="只看一个层级：国家、省、市、县、乡镇。"),
    ):  # fmt: skip
        f = option(f)
    return f


def open_library(folder: str | None) -> Library:
    """The library, not empty; files that cannot be read are told on standard error."""
    library = named_library(folder)
    problems = library.problems()
    for problem in problems:
        click.echo(f"提示：{problem}", err=True)
    if problems and library.is_empty():
        raise _empty(library, "条款库里没有能读的条款")
    return library


def named_library(folder: str | None) -> Library:
    """The library, the shipped one when none is named. Raises LibraryError when it holds no file at all."""
    from draftkit import resources
    from draftkit.library import Library

    library = Library(folder if folder is not None else resources.folder("clause_library"))
    if library.is_empty() and not library.problems():
        raise _empty(library, "条款库里还没有条款")
    return library


def _empty(library: Library, cause: str) -> LibraryError:
    from draftkit.errors import LibraryError

    remedy = "请先用 draftkit harvest 文件 --library 条款库 收录文件"
    return LibraryError(cause, where=str(library.path), remedy=remedy)


def own_library(folder: str | None) -> Library:
    """The library that is to be changed. Raises LibraryError for the one that comes with the program.

    Changes there would be lost with the next installation, and in a shared one they would be everybody's.
    """
    from draftkit import resources
    from draftkit.errors import LibraryError

    if folder is None:
        shipped = resources.folder("clause_library")
        raise LibraryError(
            "没有写 --library，而随程序附带的条款库只供查看，没有改动",
            remedy=f"请把 {shipped} 整个复制一份，或用 draftkit harvest 文件 --library 文件夹 收录自己的，再用 --library 写明",
        )
    return open_library(folder)


def filter_of(library: Library, chosen: dict[str, Any]) -> Filter:
    """What the options select. Raises DraftkitError for a level, topic, domain or unit that is not there."""
    from draftkit.library import Filter

    for name, label in (("topic", "主题"), ("domain", "领域")):
        if chosen[name]:
            counts = library.counted(name)
            _check_known(label, chosen[name], sorted(counts, key=lambda value: -counts[value]))
    return Filter(
        status=None if chosen["status"] == "all" else chosen["status"],
        level=level_of(chosen["level"]),
        topic=chosen["topic"],
        domain=chosen["domain"],
        year=chosen["year"],
        since=chosen["since"],
        place=chosen["place"],
        lead=_unit(chosen["lead"]),
        unit=_unit(chosen["unit"]),
        strength=chosen["strength"],
        target=chosen["target"],
    )


def _unit(name: str | None) -> str | None:
    """The key of a body, however it is spelt."""
    from draftkit.errors import DraftkitError
    from draftkit.lexicon import departments

    key = departments.key_of(name) if name else None
    if name and key is None:
        raise DraftkitError(f"不认得“{name}”这个单位", remedy="请写单位的全称或简称，如 卫健局、民政局")
    return key


def _check_known(what: str, name: str, known: list[str]) -> None:
    """Say which topics or domains there are, the alike ones first, when one is asked for that is not."""
    from draftkit.library.bigrams import fold

    if fold(name) in map(fold, known):
        return
    from difflib import get_close_matches

    from draftkit.errors import DraftkitError

    near = [k for k in known if name in k or k in name] or get_close_matches(name, known, 5, 0.5)
    shown = list(dict.fromkeys([*near, *known]))[:_CHOICES]
    more = "等" if len(known) > len(shown) else ""
    remedy = f"可写 {'、'.join(shown)}{more}" if shown else f"这个库里的条款都没有{what}"
    raise DraftkitError(f"库里没有“{name}”这个{what}", remedy=remedy)


def named(chosen: dict[str, Any]) -> str:
    """The filters in force, so that nobody wonders why nothing is found: （层级：省，主题：宣传）."""
    parts = [f"{label}：{chosen[key]}" for key, label in _NAMES.items() if chosen[key] is not None]
    if chosen["target"] is not None:
        parts.append("有指标" if chosen["target"] else "没有指标")
    if chosen["status"] not in ("active", "all", None):
        parts.append(f"状态：{STATUSES[chosen['status']]}")
    return f"（{'，'.join(parts)}）" if parts else ""


_NAMES = {
    "level": "层级", "topic": "主题", "domain": "领域", "year": "年份", "since": "起始年份", "place": "地方",
    "lead": "牵头单位", "unit": "单位", "strength": "力度",
}  # fmt: skip


def level_of(name: str | None) -> Level | None:
    """The level with a Chinese name. Raises DraftkitError when there is none."""
    from draftkit.errors import DraftkitError
    from draftkit.lexicon import levels

    level = levels.level_of(name) if name else None
    if name and level is None:
        raise DraftkitError(f"没有“{name}”这个层级", remedy="可写 国家、省、市、县、乡镇")
    return level


def origin_cells(c: Clause) -> Sequence[str]:
    """Level, place and year."""
    return LEVELS[c.origin.level], c.origin.place or "", str(c.origin.year or "")


def record(clause: Clause) -> dict[str, Any]:
    """A clause with its origin, for JSON."""
    from draftkit.library.records import clause_record, origin_record

    return {**clause_record(clause), "domain": clause.domain, "source": origin_record(clause.origin)}


def print_json(value: dict[str, Any]) -> None:
    """JSON and nothing else on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def shown(snippet: Snippet) -> str:
    """The hits in colour on a terminal, else between 【】."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return snippet.marked("\x1b[1;31m", "\x1b[0m")
    return snippet.marked()
