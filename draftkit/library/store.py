"""Clause files on disk: YAML that people read and edit, written whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from draftkit.errors import LibraryError
from draftkit.files import reason, write_whole
from draftkit.library import plain
from draftkit.library.clauses import Shelf
from draftkit.library.records import shelf_of, shelf_record

TOPICS_FILE = "topics.yaml"
SUFFIXES = (".yaml", ".yml")
_BLOCK_FROM = 60  # characters from which a text stands in a block of its own
# What YAML keeps in a block or a plain scalar exactly as it is.
_READABLE = re.compile("(?!\\s)[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*(?<!\\s)")
_TEXT_KEYS = frozenset({"template", "original"})
_FLOW_KEYS = frozenset({"issuers", "parents", "topics", "line", "page", "span", "file", "section"})


def clause_files(root: Path) -> Iterator[Path]:
    """The clause files of a library in stable order, in its folder and the folders of its domains.

    Hidden files and ``topics.yaml`` are none.
    """
    for folder, folders, names in os.walk(root):
        top = Path(folder) == root
        folders[:] = sorted(f for f in folders if top and not f.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or not name.endswith(SUFFIXES):
                continue
            path = Path(folder, name)
            if path != root / TOPICS_FILE:
                yield path


def read_shelf(path: Path, root: Path) -> Shelf:
    """One clause file. Raises LibraryError with file and line when it is broken."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "不是 UTF-8 文字"
        raise LibraryError(f"读不出来（{why}）", where=str(path), remedy="请检查这个文件") from None
    shelf = shelf_of(_content(text, str(path)), str(path), domain_of(path, root))
    return Shelf(shelf.origin, shelf.clauses, shelf.domain, path, shelf.extra)


def _content(text: str, where: str) -> Any:
    """What stands in a file, by the quick reader when the file is as `shelf_text` writes it."""
    quick = plain.read(text, lambda words: load_yaml(words, where))
    return load_yaml(text, where) if quick is None else quick


def domain_of(path: Path, root: Path) -> str:
    """The policy domain of a file: the folder it stands in."""
    domain = path.parent.relative_to(root).as_posix()
    return "" if domain == "." else domain


def write_shelf(shelf: Shelf, path: Path) -> None:
    """Write a clause file whole. Raises LibraryError when the text would not come back the same."""
    text = shelf_text(shelf)
    again = shelf_of(load_yaml(text, str(path)), str(path), shelf.domain)
    if (again.origin, again.clauses) != (shelf.origin, shelf.clauses):
        raise LibraryError(
            "条款写成文件后与原来不一致，没有写入", where=str(path), remedy="请把原文件发给维护者"
        )
    write_whole(path, text, force=True)


def shelf_text(shelf: Shelf) -> str:
    """The YAML of a clause file."""
    text = yaml_text(shelf_record(shelf))
    # An empty line between clauses, for the eye.
    return text.replace("\n- id: ", "\n\n- id: ").replace("clauses:\n\n-", "clauses:\n-")


def yaml_text(record: dict[str, Any]) -> str:
    """A record as YAML that people read."""
    import yaml

    text: str = yaml.dump(
        record, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=2**30, default_flow_style=False
    )
    return text


def load_yaml(text: str, where: str) -> Any:
    """YAML with nothing guessed: every scalar is a string except null.

    A slot ``075`` or ``2025-06`` stays what it is. Raises LibraryError with the line.
    """
    import yaml

    try:
        return yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" 第{mark.line + 1}行" if mark else ""
        raise LibraryError("YAML 写法不对", where=where + line, remedy="请检查缩进、冒号和引号") from None


@cache
def _loader() -> type[Any]:
    import yaml

    base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    null = {
        first: [(tag, pattern) for tag, pattern in pairs if tag.endswith(":null")]
        for first, pairs in base.yaml_implicit_resolvers.items()
    }
    return type("ClauseLoader", (base,), {"yaml_implicit_resolvers": null})


@cache
def _dumper() -> type[Any]:
    import yaml

    base: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    plain_dates = {
        first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(":timestamp")]
        for first, pairs in base.yaml_implicit_resolvers.items()
    }
    dumper: type[Any] = type(
        "ClauseDumper",
        (base,),
        {"yaml_implicit_resolvers": plain_dates, "ignore_aliases": lambda self, data: True},
    )
    dumper.add_representer(str, _represent_text)
    dumper.add_representer(dict, _represent_mapping)
    return dumper


def _represent_text(dumper: Any, text: str) -> Any:
    style = None if _READABLE.fullmatch(text) and "\n" not in text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_mapping(dumper: Any, record: dict[str, Any]) -> Any:
    """A mapping in which long texts are blocks and short lists stand on one line."""
    node = dumper.represent_mapping("tag:yaml.org,2002:map", record.items())
    for key, value in node.value:
        if key.value in _TEXT_KEYS and _READABLE.fullmatch(value.value):
            if len(value.value) >= _BLOCK_FROM or "\n" in value.value:
                value.style = "|"
        elif key.value in _FLOW_KEYS:
            value.flow_style = True
    return node
