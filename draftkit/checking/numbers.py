"""NUM: 发文字号."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.checking.context import Context, Hit
from draftkit.checking.engine import rule
from draftkit.checking.reforms import abolished_before
from draftkit.lexicon.text import squeeze

_HAN = r"[^\W\d_]"
_WRONG = re.compile(
    rf"(?<={_HAN})([\[【（(〈［{{])(\s*(?:19|20)\d{{2}}\s*)([\]】）)〉］}}])\s*(第?)\s*\d{{1,5}}\s*号(?![楼线院路店])"
)
_SPACED = re.compile(r"〔\s*\d{4}\s*〕\s*第?\s*\d+\s*号")
_NUMBER = re.compile(rf"({_HAN}{{1,12}}?)〔(\d{{4}})〕(\d+)号")


@rule("NUM-01")
def brackets(context: Context) -> Iterator[Hit]:
    """The year in other brackets than 〔〕. Orders (令) have no number of this form."""
    for view in context.text:
        text = context.paragraphs[view.index].text
        if "号" not in text:
            continue
        for match in _WRONG.finditer(text):
            if re.search(r"令$|公告$|通告$", text[max(0, match.start() - 3) : match.start()]) and match.group(
                4
            ):
                continue
            new = f"〔{match.group(2).strip()}〕"
            yield Hit(view.index, match.start(), match.end(3), new=new)


@rule("NUM-05")
def spaces(context: Context) -> Iterator[Hit]:
    """Spaces inside a number."""
    for view in context.text:
        text = context.paragraphs[view.index].text
        if "〔" not in text:
            continue
        for match in _SPACED.finditer(text):
            if re.search(r"\s", match.group()):
                yield Hit(view.index, match.start(), match.end(), new=re.sub(r"\s+", "", match.group()))


@rule("NUM-06")
def two_numbers(context: Context) -> Iterator[Hit]:
    """More than one number at the head."""
    numbers = {squeeze(v.text): v for v in context.of("doc_number") if "号" in v.text}
    heads = [n for n in numbers if re.search(r"〔?\d{4}〕?", n)]
    if len(heads) > 1:
        view = numbers[heads[1]]
        yield view.hit(0, len(view.text))
    for view in context.views[:8]:
        if context.paragraphs[view.index].role in ("doc_number", "residue") and _ONLY_NUMBERS.match(
            view.text
        ):
            yield view.hit(0, len(view.text))


_ONLY_NUMBERS = re.compile(rf"(?:{_HAN}{{2,12}}〔\d{{4}}〕\d+号[\s、，]*){{2,}}$")


@rule("NUM-07")
def not_a_ruling_number(context: Context) -> Iterator[Hit]:
    """A period of validity, but no 规 in the number."""
    number = context.document.doc_number
    if not number or "规" in number or "〔" not in number:
        return
    for view in (*context.plan, *context.of("notice_body")):
        match = re.search(r"有效期(?:限)?(?:至|到|为|截止|\d|[一二三五]年)[^。；]{0,16}", view.text)
        if match and not re.search(
            "合同|证书|许可证|资质", view.text[max(0, match.start() - 10) : match.start()]
        ):
            yield view.hit(match.start(), match.end())
            return


_CITED = re.compile(r"《([^《》]+(?:〈[^〈〉]+〉[^《》]*)*)》\s*[（(]([^（）()]*?〔\d{4}〕\d+号)")


def cited(context: Context) -> Iterator[tuple[int, str, str, int, int]]:
    """Every cited title with its number: paragraph, title, number, start and end of the number in the view."""
    for view in context.text:
        if "〔" not in view.text:
            continue
        for match in _CITED.finditer(view.text):
            yield view.index, match.group(1), match.group(2), match.start(2), match.end(2)


@rule("NUM-08")
def one_title_two_numbers(context: Context) -> Iterator[Hit]:
    """One title with two numbers of the same body."""
    known: dict[tuple[str, str], str] = {}
    for index, title, number, start, end in cited(context):
        match = re.search(_NUMBER, number)
        if match is None:
            continue
        key = (title, match.group(1))
        first = known.setdefault(key, match.group())
        if first != match.group():
            yield context.views[index].hit(start, end, f"同一份文件前面写的是“{first}”，请核对原文。")


@rule("NUM-09")
def number_of_a_dead_body(context: Context) -> Iterator[Hit]:
    """A body's number of a year in which it no longer was."""
    for view in context.text:
        if "〔" not in view.text:
            continue
        for match in re.finditer(r"〔(\d{4})〕\d+号", view.text):
            low = view.text.rfind("。", 0, match.start()) + 1
            before = view.text[max(low, match.start() - 90) : match.start()]
            gone = abolished_before(before[-60:], int(match.group(1)))
            if gone:
                yield view.hit(
                    match.start(), match.end(), f"{gone}此时已经撤并，字号年份对不上，请核对原文。"
                )
