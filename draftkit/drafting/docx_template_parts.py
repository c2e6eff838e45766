"""A Word template opened: its parts compiled, missing names collected while they are rendered (打开 Word 模板)."""

from __future__ import annotations

import io
import re
import sys
import threading
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Template as Compiled
from jinja2 import TemplateSyntaxError, Undefined, meta, nodes
from markupsafe import Markup

from draftkit.drafting import complaints
from draftkit.drafting.docx_template_tags import source_of
from draftkit.drafting.sandbox import MAX_CHARACTERS, MAX_STEPS, Sandbox, names_of
from draftkit.errors import DraftkitError, TemplateError

_PARTS = re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes)\.xml")
_FILE = "docx:"
_MOST = 30
Missing = tuple[str, str]
"""A name that nobody gives, and the words of the paragraph that asks for it."""


@dataclass
class Part:
    """A part with tags. words: of the paragraph that begins at each line of the source."""

    name: str
    source: str
    words: Mapping[int, str]
    compiled: Compiled | None = None

    def at(self, line: int) -> str:
        """The words of the paragraph at a line."""
        before = [known for known in self.words if known <= line]
        return self.words[max(before)] if before else ""


@dataclass
class Opened:
    """A template ready to be rendered. base: a zip of the parts without tags."""

    label: str
    base: bytes
    parts: list[Part]
    sandbox: WordSandbox
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def names(self) -> list[Missing]:
        """The names asked for that need an answer, each with the words where it first stands."""
        asked: dict[str, str] = {}
        for part in self.parts:
            tree = self.sandbox.parse(part.source)
            free = meta.find_undeclared_variables(tree)
            spared = _spared(tree)
            for node in sorted(tree.find_all(nodes.Name), key=lambda n: n.lineno):
                if node.name in free and id(node) not in spared:
                    asked.setdefault(node.name, part.at(node.lineno))
        return list(asked.items())

    def refuse(self, missing: Iterable[Missing], known: Sequence[str]) -> None:
        """Raises TemplateError when names are missing, with all of them."""
        told = dict.fromkeys(missing)
        if told:
            items = [f"“{words}”中的 {name}{_near(name, known)}" for name, words in list(told)[:_MOST]]
            more = f"；等共 {len(told)} 处" if len(told) > _MOST else ""
            raise TemplateError(
                f"模板里有 {len(told)} 处要填的内容没有给出：{'；'.join(items)}{more}",
                where=self.label or None,
                remedy="请改正名字，或补上资料",
            )

    def render(self, context: Mapping[str, Any], functions: frozenset[Any]) -> dict[str, str]:
        """The XML of each part. Raises TemplateError with all that is missing."""
        with self._lock:
            self.sandbox.begin(functions)
            static = [pair for pair in self.names_once if pair[0] not in context and pair[0] != "range"]
            out = {part.name: self._one(part, context) for part in self.parts}
            self.refuse([*static, *self.sandbox.missing(self.parts)], tuple(map(str, context)))
        return out

    @property
    def names_once(self) -> list[Missing]:
        """`names`, found out once."""
        if self._names is None:
            self._names = self.names()
        return self._names

    _names: list[Missing] | None = None

    def _one(self, part: Part, context: Mapping[str, Any]) -> str:
        compiled = part.compiled
        assert compiled is not None
        try:
            pieces: list[str] = []
            size = 0
            for piece in compiled.root_render_func(compiled.new_context(dict(context))):
                pieces.append(piece)
                size += len(piece)
                if size > 20 * MAX_CHARACTERS:
                    raise TemplateError("生成的文字太长")
        except DraftkitError as error:
            raise type(error)(error.problem, where=self._where(part, error), remedy=error.remedy) from None
        except Exception as error:
            # Whatever goes wrong inside a template is the template's: it is told with its place.
            problem, remedy = complaints.running(error)
            raise TemplateError(problem, where=self._where(part, error), remedy=remedy or None) from None
        return "".join(pieces)

    def _where(self, part: Part, error: BaseException) -> str | None:
        line, trace = None, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == _FILE + part.name and part.compiled:
                line = part.compiled.get_corresponding_lineno(trace.tb_lineno)
            trace = trace.tb_next
        words = part.at(line) if line else ""
        return f"{self.label}“{words}”" if words else self.label or None


class _Absent(Undefined):
    """A value nobody gave: printing it, looping over it or asking it is noted, and rendering goes on."""

    __slots__ = ()
    notes: list[tuple[str, str, int]]

    def _note(self, *args: Any, **kwargs: Any) -> str:
        if self._undefined_name is not None:
            self.notes.append((self._name(), *_line()))
        return ""

    def _name(self) -> str:
        known = names_of(self._undefined_obj)
        near = complaints.nearest(str(self._undefined_name), known) if known else []
        hint = f"（是不是想写 {near[0]}）" if near else ""
        return f"{self._undefined_name}{hint}"

    def __str__(self) -> str:
        return self._note()

    def __html__(self) -> str:
        return self._note()

    def __iter__(self) -> Any:
        self._note()
        return iter(())

    def __bool__(self) -> bool:
        self._note()
        return False

    def __len__(self) -> int:
        self._note()
        return 0

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        self._note()
        return type(self)(name=None)

    def __getitem__(self, name: Any) -> Any:
        return self.__getattr__(str(name))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._note()
        return type(self)(name=None)

    def _other(self, other: Any) -> Any:
        self._note()
        return type(self)(name=None)

    def _never(self, other: Any) -> bool:
        self._note()
        return False

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __mod__ = _other
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _never  # type: ignore[assignment]
    __hash__ = object.__hash__


def _line() -> tuple[str, int]:
    """Part and line of compiled code that is running."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename.startswith(_FILE):
            return frame.f_code.co_filename.removeprefix(_FILE), frame.f_lineno
        frame = frame.f_back
    return "", 0


class WordSandbox(Sandbox):
    """The sandbox of text templates, for XML: what is printed is escaped, what is missing is collected."""

    def __init__(self, xml_of: Callable[[str], str]) -> None:
        super().__init__(None)
        self.notes: list[tuple[str, str, int]] = []
        self.undefined = type("Absent", (_Absent,), {"notes": self.notes, "__slots__": ()})
        self.autoescape = True
        self.trim_blocks = self.lstrip_blocks = False
        self.keep_trailing_newline = True
        self.own = frozenset(self.allowed)

        def finalize(value: Any) -> Any:
            if isinstance(value, Markup):
                return value
            return Markup(xml_of("" if value is None else str(value)))

        self.finalize = finalize

    def begin(self, functions: frozenset[Any]) -> None:
        """Ready for the next rendering. functions: what the template may call."""
        self.notes.clear()
        self.budget.left = MAX_STEPS
        self.allowed = {*self.own, *functions}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A mapping answers with what it holds, even when Python has a method of that name."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def missing(self, parts: Sequence[Part]) -> list[Missing]:
        """What was asked for in vain, with the words around it."""
        known = {part.name: part for part in parts}
        found = []
        for name, file, line in self.notes:
            part = known.get(file)
            place = part.compiled.get_corresponding_lineno(line) if part and part.compiled else 0
            found.append((name, part.at(place) if part else ""))
        return found


def opened(data: bytes, label: str, xml_of: Callable[[str], str]) -> Opened:
    """A Word template. Raises TemplateError with every wrong tag, InputError for what is no docx."""
    from draftkit.readers.package import Package

    package = Package(data, label or "模板")
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    sandbox = WordSandbox(xml_of)
    parts, wrong = [], []
    base = io.BytesIO()
    with zipfile.ZipFile(base, "w", zipfile.ZIP_DEFLATED) as still:
        for name in dict.fromkeys(names):
            part = _part(package, name) if _PARTS.fullmatch(name) else None
            if part is None:
                still.writestr(zipfile.ZipInfo(name), package.read(name), zipfile.ZIP_DEFLATED)
                continue
            wrong += part[1]
            parts.append(part[0])
    if "word/document.xml" not in names:
        package.read("word/document.xml")
    if wrong:
        raise TemplateError("；".join(dict.fromkeys(wrong)), where=label or None)
    for found in parts:
        _compile(sandbox, found, label)
    return Opened(label, base.getvalue(), parts, sandbox)


def _part(package: Any, name: str) -> tuple[Part, list[str]] | None:
    """A part with tags and what is wrong with them; None for one without any."""
    if name != "word/document.xml" and b"{" not in package.read(name):
        return None
    made = source_of(package.xml(name))
    return Part(name, made.text, made.words), made.complaints


def _compile(sandbox: WordSandbox, part: Part, label: str) -> None:
    try:
        _check_filters(sandbox, part)
        code: Any = sandbox.compile(part.source, None, _FILE + part.name)
    except TemplateSyntaxError as error:
        problem, remedy = complaints.syntax(error)
        where = f"{label}“{part.at(error.lineno)}”"
        raise TemplateError(problem, where=where, remedy=remedy or None) from None
    except TemplateError as error:
        raise TemplateError(error.problem, where=f"{label}{error.where or ''}", remedy=error.remedy) from None
    part.compiled = Compiled.from_code(sandbox, code, {"range": sandbox.globals["range"]})


def _check_filters(sandbox: WordSandbox, part: Part) -> None:
    known = tuple(sandbox.filters)
    for node in sandbox.parse(part.source).find_all(nodes.Filter):
        if node.name not in known:
            visible = tuple(name for name in known if not name.startswith("_"))
            problem, remedy = complaints.unknown_filter(node.name, visible)
            raise TemplateError(problem, where=f"“{part.at(node.lineno)}”", remedy=remedy)


def _spared(tree: nodes.Template) -> set[int]:
    """Names that may be missing: {{ x|default("…") }}, {% if x is defined %}."""
    spared: set[int] = set()
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        if isinstance(node, nodes.Filter | nodes.Test) and node.name in (
            "default",
            "d",
            "defined",
            "undefined",
        ):
            spared.update(id(name) for name in node.find_all(nodes.Name))
    return spared


def _near(name: str, known: Sequence[str]) -> str:
    if "（" in name:
        return ""
    near = complaints.nearest(name, tuple(known))
    return f"（是不是想写 {near[0]}）" if near else ""
