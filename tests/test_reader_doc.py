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
from doc_files import FEATURES, convert, docx, features, num, p
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
