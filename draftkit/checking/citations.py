"""CIT: cited documents (引用)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.checking.context import Context, Hit
from draftkit.checking.engine import rule
from draftkit.checking.numbers import cited
from draftkit.checking.reforms import old_names
from draftkit.lexicon import places, tables
from draftkit.lexicon.text import chinese_number, squeeze
from draftkit.parsing.titles import inner_title

_HAN = r"[^\W\d_]"
_NUMBER_FIRST = re.compile(
    rf"(?<![（(、，〔\w])({_HAN}{{2,9}}〔\d{{4}}〕\d+号)(?:文件?)?(?:印发的?)?《[^《》]+》(?!\s*[（(][^（）]*〔)"
)
_OF_NUMBER = re.compile(
    rf"(?:根据|按照|依据|落实|贯彻|执行|转发|印发|遵照|依照|结合)({_HAN}{{2,9}}〔\d{{4}}〕\d+号)(?:文件?)?《"
)


@rule("CIT-01")
def number_first(context: Context) -> Iterator[Hit]:
    """The number in front of the title."""
    for view in (*context.body, *context.of("attachment_body")):
        if "号《" not in view.text and "号文" not in view.text:
            continue
        taken: set[int] = set()
        for pattern in (_OF_NUMBER, _NUMBER_FIRST):
            for match in pattern.finditer(view.text):
                if match.end(1) not in taken:
                    taken.add(match.end(1))
                    yield view.hit(match.start(1), match.end(1))


_TITLE = re.compile(r"《([^《》]+(?:《[^《》]*》[^《》]*)*)》((?:\s*[（(][^（）()]*[）)])*)")
_BASED = re.compile(r"(?:根据|按照|依据|遵照|依照|贯彻落实|贯彻|落实|执行|对照|结合)[^。；]{0,60}$")
_WITH_NUMBER = re.compile(r"(?:通知|意见|决定|批复|函)$|^.{0,20}关于.*(?:方案|计划|措施)$")
_NO_NUMBER_BODY = re.compile(
    r"党中央|中共中央|中央(?:办公厅|军委|全面|政治局)|中办|全国人大|国务院令|习近平|会议|最高人民"
)


@rule("CIT-02")
def without_number(context: Context) -> Iterator[Hit]:
    """A document named as a basis for the first time without its number. Laws, plans, party decisions have none."""
    known = _own_titles(context)
    for view in context.plan:
        if "《" not in view.text:
            continue
        for match in _TITLE.finditer(view.text):
            title = squeeze(match.group(1))
            if title in known:
                continue
            known.add(title)
            if _needs_number(view.text, match, title):
                yield view.hit(match.start(), match.end(1) + 1)


def _own_titles(context: Context) -> set[str]:
    document = context.document
    names = {squeeze(t) for t in (document.title, document.notice_title) if t}
    inner = inner_title(document.notice_title) if document.notice_title else None
    return names | ({inner} if inner else set())


def _needs_number(text: str, match: re.Match[str], title: str) -> bool:
    if (
        re.search(r"号|令|〔", match.group(2) + text[match.end() : match.end() + 2])
        or _WITH_NUMBER.search(re.sub(r"[（(][^（）()]*[）)]$", "", title)) is None
    ):
        return False
    before = text[max(0, match.start() - 60) : match.start()]
    if re.search(r"\d号(?:文件?)?(?:印发的?)?$", before):
        return False
    if _BASED.search(before) is None or _NO_NUMBER_BODY.search(before[-30:] + title[:8]):
        return False
    # 《…》《…》（…号、…号）: the numbers stand behind the last of several titles.
    after = text[match.end() : match.end() + 120]
    return (
        re.match(
            r"[、和及]?\s*(?:以及)?《[^《》]+》\s*[（(][^（）()]*号[^（）()]*[、，；][^（）()]*号", after
        )
        is None
    )


@rule("CIT-03")
def half_width_brackets(context: Context) -> Iterator[Hit]:
    """A number in half-width brackets."""
    for view in context.text:
        text = context.paragraphs[view.index].text
        if "〔" not in text or ("(" not in text and ")" not in text):
            continue
        for match in re.finditer(r"([(（])([^()（）]*〔\s*\d{4}\s*〕\s*\d+\s*号[^()（）]*)([)）])", text):
            if "(" in match.group(1) or ")" in match.group(3):
                yield Hit(view.index, match.start(), match.end(), new=f"（{match.group(2)}）")


@rule("CIT-04")
def later_than_itself(context: Context) -> Iterator[Hit]:
    """A cited number of a later year."""
    years = [
        int(y)
        for y in re.findall(
            r"(?:19|20)\d\d",
            " ".join(
                (
                    context.document.issued_on or "",
                    context.document.printed_on or "",
                    context.document.doc_number or "",
                )
            ),
        )
    ]
    if not years:
        return
    for view in context.plan:
        if "〔" in view.text:
            for match in re.finditer(r"〔((?:19|20)\d{2})〕\d+号", view.text):
                if int(match.group(1)) > max(years):
                    yield view.hit(match.start(), match.end())


@rule("CIT-05")
def nested_marks(context: Context) -> Iterator[Hit]:
    """《》 inside 《》. The inner ones become 〈〉."""
    for view in context.text:
        text = context.paragraphs[view.index].text
        if text.count("《") < 2:
            continue
        for match in re.finditer(r"《([^《》]*(?:《[^《》]*》[^《》]*)+)》", text):
            if "《" in match.group(1):
                inner = match.group(1).translate(str.maketrans("《》", "〈〉"))
                yield Hit(view.index, match.start(), match.end(), new=f"《{inner}》")


_PERIOD = re.compile(r"[（(]?((?:19|20)\d\d)\s*年?\s*[—–\-－~～至]+\s*((?:19|20)\d\d)\s*年?[）)]?")
_FIVE_YEARS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}


@rule("CIT-06")
def expired(context: Context) -> Iterator[Hit]:
    """A cited plan whose time is over or ends this year."""
    own = _own_titles(context)
    for view in (*context.plan, *context.of("notice_body")):
        if "《" not in view.text:
            continue
        for match in re.finditer(r"《[^《》]+》(?:[（(](?:19|20)\d\d[^（）()]{1,10}[）)])?", view.text):
            title = match.group()
            if squeeze(title[1:].split("》")[0]) in own:
                continue
            end = _end_of(title)
            if end is not None and end <= context.as_of.year:
                yield view.hit(match.start(), match.end())


def _end_of(title: str) -> int | None:
    found = list(_PERIOD.finditer(title))
    if found:
        return int(found[-1].group(2))
    return next((year for name, year in _FIVE_YEARS.items() if name in title), None)


_ISSUED = re.compile(
    r"^(?:等[^《，。；]{0,14})?(?:联合)?(?:印发的?|发布的?|制定的?|出台的?)?[^《，。；]{0,4}《"
)


@rule("CIT-07")
def renamed_issuer(context: Context) -> Iterator[Hit]:
    """The body that issued a cited document has another name by now: the citation keeps the old one."""
    for view in context.body:
        if "《" not in view.text:
            continue
        for start, end, reform in old_names(view.text, context.as_of):
            if not context.in_title(view.index, start) and _ISSUED.match(view.text[end:]):
                yield view.hit(start, end, fix=f"原{view.text[start:end]}（现{reform.now}）")


_LAW = re.compile(
    r"(?:根据|依据|依照|按照|遵照|违反)(?:国家)?([^\W\d_《》]{2,16}(?<![办方做执司依合立守普违非说想手用疗看技书语宪民用税刑推魔不无疗活章军])法)(?=[，。、；等和及的规相有]|第)(?!律|规|定义|治|院|制|官|人)"
)
_SHORT_LAW = re.compile(r"《((?!中华人民共和国)[^《》]{2,16}(?<![办方])法)》")


@rule("CIT-08")
def short_names_of_laws(context: Context) -> Iterator[Hit]:
    """A law without 《》, or by a short name that was not declared."""
    seen: set[str] = set()
    whole = "".join(context.words)
    for view in context.body:
        for pattern in (_LAW, _SHORT_LAW):
            for match in pattern.finditer(view.text) if "法" in view.text else ():
                name = match.group(1)
                if (
                    name in seen
                    or f"以下简称《{name}》" in whole
                    or f"简称“{name}”" in whole
                    or "省" in name
                    or "市" in name
                ):
                    continue
                if pattern is _LAW and context.in_title(view.index, match.start(1)):
                    continue
                seen.add(name)
                yield view.hit(match.start(1), match.end(1), fix=f"《中华人民共和国{_bare(name)}》")


def _bare(name: str) -> str:
    return re.sub(r"^(?:国家|我国)", "", name)


_BODIES = re.compile(r"等\s*(\d{1,2}|[一二三四五六七八九十]{1,3})个?(?:部门|部委|单位|厅局)")


@rule("CIT-09")
def number_of_issuers(context: Context) -> Iterator[Hit]:
    """等N部门 in front of a citation, against the table of known joint documents and against itself."""
    known = {row["number"]: int(row["issuers"]) for row in tables.rows("joint")}
    for index, _, number, _, end in cited(context):
        text = context.words[index]
        found = re.search(r"[^\W\d_]{1,12}〔\d{4}〕\d+号", number)
        if found is None:
            continue
        low = max(text.rfind("。", 0, end), text.rfind("》", 0, text.rfind("《", 0, end))) + 1
        match = _BODIES.search(text[low : text.rfind("《", 0, end)])
        if match is None:
            continue
        stated = int(match.group(1)) if match.group(1).isdigit() else chinese_number(match.group(1))
        right = known.setdefault(found.group(), stated or 0)
        if stated and right and stated != right:
            yield context.views[index].hit(low + match.start(), low + match.end(), fix=f"等{right}部门")


@rule("CIT-10")
def order_of_bases(context: Context) -> Iterator[Hit]:
    """A basis of a higher level behind one of a lower level."""
    for view in context.of("preamble", "notice_body"):
        lowest = -1
        for match in re.finditer(r"《[^《》]+》\s*[（(]([^（）()]*?)〔\d{4}〕\d+号[）)]", view.text):
            rank = _rank(match.group(1))
            if rank is None:
                continue
            if rank < lowest:
                yield view.hit(match.start(), match.end())
                break
            lowest = rank


def _rank(code: str) -> int | None:
    """0 nation, 1 province, 2 below; None when the letter does not tell."""
    if (
        code.startswith(
            ("国", "中", "财", "教", "民", "建", "发改", "人社", "农", "环", "自然资", "交", "卫")
        )
        and places.province_by_abbr(code[0]) is None
    ):
        return 0
    return 1 if places.province_by_abbr(code[:1]) else 2
