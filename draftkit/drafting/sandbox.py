"""The Jinja environment in which templates of other people are rendered (沙箱).

A template may print what it is given, choose and loop. It cannot reach Python objects behind the
values, call their methods, read files outside its folder, or run without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer

from draftkit.drafting.marks import line_mark

MAX_STEPS = 20_000
"""Steps of all loops of one rendering together; a long plan takes some hundreds."""
MAX_CHARACTERS = 5_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_FILTERS = (
    "batch count default first groupby join last length list map reject rejectattr replace reverse "
    "round select selectattr slice sort string sum trim truncate unique int float abs"
).split()


_COUNTED, _SHORT = "_counted", "_short"


class UnknownName(Exception):
    """A template asked an object for a name it does not have."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(name)


class Hint(StrictUndefined):
    """StrictUndefined that says which names the object would have had."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise UnknownName(str(self._undefined_name), names_of(self._undefined_obj))

    __str__ = __iter__ = __len__ = __bool__ = __eq__ = __ne__ = _fail_with_undefined_error
    __hash__ = object.__hash__  # type: ignore[assignment]
    __call__ = __getitem__ = __contains__ = _fail_with_undefined_error
    __add__ = __radd__ = __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        self._fail_with_undefined_error()


def names_of(thing: object) -> tuple[str, ...]:
    """The names a template may ask a value for, empty when it has none."""
    names = getattr(type(thing), "names", None)
    return tuple(names(thing)) if callable(names) else ()


class Budget:
    """Counts the steps of all loops of a rendering (循环预算)."""

    def __init__(self) -> None:
        self.left = MAX_STEPS

    def walk(self, items: Iterable[Any]) -> Iterator[Any]:
        """The items one by one. Raises SecurityError when the budget is spent."""
        for item in items:
            self.step()
            yield item

    def step(self) -> None:
        """One step. Raises SecurityError when the budget is spent."""
        self.left -= 1
        if self.left < 0:
            raise SecurityError("loop")


class Sandbox(SandboxedEnvironment):
    """SandboxedEnvironment with an allow list of filters, counted loops and no method calls."""

    intercepted_binops = frozenset(["*", "**", "+"])

    def __init__(self, folder: Path | None) -> None:
        super().__init__(
            undefined=Hint,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
            loader=FolderLoader(folder),
            cache_size=0,
        )
        self.budget = Budget()
        self.globals.clear()
        self.globals["range"] = _small_range
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.filters[_COUNTED] = self._counted
        self.filters[_SHORT] = _short
        self.allowed: set[Callable[..., Any]] = {_small_range}

    def _counted(self, items: Iterable[Any]) -> list[Any]:
        return list(self.budget.walk(items))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        bounded: nodes.Template = _Bounds(self).visit(tree)
        return bounded

    def is_safe_callable(self, obj: Any) -> bool:
        """Only macros of the template and the functions that were given to it."""
        return isinstance(obj, Macro | LoopContext) or _hashed(obj) in self.allowed

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only what a view offers; nothing of plain Python values."""
        if isinstance(obj, LoopContext | Macro):
            return not attr.startswith("_")
        offers = getattr(type(obj), "offers", None)
        return callable(offers) and not attr.startswith("_") and bool(offers(obj, attr))

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        """An attribute that exists in Python but not for a template: as if it did not exist."""
        return self.undefined(name=attribute, obj=obj)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic with numbers only; a text times a number could fill the memory."""
        numbers = all(isinstance(x, int | float) for x in (left, right))
        if operator == "**" or (operator == "*" and not numbers):
            raise SecurityError("multiply")
        return _short(super().call_binop(context, operator, left, right))

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Calls count as steps, so that macros that call themselves come to an end."""
        self.budget.step()
        return super().call(context, obj, *args, **kwargs)


class _Bounds(NodeTransformer):
    """Puts a counter on every loop and a length check on every joined text."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 (name given by Jinja)
        self.generic_visit(node)
        node.iter = self._filtered(node.iter, _COUNTED)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 (name given by Jinja)
        self.generic_visit(node)
        return self._filtered(node, _SHORT)

    def _filtered(self, node: nodes.Node, name: str) -> nodes.Filter:
        assert isinstance(node, nodes.Expr)
        return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno, environment=self.environment)


def _short(text: Any) -> Any:
    if isinstance(text, str) and len(text) > MAX_CHARACTERS:
        raise SecurityError("long")
    return text


def _hashed(obj: Any) -> Any:
    try:
        hash(obj)
    except TypeError:
        return None
    return obj


def _small_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > MAX_STEPS:
        raise SecurityError("loop")
    return numbers


class FolderLoader(BaseLoader):
    """Loads what a template includes, from its own folder only. folder: None when it has none."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder.resolve() if folder else None

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """Raises TemplateNotFound for anything outside the folder."""
        if self.folder is None:
            raise TemplateNotFound(template)
        path = (self.folder / template).resolve()
        if not path.is_relative_to(self.folder) or not path.is_file():
            raise TemplateNotFound(template)
        return decode(path.read_bytes()), str(path), None


def decode(raw: bytes) -> str:
    """Words of a template file in UTF-8 or GB18030. Raises UnicodeDecodeError for other bytes."""
    try:
        text = raw.decode(_ENCODINGS[0])
    except UnicodeDecodeError:
        text = raw.decode(_ENCODINGS[1])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def with_line_marks(source: str) -> str:
    """The template with an invisible mark at the start of each line of words.

    Raises jinja2.TemplateSyntaxError when the template cannot be cut into tags and words.
    """
    marked = []
    start = True
    for line, kind, value in Environment().lex(source):
        if kind != "data":
            marked.append((line_mark(line) if start and kind == "variable_begin" else "") + value)
            start = False
            continue
        lines = value.split("\n")
        head = line_mark(line) if start else ""
        marked.append(
            head + lines[0] + "".join(f"\n{line_mark(line + n)}{rest}" for n, rest in enumerate(lines[1:], 1))
        )
        start = False
    return "".join(marked)
