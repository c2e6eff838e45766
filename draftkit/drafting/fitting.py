"""Whether a plan file still fits its parents (计划与上级文件是否相符)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from draftkit.drafting.choices import Choice, Choices
from draftkit.drafting.superiors import key_of
from draftkit.drafting.targets import best_key
from draftkit.errors import InputError
from draftkit.model import Document, Measure

_LETTERS = 10


def fingerprint(document: Document, measure: Measure) -> str:
    """A short sign of a measure's words (指纹): another one when a word changes."""
    words = "\n".join(document.paragraphs[i].text for i in measure.paragraphs)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:_LETTERS]


def measures_by_key(documents: Sequence[Document]) -> dict[str, tuple[Document, Measure]]:
    """All measures of the superior documents by their key (``m4``, ``2.m5``)."""
    return {key_of(n, m.id): (d, m) for n, d in enumerate(documents, 1) for m in d.measures}


def check_targets(choices: Choices, documents: Sequence[Document]) -> None:
    """Raises InputError for a target that its measure does not have."""
    known = measures_by_key(documents)
    for choice in choices.items:
        if choice.targets and choice.key in known:
            _check(choice, known[choice.key][1], choices.where)


def _check(choice: Choice, measure: Measure, where: str) -> None:
    metrics = tuple(dict.fromkeys(t.metric for t in measure.targets))
    keys = tuple(choice.targets)
    used = {best_key(metric, keys) for metric in metrics}
    for key in keys:
        if key not in used:
            remedy = f"这一条的指标有：{'、'.join(metrics)}" if metrics else "这一条没有指标，请写在 正文 里"
            raise InputError(
                f"“{choice.key}”没有“{key}”这项指标", where=f"{where} 第{choice.line}行", remedy=remedy
            )


def news(choices: Choices, documents: Sequence[Document]) -> Iterator[str]:
    """What has changed in the superior documents since the plan was made, a Chinese sentence each."""
    known = measures_by_key(documents)
    shas = {document.source.sha256 for document in documents}
    if not any(sha and sha not in shas for _, sha in choices.parents):
        return
    changed = [
        c.key for c in choices.items if c.mark and c.key in known and fingerprint(*known[c.key]) != c.mark
    ]
    if changed:
        yield f"上级文件在做计划以后改过：{'、'.join(changed)} 的文字变了，请核对计划（{choices.where}）"
    else:
        yield f"上级文件在做计划以后改过，但计划里各条的文字没有变（{choices.where}）"
