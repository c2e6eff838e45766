"""The shape of the house: arrows only go down, rooms stay small, nothing heavy at the door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import draftkit

PACKAGE = Path(draftkit.__file__).parent

# From the ground up. Rooms of one floor do not know each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "precompiled"),
    ("model", "files", "resources"),
    ("lexicon",),
    ("localities",),
    ("readers",),
    ("parsing",),
    ("library", "comparing", "checking", "drafting"),
    ("writers",),
    ("reports",),
    ("batch",),
    ("cli",),
    ("__main__",),
)
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}

LONGEST_MODULE = 450
LONGEST_FUNCTION = 60

NETWORK = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
HEAVY = ("docx", "diff_match_patch", "jinja2", "lxml", "openpyxl", "rapidfuzz", "sqlite3", "yaml")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported name with its line, lazy imports inside functions and type-only ones included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def rooms_used(path: Path) -> Iterator[tuple[int, str]]:
    """The rooms that a module imports from, by way of the public names too."""
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] != "draftkit" or len(parts) < 2:
            continue
        home = draftkit._HOMES.get(parts[1], "")
        room = home.split(".")[1] if home else parts[1]
        if room in FLOOR_OF:
            yield line, room


def test_every_room_has_a_floor() -> None:
    rooms = {room_of(path) for path in modules()} - {"__init__"}
    assert rooms <= FLOOR_OF.keys(), f"no floor given for {sorted(rooms - FLOOR_OF.keys())}"


def test_imports_are_absolute() -> None:
    relative = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


def test_arrows_only_go_down() -> None:
    wrong = []
    for path in modules():
        here = room_of(path)
        if here == "__init__":  # the front door names all rooms, lazily
            continue
        for line, room in rooms_used(path):
            if room != here and FLOOR_OF[room] >= FLOOR_OF[here]:
                wrong.append(f"{name_of(path)}:{line} imports {room}")
    assert not wrong, "\n".join(wrong)


def test_no_module_reaches_the_network() -> None:
    found = [
        f"{name_of(path)}:{line} imports {name}"
        for path in modules()
        for line, name in imports(path)
        if {name, name.split(".")[0], ".".join(name.split(".")[:2])} & NETWORK
    ]
    assert not found, "\n".join(found)


def test_modules_stay_small() -> None:
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert not {name: size for name, size in sizes.items() if size > LONGEST_MODULE}


def test_functions_stay_small() -> None:
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_every_module_says_what_it_is_for() -> None:
    assert not [name_of(path) for path in modules() if not ast.get_docstring(tree(path))]


@pytest.mark.parametrize(
    "code",
    [
        "import draftkit",
        "from draftkit.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass",
    ],
    ids=["import draftkit", "draftkit --help"],
)
def test_nothing_heavy_at_the_door(code: str) -> None:
    assert loaded_by(code) == []


def test_reading_text_loads_no_office_format(tmp_path: Path) -> None:
    path = tmp_path / "一.txt"
    path.write_text("关于做好工作的通知\n一、加强领导。各单位要落实责任。\n", encoding="utf-8")
    assert not {"docx", "openpyxl", "jinja2"} & set(
        loaded_by(f"import draftkit\ndraftkit.read({str(path)!r})")
    )


def loaded_by(code: str) -> list[str]:
    """The heavy packages that a new interpreter has loaded after running `code`."""
    tail = f"\nimport sys\nprint('loaded:', *[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code + tail], capture_output=True, encoding="utf-8", check=True
    )
    last = done.stdout.splitlines()[-1]
    assert last.startswith("loaded:")
    return last.split()[1:]
