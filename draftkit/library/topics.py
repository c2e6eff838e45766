"""What a clause is about, told from headings: the nouns that remain when verbs and link words go.

Nothing here belongs to one policy field. Each library has an editable ``topics.yaml``: topics to
look for in the text beside the ones from headings, and words that are no topics.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from draftkit.library.store import TOPICS_FILE, load_yaml
from draftkit.model import Document

_DATA = Path(__file__).with_name("data") / "topic_words.json"
_MARKS = r"[^\u3400-\u9fffA-Za-z0-9+]+"
_MOST = 3  # topics of one clause
_LENGTHS = range(2, 11)

STARTER = """\
# 主题表。收录时，条款的主题取自标题；下面的词若出现在条款里，也算作主题。
# topics：要识别的主题词，如 [家庭医生签约, 安宁疗护]
# ignore：不当主题的词
topics: []
ignore: []
"""


@dataclass(frozen=True, slots=True)
class TopicList:
    """The editable list of a library (主题表). wanted: looked for in texts. ignored: never topics."""

    wanted: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()


def read_list(root: Path) -> TopicList:
    """The library's ``topics.yaml``; empty when there is none. Raises LibraryError when it is broken."""
    path = root / TOPICS_FILE
    if not path.is_file():
        return TopicList()
    content = load_yaml(path.read_text(encoding="utf-8"), str(path))
    table = content if isinstance(content, dict) else {}
    wanted = tuple(str(w) for w in table.get("topics") or ())
    return TopicList(wanted, frozenset(str(w) for w in table.get("ignore") or ()))


def topics_of(heading: str | None, text: str, own: TopicList, known: Sequence[str] = ()) -> tuple[str, ...]:
    """The topics of one clause: listed ones first, then the nouns of its heading, then topics of other
    clauses that its text names.

    known: topics that the library has already.
    """
    listed = [w for w in own.wanted if w in text or w in (heading or "")]
    named = sorted((w for w in known if w in text), key=lambda w: (-text.count(w) * len(w), w))
    found = dict.fromkeys([*listed, *nouns(heading or ""), *_longest(named)])
    return tuple(t for t in found if t not in own.ignored)[: max(_MOST, len(listed))]


def _longest(words: Sequence[str]) -> list[str]:
    """Without those that stand in another one."""
    return [w for w in words if not any(w != other and w in other for other in words)]


def nouns(heading: str) -> list[str]:
    """加快推进医养结合高质量发展 → [医养结合]"""
    pieces = (_without_end(p) for mark in re.split(_MARKS, heading) for p in _pieces(mark))
    return [p for p in pieces if len(p) in _LENGTHS and p not in _words().empty]


def _pieces(words: str) -> list[str]:
    """What is left between verbs and link words: 保障从业人员权益 → ["", 从业人员权益].

    A verb inside a longer word is none: 从 in 从业, 保障 in 保障性.
    """
    found = [""]
    at = 0
    for match in _cutters().finditer(words):
        found[-1] += words[at : match.start()]
        at = match.end()
        if match["whole"]:
            found[-1] += match[0]
        else:
            found.append("")
    found[-1] += words[at:]
    return found


def domain_of_document(document: Document, place: str | None = None) -> str:
    """The policy domain of a document: the noun of its title that its text repeats most (政策领域).

    place: whose document it is. ``综合`` when the title has no noun.
    """
    title = re.sub(r"[（(].*?[）)]|\s+|[“”\"]", "", document.title or document.notice_title or "")
    title = re.sub(rf"的?(?:{_genres()})$", "", title.removeprefix(place or ""))
    text = "".join(m.text for m in document.measures)
    weights = {noun: text.count(noun) * len(noun) for noun in nouns(title) if not re.search(r"\d", noun)}
    return max(weights, key=lambda n: (weights[n], len(n)), default="综合")


def _without_end(piece: str) -> str:
    for end in _words().ends:
        if piece.endswith(end) and len(piece) - len(end) >= 2:
            return piece.removesuffix(end)
    return piece


@dataclass(frozen=True, slots=True)
class _Words:
    cut: tuple[str, ...]
    ends: tuple[str, ...]
    empty: frozenset[str]
    whole: tuple[str, ...]
    suffixes: str


@cache
def _words() -> _Words:
    table = json.loads(_DATA.read_text(encoding="utf-8"))
    cut, ends, whole = (
        tuple(sorted(table[name], key=len, reverse=True)) for name in ("cut", "ends", "whole")
    )
    return _Words(cut, ends, frozenset(table["empty"]), whole, table["suffixes"])


@cache
def _cutters() -> re.Pattern[str]:
    words = _words()
    cut, whole = ("|".join(map(re.escape, some)) for some in (words.cut, words.whole))
    # 标准化, 保障性 and 创新型 are parts of names; 全面 before 化 is still 全面.
    return re.compile(f"(?P<whole>{whole}|(?:{cut})(?={words.suffixes}))|(?:{cut})")


@cache
def _genres() -> str:
    from draftkit.lexicon import genre

    return genre.alternation("genres")
