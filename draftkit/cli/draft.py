"""`draftkit draft`: a local plan from one superior document or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from draftkit.cli.parents import Parents
    from draftkit.drafting import Draft, Matter, Near, Plan
    from draftkit.localities import Locality

SUFFIXES = (".docx", ".txt", ".md")
PLAN_SUFFIXES = (".yaml", ".yml")
_VARIANTS = 3
_LEAST_LIKE = 0.15  # below that a clause is about something else


@dataclass(frozen=True)
class Order:
    """What the command line asks for."""

    parent: tuple[str, ...]
    locality: str
    template: str
    library: str | None
    plan: str | None
    plan_only: bool
    task_table: bool | None
    annotate: bool
    output: str
    as_json: bool
    force: bool

    @property
    def read(self) -> tuple[str, ...]:
        """The files that are read for it."""
        return (*self.parent, self.locality, self.template, *([self.plan] if self.plan else []))


@click.command("draft", help="依据上级文件起草本地方案，并另存一份来源文件，写明每段出处和待办事项。")
@click.option(
    "--parent",
    required=True,
    multiple=True,
    metavar="上级文件",
    help="上级文件（docx、txt、md 等）。省、市各一份时写两次，以近的为主。",
)
@click.option("--locality", required=True, metavar="地方文件", help="本地信息（yaml）。")
@click.option(
    "--template",
    default="implementation_plan",
    show_default=True,
    metavar="模板",
    help="模板的名字（如 实施意见）或路径，见 draftkit templates list。",
)
@click.option("--library", metavar="条款库", help="条款库文件夹，供模板和起草计划取用条款。")
@click.option("--plan-only", is_flag=True, help="只生成起草计划（yaml），逐条列出上级举措，供取舍、改写。")
@click.option("--plan", metavar="起草计划", help="按起草计划取舍、排序、改写。")
@click.option(
    "--task-table/--no-task-table", default=None, help="附上（不附）重点任务分工表；不写时由模板定。"
)
@click.option("--annotate", is_flag=True, help="在 Word 批注里写明每段的出处和待办。")
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
    _check_annotate(order, target)
    _write_draft(order, target, sidecar_path(target))


def _write_draft(order: Order, target: Path, second: Path) -> None:
    from draftkit.drafting import sidecar
    from draftkit.files import write_whole
    from draftkit.reports import rendered

    plan, here, parents = _compiled(order)
    made = plan.fill(here)
    for warning in made.warnings:
        click.echo(f"提示：{warning}。", err=True)
    second_text = sidecar(made)
    data = _page(plan, target) if _is_word(order) else rendered(made.document, target)
    if order.annotate and isinstance(data, bytes):
        from draftkit.reports.draft_docx import annotated

        data = annotated(data, made)
    write_whole(target, data, force=order.force)
    write_whole(second, second_text, force=order.force)
    said = second_text if order.as_json else _told(made, target, second, parents)
    click.echo(said, nl=not order.as_json)


def _is_word(order: Order) -> bool:
    """Whether the template is a Word file, whose layout the draft keeps."""
    return order.template.lower().endswith(".docx")


def _page(plan: Plan, target: Path) -> bytes:
    from draftkit.drafting.docx_template import page_of

    return page_of(plan.template, target)


def _compiled(order: Order) -> tuple[Plan, Locality, Parents]:
    from draftkit.cli.parents import read_parents
    from draftkit.cli.unused import tell_unused
    from draftkit.drafting import compile, find, load_choices
    from draftkit.localities import Locality

    chosen = find(order.template)
    here = Locality.load(order.locality)
    choices = load_choices(order.plan) if order.plan else None
    parents = read_parents(order.parent)
    tell_unused(parents.first, chosen, [here])
    plan = compile(
        parents.first,
        template=chosen,
        library=open_library(order.library),
        superiors=parents.others,
        choices=choices,
        task_table=order.task_table,
    )
    return plan, here, parents


def _write_plan(order: Order, target: Path) -> None:
    from draftkit.drafting import plan_text
    from draftkit.errors import InputError
    from draftkit.files import write_whole

    if order.plan:
        raise InputError(
            "--plan 和 --plan-only 不能一起用", remedy="生成计划用 --plan-only，按计划起草用 --plan"
        )
    plan, here, _ = _compiled(order)
    named = " ".join(f"--parent {path}" for path in order.parent)
    command = f"draftkit draft {named} --locality {order.locality} --template {order.template}"
    command += f" --library {order.library}" if order.library else ""
    text = plan_text(plan, here, _finder(plan), f"{command} --plan {target} -o 方案.docx")
    write_whole(target, text, force=order.force)
    if order.as_json:
        import json

        count = sum(line.startswith("- 条:") for line in text.splitlines())
        click.echo(json.dumps({"schema": "draftkit.plan/1", "path": str(target), "items": count}))
    else:
        click.echo(f"已写出起草计划 {target}，逐条改好后，加 --plan {target} 起草。")


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


def _check_annotate(order: Order, target: Path) -> None:
    from draftkit.errors import OutputError

    if order.annotate and target.suffix.lower() != ".docx":
        raise OutputError(
            "只有 Word 文档能带批注", where=str(target), remedy="请写成 .docx，或去掉 --annotate"
        )


def check_output(
    *targets: Path, force: bool, suffixes: Sequence[str] = SUFFIXES, inputs: Sequence[str] = ()
) -> None:
    """Say what is wrong with the output before the work is done. inputs: files that are read for it."""
    from draftkit.errors import OutputError
    from draftkit.files import refuse_existing

    first = targets[0]
    if first.suffix.lower() not in suffixes:
        raise OutputError("写不了这种文件", where=str(first), remedy=f"扩展名可用 {'、'.join(suffixes)}")
    for target in targets:
        refuse_existing(target, force=force, inputs=inputs)


def open_library(path: str | None) -> Any:
    """The library in a folder, None without one."""
    if path is None:
        return None
    from draftkit.library import Library

    return Library(path)


def _told(made: Draft, target: Path, second: Path, parents: Parents) -> str:
    from draftkit.drafting import agenda

    lines = [f"已写出 {target}", f"来源和待办写在 {second}"]
    if parents.others:
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
