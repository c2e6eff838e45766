"""The schemas of WordprocessingML (ECMA-376 Part 4, transitional), from a folder outside the repository.

They are not ours to ship. The folder that DRAFTKIT_SCHEMAS names holds wml.xsd and what it imports.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

_MAIN = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = "http://www.w3.org/XML/1998/namespace"
# The published schemas import this namespace without saying where it is defined.
_ATTRIBUTES = f"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{_XML}">
<xsd:attribute name="space"><xsd:simpleType><xsd:restriction base="xsd:NCName">
<xsd:enumeration value="default"/><xsd:enumeration value="preserve"/>
</xsd:restriction></xsd:simpleType></xsd:attribute>
<xsd:attribute name="lang" type="xsd:string"/></xsd:schema>"""
_LOCAL = "xml-attributes.xsd"


def schema_of(folder: Path, work: Path) -> Any:
    """The schema with wml.xsd at its root. work: an empty folder for a copy that can be read without a network."""
    for path in folder.glob("*.xsd"):
        text = path.read_text(encoding="utf-8-sig")
        text = re.sub(
            rf'<(\w+:)?import\s+namespace="{_XML}"[^>]*/>',
            lambda m: f'<{m[1] or ""}import namespace="{_XML}" schemaLocation="{_LOCAL}"/>',
            text,
        )
        (work / path.name).write_text(text, encoding="utf-8")
    (work / _LOCAL).write_text(_ATTRIBUTES, encoding="utf-8")
    return etree.XMLSchema(etree.parse(work / "wml.xsd", etree.XMLParser(no_network=True)))


def faults(data: bytes, schema: Any) -> Iterator[str]:
    """Where the parts of a docx that are WordprocessingML break the schema."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            content = package.read(name)
            if not name.endswith(".xml") or _MAIN not in content[:4000]:
                continue
            if not schema.validate(etree.fromstring(content)):
                yield from (f"{name}: {e.line}: {e.message}" for e in schema.error_log)
