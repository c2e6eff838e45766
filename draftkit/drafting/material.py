"""Everything a template can be given, made from a parent and a locality (起草材料)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from draftkit.drafting.attached import announced_points, table_points
from draftkit.drafting.attachments import Annex, annex_note, annexes, annexes_printed, printed
from draftkit.drafting.choices import Choices, ClauseWords, arranged
from draftkit.drafting.content import Block, blocks_of, is_ground, without_validity
from draftkit.drafting.holes import OpenPoint, hole
from draftkit.drafting.letterhead import date_words, head_values, needs_approval
from draftkit.drafting.marks import Ledger
from draftkit.drafting.measures import Worded, Worder
from draftkit.drafting.numbering import continuous_levels
from draftkit.drafting.preamble import Opening, opening_of
from draftkit.drafting.sentences import sentences
from draftkit.drafting.superiors import Superior, merged
from draftkit.drafting.targets import best_key, goals_of
from draftkit.drafting.tasktable import NAME, task_table
from draftkit.drafting.titles import Subject, local_title, subject_of
from draftkit.drafting.trees import Blocks, walk
from draftkit.drafting.views import BlockView, LocalityView, Lookup, Marked, ParentView
from draftkit.lexicon import levels
from draftkit.lexicon.text import normal, to_chinese
from draftkit.localities import Locality, infer
from draftkit.model import Document

WHOLE = "whole"
"""Key of the points that concern the whole draft and no paragraph of it."""


@dataclass(frozen=True)
class Wishes:
    """What is asked of a draft beyond parent, locality and template (要求).

    superiors: further superior documents. choices: of a plan file, None without one. task_table: whether
    a 任务分工表 is attached. clause: gives a clause of the library in local words.
    """

    genre: str
    self_name: str
    superiors: tuple[Superior, ...] = ()
    choices: Choices | None = None
    task_table: bool = False
    clause: Callable[[str], ClauseWords] | None = None


@dataclass(frozen=True)
class Material:
    """What a template chooses from, in local words. points: what is open about it, by origin key.

    restart: lines behind which numbering starts again. annexes: titles of attachments. decisions: what a plan file decided.
    """

    blocks: tuple[Block, ...]
    values: dict[str, Any]
    restart: frozenset[str]
    annexes: frozenset[str]
    continuous: frozenset[int]
    points: Mapping[str, tuple[OpenPoint, ...]]
    ledger: Ledger
    decisions: tuple[str, ...] = ()


def material_of(parent: Document, source: Locality, target: Locality, wishes: Wishes) -> Material:
    """The material for one locality. Raises InputError for choices that do not fit the parent."""
    ledger = Ledger()
    worder = Worder(source, target, wishes.self_name, _goals(parent, target))
    choices = wishes.choices
    blocks = blocks_of(parent, worder, _own_worders(worder, choices, parent))
    for number, superior in enumerate(wishes.superiors, 2):
        theirs = Worder(superior.place, target, wishes.self_name, _goals(superior.document, target))
        blocks = merged(blocks, superior, number, citation_of(superior.document), theirs)
    decided: tuple[str, ...] = ()
    left_out: tuple[OpenPoint, ...] = ()
    if choices is not None and wishes.clause is not None:
        done = arranged(blocks, choices, wishes.clause)
        blocks, decided, left_out = done.blocks, done.told, done.points
    points = {b.key: found for b in walk(blocks) if (found := (*b.points, *b.note_points))}
    documents = (parent, *(s.document for s in wishes.superiors))
    values, title = _values(documents, source, target, wishes.genre, worder, ledger, points)
    own = _local_title(parent, worder, NAME) if wishes.task_table else None
    attached = annexes(parent, worder, blocks, own)
    points[WHOLE] = (*points[WHOLE], *left_out, *(a.point for a in attached if a.point), *_beside(parent))
    points |= {a.key: a.points for a in attached if a.points}
    values |= _printed(blocks, attached, parent, ledger)
    titles = frozenset(a.title for a in attached)
    return Material(
        blocks, values, titles | {title}, titles, continuous_levels(parent), points, ledger, decided
    )


def _goals(document: Document, here: Locality) -> dict[int, str]:
    return goals_of((t for m in document.measures for t in m.targets), here.targets)


def _own_worders(worder: Worder, choices: Choices | None, parent: Document) -> dict[str, Worder]:
    """Measures whose targets the plan file sets."""
    here = worder.target
    given = choices.targets_of() if choices else {}
    own: dict[str, Worder] = {}
    for key, targets in given.items():
        there = here.but(targets={**here.targets, **targets})
        measure = next((m for m in parent.measures if m.id == key), None)
        goals = dict(worder.goals or {}) | (goals_of(measure.targets, targets) if measure else {})
        own[key] = replace(worder, target=there, goals=goals)
    return own


def _beside(parent: Document) -> tuple[OpenPoint, ...]:
    return (*announced_points(parent), *table_points(parent))


def _printed(blocks: Blocks, attached: Sequence[Annex], parent: Document, ledger: Ledger) -> dict[str, Any]:
    """What stands in the template's places for the outline and for what is attached."""
    parts = [_view(block, ledger) for block in blocks]
    tasks = [view for part in parts for view in (part, *part.below()) if view.is_task]
    return {
        "parts": parts,
        "measures": tasks,
        "parent": ParentView(_parent(parent, ledger) | {"measures": tasks}),
        "task_table": printed(task_table(blocks, whole=True), ledger),
        "attachments": annexes_printed(attached, ledger),
        "attachment_note": annex_note(attached),
    }


def _view(block: Block, ledger: Ledger) -> BlockView:
    children = tuple(_view(child, ledger) for child in block.children)
    return BlockView(block, "".join(ledger.mark(key) for key in block.made_of), children)


def _values(
    documents: Sequence[Document],
    source: Locality,
    target: Locality,
    genre: str,
    worder: Worder,
    ledger: Ledger,
    points: dict[str, tuple[OpenPoint, ...]],
) -> tuple[dict[str, Any], str]:
    parent = documents[0]
    subject, words = _subject(parent, worder)
    title = _local_title(parent, worder, genre)
    opening = opening_of(normal(p.text) for p in parent.paragraphs if p.role == "preamble")
    background, purpose = worder.words(opening.background), worder.words(opening.purpose)
    closing = [worder.words(text) for p in parent.closing if (text := without_validity(p.text))]
    points["preamble"] = (*background.points, *purpose.points, *_of_background(background.text))
    points[WHOLE] = (*_own_figures(opening), *_demands(parent, source, target))
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
        "basis": _basis(documents, ledger),
        "closing": mark("\n".join(worded.text for worded in closing), "parent:closing"),
        "disclosure": mark(disclosure(parent, target), "locality:facts.公开方式"),
        "has_validity": bool(parent.effective_from or parent.valid_until),
        "hole": lambda name, note="": hole(str(name), str(note)),
    }
    values["locality"] = LocalityView(
        _locality(values, mark(target.code_word or hole("发文机关代字"), "locality:code_word"))
    )
    return values, title


def _of_background(words: str) -> Iterator[OpenPoint]:
    if words:
        reason = "引言写的是上级的情况，已换成本地说法，请核对是否属实"
        yield OpenPoint("check", words[:30], reason)


def _demands(parent: Document, source: Locality, here: Locality) -> Iterator[OpenPoint]:
    """What the superior's covering notice asks of us, and what the words of a zone need."""
    for p in parent.paragraphs:
        for sentence in sentences(normal(p.text)) if p.role == "notice_body" else ():
            if asked := _ASKED.search(sentence):
                reason = "这是上级在通知里对本级的要求，没有写进本文，请按时办理"
                yield OpenPoint("decision", asked.group().strip("，。；"), reason)
    if parent.sections and is_ground(parent.sections[0], parent):
        yield OpenPoint("check", parent.sections[0].label, "与引言都写了制定的目的和依据，请并成一处")
    if here.suffix in ("开发区", "高新区"):
        reason = "本地是开发区，“区政府”已改为“管委会”；区级部门、乡镇的名称请按本地机构核对"
        yield OpenPoint("check", here.name, reason)


_ASKED = re.compile(
    r"(?:于|在|请)[^，。；]{0,20}(?:\d{1,2}[日月]|个工作日内)[^。；]{0,60}(?:报送|上报|报|备案)[^，。；]*"
)


def _own_figures(opening: Opening) -> Iterator[OpenPoint]:
    """Points for sentences of the introduction that only speak of the superior's place."""
    for sentence in opening.own:
        reason = "引言里说的是上级的数字，没有照搬；要写本地情况的，请补一句本地的"
        yield OpenPoint("fact", sentence, reason)


def _subject(parent: Document, worder: Worder) -> tuple[Subject, Worded]:
    """What the parent is about, and that in local words."""
    subject = subject_of(normal(parent.title or parent.notice_title or ""), worder.source.name)
    return subject, worder.words(subject.words)


def _local_title(parent: Document, worder: Worder, genre: str) -> str:
    subject, words = _subject(parent, worder)
    tail = subject.tail if genre != NAME else ""
    return local_title(Subject(words.text, tail), genre, worder.target.name, worder.target.word)


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


def _basis(documents: Sequence[Document], ledger: Ledger) -> Marked:
    """The superior documents, the highest first; the paragraph that names them comes from all of them."""
    order = sorted(documents, key=lambda d: levels.rank(infer(d).level)) if len(documents) > 1 else documents
    keys = ("parent:title", *(f"parent:{n}.title" for n in range(2, len(documents) + 1)))
    return Marked("和".join(citation_of(d) for d in order), "".join(map(ledger.mark, keys)))


def citation_of(parent: Document) -> str:
    """《标题》（发文字号）; without a number the issuer stands in front (CIT-01, CIT-02)."""
    title = _book_name(parent)
    if parent.doc_number:
        return f"《{_issued(parent, title)}》（{parent.doc_number}）"
    if not parent.issuers:
        return f"《{title}》"
    issuers = f"{parent.issuers[0]}等{to_chinese(len(parent.issuers))}部门"
    return f"{issuers if len(parent.issuers) > 1 else parent.issuers[0]}《{title}》"


def _issued(parent: Document, title: str) -> str:
    """A title with its issuers, as one cites it: 关于…, 2025年…要点 do not say whose paper it is."""
    names = parent.issuers
    if not names:
        return title
    run = "".join(names)
    if len(names) > 1 and title.startswith(run):
        return " ".join(names) + title[len(run) :]
    if title.startswith(names[0].removeprefix("中共")[:2]):
        return title
    notice = normal(parent.notice_title or "")
    if notice and title in notice and not notice.startswith("关于"):
        return notice.translate(str.maketrans("《》", "〈〉"))
    if not title.startswith("关于"):
        return title
    return (names[0] if len(names) == 1 else f"{names[0]}等{to_chinese(len(names))}部门") + title


def _book_name(parent: Document) -> str:
    title = normal(parent.title or parent.notice_title or "")
    return title.translate(str.maketrans("《》", "〈〉"))


def _parent(parent: Document, ledger: Ledger) -> dict[str, Any]:
    def mark(words: str) -> Marked:
        return Marked(words, ledger.mark("parent:title"))

    return {
        "title": mark(normal(parent.title or parent.notice_title or "")),
        "name": mark(_issued(parent, _book_name(parent))),
        "doc_number": mark(parent.doc_number or ""),
        "issuers": [mark(name) for name in parent.issuers],
        "citation": mark(citation_of(parent)),
        "issued_on": mark(date_words(parent.issued_on)) if parent.issued_on else "",
    }
