"""`draftkit draft`: a local plan from one superior document or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from draftkit.cli.making import Making, content_options, made_ready, page_options

if TYPE_CHECKING:
    from draftkit.batch import Shared
    from draftkit.drafting import Draft, Matter, Near, Plan
    from draftkit.localities import Locality

SUFFIXES = (".docx", ".txt", ".md")
TABLES = (".xlsx", ".xlsm", ".csv")
PLAN_SUFFIXES = (".yaml", ".yml")
_VARIANTS = 3
_LEAST_LIKE = 0.15  # below that a clause is about something else


@dataclass(frozen=True, kw_only=True)
class Order(Making):
    """What the command line asks for."""

    locality: str
    plan_only: bool
    output: str
    as_json: bool
    force: bool

    @property
    def read(self) -> tuple[str, ...]:
        """The files that are read for it."""
        return (*self.inputs, self.locality)


@click.command("draft", help="依据上级文件起草本地方案，并另存一份来源文件，写明每段出处和待办事项。")
@click.option(
    "--parent",
    required=True,
    multiple=True,
    metavar="上级文件",
    help="上级文件（docx、pdf、txt 等）。省、市各一份时写两次，以近的为主。",
)
@click.option("--locality", required=True, metavar="地方文件", help="本地信息（yaml，或只有一行的填报表）。")
@content_options
@click.option("--plan-only", is_flag=True, help="只生成起草计划（yaml），逐条列出上级举措，供取舍、改写。")
@page_options
@click.option("-o", "--output", required=True, metavar="输出文件", help="写成 .docx、.txt 或 .md。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（draftkit.draft/1）。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
def command(**given: Any) -> None:
    """Draft, write the document and its sidecar, and list what is open; or write a plan file."""
    order = Order(**given)
    target = Path(order.output)
    if order.plan_only:
        check_output(target, force=order.force, suffixes=PLAN_SUFFIXES, inputs=order.read)
        _write_plan(order, target)
        return
    from draftkit.drafting import sidecar_path

    check_output(target, sidecar_path(target), force=order.force, inputs=order.read)
    _check_page(order, target)
    _write_draft(order, target, sidecar_path(target))


def _write_draft(order: Order, target: Path, second: Path) -> None:
    from draftkit.drafting import sidecar
    from draftkit.files import write_whole

    shared, here = _read(order)
    made = shared.plan().fill(here)
    for warning in made.warnings:
        click.echo(f"提示：{warning}。", err=True)
    second_text = sidecar(made)
    write_whole(target, _set(shared, made, target), force=order.force)
    write_whole(second, second_text, force=order.force)
    said = second_text if order.as_json else _told(made, target, second)
    click.echo(said, nl=not order.as_json)


def _set(shared: Shared, made: Draft, target: Path) -> bytes | str:
    """The draft as the suffix of its file says."""
    if target.suffix.lower() != ".docx":
        from draftkit.reports import rendered

        return rendered(made.document, target)
    from draftkit.reports.draft_docx import compile_draft

    return compile_draft(made, shared.template, shared.profile, shared.frame, annotate=shared.annotate).fill(
        {}
    )


def _read(order: Order) -> tuple[Shared, Locality]:
    """What the draft is made from, and for whom."""
    here = _locality(order.locality)
    return made_ready(order, [here]), here


def _locality(path: str) -> Locality:
    """The locality of a file; of a table, too, that has one."""
    from draftkit.errors import LocalityError
    from draftkit.localities import Locality, read_table

    if Path(path).suffix.lower() not in TABLES:
        return Locality.load(path)
    rows = list(read_table(path))
    if len(rows) != 1:
        count = f"有 {len(rows)} 个地方" if rows else "没有地方"
        raise LocalityError(
            f"表格里{count}，draft 只起草一份",
            where=path,
            remedy="请只留一行；各个地方都要起草的，用 draftkit batch --localities",
        )
    if rows[0].locality is None:
        raise rows[0].error or LocalityError("这一行读不出来", where=path)
    return rows[0].locality


def _write_plan(order: Order, target: Path) -> None:
    from draftkit.cli.named import typed
    from draftkit.drafting import plan_text
    from draftkit.errors import InputError
    from draftkit.files import write_whole

    if order.plan:
        raise InputError(
            "--plan 和 --plan-only 不能一起用", remedy="生成计划用 --plan-only，按计划起草用 --plan"
        )
    shared, here = _read(order)
    plan = shared.plan()
    words = [*(word for path in order.parent for word in ("--parent", path)), "--locality", order.locality]
    words += ["--template", order.template, *(("--library", order.library) if order.library else ())]
    command = typed("draftkit", "draft", *words, "--plan", str(target), "-o", "方案.docx")
    text = plan_text(plan, here, _finder(plan), command)
    write_whole(target, text, force=order.force)
    if order.as_json:
        import json

        count = sum(line.startswith("- 条:") for line in text.splitlines())
        click.echo(json.dumps({"schema": "draftkit.plan/1", "path": str(target), "items": count}))
    else:
        click.echo(f"已写出起草计划 {target}，逐条改好后，加 {typed('--plan', str(target))} 起草。")


def _finder(plan: Plan) -> Callable[[str], Sequence[Near]] | None:
    """The clauses of a library that say something like a text, the parents' own left out."""
    library: Any = plan.library
    if library is None:
        return None
    from draftkit.drafting import Near

    own = {d.doc_number for d in plan.documents if d.doc_number}

    def near(text: str) -> list[Near]:
        found = library.like(text, _VARIANTS * (1 + len(own)))
        return [
            Near(c.id, likeness, c.origin.place or c.origin.title or c.origin.file, c.original)
            for likeness, c in found
            if likeness >= _LEAST_LIKE and c.origin.doc_number not in own
        ][:_VARIANTS]

    return near


def _check_page(order: Order, target: Path) -> None:
    """A text file has neither comments nor a page."""
    from draftkit.errors import OutputError

    if target.suffix.lower() == ".docx":
        return
    if order.is_word:
        raise OutputError("用 Word 模板只能写成 .docx", where=str(target), remedy="请改输出文件的扩展名")
    asked = {"--annotate": order.annotate, "--profile": order.profile, "--frame": order.frame}
    if flags := [flag for flag, given in asked.items() if given]:
        words = "、".join(flags)
        raise OutputError(
            f"{words} 只用于 Word 文档", where=str(target), remedy=f"请写成 .docx，或去掉 {words}"
        )


def check_output(
    *targets: Path, force: bool, suffixes: Sequence[str] = SUFFIXES, inputs: Sequence[str] = ()
) -> None:
    """Say what is wrong with the output before the work is done. inputs: files that are read for it."""
    from draftkit.errors import OutputError
    from draftkit.files import refuse_existing

    first = targets[0]
    if first.is_dir():
        raise OutputError(
            "这是文件夹，还要写上文件名", where=str(first), remedy=f"如 {first / '方案'}{suffixes[0]}"
        )
    if first.suffix.lower() not in suffixes:
        remedy = f"扩展名可用 {'、'.join(suffixes)}"
        if first.suffix.lower() in (".doc", ".wps"):
            remedy = "请写成 .docx，Word 和 WPS 都能打开"
        raise OutputError("写不了这种文件", where=str(first), remedy=remedy)
    for target in targets:
        refuse_existing(target, force=force, inputs=inputs)


def _told(made: Draft, target: Path, second: Path) -> str:
    from draftkit.drafting import agenda

    lines = [f"已写出 {target}", f"来源和待办写在 {second}"]
    if len(made.parents) > 1:
        lines += ["", f"以{made.parents[0].title}为主，已有的不重复；并入：", *_merged(made)]
    if made.decisions:
        lines += ["", "按起草计划：", *(f"  · {told}" for told in made.decisions)]
    if made.open_points:
        lines += ["", f"还有 {len(made.open_points)} 处需要处理，要紧的在前："]
    for group in agenda(made):
        lines += ["", f"{group.title}（{group.count}处）"]
        lines += [line for matter in group.matters for line in _matter(matter)]
    return "\n".join(lines)


def _merged(made: Draft) -> list[str]:
    return [f"  · {parent.title}" for parent in made.parents[1:]]


def _matter(matter: Matter) -> list[str]:
    """One point on one line; several with the same reason below each other."""
    if len(matter.places) == 1:
        return [f"  · {matter.places[0]}：{matter.reason}"]
    return [f"  {matter.reason}：", *(f"    · {place}" for place in matter.places)]
