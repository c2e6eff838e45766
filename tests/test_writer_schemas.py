"""Produced files are valid: by the schemas of ECMA-376, and by the rules of the Open XML SDK.

Neither can be shipped: each is skipped where it is missing, also when everything is required
(docs/writing.md says how to get them).
"""

from __future__ import annotations

import io
import os
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from test_writer_conformance import DRAFTS
from test_writer_formats import MINUTES, ORDER, WIDE
from test_writer_frame import frame
from wml_schemas import faults, schema_of
from writer_cases import case, document

from draftkit.checking.engine import check_file
from draftkit.reports.problems_docx import fixed
from draftkit.writers.docx import Profile, to_docx
from draftkit.writers.redline import old_of_docx, redlined

FOLDER = os.environ.get("DRAFTKIT_SCHEMAS")
NOTES = {4: "批注一\n第二行", 9: "批注二"}
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@cache
def produced() -> dict[str, bytes]:
    """A file of every kind that is written, by name."""
    plan, wide = case("notice_plan"), to_docx(document(*WIDE))
    return {
        **DRAFTS,
        "order": to_docx(document(*ORDER), Profile(layout="order")),
        "minutes": to_docx(document(*MINUTES), Profile(layout="minutes")),
        "wide": wide,
        "word grid": to_docx(
            plan, Profile(grid="word", bold_second=True, bold_third=True, page_numbers=False)
        ),
        "comments": to_docx(plan, annotations=NOTES),
        "letterhead": to_docx(plan, frame=frame(), annotations=NOTES),
        "redline": redlined(wide, old_of_docx(DRAFTS["single"])),
        "redline back": redlined(DRAFTS["single"], old_of_docx(wide)),
    }


def proofread(sample: Path) -> bytes:
    checked = check_file(sample)
    assert checked.data is not None
    return fixed(checked.data, checked.document, checked.problems).data


@pytest.fixture(scope="module")
def files(samples: Path) -> dict[str, bytes]:
    return {**produced(), "proofread": proofread(samples / "xikou.docx")}


@pytest.mark.skipif(
    not (FOLDER and (Path(FOLDER) / "wml.xsd").is_file()),
    reason="the schemas of ECMA-376 cannot be shipped: DRAFTKIT_SCHEMAS names no folder with wml.xsd",
)
def test_files_are_valid_by_the_schemas(files: dict[str, bytes], tmp_path: Path) -> None:
    schema = schema_of(Path(FOLDER or ""), tmp_path)
    assert {name: found for name, data in files.items() if (found := list(faults(data, schema)))} == {}


def test_files_are_valid_by_the_rules_of_the_sdk(files: dict[str, bytes], tmp_path: Path) -> None:
    audit = pytest.importorskip(
        "openxml_audit", reason="openxml-audit is not installed: pip install openxml-audit"
    )
    validator = audit.OpenXmlValidator(audit.FileFormat.OFFICE_2019)
    wrong: dict[str, list[str]] = {}
    for name, data in files.items():
        path = tmp_path / "x.docx"
        path.write_bytes(data)
        # A part for the theme or the fonts is asked for by the tool, not by the standard.
        found = [
            str(e)
            for e in validator.validate(str(path)).errors
            if "A required relationship type" not in str(e)
        ]
        if found:
            wrong[name] = found
    assert wrong == {}


SCHEMA = f"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns="{MAIN}" targetNamespace="{MAIN}"
 elementFormDefault="qualified" attributeFormDefault="qualified">
<xsd:import namespace="http://www.w3.org/XML/1998/namespace"/>
<xsd:element name="document"><xsd:complexType><xsd:sequence><xsd:element name="body"/></xsd:sequence>
<xsd:attribute ref="xml:space"/></xsd:complexType></xsd:element></xsd:schema>"""


@pytest.mark.parametrize(("body", "count"), [("<w:body/>", 0), ("<w:bodies/>", 1), ("<w:body/><w:body/>", 1)])
def test_a_schema_is_read_as_published_and_tells_faults(body: str, count: int, tmp_path: Path) -> None:
    # The published wml.xsd refers to xml:space without saying where it is defined.
    published, work = tmp_path / "published", tmp_path / "work"
    published.mkdir()
    work.mkdir()
    (published / "wml.xsd").write_text(SCHEMA, encoding="utf-8")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{MAIN}" xml:space="preserve">{body}</w:document>'
        )
        package.writestr("docProps/core.xml", "<core/>")
    found: list[Any] = list(faults(out.getvalue(), schema_of(published, work)))
    assert len(found) == count and all(f.startswith("word/document.xml: 1: ") for f in found)
