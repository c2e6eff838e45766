"""Numbered paragraphs -> outline, measures, closing paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from draftkit.model import (
    Measure,
    Paragraph,
    Responsibility,
    Role,
    Section,
    Span,
    StandingResponsibility,
    Text,
)
from draftkit.parsing.body import without_notes
from draftkit.parsing.citations import find_citations
from draftkit.parsing.headings import article_title, title_end
from draftkit.parsing.indicators import targets_of_body
from draftkit.parsing.join import Block
from draftkit.parsing.labels import Label
from draftkit.parsing.notes import find_notes, only_note
from draftkit.parsing.tasks import Task, TaskTable
from draftkit.parsing.units import find_standing, standing_units, take_apart

_REPORT = re.compile(
    r"(?:主要)?(?:成绩|成效|做法和成效)$|^(?:发展|工作)?(?:现状|基础|回顾)$|(?:编制|出台|发展|规划)背景|现状与形势|发展基础$"
)
_REPORTED = re.compile("[绩效状础顾景势]")  # one of these is in every such title
_NOTHING = Text("")
_BOX = re.compile(r"^\s*专\s*栏\s*[\d一二三四五六七八九十]*")
_VALIDITY = re.compile(
    r"^(?:本[^\W\d_]{2,8}|自)[^。]{0,30}?(?:自|从)?[^。]{0,30}?(?:起|日)(?:\d{1,3}日[后起])?(?:正式)?(?:施行|实施|执行|生效)|^本[^\W\d_]{2,8}由[^。]{2,40}负责解释|^本[^\W\d_]{2,8}[^。]{0,8}有效期"
)
_TABLE_FOLLOWS = re.compile(r"(?:如下|见下表|下表)[^。]{0,8}[：:。]?$")
_COUNTED = re.compile(r"^(?:行动|任务|工程|专项|专题|计划)[一二三四五六七八九十\d]{1,2}[：:]")  # 行动二：…
_IN_FORCE = re.compile("起|有效期|废止|施行")
_CLOSING = re.compile(
    r"^(?:各(?:地|县|市|区|州|乡镇|镇|级|部门|单位|有关|相关|责任|牵头|成员|街道)|本(?:实施)?(?:方案|意见|通知|办法|细则|措施|计划|规定|文件)|特此|此前|上述|以上|请(?!示)|执行中|联系人|有关(?:情况|落实))"
)


@dataclass
class Entry:
    """A numbered paragraph with the unnumbered ones that follow it."""

    label: Label
    title: str | None
    paragraph: int
    body: Text
    extra: list[int] = field(default_factory=list)  # indices of the paragraphs that follow
    run_in: bool = False  # body in the same paragraph as the label
    rank: int = 0  # depth for nesting, smaller is higher
    answer: Responsibility | None = None  # of a row of a table


@dataclass
class Outline:
    """What the numbered part of a document holds."""

    sections: tuple[Section, ...] = ()
    measures: tuple[Measure, ...] = ()
    closing: tuple[Text, ...] = ()
    standing: StandingResponsibility | None = None
    validity: list[str] = field(default_factory=list)


def _one_on_top(labels: list[Label]) -> bool:
    """Whether 一、 stands before the first 第一节 or 第一条 of a document without chapters."""
    if any(label.kind in ("编", "章", "部分") for label in labels):
        return False
    first = next((i for i, label in enumerate(labels) if label.kind in ("节", "条")), 0)
    return any(label.kind is None and label.level == 1 for label in labels[:first])


def _reports(title: str | None) -> bool:
    """Whether a title heads what has been reached so far, not what is to be done."""
    return title is not None and _REPORTED.search(title) is not None and _REPORT.search(title) is not None


def _paths(entries: list[Entry]) -> tuple[list[tuple[str, ...]], list[bool]]:
    """For each entry the labels from the chapter down to it, and whether it reports what was reached."""
    paths: list[tuple[str, ...]] = []
    reports: list[bool] = []
    above: list[tuple[int, str, bool]] = []
    for entry in entries:
        while above and above[-1][0] >= entry.rank:
            above.pop()
        report = bool(above and above[-1][2])
        report = report or _reports(entry.title)
        above.append((entry.rank, entry.label.text, report))
        paths.append(tuple(label for _, label, _ in above))
        reports.append(report)
    return paths, reports


class OutlineReader:
    """Blocks from the first heading to the tail -> paragraphs, sections, measures."""

    def __init__(self, blocks: list[Block], offset: int, issued: str | None) -> None:
        self.blocks = blocks
        self.offset = offset
        self.issued = issued  # ISO date, or only the year
        self.paragraphs: list[Paragraph] = []
        self.entries: list[Entry] = []
        self.closing: list[int] = []
        self.articles = False
        self.one_on_top = False  # 一、 holds 第一节 or 第一条, not the other way round
        self.paths: list[tuple[str, ...]] = []
        self.first_leads = False  # 列第一位者为牵头单位，下同
        self.tables: dict[int, TaskTable | None] = {}  # by number; None: its rows are no tasks

    def read(self) -> Outline:
        # In a 办法 the articles are the measures; （一） below them is text of the article.
        self.articles = any(b.label is not None and b.label.kind == "条" for b in self.blocks)
        self.one_on_top = _one_on_top([b.label for b in self.blocks if b.label is not None])
        boxed = False  # inside 专栏, whose numbering is its own
        for i, block in enumerate(self.blocks):
            label = block.label if block.kind == "label" else None
            if label is not None and boxed and self._rank(label) > self.entries[-1].rank:
                self._unnumbered(block)
            elif label is not None and self._counts(label):
                boxed = False
                self._numbered(i, block, label)
            elif block.kind == "meta":
                self.paragraphs.append(Paragraph("residue", block.text))
            else:
                boxed = boxed or (bool(self.entries) and _BOX.match(block.words) is not None)
                tasks = self._tasks(block) if block.table else None
                self._unnumbered(block, attached=tasks is None and not self._is_subheading(i))
                for task in tasks or ():
                    self._task(task)
        self._split_closing()
        return self._assemble()

    def _counts(self, label: Label) -> bool:
        return label.kind is not None or not self.articles or (self.one_on_top and label.level == 1)

    def _rank(self, label: Label) -> int:
        return 1 if self.one_on_top and label.kind is None and label.level == 1 else label.rank

    def _numbered(self, i: int, block: Block, label: Label) -> None:
        text, words = block.text, block.words
        rest = words[label.end :].lstrip()
        lead = len(words) - label.end - len(rest)
        if label.kind == "条":
            title, end = article_title(rest)
        else:
            title, end = title_end(rest, self._followed(i, label))
        body_at = label.end + lead + end
        body = text.trim(body_at) if body_at < len(words) else _NOTHING
        role: Role = "item" if body.text else "heading"
        run_in = bool(body.text) and not only_note(body.text)
        index = len(self.paragraphs)
        paragraph = Paragraph(role, text, label.text, label.level, title, label.end + lead, body_at)
        self.paragraphs.append(paragraph)
        self.entries.append(Entry(label, title, index, body, run_in=run_in, rank=self._rank(label)))

    def _followed(self, i: int, label: Label) -> bool:
        if i + 1 >= len(self.blocks):
            return False
        following = self.blocks[i + 1]
        noted = following.label is None and only_note(following.words)
        if noted:  # 责任单位：… below a heading, above its points
            below = (b for b in self.blocks[i + 2 : i + 6] if not only_note(b.words))
            if (found := next(below, None)) is None or found.label is None:
                return False
            following = found
        if following.label is not None and self._counts(following.label):
            return self._rank(following.label) > self._rank(label)
        if following.kind != "text" or (_CLOSING.match(following.words) and self._last_alone(i, label)):
            return False
        return not noted

    def _last_alone(self, i: int, label: Label) -> bool:
        """Whether nothing numbered follows, and the numbers before are no headings above their text."""
        if any(b.label is not None and self._counts(b.label) for b in self.blocks[i + 1 : i + 6]):
            return False
        before = next((e for e in reversed(self.entries) if e.rank == self._rank(label)), None)
        return before is None or before.run_in

    def _tasks(self, block: Block) -> list[Task] | None:
        """What a row of a table of tasks says, None when the table is only looked at.

        The rows are measures where nothing else is: right below a heading, or in a document of one
        table. A table behind tasks that are told in words only sums them up.
        """
        number, cells = block.table or 0, block.rows[0].cells
        if number not in self.tables:
            last = self.entries[-1] if self.entries else None
            free = last is None or last.answer is not None or not (last.run_in or last.extra)
            self.tables[number] = TaskTable.of(cells) if free or self._announced() else None
            return [] if self.tables[number] else None
        table = self.tables[number]
        if table is None or table.refine(cells):
            return None if table is None else []
        return table.read(cells)

    def _announced(self) -> bool:
        """Whether the last paragraph ends with 如下： and the table says what was announced."""
        return bool(self.paragraphs) and _TABLE_FOLLOWS.search(self.paragraphs[-1].text) is not None

    def _task(self, task: Task) -> None:
        index = len(self.paragraphs) - 1
        body = Text("") if task.heading else task.text
        entry = Entry(task.label, task.title, index, body, run_in=not task.heading)
        entry.rank, entry.answer = self._rank(task.label), task.answer
        self.entries.append(entry)

    def _is_subheading(self, i: int) -> bool:
        """A short line without marks between a finished paragraph and a numbered one."""
        words = self.blocks[i].words
        if i == 0 or i + 1 >= len(self.blocks) or len(words) > 24 or self.blocks[i].kind != "text":
            return False
        following, above = self.blocks[i + 1], self.blocks[i - 1]
        if following.label is None or not self._counts(following.label):
            return False
        if re.search(r"[。，；：:]", _COUNTED.sub("", words)):
            return False
        last = self.entries[-1] if self.entries else None
        closed = above.words.rstrip("）)〕】” ").endswith("。") or only_note(above.words)
        begun = last is not None and (last.run_in or bool(last.extra))
        return closed and begun and not _BOX.match(words) and not only_note(words)

    def _unnumbered(self, block: Block, *, attached: bool = True) -> None:
        role: Role = "table" if block.kind == "table" else "body"
        if role == "body" and only_note(block.words):
            role = "responsibility"
        self.paragraphs.append(Paragraph(role, block.text, table=block.table, cells=block.rows[0].cells))
        if self.entries and attached:
            self.entries[-1].extra.append(len(self.paragraphs) - 1)

    def _split_closing(self) -> None:
        """Unnumbered paragraphs behind the last measure belong to nobody: they close the document."""
        if not self.entries:
            return
        last = self.entries[-1]
        texts = [i for i in last.extra if self.paragraphs[i].role == "body"]
        cut: int | None = None
        if last.run_in and last.body.text.rstrip().endswith(("：", ":")):
            return  # what follows is what was announced
        noted = last.run_in and bool(find_notes(last.body.text))
        notes = [i for i in last.extra if self.paragraphs[i].role == "responsibility"]
        for n, i in enumerate(texts):
            words = self.paragraphs[i].text
            begun = last.run_in or n > 0
            if (
                noted
                or (begun and (_CLOSING.match(words) or _VALIDITY.match(words)))
                or (last.run_in and n == 0 and len(texts) == 1)
            ):
                cut = i
                break
            following = bisect_right(notes, i)
            noted = bool(find_notes(words)) or (
                n + 1 < len(texts) and following < len(notes) and notes[following] < texts[n + 1]
            )
        if cut is None:
            return
        self.closing = [i for i in last.extra if i >= cut]
        last.extra = [i for i in last.extra if i < cut]
        for i in self.closing:
            p = self.paragraphs[i]
            if p.role == "body":
                self.paragraphs[i] = Paragraph("closing", p.content)

    def _assemble(self) -> Outline:
        outline = Outline(closing=tuple(self.paragraphs[i].content for i in self.closing))
        outline.validity = [t.text for t in outline.closing]
        self.paths, self.reports = _paths(self.entries)
        measures: list[Measure] = []
        ids: dict[int, str] = {}
        for n, entry in enumerate(self.entries):
            if self._is_leaf(n) and (measure := self._measure(n, entry, len(measures) + 1, outline)):
                measures.append(measure)
                ids[n] = measure.id
        outline.measures = tuple(measures)
        outline.sections = self._tree(0, len(self.entries), ids)
        return outline

    def _is_leaf(self, n: int) -> bool:
        following = self.entries[n + 1].rank if n + 1 < len(self.entries) else -1
        return following <= self.entries[n].rank

    def _measure(self, n: int, entry: Entry, number: int, outline: Outline) -> Measure | None:
        """The measure that a leaf states; None for an empty heading or a validity clause."""
        parts = [entry.body] if entry.body.text else []
        if entry.extra:
            below = [self.paragraphs[i] for i in entry.extra]
            parts += [paragraph.content for paragraph in below if paragraph.role != "table"]
        title = entry.title
        if not parts:
            if title is None or entry.answer or self.paragraphs[entry.paragraph].role == "table":
                return None
            parts, title = [self._title_text(entry)], None
        words = parts[0].text if len(parts) == 1 else "".join([part.text for part in parts])
        if len(words) < 120 and _VALIDITY.match(words) and _IN_FORCE.search(words):
            outline.validity.append(words)
            return None
        whole = without_notes(parts)
        if not whole.text.text and title is not None:
            whole, title = whole._replace(text=self._title_text(entry)), None
        body, notes = whole.text, whole.notes
        responsibility = entry.answer or self._responsibility(notes)
        id_ = f"m{number}"
        if (
            outline.standing is None
            and "不再" in words
            and (sentence := find_standing(" ".join(t.text for t in notes) or words))
        ):
            outline.standing = StandingResponsibility(_joined(sentence), standing_units(sentence), id_)
        span = self._span(entry)
        return Measure(
            id_,
            self.paths[n],
            title,
            body,
            responsibility,
            () if self.reports[n] else targets_of_body(whole, self.issued),
            find_citations(body.text),
            span,
            tuple([self.offset + i for i in (entry.paragraph, *entry.extra)]),
        )

    def _span(self, entry: Entry) -> Span | None:
        """From the label to the last word of what follows."""
        head = self.paragraphs[entry.paragraph].content
        first = head.span()
        last = self.paragraphs[entry.extra[-1]].content.span() if entry.extra else first
        if first is None or last is None or first is last:
            return first
        page = (first.page[0], last.page[1]) if first.page and last.page else None
        return Span((first.line[0], last.line[1]), (first.column[0], last.column[1]), page)

    def _title_text(self, entry: Entry) -> Text:
        """A task of one sentence looks like a title; its words are the body then."""
        head = self.paragraphs[entry.paragraph]
        return head.content.cut(head.label_end, head.body_at).strip()

    def _responsibility(self, notes: list[Text]) -> Responsibility | None:
        if not notes:
            return None
        if len(notes) == 1:  # nearly always
            parts = take_apart(notes[0].text, self.first_leads)
            self.first_leads = parts.first_leads
            return Responsibility(_joined(notes[0].text), parts.lead, parts.units, notes[0])
        taken = []
        for note in notes:
            taken.append(take_apart(note.text, self.first_leads))
            self.first_leads = taken[-1].first_leads
        lead = dict.fromkeys(unit for parts in taken for unit in parts.lead)
        units = dict.fromkeys(unit for parts in taken for unit in parts.units)
        raw = "；".join(_joined(note.text) for note in notes)
        return Responsibility(raw, tuple(lead), tuple(units), Text.concat(notes))

    def _tree(self, start: int, end: int, ids: dict[int, str]) -> tuple[Section, ...]:
        sections = []
        n = start
        while n < end:
            entry = self.entries[n]
            stop = n + 1
            while stop < end and self.entries[stop].rank > entry.rank:
                stop += 1
            children = self._tree(n + 1, stop, ids)
            sections.append(
                Section(
                    entry.label.text,
                    entry.label.level,
                    entry.title,
                    children,
                    ids.get(n),
                    self.offset + entry.paragraph,
                )
            )
            n = stop
        return tuple(sections)


def _joined(words: str) -> str:
    return words.strip()
