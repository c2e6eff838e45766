"""click's English usage errors as one Chinese sentence."""

from __future__ import annotations

import click


def explain(error: click.UsageError) -> str:
    """What was wrong with the call and how to see the right form."""
    path = error.ctx.command_path if error.ctx else "draftkit"
    hint = f"用法见 {path} --help。"
    match error:
        case click.NoSuchOption():
            return f"没有 {error.option_name} 这个选项。{hint}"
        case click.MissingParameter():
            param = error.param
            name = param.make_metavar(error.ctx) if param and error.ctx else error.param_hint
            if isinstance(param, click.Option):
                name = "/".join(param.opts)
            return f"缺少参数 {name}。{hint}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 的用法不对：它后面要跟一个值。{hint}"
        case click.BadParameter():
            param = error.param
            name = "/".join(param.opts) if param else error.param_hint
            return f"参数 {name} 的值不对：{_reason(error.message)}。{hint}"
    if "unexpected extra argument" in error.message.lower():
        return f"多出了不认识的参数。{hint}"
    return f"命令写法不对。{hint}"


def _reason(message: str) -> str:
    """click's own reasons, as far as they can be met with the types that draftkit uses."""
    if "does not exist" in message:
        return "文件或文件夹不存在"
    if "is a directory" in message:
        return "这是一个文件夹，要的是文件"
    if "is not a valid integer" in message or "not a valid int" in message:
        return "应是整数"
    if "is not in the range" in message:
        return "超出允许的范围"
    if "is not one of" in message:
        return "只能取帮助中列出的值"
    return message
