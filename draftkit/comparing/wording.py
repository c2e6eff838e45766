"""Readable differences of wording: word tokens, edit script, clean-up, spans in the words as they stand.

A token is a word, a number with its unit, a date, a document number, a name in 《》 or a department;
none of them is ever cut. Tokens that differ only by level or place (省卫生健康委, 县卫生健康局) count
as the same and are marked `localised`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from draftkit.comparing.neutral import PLAIN, Neutral, lower_bodies
from draftkit.comparing.passages import everyday_words
from draftkit.lexicon.text import normal

Mark = Literal["same", "localised", "gone", "new"]

_TOKEN = re.compile(
    r"《[^《》]{1,80}》"
    r"|[\u4e00-\u9fff]{1,8}\s*〔\s*\d{4}\s*〕\s*\d+\s*号"
    r"|“?[一二三四五六七八九十]{2}五”?(?:末|期间|期末)?"
    r"|\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?(?:年?底)?(?:之?前)?"
    r"|\d+(?:[.,]\d+)*\s*(?:%|％|‰|个?百分点|万?亿?(?:元|人次|人|名|户|个工作日|个月|个|家|所|张|次|项|处|座|辆|台|套"
    r"|平方米|平方公里|公里|亩|吨|学时|小时|分钟|天|日|年|岁|倍|级))?"
    r"|[A-Za-z][A-Za-z0-9+.-]*"
    r"|[\ue000-\uf8ff]"
    r"|[\u3400-\u9fff]+"
    r"|\s+"
    r"|."
)
# A mark that stands alone shows no Chinese neighbour by which its width could be told.
_WIDE = str.maketrans(",;:?!()", "，；：？！（）")
_RUN = re.compile(r"[\u3400-\u9fff]+$")
_FIRST_CODE = 0x10000  # one character for each different token; outside anything that a diff treats specially
_SHORTEST = 3  # an equal run of fewer words between two changes reads better as part of the change


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands. key: what is compared."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of tokens with the same mark. start, end: offsets in the text of its side."""

    mark: Mark
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wording:
    """Two texts with what is gone from the first and what is new in the second."""

    parent: tuple[Stretch, ...]
    child: tuple[Stretch, ...]


def compare_words(parent: str, child: str, sides: tuple[Neutral, Neutral] = (PLAIN, PLAIN)) -> Wording:
    """The differences between two sentences or paragraphs as marked stretches that cover both."""
    ours, theirs = tokens(parent, sides[0]), tokens(child, sides[1])
    codes = _codes([*ours, *theirs])
    left = "".join(codes[t.key] for t in ours)
    right = "".join(codes[t.key] for t in theirs)
    return _stretched(_edits(left, right), (parent, ours), (child, theirs))


def tokens(text: str, neutral: Neutral = PLAIN) -> list[Token]:
    """The words of a text; white space belongs to none."""
    out: list[Token] = []
    at = 0
    for start, end, key in _bodies(text):
        out += _plain(text, at, start, neutral)
        out.append(Token(start, end, key))
        at = end
    return [*out, *_plain(text, at, len(text), neutral)]


def _bodies(text: str) -> Iterator[tuple[int, int, str]]:
    """Departments and lists of all places below, whole; not inside 《》."""
    from draftkit.lexicon.departments import scan

    quoted = [m.span() for m in re.finditer(r"《[^《》]*》", text)]
    found = [(m.start, m.end, f"@{m.key}") for m in scan(text)]
    found += [(start, end, "@below") for start, end in lower_bodies(text)]
    at = 0
    for start, end, key in sorted(found, key=lambda f: (f[0], -f[1])):
        if start >= at and not any(a <= start < b for a, b in quoted):
            yield start, end, key
            at = end


def _plain(text: str, start: int, stop: int, neutral: Neutral) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, stop):
        piece = match.group()
        if piece.isspace():
            continue
        if _RUN.match(piece):
            at = match.start()
            for word in cut(piece):
                yield Token(at, at + len(word), _key(word, neutral))
                at += len(word)
        else:
            yield Token(match.start(), match.end(), _key(piece, neutral))


@cache
def _lexicon() -> tuple[frozenset[str], int]:
    words = frozenset(everyday_words())
    return words, max(map(len, words))


_LOCAL = re.compile(r"[全我本各](?:国|省|市|州|盟|县|区|旗|乡|镇)(?![场民级])")


def cut(run: str) -> list[str]:
    """A run of ideographs cut into words: known words first, what is between them in one piece.

    A piece of more than four characters is cut into pairs.
    """
    words, longest = _lexicon()
    out: list[str] = []
    at = rest = 0
    while at < len(run):
        if match := _LOCAL.match(run, at):
            size = len(match.group())
        else:
            size = next(
                (n for n in range(min(longest, len(run) - at), 0, -1) if run[at : at + n] in words), 0
            )
        if size == 0:
            at += 1
            continue
        out += [*_pairs(run[rest:at]), run[at : at + size]]
        at += size
        rest = at
    return [*out, *_pairs(run[rest:])]


def _pairs(piece: str) -> list[str]:
    if len(piece) <= 4:
        return [piece] if piece else []
    return [piece[i : i + 2] for i in range(0, len(piece), 2)]


def _key(piece: str, neutral: Neutral) -> str:
    piece = _plain_form(piece)
    if piece in neutral.places:
        return "本地"
    return "本地" if _LOCAL.fullmatch(piece) and piece[0] != "各" else piece


def _codes(all_tokens: Sequence[Token]) -> dict[str, str]:
    keys = dict.fromkeys(token.key for token in all_tokens)
    return {key: chr(_FIRST_CODE + number) for number, key in enumerate(keys)}


_Edit = tuple[int, str]  # -1 gone, 0 same, 1 new; as diff-match-patch has it


def _edits(left: str, right: str) -> list[_Edit]:
    """The edit script over token codes, cleaned so that a person can read it."""
    from diff_match_patch import diff_match_patch
    from rapidfuzz.distance import Indel

    edits: list[_Edit] = []
    for step in Indel.opcodes(left, right):
        if step.tag == "equal":
            edits.append((0, left[step.src_start : step.src_end]))
        else:
            if step.src_end > step.src_start:
                edits.append((-1, left[step.src_start : step.src_end]))
            if step.dest_end > step.dest_start:
                edits.append((1, right[step.dest_start : step.dest_end]))
    tool = diff_match_patch()
    # One code is a whole word here: the semantic clean-up, made for letters, would swallow common
    # phrases between two long edits. The edit-cost clean-up only takes in what is shorter than this.
    tool.Diff_EditCost = _SHORTEST
    tool.diff_cleanupMerge(edits)
    tool.diff_cleanupEfficiency(edits)
    return edits


def _stretched(
    edits: Sequence[_Edit], parent: tuple[str, list[Token]], child: tuple[str, list[Token]]
) -> Wording:
    left: list[Stretch] = []
    right: list[Stretch] = []
    i = j = 0
    for way, words in edits:
        if way == 0:
            for a, b in zip(parent[1][i : i + len(words)], child[1][j : j + len(words)], strict=True):
                local = _differs(parent[0][a.start : a.end], child[0][b.start : b.end])
                mark: Mark = "localised" if local else "same"
                left.append(Stretch(mark, a.start, a.end))
                right.append(Stretch(mark, b.start, b.end))
            i, j = i + len(words), j + len(words)
        elif way < 0:
            left += [Stretch("gone", t.start, t.end) for t in parent[1][i : i + len(words)]]
            i += len(words)
        else:
            right += [Stretch("new", t.start, t.end) for t in child[1][j : j + len(words)]]
            j += len(words)
    return Wording(_covering(parent[0], left), _covering(child[0], right))


def _differs(a: str, b: str) -> bool:
    return a != b and _plain_form(a) != _plain_form(b)


def _plain_form(text: str) -> str:
    return re.sub(r"\s+", "", normal(text)).translate(_WIDE)


def _covering(text: str, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Neighbours of one mark joined, white space given to the stretch before it, nothing left out."""
    out: list[Stretch] = []
    for stretch in stretches:
        at = out[-1].end if out else 0
        if out and out[-1].mark == stretch.mark:
            out[-1] = Stretch(stretch.mark, out[-1].start, stretch.end)
            continue
        if out and at < stretch.start:
            out[-1] = Stretch(out[-1].mark, out[-1].start, stretch.start)
        out.append(Stretch(stretch.mark, stretch.start if out else 0, stretch.end))
    if out and out[-1].end < len(text):
        out[-1] = Stretch(out[-1].mark, out[-1].start, len(text))
    return tuple(out)
