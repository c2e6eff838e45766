"""Word 97–2003 and WPS files: the same lines as the .docx they were made from."""

from __future__ import annotations

import io
import random
import struct
import sys
import time
import zipfile
from pathlib import Path

import pytest
from conftest import Tool
from doc_files import FEATURES, NOTES, convert, docx, features, notes, num, p
from same_document import essence
from scored import assert_at_its_bars

from draftkit.errors import DraftkitError
from draftkit.model import Document
from draftkit.parsing import parse, read
from draftkit.readers import doc_lists, office, source_of_bytes
from draftkit.readers.doc_format import sprms
from draftkit.readers.docx_styles import Styles
from draftkit.readers.numbering import Numbering
from draftkit.readers.ole import MAGIC
from draftkit.readers.source import Source
from draftkit.writers.docx import to_docx

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
# LibreOffice drops 不重新编号 (lvlRestart) when it writes .doc, which the other two samples need.
NUMBERED = ("city", "xikou", "yunling")


def look(source: Source) -> list[tuple[object, ...]]:
    """What a reader gives for each line, kinds of place that differ between formats left out."""
    return [(line.text, line.number, line.column, line.label, line.style) for line in source.lines]


@pytest.fixture(scope="module")
def converted(require_tool: Tool) -> dict[str, bytes]:
    """The samples as .doc: with automatic numbering, and as draftkit itself sets them."""
    program = require_tool("soffice")
    files = {name: (SAMPLES / f"{name}.docx").read_bytes() for name in NUMBERED}
    files |= {f"set-{path.stem}": to_docx(read(path)) for path in sorted((SAMPLES / "src").glob("*.txt"))}
    return convert(files, program=program)


@pytest.mark.parametrize("name", NUMBERED)
def test_automatic_numbering_reads_as_labels(name: str, converted: dict[str, bytes]) -> None:
    document = parse(source_of_bytes(converted[name], "a.doc"))
    assert document.source.kind == "doc"
    assert essence(document) == essence(read(SAMPLES / f"{name}.docx"))


@pytest.mark.parametrize("path", sorted((SAMPLES / "src").glob("*.txt")), ids=lambda p: p.stem)
def test_samples_as_doc_read_the_same(path: Path, converted: dict[str, bytes]) -> None:
    assert essence(parse(source_of_bytes(converted[f"set-{path.stem}"], "a.wps"))) == essence(read(path))


def test_real_documents_as_doc_read_the_same(shared: Path, require_tool: Tool, tmp_path: Path) -> None:
    documents: dict[str, Document] = {p.stem: read(p) for p in sorted((shared / "seeds").glob("*.txt"))}
    made = convert({n: to_docx(d) for n, d in documents.items()}, program=require_tool("soffice"))
    for name, document in documents.items():
        assert essence(parse(source_of_bytes(made[name], "a.doc"))) == essence(document), name
    assert_at_its_bars({name[:3]: data for name, data in made.items()}, shared, tmp_path)


def test_a_small_file_with_everything_in_it() -> None:
    source = source_of_bytes(FEATURES.read_bytes(), "a.txt")
    assert [(line.text, line.label) for line in source.lines[2:9]] == [
        ("一、总则", 2), ("（一）甲", 3), ("1.子", 2), ("2.丑", 2), ("（二）乙", 3), ("二、分则", 2), ("五、另起", 2),
    ]  # fmt: skip
    assert [line.text for line in source.lines[9:14]] == [
        "到2025年达到75%", "可见", "任务分工表", "上行", "下行",
    ]  # fmt: skip
    assert [line.style.centred for line in source.lines[:3]] == [True, True, False]
    assert source.warnings and "修订" in source.warnings[0]
    cells = {line.text: line.style.table for line in source.lines if line.style.table}
    assert cells["单位"] == (1, 1, 3) and cells["建台账"] == (1, 2, 2) and cells["乙局"] == (1, 3, 3)
    assert source.lines[-1].text == "表后" and source.lines[-1].style.table is None


def test_the_small_file_is_what_its_docx_is(require_tool: Tool) -> None:
    made = convert({"a": features()}, program=require_tool("soffice"))["a"]
    kept = look(source_of_bytes(FEATURES.read_bytes(), "a"))
    assert look(source_of_bytes(made, "a")) == kept == look(source_of_bytes(features(), "a"))


def level(text: str, kind: int, *, flags: int = 0, restart: int = 0, start: int = 1) -> bytes:
    """A list level as the file stores it (LVL)."""
    head = struct.pack("<iBB9sB8xBBBB", start, kind, flags, b"", 2, 0, 0, restart, 0)
    return head + struct.pack("<H", len(text)) + text.encode("utf-16-le")


def test_numbers_that_run_through_and_uses_with_their_own_start() -> None:
    levels = (
        level("\x00、", 39) + level("（\x01）", 37, flags=0x08) + b"".join(level("", 255) for _ in range(7))
    )
    lists = struct.pack("<H", 1) + struct.pack("<ii18sBB", 77, 0, b"\xff\x0f" * 9, 0, 0) + levels
    use = struct.pack("<i8xBxxx", 77, 0), struct.pack("<i8xBxxx", 77, 1)
    overrides = struct.pack("<I", 2) + use[0] + use[1] + b"\xff" * 8 + struct.pack("<II", 7, 0x10)
    counting = Numbering(doc_lists.numbering(lists, overrides), Styles(None))

    def label(at: int, number: int = 1) -> str:
        return counting.label((str(number), at), None)

    assert [label(at) for at in (0, 1, 1, 0, 1)] == ["一、", "（一）", "（二）", "二、", "（三）"]
    assert label(0, 2) == "七、"


def test_property_lists_end_where_they_are_cut_off() -> None:
    raw = bytes.fromhex("6124 01" + "0b46 0300" + "0a26 02" + "08d6 0400 01aabb" + "5508")
    assert dict(sprms(raw)) == {
        0x2461: b"\x01",
        0x460B: b"\x03\x00",
        0x260A: b"\x02",
        0xD608: b"\x01\xaa\xbb",
    }


def patched(offset: int, value: int) -> bytes:
    """The small file with two bytes of its FIB replaced."""
    data = bytearray(FEATURES.read_bytes())
    fib = data.index(b"\xec\xa5")
    data[fib + offset : fib + offset + 2] = value.to_bytes(2, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (patched(0x0A, 0x1300), "密码"),
        (patched(0x4C, 0), "没有文字"),
        (MAGIC + b"\0" * 3000, "损坏"),
        (FEATURES.read_bytes()[:5000], "损坏"),
        (FEATURES.read_bytes().replace("WordDocument".encode("utf-16-le"), "Workbook\0\0\0\0".encode("utf-16-le")), "Word"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_say_why(data: bytes, word: str) -> None:
    with pytest.raises(DraftkitError, match=word) as caught:
        source_of_bytes(data, "旧.doc")
    assert "\n" not in caught.value.render() and caught.value.remedy


def fake_office(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A soffice that does what `script` says with --outdir in `out`."""
    program = folder / "soffice"
    text = f"#!{sys.executable}\nimport sys, time\nout = sys.argv[sys.argv.index('--outdir') + 1]\n{script}\n"
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


OLD = patched(0x02, 0x65)


def test_word_95_without_libreoffice_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DraftkitError, match="安装 LibreOffice"):
        source_of_bytes(OLD, "旧.doc")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
def test_word_95_is_read_by_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "made.docx"
    made.write_bytes(docx(p("总则", num(0)), "", ""))
    script = f"import shutil; shutil.copy({str(made)!r}, out + '/in.docx')"
    fake_office(tmp_path, monkeypatch, script)
    source = source_of_bytes(OLD, "旧.doc")
    assert (source.kind, [line.text for line in source.lines]) == ("doc", ["总则"])


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
@pytest.mark.parametrize("script", ["time.sleep(60)", "sys.exit(1)"])
def test_a_libreoffice_that_hangs_or_fails(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_office(tmp_path, monkeypatch, script)
    monkeypatch.setattr(office, "_SECONDS", 1)
    start = time.perf_counter()
    with pytest.raises(DraftkitError, match="LibreOffice"):
        source_of_bytes(OLD, "旧.doc")
    assert time.perf_counter() - start < 20


def test_broken_files_are_read_or_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no LibreOffice
    whole = FEATURES.read_bytes()
    chance = random.Random(7)
    read_well = 0
    start = time.perf_counter()
    for _ in range(400):
        data = bytearray(whole[: chance.randrange(8, len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.choice((1, 3, 40))):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        try:
            parse(source_of_bytes(bytes(data), "旧.doc"))
            read_well += 1
        except DraftkitError as error:
            assert "\n" not in error.render()
    assert read_well > 50
    assert time.perf_counter() - start < 60


def test_a_docx_with_a_doc_name_is_read_as_what_it_is() -> None:
    assert zipfile.is_zipfile(io.BytesIO(features()))
    assert source_of_bytes(features(), "a.doc").kind == "docx"


def test_notes_and_text_boxes_of_an_old_word_file() -> None:
    source = source_of_bytes(NOTES.read_bytes(), "a.doc")
    assert [line.text for line in source.lines if line.text] == ["全面覆盖。", "有框", "框里的话", "末段。"]
    assert [line.text for line in source.notes] == ["指常住人口。", "下同。", "见公报。"]
    assert source.warnings and "3 条脚注" in source.warnings[0]


def test_notes_are_what_they_are_in_its_docx(require_tool: Tool) -> None:
    made = convert({"a": notes()}, program=require_tool("soffice"))["a"]
    assert source_of_bytes(made, "a").notes == source_of_bytes(NOTES.read_bytes(), "a").notes
    found = [source_of_bytes(data, "a") for data in (notes(), made)]
    one, two = ([line.text for line in source.lines if line.text] for source in found)
    assert one == two
    assert found[0].notes and [n.text for n in found[0].notes] == [n.text for n in found[1].notes]


# Rich Text Format, as Word and LibreOffice write it.

FONTS = r"{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\froman\fcharset0 Times New Roman;}}"


def rtf(body: str, head: str = r"\ansi\ansicpg936\deff0") -> bytes:
    return rf"{{\rtf1{head}{FONTS}{{\stylesheet{{\s0 Normal;}}}}{{\info{{\title x}}}}{body}}}".encode(
        "latin-1"
    )


def gbk(words: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in words.encode("gb18030"))


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (rf"\pard\f0 {gbk('一、总则')}\par {gbk('二、分则')}\par", ["一、总则", "二、分则"]),
        (r"\uc1\u19968?\u12289?\uc2\u24635\'d7\'dc\u21017\'d4\'f2\par", ["一、总则"]),
        (r"{\listtext\pard\plain\f0 " + gbk("（一）") + r"\tab}\f0 " + gbk("甲") + r"\par", ["（一）甲"]),
        (rf"\f0 {gbk('上')}\line {gbk('下')}\tab A\_1\~b\par", ["上", "下\tA-1\u00a0b"]),
        (rf"\f0 {gbk('达到')}{{\deleted 70%}}{{\revised 75%}}{{\v {gbk('藏')}}}\par", ["达到75%"]),
        (rf"{{\field{{\*\fldinst PAGE}}{{\fldrslt 3}}}}{{\pict\bin4 }}}}}}}}x}}\f0 {gbk('页')}\par", ["3页"]),
        (rf"{{\header\f0 {gbk('眉')}\par}}{{\footer\f0 {gbk('脚')}\par}}\f0 {gbk('文')}\par", ["文"]),
        (r"\f1 A\ldblquote b\rdblquote\emdash c\'b7\par", ["A“b”—c·"]),
        (rf"\f0 {gbk('文')}{{\shp{{\*\shpinst{{\sp{{\sn a}}{{\sv 1}}}}{{\shptxt \pard {gbk('框')}\par}}}}{{\shprslt x}}}}{gbk('末')}\par",
         ["文末", "框"]),
        (rf"\trowd\clvmgf\cellx1\cellx2\pard\intbl\f0 {gbk('甲')}\cell {gbk('乙')}\cell\row"
         rf"\trowd\clvmrg\cellx1\cellx2\intbl\cell {gbk('丙')}\par {gbk('丁')}\cell\row\pard {gbk('后')}\par",
         ["甲", "乙", "丙", "丁", "后"]),
        (rf"\f0 {gbk('没有结尾')}", ["没有结尾"]),
    ],
    ids=["bytes", "unicode", "list", "signs", "changes", "fields", "headers", "marks", "box", "table", "cut"],
)  # fmt: skip
def test_rich_text(body: str, lines: list[str]) -> None:
    source = source_of_bytes(rtf(body), "旧.doc")
    assert source.kind == "rtf"
    assert [line.text for line in source.lines] == lines


def test_rich_text_knows_places_in_tables_notes_and_the_middle() -> None:
    row = r"\trowd\cellx1\cellx2\pard\intbl A\cell B\cell\row\pard"
    note = r"{\footnote\pard\chftn  N.\par}"
    source = source_of_bytes(rtf(rf"\pard\qc T{note}\par {row}\pard E\par"), "a.rtf")
    assert [(line.text, line.style.table, line.style.centred) for line in source.lines] == [
        ("T", None, True), ("A", (1, 1, 1), False), ("B", (1, 1, 2), False), ("E", None, False),
    ]  # fmt: skip
    assert [line.text.strip() for line in source.notes] == ["N."]


@pytest.mark.parametrize("name", NUMBERED)
def test_samples_as_rich_text_read_the_same(name: str, require_tool: Tool) -> None:
    data = convert({name: (SAMPLES / f"{name}.docx").read_bytes()}, "rtf", require_tool("soffice"))[name]
    assert essence(parse(source_of_bytes(data, "a.doc"))) == essence(read(SAMPLES / f"{name}.docx"))


def test_broken_rich_text_is_read_or_refused() -> None:
    whole = rtf(
        rf"\pard\f0 {gbk('一、总则')}\par\trowd\cellx1\intbl x\cell\row\pard{{\footnote n\par}}\par" * 5
    )
    chance = random.Random(11)
    for _ in range(200):
        data = bytearray(whole[: chance.randrange(8, len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.choice((1, 5, 60))):
            data[chance.randrange(6, len(data))] = chance.randrange(256)
        try:
            parse(source_of_bytes(bytes(data), "旧.doc"))
        except DraftkitError as error:
            assert "\n" not in error.render()
    with pytest.raises(DraftkitError, match="损坏"):
        source_of_bytes(rtf("{" * 5000), "旧.doc")


# Other forms that come under the name .doc.

OLD_WORD = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core">'
    '<w:styles><w:style w:type="paragraph" w:styleId="M"><w:pPr><w:jc w:val="center"/></w:pPr></w:style></w:styles>'
    "<w:body><wx:sect>{}</wx:sect></w:body></w:wordDocument>"
)


def test_word_2003_xml() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="M"/></w:pPr><w:r><w:t>标题</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="一、"/></w:listPr></w:pPr>'
        "<w:r><w:t>到</w:t></w:r>"
        '<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>70%</w:delText></w:r></aml:content></aml:annotation>'
        '<aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>75%</w:t></w:r></aml:content></aml:annotation>'
        "<w:r><w:footnote>" + p("注") + "</w:footnote></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>"
    )
    source = source_of_bytes(OLD_WORD.format(body).encode(), "旧.doc")
    assert source.kind == "wordml"
    assert [line.text for line in source.lines] == ["标题", "一、到75%", "甲", "乙"]
    assert source.lines[0].style.centred and source.lines[3].style.table == (1, 1, 2)
    assert [line.text for line in source.notes] == ["注"]


def test_a_package_in_one_xml_file() -> None:
    with zipfile.ZipFile(io.BytesIO(features())) as package:
        parts = "".join(
            f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{package.read(name).decode().split("?>", 1)[1]}</pkg:xmlData></pkg:part>'
            for name in package.namelist()
        )
    flat = f'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
    assert look(source_of_bytes(flat.encode(), "a.xml")) == look(source_of_bytes(features(), "a.docx"))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xfe" + "<html xmlns:o='x'><body><p>任务清单按月更新，逐项销号，确保各项任务按时完成、取得实效，不走过场。</p></body></html>".encode("utf-16-le"), "html"),
        ("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=\"gb2312\"\r\n\r\n"
         "<html><body><p>任务清单按月更新，逐项销号，确保各项任务按时完成、取得实效，不走过场。</p></body></html>\r\n--b--".encode("gb2312"), "mhtml"),
        ("一、总则".encode("gb18030"), "text"),
    ],
    ids=["page", "archive", "text"],
)  # fmt: skip
def test_what_is_only_named_doc(data: bytes, kind: str) -> None:
    source = source_of_bytes(data, "旧.doc")
    assert source.kind == kind and "".join(line.text for line in source.lines).startswith(
        ("任务清单", "一、总则")
    )


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b'<?xml version="1.0"?><rows><row/></rows>', "XML"),
        (b'<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2009/uof"/>', "UOF"),
        (OLD_WORD.replace("body", "leer").encode(), "没有 Word 正文"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>' + OLD_WORD[21:].encode(), "恶意"),
    ],
)
def test_other_xml_is_named(data: bytes, word: str) -> None:
    with pytest.raises(DraftkitError, match=word) as caught:
        source_of_bytes(data, "旧.doc")
    assert "\n" not in caught.value.render() and caught.value.remedy


def test_an_opendocument_text_without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(DraftkitError, match="安装 LibreOffice"):
        source_of_bytes(out.getvalue(), "a.odt")
