"""ORG: names of bodies in the text (机构名称)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from draftkit.checking.citations import _ISSUED as ISSUED
from draftkit.checking.context import Context, Hit, bodies_in
from draftkit.checking.engine import rule
from draftkit.checking.reforms import old_names
from draftkit.lexicon import tables
from draftkit.lexicon.departments import find_row
from draftkit.parsing.names import same_body

_HEAD = ("title", "notice_title", "signature", "issuer_mark", "printed", "copy_to", "addressee")


@rule("ORG-01")
def abolished(context: Context) -> Iterator[Hit]:
    """Names that reforms have ended; those of the issuers of cited documents are CIT-07."""
    for view in (
        *context.body,
        *context.of("signature", "issuer_mark", "addressee", "attachment_body", "copy_to"),
    ):
        for start, end, reform in old_names(view.text, context.as_of):
            if context.in_title(view.index, start) or ISSUED.match(view.text[end:]):
                continue
            name = view.text[start:end]
            yield view.hit(start, end, f"“{name}”已经撤并，现在是{reform.now}。", fix=reform.now, cause=name)


def issuer_marks(context: Context) -> list[str]:
    """The names at the head, several of one line one by one."""
    cells = [
        cell for p in context.paragraphs if p.role == "issuer_mark" for cell in re.split(r"\s{2,}", p.text)
    ]
    names = [re.sub(r"\s+", "", cell).removesuffix("文件") for cell in cells]
    return [name for name in names if len(name) > 4]


@rule("ORG-05")
def two_spellings_of_an_issuer(context: Context) -> Iterator[Hit]:
    """An issuer written otherwise in the signature than at the head."""
    marks = issuer_marks(context)
    for view in context.of("signature"):
        for match in re.finditer(r"\S+", view.text):
            name = match.group()
            if len(name) > 4 and name not in marks:
                other = next((m for m in marks if m not in name and same_body(m, name)), None)
                if other and other not in context.document.signature:
                    yield view.hit(
                        match.start(), match.end(), f"版头写“{other}”，署名写“{name}”，应当一致。", fix=other
                    )


@cache
def _colloquial() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {row["colloquial"]: row["proper"] for row in tables.rows("colloquial")}
    return re.compile("|".join(map(re.escape, names))), names


@rule("ORG-06")
def colloquial(context: Context) -> Iterator[Hit]:
    """卫健局, 发改局: spoken short forms, one finding a name."""
    pattern, names = _colloquial()
    for view in (*context.body, *context.of("addressee", "attachment_body")):
        for match in pattern.finditer(view.text):
            if context.in_title(view.index, match.start()):
                continue
            name = match.group()
            proper = names[name]
            yield view.hit(
                match.start(), match.end(), f"“{name}”是口头简称，规范化简称是“{proper}”。", fix=proper
            )


def _short_for(short: str, full: str) -> bool:
    """Whether the letters of one stand in the other in order (住建, 住房城乡建设厅)."""
    rest = iter(full)
    return all(letter in rest for letter in short)


@rule("ORG-07")
def wrong_suffix(context: Context) -> Iterator[Hit]:
    """省…局 where a province has a 厅, 市…厅 anywhere."""
    for view in context.body:
        if "厅" not in view.text and "省" not in view.text:
            continue
        for m in bodies_in(view.text):
            if m.generic or m.relation != "own" or context.in_title(view.index, m.start):
                continue
            row = find_row(m.key)
            right = (
                row["province_short"].replace("{L}", "省").replace("{S}", "省")
                if row and row["kind"] == "dept"
                else ""
            )
            if (
                m.prefix.endswith("省")
                and m.stem.endswith("局")
                and right.endswith(("厅", "委"))
                and not m.branch
            ):
                known = row["province_full"] + row["province_short"] if row else ""
                if "局" not in known and _short_for(m.stem[:-1], right.removeprefix("省")):
                    yield view.hit(m.start, m.end, f"省一级是“{right}”，不是“{m.text}”。", fix=right)
            elif m.word in ("市", "县", "区") and m.stem.endswith("厅") and not m.stem.endswith("办公厅"):
                yield view.hit(m.start, m.end, f"“{m.text}”：厅是省一级的，{m.word}一级是局（委）。")
