"""A docx set by draftkit, with the changes that a case of ``tests/cases/form/rules.yaml`` makes in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from draftkit.checking.form import check_form
from draftkit.checking.problems import Problem
from draftkit.checking.settings import Settings
from draftkit.parsing import parse, parse_text
from draftkit.readers import source_of_bytes
from draftkit.writers.docx import to_docx

FOLDER = Path(__file__).parent / "cases" / "form"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@cache
def rules() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "rules.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def base(name: str) -> bytes:
    return to_docx(parse_text((FOLDER / f"{name}.txt").read_text(encoding="utf-8")))


def findings(data: bytes, settings: Settings | None = None) -> tuple[Problem, ...]:
    return check_form(data, parse(source_of_bytes(data, "a.docx")), settings)


def made(name: str, changes: Sequence[dict[str, Any]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(base(name))) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    for change in changes:
        part = f"word/{change.get('part', 'document')}.xml"
        if "find" in change:
            text, count = re.subn(change["find"], change["with"], parts[part].decode(), flags=re.DOTALL)
            assert count, f"nothing to change: {change}"
            parts[part] = text.encode()
        else:
            root = etree.fromstring(parts[part])
            _page(root, change["page"]) if "page" in change else _paragraph(root, change)
            parts[part] = etree.tostring(root)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for n, content in parts.items():
            z.writestr(n, content)
    return out.getvalue()


def _page(root: Any, values: dict[str, dict[str, Any]]) -> None:
    for section in root.iter(f"{W}sectPr"):
        for name, attributes in values.items():
            for key, value in attributes.items():
                section.find(f"{W}{name}").set(f"{W}{key}", str(value))


def _paragraph(root: Any, change: dict[str, Any]) -> None:
    wanted = change["at"] if isinstance(change["at"], str) else change["at"][0]
    exact = wanted.startswith("=")
    wanted = wanted.removeprefix("=")
    for p in root.iter(f"{W}p"):
        words = "".join(t.text or "" for t in p.iter(f"{W}t"))
        if words == wanted if exact else words.startswith(wanted):
            break
    else:
        raise AssertionError(f"no paragraph {wanted}")
    for _ in range(change.get("drop_before", 0)):
        before = p.getprevious()
        assert not "".join(before.itertext())
        before.getparent().remove(before)
    for _ in range(change.get("add_before", 0)):
        p.addprevious(etree.Element(f"{W}p"))
    for node in _xml(change.get("insert", "")):
        p.addprevious(node)
    _put(_child(p, "pPr"), change.get("para", ""))
    runs = p.findall(f"{W}r")
    for run in runs:
        _put(_child(run, "rPr"), change.get("run", ""))
    _put(_child(runs[0], "rPr"), change.get("first_run", ""))
    if "typed" in change:
        text = runs[0].find(f"{W}t")
        text.text = change["typed"] + text.text


def _child(node: Any, name: str) -> Any:
    found = node.find(f"{W}{name}")
    if found is None:
        found = etree.Element(f"{W}{name}")
        node.insert(0, found)
    return found


def _put(properties: Any, xml: str) -> None:
    """Elements into properties; those that are there get the new attributes and keep the others."""
    for node in _xml(xml):
        old = properties.find(node.tag)
        if old is None:
            properties.append(node)
        elif len(node) or len(old):
            properties.replace(old, node)
        else:
            for key, value in node.attrib.items():
                old.set(key, value)


def _xml(text: str) -> list[Any]:
    return list(etree.fromstring(f"<x {_NAMES}>{text}</x>"))
