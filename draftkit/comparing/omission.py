"""Parent sentences and sub-tasks that no child text carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from draftkit.comparing.align import Match, is_general
from draftkit.comparing.echo import words_said
from draftkit.comparing.finding import Finding, heading_quote, in_quotes, name
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, Sentence, terms
from draftkit.comparing.result import Quote
from draftkit.comparing.retold import Retold, only_who
from draftkit.comparing.sentences import clauses
from draftkit.comparing.superior import asks_for_this_plan, superiors_own
from draftkit.comparing.tuning import thresholds
from draftkit.comparing.twins import Clause, Twin
from draftkit.parsing.deadlines import find_deadlines

_PROHIBITION = re.compile("严禁|禁止|不得|不准|严格禁止|杜绝")
# What a clause does for another one: means, grounds, purposes. No task of its own.
_MANNER = re.compile(
    "(?:并|同时|进一步)?(?:通过|利用|采取|采用|按照|根据|依据|依托|围绕|结合|坚持|发挥|在.{2,20}(?:前提|基础)(?:上|下)|以.{2,20}为"
    "|让|使|防止|避免|便于|方便|有利于|不断|切实|努力|确保.{0,4}实效|对.{2,20}的[，,]?$|.{2,20}的[，,]$)"
)
_FEWEST = 4  # terms that a child's clause must have to stand for a longer one of the parent
_FIGURE = re.compile(r"\d(?:[\d.]*)\s*(?!\d|年|月|日|[\d.])[\u4e00-\u9fff%％]")
_FORBIDDEN = re.compile(r"(?:严禁|禁止|不得|不准|杜绝)(?P<what>.+)")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")

_Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Gap:
    """A stretch of a parent sentence that the child does not say.

    reworded: a clause of the child that answers nothing else and may say it in other words.
    """

    sentence: Sentence
    start: int
    end: int
    reworded: Clause | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the whole sentence."""
        return (self.start, self.end) == (self.sentence.start, self.sentence.end)


def omission_deviations(pairing: Pairing, twins: Sequence[Twin]) -> Iterator[Finding]:
    """What linked parent measures ask for and the child does not say: whole sentences or parts."""
    told = Retold.of(pairing, twins)
    for index, passage in enumerate(pairing.ours):
        if passage.measure is None or index not in pairing.children_of:
            continue
        missing: list[_Gap] = []
        for sentence in passage.sentences:
            if only_who(sentence.form) or asks_for_this_plan(pairing, sentence.form):
                continue
            found = _missing(pairing, passage, sentence, told)
            missing += [
                _Gap(sentence, *at, told.instead(index, _words(pairing, passage, at))) for at in found
            ]
        for group in _together(missing):
            yield _finding(pairing, passage, group)


def _words(pairing: Pairing, passage: Passage, at: _Stretch) -> str:
    return pairing.neutrals[0](passage.content.text[at[0] : at[1]])


def _together(missing: Sequence[_Gap]) -> list[list[_Gap]]:
    """Whole sentences that follow one another are told in one breath, and so are parts of one sentence."""
    groups: list[list[_Gap]] = []
    for gap in missing:
        last = groups[-1][-1] if groups else None
        follows = last and (
            (last.whole and gap.whole and gap.sentence.number == last.sentence.number + 1)
            or (not last.whole and gap.sentence is last.sentence)
        )
        if last and follows and (last.reworded is None) == (gap.reworded is None):
            groups[-1].append(gap)
        else:
            groups.append([gap])
    return groups


def only_targets(passage: Passage, sentence: Sentence) -> bool:
    """Whether a sentence says hardly more than its targets and their deadline."""
    stated = _target_stretches(passage, sentence)
    if sum(end - start for start, end in stated) >= 0.5 * (sentence.end - sentence.start):
        return True
    text = passage.content.text[sentence.start : sentence.end]
    tasks = [text[a:b] for a, b in clauses(text)]
    return bool(stated) and all(_FIGURE.search(task) or not _is_task(task) for task in tasks)


def _target_stretches(passage: Passage, sentence: Sentence) -> list[_Stretch]:
    targets = passage.measure.targets if passage.measure else ()
    return [(t.start, t.end) for t in targets if sentence.start <= t.start < sentence.end]


def carried(pairing: Pairing, sentence: Sentence) -> bool:
    """Whether a parent sentence is found in the child: in one sentence, or spread over linked ones."""
    if (sentence.passage, sentence.number) in pairing.answers:
        return True
    return _spread(pairing, sentence) or _in_other_words(pairing, sentence, _said(pairing, sentence))


def _spread(pairing: Pairing, sentence: Sentence) -> bool:
    """Whether the words of a sentence are found in the linked measures, wherever they stand there."""
    found = _share(pairing, sentence.terms, _said(pairing, sentence))
    return found >= thresholds()["sentence"]["spread"]


def _said(pairing: Pairing, sentence: Sentence) -> frozenset[str]:
    """All terms of the child measures linked with the sentence's measure, and of its own answers."""
    linked = {*pairing.children_of.get(sentence.passage, ())}
    for match in pairing.answers.get((sentence.passage, sentence.number), ()):
        linked.add(match.child.passage)
    return pairing.said(linked)


def _share(pairing: Pairing, wanted: frozenset[str], said: frozenset[str]) -> float:
    weight = pairing.alignment.weight
    whole = sum([weight.get(t, 0.0) for t in wanted])
    return sum([weight.get(t, 0.0) for t in wanted & said]) / whole if whole else 1.0


def _missing(pairing: Pairing, passage: Passage, sentence: Sentence, told: Retold) -> list[_Stretch]:
    """The stretches of a sentence that are missing; the whole of it when nothing is left."""
    numbers = thresholds()["sentence"]
    answers = pairing.answers.get((sentence.passage, sentence.number), ())
    if answers and max(m.inside for m in answers) >= numbers["whole"]:
        return []
    said = _said(pairing, sentence)
    told_as_target = only_targets(passage, sentence)
    known = told.clauses(sentence)
    if known and not answers and _in_other_words(pairing, sentence, said):
        return []
    whole = told_as_target or bool(answers) or _spread(pairing, sentence) or bool(known)
    loose = max((max(m.score, m.inside) for m in answers), default=0.0) < numbers["parts"]
    bar = numbers["clause"] if whole else numbers["clause_kept"]
    if whole and loose:  # reworded so far that only what leaves no trace at all is surely missing
        bar = numbers["clause_gone"]
    text = passage.content.text
    parts = [
        (sentence.start + a, sentence.start + b) for a, b in clauses(text[sentence.start : sentence.end])
    ]
    heard = _heard(answers)
    forms = _forms(pairing, sentence, [text[a:b] for a, b in parts])
    again = known if len(clauses(sentence.form)) == len(parts) else frozenset()
    lost = [
        (p, form)
        for i, (p, form) in enumerate(zip(parts, forms, strict=True))
        if i not in again and not _kept(pairing, form, said, heard, bar)
    ]
    if not whole and len(lost) == len(parts):
        return [] if _in_other_words(pairing, sentence, said) else [(sentence.start, sentence.end)]
    least = thresholds()["echo"]["words"]
    gone = [p for p, form in lost if words_said(form, said, pairing.spread) < least]
    stated = _target_stretches(passage, sentence)
    gone = [p for p in gone if not any(a < p[1] and p[0] < b for a, b in stated)]
    return _joined([p for p in gone if _is_task(text[p[0] : p[1]])])


def _in_other_words(pairing: Pairing, sentence: Sentence, said: frozenset[str]) -> bool:
    """Whether one child sentence, or several of the linked measures, say a sentence in other words."""
    spread_out = thresholds()["echo"]["spread"]
    return pairing.echo(sentence) is not None or words_said(sentence.form, said, pairing.spread) >= spread_out


def _forms(pairing: Pairing, sentence: Sentence, raw: Sequence[str]) -> list[str]:
    """The neutral forms of the clauses of a sentence, cut from its own form where that can be done."""
    cut = clauses(sentence.form)
    if len(cut) == len(raw):
        return [sentence.form[a:b] for a, b in cut]
    return [pairing.neutrals[0](part) for part in raw]


def _heard(answers: Sequence[Match]) -> list[frozenset[str]]:
    """The clauses of the child's answers, as terms."""
    forms = [m.child.form for m in answers]
    return [frozenset(terms(form[a:b])) for form in forms for a, b in clauses(form)]


def _kept(
    pairing: Pairing, form: str, said: frozenset[str], heard: Sequence[frozenset[str]], bar: float
) -> bool:
    """Whether a clause is in the child's text, or the child says it in fewer words."""
    wanted = frozenset(terms(form))
    core = wanted
    if forbidden := _FORBIDDEN.search(form):  # who is forbidden something stands elsewhere as well
        core = frozenset(terms(forbidden["what"])) or wanted
        bar = max(bar, thresholds()["sentence"]["clause"])
    if _share(pairing, core, said) >= bar:
        return True
    shortened = thresholds()["sentence"]["shortened"]
    return any(len(part) >= _FEWEST and _share(pairing, part, wanted) >= shortened for part in heard)


def _is_task(clause: str) -> bool:
    """Whether a clause is long enough to ask for something, and more than a date."""
    dates = sum(d.end - d.start for d in find_deadlines(clause))
    long_enough = len(_IDEOGRAPH.findall(clause)) - dates >= thresholds()["sentence"]["clause_length"]
    return long_enough and _MANNER.match(clause.strip()) is None


def _joined(parts: Sequence[_Stretch]) -> list[_Stretch]:
    out: list[_Stretch] = []
    for start, end in parts:
        if out and start - out[-1][1] <= 1:
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    return out


def _finding(pairing: Pairing, passage: Passage, gaps: Sequence[_Gap]) -> Finding:
    first, last = gaps[0], gaps[-1]
    sentence = first.sentence
    matches = pairing.answers.get((sentence.passage, sentence.number), ())
    child = pairing.theirs[matches[0].child.passage if matches else pairing.children_of[sentence.passage][0]]
    end = last.end if last.whole else last.start + len(_text(passage, last).rstrip("，,；;：:"))
    quote = passage.quote(first.start, end)
    answer = child.sentence_quote(matches[0].child) if matches else heading_quote(child)
    above = all(superiors_own(pairing, _text(passage, gap)) for gap in gaps)
    other = None if above else next((gap.reworded for gap in gaps if gap.reworded), None)
    if other is not None:
        child = pairing.theirs[other.sentence.passage]
        answer = child.sentence_quote(other.sentence)
    return Finding(
        "partly_omitted",
        passage.id,
        child.id,
        quote,
        answer,
        f"上级{name(passage)}{_what(passage, gaps)}，{_found(above, other is not None)}",
        facts=_facts(passage, quote, first.whole)
        | ({"superior"} if above else frozenset())
        | ({"reworded"} if other is not None else frozenset())
        | ({"several"} if first.whole and len(gaps) > 1 else frozenset()),
    )


def _found(above: bool, reworded: bool) -> str:
    if reworded:
        return "本级没有同样的说法，可能改写在所引的这一句里，请核对"
    return f"本级对应条款没有体现{'（属上级自身职责）' if above else ''}"


def _what(passage: Passage, gaps: Sequence[_Gap]) -> str:
    if not gaps[0].whole:
        return "的" + "".join(in_quotes(_text(passage, gap)) for gap in gaps)
    return f"中连续{len(gaps)}句要求" if len(gaps) > 1 else "中的一句要求"


def _text(passage: Passage, gap: _Gap) -> str:
    return passage.content.text[gap.start : gap.end]


def _facts(passage: Passage, quote: Quote, whole: bool) -> frozenset[str]:
    targets = passage.measure.targets if passage.measure else ()
    facts = set()
    if any(quote.start <= t.start and t.end <= quote.end for t in targets):
        facts.add("target")
    elif is_general(passage):
        facts.add("general")
    if _PROHIBITION.search(quote.text):
        facts.add("prohibition")
    if not whole:
        facts.add("clause")
    return frozenset(facts)
