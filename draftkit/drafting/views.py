"""What a template sees: thin views that answer to English and Chinese names (模板里的对象)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from draftkit.drafting.content import Block
from draftkit.drafting.vocabulary import spellings


class Marked(str):
    """Words that carry a mark of origin when they are printed, and only then.

    Compared, measured and filtered they are the words alone.
    """

    mark: str

    def __new__(cls, words: str, mark: str) -> Marked:
        """The words with their mark; each line of them carries it."""
        made = super().__new__(cls, words)
        made.mark = mark
        return made

    def __str__(self) -> str:
        words = str.__str__(self)
        return "\n".join(self.mark + line for line in words.split("\n")) if words else ""


class View:
    """Offers the names of one list of the vocabulary. `values` are keyed by the English names."""

    LIST: ClassVar[str] = ""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        english = spellings(self.LIST).get(name)
        if english is None:
            raise AttributeError(name)
        return self._values[english]

    def offers(self, name: str) -> bool:
        """Whether a template may ask for this name."""
        return name in spellings(self.LIST)

    def names(self) -> tuple[str, ...]:
        """All names, for the hint after a misspelt one."""
        return tuple(spellings(self.LIST))


class ParentView(View):
    """The superior document (上级文件)."""

    LIST = "parent"


class LocalityView(View):
    """The locality by the names of its file (地方信息)."""

    LIST = "locality"


class BlockView(View):
    """A numbered part of the parent in local words; printing it prints all of it (一条)."""

    LIST = "block"

    def __init__(self, block: Block, mark: str, children: tuple[BlockView, ...]) -> None:
        self._block = block
        self._mark = mark
        self._children = children

        def marked(text: str) -> Marked:
            return Marked(text, mark)

        super().__init__(
            {
                "label": marked(block.label),
                "level": block.level,
                "title": marked(block.title or ""),
                "text": marked("\n".join(block.paragraphs)),
                "note": marked(block.note),
                "children": list(children),
                "all": list(self.below()),
                "is_task": block.measure is not None,
                "number": block.measure or "",
            }
        )

    def below(self) -> Iterator[BlockView]:
        """Everything under this part in reading order, itself not included."""
        for child in self._children:
            yield child
            yield from child.below()

    def __str__(self) -> str:
        return "\n".join(self._mark + line for line in self._block.lines())


class Lookup:
    """Values by a name that the template chooses: 本地.常住人口, 目标["签约率"], 单位.民政.

    find: gives the text for a name; it answers unknown names with a visible hole.
    """

    def __init__(self, find: Callable[[str], str]) -> None:
        self._find = find

    def __getitem__(self, name: str) -> str:
        return self._find(name)

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._find(name)

    def offers(self, name: str) -> bool:
        """Every name can be asked for."""
        return True

    def names(self) -> tuple[str, ...]:
        """No list to choose from."""
        return ()
