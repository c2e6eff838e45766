"""Finding, checking and rendering templates; every mistake is told with file and line (模板)."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from draftkit.drafting import complaints
from draftkit.drafting.vocabulary import spellings
from draftkit.errors import DraftkitError, TemplateError
from draftkit.resources import folder

if TYPE_CHECKING:
    from jinja2 import nodes

    from draftkit.drafting.sandbox import Sandbox

SUFFIX = ".txt"
_OFFICE = frozenset((".doc", ".dot", ".dotx", ".docm", ".dotm", ".wps", ".wpt", ".rtf", ".pdf"))
MAX_BYTES = 1_000_000
_FUNCTIONS = ("hole", "clause")
_HEADER = re.compile(r"(文种|自称|名称|说明|附表)[：:]\s*([^；;\n#}]+)")


@dataclass(frozen=True)
class Template:
    """A template as it stands in its file (模板).

    name: as the user gave it. path: None for a template that is not in a file. source: its words.
    """

    name: str
    source: str
    path: Path | None = None

    @cached_property
    def header(self) -> Mapping[str, str]:
        """What the first comment says: 文种, 自称, 名称, 说明, 附表 (only those that stand there)."""
        comment = re.match(r"\s*\{#(.*?)#\}", self.source, re.S)
        return {m[1]: m[2].strip() for m in _HEADER.finditer(comment[1])} if comment else {}

    @property
    def genre(self) -> str:
        """文种 of what the template makes."""
        return self.header.get("文种", "实施方案")

    @property
    def self_name(self) -> str:
        """How the text calls itself (REF-01): 本方案, 本意见."""
        return self.header.get("自称", "本意见" if self.genre.endswith("意见") else "本方案")

    @property
    def wants_task_table(self) -> bool:
        """Whether its papers have a 任务分工表 attached unless one is asked not to (附表：任务分工表)."""
        return "任务分工表" in self.header.get("附表", "")

    @property
    def titles(self) -> tuple[str, ...]:
        """The Chinese names it goes by: 实施方案（由通知印发） and, without the remark, 实施方案."""
        title = self.header.get("名称", "")
        return tuple(dict.fromkeys(filter(None, (title, re.sub(r"[（(].*", "", title).strip()))))

    @property
    def label(self) -> str:
        """The file for messages."""
        return str(self.path) if self.path else self.name

    def names(self) -> dict[str, int]:
        """The names the template asks for, each with the line where it first stands.

        Raises TemplateError for a template that does not parse or asks for an unknown name.
        """
        return self._checked

    @cached_property
    def _checked(self) -> dict[str, int]:
        from jinja2 import TemplateSyntaxError, meta, nodes

        try:
            tree = self.sandbox().parse(self.source)
            self._check_calls(tree)
            free = meta.find_undeclared_variables(tree)
        except TemplateSyntaxError as error:
            self._fail(complaints.syntax(error), error.lineno)
        asked: dict[str, int] = {}
        for node in sorted(tree.find_all(nodes.Name), key=lambda n: n.lineno):
            if node.name in free:
                asked.setdefault(node.name, node.lineno)
        for name, line in asked.items():
            if name != "range" and name not in spellings("root"):
                self._fail(complaints.unknown(name, tuple(spellings("root"))), line)
        return asked

    def _check_calls(self, tree: nodes.Template) -> None:
        from jinja2 import nodes

        known = tuple(self.sandbox().filters)
        for node in tree.find_all((nodes.Filter, nodes.Test)):
            if isinstance(node, nodes.Filter) and node.name not in known:
                visible = tuple(name for name in known if not name.startswith("_"))
                self._fail(complaints.unknown_filter(node.name, visible), node.lineno)

    def branches_on(self) -> frozenset[str]:
        """English names of values that the template does more with than print them as they are.

        A name in a condition, a loop, a filter or a calculation can change the structure of what
        comes out, or depend on the letters of the value.
        """
        from jinja2 import nodes

        tree = self.sandbox().parse(self.source)
        names = spellings("root")
        if next(iter(tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends))), None):
            return frozenset(names.values())
        printed = {id(n) for out in tree.find_all(nodes.Output) for child in out.nodes for n in _plain(child)}
        # Whether a value is there at all belongs to the shape.
        printed |= {id(branch.test) for branch in tree.find_all(nodes.If)}
        return frozenset(
            names[node.name]
            for node in tree.find_all(nodes.Name)
            if node.name in names and id(node) not in printed
        )

    def sandbox(self) -> Sandbox:
        """A fresh environment in which it can be parsed and rendered."""
        from draftkit.drafting.sandbox import Sandbox

        return Sandbox(self.path.parent if self.path else None)

    def render(self, context: Mapping[str, Any]) -> str:
        """The rendered text, with marks. context: values by English name.

        Raises TemplateError with the template's line.
        """
        from draftkit.drafting.sandbox import MAX_CHARACTERS, with_line_marks

        self.names()
        sandbox = self.sandbox()
        sandbox.allowed |= {context[name] for name in _FUNCTIONS if name in context}
        values = {word: context[english] for word, english in spellings("root").items() if english in context}
        try:
            compiled = sandbox.from_string(with_line_marks(self.source), globals=values)
            pieces, size = [], 0
            for piece in compiled.generate():
                pieces.append(piece)
                size += len(piece)
                if size > MAX_CHARACTERS:
                    self._fail("生成的文字太长", None)
        except DraftkitError as error:
            self._locate(error)
        except Exception as error:
            # Whatever goes wrong inside a template is the template's: it is told with its line.
            self._fail(complaints.running(error), _line_of(error))
        return "".join(pieces)

    def _locate(self, error: DraftkitError) -> NoReturn:
        if isinstance(error, TemplateError) and error.where is None:
            line = _line_of(error)
            where = f"{self.label} 第{line}行" if line else self.label
            raise TemplateError(error.problem, where=where, remedy=error.remedy) from None
        raise error

    def _fail(self, complaint: tuple[str, str] | str, line: int | None) -> NoReturn:
        problem, remedy = (complaint, None) if isinstance(complaint, str) else complaint
        where = f"{self.label} 第{line}行" if line else self.label
        raise TemplateError(problem, where=where, remedy=remedy or None) from None


def _plain(node: nodes.Node) -> list[nodes.Node]:
    """The names inside a thing that is printed as it is: {{ 地名 }}, {{ 本地.人口 }}, {{ 待填("…") }}."""
    from jinja2 import nodes

    match node:
        case nodes.Name():
            return [node]
        case nodes.Getattr() | nodes.Getitem():
            return _plain(node.node)
        case nodes.Call():
            return _plain(node.node)
    return []


def _line_of(error: BaseException) -> int | None:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    return lines[-1] if lines else None


def find(name: str | Path) -> Template:
    """The template of this name or path.

    A name is looked up among the installed templates, by file (``implementation_plan``) or by the
    名称 of the first comment (实施方案); anything with a slash or a suffix is a path. Raises TemplateError when there is none.
    """
    given = Path(name)
    if given.suffix.lower() == ".docx":
        from draftkit.drafting.docx_template import WordTemplate

        return WordTemplate.load(given)
    if given.suffix.lower() in _OFFICE and given.is_file():
        raise TemplateError("这种文件不能作模板", where=str(name), remedy="请用 Word 或 WPS 另存为 .docx")
    if given.suffix or len(given.parts) > 1:
        return _load(str(name), given)
    path = folder("templates") / f"{name}{SUFFIX}"
    if path.is_file():
        return _load(str(name), path)
    if given.is_file():
        return _load(str(name), given)
    installed = [_load(p.stem, p) for p in sorted(folder("templates").glob(f"*{SUFFIX}"))]
    for template in installed:
        if str(name).strip() in template.titles:
            return template
    available = "、".join(f"{t.titles[-1]}（{t.name}）" if t.titles else t.name for t in installed)
    raise TemplateError(
        f"没有名为“{name}”的模板", remedy=f"可用的模板有：{available}；也可以写模板文件的路径"
    )


def installed() -> tuple[Template, ...]:
    """The templates that come with draftkit, by name (随程序的模板)."""
    return tuple(_load(p.stem, p) for p in sorted(folder("templates").glob(f"*{SUFFIX}")))


def _load(name: str, path: Path) -> Template:
    from draftkit.drafting.sandbox import decode

    try:
        raw = path.read_bytes()
        source = decode(raw)
    except UnicodeDecodeError:
        raise TemplateError(
            "模板不是文本文件，或编码无法识别", where=str(path), remedy="请另存为 UTF-8 的文本文件"
        ) from None
    except OSError as error:
        reason = "找不到这个模板文件" if isinstance(error, FileNotFoundError) else "模板文件读不出来"
        raise TemplateError(reason, where=str(path), remedy="请检查路径") from None
    if len(raw) > MAX_BYTES or "\0" in source:
        raise TemplateError("模板太大，或不是文本文件", where=str(path), remedy="模板应是一份纯文本的公文")
    if not source.strip():
        raise TemplateError("模板是空的", where=str(path), remedy="请写入公文文字和 {{ }} 标签")
    return Template(name, source, path)


Finder = Callable[[str | Path], Template]
