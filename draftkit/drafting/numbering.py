"""Numbering the parts of a draft again, in the parent's style (重新编号)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from draftkit.lexicon.text import to_chinese
from draftkit.model import Document, Section

_LABEL = re.compile(
    r"(?:(?P<l0>第[一二三四五六七八九十百]{1,5}条)(?=　)|(?P<l1>[一二三四五六七八九十百]{1,4}、)|(?P<l2>（[一二三四五六七八九十百]{1,4}）)"
    r"|(?P<l3>\d{1,3}[.．、](?!\d))|(?P<l4>（\d{1,3}）))"
)
_FORMS = ("{cn}、", "（{cn}）", "{n}.", "（{n}）")


def make_label(level: int, number: int) -> str:
    """The label of a level (1–4) and number: 一、 （一） 1. （1） (GB/T 9704 §7.3.3)."""
    cn = to_chinese(number) if number < 1000 else str(number)
    return _FORMS[min(max(level, 1), 4) - 1].format(cn=cn, n=number)


def continuous_levels(document: Document) -> frozenset[int]:
    """The levels that a document numbers through without starting again under each heading.

    Level 2 (（一）) and 3 (1.) run through a whole paper in many offices; both styles are right.
    """
    first: dict[int, list[bool]] = {}
    _first_labels(document.sections, first)
    return frozenset(level for level, starts in first.items() if starts and sum(starts) * 2 > len(starts))


def _first_labels(sections: Sequence[Section], first: dict[int, list[bool]]) -> None:
    seen: set[int] = set()
    _walk(sections, first, seen)


def _walk(sections: Sequence[Section], first: dict[int, list[bool]], seen: set[int]) -> None:
    for section in sections:
        if not section.children:
            continue
        child = section.children[0]
        if child.level in seen:
            # Under the second heading and later: does the first number go on or start again?
            again = child.label in {make_label(child.level, 1), "1．", "(一)"}
            first.setdefault(child.level, []).append(not again)
        seen.add(child.level)
        _walk(section.children, first, seen)


class Counter:
    """Counts labels level by level (编号器). continuous: the levels that never start again."""

    def __init__(self, continuous: frozenset[int]) -> None:
        self._continuous = continuous
        self._at = [0] * 5

    def next(self, level: int) -> str:
        """The next label of a level; deeper levels start again unless they run through."""
        self._at[level] += 1
        for deeper in range(level + 1, 5):
            if deeper not in self._continuous:
                self._at[deeper] = 0
        return make_label(level, self._at[level])


def renumber(
    lines: Iterable[str],
    continuous: frozenset[int],
    restart: frozenset[str],
    kept: frozenset[str] = frozenset(),
) -> list[str]:
    """The lines with their labels counted anew. restart: lines after which counting starts again.

    kept: words behind a label that is right as it stands (2.某某任务分工表 in 附件说明).
    """
    counter = Counter(continuous)
    out = []
    article = 0
    for line in lines:
        if line in restart:
            counter, article = Counter(continuous), 0
        label = _LABEL.match(line)
        if label is None or line[label.end() :] in kept:
            out.append(line)
            continue
        if label["l0"]:
            article += 1
            out.append(f"第{to_chinese(article)}条{line[label.end() :]}")
            continue
        level = next(n for n in range(1, 5) if label[f"l{n}"])
        out.append(counter.next(level) + line[label.end() :].lstrip())
    return out
