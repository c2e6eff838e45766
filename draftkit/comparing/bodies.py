"""Who is meant by a responsible unit, whatever the level: the office that does the work at the child's level."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from draftkit.lexicon import departments
from draftkit.lexicon.text import bare
from draftkit.model import Level

# Those below, whoever they are (各县区人民政府, 各乡镇, 各村（社区）), are one and the same body.
_BELOW = re.compile(
    r"^(?:各|有关|相关).*(?:人民政府|政府|乡|镇|街道|办事处|管委会|县|区|市|旗|州|盟|地|村|苏木|嘎查)(?:[)）])?$|^各(?:地|村|嘎查)|"
    r"(?:乡镇|街道|镇).*(?:人民政府|政府|办事处)$|(?:开发区|园区|新区|功能区|度假区)(?:管委会)?$"
)
_VAGUE = re.compile(
    r"^(?:各|市各|省各|县各|区各|镇各|乡各|有关|相关|其他|各级)?.{0,3}(?:有关|相关|职能|成员)?(?:部门|单位)$"
)
_HOLE = re.compile(r"^【[^】]*?原文[：:](?P<unit>[^】]*?)[）)]?】$")
_LEVEL_WORD = re.compile(r"^(?:国家|省|市|州|县|区|旗|镇|乡|街道|苏木)(?=..)")
_ANY = "〇"  # stands for the level word when the name of an office is asked for
_SORT = re.compile(r"(?:委员会|委员会办公室|办公室|服务中心|中心|管委会|[局委办厅])$")
_SHORT = 6  # characters of an abbreviated name at most
SUBORDINATE = "〔下级〕"


@dataclass(frozen=True, slots=True)
class Body:
    """A responsible body: the key by which it is compared, and its name as written.

    department: its row of the lexicon, None for a body that the lexicon does not know.
    """

    key: str
    written: str
    department: str | None = None


@cache
def bodies(units: tuple[str, ...], level: Level | None) -> tuple[Body, ...]:
    """The bodies of one list; vague ones (各有关部门) name nobody and are left out.

    level: where the work is done. Bureaus that are one office there are one body (several bureaus
    of a county are the 社会事务办公室 of a township); None compares them as they are. A place-holder
    of a draft stands for the unit that it names.
    """
    named = tuple(_named(unit) for unit in units)
    out = []
    for written, unit, full in zip(units, named, departments.expand(named), strict=True):
        if unit.startswith("【"):
            continue  # names nobody yet
        if _BELOW.search(bare(unit)):
            out.append(Body(SUBORDINATE, written))
        elif not _VAGUE.match(bare(unit)):
            out.append(_body(written, unit, full, level))
    return tuple(out)


@cache
def leads(lead: tuple[str, ...], units: tuple[str, ...], level: Level | None) -> tuple[Body, ...]:
    """Those of a list who lead, with the level prefix that they share along the list."""
    known = {bare(body.written): body for body in bodies(units, level)}
    found = (known.get(bare(unit)) or next(iter(bodies((unit,), level)), None) for unit in lead)
    return tuple(body for body in found if body is not None)


def meets(body: Body, others: Iterable[Body]) -> bool:
    """Whether a body stands in a list, by its key, as part of a joint office or under a shorter name.

    县工业信息化和商务局 is 市商务局 as well, 县数据中心 does the work of 市数据局, and 县消安办 is the
    消防安全委员会办公室.
    """
    names = _all_names(body)
    for other in others:
        if names & _all_names(other):
            return True
        if body.department is None and other.department is None and _short_for(body, other):
            return True
    return False


def _all_names(body: Body) -> set[str]:
    return {body.key, body.department or body.key, *_names(body.written)}


@cache
def _names(written: str) -> tuple[str, ...]:
    """The keys of the parts of a joint office, and what an office is called without its sort (〜数据)."""
    stem = _stem(written)
    core = _SORT.sub("", stem).replace("管理", "").replace("监督", "")
    out = [f"~{core}"] if len(core) > 1 else []
    whole = _SORT.sub("", stem)
    parts = dict.fromkeys((whole, *re.split("[和与]", whole)))
    return (*out, *(key for part in parts if (key := departments.key_of(f"县{part}局"))))


def _short_for(a: Body, b: Body) -> bool:
    """Whether one name is made of characters of the other one, in order: 消安办 and 消防安全委员会办公室."""
    short, long = sorted((_stem(a.written), _stem(b.written)), key=len)
    if not 3 <= len(short) <= _SHORT or short[0] != long[0] or len(short) == len(long):
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def exists(body: Body, level: Level) -> bool:
    """Whether a level has such a body at all (no branch of the central bank in a county)."""
    return body.department is None or departments.name_of(body.department, level) is not None


def _named(unit: str) -> str:
    hole = _HOLE.match(unit)
    return hole["unit"] if hole else unit


def _body(written: str, unit: str, full: str, level: Level | None) -> Body:
    stem = _stem(unit if _LEVEL_WORD.match(bare(unit)) else full)
    if level is not None and stem in _offices(level):
        return Body(stem, written)
    department = departments.key_of(bare(full)) or departments.key_of(bare(unit))
    if department is None:
        return Body(stem, written)
    return Body(_office(department, level) or department, written, department)


@cache
def _office(department: str, level: Level | None) -> str | None:
    """What a department is called at a level, without the level word; None when it has none there."""
    if level is None or department not in _departments():
        return None
    found = departments.name_of(department, level, word=_ANY)
    return found.replace(_ANY, "") if found else None


@cache
def _offices(level: Level) -> frozenset[str]:
    return frozenset(filter(None, (_office(department, level) for department in _departments())))


@cache
def _departments() -> frozenset[str]:
    return frozenset(departments.keys())


def _stem(unit: str) -> str:
    """A body without its level word, so that 省X办 and 市X办 are the same."""
    return _LEVEL_WORD.sub("", bare(unit))
