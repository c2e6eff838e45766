"""Duties and conditions in sentences that are reworded so far that their clauses cannot be laid side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.comparing.finding import Finding
from draftkit.comparing.pairing import Pairing
from draftkit.comparing.passages import Passage, Sentence
from draftkit.comparing.tuning import thresholds

# 物业服务企业应当…: who is bound; and 鼓励物业服务企业…: who is free to.
_BOUND = re.compile(
    r"(?P<who>[\u4e00-\u9fff、（）A-Z0-9]{3,24}?)(?P<word>应当|必须|应该|须|应(?![急用对当该]))"
)
_FREE = re.compile(
    r"(?:^|[，；、])(?:同时|积极|大力)?(?P<word>鼓励|支持|引导|倡导|提倡)(?:有条件的|具备条件的)?(?P<who>[\u4e00-\u9fff、（）A-Z0-9]+)"
)
_TAIL = 4  # last characters of the body's name that must stand on both sides
# What makes a task hang on means or on the moment: 在财力允许的前提下, 在争取到补助的基础上.
_PROVISO = re.compile(
    r"在(?P<what>[^，。；在]{0,14}(?:允许|许可|具备|成熟|争取到?|不新增|额度|可能|财力|承受)[^，。；在]{0,12}?)的?"
    r"(?:前提|基础|情况|条件|额度|范围)(?:之?[下上内])"
    r"|(?:财力|资金|条件)(?:允许|许可|具备)的|在(?P<within>[^，。；在]{2,12}(?:额度|限额|预算))(?:之?内|范围内)"
)

# All but some; 除…外，还… adds something instead.
_EXCEPT = re.compile(r"除[^，。；]{1,20}?(?:之?外|以外)(?![^，。；]*(?:还|也|另|同时))(?!，(?:还|也|另))")


def duty_deviations(pairing: Pairing) -> Iterator[Finding]:
    """Duties made free, and tasks put under a proviso, where `force_deviations` sees no common clause."""
    for index, passage in enumerate(pairing.ours):
        if passage.measure and index in pairing.children_of:
            children = [pairing.theirs[c] for c in pairing.children_of[index]]
            yield from _freed(pairing, passage, children)
    for index, passage in enumerate(pairing.theirs):
        if passage.measure and index in pairing.parents_of:
            yield from _provided(pairing, index, passage)


def _freed(pairing: Pairing, ours: Passage, children: list[Passage]) -> Iterator[Finding]:
    """企业应当… in the parent, 鼓励企业… in the child."""
    said = "".join(child.form for child in children)
    for sentence in ours.sentences:
        if _close(pairing, sentence):
            continue
        for duty in _BOUND.finditer(sentence.form):
            who = duty["who"][-_TAIL:]
            if len(who) < _TAIL or f"{who}{duty['word']}" in said or f"{who}要" in said:
                continue
            for child in children:
                for answer in child.sentences:
                    free = next((f for f in _FREE.finditer(answer.form) if who in f["who"]), None)
                    if free and free["word"] not in sentence.form:
                        text = f"同一任务用语由“{duty['word']}”变为“{free['word']}”，约束力减弱"
                        quotes = ours.sentence_quote(sentence), child.sentence_quote(answer)
                        facts = frozenset({"duty_lost", "far"})
                        yield Finding("weakened", ours.id, child.id, *quotes, text, facts=facts)
                        return


def _close(pairing: Pairing, sentence: Sentence) -> bool:
    """Whether a sentence is answered so closely that its clauses are compared one by one."""
    bar = thresholds()["sentence"]["same_task"]
    matches = pairing.answers.get((sentence.passage, sentence.number), ())
    return any(max(m.score, m.inside) >= bar for m in matches)


def proviso(form: str) -> str | None:
    """What a sentence makes a task hang on: means, the moment, or an exception (除涉密的外)."""
    found = _PROVISO.search(form) or _EXCEPT.search(form)
    return found.group() if found else None


def _provided(pairing: Pairing, index: int, theirs: Passage) -> Iterator[Finding]:
    """A proviso on means that the parent does not make, in a sentence that answers one of its sentences."""
    parents = [pairing.ours[p] for p in pairing.parents_of[index]]
    for sentence in theirs.sentences:
        found = proviso(sentence.form)
        if found is None or any(proviso(p.form) for p in parents):
            continue
        match = next(iter(pairing.answered.get((index, sentence.number), ())), None)
        asked = match.parent if match else _echoed(pairing, sentence, parents)
        if asked is None:
            continue
        ours = pairing.ours[asked.passage]
        quotes = ours.sentence_quote(asked), theirs.sentence_quote(sentence)
        text = f"同一任务加上了“{found}”这一限定"
        yield Finding("conditioned", ours.id, theirs.id, *quotes, text)


def _echoed(pairing: Pairing, sentence: Sentence, parents: list[Passage]) -> Sentence | None:
    asked = (s for parent in parents for s in parent.sentences)
    return next((s for s in asked if pairing.echo(s) is sentence), None)
