"""Reading a PDF into lines with places, against pdfium's own words of the same pages.

LibreOffice prints the sample documents with their fonts inside, as offices do. Without it only the
shipped PDFs are read; they carry no fonts, and looking for one takes pdfium longer than the words.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks import Row, median_seconds
from draftkit.readers.pdf import read

ROOT = Path(__file__).resolve().parent.parent
PEER = "pypdfium2: get_text_range of every page"
BAR = 1.5


def run() -> list[Row]:
    """The shipped PDFs, and samples printed by LibreOffice when it is installed."""
    samples = ROOT / "samples"
    with tempfile.TemporaryDirectory() as name:
        printed = _printed(Path(name), [samples / "xikou.docx", samples / "city.docx"])
        return [_row(path) for path in [*sorted((samples / "forms").glob("*.pdf")), *printed]]


def _printed(folder: Path, documents: list[Path]) -> list[Path]:
    office = shutil.which("soffice")
    if office is None:
        return []
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, documents)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return sorted(folder.glob("*.pdf"))


def _row(path: Path) -> Row:
    data = path.read_bytes()
    lines = read(data, path.name, "").lines
    ours, theirs = median_seconds(lambda: read(data, path.name, ""), lambda: _words(data), runs=15)
    fonts = "fonts inside" if b"/FontFile" in data else "no fonts inside"
    note = f"{fonts}, {lines[-1].page} pages, {sum(len(line.text) for line in lines)} characters"
    return Row(f"read {path.name}", ours, "s", PEER, theirs, BAR, "<=", note)


def _words(data: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    count = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        count += len(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return count
