"""What a set document looks like from outside, read with python-docx and lxml only (spec A1–A4)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import yaml
from docx import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree
from writer_cases import CASES, case, document

from draftkit.errors import InputError, OutputError
from draftkit.writers.docx import Fonts, Profile, to_docx
from draftkit.writers.text import to_text

NAMES = ("notice_plan", "joint", "opinion")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(data: bytes) -> Any:
    return WordDocument(io.BytesIO(data))


def xml(data: bytes, part: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(part))


def words(word: Any, text: str) -> Any:
    """The paragraph of the body or of a table that begins with `text`."""
    everywhere = [*word.paragraphs, *(p for t in word.tables for c in t._cells for p in c.paragraphs)]
    return next(p for p in everywhere if p.text.startswith(text))


def inherited(word: Any, paragraph: Any, run: Any, path: str, attribute: str) -> str | None:
    """A property of a run: its own, else of its character style, else up the paragraph's styles."""
    sources = [run._element.rPr]
    if run.style is not None and run.style.name != "Default Paragraph Font":
        sources.append(run.style.element.rPr)
    style = paragraph.style
    while style is not None:
        sources.append(style.element.rPr)
        style = style.base_style
    for source in sources:
        found = None if source is None else source.find(qn(path))
        if found is not None and found.get(qn(attribute)) is not None:
            return str(found.get(qn(attribute)))
    return None


def face(word: Any, start: str, run: int = 0) -> str | None:
    p = words(word, start)
    return inherited(word, p, p.runs[run], "w:rFonts", "w:eastAsia")


@pytest.fixture(scope="module")
def notice() -> Any:
    return opened(to_docx(case("notice_plan")))


def test_page_is_a4_with_the_type_area_of_the_standard(notice: Any) -> None:
    section = notice.sections[0]
    assert (section.page_width.twips, section.page_height.twips) == (11906, 16838)
    assert abs(section.top_margin - Mm(37)) < Mm(1)
    assert abs(section.left_margin - Mm(28)) < Mm(1)
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert abs(width - Mm(156)) < Mm(0.1)
    assert abs(height - Mm(225)) < Mm(0.1)
    assert section.footer_distance.twips == 1441


def test_grid_gives_22_lines_and_28_characters(notice: Any) -> None:
    grid = notice.sections[0]._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    body = words(notice, "为深入贯彻")
    normal = notice.styles["Normal"]
    assert normal.font.size == Pt(16)
    assert inherited(notice, body, body.runs[0], "w:spacing", "w:val") == "-5"
    spacing = normal.element.pPr.find(qn("w:spacing"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")
    area = 11906 - 1587 - 1474
    assert 28 * (320 - 5) <= area < 29 * (320 - 5)
    assert 22 * 579 <= 16838 - 2098 - 1984 < 23 * 579


def test_word_grid_counts_28_without_run_spacing() -> None:
    data = to_docx(case("opinion"), Profile(grid="word"))
    grid = xml(data).find(f".//{W}docGrid")
    assert grid.get(f"{W}type") == "linesAndChars"
    pitch = 320 + 20 * int(grid.get(f"{W}charSpace")) / 4096
    assert int(8845.2 / pitch) == 28
    assert opened(data).styles["Normal"].element.rPr.find(qn("w:spacing")).get(qn("w:val")) == "0"


def test_every_face_is_named_and_no_theme_interferes() -> None:
    data = to_docx(case("notice_plan"))
    for part in ("word/styles.xml", "word/document.xml"):
        assert not [a for e in xml(data, part).iter() for a in e.attrib if "Theme" in a]
    for fonts in xml(data, "word/styles.xml").iter(f"{W}rFonts"):
        assert {f"{W}{n}" for n in ("ascii", "hAnsi", "eastAsia", "cs")} <= set(fonts.attrib)
    for run in xml(data).iter(f"{W}r"):
        if run.find(f"{W}t") is not None:
            assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia"


def test_each_element_has_its_face_and_size(notice: Any) -> None:
    expected = {
        "松岭县卫生健康局文件": "方正小标宋简体",
        "松卫发〔2026〕12号": "仿宋_GB2312",
        "松岭县卫生健康局关于印发": "方正小标宋简体",
        "各乡镇人民政府": "仿宋_GB2312",
        "一、总体要求": "黑体",
        "（一）健全服务网络": "楷体_GB2312",
        "（一）工作思路。": "楷体_GB2312",
        "1.优化机构布局。": "仿宋_GB2312",
        "（1）": "仿宋_GB2312",
        "附件1": "黑体",
    }
    assert {start: face(notice, start) for start in expected} == expected
    assert face(notice, "（一）工作思路。", run=1) == "仿宋_GB2312"
    title = words(notice, "松岭县卫生健康局关于印发")
    assert title.style.font.size == Pt(22)
    assert not title.style.font.bold


def test_issuer_mark_is_red_and_starts_35_mm_below_the_type_area(notice: Any) -> None:
    mark = words(notice, "松岭县卫生健康局文件")
    assert str(mark.style.font.color.rgb) == "FF0000"
    size, line = mark.runs[0].font.size.pt, mark.paragraph_format.line_spacing.pt
    assert size * 10 <= 442.25  # ten characters fit into one line
    top = mark.paragraph_format.space_before.pt + (line - size) / 2
    assert abs(top - Mm(35).pt) < 1


def test_red_line_is_the_border_under_the_number(notice: Any) -> None:
    number = words(notice, "松卫发")
    border = number._p.pPr.find(f"{W}pBdr/{W}bottom")
    assert border.get(f"{W}color") == "FF0000"
    assert [p.text for p in notice.paragraphs[1:3]] == ["", ""]


def test_an_issuer_mark_without_a_number_still_has_the_red_line() -> None:
    word = opened(to_docx(document(("issuer_mark", "松岭县人民政府文件"), ("title", "关于甲的通知"))))
    assert word.element.find(f".//{W}pBdr/{W}bottom") is not None


def test_no_red_line_without_an_issuer_mark() -> None:
    assert b"FF0000" not in etree.tostring(xml(to_docx(case("opinion"))))


def test_body_is_indented_by_characters_and_by_length(notice: Any) -> None:
    indent = words(notice, "为深入贯彻").style.element.pPr.find(qn("w:ind"))
    assert (indent.get(qn("w:firstLineChars")), indent.get(qn("w:firstLine"))) == ("200", "640")
    assert words(notice, "各乡镇人民政府").style.element.pPr is None


def test_headings_are_in_the_outline(notice: Any) -> None:
    levels = [p.style.name for p in notice.paragraphs if p.style.name.startswith("Heading")]
    assert levels.count("Heading 1") == 3
    assert levels.count("Heading 2") == 3


def test_plan_and_attachments_begin_on_new_pages(notice: Any) -> None:
    breaks = [p.text.replace("\n", "") for p in notice.paragraphs if p.paragraph_format.page_break_before]
    assert breaks == ["关于加快推进基层医疗卫生服务能力提升的实施方案", "附件1", "附件2"]


def test_date_with_seal_stands_four_characters_from_the_right(notice: Any) -> None:
    date = words(notice, "2026年3月1日")._p.pPr.find(qn("w:ind"))
    assert (date.get(qn("w:rightChars")), date.get(qn("w:right"))) == ("400", "1280")
    sign = next(p for p in notice.paragraphs if p.text == "松岭县卫生健康局")
    left = int(sign._p.pPr.find(qn("w:ind")).get(qn("w:left")))
    centre, date_width = (left + 8845) / 2, (3 + 6 / 2) * 315
    assert abs(centre - (8845 - 1280 - date_width / 2)) < 20


@pytest.mark.parametrize(
    ("name", "date", "name_right", "date_left"),
    [
        ("云山省人民政府办公厅", "2026年4月2日", 640, 8845 - 10 * 315),
        ("县政府", "2026年12月12日", None, None),
    ],
)
def test_date_without_seal(name: str, date: str, name_right: int | None, date_left: int | None) -> None:
    word = opened(to_docx(document(("signature", name), ("date", date)), Profile(seal=False)))
    sign, when = (words(word, t)._p.pPr.find(qn("w:ind")) for t in (name, date))
    if name_right is None:  # 7.3.5.2: the date is longer, so it stands two characters from the right
        assert when.get(qn("w:right")) == "640"
        width = 7 * 315
        assert int(sign.get(qn("w:left"))) == 8845 - 640 - width - 640
    else:
        assert int(sign.get(qn("w:right"))) == name_right
        assert int(when.get(qn("w:left"))) == date_left


def test_signature_takes_the_last_paragraph_along_but_never_the_only_one() -> None:
    sign = (("signature", "松岭县教育局"), ("date", "2026年3月1日"))
    for texts, kept in ((("甲。", "乙。"), [None, True]), (("甲。",), [None])):
        doc = document(("addressee", "各学校："), *(("body", t) for t in texts), *sign)
        paragraphs = opened(to_docx(doc)).paragraphs[1 : len(texts) + 1]
        assert [p.paragraph_format.keep_with_next for p in paragraphs] == kept


def test_joint_mark_stacks_all_names_beside_the_word_file() -> None:
    doc = case("joint")
    word = opened(to_docx(doc))
    names, suffix = word.tables[0].rows[0].cells
    assert [p.text for p in names.paragraphs] == list(doc.issuers)
    assert {p._p.pPr.find(qn("w:jc")).get(qn("w:val")) for p in names.paragraphs} == {"distribute"}
    assert suffix.text == "文件"
    assert word.tables[0]._tbl.find(f".//{W}tblBorders") is None


def test_joint_signatures_stand_in_rows_and_the_last_above_the_date() -> None:
    doc = case("joint")
    rows = [[c.text for c in r.cells] for r in opened(to_docx(doc)).tables[1].rows]
    *above, last = rows
    named = [name for row in above for name in row if name] + [c.split("\n")[0] for c in last if c.strip()]
    assert named == list(doc.signature)
    # In one row, so that no page can end between them.
    date = next(p.text for p in doc.paragraphs if p.role == "date")
    assert last[-1] == f"{doc.signature[-1]}\n{date}"


def test_names_in_columns_are_told_apart_without_help_from_the_head() -> None:
    doc = document(("signature", "松岭县教育局　　松岭县民政局"), ("date", "2026年3月1日"))
    cells = [c.text for c in opened(to_docx(doc)).tables[0].rows[0].cells]
    assert cells == ["松岭县教育局", "松岭县民政局\n2026年3月1日"]


def test_names_spaced_out_to_equal_width_are_told_apart_by_the_names_that_are_known() -> None:
    doc = document(("signature", "松 岭 县 教 育 局 松岭县卫生健康局"), ("signature", "松岭县民政局"))
    doc = replace(doc, signature=("松岭县教育局", "松岭县卫生健康局", "松岭县民政局", "松岭县消防救援大队"))
    table = opened(to_docx(doc)).tables[0]
    assert [c.text for r in table.rows for c in r.cells if c.text] == list(doc.signature[:3])


def test_imprint_floats_at_the_foot_between_its_lines(notice: Any) -> None:
    table = notice.tables[-1]._tbl
    place = table.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    lines = {e.tag.removeprefix(W): e.get(f"{W}sz") for e in table.tblPr.find(qn("w:tblBorders"))}
    assert lines == {"top": "8", "bottom": "8", "insideH": "6"}
    assert notice.tables[-1].rows[-1].cells[0].text == "松岭县卫生健康局办公室\t2026年3月1日印发"


def test_table_repeats_its_head_row_and_fills_the_width(notice: Any) -> None:
    table = notice.tables[0]
    heads = [r._tr.trPr.find(qn("w:tblHeader")) is not None for r in table.rows]
    assert heads == [True, False, False, False]
    assert sum(int(c.get(qn("w:w"))) for c in table._tbl.tblGrid) == 8845


def test_ragged_rows_of_a_table_stay_whole() -> None:
    word = opened(to_docx(document(("table", "甲|乙|丙"), ("table", "丁|戊"), ("body", "后"))))
    assert [c.text for c in word.tables[0].rows[1].cells] == ["丁", "戊", "戊"]


def test_page_numbers_stand_outside_on_both_sides(notice: Any) -> None:
    assert notice.settings.odd_and_even_pages_header_footer
    section = notice.sections[0]
    for footer, side, jc in ((section.footer, "right", "right"), (section.even_page_footer, "left", "left")):
        paragraph = footer.paragraphs[0]
        assert "PAGE" in "".join(e.text for e in paragraph._p.iter(qn("w:instrText")))
        assert paragraph.text == "— 1 —"
        style = paragraph.style.element.pPr
        assert style.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"
        assert style.find(qn("w:jc")).get(qn("w:val")) == jc
        assert inherited(notice, paragraph, paragraph.runs[0], "w:rFonts", "w:eastAsia") == "宋体"


def test_holes_are_yellow_and_nothing_else(notice: Any) -> None:
    marked = [r.text for p in notice.paragraphs for r in p.runs if r.font.highlight_color is not None]
    assert marked == ["【待填：改造业务用房面积】", "【待填：二类机构家数】"]


def test_attachment_note_hangs_under_the_name(notice: Any) -> None:
    first, second = (
        words(notice, t).paragraph_format for t in ("附件：1.", "2.松岭县基层医疗卫生机构标准化")
    )
    assert first.left_indent == second.left_indent
    start = first.left_indent.twips + first.first_line_indent.twips
    assert start == 640
    assert second.left_indent.twips + second.first_line_indent.twips == 640 + 3 * 315


def test_upward_document_has_number_left_and_signer_right() -> None:
    doc = document(
        ("issuer_mark", "松岭县文件"), ("doc_number", "松发〔2026〕1号"), ("signer", "签发人：李明")
    )
    word = opened(to_docx(doc))
    line = words(word, "松发")
    assert line.text == "松发〔2026〕1号\t签发人：李明"
    assert face(word, "松发", run=-1) == "楷体_GB2312"
    assert face(word, "松发", run=-2) == "仿宋_GB2312"


def test_secrecy_and_serial_number_stand_flush_left() -> None:
    doc = document(
        ("serial", "000001"), ("secrecy", "机密★1年"), ("urgency", "特急"), ("issuer_mark", "甲县文件")
    )
    word = opened(to_docx(doc))
    assert [p.text for p in word.paragraphs[:3]] == ["000001", "机密★1年", "特急"]
    assert (face(word, "机密"), face(word, "000001")) == ("黑体", "仿宋_GB2312")


@pytest.mark.parametrize("preset", ["gb2312", "gbk", "windows"])
def test_font_presets(preset: str) -> None:
    profile = Profile.named(preset)
    assert face(opened(to_docx(case("opinion"), profile)), "一、") == profile.fonts.hei


def test_unknown_font_preset_is_an_error() -> None:
    with pytest.raises(InputError, match="没有“wingdings”"):
        Fonts.named("wingdings")


def test_latin_font_and_local_bold() -> None:
    profile = Profile(fonts=Fonts.named("gbk", latin="Times & New"), bold_second=True, bold_third=True)
    word = opened(to_docx(case("notice_plan"), profile))
    body = words(word, "为深入")
    assert inherited(word, body, body.runs[0], "w:rFonts", "w:ascii") == "Times & New"
    assert words(word, "（一）工作思路").runs[0].font.bold
    assert words(word, "1.优化").runs[0].font.bold
    assert words(word, "（一）健全").style.font.bold


def test_core_properties_and_language(notice: Any) -> None:
    assert notice.core_properties.title == case("notice_plan").notice_title
    assert notice.core_properties.language == "zh-CN"
    mode = notice.settings.element.find(f".//{W}compatSetting[@{W}name='compatibilityMode']")
    assert mode.get(f"{W}val") == "15"


@pytest.mark.parametrize("name", NAMES)
def test_same_document_same_bytes(name: str) -> None:
    data = to_docx(case(name))
    assert data == to_docx(case(name))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "[Content_Types].xml"


def _parts() -> Iterator[tuple[str, str, Any]]:
    profiles = (
        Profile(),
        Profile(grid="word", seal=False, bold_second=True, bold_third=True),
        Profile(layout="letter"),
        Profile(even_imprint=False),
    )
    for name in NAMES:
        for profile in profiles:
            with zipfile.ZipFile(io.BytesIO(to_docx(case(name), profile))) as package:
                for part in package.namelist():
                    yield name, part, etree.fromstring(package.read(part))


def test_children_stand_in_the_order_of_the_schema() -> None:
    order = yaml.safe_load((CASES / "schema_order.yaml").read_text(encoding="utf-8"))
    seen = set()
    for name, part, root in _parts():
        for element in root.iter(f"{W}*"):
            tag = element.tag.removeprefix(W)
            children = [c.tag.removeprefix(W) for c in element]
            if tag not in order or not children:
                continue
            seen.add(tag)
            unknown = set(children) - set(order[tag])
            assert not unknown, f"{name} {part}: {unknown} in {tag}"
            places = [order[tag].index(c) for c in children]
            assert places == sorted(places), f"{name} {part}: {children} in {tag}"
    assert seen == set(order)


def test_every_style_that_is_used_exists_and_a_cell_ends_with_a_paragraph() -> None:
    for name in NAMES:
        data = to_docx(case(name))
        defined = {s.get(f"{W}styleId") for s in xml(data, "word/styles.xml").iter(f"{W}style")}
        body = xml(data)
        used = {e.get(f"{W}val") for t in ("pStyle", "rStyle") for e in body.iter(f"{W}{t}")}
        assert used <= defined
        assert all(c[-1].tag == f"{W}p" for c in body.iter(f"{W}tc"))
        assert body[0][-2].tag == f"{W}p"  # a table may not be the last block before w:sectPr


def test_empty_document_still_opens() -> None:
    assert [p.text for p in opened(to_docx(document())).paragraphs] == [""]


def test_residue_is_left_out() -> None:
    doc = document(("body", "正文。"), ("residue", "（此页无正文）"))
    assert "此页无正文" not in "".join(p.text for p in opened(to_docx(doc)).paragraphs)
    assert to_text(doc) == "正文。\n"


@pytest.mark.parametrize("bad", ["\0", "\x08", "\x0b", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"])
def test_characters_that_word_cannot_carry_name_their_paragraph(bad: str) -> None:
    with pytest.raises(OutputError, match=f"第2段.*U\\+{ord(bad):04X}"):
        to_docx(document(("body", "甲"), ("body", f"乙{bad}丙")))


def test_plain_text_has_a_paragraph_a_line() -> None:
    lines = to_text(case("notice_plan")).splitlines()
    assert lines[0] == "松岭县卫生健康局文件"
    assert "序号\t重点任务\t具体举措\t责任单位\t完成时限" in lines
    assert lines[lines.index("附件1") - 1] == ""
