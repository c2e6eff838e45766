"""What a template's expressions are, as far as that can be known without a parent (模板里值的种类)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from draftkit.drafting.vocabulary import spellings

if TYPE_CHECKING:
    from jinja2 import nodes

Kind = Literal["parent", "locality", "block", "blocks", "texts", "text", "lookup", "function"]

_VIEWS = frozenset({"parent", "locality", "block"})
# What the names of a list of the vocabulary give, where it is not a text.
_GIVES: Mapping[str, Mapping[str, Kind]] = {
    "root": {
        "parent": "parent", "locality": "locality", "parts": "blocks", "measures": "blocks",
        "superiors": "texts", "facts": "lookup", "targets": "lookup", "units": "lookup",
        "hole": "function", "clause": "function",
    },
    "parent": {"measures": "blocks", "issuers": "texts"},
    "locality": {"facts": "lookup", "targets": "lookup", "units": "lookup", "parents": "texts"},
    "block": {"children": "blocks", "all": "blocks"},
}  # fmt: skip
_ITEMS: Mapping[Kind, Kind] = {"blocks": "block", "texts": "text"}
_ONE = frozenset({"first", "last"})
_SAME = frozenset(
    {"_counted", "list", "sort", "reverse", "select", "reject", "selectattr", "rejectattr", "unique"}
)


@dataclass(frozen=True)
class Wrong:
    """An attribute that a value does not have. known: those that it has, empty for a plain text."""

    name: str
    known: tuple[str, ...]
    line: int


@dataclass
class Kinds:
    """The kinds of the expressions of a template. free: names that it does not give itself."""

    free: frozenset[str]
    _given: dict[str, Kind | None] = field(default_factory=dict)

    def wrong(self, tree: nodes.Template) -> Iterator[Wrong]:
        """Every attribute that is not there, as far as its value is known."""
        from jinja2 import nodes

        self._learn(tree)
        found: list[nodes.Getattr | nodes.Getitem] = [
            *tree.find_all(nodes.Getattr),
            *tree.find_all(nodes.Getitem),
        ]
        for node in found:
            name = _attribute(node)
            kind = self.of(node.node) if name is not None else None
            if name is None or kind is None or name in (known := names_of(kind, name)):
                continue
            yield Wrong(name, known, node.lineno)

    def of(self, node: nodes.Node | None) -> Kind | None:
        """What an expression gives, None when that is not known."""
        from jinja2 import nodes

        match node:
            case nodes.Name():
                return self._name(node.name)
            case nodes.Getattr():
                return _part(self.of(node.node), node.attr)
            case nodes.Getitem():
                return self._item(node)
            case nodes.Filter():
                kind = self.of(node.node)
                return _item_of(kind) if node.name in _ONE else kind if node.name in _SAME else None
        return None

    def _name(self, name: str) -> Kind | None:
        if name in self._given:
            return self._given[name]
        english = spellings("root").get(name)
        return _GIVES["root"].get(english, "text") if english and name in self.free else None

    def _item(self, node: nodes.Getitem) -> Kind | None:
        from jinja2 import nodes

        kind = self.of(node.node)
        if isinstance(node.arg, nodes.Slice):
            return kind
        name = _attribute(node)
        return _part(kind, name) if name is not None else _item_of(kind)

    def _learn(self, tree: nodes.Template) -> None:
        """The names that loops and {% set %} give; one that is given twice otherwise is not known."""
        from jinja2 import nodes

        for node in tree.find_all((nodes.For, nodes.Assign, nodes.AssignBlock, nodes.Macro)):
            names = {n.name for n in node.find_all(nodes.Name) if n.ctx in ("store", "param")}
            target = getattr(node, "target", None)
            plain = target.name if isinstance(target, nodes.Name) else None
            kind = None
            if isinstance(node, nodes.For):
                names = {n.name for n in node.target.find_all(nodes.Name)}
                kind = _item_of(self.of(node.iter))
            elif isinstance(node, nodes.Assign):
                kind = self.of(node.node)
            for name in names | ({plain} if plain else set()):
                new = kind if name == plain else None
                self._given[name] = new if self._given.get(name, new) == new else None


def names_of(kind: Kind, name: str) -> tuple[str, ...]:
    """The attributes of a value; of one that answers to every name, this one."""
    if kind in _VIEWS:
        return tuple(spellings(kind))
    return (name,) if kind in ("lookup", "function") else ()


def _part(kind: Kind | None, name: str) -> Kind | None:
    if kind == "lookup":
        return "text"
    if kind not in _VIEWS or (english := spellings(kind).get(name)) is None:
        return None
    return _GIVES[kind].get(english, "text")


def _item_of(kind: Kind | None) -> Kind | None:
    return _ITEMS.get(kind) if kind is not None else None


def _attribute(node: nodes.Getattr | nodes.Getitem) -> str | None:
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr):
        return node.attr
    return node.arg.value if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str) else None
