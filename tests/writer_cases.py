"""Documents for the tests of the writer, from tests/cases/writer/*.yaml.

``role: text``; in an item a ``|`` ends label and title; in a table row it separates the cells.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import yaml

from draftkit.model import Document, Paragraph, Role, SourceInfo, Text

CASES = Path(__file__).with_name("cases") / "writer"
_LABELS = (r"[一二三四五六七八九十]+、", r"（[一二三四五六七八九十]+）", r"\d+\.", r"（\d+）")


def paragraph(role: str, text: str) -> Paragraph:
    if role == "table":
        cells = tuple(Text(c) for c in text.split("|"))
        return Paragraph("table", Text(text.replace("|", "\t")), cells=cells, table=1)
    title, _, body = text.partition("|")
    if role not in ("heading", "item"):
        return Paragraph(cast(Role, role), Text(text))
    level, label = next(
        ((n, m.group()) for n, p in enumerate(_LABELS, 1) if (m := re.match(p, title))), (0, "")
    )
    return Paragraph(
        cast(Role, role),
        Text(title + body),
        label=label or None,
        level=level,
        title=title[len(label) :] or None,
        label_end=len(label),
        body_at=len(title),
    )


def document(*pairs: tuple[str, str], **fields: Any) -> Document:
    return Document(SourceInfo("", "draft", ""), tuple(paragraph(r, t) for r, t in pairs), **fields)


def case(name: str) -> Document:
    data = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    pairs = [pair for entry in data.pop("paragraphs") for pair in entry.items()]
    fields = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return document(*pairs, **fields)
