"""Scans and pictures: repairs of words, seals and skew, bad pictures, the sample, and real documents as scans."""

from __future__ import annotations

import importlib.util
import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import REQUIRE_ALL
from rapidfuzz.distance import Levenshtein
from same_document import essence

from draftkit.errors import DraftkitError
from draftkit.lexicon.text import bare
from draftkit.model import Doubt, Span
from draftkit.parsing import parse, read
from draftkit.readers import ocr, source_of_bytes
from draftkit.readers.ocr_words import Char, repaired, unsure_of
from draftkit.readers.source import Source
from draftkit.reports.document_json import document_json
from draftkit.reports.document_terminal import document_terminal
from draftkit.writers.docx import to_docx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

REPAIRS = yaml.safe_load((ROOT / "tests/cases/ocr/repairs.yaml").read_text(encoding="utf-8"))
# The real documents, and words near which their seals stand.
SEALED = {"000": "2023 年 6 月", "001": "2023 年 7 月", "003": "2021 年 8 月"}
SEAL_FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"


def chars_of(text: str, share: float = 1.0) -> list[Char]:
    return [Char(char, share, 10.0 * i, 10.0 * i + 10) for i, char in enumerate(text)]


@pytest.mark.parametrize(("read_as", "printed"), REPAIRS["repaired"].items())
def test_what_a_recogniser_confuses_is_set_right(read_as: str, printed: str) -> None:
    assert "".join(char.text for char in repaired(chars_of(read_as))) == printed


@pytest.mark.parametrize("words", REPAIRS["kept"])
def test_what_may_be_right_is_kept(words: str) -> None:
    assert "".join(char.text for char in repaired(chars_of(words))) == words


def test_repaired_characters_keep_their_places() -> None:
    line = repaired(chars_of("县政发[2024]7号，见<<办法>>"))
    assert "".join(char.text for char in line) == "县政发〔2024〕7号，见《办法》"
    assert [char.left for char in line[:4]] == [0, 10, 20, 30]


def test_doubtful_words_are_told_together_and_marks_are_not() -> None:
    line = [*chars_of("推进"), *chars_of("已己", 0.4), *chars_of("，", 0.2), *chars_of("巳", 0.6)]
    assert [(u.start, u.end, u.share) for u in unsure_of(line)] == [(2, 4, 0.4), (5, 6, 0.6)]


def test_doubts_are_shown_with_their_places() -> None:
    doubt = Doubt("已", Span((3, 3), (5, 5), (2, 2)), 0.412, "各有关己单位要抓好落实")
    lines = source_of_bytes("关于做好工作的通知\n一、加强领导。各单位要落实责任。\n".encode(), "a.txt").lines
    document = parse(Source("a.png", "image", "", lines, (), doubts=(doubt,)))
    assert document_json(document)["doubts"] == [
        {
            "text": "已",
            "span": {"line": [3, 3], "column": [5, 5], "page": [2, 2]},
            "confidence": 0.41,
            "line": "各有关己单位要抓好落实",
        }
    ]
    assert "第2页第3行：各有关己【已】位要抓好落实（把握 41%）" in document_terminal(document)


def png(size: tuple[int, int] = (40, 40)) -> bytes:
    """A picture of nothing: a header, and one tone throughout."""
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", *size, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * ((size[0] + 7) // 8)) * min(size[1], 2000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def scanned_pdf() -> bytes:
    from sample_forms.pdf import Paper

    return Paper().done()


@pytest.mark.parametrize("make", [png, scanned_pdf])
def test_without_the_extra_one_sentence_says_what_to_install(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(DraftkitError) as caught:
        source_of_bytes(make(), "来文")
    message = caught.value.render()
    assert message.startswith("来文：") and 'pip install "draftkit[ocr]"' in message and "\n" not in message


# --- what follows needs the extra ---------------------------------------------------------------


@pytest.fixture(scope="module")
def extra() -> None:
    if not ocr.is_installed():
        message = "draftkit[ocr] is not installed"
        if REQUIRE_ALL:
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(scope="module")
def scan(extra: None) -> Any:
    from sample_forms import scan

    return scan


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (png()[:50], "损坏"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "损坏"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "损坏"),
        (b"II*\x00" + bytes(500), "损坏"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(100), "损坏"),
        (png((30000, 30000)), "太大"),
        (png((600, 800)), "没有认出文字"),
    ],
    ids=["cut off", "png", "jpeg", "tiff", "webp", "bomb", "empty"],
)
def test_bad_pictures_say_what_to_do(data: bytes, word: str, extra: None) -> None:
    with pytest.raises(DraftkitError) as caught:
        source_of_bytes(data, "来文.png")
    message = caught.value.render()
    assert message.startswith("来文.png：") and word in message and "请" in message and "\n" not in message


def test_a_file_of_too_many_scanned_pages_is_refused(extra: None) -> None:
    from sample_forms.pdf import Paper

    paper = Paper()
    for _ in range(ocr.MAX_PAGES):
        paper.page()
    with pytest.raises(DraftkitError, match="扫描的页太多"):
        source_of_bytes(paper.done(), "a.pdf")


@pytest.fixture(scope="module")
def face(scan: Any) -> str:
    if not Path(SEAL_FONT).is_file():
        if REQUIRE_ALL:
            pytest.fail("Noto Serif CJK is not installed")
        pytest.skip("Noto Serif CJK is not installed")
    return SEAL_FONT


def small_page(scan: Any, face: str) -> Any:
    """A short notice with red letterhead and a seal over its signature."""
    from sample_forms.plain import Block

    blocks = [
        Block("mark", "丹泽县人民政府办公室文件"),
        Block("number", "丹政办发〔2024〕7号"),
        Block("title", "关于做好乡村公交提升工作的通知"),
        Block("body", "各单位要认真落实，到2025年行政村通公交率达到95%以上。"),
        Block("signature", "丹泽县人民政府办公室"),
        Block("date", "2024年3月1日"),
    ]
    (page,) = scan.pages_of(blocks, face, "丹泽县人民政府办公室")
    return page


SMALL = (
    "丹泽县人民政府办公室文件丹政办发〔2024〕7号关于做好乡村公交提升工作的通知"
    "各单位要认真落实，到2025年行政村通公交率达到95%以上。丹泽县人民政府办公室2024年3月1日"
)


@pytest.mark.parametrize("skew", [-3.0, 3.0])
def test_seal_letterhead_and_skew(scan: Any, face: str, skew: float) -> None:
    page = scan.scanned(small_page(scan, face), scan.Glass(skew=skew))
    source = source_of_bytes(scan.file_of([page], "PNG"), "a.png")
    assert source.kind == "image"
    assert "".join(bare(line.text) for line in source.lines) == bare(SMALL)


def test_skew_is_measured(scan: Any, face: str) -> None:
    import numpy as np

    from draftkit.readers.ocr_picture import skew_of

    page = small_page(scan, face)
    for angle in (-3.0, -1.2, 0.0, 2.4):
        turned = page.rotate(angle, fillcolor=(255, 255, 255))
        assert abs(skew_of(np.asarray(turned)[:, :, ::-1]) + angle) < 0.25


def test_a_scanned_page_among_printed_ones(scan: Any, face: str) -> None:
    """Only the page without words is recognised; the others keep what their file says."""
    import pypdfium2

    page = scan.scanned(small_page(scan, face), scan.Glass())
    joined = pypdfium2.PdfDocument((ROOT / "samples/forms/xikou.pdf").read_bytes())
    joined.import_pages(pypdfium2.PdfDocument(scan.file_of([page], "PDF", 150)), index=1)
    out = io.BytesIO()
    joined.save(out)
    source = source_of_bytes(out.getvalue(), "a.pdf")
    printed = source_of_bytes((ROOT / "samples/forms/xikou.pdf").read_bytes(), "a.pdf")
    assert "".join(bare(line.text) for line in source.lines if line.page == 2) == bare(SMALL)
    assert [line.text for line in source.lines if line.page != 2] == [line.text for line in printed.lines]
    assert "识别" in "".join(source.warnings)


def test_the_scanned_sample_reads_as_its_text(extra: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six pages, askew by turns, the first in colour with a seal, the rest in two tones; no network."""

    def refused(*_: object) -> None:
        raise AssertionError("a scan was read by way of the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    document = read(ROOT / "samples/scans/yunling.pdf")
    original = read(ROOT / "samples/src/yunling.txt")
    ours, wanted = essence(document), essence(original)
    for key in ("title", "notice_title", "doc_number", "issued_on", "issuers", "addressees", "headings"):
        assert ours[key] == wanted[key]
    assert share_alike(ours, wanted, " targets") == 1
    assert share_alike(ours, wanted, " units") > 0.9  # 150 dpi in two tones: 妇 loses its strokes
    a, b = ("".join(bare(p.text) for p in d.paragraphs) for d in (original, document))
    assert 1 - Levenshtein.distance(a, b) / len(a) >= 0.998
    assert len(document.doubts) < 6


# --- real documents as scans --------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed(
    require_tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory, shared: Path, extra: None
) -> Path:
    """A folder with the real documents as PDFs, set by GB/T 9704."""
    office, folder = require_tool("soffice"), tmp_path_factory.mktemp("scan")
    for path in (shared / "seeds").glob("*.txt"):
        (folder / f"{path.stem[:3]}.docx").write_bytes(to_docx(read(path)))
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, sorted(folder.glob("*.docx")))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


def scan_of_pdf(scan: Any, path: Path, face: str, sealed: str) -> bytes:
    """200 dpi, grey paper, JPEG; each page askew by 1 to 3 degrees; a seal over the date of signature."""
    import pypdfium2

    pages = []
    document = pypdfium2.PdfDocument(path)
    for index, page in enumerate(document):
        words = page.get_textpage()
        picture = page.render(scale=200 / 72).to_pil().convert("RGB")
        found = words.search(sealed).get_next()
        if found is not None:
            left, _, _, top = words.get_charbox(found[0])
            x, y = left * 200 / 72, (page.get_height() - top) * 200 / 72
            picture = scan.seal(picture, x + 120, y - 40, "某某某人民政府办公室", face)
        skew = (1.0, -2.0, 3.0)[index % 3]
        pages.append(scan.scanned(picture, scan.Glass(skew=skew, seed=index)))
    return bytes(scan.file_of(pages, "PDF"))


def share_alike(ours: dict[str, object], wanted: dict[str, object], part: str) -> float:
    keys = [key for key in wanted if key.endswith(part)]
    return sum(ours.get(key) == wanted[key] for key in keys) / len(keys)


@pytest.mark.skipif(
    os.environ.get("DRAFTKIT_SCANS") != "1", reason="minutes of recognition a document: set DRAFTKIT_SCANS=1"
)
@pytest.mark.parametrize(("name", "sealed"), SEALED.items())
def test_a_real_document_as_a_scan(
    scan: Any, printed: Path, shared: Path, face: str, name: str, sealed: str
) -> None:
    original = read(next((shared / "seeds").glob(f"{name}*.txt")))
    document = parse(source_of_bytes(scan_of_pdf(scan, printed / f"{name}.pdf", face, sealed), "a.pdf"))
    ours, wanted = essence(document), essence(original)
    assert ours["headings"] == wanted["headings"]
    assert [m.path for m in document.measures] == [m.path for m in original.measures]
    assert share_alike(ours, wanted, " units") >= 0.95
    assert share_alike(ours, wanted, " targets") >= 0.95
    assert ours["doc_number"] == wanted["doc_number"] and ours["issued_on"] == wanted["issued_on"]
    a, b = ("".join(bare(p.text) for p in d.paragraphs) for d in (original, document))
    assert 1 - Levenshtein.distance(a, b) / len(a) >= 0.99


def test_the_extra_is_what_the_project_says() -> None:
    """CI installs it: without it nothing above would be looked at."""
    if REQUIRE_ALL:
        assert importlib.util.find_spec("rapidocr") is not None
