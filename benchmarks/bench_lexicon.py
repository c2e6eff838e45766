"""Finding bodies and rewriting places, against one pass of a regular expression over the same text."""

from __future__ import annotations

import re

from benchmarks import Row, median_seconds

TEXT = "由县卫生健康局、县民政局牵头，县财政局、自然资源局配合，推动社区居家养老服务提质增效。" * 400
_PASS = re.compile(r"[\u4e00-\u9fff]")


def run() -> list[Row]:
    """`departments.scan` and `localise` of 17,000 characters, a fifth of them names of bodies."""
    from draftkit.lexicon import departments
    from draftkit.localities import Locality, localise

    departments.scan(TEXT[:100])
    ours, theirs = median_seconds(lambda: departments.scan(TEXT), lambda: _PASS.findall(TEXT), runs=9)
    note = f"{len(TEXT)} characters"
    here, there = (Locality.from_mapping({"name": name, "level": "county"}) for name in ("云溪县", "禾丰县"))
    localise(TEXT[:100], here, there)
    whole, one_pass = median_seconds(lambda: localise(TEXT, here, there), lambda: _PASS.findall(TEXT), runs=9)
    return [
        Row("departments.scan", ours, "s", "re.findall of every ideograph", theirs, 40, "<=", note),
        Row("localise", whole, "s", "re.findall of every ideograph", one_pass, 120, "<=", note),
    ]
