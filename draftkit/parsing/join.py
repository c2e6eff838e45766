"""Rows -> blocks: hard line breaks taken back, so that a block is what an author calls a paragraph.

Text that fell out of a PDF breaks every line, text from Word only some. Which of the two it is,
is measured first; after that each pair of neighbours is decided by form: what ends without a
closing mark goes on, what starts with a label is new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from draftkit.lexicon.text import HAN, bare, squeeze
from draftkit.model import Text
from draftkit.parsing.columns import ends_as_body
from draftkit.parsing.labels import Label, find_label
from draftkit.parsing.notes import find_notes
from draftkit.parsing.rows import Row, columns, is_orgs, kind_of, lists_bodies
from draftkit.parsing.titles import ends_with_genre, inner_title, is_carrier, is_title_like, squeeze_title
from draftkit.readers.source import Style

_END = tuple("。！？；!?;")
_CLOSERS = "）)〕］]】”’》〉\"'"
_GOES_ON = tuple("，、,：:（(《〈“‘〔—·～~+与和及或并")
_NOTE_ENDS = frozenset("）)〕】］")
_STARTS_INSIDE = frozenset("，。、；：！？）〕】》〉”’,;:!?)")
_CLOSES = re.compile(r"[^（(]{1,4}[）)〕]")
_STOP_INSIDE = re.compile(r"[。；！？]\s*[^）)\s]")
_PAIRS = {
    "[": "]",
    "《": "》",
    "（": "）",
    "(": ")",
    "〔": "〕",
    "“": "”",
    "【": "】",
    "〈": "〉",
    "［": "］",
}
# …。责任单位：市商务局: a note without brackets ends a paragraph where lines are paragraphs
_BARE_NOTE = re.compile(r"[。；]\s*(?:责任|牵头|配合)(?:单位|部门)[:：][^。]{2,120}$")
_PAIR_MARKS = re.compile("[" + re.escape("".join(_PAIRS) + "".join(_PAIRS.values())) + "]")
_AFTER_TITLE = re.compile(r"^\s*》?\s*(?:的|[（(](?:试\s*行|暂\s*行|草\s*案|\d{4}))")
_OPENING = re.compile(
    r"^(?:为|根据|按照|依据|近年来|现将|经|当前|今年|20\d{2}年|党的|习近平|以习近平|推进|促进|加快|各|《)"
)
_WHOLE_TITLE = re.compile(r".{2,30}(?:政府|办公室|办公厅|委员会|局|委|厅|部|会|院)\s*(?:关于|印发|转发)")
# 本意见自2024年5月1日起施行: the last paragraph, however full the line above is
_ENDS_PAPER = re.compile(
    r"本(?:实施|暂行)?(?:方案|意见|措施|办法|细则|计划|规定|通知|政策)(?:自|从|由|的解释)|(?:特此|专此)[^，；]{2,4}。?$"
)
_LETTER = re.compile(r"^(?:为|根据|按照|依据|近年来|现将|现就|当前)")
_PROSE = re.compile(rf"{HAN}[，,]|》[^》]{{0,6}}(?:已|业)|^(?:现将|现就|为|根据|按照|经)")
# Kinds that stand alone by their form and are never part of a sentence.
ALONE = {"date", "doc_number", "no_body", "disclosure", "contact", "printed", "meta", "urgency"}
ALONE |= {
    "summary",
    "subtitle",
    "secrecy",
    "serial",
    "attachment_mark",
    "copy_to",
    "attachment_note",
    "table",
}


_MOST_LINES = 300  # of a paragraph; what goes on longer is none, and would take ever longer to read
_LONGEST = 20_000  # characters; no paragraph is longer
_NAMED_WITHIN = 40  # a notice names its plan at most that many paragraphs above the plan's title


@dataclass(slots=True)
class Block:
    """Rows joined into one paragraph."""

    rows: list[Row]
    kind: str
    label: Label | None = None
    size: int = 0
    words: str = ""
    marks: list[str] = field(default_factory=list)  # the closing marks that are waited for
    seen: int = 0  # rows in which marks have been looked for
    stopped: bool = False  # a full stop stands inside, not only at the end
    searched: int = 0  # characters in which one has been looked for

    @property
    def text(self) -> Text:
        rows = self.rows
        return Text.concat([row.text for row in rows]) if len(rows) > 1 else rows[0].text

    @property
    def style(self) -> Style:
        return self.rows[0].style

    @property
    def last(self) -> str:
        return self.rows[-1].words

    @property
    def table(self) -> int | None:
        """Number of the table whose row this is, None for text."""
        return self.style.table[0] if self.style.table else None

    @property
    def depth(self) -> list[str]:
        """The closing marks of brackets and quotations that are open at the end, innermost last."""
        marks, rows = self.marks, self.rows
        count = len(rows)
        if self.seen == count:
            return marks
        for row in rows[self.seen :]:
            for char in _PAIR_MARKS.findall(row.words):
                if (closing := _PAIRS.get(char)) is not None:
                    marks.append(closing)
                elif char in marks:
                    while marks.pop() != char:
                        pass
        self.seen = count
        return marks

    def stops_inside(self) -> bool:
        """Whether words follow behind a full stop; each character is looked at once only."""
        if not self.stopped:
            self.stopped = _STOP_INSIDE.search(self.words, self.searched) is not None
            self.searched = max(0, len(self.words.rstrip()) - 1)
        return self.stopped

    def add(self, row: Row) -> None:
        words = row.words
        self.rows.append(row)
        self.size += len(words)
        self.words += words

    def go_on(self, row: Row) -> None:
        """A further row of the paragraph; the end of a list of bodies makes it 主送机关."""
        self.add(row)
        if row.kind == "addressee" and self.kind == "text":
            self.kind = "addressee"

    @classmethod
    def of(cls, row: Row) -> Block:
        words = row.words
        return cls([row], row.kind, row.label, len(words), words)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the text was broken into lines. width: of a full line, None when lines are paragraphs.

    gap: the usual number of blank lines between two lines.
    """

    width: float | None
    gap: int

    def full(self, row: Row, *, first: bool = False) -> bool:
        """Whether a line runs to the edge; the first line of a paragraph is indented by two."""
        if self.width is None:
            return False
        return row.before + width_of(row) >= self.width - (4.6 if first else 2.6)


def width_of(row: Row) -> float:
    """Columns that a row takes, counted once."""
    if not row.width:
        row.width = columns(row.words)
    return row.width


_NEVER_WRAPPED = 170  # half-width characters; a line of that many is no line of a page


def measure_layout(rows: list[Row]) -> Layout:
    """Hard-wrapped or not: full lines of one width must make up most of the running text."""
    running = [r for r in rows if r.kind in ("text", "label", "addressee", "orgs")]
    gaps = sorted([r.gap for r in rows[1:]])
    gap = gaps[len(gaps) // 2] if gaps else 0
    if len(running) < 8 or max([len(r.words) for r in running]) > _NEVER_WRAPPED:
        return Layout(None, gap)
    sizes = sorted(map(width_of, running))
    top = sizes[int(len(sizes) * 0.9)]
    margin = max(2.5, top * 0.08)
    near = sum([abs(size - top) <= margin for size in sizes])
    wrapped = 12 <= top <= 60 and near >= len(sizes) * 0.4 and sizes[-1] <= top * 1.35 + 4
    if not wrapped and 12 <= sizes[-1] <= 60 and _hug_the_edge(running, sizes[-1]):
        return Layout(sizes[-1], gap)
    return Layout(top if wrapped else None, gap)


def _hug_the_edge(running: list[Row], edge: float) -> bool:
    """Whether the longest lines are of one width and most of them end inside a sentence.

    So a short text is known to be wrapped; paragraphs that happen to be short differ in width.
    """
    longest = [row for row in running if width_of(row) >= edge - 1.6]
    broken = sum(not row.words.rstrip(_CLOSERS).endswith((*_END, "：", ":")) for row in longest)
    return len(longest) >= max(4, len(running) * 0.15) and broken * 10 >= len(longest) * 6


def blocks_of(rows: list[Row]) -> list[Block]:
    """Rows joined into blocks."""
    layout = measure_layout(rows)
    first_label = next((i for i, r in enumerate(rows) if r.kind == "label" and r.label), len(rows))
    blocks = _front_blocks(rows[:first_label], layout)
    for row in rows[first_label:]:
        if blocks and _continues(blocks[-1], row, layout, False):
            blocks[-1].go_on(row)
        else:
            blocks.append(Block.of(row))
    for block in blocks:
        if block.kind == "text" or len(block.rows) > 1:
            _settle(block)
    return blocks


def _front_blocks(rows: list[Row], layout: Layout) -> list[Block]:
    """Blocks before the first label, where titles are broken by hand."""
    blocks: list[Block] = []
    named: list[str] = []
    for row in rows:
        if named and _half_of_named(blocks[-1], row, named):
            blocks[-1].add(row)
        elif blocks and _continues(blocks[-1], row, layout, True):
            blocks[-1].go_on(row)
        else:
            if len(named) < 3 and blocks and (name := _named_by(blocks[-1])):
                named.append(name)
            blocks.append(Block.of(row))
    return blocks


def _half_of_named(block: Block, row: Row, named: list[str]) -> bool:
    """Whether a block and this row are the title that a notice above them has named."""
    if row.kind not in ("text", "subtitle") or not 4 <= block.size <= 100 or len(row.words) > 60:
        return False
    joined = bare(squeeze_title(block.words + row.words))
    return any(name.startswith(joined) for name in named)


def _named_by(block: Block) -> str:
    """The title of the plan that a notice's title names, empty when it names none."""
    carries = block.size < 200 and is_carrier(block.words)
    return bare(inner_title(block.words) or "") if carries else ""


def _settle(block: Block) -> None:
    """The kind of a joined block may be seen only now: a title over two lines, a broken number."""
    if len(block.rows) > 1 and block.kind in ("text", "orgs"):
        kind = kind_of(block.words)
        if kind != "orgs" or all(r.kind == "orgs" for r in block.rows):
            block.kind = kind
    if block.kind == "text" and block.label is None:
        block.label = find_label(block.words)
        if block.label is not None:
            block.kind = "label"


def _continues(block: Block, row: Row, layout: Layout, in_front: bool) -> bool:
    """Whether `row` goes on with the paragraph `block`."""
    if block.size > _LONGEST or len(block.rows) >= _MOST_LINES:
        return False
    above, kind = block.kind, row.kind
    if kind in ALONE or above in ALONE:
        return _broken_element(block, row)
    last = block.rows[-1].words.rstrip()
    if kind == "label":
        return not last.endswith(_END) and _label_inside(block, row, layout)
    if row.words[0] in _STARTS_INSIDE and not last.endswith("。"):
        return True
    if above == "orgs" or kind == "orgs":
        return _name_inside_text(block, row, layout, in_front)
    if above == "addressee" and last.endswith(("：", ":")):
        return False
    if kind == "addressee" and not last.endswith(_GOES_ON):
        words = block.words
        if words.startswith("各") and not _ended(block) and not ends_as_body(words):
            return True  # …管委会，市⏎各部、委、室：
        if row.words.startswith("各") or (ends_with_genre(squeeze(words)) and is_title_like(words)):
            return False
    if in_front and _LETTER.match(row.words) and lists_bodies(block.words):
        return False  # 主送机关 that have lost their colon
    style = block.rows[-1].style
    if style.soft and style.centred and row.style.centred:
        return True  # a title balanced over lines by hand
    if row.words[0] in "本特专" and _ENDS_PAPER.match(row.words):
        return False
    whole = style.whole and layout.width is None
    if in_front and (decided := _title_goes_on(block, row, whole)) is not None:
        return decided
    if whole:
        return False
    return _text_goes_on(block, row, layout, last)


def _broken_element(block: Block, row: Row) -> bool:
    """（信息公开形式：⏎主动公开）, and 抄送 over several lines."""
    if block.kind == "copy_to":
        open_list = block.last.rstrip().endswith(("，", "、", ",", "；"))
        return row.kind in ("text", "orgs", "addressee") and (open_list or _rest_of_list(block, row))
    return block.kind in ("disclosure", "contact") and bool(block.depth) and row.kind == "text"


def _rest_of_list(block: Block, row: Row) -> bool:
    """The last line of 抄送, when the line above was broken inside a name."""
    ended = block.last.rstrip().endswith("。")
    return not ended and row.words.endswith("。") and not re.search(r"[。：；].", row.words)


def _label_inside(block: Block, row: Row, layout: Layout) -> bool:
    """A label behind words without a full stop may really be the middle of a sentence."""
    if block.kind in ("orgs", "meta"):
        return False
    number = row.label.number if row.label else 0
    if block.depth and row.words[0] not in "（(〔第①②③④⑤⑥⑦⑧⑨" and _CLOSES.match(row.words):
        return True  # （2021—⏎2025）: the end of a bracket, not a label
    # 《…⏎（二）…》 or 达到⏎2.： only inside an open quotation can a label-like start be words.
    return bool(block.depth) and block.depth[-1] in "》）)" and number > 1 and layout.full(block.rows[-1])


def _name_inside_text(block: Block, row: Row, layout: Layout, in_front: bool) -> bool:
    """A line that looks like a name of an agency may be the middle of a wrapped sentence."""
    if block.kind == "orgs" or (in_front and not _unfinished(block, layout)):
        return False
    if row.gap > max(1, layout.gap):
        return False  # 署名 that stands apart, although the letter above has lost its full stop
    if row.kind == "orgs" and block.kind in ("text", "label", "addressee"):
        return _unfinished(block, layout) or bool(block.depth)
    return False


def _ends_with_note(block: Block, layout_free: bool = False) -> bool:
    """Whether the block ends with a responsibility note, which closes a paragraph."""
    words = block.words
    if words[-1] in " \u3000。":
        words = words.rstrip(" \u3000。")
    if layout_free and not words.endswith(_GOES_ON) and _BARE_NOTE.search(words, max(0, len(words) - 200)):
        return True
    if words[-1:] not in _NOTE_ENDS or block.depth:
        return False
    tail = words[-400:]
    notes = find_notes(tail)
    return bool(notes) and notes[-1].end >= len(tail)


def _ended(block: Block) -> bool:
    """Whether the words end a paragraph: with a full stop, or with a responsibility note."""
    if block.depth:
        return False
    return block.last.rstrip().rstrip(_CLOSERS).endswith(_END) or _ends_with_note(block)


def _unfinished(block: Block, layout: Layout) -> bool:
    last = block.last.rstrip()
    if _ended(block) or (layout.width is None and _ends_with_note(block, True)):
        return False
    if last.endswith(_GOES_ON) and not last.endswith(("：", ":")):
        return True
    if _STOP_INSIDE.search(last):
        return True
    return layout.full(block.rows[-1], first=len(block.rows) == 1) or (
        layout.width is None and len(last) > 60
    )


def _title_goes_on(block: Block, row: Row, whole: bool) -> bool | None:
    """Titles before the first label are broken by hand. None when this is no title."""
    words = block.words
    if block.kind != "text" or len(words) > 110 or re.search(r"[。；;]", words) or _LETTER.match(words):
        return None
    if block.depth and block.depth[-1] == "》":
        return True
    if words.startswith("《") and words.endswith("》") and re.match("已|业经|经", row.words):
        return True  # 《…实施方案》⏎已经市政府同意: the letter, not a title
    if _AFTER_TITLE.match(row.words) and len(row.words) < 40 and is_title_like(words):
        return True
    if re.search(r"(?:关于|印发|转发|下发)\s*$", words):
        return True
    if _WHOLE_TITLE.match(row.words) and ends_with_genre(row.words):
        return False  # what stands above is no part of it
    if ends_with_genre(words) and is_title_like(words):
        return False
    joined = words + row.words
    if is_title_like(words) and len(joined) <= 110 and not _OPENING.match(row.words):
        return ends_with_genre(joined) or (not whole and is_title_like(joined)) or None
    if len(words) <= 40 and not words.endswith(_GOES_ON) and _OPENING.match(row.words):
        return False
    if len(words) <= 30 and len(joined) <= 70 and ends_with_genre(joined) and is_title_like(joined):
        return True
    return None


def _text_goes_on(block: Block, row: Row, layout: Layout, last: str) -> bool:
    if block.depth:
        # An open bracket or quotation goes on, unless it was never closed by its author.
        return len(block.rows) < 40
    if _ends_with_note(block, layout.width is None):
        return False
    if last.rstrip(_CLOSERS).endswith(_END):
        regular = row.gap <= layout.gap and not row.indented
        return layout.full(block.rows[-1]) and regular and not last.endswith(("；", ";"))
    if last.endswith(("：", ":")):
        return layout.full(block.rows[-1]) and not row.indented
    if last.endswith(_GOES_ON):
        return True
    # A heading of its own line has no sentence in it; behind a full stop the words must go on.
    if block.stops_inside():
        return True
    if layout.width is not None:
        return layout.full(block.rows[-1], first=len(block.rows) == 1)
    if block.label is not None:
        return block.size > 45 or (block.size > 26 and len(row.words) < 14 and _is_tail(row.words))
    return block.size > 25 or _PROSE.search(block.words) is not None


def _is_tail(words: str) -> bool:
    return not is_orgs(words) and not is_title_like(words) and not words.endswith(_END)
