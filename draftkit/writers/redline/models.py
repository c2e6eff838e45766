"""Which paragraph of the new version lends its looks to a deleted one (删去段落的样式).

The one before it may be a title or the red head; words of the text must not stand there in their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from draftkit.parsing.labels import find_label
from draftkit.writers.redline.blocks import Block, Para, runs_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_SENTENCE = 20  # characters from which a paragraph that ends like a sentence is surely text
_ENDS = ("。", "；", ".", ";")


class Models:
    """The paragraphs of a version by what they are: numbered of a level, or plain text."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._known: dict[int, list[tuple[int, _Element]]] = {}
        for at, block in enumerate(blocks):
            if isinstance(block, Para) and block.element is not None:
                level = _level(block.text)
                if level or (len(block.text) >= _SENTENCE and block.text.rstrip().endswith(_ENDS)):
                    self._known.setdefault(level, []).append((at, block.element))

    def like(self, text: str, at: int) -> _Element | None:
        """The nearest paragraph of the same kind, else of text; None when the version has neither.

        at: index of the block behind which the words stood.
        """
        found = self._known.get(_level(text)) or self._known.get(0, [])
        return min(found, key=lambda known: abs(known[0] - at))[1] if found else None


def main_run(paragraph: _Element) -> _Element | None:
    """The run with most of the words: the first one may be a label or a title in a face of its own."""
    return max(runs_of(paragraph), key=lambda run: sum(len(t) for t in run.itertext()), default=None)


def _level(text: str) -> int:
    """Level of the number (一、 is 1), 0 without one."""
    label = find_label(text)
    return label.level if label is not None else 0
