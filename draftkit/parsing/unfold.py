"""Lines that have lost their breaks, split again where a numbering goes on (…。（二）…).

In a text with line breaks only a label that continues the numbering of line starts is split off:
…。1.…。2.… inside a paragraph is the author's own list and stays one paragraph. A line that holds
whole chapters has lost all its breaks; there every label that fits the numbering starts a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.text import CJK
from draftkit.model import Text
from draftkit.parsing.dates import DATE
from draftkit.parsing.labels import Label, find_label

_N = "一二三四五六七八九十"
_FORMS = (
    rf"[{_N}]{{1,3}}、|[（(][{_N}]{{1,3}}[）)]|\d{{1,2}}[.．](?!\d)|\d{{1,2}}、(?!\d)|[（(]\d{{1,2}}[）)]"
)
_GLUED = re.compile(rf"(?<=[。！？）)〕】])[ \u3000]*(?={_FORMS})")
_ANY = re.compile(rf"(?<![{_N}\d“《])(?={_FORMS})")
_LOST = re.compile(
    rf"(?:^|[。：:！？）)”\s{CJK}])[ \u3000]*一、(?![{_N}]).{{20,}}[。！？）)〕】\s]二、", re.DOTALL
)
_STOP = re.compile(r"[。；;]")
_LONG = 260
_ENDED = tuple("。！？；;：:）)〕】 \u3000\t”")
_GAP = re.compile(rf"(?<=[{CJK}。！？：:”）)])[ \u3000]+(?=[{CJK}“《（(])")
_BODY = (
    r"(?:人民政府|政府|办公室|办公厅|委员会|管委会|联合会|总工会|总队|支队|分行|银行|中心|局|委|厅|部|院|会)"
)
_SIGNED = re.compile(
    rf"(?<=[。！”）)])[ \u3000]*(?P<by>[{CJK}]{{2,260}}?{_BODY})[ \u3000]*(?P<on>{DATE.pattern})"
    rf"(?P<note>[ \u3000]*[（(]此件[^（）()]{{2,12}}[）)])?(?!印发|起|前|以)"
)
_IMPRINT = re.compile(rf"(?<=[。）)日])[ \u3000]*(?=[{CJK}]{{2,40}}?{_BODY}[ \u3000]*(?:{DATE.pattern})印发)")
_TAIL = re.compile(r"(?<=[。）)日])[ \u3000]*(?=抄送[：:]|附件[：:1])")
_JOINT_TITLE = re.compile(rf"[{CJK}]{{2,30}}?{_BODY}(?:关于|印发|转发)")
_NEAR = 60  # a heading is not longer


class Unfolder:
    """Splits lines one after the other; remembers which numbering is open."""

    def __init__(self) -> None:
        self.open: dict[int, int] = {}  # rank of a form -> last number
        self.last: dict[int, int] = {}  # the same, not closed by a higher label
        self.label: tuple[int, int] | None = None  # rank and end of the label above, in this line

    def pieces(self, text: Text) -> Iterator[Text]:
        """The line, or the lines that it should have been."""
        words = text.text
        if len(words) > _LONG and _LOST.search(words):
            cuts = sorted(set(self._lost(words)))
        else:
            cuts = self._glued(words)
        if not cuts:
            yield text
            return
        at = 0
        for cut in [*cuts, len(words)]:
            piece = text.cut(at, cut).strip()
            if piece.text:
                yield piece
            at = cut

    def _see(self, label: Label) -> None:
        self.open = {rank: n for rank, n in self.open.items() if rank < label.rank}
        self.open[label.rank] = self.last[label.rank] = label.number

    def _glued(self, words: str) -> list[int]:
        first = find_label(words)
        if first is not None:
            self._see(first)
        cuts: list[int] = []
        if len(words) < 8:
            return cuts
        inner: set[int] = set()  # forms whose numbering was opened inside the line
        for match in _GLUED.finditer(words, 1):
            label = find_label(words, match.end())
            if label is None or label.rank in inner:
                continue
            if label.number == self.open.get(label.rank, -9) + 1:
                self._see(label)
                cuts.append(match.end())
            elif label.number == 1:
                inner.add(label.rank)
        return cuts

    def _lost(self, words: str) -> Iterator[int]:
        first = len(words)
        self.label = None
        for match in _ANY.finditer(words):
            label = find_label(words, match.start())
            if label is None or not self._fits(words, match.start(), label):
                continue
            first = min(first, match.start())
            self._see(label)
            self.label = label.rank, label.end
            yield match.start()
        yield from _front(words[:first])
        for match in _SIGNED.finditer(words):
            yield match.start("by")
            yield match.start("on")
            yield match.end("on")
            yield match.end()
        for pattern in (_IMPRINT, _TAIL):
            for match in pattern.finditer(words):
                yield match.end()
        yield from _gaps(words)

    def _fits(self, words: str, at: int, label: Label) -> bool:
        """Whether a label goes on with the numbering, behind a sentence or right below a heading."""
        if label.rank == 4 and label.number == 1:
            return 4 not in self.last
        if label.number not in (1, self.last.get(label.rank, -9) + 1):
            return False
        if at == 0 or words[at - 1] in _ENDED:
            return True
        if self.label is None or self.label[0] >= label.rank or at - self.label[1] > _NEAR:
            return False
        return not _STOP.search(words, self.label[1], at)


def _gaps(words: str) -> Iterator[int]:
    """Single spaces that stand for lost breaks; a text that is full of spaces has them for looks."""
    gaps = list(_GAP.finditer(words))
    if len(gaps) * 12 > len(words):
        return
    at = 0
    for match in gaps:
        if match.start() - at > 3 and not _JOINT_TITLE.match(words, match.end()):
            yield match.end()
        at = match.end()


def _front(words: str) -> Iterator[int]:
    """Where title, addressee and letter meet, in the words before the first label."""
    for match in _front_marks().finditer(words):
        yield match.end()


def _front_marks() -> re.Pattern[str]:
    genres = alternation("genres")
    start = r"为(?:进一步|深入|全面|贯彻|认真|切实|加快|推|促|有效|加强|做好|落实|规范|确保|积极)|根据《?|按照《?|近年来"
    number = rf"[{CJK}]{{2,8}}〔\d{{4}}〕"
    return re.compile(
        rf"(?:{genres})(?:[（(][^（）()]{{2,16}}[）)])?[ \u3000]*(?=(?:{start}))"
        rf"|文件[ \u3000]*(?={number})|{_BODY}[ \u3000]*(?={number})"
        rf"|的通知[ \u3000]*(?=各|{number})|〔\d{{4}}〕\d+号[ \u3000]*(?=各|关于|[{CJK}]{{2,60}}?(?:关于|印发|转发|等))"
        rf"|(?:{genres})[ \u3000]*(?=各[^。；]{{2,120}}[：:])"
        rf"|(?:政府|部门|单位|机构|局|办|委)[）)]?[：:][ \u3000]*(?=现将|《|经|为|根据)"
    )
