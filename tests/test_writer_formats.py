"""The special layouts of GB/T 9704—2012 (10.2, 10.3, 7.3.5.3) and tables that lie on their side (8).

Like tests/test_writer_conformance.py: read with python-docx and lxml only, numbers as the standard states them.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn
from same_document import same_docx
from test_writer_conformance import AREA, MM, W, find, layout, look, set_as, value
from writer_cases import document

from draftkit.checking.form import form_findings
from draftkit.parsing import parse
from draftkit.readers import source_of_bytes
from draftkit.writers.docx import Profile, compile_body, to_docx

# --- A3 special layouts: 命令格式 10.2, 签名章 7.3.5.3, 纪要格式 10.3 --------------------------------

ORDER = (
    ("issuer_mark", "松岭市人民政府令"),
    ("doc_number", "第12号"),
    ("notice_body", "《松岭市城市绿化管理办法》已经市人民政府常务会议审议通过，现予公布。"),
    ("signature", "市长　李明"),
    ("date", "2026年10月12日"),
    ("title", "松岭市城市绿化管理办法"),
    ("body", "第一条　为了促进城市绿化，制定本办法。"),
)
MINUTES = (
    ("title", "松岭市人民政府常务会议纪要"),
    ("doc_number", "〔2026〕3号"),
    ("signature", "松岭市人民政府办公室"),
    ("date", "2026年3月1日"),
    ("preamble", "2026年2月27日，市长李明主持召开市政府常务会议。现纪要如下："),
    ("body", "会议原则同意《松岭市促进普惠托育服务发展实施方案》。"),
    ("closing", "出席：李明、王小华。"),
    ("closing", "请假：卫五。"),
    ("closing", "列席：市委宣传部蒋六，市发展改革局沈七。"),
)


def from_top(opened: Any, p: Any) -> float:
    """Twips from the top of the type area to the ink of the first line of a mark."""
    above = next(i for i, q in enumerate(opened.paragraphs) if q._p is p._p) * 579
    size = int(value(opened, p, "w:sz", "w:val") or 0) * 10
    line, before = (int(layout(p, "w:spacing", f"w:{n}") or 0) for n in ("line", "before"))
    return above + before + (line - size) / 2


def test_a3_order() -> None:
    """命令格式: mark red 小标宋, top edge 20 mm below 版心 top; 令号 centred two lines below; body two below that."""
    opened = set_as(ORDER, Profile(layout="order"))
    mark = find(opened, "松岭市人民政府令")
    assert value(opened, mark, "w:color", "w:val") == "FF0000"
    assert look(opened, mark.text)[0] == "方正小标宋简体"
    assert abs(from_top(opened, mark) - 20 * MM) < MM
    assert [p.text for p in opened.paragraphs][:7] == [
        "松岭市人民政府令",
        "",
        "",
        "第12号",
        "",
        "",
        ORDER[2][1],
    ]
    assert layout(opened.paragraphs[3], "w:jc", "w:val") == "center"
    assert not list(opened.element.iter(qn("w:pBdr")))


@pytest.mark.parametrize("kind", ["order", "file"])
def test_a3_signed_by_a_person(kind: Any) -> None:
    """签名章 7.3.5.3: two blank lines, 右空四字; 职务 2 characters left; date one blank line below, 右空四字."""
    opened = set_as(ORDER, Profile(layout=kind))
    signed = find(opened, "市长")
    at = next(i for i, p in enumerate(opened.paragraphs) if p._p is signed._p)
    texts = [p.text for p in opened.paragraphs]
    assert texts[at - 2 : at + 3] == ["", "", "市长　　李明", "", "2026年10月12日"]
    for p in (signed, opened.paragraphs[at + 2]):
        assert (layout(p, "w:ind", "w:rightChars"), layout(p, "w:ind", "w:right")) == ("400", "1280")
        assert layout(p, "w:jc", "w:val") == "right"


def test_a3_minutes() -> None:
    """纪要格式: mark red 小标宋 35 mm; 出席/请假/列席 黑体, names 仿宋, one blank line, 左空二字, hanging; no seal."""
    opened = set_as(MINUTES, Profile(layout="minutes"))
    mark = find(opened, "松岭市人民政府常务会议纪要")
    assert value(opened, mark, "w:color", "w:val") == "FF0000"
    assert look(opened, mark.text)[0] == "方正小标宋简体"
    assert abs(from_top(opened, mark) - 35 * MM) < MM
    texts = [p.text for p in opened.paragraphs]
    at = texts.index("出席：李明、王小华。")
    assert texts[at - 1 : at + 3] == ["", *(t for _, t in MINUTES[-3:])]
    for p in opened.paragraphs[at : at + 3]:
        assert (look(opened, p.text)[0], look(opened, p.text, 1)[0]) == ("黑体", "仿宋_GB2312")
        assert p.runs[0].text.endswith("：") and look(opened, p.text) == ("黑体", "32")
        left, hanging = (int(layout(p, "w:ind", f"w:{n}") or 0) for n in ("left", "hanging"))
        assert (left - hanging, hanging) == (640, 3 * 315)
    sent = find(opened, "松岭市人民政府办公室")
    assert sent.text == "松岭市人民政府办公室\t2026年3月1日"
    assert sent._p.pPr.find(f"{W}pBdr/{W}bottom").get(f"{W}color") == "FF0000"


# --- tables that lie on their side: 8 --------------------------------------------------------------

LONG = "按照常住人口规模和服务半径，合理设置乡镇卫生院、社区卫生服务中心和村卫生室"
WIDE = (
    ("title", "松岭县基层医疗卫生服务能力提升工作方案"),
    ("body", "制定本方案。"),
    ("attachment_mark", "附件1"),
    ("attachment_title", "松岭县基层医疗卫生服务能力提升重点任务分工表"),
    ("table", "序号|重点任务|具体举措|量化目标|牵头单位|责任单位|完成时限"),
    *(
        ("table", f"{i}|{LONG[:17]}|{LONG}|{LONG[:22]}|县卫生健康局|{LONG[:30]}|2027年6月底前")
        for i in range(9)
    ),
    ("attachment_mark", "附件2"),
    ("attachment_title", "名单"),
    ("attachment_body", "李明、王小华。"),
    ("printed", "松岭县卫生健康局办公室　　2026年3月1日印发"),
)


def test_8_a_wide_table_lies_on_its_side_and_the_pages_around_it_stand() -> None:
    """8: A4纸型的表格横排; the margins are those of the upright page, turned."""
    opened = WordDocument(io.BytesIO(to_docx(document(*WIDE))))
    sizes = [(s.page_width.twips, s.page_height.twips) for s in opened.sections]
    assert sizes == [(11906, 16838), (16838, 11906), (11906, 16838), (11906, 16838)]
    upright, lying = opened.sections[0], opened.sections[1]
    assert lying._sectPr.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape"
    turned = (upright.left_margin, upright.top_margin, upright.right_margin, upright.bottom_margin)
    assert (lying.top_margin, lying.right_margin, lying.bottom_margin, lying.left_margin) == turned
    grid = [int(c.get(qn("w:w"))) for c in opened.tables[0]._tbl.tblGrid]
    assert sum(grid) == 12756  # 225 mm
    assert min(grid) >= 2 * 240
    assert (
        opened.element.xpath("//w:p[w:pPr/w:sectPr]/following-sibling::w:p[1]")[0].xpath("string(.)")
        == "附件1"
    )


def test_8_the_page_number_stands_where_it_does_on_other_pages() -> None:
    """8: 页码位置与公文其他页码保持一致: seen on the page that lies, along its left edge, read from above."""
    opened = WordDocument(io.BytesIO(to_docx(document(*WIDE))))
    lying = opened.sections[1]
    for footer, side in ((lying.footer, "right"), (lying.even_page_footer, "left")):
        (table,) = footer.tables
        place = table._tbl.tblPr.find(qn("w:tblpPr"))
        assert (place.get(qn("w:vertAnchor")), place.get(qn("w:horzAnchor"))) == ("page", "page")
        assert (place.get(qn("w:tblpX")), place.get(qn("w:tblpY"))) == ("1441", "1587")
        assert table.rows[0].height.twips == AREA
        cell = table.rows[0].cells[0]
        assert cell._tc.tcPr.find(qn("w:textDirection")).get(qn("w:val")) == "tbRl"
        p = cell.paragraphs[0]
        assert p.text == "— 1 —" and layout(p, "w:jc", "w:val") == side
        assert (layout(p, "w:ind", f"w:{side}Chars"), layout(p, "w:ind", f"w:{side}")) == ("100", "280")


@pytest.mark.parametrize(
    ("table", "more"),
    [
        (("序号|姓名|性别|年龄|单位|职务", "1|李明|男|40|县教育局|局长"), ()),
        (("序号|重点任务|责任单位|完成时限", f"1|{LONG}|{LONG}|2027年"), ()),
        (WIDE[4][1:] + WIDE[5][1:], (("attachment_body", LONG * 8),)),
    ],
    ids=["short cells", "four columns", "much text beside it"],
)
def test_8_other_tables_stand(table: tuple[str, str], more: Any) -> None:
    doc = document(*WIDE[:4], *(("table", row) for row in table), *more)
    opened = WordDocument(io.BytesIO(to_docx(doc)))
    assert [s.page_width.twips for s in opened.sections] == [11906]
    lying = WordDocument(io.BytesIO(to_docx(document(*WIDE), Profile(wide_tables=False))))
    assert {s.page_width.twips for s in lying.sections} == {11906}


def test_8_a_row_breaks_over_pages_only_when_it_fills_half_of_one() -> None:
    rows = (("table", "序号|具体举措"), ("table", f"1|{LONG * 4}"), ("table", f"2|{LONG * 14}"))
    opened = WordDocument(io.BytesIO(to_docx(document(*WIDE[:4], *rows))))
    kept = [r._tr.find(f"{W}trPr/{W}cantSplit") is not None for r in opened.tables[0].rows]
    assert kept == [True, True, False]


@pytest.mark.parametrize(
    ("pairs", "profile"),
    [
        (WIDE, Profile()),
        (ORDER, Profile(layout="order")),
        (MINUTES, Profile(layout="minutes")),
    ],
    ids=["wide", "order", "minutes"],
)
def test_filling_gives_what_setting_gives(pairs: tuple[tuple[str, str], ...], profile: Profile) -> None:
    values = {"\ue000": "松岭", "\ue001": "2026"}
    holes = [(role, text.replace("松岭", "\ue000").replace("2026", "\ue001")) for role, text in pairs]
    body = pickle.loads(pickle.dumps(compile_body(document(*holes), profile)))
    assert same_docx(body.fill(values), to_docx(document(*pairs), profile))


def test_a_page_that_lies_has_no_findings_of_form() -> None:
    data = to_docx(document(*WIDE))
    found = form_findings(data, parse(source_of_bytes(data, "a.docx")))[0]
    assert [p.message for p in found] == []
