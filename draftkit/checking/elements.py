"""ELM: elements of a document (要素)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.checking.bodies import issuer_marks
from draftkit.checking.context import Context, Hit
from draftkit.checking.engine import rule
from draftkit.checking.problems import Edit
from draftkit.lexicon.text import squeeze

_OFFICIAL = re.compile(r"(?:通知|意见|决定|通告|公告|通报|批复|函)(?:[（(].*)?$")


def _is_whole(context: Context) -> bool:
    """Whether this is a document as issued, and not only the plan out of it."""
    document = context.document
    roles = {p.role for p in context.paragraphs}
    return bool(document.notice_title or document.addressees or "signature" in roles or "doc_number" in roles)


@rule("ELM-01")
def missing(context: Context) -> Iterator[Hit]:
    """Title, addressee, signature, date; and a 发文机关标志 of which only 文件 is left.

    A 命令 goes to nobody by name, 纪要 neither that nor is it signed (GB/T 9704 10.2, 10.3).
    """
    marks = list(context.of("issuer_mark"))
    if marks and all(squeeze(v.text) in ("文件", "文") for v in marks):
        yield marks[0].hit(0, len(marks[0].text), "发文机关标志只剩“文件”二字，机关名称丢了。")
    if not context.paragraphs or not _is_whole(context):
        return
    document = context.document
    roles = {p.role for p in context.paragraphs}
    lacking = []
    if not document.title and not document.notice_title:
        lacking.append("标题")
    minutes = (document.title or document.notice_title or "").endswith("纪要")
    order = any(squeeze(v.text).endswith("令") for v in marks)
    if not document.addressees and "addressee" not in roles and not (minutes or order):
        lacking.append("主送机关")
    if "signature" not in roles and not document.signature and not minutes:
        lacking.append("发文机关署名")
    if "date" not in roles and document.issued_on is None:
        lacking.append("成文日期")
    if lacking and (document.measures or len(context.paragraphs) > 4):
        yield Hit(None, message=f"没有找到{'、'.join(lacking)}。")


@rule("ELM-02")
def order(context: Context) -> Iterator[Hit]:
    """附注 in front of 成文日期 or amid the signature; 版记 in front of the attachments."""
    roles = [p.role for p in context.paragraphs]
    for index, role in enumerate(roles):
        after = roles[index + 1 : index + 4]
        if (
            (
                role == "disclosure"
                and index
                and roles[index - 1] in ("signature", "closing", "item", "body", "notice_body")
            )
            and "date" in after
            and "title" not in after[: after.index("date")]
        ):
            yield Hit(
                index,
                0,
                len(context.paragraphs[index].text),
                "附注排在了成文日期前面，应移到成文日期之后。",
            )
        if role == "date" and "signature" in after[:1] and "signature" not in roles[:index]:
            yield Hit(index, 0, len(context.paragraphs[index].text), "成文日期排在了署名前面。")
        if (
            role == "printed"
            and "attachment_mark" in roles[index + 1 :]
            and "attachment_mark" not in roles[:index]
        ):
            yield Hit(index, 0, len(context.paragraphs[index].text), "版记排在了附件前面，应在附件之后。")


@rule("ELM-03")
def no_text_here(context: Context) -> Iterator[Hit]:
    """此页无正文."""
    for index, paragraph in enumerate(context.paragraphs):
        match = re.search(r"[（(]?\s*此\s*页\s*无\s*正\s*文\s*[）)]?", paragraph.text)
        if match:
            yield Hit(index, match.start(), match.end())


@rule("ELM-04")
def brackets_of_note(context: Context) -> Iterator[Hit]:
    """The 附注 without full-width brackets. A portal's own line (公开方式：…) is no 附注."""
    for index, paragraph in enumerate(context.paragraphs):
        if paragraph.role != "disclosure":
            continue
        text = paragraph.text.strip()
        if (text.startswith("（") and text.endswith("）")) or (
            re.search("[:：]", text) and text[0] not in "(（"
        ):
            continue
        start = paragraph.text.index(text)
        inner = re.sub(r"^[(（\[【]\s*|\s*[)）\]】]$", "", text).replace(":", "：")
        yield Hit(index, start, start + len(text), new=f"（{inner}）")


@rule("ELM-05")
def as_many_signatures_as_marks(context: Context) -> Iterator[Hit]:
    """Bodies at the head against bodies that sign. One body at the head may stand for all."""
    marks = issuer_marks(context)
    signed = len(context.document.signature)
    glued = squeeze("".join(context.document.signature))
    if len(marks) < 2 or not signed or len(marks) == signed:
        return
    if signed < len(marks) and all(m in glued for m in marks):
        return  # the names of the signature could not be told apart
    view = next(context.of("issuer_mark"))
    yield view.hit(0, len(view.text), f"版头有{len(marks)}个机关，署名有{signed}个。")


_GOVERNMENT = re.compile(r"(?:人民政府|政府|管委会|办事处|办事处）|公署)$")
_DEPARTMENTS = re.compile(r"(?:部门|单位|机构|企业|委办局|局)(?:（[^（）]*）)?$")


@rule("ELM-06")
def addressee_marks(context: Context) -> Iterator[Hit]:
    """The addressee ends with ：; governments and departments are set apart by ，."""
    views = list(context.of("addressee"))
    if not views:
        return
    last = views[-1]
    raw = context.paragraphs[last.index].text.rstrip()
    if not raw.endswith("："):
        end = len(raw)
        bad = raw[-1] if raw[-1] in ":;；，,。." else ""
        edits = (Edit(last.index, end - len(bad), end, bad, "："),)
        yield Hit(last.index, max(0, end - 8), end, fix="末尾用“：”", edits=edits)
    for view in views:
        for match in re.finditer("、", view.text):
            left = re.split("[、，]", view.text[: match.start()])[-1]
            right = re.split("[、，：]", view.text[match.end() :])[0]
            if (
                _GOVERNMENT.search(left)
                and _DEPARTMENTS.search(right)
                and "各" in right
                and "政府" not in right
            ):
                edits = (Edit(view.index, view.raw(match.start()), view.raw(match.start()) + 1, "、", "，"),)
                low, high = view.span(match.start() - min(6, len(left)), match.end() + min(6, len(right)))
                yield Hit(view.index, low, high, "政府和部门不同类，中间用逗号。", fix="，", edits=edits)


_IMPRINT = re.compile(
    r"(?:办公室|办公厅|委员会|局|厅|政府)\s+(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$"
)


@rule("ELM-07")
def printed_without_word(context: Context) -> Iterator[Hit]:
    """The last line has a body and a date, but no 印发."""
    last = _signed_again(context)
    if last is not None:
        text = context.paragraphs[last].text
        yield Hit(last, 0, len(text), fix=f"{text}印发")
        return
    for index in range(len(context.paragraphs) - 1, max(-1, len(context.paragraphs) - 4), -1):
        paragraph = context.paragraphs[index]
        if paragraph.role in ("attachment_body", "table", "item"):
            continue
        text = paragraph.text
        earlier = any(p.role in ("date", "signature") for p in context.paragraphs[:index])
        if _IMPRINT.search(text) and earlier and len(text) < 60:
            yield Hit(index, 0, len(text), fix=f"{text.rstrip()}印发")
            return


def _signed_again(context: Context) -> int | None:
    """A signature and a date on the last line, behind those of the notice: an imprint without 印发."""
    if len(context.paragraphs) < 2:
        return None
    office, day = context.paragraphs[-2:]
    same_line = office.span is not None and day.span is not None and office.span.line[1] == day.span.line[0]
    earlier = [p.role for p in context.paragraphs[:-2]]
    again = office.role == "signature" and day.role == "date" and "date" in earlier
    return len(context.paragraphs) - 1 if again and same_line else None


@rule("ELM-08")
def no_disclosure(context: Context) -> Iterator[Hit]:
    """A document that is signed, dated and printed, without a word on its disclosure."""
    roles = {p.role for p in context.paragraphs}
    whole = {"signature", "date"} <= roles and bool(roles & {"printed", "doc_number"})
    if whole and "disclosure" not in roles and context.document.disclosure is None:
        yield Hit(None)


_GOVERNMENT_ISSUER = re.compile(
    r"人民政府|政府办|党委|委员会办公|省委|市委|县委|区委|国务院|管委会|管理委员会|领导小组|指挥部|委办公室"
)
_CONSENT = re.compile(
    r"[经报](?:[^，。；]{0,14}(?:政府|党委|省委|市委|县委|区委|国务院|领导小组|党组|领导|常务会议|委员会|管委会))[^，。；]{0,12}(?:同意|批准|审定|审议通过|研究)|(?:同意|批准)[，,]?现|受[^，。]{2,12}政府委托|经[^，。；]{0,10}(?:同意|批准)"
)
_LOWER = re.compile(r"(?:人民政府|党委|管委会|街道办事处|委员会)(?=$|[、，：（）])")


@rule("ELM-09")
def no_consent(context: Context) -> Iterator[Hit]:
    """Departments that address governments without 经…政府同意."""
    document = context.document
    if not document.issuers or any(_GOVERNMENT_ISSUER.search(i) for i in document.issuers):
        return
    addressees = [squeeze(a) for a in document.addressees]
    if not any(_LOWER.search(a) and a.startswith(("各", "有关")) for a in addressees):
        return
    if any(_CONSENT.search(v.text) for v in (*context.of("notice_body", "preamble", "body", "closing"),)):
        return
    view = next(context.of("addressee"), None)
    if view is not None:
        yield view.hit(0, len(view.text))
