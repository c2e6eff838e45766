"""OFD files: words in reading order, paragraphs by their places, and plain words where there are none."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from pathlib import Path

import pytest
from ofd_files import NS, WAYS, Words, char_objects, line_objects, ofd, package
from same_document import essence
from scored import assert_at_its_bars

from draftkit.errors import DraftkitError, EmptyDocument
from draftkit.model import Document, Paragraph, Text
from draftkit.parsing import parse, read
from draftkit.readers import source_of_bytes
from draftkit.writers.text import to_text

SRC = Path(__file__).resolve().parent.parent / "samples" / "src"
LINE = "一、健全工作机制，落实各方责任，按月调度。"


def texts(*layers: str) -> list[str]:
    return [line.text for line in source_of_bytes(package(list(layers)), "版式").lines]


def names_apart(document: Document) -> Document:
    """The same with a name a line in its signature, as it stands on a page once the columns are read."""
    out: list[Paragraph] = []
    for paragraph in document.paragraphs:
        if paragraph.role != "signature":
            out.append(paragraph)
        elif not any(p.role == "signature" for p in out):
            out += [Paragraph("signature", Text(name)) for name in document.signature]
    return replace(document, paragraphs=tuple(out))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", sorted(SRC.glob("*.txt")), ids=lambda p: p.stem)
def test_samples_as_ofd_read_the_same(path: Path, way: str) -> None:
    source = source_of_bytes(ofd(path.read_text(encoding="utf-8"), way), "版式.ofd")
    assert source.kind == "ofd"
    assert essence(parse(source)) == essence(read(path))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_real_documents_as_ofd_read_the_same(number: str, way: str, shared: Path) -> None:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    document = read(path)
    data = ofd(to_text(names_apart(document)), way)
    assert essence(parse(source_of_bytes(data, "版式.ofd"))) == essence(document)


def test_real_documents_as_ofd_are_at_the_bars(shared: Path, tmp_path: Path) -> None:
    paths = {path.stem[:3]: path for path in (shared / "seeds").glob("*.txt")}
    files = {number: ofd(to_text(names_apart(read(path)))) for number, path in paths.items()}
    assert_at_its_bars(files, shared, tmp_path)


def test_reading_order_is_by_place_not_by_the_order_in_the_file() -> None:
    first, second = Words(LINE, 28, 60), Words("二、加强督导检查，定期通报进展情况。", 28, 80)
    assert texts(line_objects(second) + line_objects(first)) == [LINE, second.text]


def test_characters_apart_and_columns_apart() -> None:
    left, right = Words("甲市教育局甲市教育局", 28, 60), Words("乙市公安局乙市公安局", 120, 60)
    (line,) = texts(char_objects(right) + char_objects(left))
    assert line.split() == [left.text, right.text]


def test_repeated_steps_matrices_and_pages() -> None:
    code = '<ofd:TextCode X="0" Y="6" DeltaX="g 19 6">一二三四五六七八九十甲乙丙丁戊己庚辛壬癸</ofd:TextCode>'
    layer = (
        f'<ofd:TextObject ID="1" Boundary="20 20 160 8" CTM="1 0 0 1 5 5" Size="6">{code}</ofd:TextObject>'
    )
    source = source_of_bytes(package([layer, line_objects(Words(LINE, 28, 60))]), "版式")
    assert [(line.page, line.text) for line in source.lines] == [
        (1, "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"),
        (2, LINE),
    ]


def test_cells_of_a_ruled_table() -> None:
    across = [f"M 0 {y} L 120 {y}" for y in (0, 10, 20, 30)]
    down = [f"M {x} 0 L {x} 30" for x in (0, 20, 80, 120)]
    frame = f'<ofd:PathObject ID="9" Boundary="30 90 121 31" LineWidth="0.3"><ofd:AbbreviatedData>{" ".join(across + down)}</ofd:AbbreviatedData></ofd:PathObject>'
    rows = [
        ("序号", "任务", "责任单位"),
        ("1", "建立台账，逐栋排查", "甲市住房城乡建设局"),
        ("2", "公布结果", "乙局"),
    ]
    cells = [
        Words(text, 30 + x, 97 + 10 * r, 4.2)
        for r, row in enumerate(rows)
        for x, text in zip((1, 21, 81), row, strict=True)
    ]
    before, behind = Words(LINE, 28, 80), Words("二、加强督导检查，定期通报进展情况。", 28, 140)
    layer = "".join(map(line_objects, (before, *cells, behind)))
    source = source_of_bytes(package([frame + layer]), "版式")
    found = {line.text: line.style.table for line in source.lines}
    assert (
        found["任务"] == (1, 1, 2) and found["建立台账，逐栋排查"] == (1, 2, 2) and found["乙局"] == (1, 3, 3)
    )
    assert found[LINE] is None and found[behind.text] is None


def test_page_numbers_and_running_heads_are_not_read() -> None:
    pages = [
        line_objects(Words("甲市人民政府公报", 28, 15, 4))
        + line_objects(Words(f"{label}、{LINE[2:]}", 28, 60))
        + line_objects(Words(f"— {i} —", 100, 280, 5))
        for i, label in enumerate("一二三", 1)
    ]
    assert texts(*pages) == [f"{label}、{LINE[2:]}" for label in "一二三"]


def test_turned_and_invisible_words_are_no_text() -> None:
    code = "<ofd:TextCode X='0' Y='6'>仅供内部使用仅供内部使用</ofd:TextCode>"
    mark = f"<ofd:TextObject ID='3' Boundary='20 90 100 100' CTM='0.7 0.7 -0.7 0.7 0 0' Size='6'>{code}</ofd:TextObject>"
    hidden = (
        f"<ofd:TextObject ID='4' Boundary='20 120 100 8' Visible='false' Size='6'>{code}</ofd:TextObject>"
    )
    assert texts(mark + hidden + line_objects(Words(LINE, 28, 60))) == [LINE]


def test_words_of_a_template_page_are_read() -> None:
    place = '<ofd:TemplatePage ID="90" BaseLoc="Tpls/T.xml"/>'
    document = (
        f"<ofd:Document {NS}><ofd:CommonData>{place}</ofd:CommonData>"
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>'
    )
    page = f'<ofd:Page {NS}><ofd:Template TemplateID="90"/><ofd:Content><ofd:Layer>{line_objects(Words(LINE, 28, 90))}</ofd:Layer></ofd:Content></ofd:Page>'
    template = f"<ofd:Page {NS}><ofd:Content><ofd:Layer>{line_objects(Words('甲市人民政府文件', 60, 60, 12))}</ofd:Layer></ofd:Content></ofd:Page>"
    data = package([], **{"Doc_0/Document.xml": document, "Doc_0/P.xml": page, "Doc_0/Tpls/T.xml": template})
    assert [line.text for line in source_of_bytes(data, "版式").lines] == ["甲市人民政府文件", LINE]


OUTLINE = '<ofd:PathObject ID="1" Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:PathObject>'
PICTURE = '<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="7"/>'
ROOT = "Doc_0/Document.xml"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (package([OUTLINE * 9]), "轮廓"),
        (package([PICTURE]), "图片"),
        (package([""]), "没有文字"),
        (package([]), "没有页面"),
        (package([""], **{ROOT: ""}), "不完整"),
        (package([""], **{ROOT: "", "Encryptions.xml": "<a/>"}), "密码"),
        (package([""], **{ROOT: "<broken"}), "损坏"),
        (package([""], **{ROOT: '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}), "恶意"),
        (package([""], **{"OFD.xml": f"<ofd:OFD {NS}/>"}), "不完整"),
        (package([line_objects(Words("\ue001" * 40, 28, 60))]), "乱码"),
    ],
)
def test_files_without_words_say_so_and_what_to_do(data: bytes, word: str) -> None:
    with pytest.raises(DraftkitError, match=word) as caught:
        source_of_bytes(data, "版式.ofd")
    assert "\n" not in caught.value.render() and caught.value.remedy


def test_two_documents_in_one_package_are_said_so() -> None:
    entry = f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    entry += "<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    source = source_of_bytes(package([line_objects(Words(LINE, 28, 60))], **{"OFD.xml": entry}), "版式")
    assert source.warnings and "2 份" in source.warnings[0]


@pytest.mark.parametrize("stated", ["1e999", "nan", "-inf", "x", "", "g 999999999 1", "1 2 3"])
def test_odd_numbers_are_no_crash(stated: str) -> None:
    code = f'<ofd:TextCode X="{stated}" Y="6" DeltaX="{stated}" DeltaY="{stated}">{LINE}</ofd:TextCode>'
    for attributes in (
        f'Boundary="{stated}" Size="6"',
        f'Boundary="1 1 9 9" CTM="{stated}" Size="{stated}"',
        'Boundary="1 1 9 9" Size="6"',
    ):
        with contextlib.suppress(EmptyDocument):
            source_of_bytes(package([f'<ofd:TextObject ID="1" {attributes}>{code}</ofd:TextObject>']), "版式")


def test_broken_files_are_read_or_refused() -> None:
    whole = ofd((SRC / "xikou.txt").read_text(encoding="utf-8"))
    chance = random.Random(5)
    for _ in range(60):
        data = bytearray(whole[: chance.randrange(4, len(whole))] if chance.random() < 0.4 else whole)
        for _ in range(chance.choice((1, 1, 20))):
            data[chance.randrange(4, len(data))] ^= 1 << chance.randrange(8)
        try:
            parse(source_of_bytes(bytes(data), "版式.ofd"))
        except DraftkitError as error:
            assert "\n" not in error.render()
