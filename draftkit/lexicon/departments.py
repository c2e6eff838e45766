"""Bodies of state, party and society: every spelling to one key, and the name at each level (机构名称).

Names are kept in ``data/departments.csv``, one row a function. In a name ``{L}`` stands for the
level word (or, in a full name, for the place), ``{P}`` for the place, ``{S}`` for its short name, ``{U}`` for the
city above. ``=key`` says that the function is carried by another body at that level; an empty
cell that the level has no such body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from draftkit.lexicon.bodies import HAN, Form, index, table
from draftkit.lexicon.mentions import Mention as Mention
from draftkit.lexicon.mentions import scan as scan
from draftkit.model import Level

WORDS: Mapping[Level, str] = {
    "nation": "国家",
    "province": "省",
    "city": "市",
    "county": "县",
    "township": "镇",
}

_PREFIXLESS = frozenset({"local", "area", "enterprise"})


def row(key: str) -> Mapping[str, str]:
    """The row of departments.csv. Raises KeyError for an unknown key."""
    return table()[key]


def find_row(key: str) -> Mapping[str, str] | None:
    """The row of departments.csv, None for an unknown key."""
    return table().get(key)


def keys() -> tuple[str, ...]:
    """All keys in the order of the data file."""
    return tuple(table())


# --- one name --------------------------------------------------------------------------------


_ASIDE = re.compile(r"[（(][^（）()]+[）)]$")


@lru_cache(maxsize=4096)
def key_of(name: str) -> str | None:
    """The key of a body in any spelling, with or without level word or place; None when unknown.

    The name of a field (卫生健康, 民政) counts too.
    """
    name = re.sub(r"\s+", "", name)
    whole = _whole(name)
    if whole is not None:
        return whole.key
    if name.endswith(("）", ")")) and (bare := _ASIDE.sub("", name)) != name:
        return key_of(bare)  # 市交通委（市道运局）
    if (office := _REGION_PARTY.sub("区委", name)) != name:
        return key_of(office)  # 自治区党委编办 is what elsewhere is 省委编办
    field = name if name in index().fields else re.sub(r"^(?:省|市|县|区|旗|州)", "", name)
    return index().fields.get(field)


_REGION_PARTY = re.compile("^[一-龥]{0,8}自治区党委(?=.{2,})")


def _whole(name: str) -> Mention | None:
    """The mention that fills `name`, whatever place stands in front of it."""
    mentions = scan(name)
    if not mentions or mentions[-1].end != len(name):
        return None
    last = mentions[-1]
    head = name[: last.start]
    return last if re.fullmatch(rf"[{HAN}（）()]{{0,12}}", head) and not head.startswith("各") else None


def is_generic(name: str) -> bool:
    """Whether the name is a generic form (卫生健康部门) that names no single body."""
    whole = _whole(name)
    return whole is not None and whole.generic


def carrier(key: str, level: Level) -> str:
    """The key of the body that does this function at `level` (药监 → 市场监管 in a county)."""
    cell = row(key).get(f"{level}_short", "")
    return carrier(cell[1:], level) if cell.startswith("=") else key


def name_of(
    key: str,
    level: Level,
    form: Form = "short",
    *,
    word: str | None = None,
    place: str | None = None,
    parent: str | None = None,
) -> str | None:
    """The name of a body at a level; None when the level has no such body.

    word: level word to use for ``省``, ``市``, ``县`` (``区``, ``旗``, ``自治区``). place: name of the
    place, for full names (``兰溪县卫生健康局``). parent: the city above, for its branch offices.
    """
    r = row(carrier(key, level))
    cell = r["township"] if level == "township" else r[f"{level}_{form}"]
    if not cell:
        return None
    level_word = word or WORDS[level]
    full_place = place if place and form == "full" else level_word
    short_place = re.sub(r"(?:省|市|县|区|旗)$", "", place) if place else level_word
    values = {"{L}": full_place, "{P}": place or level_word, "{S}": short_place, "{U}": parent or "市"}
    return re.sub(r"\{\w\}", lambda slot: values[slot.group()], cell)


def takes_prefix(key: str) -> bool:
    """Whether the level word is put before this body (not before zones, firms, lower governments)."""
    return row(key)["kind"] not in _PREFIXLESS


def proposal(key: str) -> str:
    """What to write where the level has no such body; empty when the lexicon has no advice."""
    return row(key)["proposal"]


# --- lists -----------------------------------------------------------------------------------

_LOOKS_LIKE_BODY = re.compile(rf"^(?!各|有关|相关|其他)[{HAN}]{{2,9}}(?:局|厅|委|办|办公室|中心)$")
_NEVER_EXPANDED = re.compile(
    r"分局$|银保监|海关$|监管支局$|证监局$|^团|^共青团|管委会|^国网|^中国|^人民银行|^国家"
)


def expand(units: Sequence[str]) -> list[str]:
    """Units of one list, each with the prefix it shares with the one before (责任单位展开).

    市卫健局、民政局 → 市卫健局、市民政局. Party bodies share the committee: 县委宣传部、组织部 →
    县委宣传部、县委组织部. Names that never take the prefix stay as they are.
    """
    expanded: list[str] = []
    prefix, party = "", False
    for unit in units:
        mention = _whole(unit)
        if mention is not None and mention.relation == "own" and not mention.generic and mention.word:
            prefix, party = mention.prefix or prefix, mention.stem.startswith("委")
            expanded.append(unit)
            continue
        expanded.append(_with_prefix(unit, mention, prefix, party))
    return expanded


def _with_prefix(unit: str, mention: Mention | None, prefix: str, party: bool) -> str:
    if not prefix or _NEVER_EXPANDED.search(unit):
        return unit
    if mention is None:
        return (
            prefix + unit if _LOOKS_LIKE_BODY.match(unit) and not re.search(r"[省市县区州]", unit) else unit
        )
    if mention.relation != "bare" or mention.generic or not takes_prefix(mention.key):
        return unit
    belongs = row(mention.key)["kind"] == "party" and party and not unit.startswith("委")
    return prefix + ("委" if belongs else "") + unit
