"""Rule functions by their ids: modules register them, and are imported when all are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Generic, TypeVar

Function = TypeVar("Function")


class Registry(Generic[Function]):
    """The functions of one kind of rule. modules: names below draftkit.checking that hold them."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = modules
        self._functions: dict[str, Function] = {}

    def register(self, id: str) -> Callable[[Function], Function]:
        """Make a function the rule with this id. Raises ValueError when it has one."""

        def registered(function: Function) -> Function:
            if id in self._functions:
                raise ValueError(f"two functions for rule {id}")
            self._functions[id] = function
            return function

        return registered

    def all(self) -> Mapping[str, Function]:
        """All functions by id, their modules imported."""
        for name in self._modules:
            import_module(f"draftkit.checking.{name}")
        return self._functions
