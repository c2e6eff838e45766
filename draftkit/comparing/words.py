"""Words of force that differ in degree only (data/degrees.toml)."""

from __future__ import annotations

import re
from functools import cache

from draftkit.comparing.tables import table


@cache
def degrees() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Scales of words for one act, the strongest step first (同一行为的用语，由强到弱)."""
    return tuple(tuple(tuple(step) for step in scale) for scale in table("degrees")["scale"])


@cache
def any_degree() -> re.Pattern[str]:
    """Any word of a scale that has weaker ones below it; 打击 stands for 严厉打击 too."""
    words = {word for scale in degrees() for step in scale[:-1] for word in step}
    plain = {word for word in words if not any(other in word for other in words - {word})}
    return re.compile("|".join(sorted(plain)))
