"""`draftkit clauses list|show|stats`: what a library holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from draftkit.cli.clauses.beside import variant_json, variant_table
from draftkit.cli.clauses.common import (
    LEVELS,
    STATUSES,
    filter_of,
    json_option,
    library_option,
    named,
    open_library,
    origin_cells,
    print_json,
    record,
    selection,
)  # fmt: skip

if TYPE_CHECKING:
    from draftkit.library import Clause

# --- list ------------------------------------------------------------------------------------


@click.command("list", help="列出条款：编号、层级、地方、年份、标题、状态。")
@library_option
@selection
@json_option
def list_command(folder: str | None, as_json: bool, **chosen: Any) -> None:
    """All clauses that pass the filters, from the nation down, file by file."""
    library = open_library(folder)
    clauses = sorted(library.clauses(only=filter_of(library, chosen)), key=_from_above)
    if as_json:
        return print_json(
            {"library": str(library.path), "count": len(clauses), "clauses": list(map(record, clauses))}
        )
    if not clauses:
        return click.echo(f"没有符合条件的条款{named(chosen)}。")
    from draftkit.reports.grid import table

    length = library.short_ids(c.id for c in clauses)
    rows = [[c.id[:length], *origin_cells(c), c.name, STATUSES[c.status]] for c in clauses]
    click.echo(table(("编号", "层级", "地方", "年份", "标题", "状态"), rows, (None, None, 16, None, 56)))
    return click.echo(f"共 {len(clauses)} 条。")


# --- show ------------------------------------------------------------------------------------


@click.command("show", help="显示一条条款的原文、模板、空位和出处。编号写前几位即可。")
@click.argument("clause_id", metavar="编号")
@library_option
@click.option("--locality", metavar="地方文件", help="同时显示换成这个地方的说法。")
@json_option
def show_command(clause_id: str, folder: str | None, locality: str | None, as_json: bool) -> None:
    """One clause with its slots and origin."""
    library = open_library(folder)
    clause = library.get(clause_id)
    local = _localised(clause, locality)
    found = library.variants(clause)
    if as_json:
        more = {"localised": local} if local else {}
        return print_json({**record(clause), **more, "variants": [variant_json(v) for v in found[1:]]})
    click.echo(_sheet(clause, local))
    if len(found) > 1:
        click.echo("\n" + variant_table(found, library.short_ids(v.clause.id for v in found)))
    return None


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


# --- topics ----------------------------------------------------------------------------------


@click.command("topics", help="列出条款库里的主题和条数。要增减主题，请改条款库里的 topics.yaml。")
@library_option
@json_option
def topics_command(folder: str | None, as_json: bool) -> None:
    """All topics with the number of clauses, the commonest first."""
    library = open_library(folder)
    counts = Counter(library.counted("topic"))
    if as_json:
        return print_json({"library": str(library.path), "topics": dict(counts.most_common())})
    for topic, count in counts.most_common():
        click.echo(f"{count:>6}  {topic}")
    return click.echo(f"共 {len(counts)} 个主题。")


# --- stats -----------------------------------------------------------------------------------


@click.command("stats", help="统计条款库：文件、条款、层级、领域、年份、常见主题。")
@library_option
@json_option
def stats_command(folder: str | None, as_json: bool) -> None:
    """How many documents and clauses there are, and of what kind."""
    library = open_library(folder)
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
        return print_json(
            {"library": str(library.path), "documents": len(documents), "active": len(clauses), "archived": archived,
             **{name: dict(counter.most_common()) for name, counter in counts.items()}}
        )  # fmt: skip
    click.echo(f"文件 {len(documents)} 个，在用条款 {len(clauses)} 条，归档 {archived} 条。")
    for name, label in (("level", "层级"), ("domain", "领域"), ("year", "年份"), ("topic", "主题")):
        items = "，".join(f"{value} {count}" for value, count in counts[name].most_common(12))
        if items:
            click.echo(f"{label}：{items}")
    return None


def _from_above(clause: Clause) -> int:
    """The place of a clause in a list: 国家、省、市、县、乡镇, then those whose level is not known."""
    return list(LEVELS).index(clause.origin.level)
