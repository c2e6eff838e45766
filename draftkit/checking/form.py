"""Form rules: is a docx set as GB/T 9704—2012 asks? (版式检查)

The rules are listed in ``data/90_form.yaml``, the values they measure against in ``data/form.toml``;
the functions register themselves here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftkit.checking.context import Context, Hit
from draftkit.checking.engine import problems_of
from draftkit.checking.problems import Problem
from draftkit.checking.registry import Registry
from draftkit.checking.settings import Settings
from draftkit.checking.switches import switched_off
from draftkit.errors import DraftkitError

if TYPE_CHECKING:
    from draftkit.checking.form_measures import Grid
    from draftkit.checking.form_shown import Form
    from draftkit.model import Document

_DATA = Path(__file__).with_name("data") / "form.toml"
_MODULES = ("form_page", "form_fonts", "form_head", "form_main", "form_tail", "form_folio")

FormCheck = Callable[["Form"], Iterable[Hit]]
_REGISTRY: Registry[FormCheck] = Registry(_MODULES)
form_rule = _REGISTRY.register


@cache
def form_checks() -> Mapping[str, FormCheck]:
    """All form rule functions by id."""
    return _REGISTRY.all()


def check_form(data: bytes, document: Document, settings: Settings | None = None) -> tuple[Problem, ...]:
    """The findings of the form rules on a docx (版式问题), those of the page first.

    data: the docx from which `document` was read. Raises InputError kinds for a broken package, and
    DraftkitError for values of ``[check.form]`` that do not exist.
    """
    return form_findings(data, document, settings)[0]


def form_findings(
    data: bytes, document: Document, settings: Settings | None = None
) -> tuple[tuple[Problem, ...], Grid | None]:
    """The same with the characters a line and lines a page (每行字数、每页行数); None without text."""
    from draftkit.checking.form_measures import grid_of

    settings = settings or Settings()
    context = Context(document, settings)
    off = switched_off(context)
    form = _form(data, document, settings)
    problems: list[Problem] = []
    for id, function in form_checks().items():
        rule = settings.rules.get(id)
        if rule is None or id in off or settings.is_off(rule) or not settings.shows(settings.severity(rule)):
            continue
        problems.extend(problems_of(rule, context, map(_closed, function(form))))
    pages = {s.line: s.page for s in form.shown if s.line is not None and s.page is not None}
    ordered = sorted(problems, key=lambda p: (p.line or 0, p.column or 0, p.rule))
    return tuple(_paged(p, pages) for p in ordered), grid_of(form)


def _paged(problem: Problem, pages: Mapping[int, int]) -> Problem:
    """With the pages that Word wrote down when it last laid the file out."""
    if not pages:
        return problem
    places = [replace(p, page=p.page or pages.get(p.line or 0)) for p in problem.places]
    return replace(problem, place=places[0], more=tuple(places[1:]))


def _closed(hit: Hit) -> Hit:
    """With the full stop that ends a sentence."""
    return replace(hit, message=f"{hit.message}。") if hit.message else hit


def _form(data: bytes, document: Document, settings: Settings) -> Form:
    from draftkit.checking.form_shown import open_form

    return open_form(data, document, expected(settings.form))


def expected(changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values that count: the standard's, changed by an office's ``[check.form]``."""
    return _overlaid(_standard(), changes, "check.form")


@cache
def _standard() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def _overlaid(base: Mapping[str, Any], changes: Mapping[str, Any], where: str) -> dict[str, Any]:
    out = dict(base)
    for name, value in changes.items():
        place = f"{where}.{name}"
        if (
            name not in base
            and not where.endswith(".faces")
            and ".elements." not in where
            and ".levels." not in where
        ):
            raise DraftkitError(f"没有 {place} 这个版式值", remedy="可用的名字见 docs/form.md")
        known = base.get(name)
        if isinstance(known, Mapping) != isinstance(value, Mapping) and known is not None:
            raise DraftkitError(f"{place} 的写法不对", remedy="一节里写值，或写成表")
        if isinstance(known, int | float) and not isinstance(value, int | float):
            raise DraftkitError(f"{place} 应当是一个数", remedy="请改正")
        out[name] = _overlaid(known, value, place) if isinstance(known, Mapping) else value
    return out
