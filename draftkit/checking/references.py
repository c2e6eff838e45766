"""REF: what a document calls itself and points at (自指)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from draftkit.checking.context import Context, Hit, View, hidden
from draftkit.checking.engine import rule
from draftkit.lexicon.text import bare

_FAMILIES = {
    "方案": ("方案", "计划"),
    "计划": ("计划", "方案"),
    "意见": ("意见",),
    "措施": ("措施", "政策"),
    "政策": ("政策", "措施"),
    "办法": ("办法",),
    "细则": ("细则",),
    "规定": ("规定",),
    "规划": ("规划",),
}
_SELF = re.compile(
    r"(?<![版基样资原成文])本((?:实施|工作|行动|总体|指导|若干|管理|暂行|试行)?(方案|计划|意见|措施|政策|办法|细则|规定|规划|通知))(?!期|年|单位|的?申报|书|组织)"
)
_TAIL = re.compile(r"[（(][^（）()]*[）)]$")


def genre_of(context: Context) -> str | None:
    """The family of the document's own title: 方案, 意见 …; None when it is another kind."""
    title = context.document.title or ""
    while _TAIL.search(title):
        title = _TAIL.sub("", title)
    return next((name for name in _FAMILIES if title.endswith(name)), None)


def _selves(context: Context) -> Iterator[tuple[View, re.Match[str]]]:
    for view in context.plan:
        if "本" in view.text:
            for match in _SELF.finditer(hidden(view.text)):
                yield view, match


@rule("REF-01")
def another_kind(context: Context) -> Iterator[Hit]:
    """本通知 inside a 方案. A plan that is the notice's own text has the notice's name."""
    genre = genre_of(context)
    if genre is None or not any(context.of("title")):
        return
    for view, match in _selves(context):
        if match.group(2) not in _FAMILIES[genre]:
            end = min(len(view.text), match.end() + 12)
            fix = f"本{genre}"
            yield view.hit(match.start(), end, f"本文是{genre}，却自称“本{match.group(1)}”。", fix=fix)


@rule("REF-02")
def two_names_for_itself(context: Context) -> Iterator[Hit]:
    """本方案 and 本实施方案 side by side: the rarer one."""
    genre = genre_of(context)
    if genre is None:
        return
    found = [(v, m) for v, m in _selves(context) if m.group(2) == genre]
    counts = Counter(m.group(1) for _, m in found)
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for view, match in found:
        if match.group(1) != usual:
            yield view.hit(match.start(), match.end(), f"别处自称“本{usual}”，请统一。", fix=f"本{usual}")


_ATTACHMENT = re.compile(r"(?:详见|见|按|参照|填写|填报|根据|以|如)?附件\s*(\d{1,2})")
_ITEM = re.compile(r"本(?:条|方案|意见|办法)第（([一二三四五六七八九十]+)）[项条款]")


@rule("REF-03")
def points_at_nothing(context: Context) -> Iterator[Hit]:
    """附件3 where there are two; 本条第（二）项 where there is none."""
    labels = {a.label for a in context.document.attachments}
    numbers = {int(n) for label in labels for n in re.findall(r"\d+", label)}
    announced = any(p.text.lstrip().startswith("附件") for p in context.paragraphs)
    for view in context.plan:
        for match in _ATTACHMENT.finditer(hidden(view.text)):
            number = int(match.group(1))
            if numbers and announced and number > max(numbers):
                yield view.hit(
                    match.start(), match.end(), f"文中提到附件{number}，附件只有{max(numbers)}个。"
                )
            elif not announced and not numbers and match.group().startswith(("见", "详见")):
                yield view.hit(
                    match.start(), match.end(), f"文中提到附件{number}，却没有附件，也没有附件说明。"
                )
        for match in _ITEM.finditer(view.text):
            if (
                f"（{match.group(1)}）" not in {p.label for p in context.paragraphs}
                and "".join(context.words).count(f"（{match.group(1)}）") < 2
            ):
                yield view.hit(match.start(), match.end(), "文中没有这一项。")


@rule("REF-05")
def attachments_differ(context: Context) -> Iterator[Hit]:
    """The list of attachments against the attachments that follow. None at all means separate files."""
    notes = list(context.of("attachment_note"))
    for view in notes:
        match = re.search(r"(?:附件[:：]?\s*|^\s*)\d{1,2}\s*[.．、]\s*$", view.text)
        if match:
            yield view.hit(0, len(view.text), "附件说明里只有序号，没有附件名称。")
    marks = list(context.of("attachment_mark"))
    listed = _listed(notes)
    if not marks or not listed:
        return
    if (len(marks) < len(listed) and len(marks) > 1) or len(marks) > len(listed):
        yield notes[0].hit(0, len(notes[0].text), f"附件说明列了{len(listed)}个附件，后面有{len(marks)}个。")
        return
    titles = {bare(a.title or "") for a in context.document.attachments}
    for view, start, name in listed:
        known = len(titles) == len(listed) and "" not in titles
        if known and not any(bare(name) in t or t in bare(name) for t in titles):
            yield view.hit(start, start + len(name), "附件的标题与附件说明里的名称不一样。")


def _listed(notes: list[View]) -> list[tuple[View, int, str]]:
    """The names that the 附件说明 lists, one by one."""
    found: list[tuple[View, int, str]] = []
    for view in notes:
        pieces = list(
            re.finditer(
                r"(?:^|\s|：|:)(?:附件\s*)?(?:\d{1,2}\s*[.．、])?\s*([^\s:：\d.．][^\n]*?)(?=\s*\d{1,2}\s*[.．、]|$)",
                view.text,
            )
        )
        found += [(view, m.start(1), m.group(1)) for m in pieces if m.group(1) not in ("附件", "附")]
    return found
