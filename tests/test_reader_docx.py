"""Word packages, written by hand: each thing that Word can hide in a paragraph, and the package around it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.errors import DraftkitError
from draftkit.parsing import parse
from draftkit.readers import source_of_bytes
from draftkit.readers.docx_signs import field_words, sign

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "readers" / "docx.yaml").read_text(encoding="utf-8")
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:m="{OFFICE}/math" xmlns:r="{OFFICE}/relationships"'
)


def inside(xml: str) -> str:
    """P:words as a paragraph, N:level:list as its numbering."""
    xml = re.sub(r"P:([^<\n]*?)(?=P:|<|\n|$)", r"<w:p><w:r><w:t>\1</w:t></w:r></w:p>", xml)
    return re.sub(r"N:(\d):(\d)", r'<w:numPr><w:ilvl w:val="\1"/><w:numId w:val="\2"/></w:numPr>', xml)


def package(case: dict[str, Any], **more: str) -> bytes:
    parts = {"word/document.xml": f"<w:document {SPACES}><w:body>{inside(case['xml'])}</w:body></w:document>"}
    for name in ("numbering", "styles", "footnotes", "endnotes"):
        if name in case:
            parts[f"word/{name}.xml"] = f"<w:{name} {SPACES}>{inside(case[name])}</w:{name}>"
    return archive(parts | more)


def archive(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_cases(case: dict[str, Any]) -> None:
    source = source_of_bytes(package(case), "a.docx")
    assert [line.text for line in source.lines] == case["lines"]
    assert [line.text for line in source.notes] == case.get("notes", [])
    assert len(source.warnings) == len(case.get("says", []))
    assert all(word in said for word, said in zip(case.get("says", []), source.warnings, strict=True))
    places = {line.text: [*line.style.table, *line.style.span] for line in source.lines if line.style.table}
    assert {text: places.get(text) for text in case.get("tables", {})} == case.get("tables", {})
    assert [line.text for line in source.lines if line.style.page_break] == case.get("new_pages", [])
    assert [line.text for line in source.lines if line.style.centred] == case.get("centred", [])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_the_strict_edition_is_read_the_same(case: dict[str, Any]) -> None:
    with zipfile.ZipFile(io.BytesIO(package(case))) as usual:
        parts = {name: usual.read(name).decode() for name in usual.namelist()}
    for old, new in (
        (
            "http://schemas.openxmlformats.org/wordprocessingml/2006/",
            "http://purl.oclc.org/ooxml/wordprocessingml/",
        ),
        (f"{OFFICE}/", "http://purl.oclc.org/ooxml/officeDocument/"),
    ):
        parts = {name: text.replace(old, new) for name, text in parts.items()}
    strict = source_of_bytes(archive(parts), "a.docx")
    plain = source_of_bytes(package(case), "a.docx")
    assert (strict.lines, strict.notes, strict.warnings) == (plain.lines, plain.notes, plain.warnings)


def test_footnotes_are_paragraphs_of_their_own_and_no_part_of_a_measure() -> None:
    body = "P:关于建立台账的方案\nP:一、重点任务\n<w:p><w:r><w:t>（一）建立台账。全面覆盖</w:t><w:footnoteReference w:id='1'/><w:t>，逐栋排查。</w:t></w:r></w:p>"
    case = {"xml": body, "footnotes": "<w:footnote w:id='1'>P:到2030年达到99%。</w:footnote>"}
    document = parse(source_of_bytes(package(case), "a.docx"))
    (measure,) = document.measures
    assert measure.text == "全面覆盖，逐栋排查。" and not measure.targets
    assert [p.text for p in document.paragraphs if p.role == "footnote"] == ["到2030年达到99%。"]


def test_another_part_may_be_the_document() -> None:
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="{OFFICE}/relationships/officeDocument" Target="/doc/main.xml"/></Relationships>'
    document = f"<w:document {SPACES}><w:body>{inside('P:正文')}</w:body></w:document>"
    data = archive({"_rels/.rels": relations, "doc/main.xml": document})
    assert [line.text for line in source_of_bytes(data, "a.docm").lines] == ["正文"]


@pytest.mark.parametrize(
    ("inner", "lines", "warned"),
    [
        (b"<html><body><p>" + "任务清单按月更新，逐项销号，确保各项任务按时完成、取得实效，不走过场。".encode() + b"</p></body></html>",
         ["任务清单按月更新，逐项销号，确保各项任务按时完成、取得实效，不走过场。"], False),
        (package({"xml": "P:内层"}), ["内层"], False),
        (b"\x89PNG", [], True),
    ],
    ids=["page", "docx", "picture"],
)  # fmt: skip
def test_a_part_that_is_put_in_as_a_whole(inner: bytes, lines: list[str], warned: bool) -> None:
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c" Type="x" Target="chunk"/></Relationships>'
    case = {"xml": "P:前<w:altChunk r:id='c'/>P:后"}
    out = io.BytesIO(package(case, **{"word/_rels/document.xml.rels": relations}))
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("word/chunk", inner)
    source = source_of_bytes(out.getvalue(), "a.docx")
    assert [line.text for line in source.lines] == ["前", *lines, "后"]
    assert bool(source.warnings) == warned


def test_hostile_depth_ends() -> None:
    for tag in ("w:sdt", "w:ins", "w:tbl", "w:smartTag"):
        deep = f"<{tag}>" * 200 + f"</{tag}>" * 200
        source = source_of_bytes(package({"xml": f"P:前{deep}<w:p>{deep}</w:p>P:后"}), "a.docx")
        assert [line.text for line in source.lines if line.text] == ["前", "后"]


def test_cells_without_end_and_wide_spans() -> None:
    row = "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='999999999999'/></w:tcPr>P:甲</w:tc><w:tc>P:乙</w:tc></w:tr>"
    source = source_of_bytes(package({"xml": f"<w:tbl>{row}</w:tbl>"}), "a.docx")
    assert source.lines[1].style.table == (1, 1, 2)


def test_damaged_packages_are_refused_in_words() -> None:
    whole = package({"xml": "P:甲" * 500})
    for cut in range(10, len(whole), 97):
        with pytest.raises(DraftkitError) as caught:
            source_of_bytes(whole[:cut], "a.docx")
        assert "\n" not in caught.value.render()


@pytest.mark.parametrize(
    ("code", "font", "shown"),
    [("F06C", "Wingdings", "●"), ("2605", "宋体", "★"), ("F0FF", "x", "□"), ("zz", "", "□"), ("D800", "", "□"), ("B7", "Symbol", "•")],
)  # fmt: skip
def test_signs_of_fonts(code: str, font: str, shown: str) -> None:
    assert sign(code, font) == shown


@pytest.mark.parametrize(
    ("order", "shown"),
    [(r"eq \o\ac(○,21)", "㉑"), (r"EQ \o\ac(○,51)", "（51）"), (r"eq \o\ac(□,印)", "印"), (r"EQ \o\ac(", ""), ("PAGE", "")],
)  # fmt: skip
def test_orders_of_fields(order: str, shown: str) -> None:
    assert field_words(order) == shown
