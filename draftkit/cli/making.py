"""What `draft` and `batch` have in common: parents, template, plan file, page (起草的共同选项)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from draftkit.batch import Shared
    from draftkit.drafting import Choices, Template
    from draftkit.localities import Locality
    from draftkit.writers.profile import Profile

Command = TypeVar("Command", bound=Callable[..., Any])

_CONTENT = (
    click.option(
        "--template",
        default="implementation_plan",
        show_default=True,
        metavar="模板",
        help="模板的名字（如 实施意见）或路径，见 draftkit templates list；可以是带 {{ }} 标签的 Word 文件。",
    ),
    click.option("--library", metavar="条款库", help="条款库文件夹，供模板和起草计划取用条款。"),
    click.option(
        "--plan", metavar="起草计划", help="按起草计划取舍、排序、改写（先用 draft --plan-only 生成）。"
    ),
    click.option(
        "--task-table/--no-task-table", default=None, help="附上（不附）重点任务分工表；不写时由模板定。"
    ),
)
_PAGE = (
    click.option("--profile", metavar="设置文件", help="draftkit.toml，[format] 一节写本单位的字体和版式。"),
    click.option("--frame", metavar="红头模板", help="本单位的红头 .docx，正文排进它的【正文】处。"),
    click.option("--annotate", is_flag=True, help="在 Word 批注里写明每段的出处和待办。"),
)


def content_options(command: Command) -> Command:
    """What stands in the paper."""
    return _with(command, _CONTENT)


def page_options(command: Command) -> Command:
    """How it is set."""
    return _with(command, _PAGE)


def _with(command: Command, options: Iterable[Callable[[Command], Command]]) -> Command:
    for option in reversed(tuple(options)):
        command = option(command)
    return command


@dataclass(frozen=True, kw_only=True)
class Making:
    """What the command line asks for, whatever becomes of it."""

    parent: tuple[str, ...]
    template: str
    library: str | None
    plan: str | None
    task_table: bool | None
    profile: str | None
    frame: str | None
    annotate: bool

    @property
    def inputs(self) -> tuple[str, ...]:
        """The files that are read for it."""
        given = (*self.parent, self.template, self.plan, self.profile, self.frame)
        return tuple(name for name in given if name)

    @property
    def is_word(self) -> bool:
        """Whether the template is a Word file, whose page the draft keeps."""
        return self.template.lower().endswith(".docx")


def made_ready(order: Making, localities: Iterable[Locality]) -> Shared:
    """All that is asked for, read and checked, the quick things first. localities: who is to get plans.

    Says on standard error what the readers have to say and what was stated for nothing.
    """
    from draftkit.batch import Shared
    from draftkit.cli.parents import read_parents
    from draftkit.cli.unused import tell_unused

    template, choices = _chosen(order)
    page = _page(order)
    parents = read_parents(order.parent)
    tell_unused(parents.documents, template, localities)
    return Shared(
        parents.first,
        template,
        order.library,
        parents.others,
        choices,
        order.task_table,
        *page,
        order.annotate,
    )


def _chosen(order: Making) -> tuple[Template, Choices | None]:
    from draftkit.drafting import find, load_choices

    template = find(order.template)
    template.names()
    return template, load_choices(order.plan) if order.plan else None


def _page(order: Making) -> tuple[Profile, bytes | None]:
    from draftkit.errors import InputError
    from draftkit.writers.profile import Profile

    if order.is_word and (order.profile or order.frame):
        flag = "--frame" if order.frame else "--profile"
        raise InputError(
            f"Word 模板的版式由模板自己定，{flag} 用不上", where=order.template, remedy=f"请去掉 {flag}"
        )
    profile = Profile.load(order.profile) if order.profile else Profile()
    return profile, read_frame(order.frame, profile)


def read_frame(path: str | None, profile: Profile) -> bytes | None:
    """The bytes of a letterhead that can be used, None without one. Raises InputError that names the file."""
    from draftkit.errors import InputError
    from draftkit.writers.body import frame_of

    if path is None:
        return None
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError("找不到这个红头模板", where=path, remedy="请检查路径") from None
    except OSError:
        raise InputError(
            "红头模板读不出来", where=path, remedy="请检查权限，或先在 Word、WPS 里关闭它"
        ) from None
    try:
        frame_of(profile, data)
    except InputError as error:
        where = (error.where or "").replace("红头模板", path) or path
        raise type(error)(error.problem, where=where, remedy=error.remedy) from None
    if not _has_place(data):
        click.echo(f"提示：{path}：里面没有单独一段的【正文】，正文接在它的末尾。", err=True)
    return data


def _has_place(frame: bytes) -> bool:
    """Whether it says where the text goes; one that has no words of its own need not."""
    from draftkit.errors import EmptyDocument
    from draftkit.readers import source_of_bytes
    from draftkit.writers.letterhead import BODY_MARK

    try:
        return any(line.text.strip() == BODY_MARK for line in source_of_bytes(frame, "红头.docx").lines)
    except EmptyDocument:
        return True
