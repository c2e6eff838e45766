"""A document as passages: what alignment sees of each measure and closing paragraph."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from draftkit.comparing.neutral import Neutral
from draftkit.comparing.result import Part, Quote
from draftkit.comparing.sentences import sentences
from draftkit.comparing.tasktable import with_table
from draftkit.model import Document, Measure, Section, Text

_RUN = re.compile(r"[\u3400-\u9fff\ue000-\uf8ff]+|[A-Za-z0-9][A-Za-z0-9.%+-]*")
_ASCII = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage. start, end: in the passage's text. form: its neutral form."""

    passage: int
    number: int
    start: int
    end: int
    form: str
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A measure or a closing paragraph.

    id: that of the measure, or ``closing1`` … measure: None for a closing paragraph. heading: titles
    of the sections above, nearest first. terms: term → how often in the body; title_terms likewise.
    """

    id: str
    content: Text
    measure: Measure | None
    title: str
    headings: tuple[str, ...]
    form: str
    sentences: tuple[Sentence, ...]
    terms: Counter[str]
    title_terms: Counter[str]
    heading_terms: Counter[str]

    def quote(self, start: int, end: int) -> Quote:
        """The words from `start` to `end` of the body."""
        return quote_of(self.id, "text", self.content, start, end)

    def sentence_quote(self, sentence: Sentence) -> Quote:
        """The words of one of its sentences."""
        return self.quote(sentence.start, sentence.end)


def quote_of(id: str, part: Part, text: Text, start: int = 0, end: int | None = None) -> Quote:
    """A stretch of a text as a quotation."""
    stop = len(text.text) if end is None else end
    return Quote(id, part, start, stop, text.text[start:stop], text.span(start, stop))


def passages(document: Document, neutral: Neutral) -> tuple[Passage, ...]:
    """All measures and closing paragraphs in reading order."""
    above = _headings(document)
    parts: list[tuple[str, Text, Measure | None]] = [(m.id, m.content, m) for m in with_table(document)]
    parts += [(f"closing{number}", text, None) for number, text in enumerate(document.closing, 1)]
    cuts = [sentences(content.text) for _, content, _ in parts]
    raw = [content.text[a:b] for (_, content, _), cut in zip(parts, cuts, strict=True) for a, b in cut]
    titles = [m.title or "" if m else "" for _, _, m in parts]
    above_each = [above.get(m.id, ()) if m else () for _, _, m in parts]
    forms = iter(neutral.each([*raw, *titles, *(h[0] if h else "" for h in above_each)]))
    spoken = [[next(forms) for _ in cut] for cut in cuts]
    plain = [next(forms) for _ in parts]
    heads = [next(forms) for _ in parts]
    return tuple(
        _passage(i, parts[i], cuts[i], spoken[i], plain[i], heads[i], above_each[i])
        for i in range(len(parts))
    )


def _passage(
    index: int,
    part: tuple[str, Text, Measure | None],
    cut: list[tuple[int, int]],
    forms: list[str],
    title: str,
    heading: str,
    headings: tuple[str, ...],
) -> Passage:
    id_, content, measure = part
    body: Counter[str] = Counter()
    said: list[Sentence] = []
    for number, ((start, end), form) in enumerate(zip(cut, forms, strict=True)):
        found = terms(form)
        body.update(found)
        said.append(Sentence(index, number, start, end, form, frozenset(found)))
    return Passage(
        id_,
        content,
        measure,
        title,
        headings,
        "".join(forms),
        tuple(said),
        body,
        Counter(terms(title)),
        Counter(terms(heading)),
    )


@lru_cache(maxsize=8192)
def terms(form: str) -> tuple[str, ...]:
    """The terms of a neutral form: pairs of neighbouring characters, numbers and Latin words whole."""
    out: list[str] = []
    for run in _RUN.findall(form):
        if _ASCII.match(run):
            out.append(run)
        else:
            out += [run[i : i + 2] for i in range(len(run) - 1)]
            out += [c for c in run if c >= "\ue000"]
    return tuple(out)


def _headings(document: Document) -> dict[str, tuple[str, ...]]:
    """Measure id → titles of the sections above it, nearest first."""
    out: dict[str, tuple[str, ...]] = {}

    def walk(section: Section, above: tuple[str, ...]) -> None:
        if section.measure:
            out[section.measure] = above
        inner = (section.title, *above) if section.title else above
        for child in section.children:
            walk(child, inner)

    for section in document.sections:
        walk(section, ())
    return out


@cache
def everyday_words() -> frozenset[str]:
    """Words that every official document uses (data/words.txt)."""
    lines = (Path(__file__).parent / "data" / "words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def everyday_terms() -> frozenset[str]:
    """The terms of everyday words: they say little about which measure answers which."""
    return frozenset(term for word in everyday_words() if len(word) > 1 for term in terms(word))
