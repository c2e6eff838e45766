"""Deviations of cited documents (引用文件)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from draftkit.comparing.align import Match
from draftkit.comparing.finding import Finding, name
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, terms
from draftkit.comparing.result import Quote
from draftkit.comparing.tuning import thresholds
from draftkit.lexicon.text import bare
from draftkit.model import Citation

_LEAST = 4  # terms that a sentence must have around its citations to be known again
_NAMED = re.compile(r"《[^《》]*》(?:（[^（）]*〔?\d+〕?[^（）]*号）)?")
_BY = re.compile(r"(?:按照?|依照?|依据|根据|执行|落实|遵守|遵循|贯彻)(?:好|国家|省级?|市级?)?$")
_ALIKE = 0.6  # titles of two editions, or of the same kind of document at two levels


def citation_deviations(pairing: Pairing) -> Iterator[Finding]:
    """Documents cited in a parent sentence whose answer cites another one, or none."""
    bar = thresholds()["sentence"]["same_task"]
    cited = {bare(c.title) for p in pairing.theirs if p.measure for c in p.measure.citations}
    cited |= {bare(c.title) for c in pairing.child.basis}
    for index, passage in enumerate(pairing.ours):
        for citation in passage.measure.citations if passage.measure else ():
            match = _answer(pairing, index, passage, citation)
            if match is not None and max(match.score, match.inside) >= bar:
                yield from _compared(pairing, passage, citation, match, cited)
            else:
                replaced = [
                    *_replaced(pairing, index, passage, citation, cited),
                    *_other_ground(pairing, index, passage, citation, cited),
                ]
                yield from replaced[:1]


def _answer(pairing: Pairing, index: int, passage: Passage, citation: Citation) -> Match | None:
    for sentence in passage.sentences:
        if sentence.start <= citation.start < sentence.end:
            matches: Sequence[Match] = pairing.answers.get((index, sentence.number), ())
            return matches[0] if matches else None
    return None


def _replaced(
    pairing: Pairing, index: int, passage: Passage, citation: Citation, cited: set[str]
) -> Iterator[Finding]:
    """The same sentence around another citation, which makes up so much of it that the two look unlike."""
    sentence = next((s for s in passage.sentences if s.start <= citation.start < s.end), None)
    if sentence is None or bare(citation.title) in cited:
        return
    frame = _frame(sentence.form)
    for number in pairing.children_of.get(index, ()):
        child = pairing.theirs[number]
        for answer in child.sentences:
            there = [c for c in _citations(child) if answer.start <= c.start < answer.end]
            if there and len(frame) >= _LEAST and _frame(answer.form) == frame:
                text = _other_text(citation, there[0])
                quotes = passage.quote(citation.start, citation.end), _quote(child, there[0])
                yield Finding("citation_changed", passage.id, child.id, *quotes, text)
                return


def _other_ground(
    pairing: Pairing, index: int, passage: Passage, citation: Citation, cited: set[str]
) -> Iterator[Finding]:
    """The only document by which a measure is to be carried out, where the child goes by another one."""
    if bare(citation.title) in cited or not _ground(passage, citation):
        return
    known = {bare(c.title) for p in pairing.ours for c in _citations(p)}
    known |= {bare(c.title) for c in pairing.parent.basis} | {bare(pairing.parent.title or "")}
    for number in pairing.children_of.get(index, ()):
        child = pairing.theirs[number]
        other = next((c for c in _citations(child) if _ground(child, c)), None)
        if other is not None and bare(other.title) not in known:
            quotes = passage.quote(citation.start, citation.end), _quote(child, other)
            yield Finding("citation_changed", passage.id, child.id, *quotes, _other_text(citation, other))
            return


def _ground(passage: Passage, citation: Citation) -> bool:
    """Whether a document is the one cited in its measure, and named as what is to be followed."""
    before = passage.content.text[: citation.start]
    return len(_citations(passage)) == 1 and bool(_BY.search(before))


def _citations(passage: Passage) -> tuple[Citation, ...]:
    return passage.measure.citations if passage.measure else ()


def _frame(form: str) -> frozenset[str]:
    """What a sentence says around the documents that it names."""
    return frozenset(terms(_NAMED.sub("，", form)))


def _other_text(citation: Citation, other: Citation) -> str:
    return f"依据由《{citation.title}》变为《{other.title}》"


def _compared(
    pairing: Pairing, passage: Passage, citation: Citation, match: Match, cited: set[str]
) -> Iterator[Finding]:
    child = pairing.theirs[match.child.passage]
    there = child.measure.citations if child.measure else ()
    same = next((c for c in there if bare(c.title) == bare(citation.title)), None)
    ids = passage.id, child.id
    sentence = passage.sentence_quote(match.parent)
    ours = passage.quote(citation.start, citation.end) if citation.end else sentence
    if same is not None:
        if citation.number and same.number and citation.number != same.number:
            text = f"《{citation.title}》的文号由“{citation.number}”变为“{same.number}”"
            yield Finding("citation_changed", *ids, ours, _quote(child, same), text)
        return
    known = {bare(c.title) for c in passage.measure.citations} if passage.measure else set()
    other = next((c for c in there if bare(c.title) not in known and _alike(c.title, citation.title)), None)
    inside = [
        c for c in there if match.child.start <= c.start < match.child.end and bare(c.title) not in known
    ]
    other = other or (inside[0] if inside else None)
    if other is not None:
        yield Finding("citation_changed", *ids, ours, _quote(child, other), _other_text(citation, other))
    elif bare(citation.title) not in cited:
        text = f"上级{name(passage)}引用的《{citation.title}》，本级对应的句子没有再引用"
        facts = frozenset({"gone"})
        yield Finding("citation_changed", *ids, ours, child.sentence_quote(match.child), text, facts=facts)


def _quote(passage: Passage, citation: Citation) -> Quote:
    return passage.quote(citation.start, citation.end)


def _alike(a: str, b: str) -> bool:
    x, y = frozenset(terms(bare(a))), frozenset(terms(bare(b)))
    return bool(x and y) and len(x & y) / max(len(x), len(y)) >= _ALIKE
