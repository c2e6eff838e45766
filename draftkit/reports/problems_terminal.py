"""Findings of proofreading for the terminal: grouped by weight, the line quoted and the place marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from draftkit.checking.problems import LABELS, SEVERITIES, Problem
from draftkit.lexicon.text import width
from draftkit.model import Document
from draftkit.reports.checked import summary
from draftkit.reports.comparison_terminal import wrapped

_COLOURS = {"error": "31;1", "warning": "33", "info": "36"}
_AROUND = 18  # characters of the line shown on either side
_INDENT = "      "


def problems_terminal(
    file: str,
    problems: Sequence[Problem],
    document: Document | None = None,
    *,
    titles: Mapping[str, str] | None = None,
    columns: int = 100,
    colour: bool = False,
) -> str:
    """The findings of one file as text.

    document: shows the words around a place. titles: id of a rule → its title. columns: width of the
    terminal. colour: mark weights by ANSI colours.
    """
    lines = [f"{file}：{summary(problems)}"]
    for severity in SEVERITIES:
        same = [p for p in problems if p.severity == severity]
        if same:
            lines += ["", _painted(f"{LABELS[severity]}（{len(same)}）", severity, colour)]
            for problem in same:
                lines += _finding(problem, document, titles or {}, columns, colour)
    return "\n".join(lines)


def _finding(
    problem: Problem, document: Document | None, titles: Mapping[str, str], columns: int, colour: bool
) -> Iterator[str]:
    many = f"（共{problem.count}处）" if problem.count > 1 else ""
    head = f"  {_where(problem)}  {problem.rule}  "
    text = wrapped(f"{problem.message}{many}", columns - width(head))
    yield head + text[0]
    yield from (" " * width(head) + line for line in text[1:])
    context = _line(problem, document)
    if context is not None:
        words, start, length = context
        yield _INDENT + words
        yield (
            _INDENT
            + " " * width(words[:start])
            + _painted("^" * max(1, width(words[start : start + length])), problem.severity, colour)
        )
    if problem.fix:
        yield from (_INDENT + line for line in wrapped(f"建议：{problem.fix}", columns - len(_INDENT)))


def _where(problem: Problem) -> str:
    if problem.line is None:
        return "全文"
    page = f"第{problem.page}页" if problem.page else ""
    return f"{page}{problem.line}:{problem.column}"


def _line(problem: Problem, document: Document | None) -> tuple[str, int, int] | None:
    """Words around the place, offset and length of what is marked; None when there is nothing to show."""
    if document is None or problem.paragraph is None:
        return (_plain(problem.quote), 0, len(problem.quote)) if problem.quote else None
    text = document.paragraphs[problem.paragraph].text
    low, high = max(0, problem.start - _AROUND), min(len(text), max(problem.end, problem.start + 1) + _AROUND)
    shown = min(problem.end, problem.start + 2 * _AROUND)
    high = min(high, shown + _AROUND)
    before = "…" if low else ""
    after = "…" if high < len(text) else ""
    return before + _plain(text[low:high]) + after, len(before) + problem.start - low, shown - problem.start


def _plain(text: str) -> str:
    """Without what would move the cursor; one character for one."""
    return "".join(" " if c.isspace() or not c.isprintable() else c for c in text)


def _painted(text: str, severity: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[severity]}m{text}\x1b[0m" if colour else text
