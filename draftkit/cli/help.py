"""Help pages in Chinese: headings, place-holders, examples, and lines cut by their width on screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import click

from draftkit.lexicon.text import width

# Examples of every command and sub-command; the tests run them on the samples, but for those with an 编号.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "inspect": (
        "draftkit inspect 省实施意见.docx",
        "draftkit inspect 省实施意见.docx --json",
    ),
    "harvest": ("draftkit harvest 省实施意见.docx 市实施方案.docx --library 条款库",),
    "clauses": (
        "draftkit clauses search 家庭医生 --library 条款库",
        "draftkit clauses list --library 条款库",
    ),
    "clauses search": (
        "draftkit clauses search 托育机构 备案 --library 条款库",
        "draftkit clauses search 托位 --level 省 --target --library 条款库",
    ),
    "clauses list": ("draftkit clauses list --library 条款库 --level 市",),
    "clauses show": (
        "draftkit clauses show 编号 --library 条款库",
        "draftkit clauses show 编号 --library 条款库 --locality 某县.yaml",
    ),
    "clauses like": ("draftkit clauses like 县级托育综合服务中心至少建成1所 --library 条款库",),
    "clauses stats": ("draftkit clauses stats --library 条款库",),
    "clauses topics": ("draftkit clauses topics --library 条款库",),
    "clauses lint": ("draftkit clauses lint --library 条款库",),
    "clauses export": ("draftkit clauses export --library 条款库 -o 条款.xlsx",),
    "clauses import": (
        "draftkit clauses import 条款.xlsx --library 条款库",
        "draftkit clauses import 条款.xlsx --library 条款库 --yes",
    ),
    "clauses edit": ("draftkit clauses edit 编号 --library 条款库 --why 名称改了",),
    "clauses history": ("draftkit clauses history 编号 --library 条款库",),
    "clauses merge": ("draftkit clauses merge 编号 另一编号 --library 条款库",),
    "clauses retire": ("draftkit clauses retire 编号 --library 条款库 --why 依据已废止",),
    "clauses restore": ("draftkit clauses restore 编号 --library 条款库",),
    "draft": (
        "draftkit draft --parent 市实施方案.docx --locality 某县.yaml -o 某县实施方案.docx",
        "draftkit draft --parent 市实施方案.docx --parent 省实施意见.docx --locality 某县.yaml -o 某县方案.docx",
        "draftkit draft --parent 市实施方案.docx --locality 某县.yaml --plan-only -o 计划.yaml",
        "draftkit draft --parent 市实施方案.docx --locality 某县.yaml --plan 计划.yaml -o 按计划.docx",
        "draftkit draft --parent 市实施方案.docx --locality 某县.yaml --frame 红头.docx --annotate -o 带批注.docx",
    ),
    "templates": (
        "draftkit templates list",
        "draftkit templates new 本单位方案.txt --like 工作方案",
        "draftkit templates check 本单位方案.txt",
    ),
    "templates list": ("draftkit templates list",),
    "templates show": ("draftkit templates show 工作方案",),
    "templates new": ("draftkit templates new 我的通知.txt --like 贯彻落实通知",),
    "templates check": ("draftkit templates check 我的通知.txt",),
    "batch": (
        "draftkit batch --parent 市实施方案.docx --init 填报表.xlsx",
        "draftkit batch --parent 市实施方案.docx --localities 各县.csv -o 各县方案",
        "draftkit batch --parent 市实施方案.docx --localities 各县.csv --plan 计划.yaml --task-table -o 各县附表方案",
    ),
    "diff": (
        "draftkit diff 市实施方案.docx 某县实施方案.docx",
        "draftkit diff 市实施方案.docx 某县实施方案.docx -o 偏离分析.html",
    ),
    "check": (
        "draftkit check 某县实施方案.docx",
        "draftkit check 某县实施方案.docx --fix 改好的.docx",
        "draftkit check 各县方案/*.docx -o 校对报告.html",
    ),
    "format": (
        "draftkit format 网上下载的通知.pdf -o 排好的通知.docx",
        "draftkit format 某县实施方案.docx -o 新版.docx --fonts windows --no-seal",
    ),
    "matrix": (
        "draftkit matrix 市实施方案.docx 各县方案/",
        "draftkit matrix 市实施方案.docx 各县方案/*.docx -o 落实情况",
    ),
    "redline": (
        "draftkit redline 初稿.docx 二稿.docx -o 修订稿.docx",
        "draftkit redline 市实施方案.docx 某县实施方案.docx --against-parent -o 对照稿.docx",
    ),
    "rules": (
        "draftkit rules list PUN",
        "draftkit rules show PUN-01",
    ),
    "rules list": ("draftkit rules list PUN",),
    "rules show": ("draftkit rules show PUN-01",),
}

# What stands for a value, by the name of the parameter or by its place-holder.
PLACEHOLDERS = {
    "FILE": "文件",
    "FILES": "文件",
    "PATH": "文件",
    "SOURCE": "文件",
    "DIR": "文件夹",
    "DIRECTORY": "文件夹",
    "LIBRARY": "条款库",
    "PARENT": "上级文件",
    "CHILD": "下级文件",
    "CHILDREN": "下级文件",
    "LOCALITY": "地方文件",
    "LOCALITIES": "表格",
    "TABLE": "表格",
    "TEMPLATE": "模板",
    "OUT": "输出文件",
    "OUTPUT": "输出文件",
    "ID": "编号",
    "IDS": "编号",
    "CLAUSE_ID": "编号",
    "QUERY": "检索词",
    "WORDS": "检索词",
    "TOPIC": "主题",
    "DOMAIN": "领域",
    "JOBS": "数量",
    "LIMIT": "数量",
    "N": "数量",
    "INTEGER": "数量",
    "TEXT": "文字",
    "DATE": "日期",
    "EXECUTOR": "地址",
}

_EXTRA = (
    (re.compile(r"\brequired\b"), "必填"),
    (re.compile(r"\bdefault: "), "默认："),
    (re.compile(r"\benv var: "), "环境变量："),
    (re.compile(r"(-?[\d.]+)<=x<=(-?[\d.]+)"), r"\1 至 \2"),
    (re.compile(r"x>=(-?[\d.]+)"), r"不小于 \1"),
    (re.compile(r"; "), "；"),
)
# A bracket at the end of an option's help stays in one piece.
_PIECE = re.compile(r"\[[^\]]*\]|\s+|[\x21-\x7e]+|.")
_CLOSING = "。，、；：！？）》」』”’…]"


class Formatter(click.HelpFormatter):
    """click's help page with Chinese headings; a Chinese character counts as two columns."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        head = f"用法：{prog} "
        self._write_filled(args, head, " " * width(head))

    def write_heading(self, heading: str) -> None:
        chinese = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
        self.write(f"{'':>{self.current_indent}}{chinese.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text.strip("\n"))):
            if number:
                self.write("\n")
            if paragraph.lstrip().startswith("\b"):
                lines = paragraph.split("\n")[1:]
                self.write("".join(f"{indent}{line.rstrip()}\n" for line in lines))
            else:
                self._write_filled(joined(paragraph), indent, indent)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        column = min(max(width(first) for first, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in rows:
            head = indent + first + " " * (column - width(first))
            if width(first) > column - col_spacing:
                self.write(f"{indent}{first}\n")
                head = indent + " " * column
            self._write_filled(joined(_translated_extra(second)), head, indent + " " * column)

    def _write_filled(self, text: str, head: str, indent: str) -> None:
        room = max(self.width - width(indent), 20)
        lines = list(filled(text, room)) or [""]
        self.write(f"{head}{lines[0]}".rstrip() + "\n")
        self.write("".join(f"{indent}{line}\n" for line in lines[1:]))


class Context(click.Context):
    """A call whose help is set by `Formatter`."""

    formatter_class = Formatter


def in_chinese(command: click.Command, examples: tuple[str, ...] = ()) -> click.Command:
    """The same command with Chinese place-holders, help option and examples; for a group, all of it."""
    if command.context_class is Context:
        return command
    command.context_class = Context
    if command.options_metavar == "[OPTIONS]":
        command.options_metavar = "[选项]"
    for param in command.params:
        param.metavar = _placeholder(param)
    if command.add_help_option:
        command.add_help_option = False
        click.help_option("--help", "-h", help="显示帮助。")(command)
    if examples and not command.epilog:
        command.epilog = "例：\n\n\b\n" + "\n".join(f"  {line}" for line in examples)
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]…"
        for name, sub in command.commands.items():
            in_chinese(sub, EXAMPLES.get(f"{command.name} {name}", ()))
    return command


def joined(paragraph: str) -> str:
    """Lines of a help text as one; a line break between Chinese characters leaves no space."""
    text = re.sub(r"\s*\n\s*", "\n", paragraph.strip())
    return re.sub(r"(?<=[\x21-\x7e])\n(?=[\x21-\x7e])", " ", text).replace("\n", "")


def filled(text: str, room: int) -> Iterator[str]:
    """Cut a text into lines of at most `room` columns, between words or Chinese characters."""
    line = ""
    for piece in _PIECE.findall(text):
        if line and width(line) + width(piece) > room and piece not in _CLOSING:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line.strip():
        yield line.rstrip()


def _placeholder(param: click.Parameter) -> str | None:
    """The Chinese word for a parameter's value; None leaves flags and choices as they are."""
    if isinstance(param, click.Option) and (param.is_flag or param.count):
        return param.metavar
    if param.metavar is None and isinstance(param.type, click.Choice):
        return None
    if param.metavar is not None:
        return PLACEHOLDERS.get(param.metavar.strip("[]. ").upper(), param.metavar)
    word = PLACEHOLDERS.get((param.name or "").upper()) or _word_of_type(param.type)
    if isinstance(param, click.Argument):
        word += "…" if param.nargs == -1 else ""
        return word if param.required else f"[{word}]"
    return word


def _word_of_type(kind: click.ParamType[Any]) -> str:
    if isinstance(kind, click.Path):
        return "文件" if kind.file_okay else "文件夹"
    return "数量" if kind.name.startswith(("integer", "float")) else "文字"


def _translated_extra(text: str) -> str:
    """click's ``[default: 5; required]`` at the end of an option's help."""
    head, bracket, tail = text.rpartition("[")
    if not bracket or not tail.endswith("]"):
        return text
    for pattern, word in _EXTRA:
        tail = pattern.sub(word, tail)
    return f"{head}[{tail}"
