"""Document -> blocks: which paragraphs belong together and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, takewhile

from draftkit.model import Document, Paragraph, Role
from draftkit.writers.annotations import annotated, on_rows
from draftkit.writers.blocks import (
    Block,
    Flexible,
    Setting,
    blank,
    flexible,
    indent,
    keep_with_next,
    paragraph,
    plain,
)
from draftkit.writers.ending import END, Sections, ending
from draftkit.writers.fitting import fitted
from draftkit.writers.geometry import Page, ems
from draftkit.writers.head import HEAD_ROLES, head
from draftkit.writers.letter import letter_head
from draftkit.writers.looks import joined
from draftkit.writers.profile import Profile
from draftkit.writers.runs import BODY, BOLD, BREAK, HEI, KAI, run
from draftkit.writers.signature import SIGNATURE_ROLES, signature
from draftkit.writers.special import present, special_head
from draftkit.writers.tables import IMPRINT_ROLES, imprint, rows
from draftkit.writers.titles import LINE, balance
from draftkit.writers.turning import Group, turned_groups

_NEW_PAGE = "<w:pageBreakBefore/>"
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百零\d]+[章节编]")
_NOTE = re.compile(r"^(附件[:：])?\s*(\d{1,2}[.．、])?\s*")
_HEADING = ("heading", "item")
_MOVABLE = 400  # characters; LibreOffice moves so many lines at once, Word only the last two
LEFT_OUT: frozenset[Role] = frozenset(("residue", "footnote"))
BEFORE_TITLE = ("notice_title", "title", "attachment_title")


def layout(
    document: Document,
    profile: Profile,
    sections: Sections,
    comments: Mapping[int, int] | None = None,
    above: int = 0,
) -> Iterator[Block]:
    """The document from top to bottom, without what does not belong to it (residue) and footnotes.

    The properties of the last section stand at its end. comments: numbers by the id() of a paragraph.
    above: twips of the first page that may be taken by what stands in front (红头模板).
    """
    paragraphs = [p for p in document.paragraphs if p.role not in LEFT_OUT and (plain(p) or p.cells)]
    setting = Setting(profile, document.issuers, document.signature, _opening(paragraphs), comments or {})
    head, paragraphs = special_head(paragraphs, setting)
    groups = [(key[0], list(members)) for key, members in groupby(paragraphs, key=_group)]
    return iter(_Flow(setting, sections, groups, head, above).blocks())


class _Flow:
    """Sets the groups one after the other; knows what stands above, and how the page lies."""

    def __init__(
        self, setting: Setting, sections: Sections, groups: Sequence[Group], head: list[Block], above: int
    ) -> None:
        self._setting, self._sections, self._groups, self._above = setting, sections, groups, above
        wide = setting.profile.wide_tables and sections.turned
        self._turned = turned_groups(groups, setting.page) if wide else frozenset()
        self._blocks = head
        self._text: list[Block] = []  # the last group, when it is text that stays where it is
        self._notes: list[Block] = []  # the 附件说明 under it
        self._seen: Role | None = None
        self._lying = False

    def blocks(self) -> list[Block]:
        """Everything, and the properties of the last section."""
        for at, (kind, group) in enumerate(self._groups):
            if kind == "imprint" and at == len(self._groups) - 1 and self._own_page():
                return [*self._blocks, *self._imprint(group)]
            self._turn(at in self._turned, group[0])
            self._blocks += _space(self._seen, group[0].role)
            made = _made(kind, group, _lying(self._setting) if self._lying else self._setting, self._seen)
            self._seen = group[-1].role
            self._add(at, kind, made)
        if self._seen is None or self._seen == "table" or self._seen in IMPRINT_ROLES:
            self._blocks.append(END)  # a body may not end with a table
        return [*self._blocks, self._section()]

    def _own_page(self) -> bool:
        """Whether the imprint goes to an even page; that of a letter stands where the text ends (10.1)."""
        profile = self._setting.profile
        return bool(profile.even_imprint and self._sections.imprint and profile.layout != "letter")

    def _imprint(self, group: Sequence[Paragraph]) -> list[Block]:
        made = _made("imprint", group, self._setting, self._seen)
        if self._turned:  # pages that lie are not counted
            return [paragraph("GwEnd", "", self._section()), END, *made, END, self._sections.imprint]
        return [ending(self._blocks, made[0], self._setting.page, self._sections, self._above)]

    def _section(self) -> str:
        return self._sections.turned if self._lying else self._sections.main

    def _turn(self, lying: bool, first: Paragraph) -> None:
        """A section ends where pages begin to lie or to stand, and with each attachment among those that lie."""
        if lying == self._lying and not (lying and first.role == "attachment_mark"):
            return
        self._blocks.append(paragraph("GwEnd", "", self._section()))
        self._lying, self._seen = lying, None

    def _add(self, at: int, kind: str, made: list[Block]) -> None:
        following, group = self._role_after(at), self._groups[at][1]
        if kind == "head":
            made = [joined(made)]  # one block, whose lines keep their distances when text is set closer
        if kind == "text" and following in SIGNATURE_ROLES:
            made, self._notes = _noted(group, made)
            if not _may_move(group):
                self._text = made
                return
            made = [*made[:-1], keep_with_next(made[-1]), *self._notes]
        if self._text:
            more = 1 if following == "disclosure" else 0
            signed = [*self._notes, *made]
            self._blocks, made = fitted(self._blocks, self._text, signed, self._setting.page, more)
            self._text = []
        self._blocks += made

    def _role_after(self, at: int) -> Role | None:
        return self._groups[at + 1][1][0].role if at + 1 < len(self._groups) else None


def _lying(setting: Setting) -> Setting:
    """The same for a page that lies on its side."""
    return replace(setting, profile=replace(setting.profile, page=setting.page.turned()))


def _made(kind: str, group: Sequence[Paragraph], setting: Setting, seen: Role | None) -> list[Block]:
    """The blocks of a group. A text or table bears comments where they belong, others on their first words."""
    made = list(_BUILDERS[kind](group, setting, seen))
    if not setting.comments or kind == "text":
        return made
    if kind == "table":
        numbers = {n: setting.comments[id(p)] for n, p in enumerate(group) if id(p) in setting.comments}
        return [on_rows(b, numbers) for b in made]
    at = next((i for i, b in enumerate(made) if isinstance(b, Flexible) or "<w:r>" in b), 0)
    return [annotated(b, setting.comments_on(group)) if i == at else b for i, b in enumerate(made)]


def _opening(paragraphs: Sequence[Paragraph]) -> tuple[str, str]:
    """The first title and its addressees."""
    titles: list[Paragraph] = next(
        (list(m) for k, m in groupby(paragraphs, key=_group) if k[0] == "title"), []
    )
    addressee = next((plain(p) for p in paragraphs if p.role == "addressee"), "")
    return "\n".join(plain(p) for p in titles), addressee


def _group(p: Paragraph) -> tuple[str, object]:
    """Paragraphs with the same key are set together."""
    if p.role in HEAD_ROLES:
        return "head", None
    if p.role in SIGNATURE_ROLES:
        return "signature", None
    if p.role in IMPRINT_ROLES:
        return "imprint", None
    if p.role == "table":
        return "table", p.table
    if p.role in BEFORE_TITLE:
        return "title", p.role
    return "text", p.role == "attachment_mark"


def _may_move(group: Sequence[Paragraph]) -> bool:
    """Whether the last paragraph may go to the page of the signature, so that it has text (7.3.5.5).

    Not when it is the only text: the first page must show some (7.3.3).
    """
    texts = [p for p in group if p.role not in ("addressee", "attachment_note")]
    return len(texts) > 1 and len(texts[-1].text) <= _MOVABLE


def _noted(group: Sequence[Paragraph], made: list[Block]) -> tuple[list[Block], list[Block]]:
    """The text, and the 附件说明 under it with its empty line, which stays with the signature."""
    count = sum(1 for _ in takewhile(lambda p: p.role == "attachment_note", reversed(group)))
    at = len(made) - count - 1 if count else len(made)
    if at < 1:
        return made, []
    return made[:at], [blank(keep=True) if b == blank() else keep_with_next(b) for b in made[at:]]


def _space(before: Role | None, after: Role) -> Iterator[Block]:
    """Empty lines between two groups."""
    if before is None:
        return
    if after in BEFORE_TITLE:
        if before in HEAD_ROLES:
            yield blank(2)  # 7.3.1: two lines under the red line
        elif before == "attachment_mark":
            yield blank()  # 7.3.7: the title on the third line
    elif (before in (*BEFORE_TITLE, "subtitle") and after not in ("subtitle", "doc_number")) or (
        before == "doc_number" and after != "doc_number"
    ):
        yield blank()  # 7.3.2


def _title(group: Sequence[Paragraph], setting: Setting, seen: Role | None) -> Iterator[Block]:
    texts = "\n".join(plain(p) for p in group)
    fresh = seen is not None and seen not in HEAD_ROLES and seen != "attachment_mark"
    names = dict.fromkeys((*setting.issuers, *setting.signature))
    # A page that lies on its side has room for more in one line.
    room = setting.page.width // setting.page.title
    yield flexible(partial(_title_lines, new_page=fresh, room=room), (texts, *names))


def _title_lines(texts: tuple[str, ...], *, new_page: bool, room: int) -> str:
    text, *names = texts
    whole = LINE < ems(text) <= room and "\n" not in text
    lines = BREAK.join(run(line) for line in ((text,) if whole else balance(text, tuple(names))))
    return paragraph("Title", lines, f'{_NEW_PAGE if new_page else ""}<w:jc w:val="center"/>')


def _text(group: Sequence[Paragraph], setting: Setting, seen: Role | None) -> Iterator[Block]:
    listed = False
    for p in group:
        if p.role == "attachment_note" and seen != "attachment_note":
            yield blank()  # 7.3.4
        attendants = present(p, setting)
        if attendants is not None and not listed:
            yield blank()  # 10.3
        listed = attendants is not None
        yield annotated(attendants or _one(p, setting, first=seen is None), setting.comments_on((p,)))
        seen = p.role


def _one(p: Paragraph, setting: Setting, *, first: bool) -> str:
    if p.role == "attachment_mark":
        return paragraph("GwFlushHei", run(plain(p)), "" if first else f"<w:keepNext/>{_NEW_PAGE}")
    if p.role == "attachment_note":
        return _note(plain(p), setting.page)
    if p.role in _HEADING or p.label:
        return _numbered(p, setting)
    return paragraph(_STYLES.get(p.role, "GwBody"), run(plain(p)))


_STYLES: dict[Role, str] = {"addressee": "GwFlush", "subtitle": "Subtitle"}


def _note(text: str, page: Page) -> str:
    """附件说明: further lines begin under the first character of the name (7.3.4)."""
    found = _NOTE.match(text)
    label, number = (found[1] or "", found[2] or "") if found else ("", "")
    hang = page.measure(label + number)
    start = 2 * page.size + (0 if label else page.measure("附件："))
    place = indent(left=start + hang, first=-hang) if label or number else indent(left=start)
    return paragraph("Normal", run(text), place)


def _numbered(p: Paragraph, setting: Setting) -> str:
    """Label and title in the face of their level, what follows in 仿宋 (7.3.3)."""
    at = max(p.body_at, p.label_end) or len(p.text)
    title, body = p.text[:at].lstrip(), p.text[at:].rstrip()
    if not body.strip():
        style = f"Heading{min(max(p.level, 1), 4)}"
        return paragraph("GwChapter" if _CHAPTER.match(title) else style, run(title.rstrip()))
    return paragraph("GwBody", run(title, _face(p.level, setting)) + run(body))


def _face(level: int, setting: Setting) -> str:
    if level == 1:
        return HEI
    if level == 2:
        return KAI + (BOLD if setting.profile.bold_second else "")
    return BODY + (BOLD if level == 3 and setting.profile.bold_third else "")


def _head(group: Sequence[Paragraph], setting: Setting) -> Iterator[Block]:
    """A head without a 发文机关标志 is only a number, in either format."""
    letter = setting.profile.layout == "letter" and any(p.role == "issuer_mark" for p in group)
    return letter_head(group, setting) if letter else head(group, setting)


_Builder = Callable[[Sequence[Paragraph], Setting, Role | None], Iterator[Block]]
_BUILDERS: dict[str, _Builder] = {
    "head": lambda group, setting, _: _head(group, setting),
    "signature": lambda group, setting, _: signature(group, setting),
    "imprint": lambda group, setting, _: imprint(group, setting),
    "table": lambda group, setting, _: rows(group, setting),
    "title": _title,
    "text": _text,
}
