"""What a locality states and a draft from this parent has no place for (没有用上的资料)."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache

from draftkit.drafting.letterhead import OVER, SIGNER
from draftkit.drafting.targets import best_key
from draftkit.drafting.templates import Template
from draftkit.lexicon import departments
from draftkit.lexicon.text import normal
from draftkit.localities import Locality
from draftkit.model import Document

# Facts that the letterhead takes, whether or not the template names them.
_HEAD = frozenset({"发文字号", "发文序号", "同意机关", "印发机关", "抄送机关", "公开方式", *OVER, SIGNER})
FACTS = re.compile(r"(?:本地|资料|facts)(?:\.|\[[\"'])([^\s\]\"'|}.、，。]+)")
"""Facts that a template asks for, in its source."""
_FIELD = re.compile(r"^(?:国家|[省市县区州])|(?:委员会|[局厅委部])$")
_ALIKE = 0.74  # from which a name is a slip of the pen; of two characters one is too little to tell
_TARGETS_ASKED = re.compile(r"(?:目标|targets)(?:\.|\[[\"'])([^\s\]\"'|}.]+)")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a parent and a template can use. metrics: names of targets. bodies, names: by key and as they are named.
    facts: what the template asks for. words: all words of the parent."""

    metrics: frozenset[str]
    bodies: frozenset[str]
    names: frozenset[str]
    facts: frozenset[str]
    words: str
    template: str


def needs_of(parent: Document, template: Template) -> Needs:
    """What localities can fill in; the same for all localities of a batch."""
    words = normal("\n".join(p.text for p in parent.paragraphs))
    metrics = {t.metric for m in parent.measures for t in m.targets}
    metrics |= set(_TARGETS_ASKED.findall(template.source))
    mentions = departments.scan(words)
    bodies, names = frozenset(m.key for m in mentions), frozenset(m.text for m in mentions)
    facts = frozenset(FACTS.findall(template.source))
    return Needs(frozenset(metrics), bodies, names, facts, words, template.source)


@dataclass(frozen=True, slots=True)
class Unused:
    """Something stated for nothing. kind: 指标, 机构 or 资料. near: the name that was probably meant, or None."""

    kind: str
    name: str
    near: str | None = None

    @property
    def told(self) -> str:
        """指标“建档律”（是不是“建档率”）."""
        return f"{self.kind}“{self.name}”" + (f"（是不是“{self.near}”）" if self.near else "")

    @property
    def is_kept(self) -> bool:
        """Whether it is merely known of the place, for the day when a template asks for it."""
        return self.kind == "资料" and self.near is None


def unused(needs: Needs, here: Locality) -> tuple[Unused, ...]:
    """The targets, units and facts that a locality states and nothing asks for."""
    keys = tuple(here.targets)
    wanted = {metric: best_key(metric, keys) for metric in needs.metrics}
    free = frozenset(_name_of(metric) for metric, key in wanted.items() if key is None)
    used = set(wanted.values())
    targets = [Unused("指标", key, _near(key, free)) for key in keys if key not in used]
    units = [
        Unused("机构", _by_rule(key, here), _near_body(key, needs))
        for key in here.units
        if not _is_named(key, here, needs)
    ]
    stored = [key for key in here.facts if key not in _HEAD and key not in needs.template]
    asked = (_HEAD | needs.facts).difference(here.facts)
    return (*targets, *units, *(Unused("资料", key, _near(key, asked)) for key in stored))


def _name_of(metric: str) -> str:
    """A metric as one writes it for one's own place: without 全市."""
    return re.sub(r"^全[省市县区州旗盟国]", "", normal(metric))


@lru_cache(maxsize=4096)
def _near(name: str, known: frozenset[str]) -> str | None:
    """The known name that a misspelt one stands for, None when none is like it."""
    found = difflib.get_close_matches(normal(name), sorted(known), 1, _ALIKE)
    return found[0] if found else None


def _near_body(key: str, needs: Needs) -> str | None:
    """A field of work that is no body's (水力), by the bodies that the parent names (水利)."""
    if departments.find_row(key) is not None or len(key) < 2:
        return None
    fields = frozenset(_FIELD.sub("", name) for name in needs.names)
    short = [name for name in fields if len(name) == len(key) == 2 and name[0] == key[0]]
    return short[0] if len(short) == 1 else _near(key, fields)


def _is_named(key: str, here: Locality, needs: Needs) -> bool:
    if departments.find_row(key) is None:
        return key in needs.words or key in needs.template
    carried = {departments.carrier(body, here.level) for body in needs.bodies}
    return key in needs.bodies or key in carried or "单位" in needs.template or "units" in needs.template


def _by_rule(key: str, here: Locality) -> str:
    """A body by its usual name, the same for all places of a table."""
    return here.but(units={}).unit(key, bare=True) or key
