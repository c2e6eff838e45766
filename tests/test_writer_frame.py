"""A bureau's own letterhead as the frame: what is kept, where the text goes, what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt, RGBColor
from writer_cases import case, document

from draftkit.errors import DraftkitError, InputError, UnsafeFile, UnsupportedFormat
from draftkit.parsing import parse
from draftkit.readers import source_of_bytes
from draftkit.writers.docx import Profile, compile_body, to_docx

Made = Callable[[Any], None]


def frame(build: Made | None = None, *, top: float = 37) -> bytes:
    """A letterhead as an office has it: a red name, a line for the number, a footer, a style of its own."""
    word = WordDocument()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(top), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer.paragraphs[0].text = "松岭县卫生健康局　地址：松岭县中山路1号"
    style = word.styles.add_style("红头", WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.color.rgb = Pt(42), RGBColor(255, 0, 0)
    word.add_paragraph("松岭县卫生健康局文件", style="红头")
    (build or _usual)(word)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _usual(word: Any) -> None:
    number = word.add_paragraph("【发文")
    number.add_run("字号】")
    word.add_paragraph("【正文】")


def opened(data: bytes) -> Any:
    return WordDocument(io.BytesIO(data))


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The package with some parts changed, left out (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_the_letterhead_is_kept_and_the_text_stands_in_its_place() -> None:
    word = opened(to_docx(case("notice_plan"), frame=frame()))
    texts = [p.text for p in word.paragraphs]
    assert texts[:2] == ["松岭县卫生健康局文件", "松卫发〔2026〕12号"]
    assert word.paragraphs[0].style.name == "红头"
    assert word.sections[0].footer.paragraphs[0].text.startswith("松岭县卫生健康局　地址")
    everything = "".join(texts)
    assert "【正文】" not in everything
    assert everything.count("松岭县卫生健康局文件") == 1
    assert everything.count("松卫发〔2026〕12号") == 1
    assert any(t.startswith("一、总体要求") for t in texts)


def test_styles_of_the_frame_stay_and_ours_stand_beside_them() -> None:
    plain = opened(frame())
    word = opened(to_docx(case("notice_plan"), frame=frame()))
    for style in plain.styles:
        assert word.styles[style.name].element.xml == style.element.xml
    heading = next(p for p in word.paragraphs if p.text == "一、总体要求")
    assert heading.style.style_id == "GwHeading1"
    base = heading.style.base_style.base_style
    assert (base.style_id, base.font.size) == ("GwBase", Pt(16))


def test_without_a_place_the_text_stands_at_the_end() -> None:
    def only_head(word: Any) -> None:
        word.add_paragraph("")

    word = opened(to_docx(document(("title", "关于甲的通知"), ("body", "乙。")), frame=frame(only_head)))
    assert [p.text for p in word.paragraphs if p.text] == ["松岭县卫生健康局文件", "关于甲的通知", "乙。"]


def test_what_follows_the_place_stays_behind_the_text() -> None:
    def foot(word: Any) -> None:
        word.add_paragraph("【正文】")
        word.add_paragraph("打字：李明　校对：王华")

    word = opened(to_docx(document(("body", "乙。")), frame=frame(foot)))
    assert [p.text for p in word.paragraphs if p.text][-2:] == ["乙。", "打字：李明　校对：王华"]


def test_an_empty_frame_still_gets_the_mark() -> None:
    out = io.BytesIO()
    WordDocument().save(out)
    word = opened(to_docx(case("notice_plan"), frame=out.getvalue()))
    assert word.paragraphs[0].text == "松岭县卫生健康局文件"


def test_the_page_of_the_frame_decides_the_type_area() -> None:
    narrow = frame(lambda word: setattr(word.sections[0], "left_margin", Mm(60)))
    word = opened(to_docx(case("notice_plan"), frame=narrow))
    assert abs(word.sections[0].left_margin - Mm(60)) < Mm(0.1)
    table = next(t for t in word.tables if t.cell(0, 0).text == "序号")
    assert abs(sum(int(c.width) for c in table.columns) - Mm(124)) < Mm(0.2)


def test_read_back_the_document_is_the_same() -> None:
    doc = case("notice_plan")
    back = parse(source_of_bytes(to_docx(doc, frame=frame()), "a.docx"))
    assert (back.doc_number, back.issued_on) == ("松卫发〔2026〕12号", "2026-03-01")
    wanted = [p.text for p in doc.paragraphs if p.role in ("item", "heading", "body")]
    assert [p.text for p in back.paragraphs if p.role in ("item", "heading", "body")] == wanted


def test_a_frame_is_filled_like_any_page() -> None:
    holed = document(("doc_number", "松卫发〔2026〕\ue000号"), ("body", "到\ue001，完成。"))
    values = {"\ue000": "7", "\ue001": "2027年<底>&"}
    data = compile_body(holed, Profile(), frame()).fill(values)
    texts = [p.text for p in opened(data).paragraphs if p.text]
    assert texts[1:] == ["松卫发〔2026〕7号", "到2027年<底>&，完成。"]


def test_a_template_becomes_a_document() -> None:
    def dotx(name: str, content: bytes) -> bytes:
        return content.replace(b"document.main+xml", b"template.main+xml") if "Types" in name else content

    data = to_docx(document(("body", "乙。")), frame=repacked(frame(), dotx))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"template.main" not in package.read("[Content_Types].xml")


def test_the_template_a_frame_was_made_from_is_not_named_in_the_result() -> None:
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        b'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="file:///C:/secret/head.dotm" TargetMode="External"/></Relationships>'
    )
    linked = repacked(frame(), lambda _, c: c, **{"word___rels__settings.xml.rels": link})
    with zipfile.ZipFile(io.BytesIO(to_docx(document(("body", "乙。")), frame=linked))) as package:
        assert b"secret" not in b"".join(package.read(n) for n in package.namelist())


def _twice(word: Any) -> None:
    word.add_paragraph("【正文】")
    word.add_paragraph("【正文】")


def _in_table(word: Any) -> None:
    word.add_table(1, 1).cell(0, 0).text = "【正文】"


def _tiny(word: Any) -> None:
    word.sections[0].page_width = Mm(60)


def _entity(name: str, content: bytes) -> bytes:
    return (
        content.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1) if "document.xml" in name else content
    )


def _image(name: str, content: bytes) -> bytes:
    link = (
        b'<Relationship Id="rId99" Type="http://x/image" Target="http://example.invalid/a.png" '
        b'TargetMode="External"/></Relationships>'
    )
    return content.replace(b"</Relationships>", link) if "document.xml.rels" in name else content


HOSTILE = [
    ("old", b"\xd0\xcf\x11\xe0" + b"\0" * 600, UnsupportedFormat, "旧的 .doc"),
    ("text", "【正文】".encode(), UnsupportedFormat, "不是 .docx"),
    ("cut", frame()[:-700], InputError, "损坏"),
    ("twice", frame(_twice), InputError, "2 处【正文】"),
    ("table", frame(_in_table), InputError, "表格"),
    ("mixed", frame(lambda w: w.add_paragraph("从【正文】起")), InputError, "单独成段"),
    ("tiny", frame(_tiny), InputError, "页面太小"),
    ("macro", repacked(frame(), lambda _, c: c, word__vbaProject=b"x"), UnsafeFile, "宏"),
    ("up", repacked(frame(), lambda _, c: c, **{"..__evil.xml": b"<a/>"}), UnsafeFile, "文件名不正常"),
    ("entity", repacked(frame(), _entity), UnsafeFile, "实体"),
    ("fetch", repacked(frame(), _image), UnsafeFile, "从外面取"),
    (
        "styles",
        repacked(frame(), lambda n, c: None if n == "word/styles.xml" else c),
        InputError,
        "样式表",
    ),
    ("bomb", repacked(frame(), lambda _, c: c, word__big=b"0" * 40_000_000), UnsafeFile, "太大"),
]


@pytest.mark.parametrize(("data", "kind", "said"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_a_frame_that_cannot_be_used_is_refused_in_one_sentence(
    data: bytes, kind: type[DraftkitError], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        to_docx(document(("body", "乙。")), frame=data)
    assert caught.value.render().startswith("红头模板：")
    assert "\n" not in caught.value.render()
