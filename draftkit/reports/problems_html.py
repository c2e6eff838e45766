"""Findings as one self-contained HTML page: offline, printable, works without scripts (校对报告)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from draftkit.checking.engine import Checked
from draftkit.checking.problems import LABELS, SEVERITIES, Place, Problem, Severity
from draftkit.checking.rules import Rule, standard
from draftkit.reports.checked import Piece, marked, quotation, summary, where
from draftkit.reports.page import DATA, page_template

_MOST = 30  # places of one finding that are quoted; the others are named


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding under its rule. quotes: (where, pieces) of its places. rest: where the others are."""

    number: int
    problem: Problem
    quotes: tuple[tuple[str, tuple[Piece, ...]], ...]
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ByRule:
    """A rule with its findings. severity: the heaviest of them."""

    rule: Rule | None
    id: str
    severity: Severity
    count: int
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ByPlace:
    """A paragraph with its findings; the document as a whole when `where` is empty."""

    where: str
    pieces: tuple[Piece, ...]
    numbered: tuple[tuple[int, Problem], ...]
    severities: tuple[Severity, ...]


def problems_html(files: Sequence[Checked], rules: Mapping[str, Rule] | None = None) -> str:
    """The page of one or several files. rules: for their titles and sources. Everything is escaped."""
    known = standard() if rules is None else rules
    views = [_view(number, file, known) for number, file in enumerate(files, 1)]
    context: dict[str, Any] = {
        "files": views,
        "labels": LABELS,
        "totals": [(s, sum(v["counts"][s] for v in views)) for s in SEVERITIES],
        "css": _css(),
    }
    return page_template("problems.html.j2").render(context)


def _view(number: int, file: Checked, rules: Mapping[str, Rule]) -> dict[str, Any]:
    numbered = list(enumerate(file.problems, 1))
    return {
        "key": f"f{number}",
        "file": file,
        "counts": {s: sum(p.severity == s for p in file.problems) for s in SEVERITIES},
        "said": summary(file.problems),
        "grid": _grid(file),
        "by_rule": _by_rule(file, numbered, rules),
        "by_place": _by_place(file, numbered),
    }


def _grid(file: Checked) -> str:
    """每行28字，每页22行: what is known of it."""
    if file.grid is None:
        return ""
    known = ((file.grid.characters, "每行 {} 字"), (file.grid.lines, "每页 {} 行"))
    return "，".join(words.format(number) for number, words in known if number)


def _by_rule(file: Checked, numbered: list[tuple[int, Problem]], rules: Mapping[str, Rule]) -> list[ByRule]:
    groups: dict[str, list[tuple[int, Problem]]] = defaultdict(list)
    for number, problem in numbered:
        groups[problem.rule].append((number, problem))
    made = [
        ByRule(
            rules.get(id),
            id,
            min((p.severity for _, p in group), key=SEVERITIES.index),
            sum(p.count for _, p in group),
            tuple(_shown(file, number, problem) for number, problem in group),
        )
        for id, group in groups.items()
    ]
    return sorted(made, key=lambda g: (SEVERITIES.index(g.severity), g.id))


def _shown(file: Checked, number: int, problem: Problem) -> Shown:
    quoted, rest = problem.places[:_MOST], problem.places[_MOST:]
    kind = file.document.source.kind
    quotes = tuple((where(p, kind), quotation(file.document, p)) for p in quoted)
    named = dict.fromkeys(w for p in rest if (w := where(p, kind)))
    return Shown(number, problem, tuple(q for q in quotes if q[0] or q[1]), tuple(named))


def _by_place(file: Checked, numbered: list[tuple[int, Problem]]) -> list[ByPlace]:
    groups: dict[tuple[int, int], list[tuple[int, Problem, Place]]] = defaultdict(list)
    for number, problem in numbered:
        for place in problem.places:
            key = (
                (1, place.paragraph)
                if place.paragraph is not None
                else (0 if place.line is None else 2, place.line or 0)
            )
            groups[key].append((number, problem, place))
    made = []
    for (kind, index), group in sorted(groups.items()):
        places = [place for _, _, place in group]
        pieces = marked(file.document, index, places) if kind == 1 else quotation(file.document, places[0])
        numbers = tuple({number: (number, problem) for number, problem, _ in group}.values())
        severities = tuple(dict.fromkeys(p.severity for _, p in numbers))
        made.append(ByPlace(where(places[0], file.document.source.kind), pieces, numbers, severities))
    return made


def _css() -> str:
    """The style sheet, with the rules for what a reader may hide: a weight, a view."""
    hide = [f"body:has(#s-{s}:not(:checked)) .p.{s}{{display:none}}" for s in SEVERITIES]
    # A group is hidden when all the weights in it are.
    hide.append(".g:not(:has(.p)){display:none}")
    for a in SEVERITIES:
        rest = "".join(f":not(:has(.p.{b}))" for b in SEVERITIES if b != a)
        hide.append(f"body:has(#s-{a}:not(:checked)) .g{rest}{{display:none}}")
    for a in SEVERITIES:
        b, c = (s for s in SEVERITIES if s != a)
        hide.append(
            f"body:has(#s-{b}:not(:checked)):has(#s-{c}:not(:checked)) .g:not(:has(.p.{a})){{display:none}}"
        )
    return (DATA / "problems.css").read_text(encoding="utf-8") + "\n".join(hide)
