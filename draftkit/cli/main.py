"""The root command. Sub-commands are imported only when they are called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from draftkit import __version__
from draftkit.cli.help import EXAMPLES, Context, in_chinese
from draftkit.errors import DraftkitError
from draftkit.precompiled import install

# name -> one-line help; the module draftkit.cli.<name> holds a click command `command`.
COMMANDS = {
    "inspect": "显示读出的结构：要素、大纲、举措、责任单位、目标、引用",
    "harvest": "把文件的条款收进条款库",
    "clauses": "查看、检索条款库",
    "draft": "依据上级文件起草本地方案",
    "templates": "列出、查看、新建、检查起草模板",
    "batch": "按表格为多个地方批量起草",
    "diff": "对照上级文件，列出下级文件的偏离",
    "matrix": "一份上级文件对照多份下级文件",
    "redline": "新稿对照旧稿，生成带修订痕迹的 Word 文件",
    "check": "校对公文：文字规则和 GB/T 9704 版式",
    "rules": "列出、解释校对规则",
    "format": "按 GB/T 9704 重新排版",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only when it is called."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        install()
        command: click.Command = import_module(f"draftkit.cli.{cmd_name}").command
        return in_chinese(command, EXAMPLES.get(cmd_name, ()))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            names = "、".join(COMMANDS)
            raise DraftkitError(f"没有“{args[0]}”这个命令", remedy=f"可用的命令有：{names}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    help="draftkit：读懂上级文件，起草本地方案，对照查出偏离。",
    epilog="每个命令的用法和例子见 draftkit 命令 --help。",
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
    add_help_option=False,
)
@click.help_option("--help", "-h", help="显示帮助。")
@click.version_option(__version__, "--version", message="draftkit %(version)s", help="显示版本。")
def root() -> None:
    """Root of all commands."""


def main(argv: list[str] | None = None) -> None:
    """Run the command line and leave with its status: 0 done, 1 something found, 2 failed."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    if sys.stderr.isatty():
        _show_progress()
    _hear_once()
    try:
        status = root.main(argv, prog_name="draftkit", standalone_mode=False)
    except DraftkitError as error:
        _leave(error.render())
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        sys.exit(0)
    except click.ClickException as error:
        from draftkit.cli.usage import explain

        _leave(explain(error))
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _leave("已中断，已完成的结果都保留着。")
    except BrokenPipeError:
        # The reader (head, less) has left; keep the interpreter from flushing into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("DRAFTKIT_DEBUG"):
            raise
        from draftkit.cli.usage import explain_fault

        _leave(explain_fault(error))
    sys.exit(status if isinstance(status, int) else 0)


def _hear_once() -> None:
    """Ctrl-C ends the command once; one that comes while it is ending must not break what it still says."""
    import signal

    def heard(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        try:
            signal.signal(signal.SIGINT, heard)
        except ValueError:  # not the main thread
            return


def _show_progress() -> None:
    """Tell on a terminal how far a long reading is (scans take seconds a page)."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s……"))
    progress = logging.getLogger("draftkit")
    progress.addHandler(handler)
    progress.setLevel(logging.INFO)


def _leave(sentence: str) -> None:
    click.echo(f"draftkit：{sentence}", err=True)
    sys.exit(2)
