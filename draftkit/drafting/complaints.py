"""Jinja's errors as one Chinese sentence: what is wrong, what was expected (模板错误的说法)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import TemplateSyntaxError

Complaint = tuple[str, str]
"""problem and remedy, both without a full stop."""

_CLOSERS = {
    "for": "{% endfor %}",
    "if": "{% endif %}",
    "macro": "{% endmacro %}",
    "set": "{% endset %}",
    "block": "{% endblock %}",
    "call": "{% endcall %}",
    "filter": "{% endfilter %}",
    "with": "{% endwith %}",
    "raw": "{% endraw %}",
}
_SIGNS = {
    "end of print statement": "}}",
    "end of statement block": "%}",
    "begin of print statement": "{{",
    "begin of statement block": "{%",
    "name": "一个名字",
    "string": "引号里的文字",
    "integer": "整数",
    "end of template": "模板结尾",
}
_EXPECTED = re.compile(r"expected token '(?P<want>[^']*)', got '(?P<got>.*)'", re.S)
_UNKNOWN_TAG = re.compile(r"[Uu]nknown tag '(?P<tag>[^']*)'")
_INNERMOST = re.compile(r"innermost block that needs to be closed is '(?P<tag>[^']*)'")


def syntax(error: TemplateSyntaxError) -> Complaint:
    """A template that does not parse."""
    message = error.message or ""
    if found := _INNERMOST.search(message):
        closer = _CLOSERS.get(found["tag"], f"{{% end{found['tag']} %}}")
        tag = _UNKNOWN_TAG.search(message)
        extra = f"这里不该出现 {{% {tag['tag']} %}}，" if tag else ""
        return f"{extra}{{% {found['tag']} %}} 没有结束", f"在它后面补上 {closer}"
    if found := _UNKNOWN_TAG.search(message):
        return _unknown_tag(found["tag"])
    if found := _EXPECTED.search(message):
        want, got = (_sign(found[key]) for key in ("want", "got"))
        return f"标签没有写完整，此处应为 {want}，实际是 {got}", "请检查花括号、引号是否成对"
    if "end of template" in message.lower() or "end of comment" in message.lower():
        return "标签没有结束就到了模板结尾", "请检查 {{ }}、{% %}、{# #} 是否成对"
    if message.startswith("unexpected char"):
        return f"标签里有不认识的符号 {message.split()[-3] if message.count(' ') > 3 else ''}".rstrip(), (
            '标签里的标点要用半角，如 {{ 本地["人口"] }}'
        )
    if message.startswith("unexpected '"):
        return f"标签里多出了 {_sign(message.split(chr(39))[1])}", "请检查花括号、括号是否成对"
    if "No filter named" in message:
        return unknown_filter(message.split("'")[1], ())
    if "No test named" in message:
        return unknown_test(message.split(chr(39))[1])
    return "标签写法不对", "此处应为 {{ 名字 }}、{% for … in … %}、{% if … %} 之一"


def _unknown_tag(tag: str) -> Complaint:
    if tag.startswith("end"):
        return f"多出了 {{% {tag} %}}", f"前面应有与它成对的 {{% {tag[3:]} … %}}"
    near = nearest(tag, (*_CLOSERS, "else", "elif", "include"))
    hint = f"；是不是想写 {near[0]}" if near else ""
    return f"没有“{tag}”这种标签", f"可用的有 for、if、set、macro、include{hint}"


def _sign(text: str) -> str:
    return _SIGNS.get(text, text)


def unknown(name: str, known: tuple[str, ...]) -> Complaint:
    """A name that nobody offers."""
    near = nearest(name, known)
    if near:
        return f"没有“{name}”这个名字", f"是不是想写 {'、'.join(near)}？本地资料请写 本地.{name}"
    return f"没有“{name}”这个名字", f"本地资料请写 本地.{name}；可用的名字见 docs/drafting.md"


def unknown_attribute(name: str, known: tuple[str, ...]) -> Complaint:
    """A name that this thing does not have."""
    if not known:
        return f"这里的值没有“{name}”这一项", "去掉点号后面的部分"
    near = nearest(name, known)
    chinese = tuple(word for word in known if not word.isascii())
    choice = "、".join(near or chinese)
    return f"没有“{name}”这一项", f"{'是不是想写' if near else '可用的有'} {choice}"


def unknown_filter(name: str, known: tuple[str, ...]) -> Complaint:
    """A filter that does not exist or is not allowed."""
    near = nearest(name, known)
    hint = f"是不是想写 {'、'.join(near)}" if near else "请去掉竖线后面的部分"
    return f"没有“{name}”这个过滤器", hint


def unknown_test(name: str) -> Complaint:
    """A test (`is …`) that does not exist."""
    return f"没有“is {name}”这种判断", "条件里可用 ==、!=、and、or、not、in"


def running(error: BaseException) -> Complaint:
    """What went wrong while the template was rendered."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError
    from jinja2.exceptions import SecurityError

    from draftkit.drafting.sandbox import UnknownName

    match error:
        case UnknownName():
            return unknown_attribute(error.name, error.known)
        case TemplateNotFound():
            return f"找不到要插入的模板“{error.name}”", "只能插入与本模板同一文件夹里的文件"
        case TemplateSyntaxError():
            return syntax(error)
        case SecurityError():
            return _security(str(error))
        case RecursionError():
            return "标签互相调用，没有尽头", "请检查 macro 和 include"
    return "标签算不出结果", "此处应为 {{ 名字 }} 或 名字与文字的比较，不能对它做计算"


def _security(what: str) -> Complaint:
    if what == "loop":
        return "循环次数太多", "请减少嵌套的 {% for %}"
    if what in {"multiply", "long"}:
        return "不能用乘法、乘方或反复相加来拼文字", "请直接写出文字"
    return "模板里不能调用这个函数", "可调用的只有 待填(…)、条款(…) 和本模板自己的 macro"


def nearest(name: str, known: tuple[str, ...], limit: int = 3) -> list[str]:
    """The known names that look most like a misspelt one, best first; of one script with it."""
    from rapidfuzz import fuzz, process

    pool = [word for word in known if word.isascii() == name.isascii()]
    found = process.extract(name, pool, scorer=fuzz.ratio, limit=limit, score_cutoff=50)
    return [word for word, _, _ in found]
