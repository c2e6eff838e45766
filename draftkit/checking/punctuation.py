"""PUN: punctuation (标点)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from draftkit.checking.context import Context, Hit, View
from draftkit.checking.engine import rule
from draftkit.checking.problems import Edit
from draftkit.parsing.notes import find_notes

_FULL = dict(zip(",;:?!()", "，；：？！（）", strict=True))
_MARK = re.compile(r"[,;:?!()]")
_NEAR = re.compile(r"[\u3400-\u9fff\uf900-\ufaff、。，；：？！（）《》〈〉“”‘’〔〕％]")
_LABEL = re.compile(r"^\s*[（(](?:[一二三四五六七八九十百]{1,4}|\d{1,2})[)）]")
_URL = re.compile(r"(?:https?://|www\.)[\w./?=&%:#~+\-]+|[\w.]+@[\w.]+")
_CITED = re.compile(r"[(（][^()（）]*〔\s*\d{4}\s*〕\s*\d+\s*号[^()（）]*[)）]")


@rule("PUN-01")
def half_width(context: Context) -> Iterator[Hit]:
    """Half-width marks beside ideographs. Those of labels (STR-07), numbers (CIT-03), the addressee's colon
    (ELM-06), the disclosure (ELM-04) and of notes in mixed brackets (PUN-05) are told there."""
    mixed = _mixed_notes(context)
    for index, paragraph in enumerate(context.paragraphs):
        text = paragraph.text
        if paragraph.role in ("residue", "table", "disclosure") or not _MARK.search(text):
            continue
        told = _told_elsewhere(text, paragraph.role) | mixed.get(index, set())
        done: set[int] = set()
        for match in _MARK.finditer(text):
            at = match.start()
            if at in told or at in done or not _chinese(text, at):
                continue
            close = _closing(text, at)
            places = (at,) if close is None else (at, close)
            done.update(places)
            edits = tuple(Edit(index, p, p + 1, text[p], _FULL[text[p]]) for p in places)
            start, end = _around(text, at)
            yield Hit(
                index,
                at,
                places[-1] + 1,
                fix=_fixed(text, places),
                edits=edits,
                quote=text[start : max(end, places[-1] + 1)],
            )


def _closing(text: str, at: int) -> int | None:
    """The bracket that closes a short half-width pair; None for other marks."""
    if text[at] != "(":
        return None
    close = text.find(")", at, at + 40)
    return close if close > 0 and "(" not in text[at + 1 : close] else None


def _fixed(text: str, places: tuple[int, ...]) -> str:
    start, end = places[0], places[-1] + 1
    return "".join(_FULL[c] if start + i in places else c for i, c in enumerate(text[start:end]))


def _told_elsewhere(text: str, role: str) -> set[int]:
    told: set[int] = set()
    for pattern in (_LABEL, _URL):
        for match in pattern.finditer(text):
            told |= set(range(*match.span()))
    if "〔" in text:
        for match in _CITED.finditer(text):
            told |= {match.start(), match.end() - 1}
    if role == "addressee" and text.rstrip().endswith(":"):
        told.add(len(text.rstrip()) - 1)
    return told


def _chinese(text: str, at: int) -> bool:
    """Whether the mark is meant full-width: an ideograph or Chinese mark on the side that counts."""
    before = next((c for c in reversed(text[max(0, at - 4) : at]) if not c.isspace()), "")
    after = next((c for c in text[at + 1 : at + 5] if not c.isspace()), "")
    if before.isdigit() and after.isdigit():
        return False
    if text[at] == "(":
        return bool(_NEAR.match(before) or _NEAR.match(after)) if before or after else False
    return bool(_NEAR.match(before)) or (
        bool(_NEAR.match(after)) and not (before.isascii() and text[at] in ":" and after.isascii())
    )


def _around(text: str, at: int) -> tuple[int, int]:
    return max(0, at - 6), min(len(text), at + 7)


def _mixed_notes(context: Context) -> dict[int, set[int]]:
    """The brackets of responsibility notes that PUN-05 reports, by paragraph."""
    found: dict[int, set[int]] = {}
    for index, start, end in _odd_notes(context):
        found.setdefault(index, set()).update((start, end - 1))
    return found


_OPEN, _CLOSE = "《“‘（〔【〈", "》”’）〕】〉"
_PAIR = dict(zip(_CLOSE, _OPEN, strict=True))
_ENUMERATOR = re.compile(
    r"(?:^|(?<=[。；：，、\s\u4e00-\u9fff]))(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-zA-Z])[）)]"
)
_APOSTROPHE = re.compile(r"[A-Za-z]’[A-Za-z]?|’\d\d")


@rule("PUN-02")
def unpaired(context: Context) -> Iterator[Hit]:
    """Marks that open or close alone. A quotation may go on in the next paragraph."""
    doubtful: list[tuple[int, int, str]] = []
    for view in context.text:
        if context.paragraphs[view.index].role in ("table", "attachment_body", "attachment_note"):
            continue
        doubtful += [(view.index, at, mark) for at, mark in _alone(view.text)]
    alone = {(index, mark) for index, _, mark in doubtful}
    for index, at, mark in doubtful:
        if mark in "“”‘’" and any(
            (i, m) in alone for i in range(index - 6, index + 7) for m in "“”‘’" if m != mark
        ):
            continue
        if {(index - 1, _partner(mark)), (index + 1, _partner(mark))} & alone:
            continue
        view = context.views[index]
        low = max(0, at - 4) if mark in _CLOSE else at
        high = at + 1 if mark in _CLOSE else min(len(view.text), at + 10)
        yield view.hit(low, high, f"“{mark}”没有配对的另一半。")


def _partner(mark: str) -> str:
    return _PAIR[mark] if mark in _PAIR else _CLOSE[_OPEN.index(mark)]


def _alone(text: str) -> Iterator[tuple[int, str]]:
    skipped = {m.end() - 1 for m in _ENUMERATOR.finditer(text) if "（" not in m.group()}
    skipped |= (
        {m.start() + m.group().index("’") for m in _APOSTROPHE.finditer(text)} if "’" in text else set()
    )
    stack: list[tuple[int, str]] = []
    for match in re.finditer(f"[{_OPEN}{_CLOSE}]", text):
        mark, at = match.group(), match.start()
        if mark in _OPEN:
            stack.append((at, mark))
        elif stack and stack[-1][1] == _PAIR[mark]:
            stack.pop()
        elif any(m == _PAIR[mark] for _, m in stack):
            while stack[-1][1] != _PAIR[mark]:
                yield stack.pop()
            stack.pop()
        elif at not in skipped:
            yield at, mark
    yield from stack


@rule("PUN-04")
def nested_brackets(context: Context) -> Iterator[Hit]:
    """（…（…）…）: the outer ones become 〔〕."""
    for view in context.text:
        if view.text.count("（") < 2 or context.paragraphs[view.index].role == "table":
            continue
        raw = context.paragraphs[view.index].text
        for start, end in _outer(view.text):
            a, b = view.raw(start), view.raw(end)
            edits = (Edit(view.index, a, a + 1, raw[a], "〔"), Edit(view.index, b, b + 1, raw[b], "〕"))
            quote = raw[a : a + 16] + ("…" if b - a > 15 else "")
            fixed = "（" not in _FIXED.sub("", view.text[start + 1 : end])
            message = "“县（市、区）”这类固定写法外面又有括号，外层宜改用〔〕。" if fixed else None
            fix = "外层括号改用〔〕"
            yield Hit(view.index, a, b + 1, message, fix=fix, edits=edits, quote=quote, mild=fixed)


# 各县（市、区）, 乡镇（街道）: fixed ways to name places of several kinds at once.
_FIXED = re.compile(
    r"(?:省|市|州|盟|县|区|旗|乡|镇|乡镇|街道|村)（(?:(?:自治)?[区州县旗市盟]|地区|新区|管委会|开发区|高新区|街道|街道办事处|办事处|乡|镇|场|苏木|社区|居|[、，])+）"
)


def _outer(text: str) -> Iterator[tuple[int, int]]:
    stack: list[list[int]] = []
    for match in re.finditer("[（）]", text):
        if match.group() == "（":
            for level in stack:
                level[1] = 1
            stack.append([match.start(), 0])
        elif stack:
            start, holds = stack.pop()
            if holds and not stack:
                yield start, match.start()


def _odd_notes(context: Context) -> list[tuple[int, int, int]]:
    """Notes of the rarer bracket, offsets in the paragraph itself; 〔〕 around （） is right."""
    notes: list[tuple[int, int, int, str]] = []
    for view in context.plan:
        raw = context.paragraphs[view.index].text
        if not re.search("单位|部门|负责|落实|牵头", raw):
            continue
        for note in find_notes(raw):
            pair = raw[note.start : note.start + 1] + raw[note.end - 1 : note.end]
            if pair in ("（）", "()", "（)", "(）", "【】", "[]") or (
                pair == "〔〕" and not re.search("[（(]|以下", note.raw)
            ):
                notes.append((view.index, note.start, note.end, pair))
    kinds = Counter(kind for *_, kind in notes)
    if len(kinds) < 2:
        return []
    usual = "（）" if kinds["（）"] else kinds.most_common(1)[0][0]
    return [(i, a, b) for i, a, b, kind in notes if kind != usual]


@rule("PUN-05")
def one_bracket_for_notes(context: Context) -> Iterator[Hit]:
    """Responsibility notes in another bracket than the others."""
    for index, start, end in _odd_notes(context):
        raw = context.paragraphs[index].text
        edits = (
            Edit(index, start, start + 1, raw[start], "（"),
            Edit(index, end - 1, end, raw[end - 1], "）"),
        )
        yield Hit(index, start, end, fix="改用（）", edits=edits, quote=raw[start : min(end, start + 16)])


@rule("PUN-07")
def straight_quotes(context: Context) -> Iterator[Hit]:
    """Straight quotation marks beside ideographs, put right in pairs."""
    for view in context.text:
        text = context.paragraphs[view.index].text
        for mark, pair in (('"', "“”"), ("'", "‘’")):
            places = [m.start() for m in re.finditer(mark, text)]
            if not places or not any(_beside(text, at) for at in places):
                continue
            safe = len(places) % 2 == 0
            for number, at in enumerate(places):
                yield Hit(
                    view.index, at, at + 1, new=pair[number % 2] if safe else None, quote=text[at : at + 8]
                )


def _beside(text: str, at: int) -> bool:
    return any(_NEAR.match(c) for c in (text[at - 1 : at], text[at + 1 : at + 2]) if c)


_BASIS = re.compile(r"(》(?:（[^（）]*）)?(?:等?(?:文件)?(?:精神|要求|规定|部署)?)?)(?=(?:特)?制定本)")


@rule("PUN-09")
def comma_after_basis(context: Context) -> Iterator[Hit]:
    """…12号）制定本方案 without a comma."""
    for view in context.of("preamble", "body", "notice_body"):
        for match in _BASIS.finditer(view.text):
            end = view.text.find("本", match.end())
            hit_end = min(len(view.text), end + 5)
            low, high = view.span(max(0, match.end() - 5), hit_end)
            at = view.raw(match.end())
            yield Hit(
                view.index, low, high, fix="在“制定”前加逗号", edits=(Edit(view.index, at, at, "", "，"),)
            )


_LOCAL = re.compile(
    r"([、，])(?=各[^、，。；（）]{0,4}(?:[（(][^（）]*[）)])?[^、，。；（）]{0,4}(?:人民政府|政府|管委会|街道办))"
)


@rule("PUN-10")
def mark_before_governments(context: Context) -> Iterator[Hit]:
    """、 in front of 各区县人民政府 where the other notes have ，."""
    found: list[tuple[View, int, str]] = []
    for view in context.plan:
        if "各" not in view.text:
            continue
        for note in find_notes(view.text):
            found += [
                (view, note.start + m.start(1), m.group(1))
                for m in _LOCAL.finditer(view.text[note.start : note.end])
            ]
    marks = Counter(mark for *_, mark in found)
    if len(marks) < 2:
        return
    usual, number = marks.most_common(1)[0]
    if number < 3 * (len(found) - number):
        return
    for view, at, mark in found:
        if mark != usual:
            yield view.hit(max(0, at - 8), min(len(view.text), at + 8), fix=usual)
