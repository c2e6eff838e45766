"""A Word template with tags: ours against docxtpl as its users use it.

The template: 40 paragraphs of which every other one asks for two values, a table of 30 rows by a loop.
"""

from __future__ import annotations

import io
from typing import Any

from benchmarks import Row, median_seconds

PARAGRAPHS, LINES = 40, 30
_WORDS = "健全基层服务网络，提升服务能力，推动资源下沉，完善保障机制，加强统筹协调，形成工作合力。" * 3


def template() -> bytes:
    """The template's bytes."""
    from docx import Document

    word = Document()
    word.sections[0].header.paragraphs[0].text = "{{ place }}文件"
    for n in range(PARAGRAPHS):
        word.add_paragraph(_WORDS + ("到{{ year }}年，{{ place }}达标率达到90%以上。" if n % 2 else ""))
    grid = word.add_table(4, 2)
    lines = (
        ("任务", "单位"),
        ("{%tr for m in measures %}", ""),
        ("{{ m.title }}", "{{ m.unit }}"),
        ("{%tr endfor %}", ""),
    )
    for row, line in zip(grid.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def context(n: int) -> dict[str, Any]:
    """Values, other ones each time."""
    measures = [{"title": f"任务{n}之{i}", "unit": "县民政局、县财政局"} for i in range(LINES)]
    return {"place": f"第{n}县", "year": 2026 + n % 5, "measures": measures}


def run() -> list[Row]:
    """Documents a second."""
    from draftkit.drafting.docx_template import render

    data = template()
    note = f"{PARAGRAPHS} paragraphs, a table of {LINES} rows, docx bytes out"
    numbers = iter(range(10**9))

    def ours() -> bytes:
        return render(data, context(next(numbers)))

    try:
        from docxtpl import DocxTemplate
    except ImportError:
        seconds, _ = median_seconds(ours, lambda: None)
        return [Row("Word template", 1 / seconds, "docs/s", "docxtpl", None, 10, ">=", note)]

    def filled(word: Any) -> bytes:
        word.render(context(next(numbers)), autoescape=True)
        out = io.BytesIO()
        word.save(out)
        return out.getvalue()

    mine, theirs = median_seconds(ours, lambda: filled(DocxTemplate(io.BytesIO(data))), 15)
    return [
        Row("Word template", 1 / mine, "docs/s", "docxtpl", 1 / theirs, 10, ">=", note),
    ]
