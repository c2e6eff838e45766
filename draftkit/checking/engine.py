"""Runs the rules over a document and makes findings of what they yield."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from draftkit.checking.context import NO_TEXT, Context, Hit, hidden
from draftkit.checking.problems import Edit, Place, Problem
from draftkit.checking.registry import Registry
from draftkit.checking.rules import Pattern, Rule
from draftkit.checking.settings import Settings

if TYPE_CHECKING:
    from draftkit.checking.form_measures import Grid
    from draftkit.model import Document
    from draftkit.readers.source import Line

Check = Callable[[Context], Iterable[Hit]]
# Every module of rule functions, by the group of ids it holds.
MODULES = (
    "residue", "titles", "structure", "numbers", "citations", "dates", "quantities", "punctuation", "bodies",
    "bodies_lists", "foreign", "references", "responsibility", "targets", "validity", "duplicates", "elements", "wording", "levels",
)  # fmt: skip


_REGISTRY: Registry[Check] = Registry(MODULES)
rule = _REGISTRY.register


@cache
def checks() -> Mapping[str, Check]:
    """All rule functions by id."""
    return _REGISTRY.all()


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with its findings. data, grid: its bytes, its characters a line and lines a page when it
    is a docx, else None."""

    file: str
    document: Document
    problems: tuple[Problem, ...]
    data: bytes | None = None
    grid: Grid | None = None


def check(thing: str | Path | Document, settings: Settings | None = None) -> list[Problem]:
    """Proofread a file or a document that was read (校对): text rules, and the layout of a docx file.

    Raises InputError and its kinds when a file cannot be read.
    """
    from draftkit.model import Document

    if isinstance(thing, Document):
        return list(check_document(thing, settings))
    return list(check_file(thing, settings).problems)


def check_file(path: str | Path, settings: Settings | None = None) -> Checked:
    """Proofread a file; ``-`` is standard input. Raises InputError and its kinds."""
    from draftkit.parsing import parse
    from draftkit.readers import open_source, source_of_bytes

    data = _piped() if str(path) == "-" else None
    source = open_source(path) if data is None else source_of_bytes(data)
    document = parse(source)
    if source.kind != "docx":
        return Checked(str(path), document, check_document(document, settings, source.lines))
    from draftkit.checking.form import form_findings
    from draftkit.checking.switches import switched_off_by_comments

    data = Path(path).read_bytes() if data is None else data
    settings = settings or Settings()
    settings = replace(settings, off=settings.off | switched_off_by_comments(data, settings))
    problems = check_document(document, settings, source.lines)
    form, grid = form_findings(data, document, settings)
    return Checked(str(path), document, (*problems, *form), data, grid)


def _piped() -> bytes:
    """Standard input; it can be read only once, and the rules of layout need its bytes too."""
    import sys

    from draftkit.readers import MAX_BYTES

    return sys.stdin.buffer.read(MAX_BYTES + 1)


def check_document(
    document: Document, settings: Settings | None = None, lines: Sequence[Line] = ()
) -> tuple[Problem, ...]:
    """All findings of the text rules in reading order.

    lines: the lines of the source, for what stands in no paragraph (page numbers).
    """
    settings = settings or Settings()
    context = Context(document, settings, lines)
    off = _switched_off(context)
    problems: list[Problem] = []
    for one in settings.rules.values():
        if one.scope != "text" or one.id in off or settings.is_off(one):
            continue
        if not settings.shows(settings.severity(one)) or not _in_time(one.since, one.until, context):
            continue
        problems.extend(problems_of(one, context, _hits(one, context)))
    return tuple(sorted(problems, key=_order))


def _order(problem: Problem) -> tuple[float, int, str]:
    line = float("inf") if problem.line is None else problem.line
    return (line, problem.column or 0, problem.rule)


def _in_time(since: date | None, until: date | None, context: Context) -> bool:
    if since is None and until is None:
        return True
    return (since is None or context.as_of >= since) and (until is None or context.as_of < until)


def _switched_off(context: Context) -> frozenset[str]:
    from draftkit.checking.switches import switched_off

    return switched_off(context)


# --- findings of one rule --------------------------------------------------------------------


def _hits(rule: Rule, context: Context) -> Iterator[Hit]:
    for pattern in rule.patterns:
        if _in_time(pattern.since, pattern.until, context):
            yield from _matches(pattern, context)
    function = checks().get(rule.id)
    if function is not None:
        yield from function(context)


def _matches(pattern: Pattern, context: Context) -> Iterator[Hit]:
    if pattern.gate and not any(g in context.whole for g in pattern.gate):
        return
    for index, paragraph in enumerate(context.paragraphs):
        if paragraph.role not in pattern.roles if pattern.roles else paragraph.role in NO_TEXT:
            continue
        text = paragraph.text
        if pattern.gate and not any(g in text for g in pattern.gate):
            continue
        shown = text if pattern.quoted else hidden(text)
        for match in pattern.find.finditer(shown):
            if pattern.unless is not None and _excused(pattern, shown, match.start(), match.end()):
                continue
            start, end = match.span(pattern.group)
            new = match.expand(pattern.replace) if pattern.replace is not None else None
            fix = match.expand(pattern.fix) if pattern.fix else None
            message = match.expand(pattern.message) if pattern.message else None
            yield Hit(index, start, end, message, fix=fix, new=new, cause=match.group(pattern.group))


def _excused(pattern: Pattern, text: str, start: int, end: int) -> bool:
    """Whether the words around the place match what excuses it."""
    assert pattern.unless is not None
    low = max(0, start - 12)
    return any(
        low + m.start() <= end and low + m.end() >= start
        for m in pattern.unless.finditer(text[low : end + 12])
    )


def problems_of(rule: Rule, context: Context, hits: Iterable[Hit]) -> Iterator[Problem]:
    """One problem a finding; findings of one cause in one when they are many (汇总)."""
    found = list(hits)
    seen: set[tuple[int | None, int, int, int | None]] = set()
    single: list[Hit] = []
    for hit in found:
        key = (hit.paragraph, hit.start, hit.end, hit.line)
        if key not in seen:
            seen.add(key)
            single.append(hit)
    if len(single) <= rule.fold:
        yield from (_problem(rule, context, [hit]) for hit in single)
        return
    by_message = sorted(single, key=lambda h: h.message or "")
    for _, group in groupby(by_message, key=lambda h: h.message or ""):
        same = sorted(group, key=lambda h: (h.paragraph or 0, h.start, h.line or 0))
        if len(same) > rule.fold:
            yield _problem(rule, context, same)
        else:
            yield from (_problem(rule, context, [hit]) for hit in same)


def _problem(rule: Rule, context: Context, hits: Sequence[Hit]) -> Problem:
    head = hits[0]
    places = [_place(rule, context, hit) for hit in hits]
    fix = head.fix if head.fix is not None else head.new
    severity = context.settings.severity(rule)
    if head.mild and severity != "info":
        severity = "warning" if severity == "error" else "info"
    return Problem(rule.id, severity, head.message or rule.why, places[0], fix or None, tuple(places[1:]))


def _place(rule: Rule, context: Context, hit: Hit) -> Place:
    if hit.paragraph is None:
        return Place(hit.line, hit.column, hit.page, None, 0, 0, hit.quote or "")
    content = context.paragraphs[hit.paragraph].content
    words = content.text[hit.start : hit.end]
    edits = hit.edits
    if not edits and hit.new is not None and rule.safe:
        edits = (Edit(hit.paragraph, hit.start, hit.end, words, hit.new),)
    quote = hit.quote if hit.quote is not None else words
    if not content.anchors:
        return Place(None, None, None, hit.paragraph, hit.start, hit.end, quote, edits)
    at = content.at(hit.start)
    return Place(at.line, at.column, at.page, hit.paragraph, hit.start, hit.end, quote, edits)
