"""Word files as offices really have them: fields, links, footnotes, pictures, text boxes, nested and merged tables."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_BOX = (
    "<w:r {ns}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' style='width:80pt;height:30pt'>"
    "<v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox>"
    "</v:shape></w:pict></w:r>"
)
WORDS = {
    "lead": "加强组织领导，县民政局牵头建立台账。",
    "link": "政策全文见县政府网站公开栏目，",
    "linked": "实施方案全文",
    "after_link": "各乡镇遵照执行。",
    "field": "本方案共",
    "field_value": "12",
    "after_field": "项任务，由县发展改革局汇总。",
    "picture": "下图为全县服务网点分布情况，请各单位核对。",
    "box": "内部资料",
    "boxed": "文本框旁边的正文说明任务分工。",
    "section": "第一部分到此为止，后面的附表横排。",
    "cell": "县卫生健康局",
    "deadline": "2025年6月底",
    "merged": "加强基层服务能力建设",
    "nested": "子项任务由乡镇落实",
    "control": "控件里的内容由县民政局填写。",
    "last": "本方案自印发之日起施行。",
}


def rich(changes: Mapping[str, str] | None = None, without: tuple[str, ...] = ()) -> bytes:
    """A Word file with everything in it. changes: other words by key. without: paragraphs left out."""
    words = {**WORDS, **(changes or {})}
    document = docx.Document()
    if "lead" not in without:
        document.add_paragraph(words["lead"])
    if "link" not in without:
        _linked(document, words)
    if "field" not in without:
        _field(document, words)
    if "picture" not in without:
        paragraph = document.add_paragraph(words["picture"][:7])
        paragraph.add_run().add_picture(io.BytesIO(_PIXEL))
        paragraph.add_run(words["picture"][7:])
    if "boxed" not in without:
        paragraph = document.add_paragraph(words["boxed"])
        paragraph._p.append(parse_xml(_BOX.format(ns=nsdecls("w"), text=words["box"])))
    if "section" not in without:
        document.add_paragraph(words["section"])
        document.add_section(WD_SECTION.NEW_PAGE)
    _table(document, words, without)
    _control(document, words)
    document.add_paragraph(words["last"])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _linked(document: Any, words: Mapping[str, str]) -> None:
    paragraph = document.add_paragraph(words["link"])
    relation = paragraph.part.relate_to(
        "https://example.org", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, True
    )
    link = parse_xml(f"<w:hyperlink {nsdecls('w', 'r')} r:id='{relation}'><w:r><w:t/></w:r></w:hyperlink>")
    link.find(qn("w:r")).find(qn("w:t")).text = words["linked"]
    paragraph._p.append(link)
    paragraph.add_run(words["after_link"])


def _field(document: Any, words: Mapping[str, str]) -> None:
    paragraph = document.add_paragraph(words["field"])
    for piece in (
        "<w:bookmarkStart {ns} w:id='7' w:name='count'/>",
        "<w:r {ns}><w:fldChar w:fldCharType='begin'/></w:r>",
        "<w:r {ns}><w:instrText xml:space='preserve'> NUMPAGES </w:instrText></w:r>",
        "<w:r {ns}><w:fldChar w:fldCharType='separate'/></w:r>",
        f"<w:r {{ns}}><w:t>{words['field_value']}</w:t></w:r>",
        "<w:r {ns}><w:fldChar w:fldCharType='end'/></w:r>",
        "<w:bookmarkEnd {ns} w:id='7'/>",
        f"<w:r {{ns}}><w:t>{words['after_field']}</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(piece.format(ns=nsdecls("w"))))


def _table(document: Any, words: Mapping[str, str], without: tuple[str, ...]) -> None:
    rows = [
        ("任务", "单位", "时限"),
        ("一", words["cell"], words["deadline"]),
        ("二", "县教育局", "长期坚持"),
    ]
    if "row" in without:
        rows.pop()
    table = document.add_table(rows=0, cols=3)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    wide = table.add_row().cells
    wide[0].merge(wide[2]).text = words["merged"]
    tall = table.add_row().cells, table.add_row().cells
    tall[0][0].merge(tall[1][0]).text = "跨行"
    tall[0][1].text = "各乡镇"
    inner = tall[1][1].add_table(1, 2)
    inner.rows[0].cells[0].text = words["nested"]
    inner.rows[0].cells[1].text = "年底前"


def _control(document: Any, words: Mapping[str, str]) -> None:
    document.add_paragraph("附表说明如下。")
    body = document.element.body
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t/></w:r></w:p></w:sdtContent></w:sdt>"
    )
    next(control.iter(qn("w:t"))).text = words["control"]
    body.insert(len(body) - 1, control)
