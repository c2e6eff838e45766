"""The law of the library: `fill(template, slots)` is the original, character for character.

A source is text, never code. Whatever Jinja2 would read as a tag is put into a string expression
(``{{ '{{' }}``), so a template stays an ordinary template that any Jinja2 renders; so are the few
characters that Jinja2 normalises (a carriage return, a line break at the very end).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from draftkit.errors import TemplateError

if TYPE_CHECKING:
    from jinja2.lexer import Token
    from jinja2.sandbox import SandboxedEnvironment

# A run of braces is dangerous before a second brace, % or #, and at the end of a piece, because a
# slot's own braces may follow there.
_DANGER = re.compile(r"\{*(?:\r\n?|\n\Z)|\{+[%#]|\{{2,}|\{\Z")
_ESCAPES = {"\r": "\\r", "\n": "\\n"}

# A slot in a text: start, end, dotted name.
Place = tuple[int, int, str]


def literal(text: str) -> str:
    """`text` as a template that renders to itself."""
    return _DANGER.sub(lambda m: "{{ '" + "".join(_ESCAPES.get(c, c) for c in m[0]) + "' }}", text)


def compose(text: str, places: Sequence[Place]) -> str:
    """A template of `text` with named slots; `places` are sorted and do not overlap."""
    pieces: list[str] = []
    at = 0
    for start, end, name in places:
        pieces += literal(text[at:start]), "{{ " + name + " }}"
        at = end
    return "".join(pieces) + literal(text[at:])


def nested(slots: Mapping[str, str]) -> dict[str, Any]:
    """Dotted slot names as nested dictionaries, the way a template asks for them.

    Raises TemplateError when one name is the beginning of another (``a`` beside ``a.b``).
    """
    tree: dict[str, Any] = {}
    for name, value in slots.items():
        *families, leaf = name.split(".")
        branch = tree
        for family in families:
            branch = branch.setdefault(family, {})
            if not isinstance(branch, dict):
                raise TemplateError(f"空位“{name}”与“{family}”重名", remedy="请改掉其中一个空位的名称")
        if isinstance(branch.get(leaf), dict):
            raise TemplateError(f"空位“{name}”与“{name}.…”重名", remedy="请改掉其中一个空位的名称")
        branch[leaf] = value
    return tree


def fill(template: str, slots: Mapping[str, str]) -> str:
    """The template with its slots filled in.

    Raises TemplateError when it does not parse, asks for an unknown slot or does what the sandbox
    forbids.
    """
    plain = _fill_plain(template, slots)
    return _fill_any(template, slots) if plain is None else plain


def _fill_plain(template: str, slots: Mapping[str, str]) -> str | None:
    """The same for a template of nothing but text and slots, None for any other."""
    parts = pieces(template)
    if parts is None or any(p.slot and p.words not in slots for p in parts):
        return None
    return "".join(slots[p.words] if p.slot else p.words for p in parts)


class Piece(NamedTuple):
    """A stretch of a template: text as it will read, or the dotted name of a slot."""

    words: str
    slot: bool = False


def pieces(template: str) -> list[Piece] | None:
    """The template as text and slots; None when it holds anything else, such as a condition.

    Jinja2's own lexer says what is text and what is a tag; its compiler, which costs ten times as
    much, is not asked. All harvested templates are of this kind.
    """
    from jinja2 import TemplateSyntaxError

    found: list[Piece] = []
    try:
        stream = environment().lexer.tokenize(template)
        for token in stream:
            piece = Piece(token.value) if token.type == "data" else _expression(token, stream)
            if piece is None:
                return None
            found.append(piece)
    except TemplateSyntaxError:
        return None
    return found


def _expression(opening: Token, stream: Iterator[Token]) -> Piece | None:
    """A dotted name or a quoted text between braces; None for anything else."""
    if opening.type != "variable_begin":
        return None
    tokens: list[Token] = []
    for token in stream:
        if token.type == "variable_end":
            break
        tokens.append(token)
    else:
        return None
    kinds = [t.type for t in tokens]
    if kinds == ["string"]:
        return Piece(tokens[0].value)
    dotted = kinds[0::2] == ["name"] * len(kinds[0::2]) and kinds[1::2] == ["dot"] * len(kinds[1::2])
    return Piece("".join(t.value for t in tokens), slot=True) if dotted and len(kinds) % 2 else None


def _fill_any(template: str, slots: Mapping[str, str]) -> str:
    from jinja2 import TemplateError as JinjaError
    from jinja2 import TemplateSyntaxError, UndefinedError

    try:
        return environment().from_string(template).render(nested(slots))
    except UndefinedError as error:
        unknown = "、".join(_unknown(template, slots, error.message or ""))
        raise TemplateError(
            "模板里用了没有定义的空位" + (f"（{unknown}）" if unknown else ""), remedy="请在 slots 中补上它"
        ) from None
    except TemplateSyntaxError as error:
        raise TemplateError(
            f"模板第{error.lineno}行写法不对", remedy="请检查花括号是否成对，并对照 docs/library.md 改正"
        ) from None
    except (JinjaError, ArithmeticError, TypeError, ValueError):
        raise TemplateError("模板里有空位以外的写法，不能渲染", remedy="模板里只宜写空位") from None


def _unknown(template: str, slots: Mapping[str, str], message: str) -> list[str]:
    """The slots that a template asks for in vain; Jinja2 tells no more than the family of a name."""
    parts = pieces(template)
    if parts is not None:
        return list(dict.fromkeys(p.words for p in parts if p.slot and p.words not in slots))
    return list(re.findall(r"'([\w.]+)'", message))


def holds(template: str, original: str, slots: Mapping[str, str]) -> bool:
    """Whether the law holds for these words."""
    try:
        return fill(template, slots) == original
    except TemplateError:
        return False


@cache
def environment() -> SandboxedEnvironment:
    """The one environment in which clauses are rendered: sandboxed, strict, nothing normalised."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, cache_size=2000)
