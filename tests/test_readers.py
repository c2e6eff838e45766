"""Readers: what stands in a file as a reader sees it. Word packages are written by hand here."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.errors import DraftkitError
from draftkit.readers import source_of_bytes
from draftkit.readers.numbering import format_number

MARKDOWN: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "readers" / "markdown.yaml").read_text(encoding="utf-8")
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx(body: str, numbering: str = "", styles: str = "") -> bytes:
    parts = {"word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"}
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    if styles:
        parts["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, xml in parts.items():
            package.writestr(name, xml)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def num(level: int, number: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def lines(data: bytes) -> list[str]:
    return [line.text for line in source_of_bytes(data, "a.docx").lines]


FOUR_LEVELS = (
    '<w:abstractNum w:abstractNumId="0">'
    + "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (kind, text, extra) in enumerate(
            [
                ("chineseCounting", "%1、", ""),
                ("chineseCountingThousand", "（%2）", ""),
                ("decimal", "%3.", '<w:lvlRestart w:val="0"/>'),
                ("decimal", "（%4）", ""),
                ("decimalEnclosedCircleChinese", "%5", ""),
            ]
        )
    )
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def test_automatic_numbering_of_every_chinese_kind() -> None:
    body = p("总则", num(0)) + p("甲", num(1)) + p("子", num(2)) + p("细", num(3)) + p("圈", num(4))
    body += p("乙", num(1)) + p("丑", num(2)) + p("分则", num(0)) + p("丙", num(1))
    assert lines(docx(body, FOUR_LEVELS)) == [
        "一、总则", "（一）甲", "1.子", "（1）细", "①圈", "（二）乙", "2.丑", "二、分则", "（一）丙",
    ]  # fmt: skip


def test_a_start_of_its_own_and_numbering_switched_off() -> None:
    body = p("一", num(0)) + p("五", num(0, 2)) + p("六", num(0, 2)) + p("无", num(0, 0))
    assert lines(docx(body, FOUR_LEVELS)) == ["一、一", "五、五", "六、六", "无"]


def test_numbering_through_a_style_and_its_base() -> None:
    styles = (
        f'<w:style w:styleId="Base"><w:pPr>{num(1)}</w:pPr></w:style>'
        '<w:style w:styleId="Mine"><w:basedOn w:val="Base"/></w:style>'
    )
    body = p("甲", '<w:pStyle w:val="Mine"/>') + p("乙", '<w:pStyle w:val="Mine"/>')
    assert lines(docx(body, FOUR_LEVELS, styles)) == ["（一）甲", "（二）乙"]


def test_empty_numbered_paragraphs_count_as_in_word_and_have_nothing_to_read() -> None:
    assert lines(docx(p("甲", num(0)) + p("", num(0)) + p("乙", num(0)), FOUR_LEVELS)) == [
        "一、甲",
        "",
        "三、乙",
    ]


@pytest.mark.parametrize(
    ("number", "kind", "label"),
    [
        (21, "chineseCounting", "二十一"),
        (10, "japaneseCounting", "十"),
        (3, "chineseLegalSimplified", "叁"),
        (12, "ideographDigital", "一二"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (7, "decimalZero", "07"),
        (9, "decimalFullWidth", "９"),
        (5, "somethingNew", "5"),
    ],
)
def test_number_formats(number: int, kind: str, label: str) -> None:
    assert format_number(number, kind) == label


def test_tracked_changes_are_read_as_accepted_and_said_so() -> None:
    body = (
        "<w:p><w:r><w:t>到2025年达到</w:t></w:r><w:del><w:r><w:delText>70%</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>75%</w:t></w:r></w:ins></w:p>"
        "<w:moveFrom><w:p><w:r><w:t>旧处</w:t></w:r></w:p></w:moveFrom>"
    )
    source = source_of_bytes(docx(body), "a.docx")
    assert [line.text for line in source.lines] == ["到2025年达到75%"]
    assert source.warnings and "修订" in source.warnings[0]


def test_tables_text_boxes_controls_and_line_breaks() -> None:
    table = "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>".format(p("任务"), p("单位"))
    box = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        + p("框内")
        + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        + p("框内")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    control = f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>"
    broken = "<w:p><w:r><w:t>上行</w:t><w:br/><w:t>下行</w:t></w:r></w:p>"
    source = source_of_bytes(docx(table + box + control + broken), "a.docx")
    assert [line.text for line in source.lines] == ["任务", "单位", "正文", "框内", "控件", "上行", "下行"]
    assert [line.style.table for line in source.lines[:2]] == [(1, 1, 1), (1, 1, 2)]
    assert [line.style.whole for line in source.lines[-2:]] == [False, True]


def test_hidden_text_and_fields_are_not_read() -> None:
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>可见</w:t></w:r></w:p>"
    )
    assert lines(docx(body)) == ["可见"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_encodings_of_chinese_offices(encoding: str) -> None:
    text = "一、总体要求\n坚持“稳中求进”，到2025年达到80%。"
    source = source_of_bytes(text.encode(encoding), "a.txt")
    assert [line.text for line in source.lines] == text.split("\n")


def test_a_text_in_big5() -> None:
    text = "一、總體要求。堅持問題導向，統籌推進城鄉建設，提高公共服務水平。\n二、重點任務。健全工作機制。"
    source = source_of_bytes(text.encode("big5"), "a.txt")
    assert [line.text for line in source.lines] == text.split("\n")
    assert [line.text for line in source_of_bytes(text.encode("gb18030"), "a.txt").lines] == text.split("\n")


def test_markdown_marks_are_taken_out_and_places_kept() -> None:
    text = "# 工作方案\n\n1. **建立台账。**逐栋排查\\*。\n\n| 任务 | 单位 |\n|---|---|\n| 甲 | 乙 |\n"
    source = source_of_bytes(text.encode(), "a.md")
    words = [line.text for line in source.lines if line.text]
    assert words == ["工作方案", "1. 建立台账。逐栋排查*。", "任务", "单位", "甲", "乙"]
    item = next(line for line in source.lines if line.text.startswith("1."))
    assert item.column == 1 and item.columns[0] == (3, 6)


@pytest.mark.parametrize("case", MARKDOWN, ids=lambda c: c["name"])
def test_markdown(case: dict[str, Any]) -> None:
    source = source_of_bytes(case["md"].encode(), "a.md")
    found = [line for line in source.lines if line.text.strip()]
    assert [line.text.rstrip() for line in found] == case["lines"]
    assert [line.text for line in source.notes] == case.get("notes", [])
    if "outline" in case:
        assert [line.style.outline for line in found] == case["outline"]
    places = {line.text: list(line.style.table or ()) for line in found}
    assert {text: places[text] for text in case.get("table", {})} == case.get("table", {})
    soft = [after.text for line, after in pairwise(found) if line.style.soft]
    assert case.get("soft", []) == [text for text in soft if text in case.get("soft", [])]


@pytest.mark.parametrize("case", MARKDOWN, ids=lambda c: c["name"])
def test_every_character_of_markdown_knows_its_place(case: dict[str, Any]) -> None:
    rows = case["md"].split("\n")
    for line in source_of_bytes(case["md"].encode(), "a.md").lines:
        starts = [(0, line.column), *line.columns]
        for (offset, column), (end, _) in zip(starts, [*starts[1:], (len(line.text), 0)], strict=True):
            assert line.text[offset:end] == rows[line.number - 1][column - 1 : column - 1 + end - offset]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# 方案\n\n## 一、总则\n", "markdown"),
        ("| 任务 | 单位 |\n|---|---|\n| 甲 | 乙 |\n", "markdown"),
        ("#1楼改造\n一、总则\n-- 完 --", "text"),
    ],
)
def test_markdown_without_a_telling_name(text: str, kind: str) -> None:
    assert source_of_bytes(text.encode(), "粘贴.txt").kind == kind


def test_marks_that_never_close_take_no_time() -> None:
    marks = (
        "[",
        "![",
        "<!--",
        "*a",
        "`",
        "**",
        "<b ",
        "[^",
        "~~",
        "|",
        "\\",
        " ",
        "\n",
        "\n ",
        "|--",
        ">",
        "- ",
        "# ",
    )
    for mark in marks:
        for text in (
            "一、" + mark * (200_000 // len(mark)),
            mark * (200_000 // len(mark)) + "一",
            f"# --{mark * 60_000}x",
        ):
            start = time.process_time()
            for name in ("a.md", "a.txt"):
                with contextlib.suppress(DraftkitError):
                    source_of_bytes(text.encode(), name)
            assert time.process_time() - start < 4, (mark, text[:9])


def test_placeholder_asterisks_are_no_bold() -> None:
    (line,) = source_of_bytes("推进**市工作".encode(), "a.txt").lines
    assert line.text == "推进**市工作"


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"", "空.txt", "空的"),
        (b"  \n ", "空.txt", "空的"),
        (b"%PDF-1.7 ...", "a.docx", "PDF"),
        (b"plain words", "a.docx", "不是 Word"),
        (b"PK\x03\x04broken", "a.docx", "损坏"),
        (b"\x00\x01\x02" * 40, "a.txt", "不是"),
        (b"<html><body>x</body></html>", "a.txt", "网页"),
        ("一、总体要求，坚持改革。".encode() * 30 + b"\xff\xfe\xb3", "坏.txt", "第1行"),
        (docx(p("")), "a.docx", "没有文字"),
    ],
)  # fmt: skip
def test_bad_files_say_what_is_wrong_and_where(data: bytes, name: str, word: str) -> None:
    with pytest.raises(DraftkitError) as caught:
        source_of_bytes(data, name)
    message = caught.value.render()
    assert name in message and word in message and "\n" not in message


def test_missing_parts_are_no_crash(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("hello.txt", "x")
    with pytest.raises(DraftkitError, match="Word"):
        source_of_bytes(out.getvalue(), "a.docx")
