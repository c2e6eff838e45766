"""The lower governments that a locality addresses, as its text names them (主送机关里的下级政府)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from draftkit.lexicon import levels
from draftkit.model import Level

_COMMITTEE = re.compile(r"[^、，]{2,20}?(?:管委会|管理委员会)")
# Party and government of a place are one lower body; its duties are told to the government.
_TOGETHER = re.compile(r"党委(?:、|和)(?:人民)?政府")
_STREET = re.compile(r"街道党工委(?:、|和)(?:街道)?办事处")
_AREA = re.compile(r"(?<=区)(?:管委会|管理委员会)(?=$|、)")


@lru_cache(maxsize=1024)
def named(addressees: tuple[str, ...], level: Level) -> str | None:
    """各镇人民政府 and 各街道办事处 as 各镇人民政府、街道办事处; None when no lower one is addressed.

    level: whose addressees they are; bodies of that level (县政府有关部门) are none below. 管委会 count
    when governments do.
    """
    found = list(dict.fromkeys(name for words in addressees for name in _of(words, level)))
    if not any(not _COMMITTEE.fullmatch(name) for name in found):
        return None
    return "、".join([found[0], *(name.removeprefix("各") for name in found[1:])])


def _of(words: str, level: Level) -> Iterator[str]:
    """The lower governments in one item, which may go on with other bodies behind 、."""
    words = _STREET.sub("街道办事处", _TOGETHER.sub("人民政府", words))
    at = 0
    while at < len(words):
        stop = _end_of_lower(words, at, level)
        if stop:
            yield words[at:stop]
        else:
            stop = words.find("、", at) if "、" in words[at:] else len(words)
            if (at and _COMMITTEE.fullmatch(words[at:stop])) or _is_each_committee(words[at:stop]):
                yield words[at:stop]
        at = stop + 1


def _is_each_committee(words: str) -> bool:
    return words.startswith("各") and _COMMITTEE.fullmatch(words) is not None


def _end_of_lower(words: str, at: int, level: Level) -> int | None:
    """Where the lower government that begins here ends; None when none begins here."""
    own = words.startswith("各", at)
    match = levels.LOWER.match(words[at:] if own else "各" + words[at:])
    if match is None or not (own or at):
        return None
    end = at + match.end() - (0 if own else 1)
    named_level = levels.highest_named(match)
    if named_level is not None and levels.rank(named_level) <= levels.rank(level):
        return None
    return end if words[end : end + 1] in ("", "、") else None


def as_places(governments: str) -> str:
    """各乡镇人民政府、街道办事处 → 各乡镇（街道）."""
    text = governments.replace("人民政府", "").replace("（办事处）", "")
    text = _AREA.sub("", text)
    return (
        text.replace("、街道办事处", "（街道）").replace("街道办事处", "街道").replace("和街道", "（街道）")
    )
