"""Children of a real plan with known edits: what a reviewer must be told, and what not.

A document is taken apart into its paragraphs; edits of every kind are put into some measures,
harmless changes into the others; the text is put together again with its numbers running. The
edits that were made are the truth against which `compare` is held.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from draftkit.drafting.numbering import continuous_levels, renumber
from draftkit.lexicon.text import normal
from draftkit.model import Document, Measure, Target
from draftkit.parsing import parse_text

WORDS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "comparing" / "generator.yaml").read_text(encoding="utf-8")
)
# Better when smaller, or of unclear direction: the generator leaves them alone.
_UNCLEAR = re.compile(
    "死亡|能耗|降|减|压|发病|时间|时限|等待|工作日|小时|分钟|以内|左右|半径|周期|间隔|天|米"
)
_YEAR = re.compile(r"(?:到|在)?(20\d\d)年(?:底|末)?前?，?")
_CLAUSE = re.compile(r"[^，；。：]+[，；。：]?")
_SENTENCE = re.compile(r"[^。；]+[。；]")


@dataclass(frozen=True, slots=True)
class Made:
    """An edit that was made. measure: that of the parent, None for what the parent does not have.

    also: other kinds which the same edit may rightly show. words: of either quotation.
    """

    kind: str
    measure: str | None
    words: str
    also: tuple[str, ...] = ()
    what: str = ""
    other: str | None = None  # a second parent measure that the edit touches


@dataclass(slots=True)
class Child:
    """The paragraphs of a child in the making. owner: which parent measure a paragraph belongs to."""

    parent: Document
    lines: list[str]
    owner: list[str | None]
    made: list[Made] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def of(self, measure: Measure) -> list[int]:
        """The paragraphs of a measure."""
        return [i for i, owner in enumerate(self.owner) if owner == measure.id]

    def replace(self, measure: Measure, old: str, new: str) -> bool:
        """Put `new` for the only `old` in a measure; False when it does not stand there exactly once."""
        places = [i for i in self.of(measure) if old in self.lines[i]]
        if len(places) != 1 or self.lines[places[0]].count(old) != 1:
            return False
        self.lines[places[0]] = self.lines[places[0]].replace(old, new)
        return True

    def text(self) -> str:
        """The child as it would be typed, numbers running."""
        marks = frozenset(p.text for p in self.parent.paragraphs if p.role in ("title", "attachment_title"))
        lines = [line for line in self.lines if line.strip()]
        return "\n".join(renumber(lines, continuous_levels(self.parent), marks)) + "\n"


Edit = Callable[[random.Random, Child, Measure], Made | None]


def start(parent: Document) -> Child:
    """A child that says what the parent says."""
    owner: list[str | None] = [None] * len(parent.paragraphs)
    for m in parent.measures:
        for i in m.paragraphs:
            owner[i] = m.id
    lines = ["" if p.role == "residue" else p.text.replace("\n", "") for p in parent.paragraphs]
    return Child(parent, lines, owner)


def plain(text: str) -> Document:
    """A document with full-width marks and whole paragraphs, so that edits find their words."""
    document = parse_text(text)
    lines = (normal(p.text.replace("\n", "")) for p in document.paragraphs if p.role != "residue")
    return parse_text("\n".join(lines) + "\n")


# --- the pieces of a measure -------------------------------------------------


def body(measure: Measure) -> str:
    return measure.text


def tasks(measure: Measure) -> list[str]:
    """Sentences that stand for themselves."""
    text = body(measure)
    return [
        s
        for s in _SENTENCE.findall(text)
        if len(s) >= 14 and text.count(s) == 1 and not s.strip().startswith(tuple(WORDS["connectives"]))
    ]


def targets(measure: Measure) -> list[Target]:
    """Targets whose direction is plain and whose words stand once."""
    text = body(measure)
    return [
        t
        for t in measure.targets
        if t.value is not None
        and t.comparator in (">=", ">")
        and t.unit
        and text.count(t.text) == 1
        and not _UNCLEAR.search(t.metric + t.text)
        and re.search(r"\d", t.text)
        and len(re.findall(r"\d+(?:\.\d+)?", t.text.replace(t.deadline[:4] if t.deadline else "\0", ""))) == 1
    ]


def clause_starts(measure: Measure) -> Iterator[tuple[str, str]]:
    """Clauses with the words that stand before them, as (clause, whole sentence)."""
    for sentence in _SENTENCE.findall(body(measure)):
        for clause in _CLAUSE.findall(sentence):
            if len(clause) >= 8 and body(measure).count(clause) == 1:
                yield clause, sentence


# --- the edits ----------------------------------------------------------------


def omitted(rng: random.Random, child: Child, m: Measure) -> Made | None:
    for i in child.of(m):
        child.lines[i] = ""
    return Made("omitted", m.id, m.title or m.text[:12])


def partly_omitted(rng: random.Random, child: Child, m: Measure) -> Made | None:
    if len(_SENTENCE.findall(m.text)) < 3:
        return None
    free = [s for s in tasks(m) if not re.search(r"\d|《", s)]
    if not free:
        return None
    gone = rng.choice(free)
    return (
        Made("partly_omitted", m.id, gone[:10], ("target_dropped",)) if child.replace(m, gone, "") else None
    )


def added(rng: random.Random, child: Child, m: Measure) -> Made | None:
    """A measure of its own behind m."""
    place = child.of(m)
    p = child.parent.paragraphs[m.paragraphs[0]]
    if not p.label or p.level not in (2, 3) or any(made.kind == "added" for made in child.made):
        return None
    title, text = rng.choice(WORDS["new_measures"])
    note = f"（{m.responsibility.raw}）" if m.responsibility else ""
    child.lines.insert(place[-1] + 1, f"{p.label}{title}。{text}{note}")
    child.owner.insert(place[-1] + 1, None)
    return Made("added", None, title)


def merged(rng: random.Random, child: Child, m: Measure) -> Made | None:
    """The next measure's text goes into this one."""
    measures = child.parent.measures
    at = measures.index(m)
    if at + 1 >= len(measures):
        return None
    other = measures[at + 1]
    same = m.path[:-1] == other.path[:-1] and len(m.path) == len(other.path)
    if not same or other.id in child.order or not _single(child, m) or not _single(child, other):
        return None
    if len(m.text) < 40 or len(other.text) < 40 or not m.title or not other.title:
        return None
    line = child.lines[child.of(m)[0]]
    if line.count(m.text) != 1 or m.text[-1] not in "。；":
        return None
    joined = line.replace(m.text, m.text + other.text)
    if m.responsibility and other.responsibility:
        extra = [u for u in other.units if u not in m.units]
        if extra and m.units[-1] in m.responsibility.raw:
            raw = m.responsibility.raw
            joined = joined.replace(raw, raw.replace(m.units[-1], "、".join([m.units[-1], *extra])))
    elif other.responsibility:
        joined += f"（{other.responsibility.raw}）"
    child.lines[child.of(m)[0]] = joined.replace(m.title, f"{m.title}，{other.title}", 1)
    for i in child.of(other):
        child.lines[i] = ""
    child.order.append(other.id)
    also = ("unit_added", "lead_changed", "moved", "unit_dropped")
    return Made("merged", m.id, m.title, also, other=other.id)


def split(rng: random.Random, child: Child, m: Measure) -> Made | None:
    """The second half becomes a measure of its own."""
    said = _SENTENCE.findall(m.text)
    p = child.parent.paragraphs[m.paragraphs[0]]
    if len(said) < 4 or not _single(child, m) or not m.title or not p.label or "".join(said) != m.text:
        return None
    half = len(said) // 2
    rest = "".join(said[half:])
    head = _CLAUSE.findall(said[half])[0].rstrip("，；。：")
    if (
        not 5 <= len(head) <= 24
        or len(rest) < 50
        or re.search(r"\d", head)
        or said[half].startswith(tuple(WORDS["connectives"]))
    ):
        return None
    at = child.of(m)[0]
    note = f"（{m.responsibility.raw}）" if m.responsibility else ""
    if child.lines[at].count(rest) != 1:
        return None
    child.lines[at] = child.lines[at].replace(rest, "")
    child.lines.insert(at + 1, f"{p.label}{head}。{rest}{note}")
    child.owner.insert(at + 1, m.id)
    return Made("split", m.id, m.title)


def moved(rng: random.Random, child: Child, m: Measure) -> Made | None:
    """To the end of another chapter."""
    if not _single(child, m) or len(m.path) != 2 or len(m.text) < 60:
        return None
    others = [x for x in child.parent.measures if len(x.path) == 2 and x.path[0] != m.path[0]]
    others = [
        x for x in others if x.id not in child.order and len(child.of(x)) == 1 and child.lines[child.of(x)[0]]
    ]
    last = {x.path[0]: x for x in others}
    others = [x for x in last.values() if child.parent.measures.index(x) + 1 < len(child.parent.measures)]
    here = child.parent.measures.index(m)
    others = [x for x in others if abs(child.parent.measures.index(x) - here) > 2]
    if not others:
        return None
    line, at = child.lines[child.of(m)[0]], child.of(m)[0]
    child.lines[at], child.owner[at] = "", None
    behind = child.of(rng.choice(others))[-1] + 1
    child.lines.insert(behind, line)
    child.owner.insert(behind, m.id)
    return Made("moved", m.id, m.title or m.text[:8])


def weakened(rng: random.Random, child: Child, m: Measure) -> Made | None:
    found: list[tuple[str, str]] = []
    for clause, _ in clause_starts(m):
        for strong, weak in WORDS["weaker"]:
            if clause.count(strong) == 1 and _whole(clause, strong):
                found.append((clause, clause.replace(strong, weak)))
        verb = next((v for v in WORDS["weaker_verbs"] if clause.startswith(v)), None)
        if verb and not re.search(r"\d", clause):
            found.append((clause, rng.choice(WORDS["before_verb"]) + clause))
    return _swap(rng, child, m, found, "weakened", ("conditioned",))


def strengthened(rng: random.Random, child: Child, m: Measure) -> Made | None:
    found = [
        (clause, clause.replace(weak, strong))
        for clause, _ in clause_starts(m)
        for weak, strong in WORDS["stronger"]
        if clause.count(weak) == 1 and _whole(clause, weak)
    ]
    return _swap(rng, child, m, found, "strengthened", ("conditioned",))


def conditioned(rng: random.Random, child: Child, m: Measure) -> Made | None:
    words = WORDS["conditions"]
    found: list[tuple[str, str]] = []
    for clause, _ in clause_starts(m):
        for mover in words["movers"]:
            for actor in words["actors"]:
                if clause.startswith(mover + actor):
                    new = clause.replace(mover + actor, mover + rng.choice(words["before_actor"]) + actor)
                    found.append((clause, new))
        for verb, pilot in words["pilots"].items():
            if clause.startswith(verb) and not re.search(r"\d|试点", clause):
                found.append((clause, clause.replace(verb, pilot, 1)))
    return _swap(rng, child, m, found, "conditioned", ("weakened",))


def _swap(
    rng: random.Random,
    child: Child,
    m: Measure,
    found: Sequence[tuple[str, str]],
    kind: str,
    also: tuple[str, ...],
) -> Made | None:
    if not found:
        return None
    old, new = rng.choice(list(found))
    if not child.replace(m, old, new):
        return None
    core = old.rstrip("，；。：")
    return Made(kind, m.id, core[-6:], also, f"{old} → {new}")


def _whole(clause: str, word: str) -> bool:
    """Not inside a longer word that means something else."""
    at = clause.index(word)
    around = clause[max(0, at - 1) : at + len(word) + 1]
    return not re.search("适应|相应|响应|供应|应急|可以|不应|反应|必须|对应|应用", around.replace(word, ""))


def _number(t: Target, factor: float, most: float | None) -> tuple[str, str] | None:
    numbers = re.findall(r"\d+(?:\.\d+)?", t.text)
    numbers = [n for n in numbers if not t.deadline or n != t.deadline[:4]]
    if len(numbers) != 1 or t.value is None or abs(float(numbers[0]) - t.value) > 1e-9:
        return None
    value = t.value * factor
    new = f"{value:.1f}" if "." in numbers[0] else str(round(value))
    if most is not None and float(new) > most:
        new = str(int(most))
    if float(new) == t.value or float(new) <= 0:
        return None
    return t.text, t.text.replace(numbers[0], new)


def _retarget(kind: str, factor: float) -> Edit:
    def edit(rng: random.Random, child: Child, m: Measure) -> Made | None:
        for t in targets(m):
            changed = _number(t, factor, 100 if t.unit == "%" and (t.value or 0) <= 100 else None)
            if changed and child.replace(m, *changed):
                return Made(kind, m.id, changed[0][-4:], (), f"{changed[0]} → {changed[1]}")
        return None

    return edit


def target_dropped(rng: random.Random, child: Child, m: Measure) -> Made | None:
    """The clause with the target goes, or the sentence when nothing else is in it."""
    for t in targets(m):
        for sentence in _SENTENCE.findall(m.text):
            if t.text not in sentence or sum(x.text in sentence for x in m.targets) != 1:
                continue
            if len(_SENTENCE.findall(m.text)) > 1 and child.replace(m, sentence, ""):
                return Made(
                    "target_dropped", m.id, t.text[-4:], ("partly_omitted", "deadline_dropped"), sentence
                )
    return None


def target_added(rng: random.Random, child: Child, m: Measure) -> Made | None:
    said = _SENTENCE.findall(m.text)
    if len(said) < 2:
        return None
    new = rng.choice(WORDS["new_targets"])
    if child.replace(m, said[-1], said[-1].rstrip("；。") + "。" + new):
        return Made("target_added", m.id, re.findall(r"\d+[个人%]", new)[0], ("added",), new)
    return None


def _years(m: Measure) -> list[tuple[str, str, int]]:
    """(sentence, words of the date, year) where a sentence names one date."""
    out = []
    for sentence in _SENTENCE.findall(m.text):
        dates = list(_YEAR.finditer(sentence))
        plain_date = len(dates) == 1 and not re.search(r"20\d\d[—年-]\d|20\d\d—|《", sentence)
        if plain_date and re.search("到|底|末|前", dates[0].group()) and m.text.count(sentence) == 1:
            out.append((sentence, dates[0].group(), int(dates[0].group(1))))
    return out


def _delay(kind: str, years: int) -> Edit:
    def edit(rng: random.Random, child: Child, m: Measure) -> Made | None:
        made = int((child.parent.issued_on or "2020")[:4])
        for sentence, date, year in _years(m):
            if year + years <= made:
                continue
            new = date.replace(str(year), str(year + years))
            if child.replace(m, sentence, sentence.replace(date, new)):
                return Made(kind, m.id, str(year), (), f"{date} → {new}")
        return None

    return edit


def deadline_dropped(rng: random.Random, child: Child, m: Measure) -> Made | None:
    for sentence, date, _ in _years(m):
        if date.endswith("，") and child.replace(m, sentence, sentence.replace(date, "")):
            return Made("deadline_dropped", m.id, date.rstrip("，"), (), sentence)
    return None


def lead_changed(rng: random.Random, child: Child, m: Measure) -> Made | None:
    if not m.responsibility or len(m.lead) != 1 or len(m.units) < 2:
        return None
    raw, lead = m.responsibility.raw, m.lead[0]
    others = [u for u in m.units if u != lead and raw.count(u) == 1 and u[:1] == lead[:1] and "各" not in u]
    if not others or raw.count(lead) != 1:
        return None
    other = rng.choice(others)
    new = raw.replace(lead, "\0").replace(other, lead).replace("\0", other)
    return Made("lead_changed", m.id, lead) if child.replace(m, raw, new) else None


def unit_dropped(rng: random.Random, child: Child, m: Measure) -> Made | None:
    if not m.responsibility or len(m.units) < 2:
        return None
    raw = m.responsibility.raw
    free = [u for u in m.units if u not in m.lead and f"、{u}" in raw and raw.count(u) == 1]
    standing = child.parent.standing_responsibility
    free = [u for u in free if not (standing and u in standing.units)]
    if not free:
        return None
    unit = rng.choice(free)
    return Made("unit_dropped", m.id, unit) if child.replace(m, raw, raw.replace(f"、{unit}", "")) else None


def unit_added(rng: random.Random, child: Child, m: Measure) -> Made | None:
    if not m.responsibility or not m.units:
        return None
    raw, last = m.responsibility.raw, m.units[-1]
    everyone = {u for x in child.parent.measures for u in x.units if u[:1] == last[:1]}
    free = sorted(everyone - set(m.units))
    standing = child.parent.standing_responsibility
    free = [u for u in free if not (standing and u in standing.units) and "各" not in u and u not in raw]
    if not free or raw.count(last) != 1 or len(last) < 4 or "各" in last:
        return None
    new = rng.choice(free)
    ok = child.replace(m, raw, raw.replace(last, f"{last}、{new}"))
    return Made("unit_added", m.id, new, (), new) if ok else None


def citation_changed(rng: random.Random, child: Child, m: Measure) -> Made | None:
    for c in m.citations:
        cited = f"《{c.title}》"
        if m.text.count(cited) == 1 and child.replace(m, cited, rng.choice(WORDS["citations"])):
            return Made("citation_changed", m.id, c.title[:6], (), c.title)
    return None


EDITS: dict[str, Edit] = {
    "omitted": omitted,
    "partly_omitted": partly_omitted,
    "added": added,
    "merged": merged,
    "split": split,
    "moved": moved,
    "weakened": weakened,
    "strengthened": strengthened,
    "conditioned": conditioned,
    "target_lowered": _retarget("target_lowered", 0.8),
    "target_raised": _retarget("target_raised", 1.12),
    "target_dropped": target_dropped,
    "target_added": target_added,
    "deadline_delayed": _delay("deadline_delayed", 1),
    "deadline_advanced": _delay("deadline_advanced", -1),
    "deadline_dropped": deadline_dropped,
    "lead_changed": lead_changed,
    "unit_dropped": unit_dropped,
    "unit_added": unit_added,
    "citation_changed": citation_changed,
}


def _single(child: Child, m: Measure) -> bool:
    """Whether label, title, text and note of a measure stand in one paragraph."""
    return len(child.of(m)) == 1 and bool(child.lines[child.of(m)[0]])


# --- harmless changes ----------------------------------------------------------


def synonyms(rng: random.Random, child: Child, m: Measure) -> None:
    """Words of the same force for some of the words."""
    for i in child.of(m):
        for old, new in rng.sample(WORDS["synonyms"], 5):
            # What stands in 《》 is a name.
            pieces = re.split("(《[^》]*》)", child.lines[i])
            at = next((k for k, piece in enumerate(pieces) if piece[:1] != "《" and old in piece), None)
            if at is not None:
                pieces[at] = pieces[at].replace(old, new, 1)
                child.lines[i] = "".join(pieces)


def unit_order(rng: random.Random, child: Child, m: Measure) -> None:
    """The units behind the first one in another order."""
    if not m.responsibility or len(m.units) < 4:
        return
    run = "、".join(m.units[2:])
    if run in m.responsibility.raw:
        units = list(m.units[2:])
        rng.shuffle(units)
        child.replace(m, run, "、".join(units))


def sentence_order(rng: random.Random, child: Child, m: Measure) -> None:
    """Two neighbouring sentences that stand for themselves change places."""
    said = _SENTENCE.findall(m.text)
    for a, b in pairwise(said[1:]):
        if a in tasks(m) and b in tasks(m) and a[-1] == b[-1] == "。" and not re.search(r"20\d\d年", a + b):
            child.replace(m, a + b, b + a)
            return


def half_width(rng: random.Random, child: Child, m: Measure) -> None:
    """Marks and figures as a careless typist leaves them."""
    for i in child.of(m):
        child.lines[i] = child.lines[i].replace("，", ",").replace("%", "％")


HARMLESS = (synonyms, unit_order, sentence_order, half_width)


def make(parent: Document, kinds: Sequence[str], rng: random.Random, harmless: bool = True) -> Child:
    """A child with as many of the edits as find a place, each in a measure of its own."""
    child = start(parent)
    free = [m for m in parent.measures if len(m.text) >= 30 and m.paragraphs]
    rng.shuffle(free)
    for kind in kinds:
        for m in free:
            if m.id in child.order:
                continue
            if made := EDITS[kind](rng, child, m):
                child.made.append(replace(made, what=f"{kind} {m.id} {made.what}"))
                child.order.append(m.id)
                break
    if harmless:
        for m in parent.measures:
            if m.id not in child.order and len(m.text) >= 30:
                for change in HARMLESS:
                    if rng.random() < 0.6:
                        change(rng, child, m)
    return child
