"""PDF files: what positions say, bad files, and real documents printed by two programs."""

from __future__ import annotations

import html
import importlib.util
import io
import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from printed import layouts, typed
from same_document import essence

from draftkit.errors import DraftkitError, UnsafeFile
from draftkit.model import Document
from draftkit.parsing import parse, read
from draftkit.readers import pdf_guard, source_of_bytes
from draftkit.readers.source import Line
from draftkit.writers.docx import to_docx
from draftkit.writers.text import to_text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from sample_forms.pdf import Paper, measure  # noqa: E402

CASES = yaml.safe_load((ROOT / "tests/cases/readers_pdf/pages.yaml").read_text(encoding="utf-8"))
SAMPLES = sorted((ROOT / "samples" / "src").glob("*.txt"))
SEEDS = ("000", "001", "003")
TYPED = layouts()
LAYOUTS = ("official", *TYPED)
FORMS = sorted((ROOT / "samples" / "forms").glob("*.pdf"))


def drawn(case: dict[str, Any]) -> bytes:
    turn = case.get("turn", 0)
    paper = Paper(842, 595, turn=turn) if turn else Paper()
    for index, marks in enumerate(case["pages"]):
        if index:
            paper.page()
        for mark in marks:
            if isinstance(mark, list):
                paper.text(*mark)
            elif "line" in mark:
                paper.rule(*mark["line"])
            elif "pale" in mark:
                paper.pages[-1].append("0.7 g")
                paper.text(*mark["pale"])
                paper.pages[-1].append("0 g")
            elif "glyphs" in mark:
                one_by_one(paper, *mark["glyphs"])
            else:
                paper.text(*mark["tilted"], tilted=True)
    return paper.done()


def one_by_one(paper: Paper, x: float, y: float, size: float, words: str, step: float) -> None:
    """Every glyph placed by itself, as some printer drivers do. step: of the width."""
    for char in words:
        paper.text(x, y, size, char)
        x += size * step * measure(char)


def shown(line: Line) -> str:
    style = line.style
    flags = "".join(
        mark
        for mark, on in (("w", style.wraps), ("W", style.whole), ("s", style.soft), ("c", style.centred))
        if on
    )
    cell = "({},{},{})".format(*style.table) if style.table else ""
    return f"{cell}{flags or '-'} {line.text}"


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_what_positions_say(case: dict[str, Any]) -> None:
    source = source_of_bytes(drawn(case), "a.pdf")
    assert [shown(line) for line in source.lines] == case["lines"]
    expected = case.get("warning")
    assert len(source.warnings) == (expected is not None)
    assert all(expected in warning for warning in source.warnings)


@pytest.mark.parametrize("path", FORMS, ids=lambda p: p.stem)
def test_a_sample_reads_as_its_text(path: Path) -> None:
    assert essence(read(path)) == essence(read(ROOT / "samples" / "src" / f"{path.stem}.txt"))


def test_every_word_has_its_page_and_line() -> None:
    source = source_of_bytes(FORMS[-1].read_bytes(), "a.pdf")
    assert [line.number for line in source.lines] == list(range(1, len(source.lines) + 1))
    lines = {(line.page, line.number): line.text for line in source.lines}
    document = parse(source)
    seen = 0
    for paragraph in document.paragraphs:
        for a, b in zip(paragraph.content.anchors, paragraph.content.anchors[1:], strict=False):
            words = paragraph.content.text[a.offset : b.offset]
            assert lines[a.page, a.line][a.column - 1 :].startswith(words)
            seen += 1
    assert seen > 100


def test_the_kind_is_found_by_content() -> None:
    data = FORMS[0].read_bytes()
    for name in ("a.docx", "a.txt", "a"):
        assert source_of_bytes(data, name).kind == "pdf"
    assert source_of_bytes(b"\r\n" * 300 + data, "a.pdf").kind == "pdf"


def locked(handler: str) -> bytes:
    paper = Paper()
    paper.text(112, 126, 16, "各地要加强组织领导，压实工作责任。")
    word = "00" * 32
    entry = f"/Encrypt << /Filter /{handler} /V 1 /R 2 /O <{word}> /U <{word}> /P -4 >> /ID [<00> <00>]"
    return paper.done().replace(b"/Root 1 0 R", f"/Root 1 0 R {entry}".encode())


def garbled() -> bytes:
    paper = Paper()
    paper.text(112, 126, 16, "\ue001\ue002\ue003\ue004\ue005" * 6)
    return paper.done()


def long() -> bytes:
    paper = Paper()
    for _ in range(500):
        paper.page()
    return paper.done()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7 ...", "损坏"),
        (FORMS[0].read_bytes()[:4000], "损坏"),
        (locked("Standard"), "密码"),
        (locked("Other"), "密码"),
        (Paper().done(), "扫描件"),
        (garbled(), "乱码"),
        (long(), "501 页"),
    ],
    ids=["no body", "cut off", "password", "other lock", "no words", "no names of characters", "many pages"],
)
def test_bad_files_say_what_to_do(data: bytes, word: str) -> None:
    with pytest.raises(DraftkitError) as caught:
        source_of_bytes(data, "来文.pdf")
    message = caught.value.render()
    assert message.startswith("来文.pdf：") and word in message and "请" in message and "\n" not in message


def drawings(body: str, kids: str = "") -> bytes:
    """A page that draws a form, whose content and resources are given; more objects behind it."""
    page = "/MediaBox [0 0 595 842] /Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R"
    form = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length {len(body)} {kids}"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {page} >>",
        f"<< {form} >>\nstream\n{body}\nendstream",
        "<< /Length 5 >>\nstream\n/X Do\nendstream",
    ]
    written = "".join(f"{n} 0 obj\n{o}\nendobj\n" for n, o in enumerate(objects, 1))
    return f"%PDF-1.4\n{written}trailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF\n".encode()


def swollen() -> bytes:
    """A page whose content is small in the file and 40 MB unpacked."""
    packed = zlib.compress(b"0 0 m 1 1 l S\n" * 3_000_000, 9)
    return drawings("0 g").replace(
        b"<< /Length 5 >>\nstream\n/X Do", b"<< /Filter /FlateDecode >>\nstream\n" + packed
    )


def test_drawings_that_draw_themselves_end_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_guard, "_SECONDS", 3.0)
    data = drawings("/X Do /X Do", "/Resources << /XObject << /X 4 0 R >> >>")
    with pytest.raises(UnsafeFile, match="层层嵌套"):
        source_of_bytes(data, "来文.pdf")


def test_a_packed_stream_without_end_is_refused() -> None:
    with pytest.raises(UnsafeFile, match="解压后大得不正常"):
        source_of_bytes(swollen(), "来文.pdf")


def test_broken_files_give_an_error_or_a_document() -> None:
    data, dice = FORMS[-1].read_bytes(), random.Random(9704)
    outcomes = set()
    for round_ in range(150):
        broken = bytearray(data)
        for _ in range(10 ** (round_ % 4)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        cut = dice.randrange(len(broken)) if round_ % 5 == 0 else len(broken)
        try:
            parse(source_of_bytes(bytes(broken[:cut]), "a.pdf"))
            outcomes.add("document")
        except DraftkitError:
            outcomes.add("error")
    assert outcomes == {"document", "error"}


# --- real documents, printed by LibreOffice and by a browser ------------------------------------


def official(document: Document) -> bytes:
    """The docx of our own writer, ragged: LibreOffice loses marks that hang beyond justified lines."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(to_docx(document))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(
                name, part.replace(b'<w:jc w:val="both"/>', b"") if name == "word/styles.xml" else part
            )
    return out.getvalue()


def docx_of(document: Document, layout: str) -> bytes:
    return official(document) if layout == "official" else typed(document, TYPED[layout])


def layouts_of(name: str) -> tuple[str, ...]:
    """Every layout for the real documents, three for the samples."""
    return LAYOUTS if name in SEEDS else LAYOUTS[:3]


@pytest.fixture(scope="module")
def originals() -> dict[str, Path]:
    """Clean samples, and the real documents when they are at hand."""
    found = {path.stem: path for path in SAMPLES}
    for path in sorted((ROOT.parent / "shared" / "seeds").glob("*.txt")):
        found[path.stem[:3]] = path
    return found


@pytest.fixture(scope="module")
def printed(
    require_tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory, originals: dict[str, Path]
) -> Path:
    """A folder of PDFs, all made by one run of LibreOffice."""
    office, folder = require_tool("soffice"), tmp_path_factory.mktemp("pdf")
    for name, path in originals.items():
        document = read(path)
        for layout in layouts_of(name):
            (folder / f"{name}-{layout}.docx").write_bytes(docx_of(document, layout))
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, sorted(folder.glob("*.docx")))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.parametrize(
    ("name", "layout"), [(path.stem, layout) for path in SAMPLES for layout in layouts_of(path.stem)]
)
def test_a_printed_sample_is_the_same_document(
    printed: Path, originals: dict[str, Path], name: str, layout: str
) -> None:
    assert essence(read(printed / f"{name}-{layout}.pdf")) == essence(read(originals[name]))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", SEEDS)
def test_a_printed_real_document_is_the_same_document(
    printed: Path, originals: dict[str, Path], shared: Path, name: str, layout: str
) -> None:
    assert essence(read(printed / f"{name}-{layout}.pdf")) == essence(read(originals[name]))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_printed_real_documents_score_as_their_texts(
    printed: Path, shared: Path, layout: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(shared / "score"))
    monkeypatch.setenv("DRAFTKIT", f"{sys.executable} -m draftkit")
    spec = importlib.util.spec_from_file_location("structure_score", shared / "score" / "structure.py")
    assert spec and spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    monkeypatch.setattr(scorer, "document", lambda _, number: str(printed / f"{number}-{layout}.pdf"))
    rows = [scorer.score(number, shared / "seeds", shared / "gold", False) for number in SEEDS]
    means = {key: sum(row[key] for row in rows) / len(rows) for key in scorer.BARS}
    assert {key: mean for key, mean in means.items() if mean + 1e-9 < scorer.BARS[key]} == {}


STYLES = {
    "indents": "font:16px/1.8 'Noto Sans CJK SC'}p{text-indent:2em;margin:0",
    "gaps": "font:14px/1.6 'Noto Serif CJK SC'}p{margin:0 0 8px",
}


@pytest.fixture(scope="module")
def browse(
    require_tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Path]]:
    browser, folder = require_tool("chromium"), tmp_path_factory.mktemp("web")

    def run(page: str) -> Path:
        (folder / "page.html").write_text(page, encoding="utf-8")
        switches = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
        switches += " --disable-background-networking --disable-component-update"
        command = [browser, *switches.split(), f"--user-data-dir={folder / 'user'}"]
        command += [f"--print-to-pdf={folder / 'page.pdf'}", str(folder / "page.html")]
        subprocess.run(command, check=True, capture_output=True, timeout=90)
        return folder / "page.pdf"

    yield run


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["city", "xikou", *SEEDS])
def test_a_page_printed_by_a_browser(
    browse: Callable[[str], Path], originals: dict[str, Path], name: str, style: str
) -> None:
    if name not in originals:
        pytest.skip("no reference material beside the checkout")
    document = read(originals[name])
    body = "".join(f"<p>{html.escape(line)}</p>" for line in to_text(document).split("\n") if line)
    head = f"<!doctype html><meta charset=utf-8><style>body{{{STYLES[style]}}}</style>"
    assert essence(read(browse(head + body))) == essence(document)
