"""TTL: titles (标题)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.checking.context import Context, Hit, View, hidden
from draftkit.checking.engine import rule
from draftkit.lexicon.text import chinese_number, squeeze
from draftkit.parsing.titles import ends_with_genre, inner_title

_OFFICIAL = re.compile(r"(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要)$")
_TAIL = re.compile(r"[（(][^（）()]*[）)]$")


def head_of(context: Context) -> View | None:
    """The title of the document as issued: of the notice, else its own."""
    return next(context.of("notice_title"), None) or next(context.of("title"), None)


def _trimmed(text: str) -> str:
    while _TAIL.search(text):
        text = _TAIL.sub("", text)
    return text


@rule("TTL-01")
def lacks_about(context: Context) -> Iterator[Hit]:
    """A 通知 or 意见 whose title lacks 关于. 转发, names of plans and of 会议纪要 do without."""
    view = head_of(context)
    if view is None or not _OFFICIAL.search(_trimmed(view.text)):
        return
    outside = hidden(view.text)
    if "关于" in outside or re.search(r"转发|批转|令$|会议纪要$|第.{1,8}号", outside) or len(view.text) < 8:
        return
    at = outside.find("印发")
    yield view.hit(max(at, 0), len(view.text), fix=f"{view.text[: max(at, 0)]}关于{view.text[max(at, 0) :]}")


@rule("TTL-02")
def another_name_inside(context: Context) -> Iterator[Hit]:
    """The plan is called otherwise in the notice's title than at its own head."""
    notice = next(context.of("notice_title"), None)
    own = list(context.of("title"))
    if notice is None or not own:
        return
    inner = inner_title(notice.text)
    title = squeeze("".join(v.text for v in own))
    if (
        not inner
        or inner.startswith(("关于印发", "关于转发"))
        or ("《" not in notice.text and _akin(_plain(inner), _plain(title)))
    ):
        return
    if _plain(inner) != _plain(title):
        yield own[0].hit(0, len(own[0].text), fix=f"与通知标题一致：{inner}")


def _plain(text: str) -> str:
    return re.sub(r"[《》〈〉“”<>\"\s（）()\-—–－]", "", text)


def _akin(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


@rule("TTL-03")
def marks_in_title(context: Context) -> Iterator[Hit]:
    """A full stop, comma, semicolon or colon in a title."""
    for view in context.of("notice_title", "title"):
        for match in re.finditer("[，。；：！]", hidden(view.text)):
            yield view.hit(match.start(), match.end())
    for view in context.of("notice_body"):
        # With its full stop the title of a notice reads like a sentence in front of the addressee.
        if re.match(r"[^，。]{0,40}关于[^。]*的(?:通知|意见|函)。$", view.text) and _before_addressee(
            context, view.index
        ):
            yield view.hit(len(view.text) - 1, len(view.text), fix="删去句号")


def _before_addressee(context: Context, index: int) -> bool:
    return any(p.role == "addressee" for p in context.paragraphs[index + 1 : index + 4])


@rule("TTL-04")
def no_genre(context: Context) -> Iterator[Hit]:
    """A title that does not end in a kind of document."""
    view = head_of(context)
    if view is None:
        return
    text = _trimmed(view.text)
    if (
        not re.search(r"第.{1,6}号$|令$|年|条$", text[-6:])
        and not ends_with_genre(text)
        and not text.endswith(("》", "”", "委员会", "政府", "厅", "局", "办公室"))
    ):
        yield view.hit(0, len(view.text))


@rule("TTL-05")
def nested(context: Context) -> Iterator[Hit]:
    """关于 twice outside 《》, or 的通知 twice anywhere."""
    view = head_of(context)
    if view is None:
        return
    if hidden(view.text).count("关于") >= 2 or view.text.count("的通知") >= 2:
        yield view.hit(0, len(view.text))


_COUNT = re.compile(
    r"等\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:个)?(?:部门|部委|单位|委办局|厅局|机关)"
)


@rule("TTL-06")
def number_of_bodies(context: Context) -> Iterator[Hit]:
    """等N部门 against the number of bodies that sign."""
    view = head_of(context)
    signed = len(context.document.signature)
    if view is None or signed < 2:
        return
    match = _COUNT.search(view.text.split("印发")[0].split("关于")[0])
    if match is None:
        return
    number = int(match.group(1)) if match.group(1).isdigit() else chinese_number(match.group(1))
    if number is not None and number != signed:
        yield view.hit(match.start(), match.end(), f"标题写{number}个部门，署名有{signed}个机关。")
