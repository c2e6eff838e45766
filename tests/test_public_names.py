"""The public names are a promise: adding one is a decision, losing one breaks users."""

from __future__ import annotations

import pytest

import draftkit
from draftkit.cli.main import COMMANDS

PUBLIC = {
    "Document",
    "Draft",
    "DraftkitError",
    "Library",
    "Locality",
    "__version__",
    "check",
    "compare",
    "draft",
    "read",
    "write",
}
COMMAND_NAMES = set(
    "inspect harvest clauses draft templates batch check diff format matrix redline rules".split()
)


def test_list_of_public_names() -> None:
    assert set(draftkit.__all__) == PUBLIC
    assert draftkit.__all__ == sorted(draftkit.__all__)
    assert set(dir(draftkit)) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(draftkit, name) is not None


@pytest.mark.parametrize("name", sorted(PUBLIC - {"__version__"}))
def test_every_public_name_is_explained(name: str) -> None:
    assert (getattr(draftkit, name).__doc__ or "").strip()


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = draftkit.nonsense


def test_list_of_commands() -> None:
    assert set(COMMANDS) == COMMAND_NAMES
