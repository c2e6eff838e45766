"""Everything a template can be given, made from a parent and a locality (起草材料)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from draftkit.drafting.attached import attached_points
from draftkit.drafting.content import Block, blocks_of, is_validity
from draftkit.drafting.holes import OpenPoint, hole
from draftkit.drafting.letterhead import date_words, head_values, needs_approval
from draftkit.drafting.marks import Ledger
from draftkit.drafting.measures import Worder
from draftkit.drafting.numbering import continuous_levels
from draftkit.drafting.preamble import opening_of
from draftkit.drafting.targets import best_key
from draftkit.drafting.titles import local_title, subject_of
from draftkit.drafting.views import BlockView, LocalityView, Lookup, Marked, ParentView
from draftkit.lexicon.text import normal, to_chinese
from draftkit.localities import Locality
from draftkit.model import Document

WHOLE = "whole"
"""Key of the points that concern the whole draft and no paragraph of it."""


@dataclass(frozen=True)
class Material:
    """What a template chooses from, in local words. points: what is open about it, by origin key."""

    blocks: tuple[Block, ...]
    values: dict[str, Any]
    title: str
    continuous: frozenset[int]
    points: Mapping[str, tuple[OpenPoint, ...]]
    ledger: Ledger


def material_of(
    parent: Document,
    source: Locality,
    target: Locality,
    genre: str,
    self_name: str,
) -> Material:
    """The material for one locality."""
    ledger = Ledger()
    worder = Worder(source, target, self_name)
    blocks = blocks_of(parent, worder)
    points: dict[str, tuple[OpenPoint, ...]] = {
        b.key: b.points for top in blocks for b in top.walk() if b.points
    }
    points[WHOLE] = tuple(attached_points(parent, target))
    values, title = _values(parent, source, target, genre, worder, ledger, points)
    values["parts"] = [_view(block, ledger) for block in blocks]
    values["measures"] = [view for part in values["parts"] for view in (part, *part.below()) if view.is_task]
    values["parent"] = ParentView(_parent(parent, ledger) | {"measures": values["measures"]})
    return Material(blocks, values, title, continuous_levels(parent), points, ledger)


def _view(block: Block, ledger: Ledger) -> BlockView:
    children = tuple(_view(child, ledger) for child in block.children)
    return BlockView(block, ledger.mark(f"parent:{block.key}"), children)


def _values(
    parent: Document,
    source: Locality,
    target: Locality,
    genre: str,
    worder: Worder,
    ledger: Ledger,
    points: dict[str, tuple[OpenPoint, ...]],
) -> tuple[dict[str, Any], str]:
    subject = subject_of(normal(parent.title or parent.notice_title or ""), source.name)
    words = worder.words(subject.words)
    title = local_title(type(subject)(words.text, subject.tail), genre, target.name, target.word)
    opening = opening_of(normal(p.text) for p in parent.paragraphs if p.role == "preamble")
    background, purpose = worder.words(opening.background), worder.words(opening.purpose)
    closing = [worder.words(text.text) for text in parent.closing if not is_validity(text.text)]
    points["preamble"] = (*background.points, *purpose.points)
    points["closing"] = tuple(point for worded in closing for point in worded.points)
    points["title"] = words.points

    def mark(words: str, key: str) -> Marked:
        return Marked(words, ledger.mark(key))

    def fact(name: str) -> str:
        return mark(target.facts.get(name) or hole(name), f"locality:facts.{name}")

    values: dict[str, Any] = {
        name: mark(value, f"locality:{name}") for name, value in head_values(target).items()
    }
    values |= {
        "place": mark(target.name, "locality:name"),
        "short": mark(target.short, "locality:short"),
        "level_word": mark(target.word, "locality:level"),
        "superiors": [mark(name, "locality:parents") for name in target.parents],
        "issuer_count": len(target.issuers),
        "approval_needed": needs_approval(target),
        "facts": Lookup(fact),
        "targets": Lookup(lambda name: mark(_target(target, name), f"locality:targets.{name}")),
        "units": Lookup(lambda name: mark(unit_name(target, name), f"locality:units.{name}")),
        "title": mark(title, "parent:title"),
        "subject": mark(words.text + subject.tail, "parent:title"),
        "genre": genre,
        "self_name": worder.self_name,
        "background": mark(background.text, "parent:preamble"),
        "purpose": mark(purpose.text, "parent:preamble"),
        "basis": mark(citation_of(parent), "parent:title"),
        "closing": mark("\n".join(worded.text for worded in closing), "parent:closing"),
        "disclosure": mark(disclosure(parent, target), "locality:facts.公开方式"),
        "has_validity": bool(parent.effective_from or parent.valid_until),
        "hole": lambda name, note="": hole(str(name), str(note)),
    }
    values["locality"] = LocalityView(
        _locality(values, mark(target.code_word or hole("发文机关代字"), "locality:code_word"))
    )
    return values, title


def _locality(values: Mapping[str, Any], code_word: Marked) -> dict[str, Any]:
    same = ("short", "issuers", "addressees", "issued_on", "facts", "targets", "units")
    own = {"name": values["place"], "level": values["level_word"], "parents": values["superiors"]}
    return {name: values[name] for name in same} | own | {"code_word": code_word}


def _target(target: Locality, name: str) -> str:
    key = best_key(name, tuple(target.targets))
    if key is None:
        return hole(name)
    value = target.targets[key]
    return f"{value.value}{value.unit or ''}" if value.value is not None else hole(name)


def unit_name(here: Locality, name: str) -> str:
    """The department of this level for a function (民政 → 县民政局), or a hole."""
    for spelling in (name, f"{name}部门", f"{name}局"):
        if found := here.unit(spelling):
            return found
    return hole(f"{name}部门", "本级对应单位")


def disclosure(parent: Document, here: Locality) -> str:
    """附注 (GB/T 9704 §7.3.6): as the locality says, else open where the superior's paper is open."""
    given = here.facts.get("公开方式")
    if given is not None:
        return given.strip("（）")
    return (
        "此件公开发布"
        if "公开" in (parent.disclosure or "") and "不" not in (parent.disclosure or "")
        else ""
    )


def citation_of(parent: Document) -> str:
    """《标题》（发文字号）; without a number the issuer stands in front (CIT-01, CIT-02)."""
    title = normal(parent.title or parent.notice_title or "")
    title = title.translate(str.maketrans("《》", "〈〉"))
    if parent.doc_number:
        return f"《{title}》（{parent.doc_number}）"
    if not parent.issuers:
        return f"《{title}》"
    issuers = f"{parent.issuers[0]}等{to_chinese(len(parent.issuers))}部门"
    return f"{issuers if len(parent.issuers) > 1 else parent.issuers[0]}《{title}》"


def _parent(parent: Document, ledger: Ledger) -> dict[str, Any]:
    def mark(words: str) -> Marked:
        return Marked(words, ledger.mark("parent:title"))

    return {
        "title": mark(normal(parent.title or parent.notice_title or "")),
        "doc_number": mark(parent.doc_number or ""),
        "issuers": [mark(name) for name in parent.issuers],
        "citation": mark(citation_of(parent)),
        "issued_on": mark(date_words(parent.issued_on)) if parent.issued_on else "",
    }
