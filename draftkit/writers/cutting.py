"""Finished XML cut where the values of a batch will stand (填空处)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from draftkit.writers import runs


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value: its token, and the properties of the run in which it stands."""

    token: str
    properties: str


def cut(xml: str) -> Iterator[str | Slot]:
    """Finished XML, cut at its tokens."""
    start = 0
    for found in runs.TOKEN.finditer(xml):
        opened = xml.rindex(runs.RUN, 0, found.start()) + len(runs.RUN)
        yield xml[start : found.start()]
        yield Slot(found.group(), xml[opened : xml.index("</w:rPr>", opened)])
        start = found.end()
    yield xml[start:]


def translated(text: str, values: Mapping[str, str]) -> str:
    """A text with the values in the place of their tokens; a token without a value stays."""
    return runs.TOKEN.sub(lambda m: values.get(m.group(), m.group()), text)
