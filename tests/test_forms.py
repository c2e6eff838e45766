"""The same document in every form that an office has it in: samples, and real documents from beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Tool
from doc_files import convert
from numbered_docx import with_automatic_numbers
from ofd_files import ofd
from portal_pages import page
from same_document import essence
from sample_cases import SAMPLES
from scored import assert_at_its_bars
from test_reader_ofd import names_apart

import draftkit
from draftkit.model import Document
from draftkit.parsing import parse
from draftkit.readers import source_of_bytes
from draftkit.writers.docx import to_docx
from draftkit.writers.markdown import to_markdown
from draftkit.writers.text import to_text

NUMBERS = ("000", "001", "003")
KINDS = {
    ".html": "html",
    ".mht": "mhtml",
    ".rtf": "rtf",
    ".ofd": "ofd",
    ".doc": "doc",
    ".pdf": "pdf",
    ".txt": "text",
}


def lines(document: Document) -> list[str]:
    return [line.strip() for line in to_text(document).split("\n") if line.strip()]


def as_page(document: Document) -> bytes:
    title = document.notice_title or document.title or ""
    number = document.doc_number or ""
    return page(to_text(document), "modern", title=title, issuer=document.issuers[0], number=number)


def numbered(document: Document) -> bytes:
    """A Word file whose headings have Word's own numbers instead of typed ones."""
    return with_automatic_numbers(to_docx(document))


FORMS: dict[str, Callable[[Document], bytes]] = {
    "docx": to_docx,
    "docx with automatic numbering": numbered,
    "page": as_page,
    "GB18030 text": lambda d: to_text(d).encode("gb18030"),
    "GB18030 text, line ends of Windows": lambda d: to_text(d).replace("\n", "\r\n").encode("gb18030"),
    "UTF-16 text": lambda d: to_text(d).encode("utf-16"),
    "doubled line breaks": lambda d: "\n\n".join(lines(d)).encode(),
    "wide spaces as indents": lambda d: "".join(f"　　{line}\n" for line in lines(d)).encode(),
    "no-break spaces as indents": lambda d: "".join(f"\u00a0\u00a0\u00a0\u00a0{line}\n" for line in lines(d)).encode(),
    "Markdown": lambda d: to_markdown(d).encode(),
    "OFD": lambda d: ofd(to_text(names_apart(d))),
}  # fmt: skip


@pytest.mark.parametrize("path", sorted((SAMPLES / "forms").iterdir()), ids=lambda path: path.name)
def test_samples_in_every_form(path: Path) -> None:
    document = draftkit.read(path)
    if path.suffix in KINDS:
        assert document.source.kind == KINDS[path.suffix]
    name = path.stem.partition("_")[0]
    assert essence(document) == essence(draftkit.read(SAMPLES / "src" / f"{name}.txt"))


def test_there_is_a_sample_in_every_form() -> None:
    assert set(KINDS) <= {path.suffix for path in (SAMPLES / "forms").iterdir()}
    assert {".docx", ".md", ".txt"} <= {path.suffix for path in SAMPLES.iterdir()}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", sorted((SAMPLES / "src").glob("*.txt")), ids=lambda path: path.stem)
def test_samples_rewritten(path: Path, form: str) -> None:
    document = draftkit.read(path)
    name = "a.md" if form == "Markdown" else "a.txt"
    assert essence(parse(source_of_bytes(FORMS[form](document), name))) == essence(document)


@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, Document]:
    paths = sorted((shared / "seeds").glob("*.txt"))
    return {path.stem[:3]: draftkit.read(path) for path in paths}


@pytest.mark.parametrize("form", FORMS)
def test_real_documents(form: str, real: dict[str, Document]) -> None:
    name = "a.md" if form == "Markdown" else "a.txt"
    for number in NUMBERS:
        again = parse(source_of_bytes(FORMS[form](real[number]), name))
        assert essence(again) == essence(real[number]), number


@pytest.mark.parametrize("form", ["docx with automatic numbering", "page", "GB18030 text", "OFD"])
def test_real_documents_are_at_the_bars(
    form: str, real: dict[str, Document], shared: Path, tmp_path: Path
) -> None:
    files = {number: FORMS[form](real[number]) for number in NUMBERS}
    assert_at_its_bars(files, shared, tmp_path)


@pytest.mark.parametrize("target", ["doc", "rtf", "odt"])
def test_real_documents_through_libreoffice(
    target: str, real: dict[str, Document], require_tool: Tool
) -> None:
    program = require_tool("soffice")
    files = {number: to_docx(real[number]) for number in NUMBERS}
    for number, data in convert(files, target, program).items():
        assert essence(parse(source_of_bytes(data, "a.doc"))) == essence(real[number]), number
