"""What a docx holds besides words and simple tables, which setting it again leaves behind (排不进去的内容)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from draftkit.readers.docx_trace import main_part, part_beside
from draftkit.readers.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FEW = 20  # characters of a quotation


def leftovers(data: bytes) -> tuple[str, ...]:
    """One Chinese phrase for each kind of content of a docx that cannot be set again."""
    package = Package(data, "")
    main = main_part(package)
    body = package.xml(main)
    return (*_drawn(body), *_tables(body), *_traces(package, main, body), *_margins(package, main))


def _drawn(body: _Element) -> Iterator[str]:
    pictures = _count(body, f"{_DRAWING}picture}}pic", "{urn:schemas-microsoft-com:vml}imagedata")
    charts = _count(body, f"{_DRAWING}chart}}chart", f"{_DRAWING}diagram}}relIds")
    formulas = _count(body, "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath")
    boxes = _count(body, f"{W}txbxContent")
    objects = _count(body, f"{W}object")
    if pictures:
        yield f"图片 {pictures} 幅"
    if charts:
        yield f"图表 {charts} 个"
    if objects:
        yield f"嵌入的对象 {objects} 个"
    if formulas:
        yield f"公式 {formulas} 个（只留下文字）"
    if boxes:
        yield f"文本框 {boxes} 个（文字排进正文，位置没有保留）"


def _tables(body: _Element) -> Iterator[str]:
    merged = sum(1 for cell in body.iter(f"{W}tcPr") if _is_merged(cell) and not _single_column(cell))
    nested = sum(1 for table in body.iter(f"{W}tbl") if next(table.iterancestors(f"{W}tc"), None) is not None)
    if merged:
        yield f"合并单元格 {merged} 处（文字都在，合并没有保留）"
    if nested:
        yield f"表中套表 {nested} 个（文字都在，里层表格没有保留）"


def _is_merged(cell: _Element) -> bool:
    span, down = cell.find(f"{W}gridSpan"), cell.find(f"{W}vMerge")
    restart = down is not None and down.get(f"{W}val") == "restart"
    return restart or (span is not None and (span.get(f"{W}val") or "1") != "1")


def _single_column(cell: _Element) -> bool:
    """Whether no row of its table has two cells: a table used for lines or for a signature."""
    table = next(cell.iterancestors(f"{W}tbl"), None)
    return table is not None and all(len(row.findall(f"{W}tc")) < 2 for row in table.iterfind(f"{W}tr"))


def _traces(package: Package, main: str, body: _Element) -> Iterator[str]:
    comments = part_beside(main, "comments.xml")
    if comments in package and (found := len(package.xml(comments))):
        yield f"批注 {found} 条"
    if any(next(body.iter(f"{W}{name}"), None) is not None for name in ("ins", "del")):
        yield "修订痕迹（按接受全部修订排）"


def _margins(package: Package, main: str) -> Iterator[str]:
    """Words in headers and footers that are no page number."""
    seen: set[str] = set()
    for kind, name in (("header", "页眉"), ("footer", "页脚")):
        for number in range(1, 10):
            part = part_beside(main, f"{kind}{number}.xml")
            if part not in package:
                continue
            words = "".join("".join(t.text or "" for t in package.xml(part).iter(f"{W}t")).split())
            if words.strip("—-–－·0123456789第页共/ ") and words not in seen:
                seen.add(words)
                yield f"{name}“{words[:_FEW]}{'…' if len(words) > _FEW else ''}”"


def _count(body: _Element, *tags: str) -> int:
    return sum(1 for node in body.iter(*tags) if not any(a.tag == _FALLBACK for a in node.iterancestors()))
