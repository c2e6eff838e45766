"""What a template asks for, and everything that is wrong with it, each with its line (检查模板)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from draftkit.drafting import complaints
from draftkit.drafting.kinds import Kinds
from draftkit.drafting.templates import Template
from draftkit.drafting.vocabulary import spellings, words

if TYPE_CHECKING:
    from jinja2 import nodes

    from draftkit.drafting.sandbox import Sandbox

_MOST = 30
_LOOKUPS = {"facts": "本地资料", "targets": "本地目标", "units": "本级部门"}
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_BLOCK = re.compile(
    r"\{%[-+]?[ \t]*(?:(?:for[ \t][^%\n]*?[ \t]in|if|elif)[ \t]+([^%\n]*?)[ \t]*|[^%\n]*?)[-+]?%\}"
)
_HALF_BRACES = re.compile(r"[{｛]{1,2}\s*([一-龥A-Za-z_.]{2,20})\s*[}｝]{1,2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that a template asks for. meaning: for the user. line: where it first stands (1-based)."""

    name: str
    meaning: str
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a template. line: None when it is the whole template's. remedy: may be ""."""

    line: int | None
    problem: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a look at a template found, in reading order."""

    asked: tuple[Asked, ...]
    faults: tuple[Fault, ...]


def inspect_template(template: Template) -> Inspection:
    """All names a template asks for, and all its mistakes."""
    tree, faults = _parsed(template)
    asked: list[Asked] = []
    if tree is not None:
        walker = _Walker(template, tree)
        asked = list(walker.asked(tree))
        faults += walker.faults(tree)
    elif (loose := _loose(template)) is not None:
        asked = list(_Walker(template, loose).asked(loose))
    told = {fault.line for fault in faults}
    faults += [fault for fault in _braces(template.source) if fault.line not in told]
    faults += _missing(template, asked) if tree is not None and not faults else []
    return Inspection(
        tuple(sorted(asked, key=lambda a: a.line)), tuple(sorted(set(faults), key=lambda f: f.line or 0))
    )


def _parsed(template: Template) -> tuple[Any, list[Fault]]:
    """The tree, with the lines left out that do not parse; each of them is a fault."""
    from jinja2 import TemplateSyntaxError

    lines = template.source.split("\n")
    faults: list[Fault] = []
    for _ in range(_MOST):
        try:
            return template.sandbox().parse("\n".join(lines)), faults
        except TemplateSyntaxError as error:
            faults.append(Fault(error.lineno, *complaints.syntax(error)))
            at = error.lineno - 1
            if at >= len(lines) or "{" not in lines[at]:
                break
            block = re.search(r"\{%-?\s*(for|if|macro|set)\b", lines[at])
            if block or "没有结束" in faults[-1].problem:
                break  # What follows would only be told because of it.
            lines[at] = ""
    return None, faults


def _loose(template: Template) -> Any:
    """The tree of what is printed and asked line by line, for a template whose blocks do not fit together."""
    from jinja2 import TemplateSyntaxError

    printed = _BLOCK.sub(lambda m: f"{{{{ {m[1]} }}}}" if m[1] else "", template.source)
    lines = printed.split("\n")
    for _ in range(_MOST):
        try:
            return template.sandbox().parse("\n".join(lines))
        except TemplateSyntaxError as error:
            if not lines[error.lineno - 1 :] or not lines[error.lineno - 1]:
                return None
            lines[error.lineno - 1] = ""
    return None


class _Walker:
    def __init__(self, template: Template, tree: nodes.Template) -> None:
        from jinja2 import meta, nodes

        self._template = template
        self._root = spellings("root")
        sandbox = template.sandbox()
        self._known, self._tests = tuple(sandbox.filters), frozenset(sandbox.tests)
        assert tree.environment is not None
        # Jinja looks no further than the first filter or test that it does not know.
        for node in tree.find_all(nodes.Filter):
            tree.environment.filters.setdefault(node.name, str)
        for test in tree.find_all(nodes.Test):
            tree.environment.tests.setdefault(test.name, _holds)
        self._free = meta.find_undeclared_variables(tree)

    def asked(self, tree: nodes.Template) -> Iterator[Asked]:
        from jinja2 import nodes

        meanings = {word.english: word.meaning for word in words("root")}
        seen: set[str] = set()
        inner: dict[int, nodes.Expr] = {id(n.node): n for n in tree.find_all(nodes.Getattr)}
        inner |= {id(n.node): n for n in tree.find_all(nodes.Getitem)}
        for node in sorted(tree.find_all(nodes.Name), key=lambda n: n.lineno):
            english = self._root.get(node.name)
            if english is None or node.name not in self._free:
                continue
            name, meaning = node.name, meanings[english]
            if english in _LOOKUPS and id(node) in inner and (key := _key(inner[id(node)])):
                name, meaning = f"{node.name}.{key}", f"{_LOOKUPS[english]}“{key}”"
            if name not in seen:
                seen.add(name)
                yield Asked(name, meaning, node.lineno)

    def faults(self, tree: nodes.Template) -> Iterator[Fault]:
        yield from self._names(tree)
        yield from self._filters(tree)
        yield from self._attributes(tree)
        yield from self._includes(tree)

    def _names(self, tree: nodes.Template) -> Iterator[Fault]:
        from jinja2 import nodes

        for node in tree.find_all(nodes.Name):
            if node.name in self._free and node.name != "range" and node.name not in self._root:
                yield Fault(node.lineno, *complaints.unknown(node.name, tuple(self._root)))

    def _filters(self, tree: nodes.Template) -> Iterator[Fault]:
        from jinja2 import nodes

        visible = tuple(name for name in self._known if not name.startswith("_"))
        for node in tree.find_all(nodes.Filter):
            if node.name not in self._known:
                yield Fault(node.lineno, *complaints.unknown_filter(node.name, visible))
        for test in tree.find_all(nodes.Test):
            if test.name not in self._tests:
                yield Fault(test.lineno, *complaints.unknown_test(test.name))

    def _attributes(self, tree: nodes.Template) -> Iterator[Fault]:
        for wrong in Kinds(frozenset(self._free)).wrong(tree):
            yield Fault(wrong.line, *complaints.unknown_attribute(wrong.name, wrong.known))

    def _includes(self, tree: nodes.Template) -> Iterator[Fault]:
        from jinja2 import nodes

        sandbox = self._template.sandbox()
        for node in tree.find_all(nodes.Include):
            if isinstance(node.template, nodes.Const) and not _is_there(sandbox, str(node.template.value)):
                problem = f"找不到要插入的模板“{node.template.value}”"
                yield Fault(node.lineno, problem, "只能插入与本模板同一文件夹里的文件")


def _holds(value: object) -> bool:
    return bool(value)


def _is_there(sandbox: Sandbox, name: str) -> bool:
    from jinja2 import TemplateNotFound

    try:
        return bool(sandbox.loader and sandbox.loader.get_source(sandbox, name))
    except (TemplateNotFound, UnicodeDecodeError):
        return False


def _key(node: nodes.Node) -> str | None:
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return None


def _braces(source: str) -> list[Fault]:
    """{地名} and ｛｛地名｝｝ are no tags: they would be printed as they stand."""
    out: list[Fault] = []
    plain = _TAGS.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), source)
    for found in _HALF_BRACES.finditer(plain):
        if found[1].split(".")[0] in spellings("root"):
            line = plain.count("\n", 0, found.start()) + 1
            out.append(
                Fault(
                    line,
                    f"“{found.group()}”不是标签，会原样印出来",
                    f"请写成 {{{{ {found[1]} }}}}（半角双花括号）",
                )
            )
    return out


def _missing(template: Template, asked: list[Asked]) -> list[Fault]:
    """What a template of ours can hardly do without."""
    out: list[Fault] = []
    english = {spellings("root")[a.name.split(".")[0]] for a in asked}
    if not english & {"parts", "measures", "task_table", "parent"}:
        out.append(
            Fault(None, "没有用到上级的举措，起草出来会缺内容", "请加上 各部分、全部举措 或 任务分工表")
        )
    if "文种" not in template.header:
        out.append(
            Fault(None, "开头没有写文种，按“实施方案”处理", "请在第一行写 {# 文种：工作方案；自称：本方案 #}")
        )
    return out
