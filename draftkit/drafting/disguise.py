"""Natural words in the place of opaque ones, while the parser looks at a text (替身).

A hole 【待填：发文机关】 or the token of a value is no agency to a parser. Before parsing,
each is replaced by rare words of the right form, and afterwards every part of the document gets
the opaque words back, with all offsets moved.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from draftkit.drafting.holes import holes
from draftkit.model import Citation, Document, Measure, Paragraph, SourceInfo, Target, Text

_RARE = "龘靐齉爩鱻麤灪龖厵滟"
"""Ideographs that no official document uses."""


def combination(number: int) -> str:
    """Two rare ideographs, different for each number below 100."""
    first, second = divmod(number, len(_RARE))
    return _RARE[first % len(_RARE)] + _RARE[second]


# What holes would be, if they were filled; holes for dates and numbers the parser knows itself.
_FORMS: Mapping[str, str] = {
    "发文机关": "{}县卫生健康局",
    "主送机关": "各{}人民政府",
    "印发机关": "{}县卫生健康局办公室",
    "完成年份": "28{:02d}",
}


class Disguise:
    """Opaque words with their stand-ins (替身), taken on and off again."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._natural = dict(pairs)
        self._opaque = {natural: opaque for opaque, natural in self._natural.items()}
        words = sorted(self._natural, key=len, reverse=True)
        naturals = sorted(self._opaque, key=len, reverse=True)
        self._hide = re.compile("|".join(map(re.escape, words)) or "(?!)")
        self._reveal = re.compile("|".join(map(re.escape, naturals)) or "(?!)")

    def hide(self, text: str) -> str:
        """The text as the parser is to see it."""
        return self._hide.sub(lambda m: self._natural[m.group()], text)

    def reveal(self, document: Document) -> Document:
        """The document with its opaque words."""
        changed: Document = rewrite(document, self.back, lambda value: value)
        return changed

    def back(self, text: str) -> str:
        """The text with its opaque words again."""
        return self._reveal.sub(lambda m: self._opaque[m.group()], text)


def with_sha(document: Document, text: str) -> Document:
    """The document as one that was read from this text."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return replace(document, source=replace(document.source, sha256=digest))


def of_holes(text: str) -> list[tuple[str, str]]:
    """The holes of a rendered text whose form is known, with what the parser is to see."""
    pairs = []
    for number, name in enumerate(dict.fromkeys(holes(text))):
        form = _FORMS.get(name.split("（")[0])
        if form is None or number >= 28:
            continue
        stand_in = form.format(number if ":" in form else combination(number))
        pairs.append((f"【待填：{name}】", stand_in))
    return pairs


def rewrite(thing: Any, words: Callable[[str], str], number: Callable[[float | None], float | None]) -> Any:
    """A document, or a part of one, with every text rewritten and every offset moved with it.

    words: rewrites a text piece by piece, so that cutting a text at an offset and rewriting the
    parts gives the same. number: rewrites the value of a target.
    """
    match thing:
        case str():
            return words(thing)
        case tuple():
            return tuple(rewrite(item, words, number) for item in thing)
        case Text():
            return Text(words(thing.text), thing.anchors)
        case SourceInfo():
            return thing
        case Paragraph():
            return _paragraph(thing, words)
        case Measure():
            return _measure(thing, words, number)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {f.name: rewrite(getattr(thing, f.name), words, number) for f in fields(thing)}
        return type(thing)(**changed)
    return thing


def _moved(text: str, offset: int, words: Callable[[str], str]) -> int:
    return len(words(text[:offset]))


def _paragraph(p: Paragraph, words: Callable[[str], str]) -> Paragraph:
    text = p.content.text
    new = words(text)
    if new == text and not p.cells:
        return p
    return replace(
        p,
        content=Text(new, p.content.anchors),
        title=words(p.title) if p.title else p.title,
        label_end=_moved(text, p.label_end, words),
        body_at=_moved(text, p.body_at, words),
        cells=tuple(Text(words(cell.text)) for cell in p.cells),
    )


def _measure(
    m: Measure, words: Callable[[str], str], number: Callable[[float | None], float | None]
) -> Measure:
    text = m.content.text

    def target(t: Target) -> Target:
        return replace(
            t,
            text=words(t.text),
            metric=words(t.metric),
            value=number(t.value),
            unit=words(t.unit) if t.unit else t.unit,
            deadline=words(t.deadline) if t.deadline else t.deadline,
            benchmark=words(t.benchmark) if t.benchmark else t.benchmark,
            start=_moved(text, t.start, words),
            end=_moved(text, t.end, words),
        )

    def citation(c: Citation) -> Citation:
        start, end = _moved(text, c.start, words), _moved(text, c.end, words)
        return Citation(words(c.title), words(c.number) if c.number else c.number, start, end)

    return replace(
        m,
        title=words(m.title) if m.title else m.title,
        content=Text(words(text), m.content.anchors),
        responsibility=rewrite(m.responsibility, words, number),
        targets=tuple(target(t) for t in m.targets),
        citations=tuple(citation(c) for c in m.citations),
    )
