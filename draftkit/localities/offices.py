"""Bodies that need more than their key to be named: firms, and offices behind 党委 (企业、党委工作机关)."""

from __future__ import annotations

from draftkit.lexicon import departments
from draftkit.lexicon.mentions import Mention, scan
from draftkit.localities.locality import Locality


def given_firm(m: Mention, target: Locality) -> str | None:
    """The firm that the locality names for a mention: 水务集团 and 城投集团 are two, 供电公司 and 供电局 one."""
    one = bool(departments.row(m.key)["nation_short"])
    for key in sorted(target.shape.units):
        if departments.key_of(key) == m.key and (one or key in m.text):
            return target.unit(key)
    return None


def party_office(text: str, m: Mention, target: Locality) -> tuple[str, int, str] | None:
    """自治区党委编办 for a township, which has a 党委 but no 编办 of it: key, end and local name."""
    if target.level != "township" or m.key != "party_committee" or not m.text.endswith("党委"):
        return None
    found = scan("省委" + text[m.end : m.end + 14])
    if not found or found[0].start or found[0].key == m.key:
        return None
    name = target.unit(found[0].key)
    return None if name is None else (found[0].key, m.end + found[0].end - len("省委"), name)
