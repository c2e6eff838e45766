"""click's English errors, and errors nobody foresaw, as one Chinese sentence."""

from __future__ import annotations

import re

import click

from draftkit.files import reason


def explain(error: click.ClickException) -> str:
    """What was wrong with the call and how to see the right form."""
    if isinstance(error, click.FileError):
        return f"{error.ui_filename}：打不开。请检查路径和权限。"
    if not isinstance(error, click.UsageError):
        return f"{error.message}。"
    path = error.ctx.command_path if error.ctx else "draftkit"
    return f"{_complaint(error)}。用法见 {path} --help。"


def explain_fault(error: Exception) -> str:
    """A fault of the program itself; the user gets a sentence, a developer sets DRAFTKIT_DEBUG."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}：读写失败（{reason(error)}）。请检查路径、权限和剩余空间。"
    kind = type(error).__name__
    return f"程序内部出错（{kind}：{_one_line(str(error))}）。请设环境变量 DRAFTKIT_DEBUG=1 重试，把输出交给维护人员。"


def _complaint(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            near = f"，是不是 {error.possibilities[0]}" if error.possibilities else ""
            return f"没有 {error.option_name} 这个选项{near}"
        case click.MissingParameter():
            return f"缺少{_name(error).strip()}"
        case click.BadOptionUsage() if "does not take a value" in error.message:
            return f"选项 {error.option_name} 后面不能跟值"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 后面要跟一个值"
        case click.BadParameter():
            return f"{_name(error)}的值不对：{_reason(error)}"
    if "unexpected extra argument" in error.message.lower():
        extra = re.search(r"\((.*)\)", error.message)
        return f"多出了参数 {extra.group(1)}" if extra else "多出了参数"
    if error.message.startswith("No such command"):
        return f"没有“{_quoted(error.message)}”这个命令"
    if error.message.startswith("Missing command"):
        return "缺少命令"
    return _one_line(error.message) if _is_chinese(error.message) else "命令写法不对"


def _name(error: click.BadParameter) -> str:
    """The parameter as the user types it: an option's flags, an argument's place-holder."""
    param = error.param
    if isinstance(param, click.Option):
        return f"选项 {'/'.join(param.opts)} "
    if param is not None and error.ctx is not None:
        return f"参数“{param.make_metavar(error.ctx).strip('[]…')}”"
    return f"参数 {error.param_hint} "


def _reason(error: click.BadParameter) -> str:
    """click's own reasons, as far as they can be met with the types that draftkit uses."""
    message = error.message
    what = f"“{_quoted(message)}”"
    if "does not exist" in message:
        return f"{what}不存在，请检查路径"
    if "is a directory" in message:
        return f"{what}是文件夹，这里要的是文件"
    if "is a file" in message:
        return f"{what}是文件，这里要的是文件夹"
    if "is not readable" in message:
        return f"{what}没有读取权限"
    if "is not writable" in message:
        return f"{what}没有写入权限"
    if "is not a valid integer" in message:
        return f"{what}不是整数"
    if "is not a valid" in message:
        return f"{what}不是数"
    if "is not in the range" in message:
        return f"超出允许的范围（{_range(message)}）"
    if isinstance(error.param, click.Parameter) and isinstance(error.param.type, click.Choice):
        return f"只能是 {'、'.join(str(c) for c in error.param.type.choices)}"
    return _one_line(message) if _is_chinese(message) else "不合要求"


def _range(message: str) -> str:
    """1<=x<=256 as 1 到 256."""
    said = message.rpartition("range ")[2].rstrip(".")
    both = re.fullmatch(r"(-?\d+)<=x<=(-?\d+)", said)
    if both:
        return f"{both[1]} 到 {both[2]}"
    return re.sub(r"^x>=(-?\d+)$", r"不小于 \1", re.sub(r"^x<=(-?\d+)$", r"不大于 \1", said))


def _quoted(message: str) -> str:
    """What click puts in quotation marks: the user's own word."""
    found = re.search(r"'([^']*)'", message)
    return found.group(1) if found else ""


def _is_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip("。.")
