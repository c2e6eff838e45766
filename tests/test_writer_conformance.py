"""GB/T 9704—2012 row by row (shared/domain/gongwen_spec.md, A1–A4), read with python-docx and lxml only.

Each test names the row of the specification that it asserts. No test here uses anything of draftkit but
`to_docx`, and every expected number is written as the specification states it.
"""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise
from math import floor
from typing import Any

import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree
from writer_cases import case, document

from draftkit.writers.docx import Fonts, Profile, to_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 1440 / 25.4
AREA = 8845
NAMES = [
    f"松岭市{n}"
    for n in (
        "卫生健康局 发展和改革局 教育局 民政局 财政局 人力资源和社会保障局 自然资源和规划局 "
        "住房和城乡建设局 农业农村局 医疗保障局 市场监督管理局 消防救援支队"
    ).split()
]


def joint(names: list[str]) -> Any:
    title = f"{names[0]}等{len(names)}部门关于印发《松岭市促进普惠托育服务发展实施方案》的通知"
    return document(
        *(("issuer_mark", n) for n in names),
        ("issuer_mark", "文件"),
        ("doc_number", "松卫发〔2026〕8号"),
        ("notice_title", title),
        ("addressee", "各乡镇人民政府、街道办事处，市政府有关部门："),
        ("notice_body", "现将《松岭市促进普惠托育服务发展实施方案》印发给你们，请结合实际认真贯彻执行。"),
        *(("signature", n) for n in names),
        ("date", "2026年10月12日"),
        ("disclosure", "（此件公开发布）"),
        ("title", "松岭市促进普惠托育服务发展实施方案"),
        ("heading", "一、工作目标"),
        ("body", "到2027年，每千人口拥有3岁以下婴幼儿托位数达到5个以上。"),
        ("copy_to", "抄送：市委办公室，市人大常委会办公室，市政协办公室。"),
        ("printed", "松岭市卫生健康局办公室　　2026年10月12日印发"),
        issuers=tuple(names),
        signature=tuple(names),
        notice_title=title,
    )


UPWARD = (
    ("serial", "000123"),
    ("secrecy", "机密★1年"),
    ("urgency", "特急"),
    ("issuer_mark", "松岭市人民政府文件"),
    ("doc_number", "松政发〔2026〕8号"),
    ("signer", "签发人：李明　王小华"),
    ("title", "松岭市人民政府关于报送普惠托育服务发展规划的请示"),
    ("addressee", "云山省人民政府："),
    ("body", "现将规划报上，请审批。"),
    ("signature", "松岭市人民政府"),
    ("date", "2026年10月12日"),
)
DRAFTS = {
    "single": to_docx(case("notice_plan")),
    "joint": to_docx(joint(NAMES)),
    "letter": to_docx(case("notice_plan"), Profile(layout="letter")),
    "upward": to_docx(document(*UPWARD)),
    "bare": to_docx(case("notice_plan"), Profile(seal=False)),
}
EVERY = pytest.mark.parametrize("name", DRAFTS)
FULL = pytest.mark.parametrize("name", ["single", "letter", "bare"])


def word(name: str) -> Any:
    return WordDocument(io.BytesIO(DRAFTS[name]))


def part(name: str, path: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(DRAFTS[name])) as package:
        return etree.fromstring(package.read(path))


def find(opened: Any, start: str) -> Any:
    tables = [p for t in opened.tables for c in t._cells for p in c.paragraphs]
    return next(p for p in (*opened.paragraphs, *tables) if p.text.startswith(start))


def value(opened: Any, p: Any, path: str, attribute: str, run: int = 0) -> str | None:
    """A property of a run by inheritance: run, character style, paragraph styles, defaults."""
    r = p.runs[run]
    sources = [r._element.rPr]
    if r.style is not None and r.style.name != "Default Paragraph Font":
        sources.append(r.style.element.rPr)
    style = p.style
    while style is not None:
        sources.append(style.element.rPr)
        style = style.base_style
    sources += opened.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    for source in sources:
        found = source.find(qn(path)) if source is not None else None
        if found is not None and found.get(qn(attribute)) is not None:
            return str(found.get(qn(attribute)))
    return None


def layout(p: Any, path: str, attribute: str) -> str | None:
    """A property of a paragraph by inheritance."""
    sources, style = [p._p.pPr], p.style
    while style is not None:
        sources.append(style.element.pPr)
        style = style.base_style
    for source in sources:
        found = source.find(qn(path)) if source is not None else None
        if found is not None and found.get(qn(attribute)) is not None:
            return str(found.get(qn(attribute)))
    return None


def look(opened: Any, start: str, run: int = 0) -> tuple[str | None, str | None]:
    p = find(opened, start)
    return value(opened, p, "w:rFonts", "w:eastAsia", run), value(opened, p, "w:sz", "w:val", run)


def set_as(pairs: tuple[tuple[str, str], ...], profile: Profile) -> Any:
    return WordDocument(io.BytesIO(to_docx(document(*pairs), profile)))


def sections(name: str) -> list[Any]:
    return list(part(name, "word/document.xml").iter(f"{W}sectPr"))


# --- A1 page and grid ----------------------------------------------------------------------------


@EVERY
def test_a1_paper_margins_and_type_area(name: str) -> None:
    """A1: paper 5.1, 天头 and 订口 5.2.1, 版心, 切口, 地脚."""
    for section in sections(name):
        size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        width, height = int(size.get(f"{W}w")), int(size.get(f"{W}h"))
        top, right, bottom, left = (int(margin.get(f"{W}{n}")) for n in ("top", "right", "bottom", "left"))
        assert abs(width - 11906) <= 5 and abs(height - 16838) <= 5
        assert 2041 <= top <= 2154
        assert 1531 <= left <= 1644
        assert (right, bottom) == (1474, 1984)
        assert (width - left - right, height - top - bottom) == (8845, 12756)


@EVERY
def test_a1_default_type_and_printing(name: str) -> None:
    """A1: default type 5.2.2, 5.2.4 (3号仿宋, black); printing 6 (both sides)."""
    opened = word(name)
    normal = opened.styles["Normal"].element.rPr
    assert normal.find(qn("w:sz")).get(qn("w:val")) == "32"
    assert normal.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert normal.find(qn("w:color")) is None
    assert opened.settings.odd_and_even_pages_header_footer


@EVERY
def test_a1_a2_lines_and_characters_fill_the_type_area(name: str) -> None:
    """A1: 22 lines × 28 characters 5.2.3; A2: portable encoding, pitch 579, spacing -5, exact lines."""
    opened = word(name)
    for section in sections(name):
        grid = section.find(f"{W}docGrid")
        assert (grid.get(f"{W}type"), grid.get(f"{W}linePitch")) == ("lines", "579")
        assert grid.get(f"{W}charSpace") is None  # never both encodings
    normal = opened.styles["Normal"].element
    spacing = normal.pPr.find(qn("w:spacing"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")
    advance = 320 + int(normal.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert floor((AREA + 4) / advance) == 28
    assert floor(12756 / 579) == 22


def test_a2_word_grid_is_the_other_encoding() -> None:
    """A2: linesAndChars, charSpace -842, no run spacing, Normal 16 pt."""
    data = to_docx(case("opinion"), Profile(grid="word"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        grid = etree.fromstring(package.read("word/document.xml")).find(f".//{W}docGrid")
    assert grid is not None
    assert (grid.get(f"{W}type"), grid.get(f"{W}charSpace")) == ("linesAndChars", "-842")


# --- A3 elements ---------------------------------------------------------------------------------


def test_a3_serial_secrecy_urgency() -> None:
    """A3: 份号 7.2.1, 密级和保密期限 7.2.2, 紧急程度 7.2.3, in this order, flush left."""
    opened = word("upward")
    assert [p.text for p in opened.paragraphs[:3]] == ["000123", "机密★1年", "特急"]
    assert re.fullmatch(r"\d{6}", opened.paragraphs[0].text)
    assert look(opened, "000123") == ("仿宋_GB2312", "32")
    assert look(opened, "机密") == look(opened, "特急") == ("黑体", "32")
    for p in opened.paragraphs[:3]:
        assert layout(p, "w:ind", "w:left") is None and layout(p, "w:ind", "w:firstLine") is None


@pytest.mark.parametrize(
    ("name", "start"), [("single", "松岭县卫生健康局文件"), ("upward", "松岭市人民政府文件")]
)
def test_a3_issuer_mark(name: str, start: str) -> None:
    """A3: 发文机关标志 7.2.4: red 小标宋, centred, exact line, off the grid, 35 mm below 版心 top."""
    opened = word(name)
    p = find(opened, start)
    assert look(opened, start)[0] == "方正小标宋简体"
    assert value(opened, p, "w:color", "w:val") == "FF0000"
    assert layout(p, "w:jc", "w:val") == "center"
    assert layout(p, "w:snapToGrid", "w:val") == "0"
    assert layout(p, "w:spacing", "w:lineRule") == "exact"
    above = next(i for i, q in enumerate(opened.paragraphs) if q.text == start) * 579
    size = int(value(opened, p, "w:sz", "w:val") or 0) * 10
    line, before = (int(layout(p, "w:spacing", f"w:{n}") or 0) for n in ("line", "before"))
    assert abs(above + before + (line - size) / 2 - 35 * MM) < 1 * MM
    assert size * len(start) <= AREA


@pytest.mark.parametrize("count", [2, 3, 7, 12])
def test_a3_joint_mark(count: int) -> None:
    """A3: 发文机关标志, joint: all names stacked, 主办机关 first, distributed; 文件 right, centred."""
    doc = joint(NAMES[:count])
    opened = WordDocument(io.BytesIO(to_docx(doc)))
    row = opened.tables[0].rows[0]
    names, file = row.cells
    assert [p.text for p in names.paragraphs] == NAMES[:count]
    assert all(layout(p, "w:jc", "w:val") == "distribute" for p in names.paragraphs)
    assert file.text == "文件"
    assert file._tc.tcPr.find(qn("w:vAlign")).get(qn("w:val")) == "center"
    assert opened.tables[0]._tbl.find(f".//{W}tblBorders") is None
    assert {value(opened, p, "w:color", "w:val") for c in row.cells for p in c.paragraphs} == {"FF0000"}
    widths = [int(c.get(qn("w:w"))) for c in opened.tables[0]._tbl.tblGrid]
    assert sum(widths) <= AREA
    widest = max(len(n) for n in NAMES[:count])
    first = names.paragraphs[0]
    scale = int(value(opened, first, "w:w", "w:val") or 100) / 100
    assert widest * int(value(opened, first, "w:sz", "w:val") or 0) * 10 * scale <= widths[0]


@pytest.mark.parametrize(("name", "start"), [("single", "松卫发"), ("joint", "松卫发")])
def test_a3_number_and_red_line(name: str, start: str) -> None:
    """A3: 发文字号 7.2.5 (3号仿宋, two blank lines above, centred); 版头分隔线 7.2.7 (red, 4 mm under it)."""
    opened = word(name)
    p = find(opened, start)
    assert look(opened, start) == ("仿宋_GB2312", "32")
    assert layout(p, "w:jc", "w:val") == "center"
    at = next(i for i, q in enumerate(opened.paragraphs) if q.text == p.text)
    assert [q.text for q in opened.paragraphs[at - 2 : at]] == ["", ""]
    line = p._p.pPr.find(f"{W}pBdr/{W}bottom")
    assert line.get(f"{W}color") == "FF0000"
    assert 8 <= int(line.get(f"{W}sz")) <= 12
    # Under the digits stand the rest of the exact line and w:space; together 4 mm.
    gap = (579 - 320) / 2 / 20 + int(line.get(f"{W}space"))
    assert abs(gap - 4 * 72 / 25.4) < 1.5
    assert p._p.pPr.find(qn("w:ind")) is None  # as wide as the type area


def test_a3_signer() -> None:
    """A3: 签发人 7.2.6: label 仿宋, names 楷体, right 空一字; the number 左空一字 in the last line."""
    opened = word("upward")
    p = find(opened, "松政发")
    assert p.text.endswith("王小华")
    assert layout(p, "w:ind", "w:firstLineChars") == "100"
    label = next(i for i, r in enumerate(p.runs) if r.text == "签发人：")
    assert value(opened, p, "w:rFonts", "w:eastAsia", label) == "仿宋_GB2312"
    assert value(opened, p, "w:rFonts", "w:eastAsia", len(p.runs) - 1) == "楷体_GB2312"
    last = max(int(t.get(qn("w:pos"))) for t in p._p.pPr.find(qn("w:tabs")))
    assert last + 3 * 315 <= AREA - 320 <= last + 3 * 315 + 100


def test_a3_three_signers_stand_two_in_a_line() -> None:
    """A3: 签发人: two names a line, the continuation aligned with the first name, the number with the last."""
    changed = [(r, "签发人：李明 王小华 张三" if r == "signer" else t) for r, t in UPWARD]
    opened = WordDocument(io.BytesIO(to_docx(document(*changed))))
    first, last = find(opened, "\t签发人"), find(opened, "松政发")
    assert (first.text, last.text) == ("\t签发人：\t李明\t王小华", "松政发〔2026〕8号\t\t张三")
    tabs = [[t.get(qn("w:pos")) for t in p._p.pPr.find(qn("w:tabs"))] for p in (first, last)]
    assert tabs[0] == tabs[1]
    assert first._p.pPr.find(f"{W}pBdr") is None and last._p.pPr.find(f"{W}pBdr") is not None


@pytest.mark.parametrize("name", ["single", "joint", "letter"])
def test_a3_title(name: str) -> None:
    """A3: 标题 7.3.1: 2号小标宋, not bold, centred, two blank lines above, exact, off the grid."""
    opened = word(name)
    p = next(q for q in opened.paragraphs if q.style.name == "Title")
    assert look(opened, p.text) == ("方正小标宋简体", "44")
    assert value(opened, p, "w:b", "w:val") is None and p.style.element.rPr.find(qn("w:b")) is None
    assert layout(p, "w:jc", "w:val") == "center"
    assert layout(p, "w:snapToGrid", "w:val") == "0"
    assert 579 <= int(layout(p, "w:spacing", "w:line") or 0) <= 640
    at = next(i for i, q in enumerate(opened.paragraphs) if q.text == p.text)
    assert [q.text for q in opened.paragraphs[at - 2 : at]] == ["", ""]
    assert opened.paragraphs[at + 1].text == ""  # 7.3.2: one blank line under it
    assert all(len(line) <= 20 for line in p.text.split("\n"))


@FULL
def test_a3_addressee_body_and_levels(name: str) -> None:
    """A3: 主送机关 7.3.2 flush left with ：; 正文 7.3.3; 一、黑体; （一）楷体; 1. and （1）仿宋."""
    opened = word(name)
    to = find(opened, "各乡镇人民政府")
    assert to.text.endswith("：")
    assert layout(to, "w:ind", "w:firstLine") is None and layout(to, "w:ind", "w:left") is None
    levels = {
        "一、总体要求": "黑体",
        "（一）健全服务网络": "楷体_GB2312",
        "1.优化机构布局。": "仿宋_GB2312",
        "（1）": "仿宋_GB2312",
        "为深入贯彻": "仿宋_GB2312",
    }
    for start, face in levels.items():
        p = find(opened, start)
        assert look(opened, start) == (face, "32")
        assert (layout(p, "w:ind", "w:firstLineChars"), layout(p, "w:ind", "w:firstLine")) == ("200", "640")
    assert opened.styles["Heading 1"].element.rPr.find(qn("w:b")) is None


@FULL
def test_a3_attachment_note_and_attachments(name: str) -> None:
    """A3: 附件说明 7.3.4 (one blank line, 左空二字, hanging); 附件 7.3.7 (new page, 黑体, title on the third line)."""
    opened = word(name)
    first, second = find(opened, "附件：1."), find(opened, "2.松岭县基层医疗卫生机构标准化")
    at = next(i for i, p in enumerate(opened.paragraphs) if p.text == first.text)
    assert opened.paragraphs[at - 1].text == ""
    left, hanging = (int(layout(first, "w:ind", f"w:{n}") or 0) for n in ("left", "hanging"))
    assert left - hanging == 640
    assert layout(second, "w:ind", "w:left") == str(left)
    assert not first.text.endswith(("。", "；")) and not second.text.endswith(("。", "；"))
    mark = next(i for i, p in enumerate(opened.paragraphs) if p.text == "附件1")
    assert opened.paragraphs[mark]._p.pPr.find(qn("w:pageBreakBefore")) is not None
    assert look(opened, "附件1")[0] == "黑体"
    assert opened.paragraphs[mark + 1].text == ""
    assert opened.paragraphs[mark + 2].style.name == "Title"


def test_a3_signature_with_seal_single() -> None:
    """A3: 署名+日期, with seal, single 7.3.5.1: date 右空四字, name centred on it; 成文日期 7.3.5.4."""
    opened = word("single")
    date = next(p for p in opened.paragraphs if re.fullmatch(r"\d{4}年\d+月\d+日", p.text))
    assert re.fullmatch(r"\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日", date.text)
    assert (layout(date, "w:ind", "w:rightChars"), layout(date, "w:ind", "w:right")) == ("400", "1280")
    name = next(p for p in opened.paragraphs if p.text == "松岭县卫生健康局")
    assert layout(name, "w:jc", "w:val") == "center"
    centre = (int(layout(name, "w:ind", "w:left") or 0) + AREA) / 2
    assert abs(centre - (AREA - 1280 - 6 * 315 / 2)) < 20
    assert name._p.pPr.find(qn("w:keepNext")) is not None


@pytest.mark.parametrize("count", [2, 4, 5, 9, 12])
def test_a3_signatures_with_seals_joint(count: int) -> None:
    """A3: same, joint 7.3.5.1: issue order, row-major, at most three a row, seals do not touch, last above date."""
    opened = WordDocument(io.BytesIO(to_docx(joint(NAMES[:count]))))
    table = opened.tables[1]
    rows = [[c.text.split("\n")[0] for c in r.cells] for r in table.rows]
    assert [n for row in rows for n in row if n.strip()] == NAMES[:count]
    assert max(len(row) for row in rows) <= 3
    widths = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid]
    left = int(table._tbl.tblPr.find(qn("w:tblInd")).get(qn("w:w")))
    assert left + sum(widths) <= AREA  # not beyond the type area
    assert min(widths) >= 42 * MM  # a seal is at most 42 mm wide
    heights = [int(r._tr.trPr.find(qn("w:trHeight")).get(qn("w:val"))) for r in table.rows]
    assert all(h >= 42 * MM for h in heights[1:])
    assert table.rows[-1].cells[-1].text.split("\n") == [NAMES[count - 1], "2026年10月12日"]
    centre = left + sum(widths) - widths[-1] / 2
    assert abs(centre - (AREA - 4 * 320 - 7 * 315 / 2)) < 40  # the date stands 右空四字


def test_a3_signature_without_seal() -> None:
    """A3: same, without seal, single 7.3.5.2: one blank line, name 右空二字, date two characters after it."""
    opened = word("bare")
    name = next(p for p in opened.paragraphs if p.text == "松岭县卫生健康局")
    at = next(i for i, p in enumerate(opened.paragraphs) if p._p is name._p)
    assert opened.paragraphs[at - 1].text == "" and opened.paragraphs[at - 2].text != ""
    assert layout(name, "w:ind", "w:right") == "640"
    date = opened.paragraphs[at + 1]
    start = AREA - 640 - 8 * 315
    assert abs(int(layout(date, "w:ind", "w:left") or 0) - (start + 640)) < 20


def test_a3_signatures_without_seal_joint() -> None:
    """A3: same, without seal, joint 7.3.5.2: 主办机关 first, one a line, date last."""
    opened = WordDocument(io.BytesIO(to_docx(joint(NAMES[:4]), Profile(seal=False))))
    texts = [p.text for p in opened.paragraphs]
    at = texts.index(NAMES[0])
    assert texts[at : at + 5] == [*NAMES[:4], "2026年10月12日"]


def test_a3_note() -> None:
    """A3: 附注 7.3.6: in （）, the line after the date, 左空二字."""
    opened = word("single")
    texts = [p.text for p in opened.paragraphs]
    at = texts.index("（此件公开发布）")
    assert texts[at - 1] == "2026年3月1日"
    assert layout(opened.paragraphs[at], "w:ind", "w:firstLineChars") == "200"


@pytest.mark.parametrize("name", ["single", "joint"])
def test_a3_imprint(name: str) -> None:
    """A3: 版记 lines 7.4.1, 抄送机关 7.4.2, 印发机关和印发日期 7.4.3: at the foot of an even page."""
    opened = word(name)
    table = opened.tables[-1]
    lines = {e.tag.removeprefix(W): e.get(f"{W}sz") for e in table._tbl.tblPr.find(qn("w:tblBorders"))}
    assert lines == {"top": "8", "bottom": "8", "insideH": "6"}
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    assert sum(int(c.get(qn("w:w"))) for c in table._tbl.tblGrid) == AREA
    copy, printed = (row.cells[0].paragraphs[0] for row in table.rows)
    assert copy.text.startswith("抄送：") and copy.text.endswith("。")
    assert look(opened, copy.text) == look(opened, printed.text) == ("仿宋_GB2312", "28")
    left, hanging = (int(layout(copy, "w:ind", f"w:{n}") or 0) for n in ("left", "hanging"))
    assert (left - hanging, hanging, layout(copy, "w:ind", "w:right")) == (280, 3 * 280, "280")
    assert re.fullmatch(r".+\t\d{4}年\d+月\d+日印发", printed.text)
    assert layout(printed, "w:ind", "w:left") == "280"
    tab = printed._p.pPr.find(f"{W}tabs/{W}tab")
    assert (tab.get(f"{W}val"), tab.get(f"{W}pos")) == ("right", str(AREA - 280))
    last = sections(name)[-1]
    if len(sections(name)) > 1:  # a page of its own is an even one, and has no number
        assert last.find(f"{W}type").get(f"{W}val") == "evenPage"
        assert last.find(f"{W}titlePg") is not None


@EVERY
def test_a3_page_numbers(name: str) -> None:
    """A3: 页码 7.5: 4号宋体 — 1 —, odd right 空一字, even left 空一字, dash 7 mm below the type area."""
    opened = word(name)
    section = opened.sections[0]
    assert section.footer_distance.twips == 1441
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        p = footer.paragraphs[0]
        assert p.text == "— 1 —"
        assert "PAGE" in "".join(e.text or "" for e in p._p.iter(qn("w:instrText")))
        assert layout(p, "w:jc", "w:val") == side
        assert (layout(p, "w:ind", f"w:{side}Chars"), layout(p, "w:ind", f"w:{side}")) == ("100", "280")
        assert value(opened, p, "w:rFonts", "w:eastAsia") == "宋体"
        assert value(opened, p, "w:sz", "w:val") == "28"


# --- A3 special layouts: 信函格式 10.1 -------------------------------------------------------------


def test_a3_letter_mark_and_upper_line() -> None:
    """信函格式: name without 文件, red 小标宋, 30 mm below the edge; double line 上粗下细, 170 mm, 4 mm under it."""
    opened = word("letter")
    p = opened.paragraphs[0]
    assert p.text == "松岭县卫生健康局"
    assert (look(opened, p.text)[0], value(opened, p, "w:color", "w:val")) == ("方正小标宋简体", "FF0000")
    frame = p._p.pPr.find(qn("w:framePr"))
    assert abs(int(frame.get(qn("w:y"))) - 30 * MM) < 2 and frame.get(qn("w:vAnchor")) == "page"
    assert abs(int(frame.get(qn("w:w"))) - 170 * MM) < 2 and frame.get(qn("w:xAlign")) == "center"
    line = p._p.pPr.find(f"{W}pBdr/{W}bottom")
    assert (line.get(f"{W}val"), line.get(f"{W}color")) == ("thickThinSmallGap", "FF0000")
    assert abs(int(line.get(f"{W}space")) - 4 * 72 / 25.4) < 1


def test_a3_letter_lower_line_and_no_number_on_the_first_page() -> None:
    """信函格式: double line 上细下粗, 20 mm above the foot, 170 mm, red; no number on page 1."""
    opened = word("letter")
    section = opened.sections[0]
    assert section.different_first_page_header_footer
    first = section.first_page_footer
    assert not "".join(p.text for p in first.paragraphs)
    assert not list(first._element.iter(qn("w:instrText")))
    p = first.paragraphs[0]._p.pPr
    frame, line = p.find(qn("w:framePr")), p.find(f"{W}pBdr/{W}bottom")
    above = int(frame.get(qn("w:y"))) + int(p.find(qn("w:spacing")).get(qn("w:line")))
    assert abs(above - (297 - 20) * MM) < 6
    assert abs(int(frame.get(qn("w:w"))) - 170 * MM) < 2
    assert (line.get(f"{W}val"), line.get(f"{W}color")) == ("thinThickSmallGap", "FF0000")


def test_a3_letter_number_and_imprint() -> None:
    """信函格式: number flush right under the line, 份号 flush left; 版记 without 印发机关, date and lines."""
    opened = word("letter")
    p = opened.paragraphs[1]
    assert p.text == "\t松卫发〔2026〕12号"
    tab = p._p.pPr.find(f"{W}tabs/{W}tab")
    assert (tab.get(f"{W}val"), tab.get(f"{W}pos")) == ("right", str(AREA))
    assert p._p.pPr.find(f"{W}pBdr") is None
    above = int(layout(p, "w:spacing", "w:before") or 0) + (579 - 320) / 2
    assert abs(above - 320 * 7 / 8) < 5
    table = opened.tables[-1]
    assert table._tbl.tblPr.find(qn("w:tblBorders")) is None
    assert [r.cells[0].text[:3] for r in table.rows] == ["抄送："]
    assert "印发" not in table._tbl.xpath("string(.)")
    both = to_docx(document(*UPWARD[:5], *UPWARD[6:]), Profile(layout="letter"))
    texts = [q.text for q in WordDocument(io.BytesIO(both)).paragraphs]
    assert texts[1:4] == ["000123\t松政发〔2026〕8号", "机密★1年", "特急"]


def test_a3_joint_letter_bears_the_first_name_only() -> None:
    """信函格式, 10.1: 联合行文时使用主办机关标志."""
    opened = WordDocument(io.BytesIO(to_docx(joint(NAMES[:5]), Profile(layout="letter"))))
    assert opened.paragraphs[0].text == NAMES[0]


# --- A4 fonts ------------------------------------------------------------------------------------


@EVERY
def test_a4_faces_are_named_four_times_without_themes(name: str) -> None:
    """A4: ascii, hAnsi, eastAsia, cs written, no theme attribute; the hint on every run of text."""
    for path in ("word/styles.xml", "word/document.xml", "word/footer1.xml"):
        root = part(name, path)
        assert not [a for e in root.iter() for a in e.attrib if "Theme" in str(a)]
    for fonts in part(name, "word/styles.xml").iter(f"{W}rFonts"):
        assert {f"{W}{n}" for n in ("ascii", "hAnsi", "eastAsia", "cs")} <= set(fonts.attrib)
    for run in part(name, "word/document.xml").iter(f"{W}r"):
        if run.find(f"{W}t") is not None:
            assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia"


@pytest.mark.parametrize(
    ("preset", "faces"),
    [
        ("gb2312", ("仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体")),
        ("gbk", ("方正仿宋_GBK", "方正楷体_GBK", "方正黑体_GBK", "方正小标宋_GBK")),
        ("windows", ("仿宋", "楷体", "黑体", "方正小标宋简体")),
    ],
)
def test_a4_presets(preset: str, faces: tuple[str, ...]) -> None:
    """A4: names of the presets gb2312, gbk, windows."""
    opened = WordDocument(io.BytesIO(to_docx(case("notice_plan"), Profile.named(preset))))
    starts = ("为深入贯彻", "（一）健全服务网络", "一、总体要求", "松岭县卫生健康局关于印发")
    assert tuple(look(opened, s)[0] for s in starts) == faces


def test_a4_no_font_is_carried() -> None:
    """A4: none of these fonts is free to redistribute."""
    for data in DRAFTS.values():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert not [n for n in package.namelist() if "fonts/" in n or n.endswith((".odttf", ".ttf"))]


# --- tables --------------------------------------------------------------------------------------


@FULL
def test_tables_repeat_their_head_and_fit_the_page(name: str) -> None:
    """Issue: tables (任务分工表) repeat their head row and fit the page."""
    table = next(t for t in word(name).tables if t.cell(0, 0).text == "序号")
    heads = [r._tr.trPr.find(qn("w:tblHeader")) is not None for r in table.rows]
    assert heads == [True, *[False] * (len(heads) - 1)]
    assert all(r._tr.trPr.find(qn("w:cantSplit")) is not None for r in table.rows)
    assert sum(int(c.get(qn("w:w"))) for c in table._tbl.tblGrid) == AREA


# --- A3, A4: rows that the tests above leave open ---------------------------------------------------


@pytest.mark.parametrize("count", [2, 3, 7, 12])
def test_a3_joint_mark_begins_35_mm_below_the_top(count: int) -> None:
    """A3: 发文机关标志, joint: the upper edge of the first name stands where that of a single one does."""
    opened = WordDocument(io.BytesIO(to_docx(joint(NAMES[:count]))))
    above = opened.paragraphs[0]
    assert above.text == "" and layout(above, "w:spacing", "w:lineRule") == "exact"
    first = opened.tables[0].rows[0].cells[0].paragraphs[0]
    line, size = (
        int(layout(first, "w:spacing", "w:line") or 0),
        int(value(opened, first, "w:sz", "w:val") or 0) * 10,
    )
    gap = int(layout(above, "w:spacing", "w:line") or 0) + (line - size) / 2
    assert abs(gap - 35 * MM) < MM


def test_a3_a_date_longer_than_the_name_stands_two_characters_from_the_right() -> None:
    """A3: 7.3.5.2: date 右空二字, 署名 moved left by two characters against it."""
    pairs = (("body", "特此通知。"), ("signature", "松岭县教育局"), ("date", "2026年10月12日"))
    opened = set_as(pairs, Profile(seal=False))
    date, name = find(opened, "2026年"), find(opened, "松岭县教育局")
    assert (layout(date, "w:ind", "w:rightChars"), layout(date, "w:ind", "w:right")) == ("200", "640")
    start = AREA - 640 - 7 * 315  # of the date
    assert abs(int(layout(name, "w:ind", "w:left") or 0) - (start - 640)) < 20


def test_a3_joint_names_without_seals_begin_below_each_other() -> None:
    """A3: 7.3.5.2, joint: one a line, and so they begin at one place; the date two characters after it."""
    opened = WordDocument(io.BytesIO(to_docx(joint(NAMES[:4]), Profile(seal=False))))
    names = [next(p for p in opened.paragraphs if p.text == n) for n in NAMES[:4]]
    (left,) = {int(layout(p, "w:ind", "w:left") or 0) for p in names}
    assert {layout(p, "w:jc", "w:val") for p in names} == {"left"}
    assert left + max(len(n) for n in NAMES[:4]) * 315 <= AREA - 640
    assert abs(int(layout(find(opened, "2026年10月12日"), "w:ind", "w:left") or 0) - (left + 640)) < 20


@EVERY
def test_a3_dates_and_what_is_never_written(name: str) -> None:
    """A3: 成文日期 7.3.5.4 (Arabic, no leading zeros); 7.3.5.5: never 此页无正文."""
    words = part(name, "word/document.xml").xpath("string(.)")
    dates = re.findall(r"\d{4}年\d+月\d+日", words)
    assert dates
    assert all(re.fullmatch(r"\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日", d) for d in dates)
    assert "此页无正文" not in words


@EVERY
def test_a3_numbers_of_attachments_go_on(name: str) -> None:
    """A3: 页码: attachments continue; no section counts anew."""
    assert not list(part(name, "word/document.xml").iter(f"{W}pgNumType"))


@pytest.mark.parametrize("count", [3, 9])
def test_a3_names_of_a_row_do_not_touch(count: int) -> None:
    """A3: 7.3.5.1: 署名 arranged in rows, seals and so names apart: a character between two names."""
    opened = WordDocument(io.BytesIO(to_docx(joint(NAMES[:count]))))
    table = opened.tables[1]
    width = int(table._tbl.tblGrid[0].get(qn("w:w")))
    for row in table.rows:
        shown = [c.paragraphs[0] for c in row.cells]
        own = [
            len(p.text) * 315 * int(value(opened, p, "w:w", "w:val") or 100) / 100 if p.text else 0
            for p in shown
        ]
        for a, b in pairwise(own):
            assert not (a and b) or width - (a + b) / 2 >= 315 - 1


def test_a4_digits_in_a_latin_face() -> None:
    """A4: Digits and Latin default to the body font, option latin_font; Chinese words keep theirs."""
    for latin in (None, "Times New Roman"):
        fonts = Fonts.named("gb2312", latin=latin)
        opened = WordDocument(io.BytesIO(to_docx(case("notice_plan"), Profile(fonts=fonts))))
        p = find(opened, "为深入贯彻")
        assert value(opened, p, "w:rFonts", "w:eastAsia") == "仿宋_GB2312"
        assert value(opened, p, "w:rFonts", "w:ascii") == value(opened, p, "w:rFonts", "w:hAnsi")
        assert value(opened, p, "w:rFonts", "w:ascii") == (latin or "仿宋_GB2312")
