"""What a locality states and a draft from this parent has no place for (没有用上的资料)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from draftkit.drafting.letterhead import OVER, SIGNER
from draftkit.drafting.targets import best_key
from draftkit.drafting.templates import Template
from draftkit.lexicon import departments
from draftkit.lexicon.text import normal
from draftkit.localities import Locality
from draftkit.model import Document

# Facts that the letterhead takes, whether or not the template names them.
_HEAD = frozenset({"发文字号", "发文序号", "同意机关", "印发机关", "抄送机关", "公开方式", *OVER, SIGNER})
_TARGETS_ASKED = re.compile(r"(?:目标|targets)(?:\.|\[[\"'])([^\s\]\"'|}.]+)")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a parent and a template can use. metrics: names of targets; words: all words of the parent."""

    metrics: frozenset[str]
    bodies: frozenset[str]
    words: str
    template: str


def needs_of(parent: Document, template: Template) -> Needs:
    """What localities can fill in; the same for all localities of a batch."""
    words = normal("\n".join(p.text for p in parent.paragraphs))
    metrics = {t.metric for m in parent.measures for t in m.targets}
    metrics |= set(_TARGETS_ASKED.findall(template.source))
    bodies = frozenset(m.key for m in departments.scan(words))
    return Needs(frozenset(metrics), bodies, words, template.source)


def unused(needs: Needs, here: Locality) -> tuple[str, ...]:
    """The targets, units and facts that a locality states and nothing asks for, each as 资料“常住人口”."""
    keys = tuple(here.targets)
    wanted = {best_key(metric, keys) for metric in needs.metrics}
    targets = [f"指标“{key}”" for key in keys if key not in wanted]
    units = [f"机构“{_by_rule(key, here)}”" for key in here.units if not _is_named(key, here, needs)]
    facts = [f"资料“{key}”" for key in here.facts if key not in _HEAD and key not in needs.template]
    return (*targets, *units, *facts)


def _is_named(key: str, here: Locality, needs: Needs) -> bool:
    if departments.find_row(key) is None:
        return key in needs.words or key in needs.template
    carried = {departments.carrier(body, here.level) for body in needs.bodies}
    return key in needs.bodies or key in carried or "单位" in needs.template or "units" in needs.template


def _by_rule(key: str, here: Locality) -> str:
    """A body by its usual name, the same for all places of a table."""
    return here.but(units={}).unit(key, bare=True) or key
