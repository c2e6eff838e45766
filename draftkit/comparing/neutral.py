"""The neutral form of a text: what is left when level, place and department spelling are taken out.

Two texts that differ only by localisation (省卫生健康委 and 县卫生健康局, 全省 and 全县, 各市、县 and
各乡镇) have the same neutral form, whatever the two levels are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from draftkit.lexicon.text import normal

_LEVEL = "省市州盟县区旗乡镇"
_BELOW = re.compile(
    rf"各(?:设区的?|自治|地级|县级|区级|有关|相关)?[{_LEVEL}街](?![级直属])"
    rf"(?:[、，（）和及与]|[{_LEVEL}]|街道|地区|开发区|功能区|管理区|新区|自治|人民政府|政府|办事处|管委会|管理委员会)*"
    rf"|各地(?:区|方|市)?(?![级点块])"
)
_WHOLE = re.compile(r"[全我本](?:国|省|市|州|盟|县|区|旗|乡|镇)(?![场民级道])")
_GRADE = re.compile(rf"(?<![一二三四五六七八九十两])(?:国家|[{_LEVEL}])级(?!市|以上|及以上)")
_BODY = re.compile(
    rf"(?<![\u4e00-\u9fff])[{_LEVEL}](?=[\u4e00-\u9fff]{{1,12}}(?:委|局|厅|办|部门|政府|财政))"
    rf"|(?<=[、，（由和与向报经])[{_LEVEL}](?=(?:财政|政府|人民政府))"
)
_DEPARTMENT_AT = 0xE000  # one private-use character for each department


@dataclass(frozen=True, slots=True)
class Neutral:
    """How the texts of one document are made neutral. places: its own names, longest first."""

    places: tuple[str, ...] = ()

    def __call__(self, text: str) -> str:
        """The neutral form of a text."""
        return _neutral(text, self.places)

    def each(self, texts: Sequence[str]) -> list[str]:
        """The neutral forms of many texts, in one go: far cheaper than one by one."""
        whole = _neutral("\n".join(text.replace("\n", " ") for text in texts), self.places)
        forms = whole.split("\n")
        return forms if len(forms) == len(texts) else [self(text) for text in texts]


PLAIN = Neutral()


@lru_cache(maxsize=8192)
def _neutral(text: str, places: tuple[str, ...]) -> str:
    text = departments_out(normal(text))
    for place in places:
        if place in text:
            text = text.replace(place, "本地")
    text = _BELOW.sub("〔下级〕", text)
    text = _WHOLE.sub("本地", text)
    text = _GRADE.sub("本级", text)
    text = _BODY.sub("", text)
    return text.replace("本地本地", "本地")


def departments_out(text: str) -> str:
    """Each mention of a department as one private-use character that stands for its function."""
    from draftkit.lexicon.departments import scan

    out: list[str] = []
    at = 0
    for mention in scan(text):
        if mention.start < at:
            continue
        out += [text[at : mention.start], department_mark(mention.key)]
        at = mention.end
    return "".join([*out, text[at:]])


_numbers: dict[str, int] = {}


def department_mark(key: str) -> str:
    """The private-use character of a department, the same for a whole run of the program."""
    return chr(_DEPARTMENT_AT + _numbers.setdefault(key, len(_numbers)))


def lower_bodies(text: str) -> Iterator[tuple[int, int]]:
    """Where a text names all places below at once (各市、县（市、区）, 各乡镇人民政府)."""
    return (match.span() for match in _BELOW.finditer(text))


def neutral_of(places: Iterable[str]) -> Neutral:
    """The neutral form for a document whose own place bears these names."""
    names = {name for name in places if len(name) >= 2}
    return Neutral(tuple(sorted(names, key=len, reverse=True)))
