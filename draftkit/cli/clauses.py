"""`draftkit clauses list|show|search|stats`: what a library holds."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from draftkit.library import Clause, Filter, Found, Library, Snippet
    from draftkit.model import Level

LEVELS: dict[str | None, str] = {
    "nation": "国家", "province": "省", "city": "市", "county": "县", "township": "乡镇", None: "",
}  # fmt: skip
STATUSES = {"active": "在用", "archived": "已归档"}
_CHOICES = 20  # topics or domains named in a message

F = TypeVar("F", bound=Callable[..., Any])


@click.group("clauses", help="查看、检索条款库。不写 --library 时用随程序附带的条款库。")
def command() -> None:
    """Group of the commands that read a library."""


def _library_option(f: F) -> F:
    return click.option("--library", "folder", metavar="条款库", help="条款库文件夹。")(f)


def _json_option(f: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON。")(f)


def _selection(f: F) -> F:
    for option in (
        click.option("--status", type=click.Choice([*STATUSES, "all"]), default="active", show_default=True,
                     help="active 在用，archived 已归档，all 全部。"),
        click.option("--domain", metavar="领域", help="只看一个政策领域（条款库里的子文件夹）。"),
        click.option("--topic", metavar="主题", help="只看一个主题。"),
        click.option("--level", metavar="层级", help="只看一个层级：国家、省、市、县、乡镇。"),
    ):  # fmt: skip
        f = option(f)
    return f


# --- list ------------------------------------------------------------------------------------


@command.command("list", help="列出条款：编号、层级、地方、年份、标题、状态。")
@_library_option
@_selection
@_json_option
def list_command(folder: str | None, as_json: bool, **selection: str | None) -> None:
    """All clauses that pass the filters, from the nation down, file by file."""
    library = _open(folder)
    clauses = sorted(library.clauses(only=_filter(library, selection)), key=_from_above)
    if as_json:
        return _print_json(
            {"library": str(library.path), "count": len(clauses), "clauses": list(map(_record, clauses))}
        )
    if not clauses:
        return click.echo(f"没有符合条件的条款{_named(selection)}。")
    from draftkit.cli.table import table

    length = library.short_ids(c.id for c in clauses)
    rows = [[c.id[:length], *_origin_cells(c), c.name, STATUSES[c.status]] for c in clauses]
    click.echo(table(("编号", "层级", "地方", "年份", "标题", "状态"), rows, (None, None, 16, None, 56)))
    return click.echo(f"共 {len(clauses)} 条。")


# --- show ------------------------------------------------------------------------------------


@command.command("show", help="显示一条条款的原文、模板、空位和出处。编号写前几位即可。")
@click.argument("clause_id", metavar="编号")
@_library_option
@click.option("--locality", metavar="地方文件", help="同时显示换成这个地方的说法。")
@_json_option
def show_command(clause_id: str, folder: str | None, locality: str | None, as_json: bool) -> None:
    """One clause with its slots and origin."""
    library = _open(folder)
    clause = library.get(clause_id)
    local = _localised(clause, locality)
    if as_json:
        return _print_json({**_record(clause), **({"localised": local} if local else {})})
    return click.echo(_sheet(clause, local))


def _localised(clause: Clause, file: str | None) -> dict[str, Any] | None:
    if file is None:
        return None
    from draftkit.library import render_detailed, render_responsibility
    from draftkit.localities import Locality

    place = Locality.load(file)
    said = render_detailed(clause, place)
    return {
        "place": place.name,
        "text": said.text,
        "responsibility": render_responsibility(clause, place),
        "open_points": [{"kind": p.kind, "text": p.text, "reason": p.reason} for p in said.open_points],
    }


def _sheet(c: Clause, local: dict[str, Any] | None) -> str:
    origin = c.origin
    source = f"《{origin.title}》" if origin.title else origin.file
    source += f"（{origin.doc_number}）" if origin.doc_number else ""
    note = c.responsibility
    lines = [
        c.name,
        *_pairs(
            ("编号", c.id),
            ("状态", f"{STATUSES[c.status]}，第 {c.version} 版"),
            ("出处", source),
            ("位置", " ".join(filter(None, (" ".join(c.section), _where(c))))),
            (
                "地方",
                " ".join(
                    filter(None, (origin.place, LEVELS[origin.level] and f"（{LEVELS[origin.level]}级）"))
                ),
            ),
            ("日期", origin.issued_on),
            ("领域", c.domain),
            ("主题", "、".join(c.topics)),
            ("力度", None if c.strength is None else f"{c.strength}（0 无约束，5 必须）"),
            ("变体", c.variant_of),
        ),
        *_block("原文", c.original),
        *_block("责任单位", note.original if note else None),
        *_block("模板", c.template),
        *_block("责任单位模板", note.template if note else None),
        *_block("空位", "\n".join(f"{name} = {value}" for name, value in c.slots.items())),
    ]
    if local:
        lines += _block(f"{local['place']}的说法", local["text"])
        lines += _block(f"{local['place']}的责任单位", local["responsibility"])
        lines += _block("请核对", "\n".join(f"{p['text']}：{p['reason']}" for p in local["open_points"]))
    for past in reversed(c.earlier):
        lines += _block(f"第 {past.version} 版（{past.issued_on or '日期不详'}）", past.original)
    return "\n".join(lines)


def _pairs(*pairs: tuple[str, str | None]) -> list[str]:
    return [f"{name}：{value}" for name, value in pairs if value]


def _block(name: str, text: str | None) -> list[str]:
    return ["", name, *(f"  {line}" for line in text.splitlines())] if text else []


def _where(c: Clause) -> str:
    if c.where is None:
        return ""
    (first, last), page = c.where.line, c.where.page
    lines = f"第 {first} 行" if first == last else f"第 {first}—{last} 行"
    if page is None:
        return lines
    return lines + (f"，第 {page[0]} 页" if page[0] == page[1] else f"，第 {page[0]}—{page[1]} 页")


# --- search ----------------------------------------------------------------------------------


@command.command("search", help="检索条款。多个词用空格隔开，都要出现；带空格的短语加引号。")
@click.argument("query", metavar="检索词…", nargs=-1, required=True)
@_library_option
@_selection
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="最多显示多少条。")
@_json_option
def search_command(
    query: tuple[str, ...], folder: str | None, limit: int, as_json: bool, **selection: str | None
) -> None:
    """The clauses that contain every term, best first."""
    library = _open(folder)
    found = library.search(" ".join(query), limit, _filter(library, selection))
    if as_json:
        return _print_json(_found_json(library, found))
    if not found.hits:
        return click.echo(f"没有找到含“{found.query}”的条款{_named(selection)}。")
    length = library.short_ids(hit.clause.id for hit in found.hits)
    for hit in found.hits:
        c = hit.clause
        title = _shown(hit.heading) if c.heading else c.name
        click.echo(f"{c.id[:length]}  {title}  {' '.join(filter(None, _origin_cells(c)[1:]))}".rstrip())
        click.echo(f"    {_shown(hit.body)}")
    rest = f"，显示前 {len(found.hits)} 条" if found.count > len(found.hits) else ""
    return click.echo(f"共 {found.count} 条{rest}。")


def _shown(snippet: Snippet) -> str:
    """The hits in colour on a terminal, else between 【】."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        return snippet.marked("\x1b[1;31m", "\x1b[0m")
    return snippet.marked()


def _found_json(library: Library, found: Found) -> dict[str, Any]:
    hits = [
        {
            **_record(hit.clause),
            "score": round(hit.score, 6),
            "heading_marked": hit.heading.marked(),
            "snippet": hit.body.marked(),
        }
        for hit in found.hits
    ]
    return {"library": str(library.path), "query": found.query, "count": found.count, "hits": hits}


# --- stats -----------------------------------------------------------------------------------


@command.command("stats", help="统计条款库：文件、条款、层级、领域、年份、常见主题。")
@_library_option
@_json_option
def stats_command(folder: str | None, as_json: bool) -> None:
    """How many documents and clauses there are, and of what kind."""
    library = _open(folder)
    clauses = list(library.clauses())
    counts = {
        "level": Counter(LEVELS[c.origin.level] or "不详" for c in clauses),
        "domain": Counter(c.domain or "未分" for c in clauses),
        "year": Counter(str(c.origin.year or "不详") for c in clauses),
        "topic": Counter(t for c in clauses for t in c.topics),
    }
    documents = library.documents()
    archived = sum(d.archived for d in documents)
    if as_json:
        return _print_json(
            {"library": str(library.path), "documents": len(documents), "active": len(clauses), "archived": archived,
             **{name: dict(counter.most_common()) for name, counter in counts.items()}}
        )  # fmt: skip
    click.echo(f"文件 {len(documents)} 个，在用条款 {len(clauses)} 条，归档 {archived} 条。")
    for name, label in (("level", "层级"), ("domain", "领域"), ("year", "年份"), ("topic", "主题")):
        items = "，".join(f"{value} {count}" for value, count in counts[name].most_common(12))
        if items:
            click.echo(f"{label}：{items}")
    return None


# --- shared ----------------------------------------------------------------------------------


def _open(folder: str | None) -> Library:
    """The library, not empty; files that cannot be read are told on standard error."""
    from draftkit import resources
    from draftkit.errors import LibraryError
    from draftkit.library import Library

    library = Library(folder if folder is not None else resources.folder("clause_library"))
    problems = library.problems()
    for problem in problems:
        click.echo(f"提示：{problem}", err=True)
    if not library.documents():
        cause = "条款库里没有能读的条款" if problems else "条款库里还没有条款"
        raise LibraryError(
            cause, where=str(library.path), remedy="请先用 draftkit harvest 文件 --library 条款库 收录文件"
        )
    return library


def _from_above(clause: Clause) -> int:
    """The place of a clause in a list: 国家、省、市、县、乡镇, then those whose level is not known."""
    return list(LEVELS).index(clause.origin.level)


def _filter(library: Library, selection: dict[str, str | None]) -> Filter:
    """What the options select. Raises DraftkitError for a level, topic or domain that is not there."""
    from draftkit.library import Filter

    status = selection["status"]
    if selection["topic"]:
        counts = Counter(t for c in library.clauses(status=None) for t in c.topics)
        _check_known("主题", selection["topic"], [topic for topic, _ in counts.most_common()])
    if selection["domain"]:
        domains = dict.fromkeys(holding.domain for holding in library.documents() if holding.domain)
        _check_known("领域", selection["domain"], list(domains))
    return Filter(
        status=None if status == "all" else status,
        level=_level(selection["level"]),
        topic=selection["topic"],
        domain=selection["domain"],
    )


def _check_known(what: str, name: str, known: list[str]) -> None:
    """Say which topics or domains there are, the alike ones first, when one is asked for that is not."""
    if name in known:
        return
    from difflib import get_close_matches

    from draftkit.errors import DraftkitError

    near = [k for k in known if name in k or k in name] or get_close_matches(name, known, 5, 0.5)
    shown = list(dict.fromkeys([*near, *known]))[:_CHOICES]
    more = "等" if len(known) > len(shown) else ""
    remedy = f"可写 {'、'.join(shown)}{more}" if shown else f"这个库里的条款都没有{what}"
    raise DraftkitError(f"库里没有“{name}”这个{what}", remedy=remedy)


def _named(selection: dict[str, str | None]) -> str:
    """The filters in force, so that nobody wonders why nothing is found: （层级：省，主题：宣传）."""
    names = {"level": "层级", "topic": "主题", "domain": "领域"}
    parts = [f"{label}：{selection[key]}" for key, label in names.items() if selection[key]]
    if selection["status"] not in ("active", "all", None):
        parts.append(f"状态：{STATUSES[selection['status']]}")
    return f"（{'，'.join(parts)}）" if parts else ""


def _level(name: str | None) -> Level | None:
    from draftkit.errors import DraftkitError
    from draftkit.lexicon import levels

    level = levels.level_of(name) if name else None
    if name and level is None:
        raise DraftkitError(f"没有“{name}”这个层级", remedy="可写 国家、省、市、县、乡镇")
    return level


def _origin_cells(c: Clause) -> Sequence[str]:
    return LEVELS[c.origin.level], c.origin.place or "", str(c.origin.year or "")


def _record(clause: Clause) -> dict[str, Any]:
    from draftkit.library.records import clause_record, origin_record

    return {**clause_record(clause), "domain": clause.domain, "source": origin_record(clause.origin)}


def _print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
