"""What is compiled anew in every run, kept between runs, as Python keeps compiled modules.

Hundreds of expressions describe the genre, and compiling them is a third of a short command's time.
What `re` makes of an expression is a list of numbers; this keeps the lists in one file in
`__pycache__` and hands them back to the engine, which checks them again. Only expressions of the
program itself are kept (compiled while a module is imported, written as a literal, or given to `fixed`), never one that holds
words of a document. The methods that `dataclasses` writes for a class are kept likewise. Without the file, with a file of another Python or a damaged one, and where
nothing may be written, everything is compiled as usual. See docs/decisions/009.
"""

from __future__ import annotations

import array
import atexit
import builtins
import dataclasses
import importlib.util
import marshal
import os
import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

_compiler: Any = getattr(re, "_compiler", None)
_sre: Any = getattr(_compiler, "_sre", None)
_IS_KNOWN = (
    all(hasattr(_compiler, name) for name in ("compile", "_code", "_parser"))
    and hasattr(_sre, "compile")
    and getattr(_sre, "CODESIZE", 0) == array.array("I").itemsize
)

_MOST = 4000  # expressions in the file; more can only be left over from older versions
_FORM = 2  # of the file; another number for another layout
_STAMP = f"{_FORM} {sys.version} {getattr(_sre, 'MAGIC', 0)}"
_CO_OPTIMIZED = 1  # of a function's code; `inspect` has the name, but is slow to import

_Key = tuple[str, int]
_Kept = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]

_Store = tuple[dict[_Key, _Kept], dict[str, bytes]]

_known: dict[_Key, _Kept] = {}
_fresh: dict[_Key, _Kept] = {}
_known_code: dict[str, bytes] = {}
_fresh_code: dict[str, bytes] = {}
_is_fixed = False
_compile: Callable[[Any, int], re.Pattern[Any]] | None = None


def fixed(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, for an expression that is the same in every run, whatever is read."""
    global _is_fixed
    before, _is_fixed = _is_fixed, True
    try:
        return re.compile(source, flags)
    finally:
        _is_fixed = before


def install() -> None:
    """Let `re` use the kept expressions in this process, and keep new ones when it ends.

    For the program's own process only: who imports draftkit as a library keeps an untouched `re`.
    """
    global _compile
    if _compile is not None or not _IS_KNOWN:
        return
    known, code = _load(_file())
    _known.update(known)
    _known_code.update(code)
    _compile = _compiler.compile
    _compiler.compile = _compiled
    dataclasses.exec = _executed  # type: ignore[attr-defined]
    if not sys.dont_write_bytecode:
        atexit.register(save)


def _compiled(source: Any, flags: int = 0) -> re.Pattern[Any]:
    """Takes the place of `re._compiler.compile`."""
    assert _compile is not None
    if not isinstance(source, str) or flags & re.DEBUG:
        return _compile(source, flags)
    key = source, int(flags)
    kept = _known.get(key)
    if kept is not None:
        try:
            return _made(source, kept)
        except (RuntimeError, TypeError, ValueError, OverflowError):
            del _known[key]
    if not (_is_fixed or _is_own(source, sys._getframe(1))):
        return _compile(source, flags)
    kept = _parsed(source, key[1])
    _fresh[key] = kept
    return _made(source, kept)


def _made(source: str, kept: _Kept) -> re.Pattern[Any]:
    flags, code, groups, names, by_number = kept
    made: re.Pattern[Any] = _sre.compile(
        source, flags, array.array("I", code).tolist(), groups, dict(names), by_number
    )
    return made


def _parsed(source: str, flags: int) -> _Kept:
    """What `re` makes of an expression. Raises re.error as `re.compile` does."""
    tree = _compiler._parser.parse(source, flags)
    code = _compiler._code(tree, flags)
    names: dict[str, int] = dict(tree.state.groupdict)
    by_number: list[str | None] = [None] * tree.state.groups
    for name, number in names.items():
        by_number[number] = name
    numbers = array.array("I", code).tobytes()
    return flags | tree.state.flags, numbers, tree.state.groups - 1, names, tuple(by_number)


def _is_own(source: str, frame: FrameType | None) -> bool:
    """Whether an expression stands in the program: compiled by the body of a module or class, or a literal."""
    while frame is not None and frame.f_globals.get("__name__") == "re":
        frame = frame.f_back
    if frame is None:
        return False
    return not frame.f_code.co_flags & _CO_OPTIMIZED or source in frame.f_code.co_consts


def _file() -> str:
    """Where the compiled form of a module `patterns` of this package would lie."""
    return importlib.util.cache_from_source(os.path.join(os.path.dirname(__file__), "patterns.py"))  # noqa: PTH118, PTH120


def _executed(text: str, names: dict[str, Any], own: dict[str, Any]) -> None:
    """Stands before `exec` in `dataclasses`, which writes the methods of each class as text."""
    try:
        code = marshal.loads(_known_code[text])
    except (KeyError, EOFError, ValueError, TypeError):
        code = compile(text, "<dataclass>", "exec")
        _fresh_code[text] = marshal.dumps(code)
    builtins.exec(code, names, own)


def _load(path: str) -> _Store:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (before anything else is imported)
            stamp, known, code = marshal.loads(file.read())
    except (OSError, EOFError, ValueError, TypeError):
        return {}, {}
    whole = stamp == _STAMP and isinstance(known, dict) and isinstance(code, dict)
    return (known, code) if whole else ({}, {})


def save() -> None:
    """Write all that is known, whole or not at all; where that may not be, nothing is said."""
    if not (_fresh or _fresh_code):
        return
    path = _file()
    before, code_before = _load(path)
    known, code = {**before, **_fresh}, {**code_before, **_fresh_code}
    if len(known) + len(code) > _MOST:
        known, code = dict(_fresh), dict(_fresh_code)
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(beside, "wb") as file:  # noqa: PTH123
            file.write(marshal.dumps((_STAMP, known, code)))
        os.replace(beside, path)  # noqa: PTH105
        _fresh.clear()
        _fresh_code.clear()
    except OSError:
        return
